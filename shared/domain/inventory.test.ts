import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, carryBatches, type BatchState } from './batches.ts';
import { inventoryFaults, type InventoryBooks } from './audit/inventory.ts';
import { fen } from './money.ts';
import { refundShare } from './refunds.ts';
import { countDifference, STOCKTAKE_LABELS, stocktakeTransition, type StocktakeEvent, type StocktakeStatus } from './stocktake.ts';
import { convert, formatQuantity, lighterRefund, parseQuantity, plausibleWeight } from './weights.ts';

const NOW = 1_000_000;
const batch = fc.record({
  left: fc.integer({ min: 0, max: 50 }),
  expiresAt: fc.option(fc.integer({ min: NOW - 500, max: NOW + 500 })),
  receivedAt: fc.integer({ min: 0, max: NOW }),
});
const batches = fc.array(batch, { maxLength: 8 }).map((list): BatchState[] => list.map((one, index) => ({ id: `b${index}`, ...one })));

describe('first expired, first out', () => {
  it('takes all it can, from no batch more than it has', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 0, max: 200 }), (list, pieces) => {
        const shares = allocate(list, pieces, NOW);
        const sum = list.reduce((total, one) => total + one.left, 0);
        expect(shares.reduce((total, one) => total + one.pieces, 0)).toBe(Math.min(pieces, sum));
        for (const share of shares) expect(share.pieces).toBeLessThanOrEqual(list.find((one) => one.id === share.id)?.left ?? -1);
      }),
    );
  });

  it('carries every batch into other goods, never more than there are, and all of them when all came out of batches', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9999 }), (list, pieces, into) => {
        const shares = allocate(list, pieces, NOW);
        const out = shares.reduce((total, one) => total + one.pieces, 0);
        const carried = carryBatches(shares, pieces, into);
        const sum = carried.reduce((total, one) => total + one.pieces, 0);
        expect(sum).toBe(Math.floor((into * out) / pieces));
        for (const { id, pieces: part } of carried) {
          expect(part).toBeGreaterThan(0);
          const from = shares.find((one) => one.id === id)?.pieces ?? 0;
          expect(Math.abs(part - (into * from) / pieces)).toBeLessThan(1);
        }
      }),
    );
  });

  it('leaves no batch that expires earlier while it takes from a later one', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 200 }), (list, pieces) => {
        const shares = new Map(allocate(list, pieces, NOW).map((share) => [share.id, share.pieces]));
        const fresh = list.filter((one) => one.expiresAt === null || one.expiresAt > NOW);
        for (const early of fresh) {
          const rest = early.left - (shares.get(early.id) ?? 0);
          if (rest === 0) continue;
          for (const late of list) {
            const isLater =
              late.expiresAt !== null && late.expiresAt <= NOW ? true : (late.expiresAt ?? Infinity) > (early.expiresAt ?? Infinity);
            if (isLater) expect(shares.get(late.id) ?? 0).toBe(0);
          }
        }
      }),
    );
  });
});

describe('weights', () => {
  it('converts there and back without loss, or not at all', () => {
    const unit = fc.constantFrom('斤', 'kg', 'g', '箱', '两');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), unit, unit, (quantity, from, to) => {
        const there = convert(quantity, from, to, 4500);
        if (there !== null) expect(convert(there, to, from, 4500)).toBe(quantity);
      }),
    );
    expect(convert(1000, '斤', 'kg')).toBe(500);
    expect(convert(2000, '箱', '斤', 4500)).toBe(18_000);
    expect(convert(1000, '箱', '斤')).toBeNull();
    expect(convert(1000, '个', 'kg')).toBeNull();
    expect(convert(1, 'g', 'kg')).toBeNull();
  });

  it('writes and reads decimal quantities', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (quantity) => {
        expect(parseQuantity(formatQuantity(quantity))).toBe(quantity);
      }),
    );
    expect(formatQuantity(-1500)).toBe('-1.5');
    expect(parseQuantity('1.2345')).toBeNull();
  });

  it('gives back between nothing and what was paid, more the lighter it is, never charges', () => {
    const grams = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), grams, grams, grams, (paid, nominal, one, other) => {
        const [light, heavy] = [Math.min(one, other), Math.max(one, other)];
        const [more, less] = [lighterRefund(fen(paid), nominal, light), lighterRefund(fen(paid), nominal, heavy)];
        expect(less).toBeGreaterThanOrEqual(0);
        expect(more).toBeGreaterThanOrEqual(less);
        expect(more).toBeLessThanOrEqual(paid);
      }),
    );
    expect(lighterRefund(fen(1000), 500, 450)).toBe(100);
    expect(lighterRefund(fen(1000), 500, 600)).toBe(0);
    expect(plausibleWeight(500, 249)).toBe(false);
    expect(plausibleWeight(500, 250)).toBe(true);
  });
});

