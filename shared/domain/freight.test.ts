import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freightTemplateFaults, orderFreight, quoteFreight, type FreightLine, type FreightTemplate } from './freight.ts';
import { add, fen, ZERO } from './money.ts';
import { priceOrder } from './pricing.ts';

const byWeight: FreightTemplate = {
  name: '普通',
  firstGrams: 1000,
  firstFee: fen(800),
  stepGrams: 500,
  stepFee: fen(200),
  freeFrom: fen(9900),
  surcharges: { 新疆维吾尔自治区: fen(1500) },
  unserved: ['台湾省'],
};
const chilled: FreightTemplate = {
  name: '冷链',
  firstGrams: 0,
  firstFee: fen(1500),
  stepGrams: 0,
  stepFee: fen(300),
  freeFrom: null,
  byPiece: { first: 2, step: 1 },
  freePieces: 10,
  regions: [
    {
      provinces: ['广东省', '广西壮族自治区'],
      firstGrams: 0,
      firstFee: fen(2500),
      stepGrams: 0,
      stepFee: fen(500),
      freeFrom: fen(30_000),
      byPiece: { first: 1, step: 2 },
    },
  ],
  surcharges: {},
  unserved: ['西藏自治区', '新疆维吾尔自治区'],
};

describe('a freight template', () => {
  it.each([
    ['counts pieces, not weight', '浙江省', 2, 99_000, 1000, 1500],
    ['each further piece', '浙江省', 5, 1, 1000, 2400],
    ['free from so many pieces', '浙江省', 10, 1, 1000, 0],
    ['a region’s own tariff', '广东', 1, 1, 1000, 2500],
    ['a region’s own steps, begun ones whole', '广西壮族自治区', 4, 1, 1000, 3500],
    ['a region’s own threshold', '广东省', 9, 1, 30_000, 0],
    ['which is not free from pieces where it does not say so', '广东省', 10, 1, 1000, 5000],
  ])('%s', (_what, province, pieces, grams, goods, fee) => {
    expect(quoteFreight(chilled, province, { pieces, grams, goods: fen(goods) })).toEqual({ served: true, fee });
  });

  it.each(['constructor', '__proto__', 'Tibet', '　西藏', '藏西', '中国西藏'])('goes nowhere that nobody knows: %s', (province) => {
    const load = { pieces: 1, grams: 500, goods: fen(9900) };
    expect(quoteFreight(chilled, province, load)).toEqual({ served: false, province });
    expect(orderFreight([load], chilled, province)).toEqual({ served: false, lines: [0] });
  });

  it('with a province in two groups, or a further fee without a step, is told so', () => {
    const [region] = chilled.regions ?? [];
    if (region === undefined) throw new Error('no region');
    expect(freightTemplateFaults(chilled)).toEqual([]);
    expect(freightTemplateFaults({ ...chilled, regions: [region, { ...region, provinces: ['广东'] }] })).toHaveLength(1);
    expect(freightTemplateFaults({ ...byWeight, stepGrams: 0 })).toHaveLength(1);
  });
});

const line = (pieces: number, goods: number, template?: FreightTemplate): FreightLine => ({
  pieces,
  grams: pieces * 500,
  goods: fen(goods),
  template,
});

describe('the freight of an order', () => {
  it('is one parcel for each template, whose threshold counts its own goods alone', () => {
    const quote = orderFreight([line(2, 5000), line(3, 90_000, chilled), line(2, 4000)], byWeight, '浙江省');
    expect(quote).toMatchObject({ served: true, freight: { fee: 1200 + 1800, parcels: [{ fee: 1200 }, { fee: 1800 }] } });
  });

  it('names the lines that cannot go there', () => {
    expect(orderFreight([line(1, 100), line(1, 100, chilled), line(2, 100)], byWeight, '新疆')).toEqual({ served: false, lines: [1] });
    expect(orderFreight([line(1, 100)], byWeight, '台湾')).toEqual({ served: false, lines: [0] });
  });

  it('does not depend on how the lines are cut, and is what its parcels add up to', () => {
    const lines = fc.array(fc.record({ pieces: fc.integer({ min: 1, max: 30 }), goods: fc.nat(50_000), cold: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(lines, fc.constantFrom('浙江省', '广东省', '江苏'), (wanted, province) => {
        const all = wanted.map(({ pieces, goods, cold }) => line(pieces, goods, cold ? chilled : undefined));
        const whole = orderFreight(all, byWeight, province);
        const turned = orderFreight([...all].reverse(), byWeight, province);
        if (!whole.served || !turned.served) throw new Error('not served');
        expect(turned.freight.fee).toBe(whole.freight.fee);
        expect(add(ZERO, ...whole.freight.parcels.map(({ fee }) => fee))).toBe(whole.freight.fee);
      }),
    );
  });

  it('is explained parcel by parcel', () => {
    const one = { quantity: 1, skuPrice: fen(1000), zoneDiscountPercent: 0, weightGrams: 500 };
    const outcome = priceOrder({
      lines: [
        { ...one, productId: 'a', skuId: 'a' },
        { ...one, productId: 'b', skuId: 'b', freightTemplate: chilled },
      ],
      province: '浙江省',
      freight: byWeight,
      pointsWanted: 0,
      pointsAvailable: 0,
      pointsRule: { pointsPerFen: 1, maxPercent: 50 },
    });
    if (!outcome.ok) throw new Error('not served');
    expect(outcome.price.explain.slice(1)).toEqual([
      { rule: 'freight', label: '运费（普通）', amount: 800 },
      { rule: 'freight', label: '运费（冷链）', amount: 1500 },
    ]);
    expect(outcome.price.freightAmount).toBe(2300);
  });
});
