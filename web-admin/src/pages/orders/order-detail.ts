import type { OrderDocument, OrderFlowDocument, OrderItem } from '@shop/shared/database/documents.ts';
import { transition, type OrderEvent } from '@shop/shared/domain/order-lifecycle.ts';
import { PARCEL_NUMBER } from '@shop/shared/domain/carriers.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { claimable } from '@shop/shared/domain/refunds.ts';
import { shippingHold } from '@shop/shared/domain/shipping-hold.ts';
import { formatQuantity } from '@shop/shared/domain/weights.ts';
import type { Permission } from '@shop/shared/domain/permissions.ts';

/** What the detail of an order shows and offers. Pure: tested without a browser. */
export interface AmountLine {
  readonly label: string;
  /** Fen, as it counts: what is taken off is negative. */
  readonly amount: number;
  readonly note: string;
}

const NOTES: Readonly<Record<string, (order: OrderDocument) => string>> = {
  goods: (order) => `共 ${String(order.itemCount)} 件`,
  freight: (order) => (order.freightAmount === 0 ? '包邮' : ''),
};

/** How the payable amount came about, link by link as the order was priced; the lines add up to `paymentAmount`. */
export function amountLines(order: OrderDocument): AmountLine[] {
  return order.explain.map(({ rule, label, amount }) => ({ label, amount, note: NOTES[rule]?.(order) ?? '' }));
}

export interface OrderActions {
  readonly ship: boolean;
  readonly cancel: boolean;
  readonly remark: boolean;
  /** To write a claim down for the customer. */
  readonly claim: boolean;
}

type Actionable = Pick<OrderDocument, 'status' | 'parcels'> & Partial<Pick<OrderDocument, 'group' | 'openCases' | 'items'>>;

/** What this person may do with the order now: the lifecycle says what is possible, his permissions what is his. */
export function orderActions(order: Actionable, permissions: readonly string[]): OrderActions {
  const { status, parcels } = order;
  const may = (permission: Permission): boolean => permissions.includes(permission);
  return {
    ship: may('orders.ship') && transition(status, 'ship', 'staff') !== null && shippingHold(order) !== 'forming',
    cancel:
      may('orders.cancel') &&
      (transition(status, 'cancel', 'staff') !== null ||
        (status === 'paid' && parcels.length === 0 && transition(status, 'refund', 'staff') !== null)),
    remark: may('orders.remark'),
    claim: may('afterSales.open') && claimLines(order).length > 0,
  };
}

/** A line that staff may claim on for the customer. */
export interface ClaimLine {
  readonly skuId: string;
  readonly name: string;
  readonly specs: string;
  readonly image: string;
  /** Pieces that have left the house, and pieces that have not, of those that nobody has claimed. */
  readonly shipped: number;
  readonly unshipped: number;
}

/** The lines of a paid order of which something may still go back, without those that have a case open. None while its group may yet fail: then everything goes back. */
export function claimLines({ status, items = [], openCases = [], group }: Actionable): ClaimLine[] {
  if (!['paid', 'shipped', 'completed'].includes(status)) return [];
  if (status === 'paid' && group?.state === 'forming') return [];
  return items
    .filter((item) => !openCases.some(({ skuId }) => skuId === item.skuId))
    .map((item) => ({ skuId: item.skuId, name: item.name, specs: item.specs, image: item.image, ...claimable(status, item) }))
    .filter(({ shipped, unshipped }) => shipped + unshipped > 0);
}

/** How a line was sold: `¥30.00 × 2`, or as it was measured: `¥4.50 / 斤 × 10.5`. */
export function soldText({ unitPrice, quantity, measure }: OrderItem): string {
  const price = `¥${formatYuan(unitPrice)}`;
  return measure === undefined ? `${price} × ${String(quantity)}` : `${price} / ${measure.unit} × ${formatQuantity(measure.thousandths)}`;
}

const EVENT_LABELS: Readonly<Record<OrderEvent, string>> = {
  place: '提交订单',
  abandon: '下单未完成',
  confirm: '确认订单',
  bill: '发起收款',
  pay: '支付成功',
  cancel: '取消订单',
  expire: '超时未付款，自动取消',
  ship_part: '已发出部分商品',
  ship: '已发货',
  close_shipping: '其余未发商品已退款，发货完成',
  receive: '确认收货',
  auto_receive: '到期自动收货',
  refund: '已退款',
};

const OPERATOR_LABELS: Readonly<Record<OrderFlowDocument['operatorType'], string>> = { customer: '顾客', staff: '店员', system: '系统' };

export interface TimelineEntry {
  readonly id: string;
  readonly title: string;
  readonly who: string;
  readonly remark: string;
  readonly at: Date;
  readonly tone: 'normal' | 'bad';
}

/** WeChat tells the time of a payment in whole seconds: within one second, the order of events is that of an order's life. */
const LIFE: readonly OrderEvent[] = [
  'place',
  'abandon',
  'confirm',
  'bill',
  'pay',
  'cancel',
  'expire',
  'ship_part',
  'ship',
  'close_shipping',
  'receive',
  'auto_receive',
  'refund',
];

function newestFirst(left: OrderFlowDocument, right: OrderFlowDocument): number {
  const second = (flow: OrderFlowDocument): number => Math.floor(flow.createTime.getTime() / 1000);
  return second(right) - second(left) || LIFE.indexOf(right.event) - LIFE.indexOf(left.event);
}

/** Newest first, as one looks for what happened last. */
export function timeline(flows: readonly OrderFlowDocument[]): TimelineEntry[] {
  return [...flows].sort(newestFirst).map((flow) => ({
    id: flow._id,
    title: EVENT_LABELS[flow.event],
    who: OPERATOR_LABELS[flow.operatorType],
    remark: flow.remark === EVENT_LABELS[flow.event] ? '' : flow.remark,
    at: flow.createTime,
    tone: flow.toStatus === 'cancelled' || flow.toStatus === 'refunded' ? 'bad' : 'normal',
  }));
}

export interface ParcelDraft {
  company: string;
  number: string;
}

/** What is wrong with the parcels, one text per parcel, empty where nothing is. */
export function parcelProblems(parcels: readonly ParcelDraft[]): string[] {
  const numbers = parcels.map((parcel) => parcel.number.trim().toUpperCase());
  return parcels.map((parcel, index) => {
    const number = numbers[index] ?? '';
    if (!parcel.company) return '请选择快递公司';
    if (!number) return '请输入快递单号';
    if (!PARCEL_NUMBER.test(number)) return '单号为 6–32 位字母、数字或短横线';
    if (numbers.indexOf(number) !== index) return '单号重复';
    return '';
  });
}

/** As it is pasted into a carrier's form. */
export function addressText(address: OrderDocument['address']): string {
  return `${address.name} ${address.phone} ${[address.province, address.city, address.district].filter((part, index, all) => part && part !== all[index - 1]).join('')}${address.detail}`;
}
