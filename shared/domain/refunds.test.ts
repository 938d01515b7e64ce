import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AFTER_SALE_OPEN, afterSaleFaults, afterSaleTransition } from './after-sale-lifecycle.ts';
import { apportion } from './apportion.ts';
import { fen } from './money.ts';
import { pointsOfLines, refundablePieces, refundShare, withinAfterSale, type RefundableOrder } from './refunds.ts';

/** An order as the price chain makes it: lines, points apportioned over them, freight. */
const orders = fc
  .record({
    lines: fc.array(fc.record({ price: fc.integer({ min: 1, max: 99_999 }), quantity: fc.integer({ min: 1, max: 12 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
    percent: fc.integer({ min: 0, max: 100 }),
    perFen: fc.constantFrom(1, 10),
    freight: fc.integer({ min: 0, max: 3000 }),
  })
  .map(({ lines, percent, perFen, freight }): RefundableOrder => {
    const amounts = lines.map(({ price, quantity }) => fen(price * quantity));
    const goods = amounts.reduce<number>((sum, amount) => sum + amount, 0);
    const discount = Math.floor((goods * percent) / 100);
    const shares = apportion(amounts, fen(discount));
    const items = lines.map(({ quantity }, index) => ({
      skuId: `s${index}`,
      quantity,
      discount: shares[index] ?? 0,
      payable: (amounts[index] ?? 0) - (shares[index] ?? 0),
    }));
    return { items, freightAmount: freight, pointsUsed: discount * perFen, paymentAmount: goods - discount + freight, refundedAmount: 0 };
  });

const steps = fc.array(fc.record({ line: fc.nat(), pieces: fc.nat(), fault: fc.boolean(), shipped: fc.boolean() }), { maxLength: 30 });

interface Sum {
  order: RefundableOrder;
  amount: number;
  points: number;
  wholes: number;
}

function refund(sum: Sum, skuId: string, pieces: number, fault: boolean, shipped: boolean, amount?: number): Sum {
  const share = refundShare(sum.order, { skuId, pieces, fault, shipped, ...(amount === undefined ? {} : { amount }) });
  if (share === null) throw new Error('refused');
  expect(share.goods + share.freight).toBe(share.amount);
  const items = sum.order.items.map((line) => (line.skuId === skuId ? { ...line, afterSale: share.after } : line));
  const order = { ...sum.order, items, refundedAmount: sum.order.refundedAmount + share.amount };
  return { order, amount: sum.amount + share.amount, points: sum.points + share.points, wholes: sum.wholes + Number(share.whole) };
}

function start(order: RefundableOrder): Sum {
  return { order, amount: 0, points: 0, wholes: 0 };
}

/** The steps as far as they go, then whatever is left, line by line. */
function refundAll(order: RefundableOrder, list: { line: number; pieces: number; fault: boolean; shipped: boolean }[], rest: boolean): Sum {
  let sum = start(order);
  for (const { line, pieces, fault, shipped } of list) {
    const item = sum.order.items[line % sum.order.items.length];
    if (item === undefined || refundablePieces(item) === 0) continue;
    sum = refund(sum, item.skuId, (pieces % refundablePieces(item)) + 1, fault, shipped);
  }
  for (const { skuId } of order.items) {
    const item = sum.order.items.find((one) => one.skuId === skuId);
    if (item !== undefined && refundablePieces(item) > 0) sum = refund(sum, skuId, refundablePieces(item), rest, true);
  }
  return sum;
}

describe('refunds', () => {
  it('add up to everything that was paid, in whatever pieces, when nothing was shipped or the shop is to blame', () => {
    fc.assert(
      fc.property(orders, steps, (order, list) => {
        const sum = refundAll(
          order,
          list.map((step) => ({ ...step, fault: step.fault || step.shipped })),
          true,
        );
        expect([sum.amount, sum.points, sum.wholes]).toEqual([order.paymentAmount, order.pointsUsed, 1]);
      }),
    );
  });

  it('never exceed what was paid, and keep the freight of goods that were sent for nothing', () => {
    fc.assert(
      fc.property(orders, steps, (order, list) => {
        const sum = refundAll(order, list, false);
        expect(sum.points).toBe(order.pointsUsed);
        expect([order.paymentAmount, order.paymentAmount - order.freightAmount]).toContain(sum.amount);
      }),
    );
  });

  it('refuse pieces that are not there, unknown lines, and amounts beyond the share', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const line = order.items[0];
        if (line === undefined) return;
        const ask = { skuId: line.skuId, fault: true, shipped: true };
        expect(refundShare(order, { ...ask, pieces: line.quantity + 1 })).toBeNull();
        expect(refundShare(order, { ...ask, pieces: 0 })).toBeNull();
        expect(refundShare(order, { ...ask, pieces: 0.5 })).toBeNull();
        expect(refundShare(order, { ...ask, skuId: 'none', pieces: 1 })).toBeNull();
        const all = refundShare(order, { ...ask, pieces: line.quantity });
        expect(refundShare(order, { ...ask, pieces: line.quantity, amount: (all?.amount ?? 0) + 1 })).toBeNull();
        const unshipped = { ...ask, shipped: false, pieces: line.quantity };
        expect(refundShare(order, { ...unshipped, amount: (refundShare(order, unshipped)?.amount ?? 0) - 1 })).toBeNull();
      }),
    );
  });

  it('that pay less by agreement settle the pieces and leave the rest as it was', () => {
    fc.assert(
      fc.property(orders, fc.nat(), (order, pick) => {
        const line = order.items[0];
        const full = line && refundShare(order, { skuId: line.skuId, pieces: line.quantity, fault: true, shipped: true });
        if (!line || !full || full.amount < 2) return;
        const amount = 1 + (pick % (full.amount - 1));
        const sum = refund(start(order), line.skuId, line.quantity, true, true, amount);
        expect(sum.amount).toBe(amount);
        expect(sum.wholes).toBe(0);
        expect(sum.points).toBeLessThanOrEqual(full.points);
        const rest = refundAll(sum.order, [], true);
        expect(rest.amount + amount).toBeLessThanOrEqual(order.paymentAmount);
      }),
    );
  });

  it('split points by line without losing one', () => {
    fc.assert(
      fc.property(orders, (order) => {
        expect(pointsOfLines(order).reduce((sum, points) => sum + points, 0)).toBe(order.pointsUsed);
      }),
    );
  });

  it('may be asked for until a week after completion', () => {
    const at = new Date('2026-11-01T00:00:00Z');
    const later = (days: number): Date => new Date(at.getTime() + days * 86_400_000);
    expect(withinAfterSale({ status: 'paid' }, later(300), 7)).toBe(true);
    expect(withinAfterSale({ status: 'completed', receiveTime: at }, later(7), 7)).toBe(true);
    expect(withinAfterSale({ status: 'completed', receiveTime: at }, later(7.01), 7)).toBe(false);
    for (const status of ['pending_payment', 'cancelled', 'refunded', 'placing']) expect(withinAfterSale({ status }, at, 7)).toBe(false);
  });
});

describe('the life of an after-sale case', () => {
  it('is a sound table in which only staff agree to a refund', () => {
    expect(afterSaleFaults()).toEqual([]);
    for (const status of AFTER_SALE_OPEN)
      for (const event of ['approve_refund', 'receive', 'refund_now'] as const)
        expect(afterSaleTransition(status, event, 'customer')).toBeNull();
    expect(afterSaleTransition('refunding', 'withdraw', 'customer')).toBeNull();
  });
});
