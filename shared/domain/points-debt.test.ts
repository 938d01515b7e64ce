import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settledPoints } from './points-debt.ts';

const some = fc.integer({ min: 0, max: 10_000 });

describe('points that are owed', () => {
  it('are settled by what an order brings or gives back, never by more than either', () => {
    fc.assert(
      fc.property(fc.constantFrom('earn', 'return'), some, some, (type, points, owed) => {
        const settled = settledPoints(type, points, owed);
        expect(settled).toBe(points < owed ? points : owed);
      }),
    );
  });

  it('are not settled by points that go, nor by what staff give', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('spend', 'earn', 'return', 'takeBack'),
        fc.integer({ min: -10_000, max: 0 }),
        some,
        (type, points, owed) => {
          expect(settledPoints(type, points, owed)).toBe(0);
        },
      ),
    );
    expect(settledPoints('adjust', 500, 300)).toBe(0);
  });

  it('leave nobody richer for parking points in an order over a refund', () => {
    fc.assert(
      fc.property(some, some, some, (purse, parked, taken) => {
        const spent = Math.min(parked, purse);
        // The order takes `spent`; the refund takes what is there and notes the rest; the cancelled order gives back.
        const left = Math.max(0, purse - spent - taken);
        const owed = Math.max(0, taken - (purse - spent));
        const settled = settledPoints('return', spent, owed);
        expect(left + spent - settled).toBe(Math.max(0, purse - taken));
      }),
    );
  });
});
