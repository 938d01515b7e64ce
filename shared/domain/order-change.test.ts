import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen } from './money.ts';
import { adjustLines, explainAdjustment, spread, type AdjustableLine } from './order-change.ts';

const line = fc
  .record({ amount: fc.integer({ min: 0, max: 1_000_000 }), off: fc.integer({ min: 0, max: 1_000_000 }) })
  .map(({ amount, off }): AdjustableLine => {
    const discount = Math.min(amount, off);
    return { skuId: 'k', amount, discount, payable: amount - discount };
  });

describe('a price changed by hand', () => {
  it('adds up to the fen over its lines, however often it changes', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 5_000_000 }), { maxLength: 4 }),
        (lines, sums) => {
          let now = lines;
          for (const sum of sums) {
            const before = now.reduce((total, each) => total + each.payable, 0);
            const after = adjustLines(now, spread(now, fen(sum)));
            expect(after.reduce((total, each) => total + each.payable, 0)).toBe(sum);
            for (const each of after) {
              expect(each.payable).toBeGreaterThanOrEqual(0);
              expect(each.amount - each.discount).toBe(each.payable);
            }
            const by = (list: readonly AdjustableLine[]): number => list.reduce((total, each) => total + (each.adjustDiscount ?? 0), 0);
            expect(by(after) - by(now)).toBe(before - sum);
            now = after;
          }
        },
      ),
    );
  });

  it('keeps lines in proportion', () => {
    const lines = [
      { skuId: 'a', amount: 300, discount: 0, payable: 300 },
      { skuId: 'b', amount: 100, discount: 0, payable: 100 },
    ];
    expect(spread(lines, fen(200))).toEqual([150, 50]);
    expect(spread(lines, fen(1000))).toEqual([750, 250]);
    expect(spread(lines, fen(0))).toEqual([0, 0]);
  });

  it('is told in one step', () => {
    const goods = { rule: 'goods', label: '商品原价', amount: 400 };
    const once = explainAdjustment([goods], -50);
    expect(once).toEqual([goods, { rule: 'adjust', label: '人工改价', amount: -50 }]);
    expect(explainAdjustment(once, 50)).toEqual([goods]);
  });
});
