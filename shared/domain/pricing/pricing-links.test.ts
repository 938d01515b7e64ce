import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FREIGHT } from '../freight.ts';
import { fen, type Fen } from '../money.ts';
import { priceOrder, type Price, type PricingInput, type PricingLine } from '../pricing.ts';
import { couponFaultText, couponShares, couponTitle, freightCoupon, inScope, termsFault, type CouponTerms } from './coupon.ts';
import { levelShares } from './member-level.ts';
import { pickUnitPrice } from './unit-price.ts';

const ALL = { kind: 'all', ids: [] } as const;
const terms = (changes: Partial<CouponTerms> = {}): CouponTerms => ({
  kind: 'reduction',
  threshold: fen(10_000),
  amount: fen(2_000),
  percentOff: 0,
  maxDiscount: null,
  scope: ALL,
  ...changes,
});
const line = (
  productId: string,
  amount: number,
  ...categoryPath: string[]
): { productId: string; amount: Fen; categoryPath: string[] } => ({
  productId,
  amount: fen(amount),
  categoryPath,
});
const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);

describe('unit price', () => {
  const sku = { skuPrice: fen(1000), zoneDiscountPercent: 20 };
  it('is the customer’s own, else the activity’s, else the zone’s, else the SKU’s', () => {
    expect(pickUnitPrice({ ...sku, customerPrice: fen(1200), activityPrice: fen(500) })).toEqual({ price: 1200, source: 'customer' });
    expect(pickUnitPrice({ ...sku, activityPrice: fen(500) })).toEqual({ price: 500, source: 'activity' });
    expect(pickUnitPrice(sku)).toEqual({ price: 800, source: 'zone' });
    expect(pickUnitPrice({ ...sku, zoneDiscountPercent: 0 })).toEqual({ price: 1000, source: 'sku' });
  });
});

describe('member level', () => {
  it('leaves lines with a price of their own alone, and rounds once', () => {
    const lines = [
      { amount: fen(333), source: 'sku' },
      { amount: fen(333), source: 'zone' },
      { amount: fen(9999), source: 'customer' },
      { amount: fen(9999), source: 'activity' },
    ] as const;
    expect(levelShares(lines, 5)).toEqual([17, 16, 0, 0]);
    expect(levelShares(lines, 0)).toEqual([0, 0, 0, 0]);
    expect(levelShares(lines, 150)).toEqual([333, 333, 0, 0]);
  });
});

