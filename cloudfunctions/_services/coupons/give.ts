import type { CouponDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { validityFor } from '@shop/shared/domain/coupon-validity.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { newId, stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { count, LEASE_MS, OPEN, settle } from './counters.ts';

export interface Gift {
  readonly template: CouponDocument;
  readonly member: { readonly _id: string; readonly openId: string };
  readonly source: UserCouponDocument['source'];
  /** The act that gives: repeated with the same key it meets the coupon it gave. */
  readonly grantKey: string;
}

const PATIENCE_MS = [30, 60, 120, 250, 500, 1000];

const COUNTERS = { claim: 'claimed', issue: 'issued' } as const;

function giftKey({ _id, claim }: UserCouponDocument): string {
  return `${_id}.give.${claim?.attempt ?? ''}`;
}

/**
 * Gives a member his next coupon of a template. His share holds because the coupon's id is derived from template, member and number and is written first, as an intent
 * (`claiming`); the template's total holds because counting is one conditional write. A call that dies in between leaves an intent that {@link finishClaim} completes
 * or takes back.
 *
 * Refuses what `closed` says (unless this act gave one already), COUPON_LIMIT, COUPON_SOLD_OUT, COUPON_IN_PROGRESS.
 */
export async function give(gift: Gift, closed: Refusal | null): Promise<Result<UserCouponDocument>> {
  const { template, member, grantKey } = gift;
  const ids = Array.from({ length: template.perUser }, (_, index) => stableId('coupon', template._id, member.openId, String(index + 1)));
  for (let attempt = 0; attempt <= ids.length; attempt += 1) {
    const held = await tables.userCoupons.getMany(ids);
    const same = held.find((coupon) => coupon.grantKey === grantKey);
    if (same !== undefined) return same.status === 'claiming' ? waitFor(same._id) : done(same);
    if (closed !== null) return closed;
    const free = ids.findIndex((id) => held.every((coupon) => coupon._id !== id));
    const id = ids[free];
    if (id === undefined) return refuse('COUPON_LIMIT', template.perUser > 1 ? `每人限领 ${template.perUser} 张，您已领完` : undefined);
    const intent = intentOf(gift, id, free + 1, new Date());
    if (!(await tables.userCoupons.insertOnce(intent))) continue;
    await checkpoint('coupon.written');
    return complete(intent);
  }
  return refuse('COUPON_IN_PROGRESS');
}

function intentOf({ template, member, source, grantKey }: Gift, id: string, number: number, now: Date): UserCouponDocument {
  const { from, until } = validityFor(template.validity, now);
  return {
    _id: id,
    _openid: member.openId,
    userId: member._id,
    couponId: template._id,
    title: template.title,
    terms: template.terms,
    number,
    source,
    grantKey,
    status: 'claiming',
    validFrom: from,
    validUntil: until,
    claim: { attempt: newId().slice(0, 8), dueAt: new Date(now.getTime() + LEASE_MS) },
    orderId: null,
    tallies: [],
    createTime: now,
    updateTime: now,
  };
}

async function complete(intent: UserCouponDocument): Promise<Result<UserCouponDocument>> {
  const key = giftKey(intent);
  const counted = await count(intent.couponId, key, COUNTERS[intent.source], 1, OPEN);
  await checkpoint('coupon.counted');
  if (!counted) {
    await takeBack(intent);
    return refuse('COUPON_SOLD_OUT');
  }
  const given = await becomeAvailable(intent);
  await checkpoint('coupon.given');
  await settle(intent.couponId, key);
  return done(given);
}

function sameClaim({ _id, claim }: UserCouponDocument): Record<string, unknown> {
  return { _id, status: 'claiming', 'claim.attempt': claim?.attempt ?? '' };
}

async function becomeAvailable(intent: UserCouponDocument): Promise<UserCouponDocument> {
  const change = { status: 'available' as const, updateTime: new Date() };
  await tables.userCoupons.updateOne(sameClaim(intent), { ...change, claim: command.remove() });
  return { ...intent, ...change };
}

async function takeBack(intent: UserCouponDocument): Promise<void> {
  await tables.userCoupons.remove(sameClaim(intent));
}

/** For an intent whose call died: counted ones become available, the others go. True when there was something to do. */
export async function finishClaim(intent: UserCouponDocument, now: Date): Promise<boolean> {
  if (!intent.claim) return false;
  const leased = await tables.userCoupons.updateOne(
    { ...sameClaim(intent), 'claim.dueAt': intent.claim.dueAt },
    { 'claim.dueAt': new Date(now.getTime() + LEASE_MS) },
  );
  if (!leased) return false;
  const key = giftKey(intent);
  const template = await tables.coupons.get(intent.couponId);
  if (template?.marks.some((mark) => mark.key === key)) {
    await becomeAvailable(intent);
    await settle(intent.couponId, key);
  } else await takeBack(intent);
  return true;
}

/** The same act is being done at this moment: waits for its outcome. */
async function waitFor(id: string): Promise<Result<UserCouponDocument>> {
  for (const pause of PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const coupon = await tables.userCoupons.get(id);
    if (coupon === null) return refuse('COUPON_SOLD_OUT');
    if (coupon.status !== 'claiming') return done(coupon);
  }
  return refuse('COUPON_IN_PROGRESS');
}
