import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterShipment, partlyShipped, planShipment, sameParcel, wholeRest, type Piece } from './parcels.ts';
import {
  claimable,
  claimsShipped,
  piecesShipped,
  piecesToShip,
  refundShare,
  type AfterSaleReason,
  type RefundableOrder,
} from './refunds.ts';

/** What may happen to an order until all of it has left or gone back. */
const acts = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('ship' as const), lines: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }) }),
    fc.record({
      kind: fc.constant('refund' as const),
      line: fc.nat(),
      pieces: fc.nat(),
      type: fc.constantFrom('refund_only', 'return_goods'),
      reason: fc.constantFrom<AfterSaleReason[]>('spoiled', 'unwanted', 'late', 'wrong_goods'),
    }),
  ),
  { maxLength: 25 },
);

const orders = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 5000 })), { minLength: 1, maxLength: 5 })
  .map((lines): RefundableOrder => ({
    items: lines.map(([quantity, price], index) => ({ skuId: `s${index}`, quantity, payable: price * quantity, discount: 0 })),
    freightAmount: 0,
    pointsUsed: 0,
    paymentAmount: lines.reduce((sum, [quantity, price]) => sum + quantity * price, 0),
    refundedAmount: 0,
  }));

interface Told {
  order: RefundableOrder;
  left: Map<string, number>;
  released: Map<string, number>;
  parcels: number;
}

const add = (map: Map<string, number>, key: string, by: number): void => void map.set(key, (map.get(key) ?? 0) + by);

function shipSome(told: Told, wanted: readonly [number, number][]): void {
  const items = new Map<string, number>();
  for (const [at, pieces] of wanted) {
    const line = told.order.items[at % told.order.items.length];
    if (line !== undefined && piecesToShip(line) > 0) items.set(line.skuId, (pieces % piecesToShip(line)) + 1);
  }
  const parcel: Piece[] = [...items].map(([skuId, quantity]) => ({ skuId, quantity }));
  if (parcel.length === 0) return;
  const plan = planShipment(told.order.items, [{ items: parcel }]);
  if (typeof plan === 'string') throw new Error(plan);
  expect(plan.pieces).toEqual(parcel);
  told.order = { ...told.order, items: afterShipment(told.order.items, plan.pieces) };
  for (const { skuId, quantity } of plan.pieces) add(told.left, skuId, quantity);
  told.parcels += 1;
  expect(plan.complete).toBe(told.order.items.every((line) => piecesToShip(line) === 0));
}

function refundSome(told: Told, act: { line: number; pieces: number; type: string; reason: AfterSaleReason }): void {
  const line = told.order.items[act.line % told.order.items.length];
  if (line === undefined) return;
  const shipped = claimsShipped('paid', line, act);
  const most = claimable('paid', line)[shipped ? 'shipped' : 'unshipped'];
  if (most === 0) return;
  const pieces = (act.pieces % most) + 1;
  const share = refundShare(told.order, { skuId: line.skuId, pieces, shipped, fault: false });
  if (share === null) throw new Error('refused');
  const items = told.order.items.map((one) => (one.skuId === line.skuId ? { ...one, afterSale: share.after } : one));
  told.order = { ...told.order, items, refundedAmount: told.order.refundedAmount + share.amount };
  if (!shipped) add(told.released, line.skuId, pieces);
}

describe('parcels of an order', () => {
  it('never send more than was ordered and not given back, whatever is shipped and refunded in between', () => {
    fc.assert(
      fc.property(orders, acts, (order, list) => {
        const told: Told = { order, left: new Map(), released: new Map(), parcels: 0 };
        for (const act of list) {
          if (act.kind === 'ship') shipSome(told, act.lines);
          else refundSome(told, act);
          for (const line of told.order.items) {
            const [left, released] = [told.left.get(line.skuId) ?? 0, told.released.get(line.skuId) ?? 0];
            expect(piecesShipped('paid', line)).toBe(left);
            expect(piecesToShip(line)).toBe(line.quantity - left - released);
            const { shipped, unshipped } = claimable('paid', line);
            expect(Math.min(shipped, unshipped)).toBeGreaterThanOrEqual(0);
            expect(shipped + unshipped).toBe(line.quantity - (line.afterSale?.pieces ?? 0));
          }
          expect(partlyShipped(told.order.items)).toBe(told.parcels > 0);
        }
        // The rest in one parcel: nothing is left, and every piece went one way.
        const rest = planShipment(told.order.items, [{}]);
        if (typeof rest === 'string') expect(told.order.items.every((line) => piecesToShip(line) === 0)).toBe(true);
        else {
          expect(rest.complete).toBe(true);
          expect(rest.pieces).toEqual(wholeRest(told.order.items));
          const after = afterShipment(told.order.items, rest.pieces);
          for (const line of after) {
            expect(piecesToShip(line)).toBe(0);
            expect(piecesShipped('shipped', line)).toBe(line.shipped ?? 0);
          }
        }
      }),
    );
  });

  const lines = [
    { skuId: 'a', quantity: 3, shipped: 1 },
    { skuId: 'b', quantity: 2, afterSale: { pieces: 1, amount: 1, points: 0, unshipped: 1, excused: 1 } },
  ];

  it.each([
    ['more than is left', [{ items: [{ skuId: 'a', quantity: 3 }] }], 'more'],
    ['more than is left, over two parcels', [{ items: [{ skuId: 'a', quantity: 1 }] }, { items: [{ skuId: 'a', quantity: 2 }] }], 'more'],
    ['what was refunded', [{ items: [{ skuId: 'b', quantity: 2 }] }], 'more'],
    ['half a piece', [{ items: [{ skuId: 'a', quantity: 0.5 }] }], 'more'],
    ['goods of another order', [{ items: [{ skuId: 'c', quantity: 1 }] }], 'unknown'],
    [
      'a line twice',
      [
        {
          items: [
            { skuId: 'a', quantity: 1 },
            { skuId: 'a', quantity: 1 },
          ],
        },
      ],
      'twice',
    ],
    ['one parcel that says what it holds and one that does not', [{ items: [{ skuId: 'a', quantity: 1 }] }, {}], 'unnamed'],
  ])('refuse %s', (_, parcels, fault) => {
    expect(planShipment(lines, parcels)).toBe(fault);
  });

  it('hold all that is left when they do not say what they hold', () => {
    const pieces = [
      { skuId: 'a', quantity: 2 },
      { skuId: 'b', quantity: 1 },
    ];
    expect(planShipment(lines, [{}, {}])).toEqual({ pieces, complete: true });
    expect(planShipment(afterShipment(lines, pieces), [{}])).toBe('nothing');
  });

  it('are the same when carrier, number and goods are', () => {
    const one = { company: 'jd', number: 'JD1', items: [{ skuId: 'a', quantity: 1 }] };
    expect(sameParcel(one, { ...one, items: [{ skuId: 'a', quantity: 1 }] })).toBe(true);
    expect(sameParcel(one, { ...one, items: [{ skuId: 'a', quantity: 2 }] })).toBe(false);
    expect(sameParcel(one, { company: 'jd', number: 'JD1' })).toBe(false);
  });
});
