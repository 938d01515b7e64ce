import type { CouponDocument } from '../database/documents.ts';
import { fen } from '../domain/money.ts';
import { couponTitle, type CouponTerms } from '../domain/pricing/coupon.ts';
import { DAY_MS } from '../domain/time.ts';

const EVERYTHING = { kind: 'all', ids: [] as string[] } as const;
const NOTHING_OFF = { threshold: fen(0), amount: fen(0), percentOff: 0, maxDiscount: null, scope: EVERYTHING } as const;

interface Offer {
  readonly id: string;
  readonly title?: string;
  readonly description: string;
  readonly terms: CouponTerms;
  readonly days: number;
  readonly total: number;
  readonly perUser?: number;
  /** Given out by staff alone. */
  readonly issuedOnly?: true;
}

const OFFERS: readonly Offer[] = [
  {
    id: 'coupon-new',
    title: '新人见面礼',
    description: '无门槛立减 5 元，领取后 15 天内有效',
    terms: { ...NOTHING_OFF, kind: 'cash', amount: fen(500) },
    days: 15,
    total: 10_000,
  },
  {
    id: 'coupon-99',
    description: '全场满 99 元可用，不限品类',
    terms: { ...NOTHING_OFF, kind: 'reduction', threshold: fen(9_900), amount: fen(1_500) },
    days: 30,
    total: 2_000,
    perUser: 2,
  },
  {
    id: 'coupon-tea',
    title: '茶叶满 100 元 8.8 折',
    description: '限茶饮分类，最多优惠 50 元',
    terms: {
      ...NOTHING_OFF,
      kind: 'percent',
      threshold: fen(10_000),
      percentOff: 12,
      maxDiscount: fen(5_000),
      scope: { kind: 'categories', ids: ['c-tea'] },
    },
    days: 30,
    total: 500,
  },
  {
    id: 'coupon-freight',
    title: '免运费券',
    description: '不论远近，运费最多减 20 元',
    terms: { ...NOTHING_OFF, kind: 'freight', maxDiscount: fen(2_000) },
    days: 7,
    total: 1_000,
  },
  {
    id: 'coupon-sorry',
    title: '坏果补偿券',
    description: '由客服发放',
    terms: { ...NOTHING_OFF, kind: 'cash', amount: fen(1_000) },
    days: 90,
    total: 500,
    perUser: 5,
    issuedOnly: true,
  },
];

/** What the demo shop's coupon centre offers, and one that staff give out. None is taken yet. */
export function coupons(now: Date): CouponDocument[] {
  return OFFERS.map(({ id, title, description, terms, days, total, perUser = 1, issuedOnly }, index) => {
    const at = new Date(now.getTime() - (index + 3) * DAY_MS);
    return {
      _id: id,
      title: title ?? couponTitle(terms),
      description,
      terms,
      validity: { kind: 'relative', days },
      total,
      perUser,
      claimable: issuedOnly !== true,
      status: 'on',
      claimed: 0,
      issued: 0,
      used: 0,
      marks: [],
      createTime: at,
      updateTime: at,
    };
  });
}
