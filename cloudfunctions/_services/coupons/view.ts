import type { UserCouponDocument } from '@shop/shared/database/documents.ts';
import type { CouponTerms } from '@shop/shared/domain/pricing/coupon.ts';

export interface CouponView {
  _id: string;
  couponId: string;
  title: string;
  terms: CouponTerms;
  status: UserCouponDocument['status'];
  validFrom: number;
  validUntil: number;
  orderId: string | null;
}

/** A member's coupon as he sees it. One whose time is over is expired, whether or not the timer has been there. Instants in ms. */
export function couponView(coupon: UserCouponDocument, now: Date): CouponView {
  const { _id, couponId, title, terms, status, validFrom, validUntil, orderId } = coupon;
  return {
    _id,
    couponId,
    title,
    terms,
    status: status === 'available' && validUntil <= now ? 'expired' : status,
    validFrom: validFrom.getTime(),
    validUntil: validUntil.getTime(),
    orderId,
  };
}
