import type { OrderDocument, StockTask } from '@shop/shared/database/documents.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { lockCoupon, unusable } from '../coupons/hold.ts';
import type { CouponChoice } from '../coupons/mine.ts';
import { apply, prove, settle, type Applied, type Movement } from '../inventory/movements.ts';
import { bookPoints } from '../members/points.ts';
import { flashGate } from '../promotions/gate.ts';
import { givePromotionsBack, holdPromotions, settlePromotions } from '../promotions/hold.ts';
import { countToday } from '../statistics/daily.ts';
import { gather, type Basket, type SubmitInput } from './basket.ts';
import { writeFlow } from './flows.ts';
import { nextOrderNumber } from './numbers.ts';
import { movementsOf, newTask } from './stock-task.ts';
import { submitted, type SubmittedOrder } from './view.ts';

/**
 * Prices a basket from ids and quantities alone and, unless it is a preview, places the order: priced, its stock reserved, its points taken, its number given.
 * Either all of it happens or nothing does, also when the process dies (the sweeper undoes an order that stays `placing`). The same `requestId`
 * answers the same order.
 *
 * Refuses MEMBER_BLOCKED, ORDERS_UNPAID, CART_EMPTY, PRODUCT_NOT_FOUND, SKU_NOT_FOUND, QUANTITY_LIMIT, ADDRESS_NOT_FOUND, AREA_NOT_SERVED, COUPON_UNAVAILABLE,
 * POINTS_INSUFFICIENT, STOCK_INSUFFICIENT, and for flash sales and group buys what `attachPromotions` names, PROMOTION_CHANGED.
 */
export async function submitOrder(input: SubmitInput, caller: Caller): Promise<Result<SubmittedOrder>> {
  const { openid } = caller;
  if (openid === null) return refuse('NOT_SIGNED_IN');
  const orderId = stableId('order', openid, input.requestId);
  const gate = await flashGate(input.items ?? []);
  const basket = gate.ok ? await gather(input, orderId, openid, caller.unionid) : gate;
  if (input.preview === true) return basket.ok ? done(previewed(basket.data)) : basket;
  if (basket.ok) return place(orderId, input, basket.data);
  // What is refused now may have been placed by the first call of this request: its goods are sold out since, its cart is empty.
  return (await tables.orders.get(orderId)) === null ? basket : known(orderId);
}

/** What his coupons would do for a basket, best first: what a preview answers of them. Refuses as {@link submitOrder} does. */
export async function couponsFor(input: Omit<SubmitInput, 'requestId'>, caller: Caller): Promise<Result<{ coupons: CouponChoice[] }>> {
  const { items, fromCart, addressId, usePoints } = input;
  const priced = await submitOrder({ requestId: 'preview', items, fromCart, addressId, usePoints, preview: true }, caller);
  return priced.ok ? done({ coupons: priced.data.coupons }) : priced;
}

function previewed({ quote: { price, items, pointsUsable }, coupon, choices }: Basket): SubmittedOrder {
  return {
    orderId: null,
    orderNo: null,
    status: null,
    totalAmount: price.goodsAmount,
    discountAmount: price.discountAmount,
    freightAmount: price.freightAmount,
    freightDiscount: price.freightDiscount,
    userCouponId: coupon?._id ?? null,
    coupons: choices,
    pointsUsed: price.pointsUsed,
    pointsAmount: price.pointsAmount,
    pointsUsable,
    paymentAmount: price.paymentAmount,
    expireTime: null,
    items,
    explain: [...price.explain],
  };
}

