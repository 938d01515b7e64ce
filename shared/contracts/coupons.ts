import * as z from 'zod';
import { contract, fenAmount, id, pieces, requestId, shortText, text } from './contract.ts';

/** An instant in ms since 1970, of a day that a shop plans for. */
const instant = z.number().int().min(1_500_000_000_000).max(4_102_444_800_000);
/** An openid as WeChat gives it. */
const openid = z.string().regex(/^[A-Za-z0-9_-]{6,64}$/);

const terms = {
  kind: z.enum(['reduction', 'percent', 'freight', 'cash']),
  /** Fen; 0 for none. */
  threshold: fenAmount.default(0),
  /** Fen, of `reduction` and `cash`. */
  amount: fenAmount.default(0),
  /** Of `percent`: 15 is 八五折. */
  percentOff: z.number().int().min(0).max(99).default(0),
  /** Fen, of `percent` and `freight`; null for no limit. */
  maxDiscount: fenAmount.min(1).nullable().default(null),
  scope: z.strictObject({ kind: z.enum(['all', 'categories', 'products']), ids: z.array(id).max(200) }).default({ kind: 'all', ids: [] }),
};

const template = z.strictObject({
  title: shortText(30),
  description: text().max(200).default(''),
  ...terms,
  validity: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), from: instant, until: instant }),
    z.strictObject({ kind: z.literal('relative'), days: z.number().int().min(1).max(366) }),
  ]),
  total: z.number().int().min(1).max(10_000_000),
  perUser: z.number().int().min(1).max(20).default(1),
  claimable: z.boolean(),
});

const templateView = z.looseObject({ _id: z.string(), title: z.string(), status: z.string() });
const couponView = z.looseObject({ _id: z.string(), couponId: z.string(), title: z.string(), status: z.string(), validUntil: z.number() });

/** What a coupon would do for a basket: `discount` in fen when `usable`, else `why` not. */
export const couponChoice = z.object({
  userCouponId: z.string(),
  title: z.string(),
  discount: z.number(),
  usable: z.boolean(),
  why: z.string(),
  validUntil: z.number(),
});

const line = z.strictObject({ productId: id, skuId: id.optional(), quantity: pieces });

/**
 * Coupons. `claim` takes one from the centre; `available` tells what his coupons would do for a basket, best first; `issue` gives one to each of up to a hundred members, or to
 * a level's members a hundred at a time (call again with `after: next` and the same `requestId` until `next` is null).
 */
export const coupon = contract(
  'coupon',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('claim'), couponId: id, requestId }),
    z.strictObject({
      action: z.literal('mine'),
      status: z.enum(['available', 'locked', 'used', 'expired']).default('available'),
      before: instant.optional(),
    }),
    z.strictObject({
      action: z.literal('available'),
      items: z.array(line).min(1).max(50).optional(),
      fromCart: z.literal(true).optional(),
      addressId: id.optional(),
      usePoints: z.number().int().min(0).max(100_000_000).optional(),
    }),
    z.strictObject({ action: z.literal('save'), requestId, couponId: id.optional(), coupon: template }),
    z.strictObject({ action: z.literal('stop'), couponId: id }),
    z.strictObject({ action: z.literal('resume'), couponId: id }),
    z.strictObject({
      action: z.literal('issue'),
      requestId,
      couponId: id,
      openids: z.array(openid).min(1).max(100).optional(),
      level: z.number().int().min(0).max(99).optional(),
      after: z.string().max(64).optional(),
    }),
    z.strictObject({ action: z.literal('usage'), couponId: id }),
  ]),
  z.object({
    coupon: z.union([couponView, templateView]).optional(),
    list: z.array(couponView).optional(),
    coupons: z.array(couponChoice).optional(),
    /** Of `issue`: who has one of this act now, who has his share already, who is no member, and where to go on. */
    given: z.number().optional(),
    limited: z.number().optional(),
    unknown: z.number().optional(),
    soldOut: z.boolean().optional(),
    next: z.string().nullable().optional(),
    /** Of `usage`: how many there are in each state. */
    counts: z.object({ available: z.number(), locked: z.number(), used: z.number(), expired: z.number() }).optional(),
  }),
);