describe('a line that was lighter', () => {
  it('is worth less by what went back: piece by piece the rest adds up to the fen', () => {
    const input = fc.record({
      payable: fc.integer({ min: 0, max: 1_000_000 }),
      quantity: fc.integer({ min: 1, max: 12 }),
      nominal: fc.integer({ min: 1, max: 20_000 }),
      actual: fc.integer({ min: 1, max: 20_000 }),
    });
    fc.assert(
      fc.property(input, ({ payable, quantity, nominal, actual }) => {
        const refund = lighterRefund(fen(payable), nominal, actual);
        let line = { skuId: 'k', quantity, payable, discount: 0, weighed: { refund } };
        let back = 0;
        for (let piece = 0; piece < quantity; piece += 1) {
          const order = { items: [line], freightAmount: 0, pointsUsed: 0, paymentAmount: payable, refundedAmount: refund + back };
          const share = refundShare(order, { skuId: 'k', pieces: 1, shipped: true, fault: true });
          if (share === null) throw new Error('nothing left to refund');
          back += share.amount;
          line = { ...line, afterSale: share.after } as typeof line;
          expect(share.whole).toBe(piece === quantity - 1);
        }
        expect(refund + back).toBe(payable);
      }),
    );
  });
});

describe('a stocktake', () => {
  it('ends only in booked or cancelled, and every state is reached', () => {
    const states = Object.keys(STOCKTAKE_LABELS) as StocktakeStatus[];
    const events: StocktakeEvent[] = ['opened', 'submit', 'reject', 'approve', 'finish', 'cancel'];
    const exits = (state: StocktakeStatus): StocktakeStatus[] => events.flatMap((event) => stocktakeTransition(state, event) ?? []);
    expect(states.filter((state) => exits(state).length === 0)).toEqual(['booked', 'cancelled']);
    expect(new Set(states.flatMap(exits)).size).toBe(states.length - 1);
    expect(stocktakeTransition('booking', 'cancel')).toBeNull();
  });

  it('compares with the snapshot and what moved since', () => {
    expect(countDifference({ snapshot: 10, moved: -3, counted: 6 })).toBe(-1);
    expect(countDifference({ snapshot: 10, moved: 5, counted: 15 })).toBe(0);
  });
});

describe('the audit of the warehouse', () => {
  const at = new Date(0);
  const sound: InventoryBooks = {
    units: [{ _id: 'k', quantity: 5, reserved: 0, lowStock: 9, lowAlerted: true, lowNotice: 'told', countingIn: 's', updateTime: at }],
    rows: [
      { _id: 'r1', productId: 'k', type: 'in', quantity: 6, batches: [{ id: 'b', pieces: 6 }] },
      { _id: 'r2', productId: 'k', type: 'ship', quantity: 2, batches: [{ id: 'b', pieces: 2 }] },
      { _id: 't.k', productId: 'k', type: 'adjust', quantity: 1, reasonKind: 'count' },
    ],
    batches: [{ _id: 'b', skuId: 'k', received: 6, left: 4, open: true, updateTime: at }],
    stocktakes: [
      { _id: 's', status: 'counting', updateTime: at },
      { _id: 't', status: 'booked', updateTime: at },
    ],
    lines: [
      { _id: 's.k', stocktakeId: 's', difference: -2 },
      { _id: 't.k', stocktakeId: 't', difference: 1 },
    ],
    notices: [{ kind: 'low_stock', target: 'k', resolved: false }],
    orders: [{ _id: 'o', refundedAmount: 7, packedTime: at, items: [{ payable: 100, weighed: { grams: 9, refund: 7 } }] }],
  };
  const named = (change: Partial<InventoryBooks>): string[] =>
    inventoryFaults({ ...sound, ...change }, { now: new Date(), quiet: true }).map((fault) => fault.check);

  it('has nothing to say of sound books, and names what is wrong', () => {
    const [unit] = sound.units;
    if (unit === undefined) throw new Error('no unit');
    expect(named({})).toEqual([]);
    expect(named({ units: [{ ...unit, quantity: 3 }] })).toEqual(['batch.sum']);
    expect(named({ batches: [{ _id: 'b', skuId: 'k', received: 6, left: 3, open: true, updateTime: at }] })).toEqual(['batch.ledger']);
    expect(named({ batches: [{ _id: 'b', skuId: 'k', received: 6, left: 4, open: false, updateTime: at }] })).toEqual(['batch.range']);
    expect(named({ units: [{ ...unit, countingIn: 't' }] })).toEqual(['stocktake.hold']);
    expect(named({ lines: [{ _id: 't.k', stocktakeId: 't', difference: 2 }] })).toEqual(['stocktake.line']);
    expect(named({ lines: [] })).toEqual(['stocktake.row']);
    expect(named({ stocktakes: [...sound.stocktakes, { _id: 'u', status: 'opening', updateTime: at }] })).toEqual(['stocktake.stuck']);
    expect(named({ stocktakes: [...sound.stocktakes, { _id: 'u', status: 'booking', updateTime: at }] })).toEqual(['stocktake.stuck']);
    expect(named({ stocktakes: [...sound.stocktakes, { _id: 'u', status: 'booking', refusedLines: 1, updateTime: at }] })).toEqual([]);
    expect(named({ notices: [] })).toEqual(['notice.count']);
    expect(named({ units: [{ ...unit, lowStock: 1 }] })).toEqual(['notice.level']);
    expect(named({ units: [{ ...unit, lowAlerted: false }] })).toEqual(['notice.list']);
    expect(named({ units: [{ ...unit, lowNotice: 'due' }], notices: [] })).toEqual(['notice.stuck', 'notice.list']);
    expect(named({ orders: sound.orders.map((order) => ({ ...order, refundedAmount: 6 })) })).toEqual(['order.weight']);
    expect(named({ orders: sound.orders.map(({ packedTime: _packed, ...order }) => order) })).toEqual(['order.packed']);
  });
});
