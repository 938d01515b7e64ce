import type { LoginLogDocument } from '@shop/shared/database/documents.ts';
import { AFTER_SALE_STATUS_LABELS } from '@shop/shared/domain/after-sale-lifecycle.ts';
import { carrierName } from '@shop/shared/domain/carriers.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { OPERATION_LABELS } from '@shop/shared/domain/operations.ts';
import { ORDER_STATUS_LABELS } from '@shop/shared/domain/order-lifecycle.ts';
import { STOCKTAKE_LABELS } from '@shop/shared/domain/stocktake.ts';
import { DAY_LABELS } from '../finance/reconcile-view.ts';

/** Log entries in words. Pure: tested without a browser. What has no word yet is shown as it was written. */
export const LOGIN_RESULTS: Readonly<Record<LoginLogDocument['result'], string>> = {
  success: '登录成功',
  wrong_password: '密码错误',
  locked: '已锁定',
  disabled: '账号停用',
  unknown: '用户不存在',
};

const ACTIONS: Readonly<Record<string, string>> = OPERATION_LABELS;

export function actionWord(action: string): string {
  return ACTIONS[action] ?? action;
}

/** Where a document that was acted on can be looked at. */
export interface Place {
  readonly to: { readonly path: string; readonly query: Readonly<Record<string, string>> };
  readonly label: string;
}

const PLACES: ReadonlyMap<string, { readonly path: string; readonly parameter: string; readonly label: string }> = new Map([
  ['order', { path: '/orders', parameter: 'order', label: '查看订单' }],
  ['internal', { path: '/orders', parameter: 'order', label: '查看订单' }],
  ['afterSale', { path: '/after-sales', parameter: 'case', label: '查看售后' }],
  ['stocktake', { path: '/stocktakes', parameter: 'stocktake', label: '查看盘点' }],
]);

/** The first part of an operation's name is what it acted on; null where no page shows one of these by its id. */
export function placeOf(action: string, target: string): Place | null {
  const place = PLACES.get(action.split('.')[0] ?? '');
  return place === undefined ? null : { to: { path: place.path, query: { [place.parameter]: target } }, label: place.label };
}

const FIELDS: Readonly<Record<string, string>> = {
  status: '状态',
  reason: '原因',
  remark: '备注',
  name: '名称',
  title: '名称',
  description: '说明',
  quantity: '数量',
  reserved: '占用',
  pieces: '件数',
  toPieces: '转为件数',
  toSkuId: '转到',
  goods: '商品种数',
  parcels: '包裹',
  batchNo: '批号',
  lowStock: '预警线',
  barcode: '条码',
  soldByWeight: '按重量卖',
  boxGrams: '每箱克数',
  weights: '实际重量',
  unit: '单位',
  address: '地址',
  orderNo: '订单号',
  skuId: '规格',
  amount: '金额',
  refunded: '退回差价',
  paymentAmount: '应付',
  freightAmount: '运费',
  balance: '余额',
  owed: '欠款',
  creditLimit: '赊账额度',
  method: '方式',
  points: '积分',
  linked: '已关联会员',
  total: '总量',
  perUser: '每人限量',
  claimable: '可领取',
  given: '已发',
  level: '会员等级',
  price: '价格',
  quota: '份数',
  startsAt: '开始',
  endsAt: '结束',
  deleted: '已删除',
  type: '类型',
};

/** Kept in fen. */
const MONEY: readonly string[] = ['amount', 'refunded', 'paymentAmount', 'freightAmount', 'balance', 'owed', 'creditLimit', 'price'];

/** The document itself, and how many it were: the target says both. */
const HIDDEN: readonly string[] = ['_id', 'changed'];

const ON_OR_OFF: Readonly<Record<string, string>> = { ...ORDER_STATUS_LABELS, on: '在售', off: '已下架' };

/** A state means what it means to the document that was acted on: the first part of the operation's name. */
const STATUSES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  afterSale: AFTER_SALE_STATUS_LABELS,
  stocktake: STOCKTAKE_LABELS,
  refund: { manual: '待人工处理', pending: '退款中', success: '已退款' },
  reconcile: DAY_LABELS,
  coupon: { on: '发放中', stopped: '已停发' },
  promotion: { on: '进行中', stopped: '已结束' },
};

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

function word(field: string, value: unknown, subject: string): string {
  if (value === undefined || value === null || value === '') return '无';
  if (field === 'status') return (STATUSES[subject] ?? ON_OR_OFF)[String(value)] ?? String(value);
  if (MONEY.includes(field) && typeof value === 'number') return `¥${formatYuan(value)}`;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (field === 'address' && isFields(value))
    return Object.values(value)
      .filter((part) => typeof part === 'string')
      .join(' ');
  if (Array.isArray(value))
    return value
      .map((entry) =>
        isFields(entry) && typeof entry['company'] === 'string'
          ? `${carrierName(entry['company'])} ${String(entry['number'])}`
          : word('', entry, subject),
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
export function changes(before: unknown, after: unknown, action: string): Change[] {
  const [subject = ''] = action.split('.');
  const old = fieldsOf(before);
  return Object.entries(fieldsOf(after))
    .filter(([field, value]) => !HIDDEN.includes(field) && JSON.stringify(old[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({
      field: subject === 'stock' && field === 'quantity' ? '实物' : (FIELDS[field] ?? field),
      before: field in old ? word(field, old[field], subject) : null,
      after: word(field, value, subject),
    }));
}
