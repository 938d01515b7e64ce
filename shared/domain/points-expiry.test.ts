import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beijingYear, expiringPoints, expiryCut, yearStart } from './points-expiry.ts';

describe('points that expire', () => {
  it('go by the Beijing year', () => {
    expect(yearStart(2027).toISOString()).toBe('2026-12-31T16:00:00.000Z');
    expect([beijingYear(yearStart(2027).getTime()), beijingYear(yearStart(2027).getTime() - 1)]).toEqual([2027, 2026]);
    expect(expiryCut(2027)).toEqual(yearStart(2026));
  });

  it('are what spending the oldest first leaves of them', () => {
    const moves = fc.array(fc.record({ late: fc.boolean(), by: fc.integer({ min: -300, max: 300 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(moves, (plan) => {
        // Lots as a clerk would keep them: every spending takes from the oldest.
        const ordered = [...plan.filter(({ late }) => !late), ...plan.filter(({ late }) => late)];
        const lots: { late: boolean; left: number }[] = [];
        const since: { type: string; points: number }[] = [];
        let opening = 0;
        for (const { late, by } of ordered) {
          const have = lots.reduce((sum, lot) => sum + lot.left, 0);
          const points = Math.max(by, -have);
          if (points > 0) lots.push({ late, left: points });
          for (let due = -points, at = 0; due > 0; at += 1) {
            const lot = lots[at];
            if (lot === undefined) break;
            const taken = Math.min(due, lot.left);
            lot.left -= taken;
            due -= taken;
          }
          if (late) since.push({ type: points > 0 ? 'earn' : 'spend', points });
          else opening += points;
        }
        expect(expiringPoints(opening, since)).toBe(lots.filter(({ late }) => !late).reduce((sum, lot) => sum + lot.left, 0));
      }),
    );
  });

  it('are not spent by an order that gave them back', () => {
    const row = (type: string, points: number): { type: string; points: number } => ({ type, points });
    expect(expiringPoints(100, [row('spend', -60), row('return', 60)])).toBe(100);
    expect(expiringPoints(100, [row('return', 60)])).toBe(100);
    expect(expiringPoints(100, [row('earn', 50), row('spend', -130)])).toBe(0);
  });
});
