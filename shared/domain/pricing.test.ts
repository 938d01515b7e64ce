import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteFreight, type FreightTemplate } from './freight.ts';
import { fen } from './money.ts';
import { priceOrder, spendablePoints, unitPrice, type PricingInput, type PricingLine } from './pricing.ts';

const freight: FreightTemplate = {
  firstGrams: 1000,
  firstFee: fen(800),
  stepGrams: 500,
  stepFee: fen(200),
  freeFrom: fen(9900),
  surcharges: { 新疆维吾尔自治区: fen(1500) },
  unserved: ['香港特别行政区'],
};
const rule = { pointsPerFen: 1, maxPercent: 50 };

const line: fc.Arbitrary<PricingLine> = fc.record({
  productId: fc.constant('p'),
  skuId: fc.string({ minLength: 1 }),
  quantity: fc.integer({ min: 1, max: 99 }),
  skuPrice: fc.integer({ min: 1, max: 100_000 }).map(fen),
  zoneDiscountPercent: fc.integer({ min: 0, max: 90 }),
  weightGrams: fc.integer({ min: 0, max: 20_000 }),
});
const input: fc.Arbitrary<PricingInput> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 8 }),
  province: fc.constantFrom('浙江省', '新疆维吾尔自治区'),
  freight: fc.constant(freight),
  pointsWanted: fc.nat(1_000_000),
  pointsAvailable: fc.nat(1_000_000),
  pointsRule: fc.record({ pointsPerFen: fc.integer({ min: 1, max: 10 }), maxPercent: fc.integer({ min: 0, max: 100 }) }),
});

function priced(given: PricingInput): Extract<ReturnType<typeof priceOrder>, { ok: true }>['price'] {
  const outcome = priceOrder(given);
  if (!outcome.ok) throw new Error('not served');
  return outcome.price;
}

describe('the price chain', () => {
  it('explains every fen: its steps add up to what is paid', () => {
    fc.assert(
      fc.property(input, (given) => {
        const price = priced(given);
        expect(price.explain.reduce<number>((sum, step) => sum + step.amount, 0)).toBe(price.paymentAmount);
        expect(price.paymentAmount).toBe(price.goodsAmount - price.discountAmount + price.freightAmount);
      }),
    );
  });

  it('gives the lines exactly what the goods were sold for', () => {
    fc.assert(
      fc.property(input, (given) => {
        const price = priced(given);
        expect(price.lines.reduce<number>((sum, one) => sum + one.payable, 0)).toBe(price.goodsAmount - price.discountAmount);
        for (const one of price.lines) expect(one.payable).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('never spends more points than wished, owned or allowed', () => {
    fc.assert(
      fc.property(input, (given) => {
        const price = priced(given);
        expect(price.pointsUsed).toBeLessThanOrEqual(Math.min(given.pointsWanted, given.pointsAvailable));
        expect(price.pointsAmount * given.pointsRule.pointsPerFen).toBe(price.pointsUsed);
        expect(price.pointsAmount).toBeLessThanOrEqual((price.goodsAmount * given.pointsRule.maxPercent) / 100 + 1);
      }),
    );
  });

  it('costs nobody more to buy less', () => {
    fc.assert(
      fc.property(input, (given) => {
        const more = { ...given, pointsWanted: 0, lines: given.lines.map((one) => ({ ...one, quantity: one.quantity + 1 })) };
        expect(priced(more).goodsAmount).toBeGreaterThan(priced({ ...given, pointsWanted: 0 }).goodsAmount);
      }),
    );
  });

  it('costs nobody more to spend points', () => {
    fc.assert(
      fc.property(input, (given) => {
        expect(priced(given).paymentAmount).toBeLessThanOrEqual(priced({ ...given, pointsWanted: 0 }).paymentAmount);
      }),
    );
  });

  it('refuses a province that is not served, before anything is paid', () => {
    const one = { productId: 'p', skuId: 'k', quantity: 1, skuPrice: fen(100), zoneDiscountPercent: 0, weightGrams: 10 };
    const outcome = priceOrder({
      lines: [one],
      province: '香港特别行政区',
      freight,
      pointsWanted: 0,
      pointsAvailable: 0,
      pointsRule: rule,
    });
    expect(outcome).toEqual({ ok: false, unservedProvince: '香港特别行政区', unservedLines: [0] });
  });

  it('takes the zone percent off, rounded to the fen, never to nothing', () => {
    expect([unitPrice(fen(1999), 15), unitPrice(fen(1), 90), unitPrice(fen(500), 0), unitPrice(fen(500), 100)]).toEqual([1699, 1, 500, 1]);
  });

  it('caps points at the goods', () => {
    expect(spendablePoints(fen(1000), 9999, 9999, rule)).toBe(500);
    expect(spendablePoints(fen(1000), 9999, 120, rule)).toBe(120);
    expect(spendablePoints(fen(1000), -5, 120, rule)).toBe(0);
  });
});

describe('freight', () => {
  it.each([
    ['浙江省', 900, 5000, 800],
    ['浙江省', 1001, 5000, 1000],
    ['浙江省', 2000, 5000, 1200],
    ['浙江省', 2000, 9900, 0],
    ['新疆', 500, 5000, 2300],
    ['新疆维吾尔自治区', 500, 20000, 1500],
  ])('to %s, %i g, goods of %i fen: %i fen', (province, grams, goods, fee) => {
    expect(quoteFreight(freight, province, { grams, pieces: 1, goods: fen(goods) })).toEqual({ served: true, fee });
  });
});
