import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fen } from './money.ts';
import { amountFor, inUnit, piecesFor, pricePerUnit } from './quantity.ts';

const box = { unit: '盒', weightGrams: 2500 };

describe('measured quantities', () => {
  it.each([
    [{ unit: '盒', thousandths: 2000 }, 2],
    [{ unit: '盒', thousandths: 2001 }, 3],
    [{ unit: '斤', thousandths: 5000 }, 1],
    [{ unit: '斤', thousandths: 5001 }, 2],
    [{ unit: 'kg', thousandths: 500 }, 1],
    [{ unit: '打', thousandths: 1000 }, null],
    [{ unit: '箱', thousandths: 1000 }, null],
  ])('%j takes %s pieces of a 2.5 kg box', (measure, pieces) => expect(piecesFor(measure, box)).toBe(pieces));

  it('never take less goods than were sold, nor a whole piece too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000_000 }), fc.integer({ min: 1, max: 50_000 }), (thousandths, weightGrams) => {
        const pieces = piecesFor({ unit: '斤', thousandths }, { unit: '袋', weightGrams }) ?? 0;
        const sold = thousandths * 500;
        expect(pieces * weightGrams * 1000).toBeGreaterThanOrEqual(sold);
        expect((pieces - 1) * weightGrams * 1000).toBeLessThan(sold);
      }),
    );
  });

  it('cost their share of a piece', () => {
    expect(pricePerUnit(fen(9900), '斤', box)).toBe(1980);
    expect(pricePerUnit(fen(9900), '盒', box)).toBe(9900);
    expect(pricePerUnit(fen(9900), '打', box)).toBeNull();
    expect(pricePerUnit(fen(1980), '盒', box, '斤')).toBe(9900);
    expect(pricePerUnit(fen(1980), 'kg', box, '斤')).toBe(3960);
    expect(amountFor(fen(1980), 1500)).toBe(2970);
    expect(amountFor(fen(333), 500)).toBe(167);
  });

  it('are said in another unit exactly or not at all', () => {
    expect(inUnit({ unit: '斤', thousandths: 2000 }, 'kg', box)).toBe(1000);
    expect(inUnit({ unit: '斤', thousandths: 5000 }, '盒', box)).toBe(1000);
    expect(inUnit({ unit: '盒', thousandths: 500 }, 'kg', box)).toBe(1250);
    expect(inUnit({ unit: '盒', thousandths: 1000 }, '打', box)).toBeNull();
  });

  it('refuse nothing and less', () => {
    expect(() => piecesFor({ unit: '盒', thousandths: 0 }, box)).toThrow(RangeError);
    expect(() => piecesFor({ unit: '盒', thousandths: 1.5 }, box)).toThrow(RangeError);
  });
});
