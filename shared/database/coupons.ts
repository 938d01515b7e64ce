import type { CouponTerms } from '../domain/pricing/coupon.ts';

/** A change of a template's counters that is applied but not yet settled: what makes a killed function repairable. Names no person, because everybody reads templates. */
export interface CouponMark {
  /** The act: a user coupon's `_id` and what happened to it. */
  key: string;
  at: Date;
}

/** How long a coupon is good: between two instants for everybody, or so many days from the moment somebody gets it. */
export type CouponValidity = { kind: 'fixed'; from: Date; until: Date } | { kind: 'relative'; days: number };

/** A coupon template. `claimed` + `issued` never exceed `total`; the counters are written by `_services/coupons/counters.ts` alone. */
export interface CouponDocument {
  _id: string;
  title: string;
  description: string;
  terms: CouponTerms;
  validity: CouponValidity;
  total: number;
  perUser: number;
  /** True: shown in the coupon centre, taken by members themselves. False: given out by staff alone. */
  claimable: boolean;
  status: 'on' | 'stopped';
  /** Taken by members. */
  claimed: number;
  /** Given out by staff. */
  issued: number;
  /** Spent in orders that are paid. */
  used: number;
  marks: CouponMark[];
  createTime: Date;
  updateTime: Date;
}

/** `claiming`: written as an intent, not yet counted, of no use; no end shows it. `locked`: in an order that waits for its payment. */
export type UserCouponStatus = 'claiming' | 'available' | 'locked' | 'used' | 'expired';

/** A use or its return that the template's counter has yet to follow. */
export interface CouponTally {
  key: string;
  by: 1 | -1;
  at: Date;
}

/** A member's coupon. `_id` is derived from template, member and number, so that nobody holds more than his share however he hurries. */
export interface UserCouponDocument {
  _id: string;
  _openid: string;
  userId: string;
  couponId: string;
  title: string;
  /** As they were when he got it; a later change of the template does not touch it. */
  terms: CouponTerms;
  /** 1 for his first of this template. */
  number: number;
  source: 'claim' | 'issue';
  /** The act that gave it: the same request meets its own coupon. */
  grantKey: string;
  status: UserCouponStatus;
  validFrom: Date;
  validUntil: Date;
  /** While `claiming`: whoever holds it before `dueAt` works on it, after that the sweeper. */
  claim?: { attempt: string; dueAt: Date } | null;
  orderId: string | null;
  tallies: CouponTally[];
  /** Until then somebody counts the tallies, and nobody else does. */
  countingUntil?: Date;
  createTime: Date;
  usedTime?: Date | null;
  updateTime: Date;
}
