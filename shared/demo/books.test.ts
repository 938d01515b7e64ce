import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditBooks, type Books } from '../domain/audit.ts';
import { demoShop } from './index.ts';

const now = new Date('2026-11-20T04:00:00.000Z');
const shop = demoShop(now);
const { orders, payments, refunds, members } = shop;
const books: Books = {
  units: shop.products,
  stockRows: shop.stockRecords,
  orders,
  flows: shop.orderFlows,
  payments,
  refunds,
  members,
  balanceRows: shop.balanceLogs,
  pointsRows: shop.pointsLogs,
};

function faultsOf(changed: Partial<Books>): string[] {
  return auditBooks({ ...books, ...changed }, { now, quiet: true }).map(({ check }) => check);
}

type Name = Exclude<keyof Books, 'prepaid' | 'prepaidRows' | 'accounts' | 'accountRows'>;

/** Every number that the books hold about money, points and goods. */
const NUMBERS: readonly (readonly [Name, string])[] = [
  ['units', 'quantity'],
  ['units', 'reserved'],
  ['stockRows', 'quantity'],
  ['orders', 'paymentAmount'],
  ['orders', 'refundedAmount'],
  ['orders', 'freightAmount'],
  ['orders', 'pointsUsed'],
  ['payments', 'amount'],
  ['refunds', 'amount'],
  ['members', 'balance'],
  ['members', 'points'],
  ['balanceRows', 'amount'],
  ['pointsRows', 'points'],
];
/** Rows that must not be lost. */
const ROWS: readonly Name[] = ['stockRows', 'orders', 'flows', 'payments', 'refunds', 'balanceRows', 'pointsRows'];

describe('the audit of the demo shop', () => {
  it('is content with its books', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('notices every number that is changed alone', () => {
    const change = fc.integer({ min: -3, max: 3 }).filter((by) => by !== 0);
    fc.assert(
      fc.property(fc.constantFrom(...NUMBERS), fc.nat(), change, ([name, field], at, by) => {
        const list = books[name] as readonly Record<string, unknown>[];
        const changed = list.map((doc, index) => (index === at % list.length ? { ...doc, [field]: Number(doc[field]) + by } : doc));
        expect(faultsOf({ [name]: changed })).not.toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('names a row that should never have been written instead of stumbling over it', () => {
    for (const quantity of [0, -2, 0.5, Number.NaN]) {
      const [first, ...rest] = shop.stockRecords;
      if (first === undefined) throw new Error('the demo shop has no stock');
      expect(faultsOf({ stockRows: [{ ...first, quantity }, ...rest] })).toContain('stock.ledger');
    }
  });

  it('notices every row that is lost or told twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), fc.nat(), fc.boolean(), (name, at, twice) => {
        const list = books[name] as readonly { _id: string }[];
        const index = at % list.length;
        const [doc] = list.slice(index);
        const changed = twice ? [...list, { ...doc, _id: 'again' }] : list.filter((_, other) => other !== index);
        expect(faultsOf({ [name]: changed })).not.toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('notices every order that is set to another state by hand', () => {
    const states = ['pending_payment', 'paid', 'shipped', 'completed', 'cancelled', 'refunded'] as const;
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...states), (at, status) => {
        const index = at % orders.length;
        fc.pre(orders[index]?.status !== status);
        expect(faultsOf({ orders: orders.map((order, other) => (other === index ? { ...order, status } : order)) })).toContain(
          'order.flow',
        );
      }),
      { numRuns: 60 },
    );
  });
});
