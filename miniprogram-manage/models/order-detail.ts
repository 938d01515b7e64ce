import { spacedPhone } from '@shop/shared/domain/phone.ts';
import { PAYMENT_METHOD_LABELS } from '@shop/shared/domain/payment-methods.ts';
import type { OrderDocument, OrderFlowDocument } from '@shop/shared/database/documents.ts';
import { carrierName, CARRIERS } from '@shop/shared/domain/carriers.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { orderLabel, transition, type OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { piecesLeft, piecesText } from '@shop/shared/domain/parcels.ts';
import { piecesToShip } from '@shop/shared/domain/refunds.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';
import { cardLine, dayTime, fullAddress, maskedPhone, shippingHold, urgency, waitingText, type CardLine, type Urgency } from './order.ts';

export interface PickLine extends CardLine {
  readonly price: string;
  readonly picked: boolean;
  /** `已发 2 件`, while others are still to follow. */
  readonly sent: string;
}

export interface AmountRow {
  readonly label: string;
  readonly value: string;
}

export interface ParcelView {
  readonly number: string;
  readonly company: string;
  readonly phone: string;
  readonly time: string;
  /** What is in it, where the order left in part. */
  readonly goods: string;
}

export interface OrderDetail {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly title: string;
  readonly note: string;
  readonly urgency: Urgency;
  readonly name: string;
  readonly phone: string;
  readonly spacedPhone: string;
  readonly where: string;
  readonly lines: readonly PickLine[];
  readonly picked: number;
  readonly count: number;
  readonly remark: string;
  readonly staffRemark: string;
  readonly amounts: readonly AmountRow[];
  readonly sumLabel: string;
  readonly sum: string;
  readonly parcels: readonly ParcelView[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** What the state allows staff to do; the person's permissions come on top. */
  readonly mayShip: boolean;
  readonly mayCancel: boolean;
  readonly refunds: boolean;
}

function head(order: OrderDocument, nowMs: number): { title: string; note: string; urgency: Urgency } {
  const title = orderLabel(order);
  switch (order.status) {
    case 'paid': {
      const hold = shippingHold(order);
      if (hold !== null) return { title: hold.title, note: hold.note, urgency: 'soon' };
      if (order.parcels.length > 0) return { title, note: `还有 ${piecesLeft(order.items)} 件待发`, urgency: 'soon' };
      const since = (order.paymentTime ?? order.createTime).getTime();
      return { title, note: waitingText(since, nowMs), urgency: urgency(since, nowMs) };
    }
    case 'pending_payment': {
      const left = Math.ceil((order.expireTime.getTime() - nowMs) / 60_000);
      return { title, note: left > 0 ? `${left} 分钟后未付款会自动取消` : '即将自动取消', urgency: 'calm' };
    }
    case 'shipped':
      return {
        title: '已发货',
        note: order.deliveryTime ? `${dayTime(order.deliveryTime, nowMs)} 发出，等待顾客收货` : '',
        urgency: 'calm',
      };
    case 'completed':
      return { title, note: order.receiveTime ? `${dayTime(order.receiveTime, nowMs)} 收货` : '', urgency: 'calm' };
    case 'cancelled':
    case 'refunded':
      return { title, note: order.cancelReason ?? '', urgency: 'calm' };
    case 'draft':
      return { title, note: '店员开的单，还没有确认，不占用库存', urgency: 'calm' };
    case 'confirmed':
      return { title, note: '库存已占用，等待收款', urgency: 'calm' };
    case 'placing':
      return { title, note: '', urgency: 'calm' };
  }
}

function amountRows(order: OrderDocument): AmountRow[] {
  const row = (label: string, amount: number): AmountRow =>
    label === '运费' && amount === 0
      ? { label, value: '包邮' }
      : { label, value: `${amount < 0 ? '−' : ''}¥${formatYuan(Math.abs(amount))}` };
  if (order.explain.length > 0) return order.explain.map((step) => row(step.label, step.amount));
  const rows = [row('商品金额', order.totalAmount), row('运费', order.freightAmount)];
  return order.discountAmount > 0 ? [...rows, row('优惠', -order.discountAmount)] : rows;
}

function factsOf(order: OrderDocument): OrderDetail['facts'] {
  return [
    { label: '下单时间', value: formatDateTime(order.createTime) },
    { label: '付款时间', value: order.paymentTime ? formatDateTime(order.paymentTime) : '' },
    { label: '支付方式', value: order.paymentMethod === undefined ? '' : PAYMENT_METHOD_LABELS[order.paymentMethod] },
    { label: '发货时间', value: order.deliveryTime ? formatDateTime(order.deliveryTime) : '' },
    { label: '已退款', value: order.refundedAmount > 0 ? `¥${formatYuan(order.refundedAmount)}` : '' },
  ].filter((fact) => fact.value !== '');
}

/** An order as its page shows it. `picked` are the lines ticked so far. */
export function orderDetail(order: OrderDocument, picked: readonly string[], nowMs: number, note = ''): OrderDetail {
  const lines = order.items.map((item) => ({
    ...cardLine(item),
    price: formatYuan(item.unitPrice),
    picked: picked.includes(item.skuId),
    sent: order.status === 'paid' && item.shipped ? (piecesToShip(item) > 0 ? `已发 ${item.shipped} 件` : '已全部发出') : '',
  }));
  return {
    id: order._id,
    number: order.orderNo,
    status: order.status,
    ...head(order, nowMs),
    name: order.address.name,
    phone: order.address.phone,
    spacedPhone: spacedPhone(order.address.phone),
    where: fullAddress(order.address),
    lines,
    picked: lines.filter((line) => line.picked).length,
    count: order.itemCount,
    remark: order.remark,
    staffRemark: note,
    amounts: amountRows(order),
    sumLabel: order.paymentTime ? '实付' : '应付',
    sum: formatYuan(order.paymentAmount),
    parcels: order.parcels.map((parcel) => ({
      number: parcel.number,
      company: parcel.companyName || carrierName(parcel.company),
      phone: CARRIERS.find((carrier) => carrier.code === parcel.company)?.phone ?? '',
      time: formatDateTime(parcel.shippedAt),
      goods: order.parcels.length > 1 || order.status === 'paid' ? piecesText(order.items, parcel.items) : '',
    })),
    facts: factsOf(order),
    mayShip: transition(order.status, 'ship', 'staff') !== null && shippingHold(order) === null,
    mayCancel: transition(order.status, 'cancel', 'staff') !== null || (order.status === 'paid' && order.parcels.length === 0),
    refunds: order.status === 'paid',
  };
}

/** All that a parcel's label needs, for the clipboard. */
export function addressLabel(order: Pick<OrderDetail, 'name' | 'phone' | 'where'>): string {
  return `${order.name} ${order.phone}\n${order.where}`;
}

/** The order a sheet ships. */
export interface ShipTarget {
  readonly id: string;
  readonly number: string;
  readonly who: string;
  readonly where: string;
  /** Parcels that have left already. */
  readonly sent: number;
  /** Pieces that are still to be shipped. */
  readonly count: number;
  /** Lines not ticked yet, where lines are ticked at all. */
  readonly unpicked: number;
  readonly lines: readonly ShipLine[];
}

/** A line of which something is still to be shipped. */
export interface ShipLine {
  readonly skuId: string;
  readonly name: string;
  readonly specs: string;
  readonly image: string;
  /** Whole pieces. */
  readonly left: number;
}

export function shipTarget(order: OrderDocument, unpicked = 0): ShipTarget {
  const { address } = order;
  const who = `${address.name} ${maskedPhone(address.phone)}`;
  const lines = order.items
    .map((item) => ({ ...cardLine(item), left: piecesToShip(item) }))
    .filter(({ left }) => left > 0)
    .map(({ skuId, name, specs, image, left }) => ({ skuId, name, specs, image, left }));
  return {
    id: order._id,
    number: order.orderNo,
    who,
    where: fullAddress(address),
    sent: order.parcels.length,
    count: piecesLeft(order.items),
    unpicked,
    lines,
  };
}

export interface FlowRow {
  readonly id: string;
  readonly text: string;
  readonly by: string;
  readonly note: string;
  readonly time: string;
}

const FLOW_TEXTS: Readonly<Record<OrderFlowDocument['event'], string>> = {
  place: '提交订单',
  abandon: '订单没有提交成功',
  pay: '付款成功',
  confirm: '确认开单',
  bill: '向顾客收款',
  cancel: '取消订单',
  expire: '超时未付款，自动取消',
  ship_part: '发出部分商品',
  ship: '发货',
  close_shipping: '未发商品已退款，发货完成',
  receive: '确认收货',
  auto_receive: '到期自动确认收货',
  refund: '取消并退款',
};

const BY: Readonly<Record<OrderFlowDocument['operatorType'], string>> = { customer: '顾客', staff: '店员', system: '系统' };

/** What happened to the order, latest first. */
export function flowRows(flows: readonly OrderFlowDocument[]): FlowRow[] {
  return [...flows]
    .sort((a, b) => b.createTime.getTime() - a.createTime.getTime() || (a._id < b._id ? 1 : -1))
    .map((flow) => {
      const text = FLOW_TEXTS[flow.event];
      return {
        id: flow._id,
        text,
        by: BY[flow.operatorType],
        note: flow.remark === text ? '' : flow.remark,
        time: formatDateTime(flow.createTime),
      };
    });
}
