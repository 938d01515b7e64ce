import type { CouponDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import type { Contracts, OutputOf } from '@shop/shared/contracts/index.ts';
import { validityFault, validityFor } from '@shop/shared/domain/coupon-validity.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { COUPON_KIND_LABELS, type CouponScope, type CouponTerms } from '@shop/shared/domain/pricing/coupon.ts';
import { DAY_MS, formatDateTime } from '@shop/shared/domain/time.ts';

/** What `coupon-card` draws. */
export interface CouponCard {
  readonly id: string;
  /** The large word: before it a sign, after it a unit; either may be empty. */
  readonly sign: string;
  readonly big: string;
  readonly unit: string;
  readonly condition: string;
  readonly title: string;
  readonly kind: string;
  readonly scope: string;
  readonly validity: string;
  /** The button's word; empty for none. */
  readonly action: string;
  readonly off: boolean;
  /** Over or spent: drawn grey. */
  readonly dim: boolean;
  /** Why it cannot be used, or what it saves. */
  readonly note: string;
  /** Percent that is taken; -1 where it is not told. */
  readonly progress: number;
}

/** By id, for scopes in words. */
export type Names = ReadonlyMap<string, string>;

const SOON_MS = 3 * DAY_MS;
const NAMED = 3;

const yuan = (amount: number): string => formatYuan(amount).replace(/\.00$/, '');

/** What a coupon is worth, as large as it is drawn, and from which sum on. */
export function couponFace(terms: CouponTerms): Pick<CouponCard, 'sign' | 'big' | 'unit' | 'condition'> {
  const { kind, threshold, amount, percentOff, maxDiscount } = terms;
  const from = threshold > 0 ? `满 ${yuan(threshold)} 元可用` : '无门槛';
  const most = maxDiscount === null ? '' : `最多减 ${yuan(maxDiscount)} 元`;
  if (kind === 'percent') return { sign: '', big: String((100 - percentOff) / 10), unit: '折', condition: from };
  if (kind === 'freight') return { sign: '', big: '免运费', unit: '', condition: most === '' ? from : most };
  return { sign: '¥', big: yuan(amount), unit: '', condition: from };
}

/** Which goods it is for. A category without a known name is not named. */
export function scopeText({ scope, kind, maxDiscount }: Pick<CouponTerms, 'scope' | 'kind' | 'maxDiscount'>, names: Names): string {
  const cap = kind === 'percent' && maxDiscount !== null ? `，最多减 ${yuan(maxDiscount)} 元` : '';
  return `${goodsText(scope, names)}${cap}`;
}

function goodsText(scope: CouponScope, names: Names): string {
  if (scope.kind === 'all') return '全场通用';
  if (scope.kind === 'products') return `限指定 ${String(scope.ids.length)} 款商品`;
  const known = scope.ids.flatMap((id) => names.get(id) ?? []);
  if (known.length === 0) return '限指定分类';
  return `限${known.slice(0, NAMED).join('、')}${scope.ids.length > Math.min(known.length, NAMED) ? ` 等 ${String(scope.ids.length)} 个分类` : ''}`;
}

/** The last moment of a validity that ends before `until`, as people read it. */
const lastMoment = (until: Date): string => formatDateTime(until.getTime() - 1);

function commonFace(
  terms: CouponTerms,
  names: Names,
): Omit<CouponCard, 'id' | 'title' | 'validity' | 'action' | 'off' | 'dim' | 'note' | 'progress'> {
  return { ...couponFace(terms), kind: COUPON_KIND_LABELS[terms.kind], scope: scopeText(terms, names) };
}

/** A template in the coupon centre. `mine`: how many of it the customer ever got. */
export function offerCard(template: CouponDocument, mine: number, names: Names, now: Date): CouponCard {
  const { terms, validity, total, claimed, issued, perUser } = template;
  const taken = claimed + issued;
  const { until } = validityFor(validity, now);
  const over = validityFault(now, until, now) !== null;
  const had = mine >= perUser;
  const gone = taken >= total;
  const action = had ? '已领取' : over ? '已结束' : gone ? '已领完' : mine > 0 ? '再领一张' : '立即领取';
  return {
    id: template._id,
    ...commonFace(terms, names),
    title: template.title,
    validity:
      validity.kind === 'relative'
        ? `领取后 ${String(validity.days)} 天内有效`
        : `${formatDateTime(validity.from)} 至 ${lastMoment(validity.until)}`,
    action,
    off: had || over || gone,
    dim: !had && (over || gone),
    note: perUser > 1 ? `每人限 ${String(perUser)} 张，已领 ${String(mine)} 张` : '',
    // All but all is not yet all.
    progress: gone ? 100 : Math.min(99, Math.floor((taken * 100) / total)),
  };
}

/** The centre: what can be taken first, then what he has, then what is gone. */
export function offerCards(
  templates: readonly CouponDocument[],
  mine: readonly Pick<UserCouponDocument, 'couponId' | 'status'>[],
  names: Names,
  now: Date,
): CouponCard[] {
  const counts = new Map<string, number>();
  for (const { couponId, status } of mine) if (status !== 'claiming') counts.set(couponId, (counts.get(couponId) ?? 0) + 1);
  const rank = (card: CouponCard): number => (card.dim ? 2 : card.off ? 1 : 0);
  return templates.map((template) => offerCard(template, counts.get(template._id) ?? 0, names, now)).sort((a, b) => rank(a) - rank(b));
}

export type CouponTab = 'available' | 'used' | 'expired';

/** Where a coupon is shown; null while it is being handed out. One whose time is over is expired, whether or not the timer has been there. */
export function couponTab({ status, validUntil }: Pick<UserCouponDocument, 'status' | 'validUntil'>, now: Date): CouponTab | null {
  if (status === 'claiming') return null;
  if (status === 'locked') return 'available';
  return status === 'available' && validUntil <= now ? 'expired' : status;
}

function ownValidity({ validFrom, validUntil }: UserCouponDocument, now: Date, tab: CouponTab): string {
  if (tab !== 'available') return `有效期至 ${lastMoment(validUntil)}`;
  if (validFrom > now) return `${formatDateTime(validFrom)} 起可用，至 ${lastMoment(validUntil)}`;
  const left = validUntil.getTime() - now.getTime();
  if (left <= 0 || left > SOON_MS) return `有效期至 ${lastMoment(validUntil)}`;
  return left < DAY_MS ? `今日到期：${lastMoment(validUntil)}` : `即将到期：${lastMoment(validUntil)}`;
}

export function ownCard(coupon: UserCouponDocument, names: Names, now: Date): CouponCard | null {
  const tab = couponTab(coupon, now);
  if (tab === null) return null;
  const locked = coupon.status === 'locked';
  const waits = coupon.validFrom > now;
  return {
    id: coupon._id,
    ...commonFace(coupon.terms, names),
    title: coupon.title,
    validity: ownValidity(coupon, now, tab),
    action: tab === 'used' ? '已使用' : tab === 'expired' ? '已过期' : locked ? '查看订单' : waits ? '未到时间' : '去使用',
    off: tab !== 'available' || (waits && !locked),
    dim: tab !== 'available',
    note: locked ? '正在待付款的订单里使用' : '',
    progress: -1,
  };
}

type Choice = OutputOf<Contracts['submitOrder']>['coupons'][number];

export interface ChoiceRow {
  readonly id: string;
  readonly title: string;
  /** `减 ¥15.00`, or why not. */
  readonly effect: string;
  readonly until: string;
  readonly usable: boolean;
}

/** The coupons of a basket, in the order in which the server ranked them. */
export function choiceRow({ userCouponId, title, discount, usable, why, validUntil }: Choice): ChoiceRow {
  return {
    id: userCouponId,
    title,
    effect: usable ? `减 ¥${formatYuan(discount)}` : why,
    until: `有效期至 ${formatDateTime(validUntil - 1)}`,
    usable,
  };
}

/** The coupon to start with: the best one, where it takes anything off. */
export function bestChoice(choices: readonly Choice[]): string | null {
  const best = choices[0];
  return best !== undefined && best.usable && best.discount > 0 ? best.userCouponId : null;
}

/** What the row on the confirm page says, beside its name. */
export function choiceText(choices: readonly Choice[], picked: string | null): { readonly text: string; readonly saves: boolean } {
  const chosen = choices.find((choice) => choice.userCouponId === picked);
  if (chosen !== undefined && chosen.usable) return { text: `−¥${formatYuan(chosen.discount)}`, saves: true };
  const usable = choices.filter((choice) => choice.usable).length;
  if (usable > 0) return { text: `${String(usable)} 张可用`, saves: true };
  return { text: choices.length > 0 ? '暂无可用' : '没有优惠券', saves: false };
}
