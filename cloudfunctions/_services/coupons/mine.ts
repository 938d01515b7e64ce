import type { UserCouponDocument } from '@shop/shared/database/documents.ts';
import { couponFaultText } from '@shop/shared/domain/pricing/coupon.ts';
import { priceOrder, type PricingInput } from '@shop/shared/domain/pricing.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { unusable } from './hold.ts';
import { couponView, type CouponView } from './view.ts';

const PAGE = 50;
/** The most of a member's coupons that a basket is tried with, the latest first. */
const MOST = 100;

/** His coupons of one state, newest first. */
export async function myCoupons(
  status: Exclude<UserCouponDocument['status'], 'claiming'>,
  before: number | undefined,
  caller: Caller,
): Promise<Result<{ list: CouponView[] }>> {
  if (caller.openid === null) return refuse('NOT_SIGNED_IN');
  const now = new Date();
  const until = before === undefined ? {} : { createTime: command.lt(new Date(before)) };
  const rows = await tables.userCoupons.find(
    { _openid: caller.openid, status, ...until },
    { orderBy: [['createTime', 'desc']], limit: PAGE },
  );
  return done({ list: rows.map((row) => couponView(row, now)) });
}

/** The coupons that a member could spend, or could before long. */
export async function spendable(openid: string): Promise<UserCouponDocument[]> {
  return tables.userCoupons.find({ _openid: openid, status: 'available' }, { orderBy: [['createTime', 'desc']], limit: MOST });
}

export interface CouponChoice {
  userCouponId: string;
  title: string;
  /** Fen that the coupon takes off goods or freight. */
  discount: number;
  usable: boolean;
  why: string;
  validUntil: number;
}

/**
 * What each coupon would do for a basket, priced by the chain itself: the cheapest order first, and of equals the coupon that ends first; then those that cannot be used, with
 * the reason. Coupons whose time is over are left out.
 */
export function couponChoices(coupons: readonly UserCouponDocument[], basket: PricingInput, openid: string, now: Date): CouponChoice[] {
  const tried = coupons
    .filter((coupon) => coupon.validUntil > now)
    .map((coupon) => ({ ...trial(coupon, basket, openid, now), coupon }))
    .sort((a, b) => a.payment - b.payment || a.coupon.validUntil.getTime() - b.coupon.validUntil.getTime());
  return tried.map(({ coupon, discount, why }) => ({
    userCouponId: coupon._id,
    title: coupon.title,
    discount,
    usable: why === '',
    why,
    validUntil: coupon.validUntil.getTime(),
  }));
}

function trial(
  coupon: UserCouponDocument,
  basket: PricingInput,
  openid: string,
  now: Date,
): { readonly payment: number; readonly discount: number; readonly why: string } {
  const unable = (why: string): ReturnType<typeof trial> => ({ payment: Number.MAX_SAFE_INTEGER, discount: 0, why });
  const refused = unusable(coupon, openid, now);
  if (refused !== null) return unable(refused.message);
  const outcome = priceOrder({ ...basket, coupon: coupon.terms });
  if (outcome.ok) {
    const { paymentAmount, couponAmount, freightDiscount } = outcome.price;
    return { payment: paymentAmount, discount: couponAmount + freightDiscount, why: '' };
  }
  return unable(outcome.couponFault === undefined ? '该地区暂不支持配送' : couponFaultText(outcome.couponFault, coupon.terms.kind));
}
