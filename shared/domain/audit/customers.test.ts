import { describe, expect, it } from 'vitest';
import { creditFaults, customerFaults, mergeFaults } from './customers.ts';

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

  it('name a merge that nobody finished', () => {
    const [now, dueAt] = [new Date(), new Date()];
    expect(mergeFaults({ _id: 'm', status: 'moving', dueAt }, { now, quiet: true })).toHaveLength(1);
    expect(mergeFaults({ _id: 'm', status: 'moving', dueAt }, { now, quiet: false })).toEqual([]);
    expect(mergeFaults({ _id: 'm', status: 'done' }, { now, quiet: true })).toEqual([]);
  });
});
