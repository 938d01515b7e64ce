import { describe, expect, it } from 'vitest';
import { MINUTE, NOW, order } from '../test/fixtures.ts';
import { arrived, latestPayment } from './arrivals.ts';
import { mergeWindow } from './window.ts';

const paidAt = (id: string, minute: number): ReturnType<typeof order> => order({ _id: id, paymentTime: new Date(NOW + minute * MINUTE) });

describe('new orders', () => {
  it('are those paid since, not old ones that move up into the window', () => {
    const latest = latestPayment([paidAt('b', 20), paidAt('a', 10)]);
    const window = [paidAt('c', 21), paidAt('a', 10), paidAt('old', -90)];
    expect(arrived(window, ['c', 'old'], latest)).toEqual(['c']);
  });

  it('may be seen in either order when paid at the same moment', () => {
    const latest = latestPayment([paidAt('b', 20)]);
    expect(arrived([paidAt('b', 20), paidAt('late', 19.5)], ['late'], latest)).toEqual(['late']);
  });

  it('do not turn the clock back', () => {
    expect(latestPayment([paidAt('a', 1)], NOW + 5 * MINUTE)).toBe(NOW + 5 * MINUTE);
  });
});

describe('what lies below the live window', () => {
  const at = (one: { at: number }): number => one.at;
  const row = (n: number): { _id: string; at: number } => ({ _id: `r${n}`, at: n });

  it('takes what new ones push out', () => {
    const older = mergeWindow([row(3), row(2)], [row(1)], [row(4), row(3)], 2, at);
    expect(older.map((one) => one._id)).toEqual(['r2', 'r1']);
  });

  it('does not take what left the list', () => {
    expect(mergeWindow([row(3), row(2)], [], [row(2), row(1)], 2, at)).toEqual([]);
  });

  it('gives back what the window shows again', () => {
    expect(mergeWindow([row(3), row(2)], [row(1), row(0)], [row(2), row(1)], 2, at).map((one) => one._id)).toEqual(['r0']);
  });
});
