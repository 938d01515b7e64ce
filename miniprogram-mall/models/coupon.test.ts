import type { CouponDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import type { CouponTerms } from '@shop/shared/domain/pricing/coupon.ts';
import { expect, test } from 'vitest';
import { bestChoice, choiceText, couponFace, couponTab, offerCards, ownCard, scopeText } from './coupon.ts';

const now = new Date('2026-11-20T04:00:00Z');
const later = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
const terms = (more: Partial<CouponTerms> = {}): CouponTerms => ({
  kind: 'reduction',
  threshold: fen(9900),
  amount: fen(1500),
  percentOff: 0,
  maxDiscount: null,
  scope: { kind: 'all', ids: [] },
  ...more,
});
const template = (more: Partial<CouponDocument> = {}): CouponDocument => ({
  _id: 'c',
  title: '满 99 减 15',
  description: '',
  terms: terms(),
  validity: { kind: 'relative', days: 30 },
  total: 100,
  perUser: 1,
  claimable: true,
  status: 'on',
  claimed: 0,
  issued: 0,
  used: 0,
  marks: [],
  createTime: now,
  updateTime: now,
  ...more,
});
const own = (more: Partial<UserCouponDocument> = {}): UserCouponDocument => ({
  _id: 'u',
  _openid: 'me',
  userId: 'me',
  couponId: 'c',
  title: '满 99 减 15',
  terms: terms(),
  number: 1,
  source: 'claim',
  grantKey: 'g',
  status: 'available',
  validFrom: later(-1),
  validUntil: later(240),
  orderId: null,
  tallies: [],
  createTime: now,
  updateTime: now,
  ...more,
});

test('a coupon says what it is worth and for which goods', () => {
  expect(couponFace(terms())).toEqual({ sign: '¥', big: '15', unit: '', condition: '满 99 元可用' });
  expect(couponFace(terms({ kind: 'percent', threshold: fen(0), percentOff: 12 }))).toMatchObject({
    big: '8.8',
    unit: '折',
    condition: '无门槛',
  });
  expect(couponFace(terms({ kind: 'freight', threshold: fen(0), maxDiscount: fen(2000) }))).toMatchObject({
    big: '免运费',
    condition: '最多减 20 元',
  });
  const names = new Map([['tea', '茶饮']]);
  expect(scopeText(terms(), names)).toBe('全场通用');
  expect(scopeText(terms({ scope: { kind: 'categories', ids: ['tea'] } }), names)).toBe('限茶饮');
  expect(scopeText(terms({ scope: { kind: 'categories', ids: ['tea', 'gone'] } }), names)).toBe('限茶饮 等 2 个分类');
});

test('the centre tells what can be taken, and puts that first', () => {
  const list = [
    template({ _id: 'gone', claimed: 60, issued: 40 }),
    template({ _id: 'had' }),
    template({ _id: 'two', perUser: 2, claimed: 999, total: 1000 }),
    template({ _id: 'over', validity: { kind: 'fixed', from: later(-9), until: now } }),
  ];
  const mine = [
    { couponId: 'had', status: 'used' as const },
    { couponId: 'two', status: 'available' as const },
    // Not yet his: it does not count.
    { couponId: 'two', status: 'claiming' as const },
  ];
  const cards = offerCards(list, mine, new Map(), now);
  expect(cards.map(({ id, action, off, progress }) => [id, action, off, progress])).toEqual([
    ['two', '再领一张', false, 99],
    ['had', '已领取', true, 0],
    ['gone', '已领完', true, 100],
    ['over', '已结束', true, 0],
  ]);
});

test('a coupon is over at its last instant, and one in an order still counts as unused', () => {
  expect(couponTab(own({ validUntil: now }), now)).toBe('expired');
  expect(couponTab(own({ validUntil: later(1) }), now)).toBe('available');
  expect(couponTab(own({ status: 'locked', validUntil: now }), now)).toBe('available');
  expect(ownCard(own({ status: 'claiming' }), new Map(), now)).toBeNull();
  expect(ownCard(own({ status: 'locked' }), new Map(), now)).toMatchObject({ action: '查看订单', off: false });
  expect(ownCard(own({ validFrom: later(1) }), new Map(), now)).toMatchObject({ action: '未到时间', off: true });
  expect(ownCard(own({ validUntil: later(5) }), new Map(), now)?.validity).toBe('今日到期：2026-11-20 16:59');
});

test('the best coupon is the first that takes anything off', () => {
  const choice = { userCouponId: 'a', title: '', discount: 1500, usable: true, why: '', validUntil: 0 };
  expect(bestChoice([choice])).toBe('a');
  expect(bestChoice([{ ...choice, discount: 0 }])).toBeNull();
  expect(bestChoice([{ ...choice, usable: false }])).toBeNull();
  expect(choiceText([choice], 'a')).toEqual({ text: '−¥15.00', saves: true });
  expect(choiceText([choice], null).text).toBe('1 张可用');
  expect(choiceText([{ ...choice, usable: false }], null).text).toBe('暂无可用');
  expect(choiceText([], null).text).toBe('没有优惠券');
});
