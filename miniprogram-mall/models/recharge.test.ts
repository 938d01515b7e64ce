import { expect, test } from 'vitest';
import { packageCard } from './recharge.ts';

test('a package says what it costs, what it brings and what is given on top', () => {
  expect(packageCard({ id: 'a', title: '充 500', pay: 50_000, get: 53_050 })).toMatchObject({
    pay: '500',
    get: '530.50',
    gift: '多得 ¥30.50',
  });
  expect(packageCard({ id: 'b', title: '充 100', pay: 10_000, get: 10_000 }).gift).toBe('');
});
