import { describe, expect, it } from 'vitest';
import { afterSaleBookFaults, type AfterSaleBooks } from './after-sales.ts';

const at = new Date('2026-11-01T00:00:00Z');
const moment = { now: new Date('2026-11-21T00:00:00Z'), quiet: false };

/** One order of three pieces for 900 and freight of 100; a piece of it is refunded, another asked for; and a recharge. */
function books(): AfterSaleBooks {
  const line = { pieces: 1, amount: 300, points: 5, unshipped: 0, excused: 1 };
  return {
    orders: [
      {
        _id: 'o',
        status: 'shipped',
        paymentId: 'P1W',
        paymentAmount: 1000,
        refundedAmount: 300,
        items: [{ skuId: 's', quantity: 3, payable: 900, afterSale: line }],
        openCases: [{ caseId: 'c2' }],
        updateTime: at,
      },
    ],
    cases: [
      {
        _id: 'c1',
        orderId: 'o',
        skuId: 's',
        quantity: 1,
        status: 'refunded',
        amount: 300,
        freight: 0,
        points: 5,
        refundId: 'P1WR1',
        updateTime: at,
      },
      { _id: 'c2', orderId: 'o', skuId: 's', quantity: 1, status: 'applied', amount: 300, freight: 0, points: 5, updateTime: at },
    ],
    payments: [
      { _id: 'P1W', method: 'wechat', status: 'success', amount: 1000, settledAmount: 300, updateTime: at },
      { _id: 'C1', method: 'wechat', kind: 'recharge', status: 'success', amount: 500, recharge: { pay: 500, get: 550 }, updateTime: at },
    ],
    refunds: [{ _id: 'P1WR1', paymentId: 'P1W', status: 'success', amount: 300 }],
    balanceRows: [
      { _id: 'C1.recharge', amount: 500 },
      { _id: 'C1.gift', amount: 50 },
    ],
  };
}

function corrupt<Key extends keyof AfterSaleBooks>(key: Key, index: number, change: Partial<AfterSaleBooks[Key][number]>): AfterSaleBooks {
  const good = books();
  return { ...good, [key]: good[key].map((one, at) => (at === index ? { ...one, ...change } : one)) };
}

describe('the books of after-sales', () => {
  it('are right when they are right', () => {
    expect(afterSaleBookFaults(books(), moment)).toEqual([]);
  });

  it.each<[string, AfterSaleBooks, string]>([
    ['a line with a piece too many back', corrupt('cases', 0, { quantity: 2 }), 'order.line o'],
    ['a line with other money', corrupt('cases', 0, { amount: 299 }), 'order.line o'],
    ['an open case that the order forgot', corrupt('orders', 0, { openCases: [] }), 'order.cases o'],
    ['a case that ended and still holds its order', corrupt('cases', 1, { status: 'withdrawn' }), 'order.cases o'],
    ['an order that is refunded with money kept', corrupt('orders', 0, { status: 'refunded' }), 'order.whole o'],
    ['a case without its order', corrupt('cases', 1, { orderId: 'x', status: 'rejected' }), 'case.orphan c2'],
    ['a case that is paid before its refund', corrupt('refunds', 0, { status: 'processing' }), 'case.refund c1'],
    ['a case with stock work left', corrupt('cases', 0, { task: { dueAt: at } }), 'case.task c1'],
    ['a payment with other money arrived', corrupt('payments', 0, { settledAmount: 301 }), 'payment.settled P1W'],
    ['a recharge that was booked twice', corrupt('balanceRows', 1, { amount: 550 }), 'recharge C1'],
    ['a recharge booked before it was paid', corrupt('payments', 1, { status: 'created' }), 'recharge C1'],
  ])('name %s', (_what, wrong, expected) => {
    expect(afterSaleBookFaults(wrong, moment).map(({ check, subject }) => `${check} ${subject}`)).toContain(expected);
  });
});
