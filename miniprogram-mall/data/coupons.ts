import type { CouponDocument } from '@shop/shared/database/documents.ts';
import type { Names } from '../models/coupon.ts';
import { find } from '../utils/cloud.ts';
import { categories } from './catalog.ts';

/** The most of a customer's coupons that a screen follows, the latest first. */
export const MOST_COUPONS = 200;

/** What the coupon centre offers now, the latest first. */
export function couponOffers(): Promise<CouponDocument[]> {
  return find('coupons', { where: { status: 'on', claimable: true }, orderBy: [['createTime', 'desc']] });
}

/** Names of categories, for scopes in words; none when they cannot be read, because a coupon is shown without them as well. */
export async function categoryNames(): Promise<Names> {
  const list = await categories().catch(() => []);
  return new Map(list.map(({ _id, name }) => [_id, name]));
}
