import { DAY_MS } from './time.ts';

/** How long a coupon is good: between two instants for everybody, or so many days from the moment somebody gets it. */
export type Validity =
  { readonly kind: 'fixed'; readonly from: Date; readonly until: Date } | { readonly kind: 'relative'; readonly days: number };

/** From when until when a coupon is good that somebody gets at `now`. */
export function validityFor(validity: Validity, now: Date): { readonly from: Date; readonly until: Date } {
  if (validity.kind === 'fixed') return { from: validity.from, until: validity.until };
  return { from: now, until: new Date(now.getTime() + validity.days * DAY_MS) };
}

/** Why a coupon is not good at `now`, in a sentence; null when it is. `until` is the first instant it is no longer. */
export function validityFault(from: Date, until: Date, now: Date): string | null {
  if (until <= now) return '优惠券已过期';
  return from > now ? '还未到使用时间' : null;
}