async function place(orderId: string, input: SubmitInput, basket: Basket): Promise<Result<SubmittedOrder>> {
  const now = new Date();
  const task = newTask('reserve', now);
  const order = await intent(orderId, input, basket, now, task);
  if (!(await tables.orders.insertOnce(order))) return known(orderId);
  await checkpoint('order.written');
  const held = await holdPromotions(order, flashPrices(basket), basket.part?.opening ?? null, { ...basket.member, openid: basket.openid });
  if (!held.ok) {
    await dropIntent(order, task);
    return held;
  }

  const movements = movementsOf(order, 'reserve', task.attempt, basket.openid);
  const [applied, orderNo] = await Promise.all([Promise.all(movements.map(apply)), nextOrderNumber(now.getTime())]);
  const reserved = applied.filter((one): one is Applied => one !== null);
  await checkpoint('order.reserved');
  if (reserved.length < movements.length) {
    await abandon(order, task, reserved);
    const missing = basket.lines[applied.findIndex((one) => one === null)];
    return refuse('STOCK_INSUFFICIENT', missing && `「${missing.product.name} ${missing.sku.name}」库存不足，请减少数量或选择其他规格`);
  }

  const placed: OrderDocument = { ...order, orderNo, status: 'pending_payment', placed: true, hidden: false };
  const [, flipped] = await Promise.all([
    prove(reserved),
    placed.pointsUsed > 0 || placed.userCouponId !== undefined ? flipAndTake(placed, task, basket) : flip(placed, task),
  ]);
  if (!flipped.ok) {
    await abandon(order, task, reserved);
    return flipped;
  }
  await checkpoint('order.placed');
  const flow = writeFlow(placed, {
    event: 'place',
    from: 'placing',
    to: 'pending_payment',
    operator: basket.openid,
    operatorType: 'customer',
    remark: '提交订单',
    at: now,
  });
  await Promise.all([
    // The markers go last: by them the sweeper finds the order that a dead call has not told of.
    flow.then(() => settle(movements)),
    settlePromotions(placed),
    input.fromCart === true ? emptyCart(basket) : null,
    countToday(beijingDay(now.getTime()), { orders: 1 }),
  ]);
  return done(submitted(placed));
}

/** Fen by flash sale, as the quote has them. */
function flashPrices({ lines }: Basket): Map<string, number> {
  return new Map(lines.map((line) => [line.flashSaleId ?? '', line.activityPrice ?? 0]));
}

/** The order as an intent: not shown to anybody, its stock not yet reserved. Whoever finds it later knows what was meant. */
async function intent(orderId: string, input: SubmitInput, basket: Basket, now: Date, task: StockTask): Promise<OrderDocument> {
  const { price, items } = basket.quote;
  const { payMinutes } = await shopConfig();
  const { address, part } = basket;
  if (address === null) throw new TypeError('an order needs an address');
  return {
    _id: orderId,
    orderNo: orderId,
    _openid: basket.openid,
    userId: basket.member._id,
    requestId: input.requestId,
    source: 'mall',
    status: 'placing',
    placed: false,
    hidden: true,
    items,
    itemCount: items.reduce((sum, item) => sum + item.quantity, 0),
    address: {
      name: address.name,
      phone: address.phone,
      province: address.province,
      city: address.city,
      district: address.district,
      detail: address.detail,
    },
    remark: input.remark ?? '',
    totalAmount: price.goodsAmount,
    discountAmount: price.discountAmount,
    freightAmount: price.freightAmount,
    ...(price.freightDiscount > 0 ? { freightDiscount: price.freightDiscount } : {}),
    ...(basket.coupon === null ? {} : { userCouponId: basket.coupon._id }),
    pointsUsed: price.pointsUsed,
    pointsAmount: price.pointsAmount,
    paymentAmount: price.paymentAmount,
    explain: [...price.explain],
    refundedAmount: 0,
    ...(part === null ? {} : { group: part.group }),
    parcels: [],
    task,
    createTime: now,
    expireTime: new Date(Math.min(now.getTime() + payMinutes * 60_000, part?.deadline.getTime() ?? Infinity)),
    updateTime: now,
  };
}

function becomingPlaced(order: OrderDocument): Record<string, unknown> {
  return { orderNo: order.orderNo, status: order.status, placed: true, hidden: false, task: command.remove(), updateTime: new Date() };
}

/** False only when the sweeper has taken the order away, which is after the lease and so after this call's time limit. */
async function flip(order: OrderDocument, task: StockTask): Promise<Result<null>> {
  const flipped = await tables.orders.updateOne({ _id: order._id, status: 'placing', 'task.attempt': task.attempt }, becomingPlaced(order));
  return flipped ? done(null) : refuse('ORDER_IN_PROGRESS');
}

