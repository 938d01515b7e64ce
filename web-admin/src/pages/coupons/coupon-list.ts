import type { CouponDocument } from '@shop/shared/database/documents.ts';

/** What the coupon list shows. Pure: tested without a browser. */
export type CouponTab = 'all' | 'on' | 'stopped';

export const COUPON_TABS: readonly { readonly key: CouponTab; readonly label: string }[] = [
  { key: 'all', label: '全部' },
  { key: 'on', label: '发放中' },
  { key: 'stopped', label: '已停发' },
];

export function readCouponTab(value: unknown): CouponTab {
  return COUPON_TABS.find((tab) => tab.key === value)?.key ?? 'all';
}

/** Served by the indexes (-createTime) and (status, -createTime). */
export function couponQuery(tab: CouponTab): object {
  return tab === 'all' ? {} : { status: tab };
}

export interface CouponFigures {
  readonly given: number;
  readonly left: number;
  /** Percent of what is given out, whole. */
  readonly usedPercent: number;
}

export function couponFigures({
  claimed,
  issued,
  used,
  total,
}: Pick<CouponDocument, 'claimed' | 'issued' | 'used' | 'total'>): CouponFigures {
  const given = claimed + issued;
  return { given, left: Math.max(0, total - given), usedPercent: given === 0 ? 0 : Math.round((used / given) * 100) };
}

export interface CouponState {
  readonly label: string;
  readonly tone: 'good' | 'wait' | 'plain';
}

/** What somebody who wants one meets now. */
export function couponState(template: CouponDocument, now: Date): CouponState {
  if (template.status === 'stopped') return { label: '已停发', tone: 'plain' };
  if (template.validity.kind === 'fixed' && template.validity.until <= now) return { label: '已过期', tone: 'plain' };
  if (couponFigures(template).left === 0) return { label: '已发完', tone: 'plain' };
  if (template.validity.kind === 'fixed' && template.validity.from > now) return { label: '未到使用期', tone: 'wait' };
  return { label: '发放中', tone: 'good' };
}

export interface IssueCount {
  readonly given: number;
  readonly limited: number;
  readonly unknown: number;
  readonly soldOut: boolean;
}

export const NOBODY: IssueCount = { given: 0, limited: 0, unknown: 0, soldOut: false };

/** A level's members come in portions. */
export function addIssue(sum: IssueCount, part: Partial<IssueCount>): IssueCount {
  return {
    given: sum.given + (part.given ?? 0),
    limited: sum.limited + (part.limited ?? 0),
    unknown: sum.unknown + (part.unknown ?? 0),
    soldOut: sum.soldOut || part.soldOut === true,
  };
}

export function issueText({ given, limited, unknown, soldOut }: IssueCount): string {
  const parts = [`已发给 ${String(given)} 人`];
  if (limited > 0) parts.push(`${String(limited)} 人已达领取上限`);
  if (unknown > 0) parts.push(`${String(unknown)} 人不是会员`);
  if (soldOut) parts.push('券已发完');
  return parts.join('，');
}
