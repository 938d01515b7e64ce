import { describe, expect, it } from 'vitest';
import { MINUTE, NOW, order } from '../test/fixtures.ts';
import { arrived, latestPayment } from './arrivals.ts';

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
