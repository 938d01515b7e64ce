import type { OrderDocument, OrderFlowDocument, OrderItem } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { orderLabel, transition, type OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { piecesLeft } from '@shop/shared/domain/parcels.ts';
import { formatDateTime, formatShortTime } from '@shop/shared/domain/time.ts';
import { asset } from '../utils/assets.ts';
import { priceText, sumText, type PriceText } from './product.ts';

export type OrderAct = 'pay' | 'cancel' | 'refund' | 'confirm' | 'track' | 'again' | 'remove';

export interface ActButton {
  readonly act: OrderAct;
  readonly label: string;
  readonly main: boolean;
}

const LABELS: Readonly<Record<OrderAct, string>> = {
  pay: '付款',
  cancel: '取消订单',
  refund: '取消并退款',
  confirm: '确认收货',
  track: '查看物流',
  again: '再次购买',
  remove: '删除订单',
};

/** What the customer may do with an order now, as the lifecycle table allows it; the one to do first comes last and is drawn strong. */
export function orderActs(order: Pick<OrderDocument, 'status' | 'parcels' | 'expireTime'>, nowMs: number): ActButton[] {
  const { status } = order;
  const acts: OrderAct[] = [];
  const over = status === 'completed' || status === 'cancelled' || status === 'refunded';
  if (over) acts.push('remove');
  if (transition(status, 'cancel', 'customer')) acts.push('cancel');
  // What has left in part is refunded line by line.
  if (status === 'paid' && order.parcels.length === 0 && transition(status, 'refund', 'customer')) acts.push('refund');
  if (order.parcels.length > 0) acts.push('track');
  if (over || status === 'shipped' || status === 'paid') acts.push('again');
  if (transition(status, 'receive', 'customer')) acts.push('confirm');
  if (status === 'pending_payment' && order.expireTime.getTime() > nowMs) acts.push('pay');
  const strong: OrderAct | undefined = acts.includes('pay') ? 'pay' : acts.includes('confirm') ? 'confirm' : undefined;
  return acts.map((act) => ({ act, label: LABELS[act], main: act === strong }));
}

export interface OrderLine {
  readonly skuId: string;
  readonly productId: string;
  readonly name: string;
  readonly image: string;
  readonly specs: string;
  readonly price: PriceText;
  readonly quantity: number;
}

/** A line of an order, or of a preview. */
export function orderLine(item: Pick<OrderItem, 'skuId' | 'productId' | 'name' | 'image' | 'specs' | 'unitPrice' | 'quantity'>): OrderLine {
  return {
    skuId: item.skuId,
    productId: item.productId,
    name: item.name,
    image: asset(item.image),
    specs: item.specs,
    price: priceText(item.unitPrice),
    quantity: item.quantity,
  };
}

export interface OrderCard {
  readonly id: string;
  readonly number: string;
  readonly time: string;
  readonly status: OrderStatus;
  readonly label: string;
  /** One line is told in full, several are a row of pictures. */
  readonly only: OrderLine | null;
  readonly pictures: readonly { readonly id: string; readonly src: string }[];
  readonly more: number;
  readonly count: number;
  readonly payable: PriceText;
  readonly paid: boolean;
  /** Until when an unpaid order is kept, in ms; 0 otherwise. */
  readonly deadline: number;
  readonly acts: readonly ActButton[];
}

const PICTURES = 4;

export function orderCard(order: OrderDocument, nowMs: number): OrderCard {
  const first = order.items[0];
  return {
    id: order._id,
    number: order.orderNo,
    time: formatDateTime(order.createTime),
    status: order.status,
    label: orderLabel(order),
    only: order.items.length === 1 && first ? orderLine(first) : null,
    pictures: order.items.slice(0, PICTURES).map((item) => ({ id: item.skuId, src: asset(item.image) })),
    more: Math.max(0, order.items.length - PICTURES),
    count: order.itemCount,
    payable: sumText(order.paymentAmount),
    paid: order.paymentTime !== undefined,
    deadline: order.status === 'pending_payment' ? order.expireTime.getTime() : 0,
    acts: orderActs(order, nowMs),
  };
}

/** `25:09`, or `1:02:03` above an hour; empty when the time is up. */
export function countdown(leftMs: number): string {
  if (leftMs <= 0) return '';
  const seconds = Math.ceil(leftMs / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export interface OrderStep {
  readonly label: string;
  readonly time: string;
  readonly state: 'done' | 'now' | 'ahead';
}

/** The four steps of an order that goes its way; empty for one that ended before. */
export function orderSteps(order: OrderDocument): OrderStep[] {
  if (order.status === 'cancelled' || order.status === 'refunded' || order.status === 'placing') return [];
  const steps: [string, Date | undefined][] = [
    ['下单', order.createTime],
    ['付款', order.paymentTime],
    ['发货', order.status === 'paid' ? undefined : order.deliveryTime],
    ['收货', order.receiveTime],
  ];
  const reached = steps.filter(([, at]) => at !== undefined).length;
  return steps.map(([label, at], index) => ({
    label,
    time: at ? formatShortTime(at) : '',
    state: at ? 'done' : index === reached ? 'now' : 'ahead',
  }));
}

export interface StatusHead {
  readonly title: string;
  readonly note: string;
}

const REFUND_NOTES: Readonly<Record<NonNullable<OrderDocument['paymentMethod']>, string>> = {
  wechat: '退款原路退回，一般 1–3 个工作日到账',
  balance: '退款已退回账户余额',
  credit: '已从账单中扣除',
  cash: '请到门店领取退款',
  prepaid: '已退回预存商品',
};

/** The large word on top of an order and what it means for the customer. */
export function statusHead(order: OrderDocument): StatusHead {
  switch (order.status) {
    case 'placing':
      return { title: '订单提交中', note: '请稍候' };
    case 'draft':
      return { title: '商家正在开单', note: '确认后会显示在这里' };
    case 'confirmed':
      return { title: '商家已确认', note: '请按约定方式付款' };
    case 'pending_payment':
      return { title: '等待付款', note: '超时未付款，订单会自动取消' };
    case 'paid':
      if (order.parcels.length > 0)
        return { title: '部分商品已发出', note: `还有 ${piecesLeft(order.items)} 件正在备货，全部发出后可确认收货` };
      return { title: '等待发货', note: '已收到你的付款，仓库正在备货' };
    case 'shipped':
      return {
        title: '商品已发出',
        note: order.parcels.length > 1 ? `共 ${order.parcels.length} 个包裹，请留意查收` : '请留意查收，收到后确认收货',
      };
    case 'completed':
      return { title: '交易完成', note: '感谢信任，期待下次见面' };
    case 'cancelled':
      return { title: '订单已取消', note: order.cancelReason ?? '' };
    case 'refunded':
      return { title: '订单已退款', note: REFUND_NOTES[order.paymentMethod ?? 'wechat'] };
  }
}

export interface AmountRow {
  readonly label: string;
  readonly value: string;
  readonly off: boolean;
}

/** The price told step by step, the way it was made; the sum stands on its own. */
export function amountRows(price: {
  readonly totalAmount: number;
  readonly freightAmount: number;
  readonly discountAmount: number;
  readonly explain?: readonly { readonly rule: string; readonly label: string; readonly amount: number }[];
}): AmountRow[] {
  const steps = price.explain ?? [];
  if (steps.length === 0) {
    const rows = [
      { label: '商品金额', amount: price.totalAmount },
      { label: '优惠', amount: -price.discountAmount },
      { label: '运费', amount: price.freightAmount },
    ];
    return rows.filter((row) => row.amount !== 0 || row.label !== '优惠').map((row) => amountRow(row.label, row.amount));
  }
  return steps.map((step) => amountRow(step.label, step.amount));
}

function amountRow(label: string, amount: number): AmountRow {
  if (label === '运费' && amount === 0) return { label, value: '包邮', off: false };
  return { label, value: `${amount < 0 ? '−' : ''}¥${formatYuan(Math.abs(amount))}`, off: amount < 0 };
}

export interface FlowRow {
  readonly id: string;
  readonly text: string;
  readonly time: string;
}

const FLOW_TEXTS: Readonly<Record<OrderFlowDocument['event'], string>> = {
  place: '提交订单',
  abandon: '订单未提交成功',
  confirm: '商家已确认订单',
  bill: '商家已发起收款',
  pay: '付款成功',
  cancel: '订单取消',
  expire: '超时未付款，订单自动取消',
  ship_part: '商家已发出部分商品',
  ship: '商家已发货',
  close_shipping: '未发的商品已退款，其余已全部发出',
  receive: '已确认收货',
  auto_receive: '系统自动确认收货',
  refund: '订单退款',
};

/** What happened to the order, latest first. */
export function flowRows(flows: readonly OrderFlowDocument[]): FlowRow[] {
  return [...flows]
    .sort((a, b) => b.createTime.getTime() - a.createTime.getTime() || (a._id < b._id ? 1 : -1))
    .map((flow) => ({
      id: flow._id,
      text: flow.operatorType === 'staff' && flow.event === 'cancel' ? '商家取消了订单' : FLOW_TEXTS[flow.event],
      time: formatDateTime(flow.createTime),
    }));
}
