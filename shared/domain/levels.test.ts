import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVELS, earned, earnedBack, levelOf, nextLevel } from './levels.ts';

describe('levels', () => {
  it('are reached at their growth, in whatever order the table is written', () => {
    const shuffled = [...DEFAULT_LEVELS].reverse();
    for (const table of [DEFAULT_LEVELS, shuffled]) {
      expect([0, 199, 200, 1999, 2000, 99_999].map((growth) => levelOf(growth, table).level)).toEqual([1, 1, 2, 4, 5, 5]);
      expect([0, 200, 2000].map((growth) => nextLevel(growth, table)?.level ?? null)).toEqual([2, 3, null]);
    }
    expect(levelOf(5, []).percentOff).toBe(0);
  });

  it('earn whole points, and refunds in any steps take back what one refund would', () => {
    const rule = { pointsPerYuan: 1, growthPerYuan: 2 };
    expect([earned(9_999, rule), earned(99, rule), earned(-1, rule)]).toEqual([
      { points: 99, growth: 199 },
      { points: 0, growth: 1 },
      { points: 0, growth: 0 },
    ]);
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.array(fc.nat(100_000), { maxLength: 6 }), (goods, steps) => {
        const all = { goods, ...earned(goods, rule) };
        let [back, points, growth] = [0, 0, 0];
        for (const step of [...steps, goods]) {
          const now = Math.min(step, goods - back);
          const taken = earnedBack(all, back, now);
          back += now;
          points += taken.points;
          growth += taken.growth;
          expect(earnedBack(all, 0, back)).toEqual({ points, growth });
        }
        expect({ points, growth }).toEqual(goods === 0 ? { points: 0, growth: 0 } : earned(goods, rule));
      }),
    );
  });
});
