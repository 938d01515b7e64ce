import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, shareOfUnits } from './apportion.ts';
import { fen, formatYuan, parseYuan, proportion } from './money.ts';

const amount = fc.integer({ min: 0, max: 100_000_000 }).map(fen);

describe('money', () => {
  it('writes and reads every amount to the fen', () => {
    fc.assert(fc.property(amount, (value) => void expect(parseYuan(formatYuan(value))).toBe(value)));
  });

  it.each(['', '-1', '1.234', '1,000', '0x10', '1e3', ' ', '１', '123456789'])('refuses %j as an amount', (text) => {
    expect(parseYuan(text)).toBeNull();
  });

  it('rounds half up, once', () => {
    expect([proportion(fen(5), 1, 2), proportion(fen(4), 1, 10), proportion(fen(1999), 85, 100)]).toEqual([3, 0, 1699]);
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 100 }), (value, percent) => {
        const exact = (BigInt(value) * BigInt(percent) * 2n + 100n) / 200n;
        expect(BigInt(proportion(value, percent, 100))).toBe(exact);
      }),
    );
  });

  it('takes no fraction of a fen', () => {
    expect(() => fen(0.1)).toThrow(RangeError);
    expect(() => fen(Number.NaN)).toThrow(RangeError);
  });
});

describe('apportionment', () => {
  it.each([
    [[3333, 3333, 3334], 1000, [333, 333, 334]],
    [[1, 1, 1], 1, [1, 0, 0]],
    [[9900, 100], 5000, [4950, 50]],
    [[1990, 990, 10], 999, [665, 331, 3]],
    [[100, 100, 100], 100, [34, 33, 33]],
  ])('splits %j by %i as the published vectors do', (lines, discount, shares) => {
    expect(apportion(lines.map(fen), fen(discount))).toEqual(shares);
  });

  const lines = fc.array(fc.integer({ min: 0, max: 1_000_000 }).map(fen), { minLength: 1, maxLength: 12 });

  it('adds up exactly, takes no line below nothing, and moves each share by less than a fen', () => {
    fc.assert(
      fc.property(lines, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const total = list.reduce<number>((sum, line) => sum + line, 0);
        const discount = fen(Math.floor(total * part));
        const shares = apportion(list, discount);
        expect(shares.reduce<number>((sum, share) => sum + share, 0)).toBe(discount);
        shares.forEach((share, index) => {
          const line = list[index] ?? 0;
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(line);
          if (total > 0) expect(Math.abs(share - (line * discount) / total)).toBeLessThan(1 + 1e-6);
        });
      }),
    );
  });

  it('returns a line unit by unit, in any grouping, to exactly what it was', () => {
    expect([0, 1, 2].map((unit) => shareOfUnits(fen(1000), 3, unit, unit + 1))).toEqual([333, 333, 334]);
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(60), { maxLength: 5 }), (value, pieces, cuts) => {
        const at = [0, ...cuts.filter((cut) => cut < pieces).sort((a, b) => a - b), pieces];
        const parts = at.slice(1).map((to, index) => shareOfUnits(value, pieces, at[index] ?? 0, to));
        expect(parts.reduce<number>((sum, part) => sum + part, 0)).toBe(value);
      }),
    );
  });

  it('refuses a discount larger than the goods', () => {
    expect(() => apportion([fen(10)], fen(11))).toThrow(RangeError);
  });
});
