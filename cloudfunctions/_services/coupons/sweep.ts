import type { UserCouponDocument } from '@shop/shared/database/documents.ts';
import { command, transact } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { settle } from './counters.ts';
import { finishClaim } from './give.ts';
import { countTallies, followUp, returnCoupon, useCouponOnce } from './hold.ts';

const BATCH = 100;
/** Longer than any call takes: what is older has nobody at work on it. */
const LATE_MS = 2 * 60_000;

/** Coupons whose time is over. One in an order waits for what becomes of the order. */
export async function expireCoupons(now: Date): Promise<number> {
  return tables.userCoupons.updateAll({ status: 'available', validUntil: command.lte(now) }, { status: 'expired', updateTime: now });
}

/** Finishes what dead calls left of coupons: intents, uses that were not noted or not counted, marks. In this order, because a mark goes last. */
export async function sweepCoupons(now: Date): Promise<number> {
  const before = new Date(now.getTime() - LATE_MS);
  return (await sweepClaims(now)) + (await sweepLocked(now, before)) + (await sweepTallies(now, before)) + (await sweepMarks(before));
}

async function sweepClaims(now: Date): Promise<number> {
  const left = await tables.userCoupons.find({ 'claim.dueAt': command.lte(now) }, { orderBy: [['claim.dueAt', 'asc']], limit: BATCH });
  return countDone(left, (coupon) => finishClaim(coupon, now));
}

async function sweepLocked(now: Date, before: Date): Promise<number> {
  const locked = await tables.userCoupons.find(
    { status: 'locked', updateTime: command.lte(before) },
    { orderBy: [['updateTime', 'asc']], limit: BATCH },
  );
  return countDone(locked, (coupon) => followOrder(coupon, now));
}

/** The order is ahead of its coupon, or still waits for its payment: then it goes to the end of the queue. */
async function followOrder(coupon: UserCouponDocument, now: Date): Promise<boolean> {
  const order = coupon.orderId === null ? null : await tables.orders.get(coupon.orderId);
  if (order !== null && order.userCouponId === coupon._id) {
    if (['paid', 'shipped', 'completed'].includes(order.status)) return useCouponOnce(order, now);
    if (order.status === 'pending_payment') {
      await tables.userCoupons.updateOne({ _id: coupon._id, status: 'locked', orderId: order._id }, { updateTime: now });
      return false;
    }
  }
  log.warn('a coupon is held by no order', { userCoupon: coupon._id, order: coupon.orderId, status: order?.status ?? 'missing' });
  const held = { _id: coupon.orderId ?? '', userCouponId: coupon._id };
  await transact<null>(async (transaction) => {
    await returnCoupon(transaction, held, now);
    return { commit: true, result: null };
  });
  await followUp(held);
  return true;
}

async function sweepTallies(now: Date, before: Date): Promise<number> {
  const left = await tables.userCoupons.find({ 'tallies.at': command.lte(before) }, { orderBy: [['tallies.at', 'asc']], limit: BATCH });
  return countDone(left, async (coupon) => (await countTallies(coupon._id, now)) > 0);
}

/** A mark whose act is told by its own document has done its work. */
async function sweepMarks(before: Date): Promise<number> {
  const marked = await tables.coupons.find({ 'marks.at': command.lte(before) }, { orderBy: [['marks.at', 'asc']], limit: BATCH });
  let taken = 0;
  for (const template of marked) {
    const late = template.marks.filter((mark) => mark.at <= before);
    const coupons = await tables.userCoupons.getMany([...new Set(late.map(({ key }) => key.split('.')[0] ?? ''))]);
    const open = new Set(
      coupons.flatMap((coupon) => [...coupon.tallies.map(({ key }) => key), `${coupon._id}.give.${coupon.claim?.attempt ?? ''}`]),
    );
    for (const { key } of late.filter((mark) => !open.has(mark.key))) {
      await settle(template._id, key);
      taken += 1;
    }
  }
  return taken;
}

/** One that fails is logged and does not stop the others. */
async function countDone(coupons: readonly UserCouponDocument[], work: (coupon: UserCouponDocument) => Promise<boolean>): Promise<number> {
  let done = 0;
  for (const coupon of coupons) {
    try {
      if (await work(coupon)) done += 1;
    } catch (error) {
      log.error('timer work failed', error, { userCoupon: coupon._id });
    }
  }
  return done;
}