describe('a coupon', () => {
  it('does nothing for goods at an activity’s price, and the others alone count for its threshold', () => {
    const flash = { ...line('f', 50_000), activity: true };
    expect(couponShares(terms(), [flash])).toEqual({ ok: false, fault: { fault: 'activity' } });
    expect(couponShares(terms({ threshold: fen(6_000) }), [flash, line('a', 5_000)])).toEqual({
      ok: false,
      fault: { fault: 'threshold', missing: 1_000 },
    });
    const both = couponShares(terms({ threshold: fen(5_000) }), [flash, line('a', 5_000)]);
    expect(both.ok && both.shares[0]).toBe(0);
    expect(both.ok && both.shares[1]).toBeGreaterThan(0);
  });

  it('counts the goods of its scope alone, for the threshold and for the discount', () => {
    const goods = [line('a', 6_000, 'fruit', 'berries'), line('b', 6_000, 'meat')];
    expect(couponShares(terms(), goods)).toEqual({ ok: true, shares: [1000, 1000] });
    const fruit = terms({ scope: { kind: 'categories', ids: ['fruit'] } });
    expect(couponShares(fruit, goods)).toEqual({ ok: false, fault: { fault: 'threshold', missing: 4000 } });
    expect(couponShares({ ...fruit, threshold: fen(6000) }, goods)).toEqual({ ok: true, shares: [2000, 0] });
    expect(couponShares(terms({ scope: { kind: 'products', ids: ['c'] } }), goods)).toEqual({ ok: false, fault: { fault: 'scope' } });
    expect(inScope({ kind: 'products', ids: ['b'] }, line('b', 1))).toBe(true);
  });

  it('takes off no more than its cap and no more than the goods', () => {
    const percent = terms({ kind: 'percent', amount: fen(0), percentOff: 15, threshold: fen(0) });
    expect(couponShares(percent, [line('a', 9_999)])).toEqual({ ok: true, shares: [1500] });
    expect(couponShares({ ...percent, maxDiscount: fen(300) }, [line('a', 9_999)])).toEqual({ ok: true, shares: [300] });
    expect(couponShares(terms({ kind: 'cash', threshold: fen(0) }), [line('a', 1_500)])).toEqual({ ok: true, shares: [1500] });
    expect(couponShares(terms({ kind: 'cash', threshold: fen(0) }), [line('a', 0)])).toEqual({ ok: false, fault: { fault: 'nothing' } });
    const freight = terms({ kind: 'freight', amount: fen(0), maxDiscount: fen(800) });
    expect([freightCoupon(freight, fen(2_300)), freightCoupon(freight, fen(500)), freightCoupon(terms(), fen(500))]).toEqual([800, 500, 0]);
  });

  it('has terms that hold together, and says them', () => {
    expect(termsFault(terms())).toBeNull();
    for (const wrong of [
      terms({ amount: fen(0) }),
      terms({ threshold: fen(1_999) }),
      terms({ percentOff: 5 }),
      terms({ maxDiscount: fen(1) }),
      terms({ kind: 'percent' }),
      terms({ kind: 'percent', amount: fen(0) }),
      terms({ kind: 'cash' }),
      terms({ kind: 'freight' }),
      terms({ scope: { kind: 'all', ids: ['a'] } }),
      terms({ scope: { kind: 'products', ids: [] } }),
    ])
      expect(termsFault(wrong)).not.toBeNull();
    expect([
      couponTitle(terms()),
      couponTitle(terms({ kind: 'percent', amount: fen(0), percentOff: 15, maxDiscount: fen(3_000) })),
      couponTitle(terms({ kind: 'percent', amount: fen(0), percentOff: 20, threshold: fen(0) })),
      couponTitle(terms({ kind: 'freight', amount: fen(0), threshold: fen(0) })),
      couponTitle(terms({ kind: 'cash', threshold: fen(0), amount: fen(550) })),
    ]).toEqual(['满 100 减 20', '满 100 8.5 折，最多减 30 元', '8 折', '免运费', '无门槛减 5.50']);
    expect(couponFaultText({ fault: 'threshold', missing: fen(1_250) }, 'reduction')).toBe('还差 12.50 元可用');
  });
});

const anyTerms: fc.Arbitrary<CouponTerms> = fc
  .record({
    kind: fc.constantFrom('reduction', 'percent', 'freight', 'cash'),
    threshold: fc.nat(50_000),
    amount: fc.integer({ min: 1, max: 30_000 }),
    percentOff: fc.integer({ min: 1, max: 99 }),
    maxDiscount: fc.option(fc.integer({ min: 1, max: 20_000 })),
    scope: fc.constantFrom({ kind: 'all', ids: [] }, { kind: 'categories', ids: ['c1'] }, { kind: 'products', ids: ['p1', 'p2'] }),
  } as const)
  .map(({ kind, threshold, amount, percentOff, maxDiscount, scope }) => {
    const isSum = kind === 'reduction' || kind === 'cash';
    return {
      kind,
      threshold: fen(kind === 'cash' ? 0 : kind === 'reduction' ? threshold + amount : threshold),
      amount: fen(isSum ? amount : 0),
      percentOff: kind === 'percent' ? percentOff : 0,
      maxDiscount: isSum || maxDiscount === null ? null : fen(maxDiscount),
      scope,
    };
  });
