import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FINAL_STATUSES,
  INITIAL_STATUSES,
  lifecycleFaults,
  ORDER_STATUS_LABELS,
  ORDER_TRANSITIONS,
  transition,
  type Actor,
  type OrderEvent,
  type OrderStatus,
} from './order-lifecycle.ts';
import { orderCounterId, orderNumber } from './order-number.ts';
import { accessAreas, BUILT_IN_ROLES, PERMISSIONS } from './permissions.ts';
import { available, stockDelta, stockLevel, type MovementKind } from './stock.ts';
import { beijingDay, beijingStamp, formatDateTime, parseBeijingStamp } from './time.ts';

const statuses = Object.keys(ORDER_STATUS_LABELS) as OrderStatus[];
const events = Object.keys(ORDER_TRANSITIONS) as OrderEvent[];
const actors: Actor[] = ['customer', 'staff', 'system'];

describe('the life of an order', () => {
  it('is a sound table', () => {
    expect(lifecycleFaults()).toEqual([]);
  });

  it('ends: from every state, whatever happens, a final one stays final', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INITIAL_STATUSES),
        fc.array(fc.tuple(fc.constantFrom(...events), fc.constantFrom(...actors)), { maxLength: 30 }),
        (initial, acts) => {
          let status: OrderStatus = initial;
          for (const [event, actor] of acts) {
            const next = transition(status, event, actor);
            if (FINAL_STATUSES.includes(status)) expect(next).toBeNull();
            if (next !== null) {
              expect(statuses).toContain(next);
              status = next;
            }
          }
        },
      ),
    );
  });

  it('lets a customer neither ship nor skip payment', () => {
    for (const status of statuses) expect(transition(status, 'ship', 'customer')).toBeNull();
    for (const event of events.filter((name) => name !== 'pay')) expect(transition('pending_payment', event, 'customer')).not.toBe('paid');
    expect(transition('pending_payment', 'ship', 'staff')).toBeNull();
    expect(transition('shipped', 'cancel', 'customer')).toBeNull();
  });
});

describe('stock', () => {
  const kinds: MovementKind[] = ['in', 'out', 'reserve', 'release', 'ship', 'return', 'adjust'];

  it('takes reserve and release, and reserve and ship, for what they undo or use up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (pieces) => {
        const reserve = stockDelta('reserve', pieces);
        const release = stockDelta('release', pieces);
        const ship = stockDelta('ship', pieces);
        const out = stockDelta('out', pieces);
        expect([reserve.quantity + release.quantity, reserve.reserved + release.reserved]).toEqual([0, 0]);
        expect([reserve.quantity + ship.quantity, reserve.reserved + ship.reserved]).toEqual([out.quantity, 0]);
      }),
    );
  });

  it('moves whole pieces only', () => {
    for (const kind of kinds) expect(() => stockDelta(kind, 1.5)).toThrow(RangeError);
    for (const kind of kinds.filter((one) => one !== 'adjust'))
      for (const pieces of [0, -1]) expect(() => stockDelta(kind, pieces)).toThrow(RangeError);
  });

  it('says what is left, never less than nothing', () => {
    expect([available({ quantity: 5, reserved: 2 }), available({ quantity: 5 }), available({ quantity: 1, reserved: 2 })]).toEqual([
      3, 5, 0,
    ]);
    expect([
      stockLevel({ quantity: 5, reserved: 5 }),
      stockLevel({ quantity: 5, reserved: 2, lowStock: 3 }),
      stockLevel({ quantity: 9, lowStock: 3 }),
    ]).toEqual(['out', 'low', 'enough']);
  });
});

describe('order numbers', () => {
  const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2099, 0, 1) });

  it('differ with the sequence, sort within a day, and carry the Beijing day', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 9_999_998 }), (at, sequence) => {
        const number = orderNumber(at, sequence);
        expect(number).toMatch(/^\d{8}\d{4,7}$/);
        expect(number.startsWith(beijingDay(at))).toBe(true);
        expect(orderNumber(at, sequence + 1)).not.toBe(number);
        expect(`${number}W`.length).toBeLessThanOrEqual(32);
      }),
    );
    expect(orderNumber(Date.UTC(2026, 10, 20, 15, 59), 1)).toBe('202611200001');
    expect(orderNumber(Date.UTC(2026, 10, 20, 16, 0), 12345)).toBe('2026112112345');
    expect(orderCounterId(Date.UTC(2026, 10, 20, 16, 0))).toBe('orderNo-20261121');
    expect(() => orderNumber(0, 0)).toThrow(RangeError);
  });

  it('reads back the stamps it writes, and no others', () => {
    fc.assert(fc.property(instant, (at) => void expect(parseBeijingStamp(beijingStamp(at))).toBe(Math.floor(at / 1000) * 1000)));
    for (const text of ['20260230000000', '20261301000000', '2026112012000', '20261120120000Z', ''])
      expect(parseBeijingStamp(text)).toBeNull();
    expect(formatDateTime(Date.UTC(2026, 10, 20, 16, 5))).toBe('2026-11-21 00:05');
  });
});

describe('permissions', () => {
  it('are all known, and nobody but the owner may reset the system', () => {
    for (const role of BUILT_IN_ROLES) for (const permission of role.permissions) expect(Object.keys(PERMISSIONS)).toContain(permission);
    expect(BUILT_IN_ROLES.filter((role) => role.permissions.includes('system.init')).map((role) => role.name)).toEqual(['super']);
  });

  it('open an area to those who may read it', () => {
    expect(accessAreas(['orders.read', 'stock.write'])).toEqual({
      orders: true,
      stock: false,
      products: false,
      members: false,
      customers: false,
      prepaid: false,
      marketing: false,
      statistics: false,
    });
  });
});
