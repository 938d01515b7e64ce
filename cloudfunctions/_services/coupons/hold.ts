import type { CouponTally, OrderDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { validityFault } from '@shop/shared/domain/coupon-validity.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, type Change, type Transaction } from '../../_platform/database.ts';
import { refuse, type Refusal } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { count, LEASE_MS, settle } from './counters.ts';

/** Why this member cannot spend this coupon now; null when he can. What it does for his goods is the price chain's to say. */
export function unusable(coupon: UserCouponDocument | null, openid: string, now: Date): Refusal | null {
  if (coupon === null || coupon._openid !== openid || coupon.status === 'claiming') return refuse('COUPON_UNAVAILABLE');
  if (coupon.status === 'locked') return refuse('COUPON_UNAVAILABLE', '优惠券已用于另一笔待付款订单');
  if (coupon.status === 'used') return refuse('COUPON_UNAVAILABLE', '优惠券已使用');
  const fault = coupon.status === 'expired' ? '优惠券已过期' : validityFault(coupon.validFrom, coupon.validUntil, now);
  return fault === null ? null : refuse('COUPON_UNAVAILABLE', fault);
}

/** The order takes the coupon, in the transaction that places it. The caller has checked {@link unusable} on what this transaction read. */
export async function lockCoupon(transaction: Transaction, coupon: UserCouponDocument, orderId: string, now: Date): Promise<void> {
  await transaction.update(tables.userCoupons, coupon._id, { status: 'locked', orderId, updateTime: now });
}

function tally(coupon: Pick<UserCouponDocument, '_id'>, orderId: string, by: 1 | -1, at: Date): CouponTally {
  return { key: `${coupon._id}.${by > 0 ? 'used' : 'returned'}.${orderId}`, by, at };
}

function becomingUsed(coupon: Pick<UserCouponDocument, '_id'>, orderId: string, now: Date): Change {
  return { status: 'used', usedTime: now, tallies: command.push([tally(coupon, orderId, 1, now)]), updateTime: now };
}

type CouponOrder = Pick<OrderDocument, '_id' | 'userCouponId'>;

/** The order is paid: its coupon is used, and counted. May be repeated; the sweeper takes it up where it was not reached. */
export async function useCouponOnce(order: CouponOrder, now: Date): Promise<boolean> {
  if (order.userCouponId === undefined) return false;
  const { userCouponId: _id } = order;
  const used = await tables.userCoupons.updateOne({ _id, status: 'locked', orderId: order._id }, becomingUsed({ _id }, order._id, now));
  if (used) await followUp(order);
  return used;
}

/**
 * The order ended without its goods being sent (unpaid, or refunded in full before shipping), in the transaction that ends it: the coupon is his again if it is still good, else
 * expired. {@link followUp} afterwards counts it.
 */
export async function returnCoupon(transaction: Transaction, order: CouponOrder, now: Date): Promise<void> {
  if (order.userCouponId === undefined) return;
  const coupon = await transaction.get(tables.userCoupons, order.userCouponId);
  if (coupon === null || coupon.orderId !== order._id || (coupon.status !== 'locked' && coupon.status !== 'used')) return;
  await transaction.update(tables.userCoupons, coupon._id, {
    status: coupon.validUntil > now ? 'available' : 'expired',
    orderId: null,
    usedTime: null,
    ...(coupon.status === 'used' ? { tallies: command.push([tally(coupon, order._id, -1, now)]) } : {}),
    updateTime: now,
  });
}

/** Lets the template's counter follow what became of the order's coupon. The sweeper does what a dead call did not reach. */
export async function followUp(order: CouponOrder): Promise<void> {
  if (order.userCouponId !== undefined) await countTallies(order.userCouponId, new Date());
}

/**
 * Counts, then forgets the tally, then takes the mark out: repeated at any point it counts once. One worker at a time: of two that know of a tally, the slower would count it again
 * when the quicker has taken the mark out. Answers how many were counted: none when somebody else is at it, and what comes while he is, the sweeper finds.
 */
export async function countTallies(userCouponId: string, now: Date): Promise<number> {
  const coupon = await tables.userCoupons.updateAndRead(
    { _id: userCouponId, 'tallies.0': command.exists(true), countingUntil: command.not(command.gt(now)) },
    { countingUntil: new Date(now.getTime() + LEASE_MS) },
  );
  if (coupon === null) return 0;
  await checkpoint('coupon.counting');
  const last = coupon.tallies.at(-1);
  for (const tally of coupon.tallies) {
    const { key, by } = tally;
    await count(coupon.couponId, key, 'used', by);
    await checkpoint('coupon.tallied');
    const free = tally === last ? { countingUntil: command.remove() } : {};
    await tables.userCoupons.updateOne({ _id: userCouponId }, { tallies: command.pull({ key }), ...free });
    await settle(coupon.couponId, key);
  }
  return coupon.tallies.length;
}
