import { describe, expect, it } from 'vitest';
import { creditFaults, customerFaults, goodsFaults, mergeFaults, type AuditedGoodsOrder } from './customers.ts';

const nothing = { statement: [], prepaidLeft: 0, orders: 0 };
const row = (amount: number, orderId: string | null = null): { customerId: string; orderId: string | null; amount: number } => ({
  customerId: 'c',
  orderId,
  amount,
});

describe('the books of customers', () => {
  it('name a debt that its statement does not prove', () => {
    expect(customerFaults({ _id: 'c', owed: 30 }, { ...nothing, statement: [row(50), row(-20)] })).toEqual([]);
    expect(customerFaults({ _id: 'c', owed: 30 }, nothing)).toMatchObject([{ check: 'customer', subject: 'c' }]);
  });

  it('leave nothing with one who was merged away', () => {
    const merged = { _id: 'c', status: 'merged', mergedInto: 'd', owed: 0 } as const;
    expect(customerFaults(merged, nothing)).toEqual([]);
    expect(customerFaults(merged, { ...nothing, prepaidLeft: 1 })).toHaveLength(1);
    expect(customerFaults(merged, { ...nothing, orders: 1 })).toHaveLength(1);
    expect(customerFaults({ _id: 'c', status: 'merged' }, nothing)).toHaveLength(1);
  });

  it('hold credit against its orders', () => {
    const order = { _id: 'o', status: 'paid', paymentMethod: 'credit', paymentAmount: 100, refundedAmount: 40 } as const;
    expect(creditFaults([order], [row(100, 'o'), row(-40, 'o')])).toEqual([]);
    expect(creditFaults([order], [row(100, 'o')])).toHaveLength(1);
    expect(creditFaults([{ ...order, paymentMethod: 'cash' }], [row(100, 'o')])).toHaveLength(1);
  });

  it('hold goods that were paid ahead against the orders that they paid for', () => {
    const item = { skuId: 'k', quantity: 3 };
    const order: AuditedGoodsOrder = { _id: 'o', status: 'shipped', paymentMethod: 'prepaid', items: [item] };
    const found = (changes: Partial<AuditedGoodsOrder>, taken: number, back: number): number =>
      goodsFaults({ ...order, ...changes }, () => ({ taken, back })).length;
    expect(found({}, 3000, 0)).toBe(0);
    expect(found({}, 0, 0)).toBe(1);
    expect(found({ paymentMethod: 'cash' }, 3000, 0)).toBe(1);
    expect(found({ paymentMethod: 'cash' }, 0, 0)).toBe(0);
    const some = { items: [{ ...item, afterSale: { pieces: 2 } }] };
    expect([found(some, 3000, 2000), found(some, 3000, 1000), found(some, 3000, 2001)]).toEqual([0, 0, 1]);
    expect([found({ status: 'refunded' }, 3000, 3000), found({ status: 'refunded' }, 3000, 2000)]).toEqual([0, 1]);
    // Some of it was settled in money before.
    expect(found({ status: 'refunded', ...some }, 3000, 1000)).toBe(0);
  });

  it('name a merge that nobody finished', () => {
    const [now, dueAt] = [new Date(), new Date()];
    expect(mergeFaults({ _id: 'm', status: 'moving', dueAt }, { now, quiet: true })).toHaveLength(1);
    expect(mergeFaults({ _id: 'm', status: 'moving', dueAt }, { now, quiet: false })).toEqual([]);
    expect(mergeFaults({ _id: 'm', status: 'done' }, { now, quiet: true })).toEqual([]);
  });
});
