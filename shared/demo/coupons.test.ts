import { expect, it } from 'vitest';
import { termsFault } from '../domain/pricing/coupon.ts';
import { CATEGORIES } from './categories.ts';
import { coupons } from './coupons.ts';

it('offers coupons of every kind, on terms that hold together', () => {
  const offered = coupons(new Date());
  expect(new Set(offered.map(({ terms }) => terms.kind))).toEqual(new Set(['cash', 'reduction', 'percent', 'freight']));
  for (const { terms } of offered) {
    expect(termsFault(terms)).toBeNull();
    if (terms.scope.kind === 'categories')
      for (const id of terms.scope.ids) expect(CATEGORIES.some((category) => category._id === id)).toBe(true);
  }
});
