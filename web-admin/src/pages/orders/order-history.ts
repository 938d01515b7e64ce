import type { OrderDocument, OrderHistoryDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { formatQuantity } from '@shop/shared/domain/weights.ts';
import { addressText } from './order-detail.ts';

/** What staff changed in an order, in words. Pure: tested without a browser. */
export type NamedHistory = Pick<OrderHistoryDocument, '_id' | 'action' | 'before' | 'after' | 'reason' | 'createTime'> & {
  readonly operatorName: string;
};

const HISTORY_TITLES: Readonly<Record<OrderHistoryDocument['action'], string>> = {
  price: '改价',
  address: '修改收货信息',
  remark: '修改备注',
  lines: '修改商品',
};

export interface HistoryEntry {
  readonly id: string;
  readonly title: string;
  /** Each thing that changed: what it was and what it is. */
  readonly changes: readonly { readonly what: string; readonly before: string; readonly after: string }[];
  readonly reason: string;
  readonly who: string;
  readonly at: Date;
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

function historyText(field: string, value: unknown, nameOf: (skuId: string) => string): string {
  if (field === 'address') return addressText(value as OrderDocument['address']);
  if (Array.isArray(value))
    return value
      .map(fieldsOf)
      .map((line) => {
        const amount = line['payable'] ?? line['unitPrice'];
        const count = typeof line['thousandths'] === 'number' ? ` × ${formatQuantity(line['thousandths'])} ${textOf(line['unit'])}` : '';
        return `${nameOf(textOf(line['skuId']))} ${typeof amount === 'number' ? `¥${formatYuan(amount)}` : ''}${count}`.trim();
      })
      .join('；');
  return typeof value === 'number' ? `¥${formatYuan(value)}` : textOf(value);
}

const words = (value: unknown): string => textOf(value) || '无';

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const HISTORY_FIELDS: readonly (readonly [field: string, what: string])[] = [
  ['paymentAmount', '应付'],
  ['freightAmount', '运费'],
  ['address', '收货信息'],
  ['lines', '商品'],
  ['items', '商品'],
];

/** What staff changed in an order, newest first, with only what became another. `items`: the order's, for their names. */
export function historyEntries(rows: readonly NamedHistory[], items: OrderDocument['items']): HistoryEntry[] {
  const nameOf = (skuId: string): string => items.find((item) => item.skuId === skuId)?.name ?? '已移除的商品';
  return [...rows]
    .sort((left, right) => right.createTime.getTime() - left.createTime.getTime())
    .map(({ _id, action, before, after, reason, operatorName, createTime }) => {
      if (action === 'remark') {
        const changes = [{ what: '备注', before: words(before), after: words(after) }];
        return { id: _id, title: HISTORY_TITLES[action], changes, reason, who: operatorName, at: createTime };
      }
      const [was, is] = [fieldsOf(before), fieldsOf(after)];
      const changes = HISTORY_FIELDS.filter(([field]) => field in is && JSON.stringify(was[field]) !== JSON.stringify(is[field])).map(
        ([field, what]) => ({ what, before: historyText(field, was[field], nameOf), after: historyText(field, is[field], nameOf) }),
      );
      return { id: _id, title: HISTORY_TITLES[action], changes, reason, who: operatorName, at: createTime };
    });
}
