import type { OrderDocument, OrderItem } from '@shop/shared/database/documents.ts';
import { expect, test } from 'vitest';
import { claimLines, claimTypes, lineClaim, quoteNote } from './after-sale.ts';

const now = new Date('2026-11-20T04:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
const item = (skuId: string, back = 0): OrderItem => ({
  productId: 'p',
  skuId,
  name: '苹果',
  image: '',
  specs: '',
  unit: '箱',
  unitPrice: 5000,
  quantity: 2,
  amount: 10_000,
  discount: 0,
  payable: 10_000,
  ...(back === 0 ? {} : { afterSale: { pieces: back, amount: 0, points: 0, unshipped: 0, excused: 0 } }),
});
type Claimed = Pick<OrderDocument, 'status' | 'receiveTime' | 'items' | 'openCases' | 'group'>;
const order = (more: Partial<Claimed> = {}): Claimed => ({ status: 'shipped', items: [item('a'), item('b', 1), item('c', 2)], ...more });

test('a line offers a claim, its open case, or what went back', () => {
  expect(lineClaim(order(), 'a', now, 7)).toMatchObject({ act: 'apply' });
  expect(lineClaim(order({ openCases: [{ caseId: 'x', skuId: 'a' }] }), 'a', now, 7)).toMatchObject({ act: 'case', caseId: 'x' });
  expect(lineClaim(order(), 'c', now, 7)).toMatchObject({ act: '', text: '已全部售后' });
  expect(lineClaim(order({ status: 'pending_payment' }), 'a', now, 7)).toMatchObject({ act: '', text: '' });
  expect(lineClaim(order({ status: 'completed', receiveTime: daysAgo(7) }), 'a', now, 7).act).toBe('apply');
  expect(lineClaim(order({ status: 'completed', receiveTime: daysAgo(7.01) }), 'b', now, 7)).toMatchObject({
    act: '',
    text: '已售后 1 件',
  });
});

test('what can be claimed: the pieces that are left, and money alone before the goods have left', () => {
  expect(claimLines(order({ openCases: [{ caseId: 'x', skuId: 'a' }] }), now, 7).map(({ skuId, most }) => [skuId, most])).toEqual([
    ['b', 1],
  ]);
  const { items } = order({});
  const gone = items.map((item) => (item.skuId === 'a' ? { ...item, shipped: 1 } : item));
  expect(claimTypes({ status: 'paid', items }, 'a')).toEqual(['refund_only']);
  expect(claimTypes({ status: 'shipped', items }, 'a')).toEqual(['refund_only', 'return_goods']);
  expect(claimTypes({ status: 'paid', items: gone }, 'a')).toEqual(['refund_only', 'return_goods']);
  expect(claimTypes({ status: 'paid', items: gone }, 'b')).toEqual(['refund_only']);
  expect(quoteNote({ freight: 800, points: 50 })).toBe('含运费 ¥8.00，退还 50 积分');
});
