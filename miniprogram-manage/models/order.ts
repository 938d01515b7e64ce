import { shippingHold as heldBack } from '@shop/shared/domain/shipping-hold.ts';
import type { OrderDocument, OrderItem } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { orderLabel, type OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay, DAY_MS, formatShortTime } from '@shop/shared/domain/time.ts';
import { asset } from '../utils/assets.ts';

export type Urgency = 'calm' | 'soon' | 'late';

const HOUR_MS = 60 * 60_000;
const SOON_MS = 12 * HOUR_MS;
const LATE_MS = DAY_MS;

/** `已等待 25 分钟`: the longest unit counts, from a day on with hours. */
export function waitingText(sinceMs: number, nowMs: number): string {
  const waited = Math.max(0, nowMs - sinceMs);
  const minutes = Math.floor(waited / 60_000);
  if (minutes < 1) return '刚刚付款';
  if (minutes < 60) return `已等待 ${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `已等待 ${hours} 小时${hours < 3 && minutes % 60 > 0 ? ` ${minutes % 60} 分` : ''}`;
  const days = Math.floor(hours / 24);
  return `已等待 ${days} 天${hours % 24 > 0 ? ` ${hours % 24} 小时` : ''}`;
}

export function urgency(sinceMs: number, nowMs: number): Urgency {
  const waited = nowMs - sinceMs;
  return waited >= LATE_MS ? 'late' : waited >= SOON_MS ? 'soon' : 'calm';
}

/** `今天 14:05`, `昨天 14:05`, else `11-20 14:05`. */
export function dayTime(at: Date, nowMs: number): string {
  const short = formatShortTime(at);
  const day = beijingDay(at.getTime());
  if (day === beijingDay(nowMs)) return `今天 ${short.slice(6)}`;
  if (day === beijingDay(nowMs - DAY_MS)) return `昨天 ${short.slice(6)}`;
  return short;
}

/** District and street: what tells one parcel from the next at a glance. */
export function shortAddress(address: OrderDocument['address']): string {
  const city = address.city === address.province ? '' : address.city;
  return `${city || address.province} ${address.district}${address.detail}`;
}

export function fullAddress(address: OrderDocument['address']): string {
  return `${address.province}${address.city === address.province ? '' : address.city}${address.district}${address.detail}`;
}

/** `138****8000`: a list needs no more, and screens are seen by others. */
export function maskedPhone(phone: string): string {
  return phone.length >= 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : phone;
}

const HOLD_TEXTS = {
  claimed: { card: '售后处理中，暂不发货', title: '售后处理中', note: '顾客申请了售后，处理完才能发货' },
  forming: { card: '拼团中，成团后发货', title: '拼团中', note: '还没有成团，成团后才能发货' },
} as const;

/** Why a paid order is not to be shipped yet, in words for the card and for the page; null when it may go. */
export function shippingHold(order: Pick<OrderDocument, 'openCases' | 'group'>): { card: string; title: string; note: string } | null {
  const hold = heldBack(order);
  return hold === null ? null : HOLD_TEXTS[hold];
}

export interface CardLine {
  readonly skuId: string;
  readonly name: string;
  readonly specs: string;
  readonly image: string;
  readonly quantity: number;
  /** `箱`, after the quantity. */
  readonly unit: string;
}

export function cardLine(item: OrderItem): CardLine {
  return { skuId: item.skuId, name: item.name, specs: item.specs, image: asset(item.image), quantity: item.quantity, unit: item.unit };
}

export interface OrderCard {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly label: string;
  /** The one thing about time that matters in this state. */
  readonly time: string;
  readonly urgency: Urgency;
  readonly who: string;
  readonly where: string;
  readonly lines: readonly CardLine[];
  readonly moreLines: number;
  readonly count: number;
  readonly amount: string;
  readonly remark: string;
  readonly staffRemark: string;
  readonly fresh: boolean;
  readonly mayShip: boolean;
}

const SHOWN_LINES = 3;

function cardTime(order: OrderDocument, nowMs: number): { time: string; urgency: Urgency } {
  const since = order.paymentTime?.getTime();
  const hold = order.status === 'paid' ? shippingHold(order) : null;
  if (hold !== null) return { time: hold.card, urgency: 'soon' };
  if (order.status === 'paid' && since !== undefined) return { time: waitingText(since, nowMs), urgency: urgency(since, nowMs) };
  if (order.status === 'pending_payment') {
    const left = Math.ceil((order.expireTime.getTime() - nowMs) / 60_000);
    return { time: left > 0 ? `${left} 分钟后自动取消` : '即将自动取消', urgency: 'calm' };
  }
  if (order.status === 'shipped' && order.deliveryTime) return { time: `${dayTime(order.deliveryTime, nowMs)} 发货`, urgency: 'calm' };
  return { time: `${dayTime(order.createTime, nowMs)} 下单`, urgency: 'calm' };
}

/** An order as the list shows it. */
export function orderCard(order: OrderDocument, nowMs: number, fresh = false, note = ''): OrderCard {
  return {
    id: order._id,
    number: order.orderNo,
    status: order.status,
    label: orderLabel(order),
    ...cardTime(order, nowMs),
    who: `${order.address.name} ${maskedPhone(order.address.phone)}`,
    where: shortAddress(order.address),
    lines: order.items.slice(0, SHOWN_LINES).map(cardLine),
    moreLines: Math.max(0, order.items.length - SHOWN_LINES),
    count: order.itemCount,
    amount: formatYuan(order.paymentAmount),
    remark: order.remark,
    staffRemark: note,
    fresh,
    mayShip: order.status === 'paid' && shippingHold(order) === null,
  };
}
