import type { AddressDocument, MemberDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { shopConfig } from '../../_platform/config.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { unusable } from '../coupons/hold.ts';
import { couponChoices, spendable, type CouponChoice } from '../coupons/mine.ts';
import { ensureMember } from '../members/members.ts';
import { attachPromotions, type GroupPart } from '../promotions/attach.ts';
import { customerBehind, withOwnPrices } from './own-prices.ts';
import { cartLines, findLines, quote, shortage, type Quote, type QuotedLine, type WantedLine } from './quote.ts';

export interface SubmitInput {
  readonly requestId: string;
  readonly items?: readonly WantedLine[] | undefined;
  readonly fromCart?: true | undefined;
  readonly addressId?: string | undefined;
  readonly userCouponId?: string | undefined;
  readonly usePoints?: number | undefined;
  readonly remark?: string | undefined;
  readonly groupBuyId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly preview?: boolean | undefined;
}

/** Somebody's goods with everything that an order of them needs, priced. */
export interface Basket {
  readonly openid: string;
  readonly member: MemberDocument;
  readonly address: AddressDocument | null;
  readonly lines: readonly QuotedLine[];
  readonly quote: Quote;
  /** The coupon that the order takes. */
  readonly coupon: UserCouponDocument | null;
  /** Of a preview: his coupons and what they would do. */
  readonly choices: CouponChoice[];
  /** Its part in a group buy. */
  readonly part: GroupPart | null;
}

/** Everything the price depends on, read in parallel. Refuses what `submitOrder` names, but for the writes' own. */
export async function gather(input: SubmitInput, orderId: string, openid: string, unionid: string | null): Promise<Result<Basket>> {
  const config = await shopConfig();
  const [member, address, customer, unpaid, coupon, coupons, lines] = await Promise.all([
    ensureMember(openid, unionid),
    input.addressId === undefined ? null : tables.addresses.get(input.addressId),
    customerBehind(openid),
    input.preview === true ? 0 : tables.orders.count({ _openid: openid, hidden: false, status: 'pending_payment' }),
    input.userCouponId === undefined ? null : tables.userCoupons.get(input.userCouponId),
    input.preview === true ? spendable(openid) : [],
    wantedLines(input, openid).then((wanted) => (wanted.length === 0 ? refuse('CART_EMPTY') : findLines(wanted, config.maxPiecesPerLine))),
  ]);
  if (member.status === 'blocked') return refuse('MEMBER_BLOCKED');
  // Whoever pays for nothing must not hold the shop's stock; calls at the same moment may be a few over.
  if (unpaid >= config.maxUnpaidOrders) return refuse('ORDERS_UNPAID');
  if (input.addressId !== undefined && address?._openid !== openid) return refuse('ADDRESS_NOT_FOUND');
  if (!lines.ok) return lines;
  const short = shortage(lines.data);
  if (!short.ok) return short;
  if (input.preview !== true && (input.usePoints ?? 0) > member.points) return refuse('POINTS_INSUFFICIENT');
  const attached = await attachPromotions(lines.data, input, orderId, openid);
  if (!attached.ok) return attached;
  const now = new Date();
  const barred = input.userCouponId === undefined ? null : unusable(coupon, openid, now);
  if (barred !== null) return barred;
  const own = await withOwnPrices(attached.data.lines, customer);
  const priced = await quote(own, member, address?.province ?? '', input.usePoints ?? 0, coupon?.terms ?? null);
  if (!priced.ok) return priced;
  const choices = couponChoices(coupons, priced.data.basket, openid, now);
  return done({ openid, member, address, ...attached.data, quote: priced.data, coupon, choices });
}

async function wantedLines(input: SubmitInput, openid: string): Promise<readonly WantedLine[]> {
  return input.items ?? (await cartLines(openid));
}