/** The order becomes visible, its points are taken and its coupon is locked: all or nothing. */
async function flipAndTake(order: OrderDocument, task: StockTask, { member: { _id } }: Basket): Promise<Result<null>> {
  return transact<Result<null>>(async (transaction) => {
    const current = await transaction.get(tables.orders, order._id);
    if (current?.status !== 'placing' || current.task?.attempt !== task.attempt)
      return { commit: false, result: refuse('ORDER_IN_PROGRESS') };
    const refused = (await takePoints(transaction, order, _id)) ?? (await takeCoupon(transaction, order));
    if (refused !== null) return { commit: false, result: refused };
    await transaction.update(tables.orders, order._id, becomingPlaced(order));
    return { commit: true, result: done(null) };
  });
}

async function takePoints(transaction: Transaction, order: OrderDocument, memberId: string): Promise<Refusal | null> {
  if (order.pointsUsed === 0) return null;
  const member = await transaction.get(tables.members, memberId);
  if (member === null || member.points < order.pointsUsed) return refuse('POINTS_INSUFFICIENT');
  await bookPoints(transaction, {
    key: `${order._id}.spend`,
    member,
    type: 'spend',
    points: -order.pointsUsed,
    orderId: order._id,
    reason: '下单抵扣',
    operator: order._openid,
  });
  return null;
}

/** Whoever locks it first has it: two orders at once do not both get its discount. */
async function takeCoupon(transaction: Transaction, order: OrderDocument): Promise<Refusal | null> {
  if (order.userCouponId === undefined) return null;
  const now = new Date();
  const coupon = await transaction.get(tables.userCoupons, order.userCouponId);
  await checkpoint('coupon.read');
  const refused = unusable(coupon, order._openid, now);
  if (coupon === null || refused !== null) return refused ?? refuse('COUPON_UNAVAILABLE');
  await lockCoupon(transaction, coupon, order._id, now);
  return null;
}

/** Undoes a placing that was refused half-way: quota and seat go back, what was reserved is released, ledger rows for both, and the intent goes. */
export async function abandon(order: OrderDocument, task: StockTask, reserved: readonly Applied[]): Promise<void> {
  await givePromotionsBack(order);
  if (reserved.length > 0) {
    await prove(reserved);
    const skus = new Set(reserved.map(({ movement }) => movement.skuId));
    const releases = movementsOf(order, 'release', task.attempt, order._openid).filter((movement) => skus.has(movement.skuId));
    const released = await Promise.all(releases.map(apply));
    if (released.includes(null)) throw new Error(`order ${order._id}: a reservation could not be released`);
    await prove(released.filter((one): one is Applied => one !== null));
    await settle([...reserved.map(({ movement }): Movement => movement), ...releases]);
  }
  await dropIntent(order, task);
}

async function dropIntent(order: OrderDocument, task: StockTask): Promise<void> {
  await tables.orders.remove({ _id: order._id, status: 'placing', 'task.attempt': task.attempt });
}

const PATIENCE_MS = [30, 60, 120, 250, 500, 1000, 2000];

/** The order of this request, made by an earlier call or being made by another one now. */
async function known(orderId: string): Promise<Result<SubmittedOrder>> {
  const order = await tables.orders.get(orderId);
  return order !== null && order.status !== 'placing' ? done(submitted(order)) : waitFor(orderId);
}

/** The same request is being placed at this moment: waits for its outcome instead of placing it twice. */
async function waitFor(orderId: string): Promise<Result<SubmittedOrder>> {
  for (const pause of PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const order = await tables.orders.get(orderId);
    if (order === null) return refuse('STOCK_INSUFFICIENT', '下单未成功，请返回确认库存后重试');
    if (order.status !== 'placing') return done(submitted(order));
  }
  return refuse('ORDER_IN_PROGRESS');
}

async function emptyCart(basket: Basket): Promise<void> {
  await tables.cart.remove({ _id: command.in(basket.lines.map((line) => stableId('cart', basket.openid, line.sku.skuId))) });
}
