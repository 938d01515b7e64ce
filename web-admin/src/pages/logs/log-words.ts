import type { LoginLogDocument } from '@shop/shared/database/documents.ts';
import { carrierName } from '@shop/shared/domain/carriers.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { ORDER_STATUS_LABELS } from '@shop/shared/domain/order-lifecycle.ts';

/** Log entries in words. Pure: tested without a browser. What has no word yet is shown as it was written. */
export const LOGIN_RESULTS: Readonly<Record<LoginLogDocument['result'], string>> = {
  success: '登录成功',
  wrong_password: '密码错误',
  locked: '已锁定',
  disabled: '账号停用',
  unknown: '用户不存在',
};

const ACTIONS: Readonly<Record<string, string>> = {
  'order.ship': '订单发货',
  'order.cancel': '取消订单',
  'order.remark': '备注订单',
  'stock.in': '入库',
  'stock.out': '出库',
  'product.on': '上架',
  'product.off': '下架',
  'product.prices': '改价',
};

export function actionWord(action: string): string {
  return ACTIONS[action] ?? action;
}

const FIELDS: Readonly<Record<string, string>> = {
  status: '状态',
  reason: '原因',
  remark: '备注',
  quantity: '实物',
  reserved: '占用',
  pieces: '件数',
  parcels: '包裹',
};

/** The document itself, and how many it were: the target says both. */
const HIDDEN: readonly string[] = ['_id', 'changed'];

const STATUSES: Readonly<Record<string, string>> = { ...ORDER_STATUS_LABELS, on: '在售', off: '已下架' };

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of `{skuId, price}` is told as one field per SKU. */
function fieldsOf(value: unknown): Fields {
  if (
    Array.isArray(value) &&
    value.every((entry) => isFields(entry) && typeof entry['skuId'] === 'string' && typeof entry['price'] === 'number')
  ) {
    return Object.fromEntries((value as { skuId: string; price: number }[]).map(({ skuId, price }) => [skuId, `¥${formatYuan(price)}`]));
  }
  if (isFields(value)) return value;
  return value === null || value === undefined ? {} : { '': value };
}

function word(field: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '无';
  if (field === 'status') return STATUSES[String(value)] ?? String(value);
  if (Array.isArray(value))
    return value
      .map((entry) =>
        isFields(entry) && typeof entry['company'] === 'string'
          ? `${carrierName(entry['company'])} ${String(entry['number'])}`
          : word('', entry),
      )
      .join('，');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

export interface Change {
  readonly field: string;
  /** Null when nothing is known of before. */
  readonly before: string | null;
  readonly after: string;
}

/** What an operation changed, field by field; fields that stayed as they were are left out. */
export function changes(before: unknown, after: unknown): Change[] {
  const old = fieldsOf(before);
  return Object.entries(fieldsOf(after))
    .filter(([field, value]) => !HIDDEN.includes(field) && JSON.stringify(old[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({
      field: FIELDS[field] ?? field,
      before: field in old ? word(field, old[field]) : null,
      after: word(field, value),
    }));
}
