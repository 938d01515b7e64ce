import type { CouponDocument } from '@shop/shared/database/documents.ts';
import { validityFault, validityFor } from '@shop/shared/domain/coupon-validity.ts';
import type { Caller } from '../../_platform/caller.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { ensureMember } from '../members/members.ts';
import { give } from './give.ts';
import { couponView, type CouponView } from './view.ts';

/** Why nothing of this template can be given out now; null when it can. The conditional write decides for good. */
export function closedTemplate(template: CouponDocument, now: Date): Refusal | null {
  const { until } = validityFor(template.validity, now);
  if (template.status !== 'on' || validityFault(now, until, now) !== null) return refuse('COUPON_UNAVAILABLE', '活动已结束');
  return template.claimed + template.issued >= template.total ? refuse('COUPON_SOLD_OUT') : null;
}

/**
 * A member takes a coupon from the centre. The same `requestId` answers the same coupon.
 * Refuses COUPON_NOT_FOUND (unknown, or given out by staff alone), MEMBER_BLOCKED, COUPON_UNAVAILABLE, COUPON_SOLD_OUT, COUPON_LIMIT, COUPON_IN_PROGRESS.
 */
export async function claimCoupon(
  input: { readonly couponId: string; readonly requestId: string },
  caller: Caller,
): Promise<Result<{ coupon: CouponView }>> {
  if (caller.openid === null) return refuse('NOT_SIGNED_IN');
  const [template, member] = await Promise.all([tables.coupons.get(input.couponId), ensureMember(caller.openid, caller.unionid)]);
  if (template === null || !template.claimable) return refuse('COUPON_NOT_FOUND');
  if (member.status === 'blocked') return refuse('MEMBER_BLOCKED', '账号暂时无法领券，请联系客服');
  const grantKey = stableId('claim', caller.openid, input.requestId);
  const now = new Date();
  const given = await give({ template, member, source: 'claim', grantKey }, closedTemplate(template, now));
  return given.ok ? done({ coupon: couponView(given.data, now) }) : given;
}
