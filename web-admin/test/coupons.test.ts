import { coupon } from '@shop/shared/contracts/coupons.ts';
import type { CouponDocument } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import { describe, expect, it } from 'vitest';
import { draftOf, emptyDraft, percentOffOf, previewText, readDraft, readLocal, scopeText } from '../src/pages/coupons/coupon-form.ts';
import { addIssue, couponFigures, couponState, issueText, NOBODY } from '../src/pages/coupons/coupon-list.ts';

const NOW = new Date('2026-11-20T04:00:00Z');
const name = (id: string): string => `《${id}》`;

const template: CouponDocument = {
  _id: 'c1',
  title: '满百减二十',
  description: '',
  terms: {
    kind: 'reduction',
    threshold: fen(10000),
    amount: fen(2000),
    percentOff: 0,
    maxDiscount: null,
    scope: { kind: 'products', ids: ['p1', 'p2', 'p3'] },
  },
  validity: { kind: 'fixed', from: new Date('2026-11-01T00:00:00+08:00'), until: new Date('2026-12-01T00:00:00+08:00') },
  total: 100,
  perUser: 2,
  claimable: true,
  status: 'on',
  claimed: 30,
  issued: 10,
  used: 10,
  marks: [],
  createTime: NOW,
  updateTime: NOW,
};

describe('the form', () => {
  it('gives back a template as it was, and the contract takes it', () => {
    const reading = readDraft(draftOf(template), NOW, 40);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.coupon).toMatchObject({ kind: 'reduction', threshold: 10000, amount: 2000, total: 100, perUser: 2 });
    expect(reading.coupon.validity).toEqual({
      kind: 'fixed',
      from: Date.parse('2026-11-01T00:00:00+08:00'),
      until: Date.parse('2026-12-01T00:00:00+08:00'),
    });
    const input = { action: 'save', requestId: 'request-123456', coupon: reading.coupon };
    expect(coupon.input.safeParse(input).success).toBe(true);
  });

  it('says in words what it makes', () => {
    const reading = readDraft(
      {
        ...emptyDraft(),
        title: '八五折',
        kind: 'percent',
        fold: '8.5',
        threshold: '50',
        maxDiscount: '30',
        scope: 'categories',
        scopeIds: ['c'],
      },
      NOW,
    );
    expect(previewText(reading, name)).toEqual([
      '折扣券：满 50 8.5 折，最多减 30 元',
      '限「《c》」',
      '领取后 7 天内有效',
      '共 1000 张，每人最多 1 张，顾客在领券中心自己领取',
    ]);
  });

  it.each([
    [{ title: '' }, 'title'],
    [{ amount: '' }, 'amount'],
    [{ amount: '20', threshold: '10' }, 'threshold'],
    [{ amount: '2.005' }, 'amount'],
    [{ kind: 'percent', fold: '10' }, 'fold'],
    [{ scope: 'products' }, 'scopeIds'],
    [{ days: '0' }, 'days'],
    [{ total: '3' }, 'total'],
    [{ validity: 'fixed', from: '2026-11-22T00:00', until: '2026-11-21T00:00' }, 'until'],
    [{ validity: 'fixed', from: '2026-11-01T00:00', until: '2026-11-19T00:00' }, 'until'],
  ] as const)('names what is wrong with %j', (changes, field) => {
    const reading = readDraft({ ...emptyDraft(), title: '券', amount: '5', threshold: '50', ...changes, scopeIds: [] }, NOW, 5);
    expect(reading.ok ? [] : Object.keys(reading.problems)).toContain(field);
  });

  it('reads a discount as people say it', () => {
    expect([percentOffOf('8.5'), percentOffOf('9 折'), percentOffOf('0'), percentOffOf('8.55')]).toEqual([15, 10, null, null]);
  });

  it('reads instants in Beijing time', () => {
    expect(readLocal('2026-11-20T12:00')).toBe(NOW.getTime());
    expect(readLocal('')).toBeNull();
  });
});

describe('the list', () => {
  it('counts what is given, left and used', () => {
    expect(couponFigures(template)).toEqual({ given: 40, left: 60, usedPercent: 25 });
    expect(couponFigures({ claimed: 0, issued: 0, used: 0, total: 5 }).usedPercent).toBe(0);
  });

  it('says what somebody who wants one meets', () => {
    expect(couponState(template, NOW).label).toBe('发放中');
    expect(couponState({ ...template, claimed: 90 }, NOW).label).toBe('已发完');
    expect(couponState({ ...template, status: 'stopped' }, NOW).label).toBe('已停发');
    expect(couponState(template, new Date('2027-01-01')).label).toBe('已过期');
  });

  it('adds up the portions of a level', () => {
    const sum = addIssue(addIssue(NOBODY, { given: 100, limited: 1 }), { given: 3, soldOut: true });
    expect(issueText(sum)).toBe('已发给 103 人，1 人已达领取上限，券已发完');
  });

  it('names two of its goods', () => {
    expect(scopeText(template.terms.scope, name)).toBe('限「《p1》、《p2》」等 3 种商品');
  });
});