const price = fc.integer({ min: 1, max: 50_000 }).map(fen);
const anyLine: fc.Arbitrary<PricingLine> = fc.record(
  {
    productId: fc.constantFrom('p1', 'p2', 'p3'),
    skuId: fc.string({ minLength: 1, maxLength: 4 }),
    quantity: fc.integer({ min: 1, max: 20 }),
    skuPrice: price,
    zoneDiscountPercent: fc.integer({ min: 0, max: 90 }),
    weightGrams: fc.integer({ min: 0, max: 5_000 }),
    categoryPath: fc.constantFrom([], ['c1'], ['c2', 'c3']),
    customerPrice: price,
    activityPrice: price,
  },
  { requiredKeys: ['productId', 'skuId', 'quantity', 'skuPrice', 'zoneDiscountPercent', 'weightGrams'] },
);
const anyInput: fc.Arbitrary<PricingInput> = fc.record({
  lines: fc.array(anyLine, { minLength: 1, maxLength: 6 }),
  province: fc.constant('浙江省'),
  freight: fc.constantFrom(NO_FREIGHT, { ...NO_FREIGHT, firstFee: fen(800), stepGrams: 500, stepFee: fen(200), freeFrom: fen(9_900) }),
  levelPercentOff: fc.integer({ min: 0, max: 100 }),
  coupon: fc.option(anyTerms),
  pointsWanted: fc.nat(100_000),
  pointsAvailable: fc.nat(100_000),
  pointsRule: fc.record({ pointsPerFen: fc.integer({ min: 1, max: 10 }), maxPercent: fc.integer({ min: 0, max: 100 }) }),
});

/** With the coupon where it does something, else without: what a customer would be offered. */
function priced(given: PricingInput): Price {
  const outcome = priceOrder(given);
  if (outcome.ok) return outcome.price;
  return priced({ ...given, coupon: null });
}

describe('the whole chain', () => {
  it('explains every fen, and its lines add up by source to what the order says', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const whole = priced(given);
        expect(total(whole.explain.map((step) => step.amount))).toBe(whole.paymentAmount);
        expect(total(whole.lines.map((one) => one.levelDiscount))).toBe(whole.levelAmount);
        expect(total(whole.lines.map((one) => one.couponDiscount))).toBe(whole.couponAmount);
        expect(total(whole.lines.map((one) => one.pointsDiscount))).toBe(whole.pointsAmount);
        expect(whole.levelAmount + whole.couponAmount + whole.pointsAmount).toBe(whole.discountAmount);
        expect(whole.goodsAmount - whole.discountAmount + whole.freightAmount).toBe(whole.paymentAmount);
        for (const one of whole.lines) {
          expect(one.levelDiscount + one.couponDiscount + one.pointsDiscount).toBe(one.discount);
          expect(one.payable).toBe(one.amount - one.discount);
          expect(Math.min(one.payable, one.levelDiscount, one.couponDiscount, one.pointsDiscount)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('gives no level discount to a price of its own, and no coupon to goods outside its scope', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const outcome = priceOrder(given);
        if (!outcome.ok) return;
        for (const [index, one] of outcome.price.lines.entries()) {
          const wanted = given.lines[index];
          if (wanted?.customerPrice !== undefined || wanted?.activityPrice !== undefined) expect(one.levelDiscount).toBe(0);
          const scope = given.coupon?.scope;
          if (!scope || !wanted || !inScope(scope, { productId: wanted.productId, categoryPath: wanted.categoryPath ?? [] }))
            expect(one.couponDiscount).toBe(0);
        }
      }),
    );
  });

  it('takes a coupon only where it does something: goods or freight become cheaper before points', () => {
    fc.assert(
      fc.property(anyInput, anyTerms, (given, coupon) => {
        const outcome = priceOrder({ ...given, coupon, pointsWanted: 0 });
        if (outcome.ok) expect(outcome.price.couponAmount + outcome.price.freightDiscount).toBeGreaterThan(0);
        else expect(outcome.couponFault).toBeDefined();
      }),
    );
  });

  it('is the same without a level and a coupon as it was before there were any', () => {
    const plain = { productId: 'p', skuId: 'k', quantity: 3, skuPrice: fen(1999), zoneDiscountPercent: 15, weightGrams: 400 };
    const whole = priced({
      lines: [plain],
      province: '浙江省',
      freight: NO_FREIGHT,
      pointsWanted: 97,
      pointsAvailable: 500,
      pointsRule: { pointsPerFen: 1, maxPercent: 50 },
    });
    expect(whole).toMatchObject({ goodsAmount: 5097, discountAmount: 97, paymentAmount: 5000, pointsBase: 5097 });
    expect(whole.explain.map(({ rule, amount }) => [rule, amount])).toEqual([
      ['goods', 5997],
      ['zone', -900],
      ['points', -97],
      ['freight', 0],
    ]);
  });
});
