import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DailyStatsDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { beijingDay, DAY_MS } from '@shop/shared/domain/time.ts';
import type { Caller } from '../cloudfunctions/_platform/caller.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { Death } from './support/rival.ts';
import { customer, newRequest } from './support/shop.ts';

/** The figures of a day, counted as it goes, against the books they are counted from. */
let emulator: Emulator;
let addressId: string;
let goods: { productId: string; skuId: string }[];
let services: Awaited<ReturnType<typeof load>>;

const OPENID = 'o-demo-customer-01';
const me: Caller = { kind: 'member', identity: OPENID, openid: OPENID, unionid: null, ip: '' };
const staff: Caller = { ...me, identity: 'o-demo-staff-03', openid: 'o-demo-staff-03' };

async function load() {
  const [checkpoint, place, pay, fulfil, customerOrders, applying, handle, sweep, finance, figures] = await Promise.all([
    import('../cloudfunctions/_platform/checkpoint.ts'),
    import('../cloudfunctions/_services/orders/place.ts'),
    import('../cloudfunctions/_services/payments/pay.ts'),
    import('../cloudfunctions/_services/orders/fulfil.ts'),
    import('../cloudfunctions/_services/orders/customer.ts'),
    import('../cloudfunctions/_services/after-sales/apply.ts'),
    import('../cloudfunctions/_services/after-sales/handle.ts'),
    import('../cloudfunctions/_services/after-sales/stock.ts'),
    import('../cloudfunctions/_services/finance/recharge.ts'),
    import('../cloudfunctions/_services/statistics/figures.ts'),
  ]);
  return { ...checkpoint, ...place, ...pay, ...fulfil, ...customerOrders, ...applying, ...handle, ...sweep, ...finance, ...figures };
}

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  goods = (data as StockDocument[])
    .filter((one) => one.quantity - one.reserved > 60 && one.price > 300 && one.price < 5000 && one.soldByWeight !== true)
    .slice(0, 2)
    .map((one) => ({ productId: one.shopProductId, skuId: one._id }));
  services = await load();
  addressId = (await customer(emulator, OPENID)).addressId;
  const gift = { action: 'adjust', requestId: newRequest(), userId: OPENID, amount: 5_000_000, reason: '测试' } as const;
  expect(await services.adjustBalance(gift, staff)).toMatchObject({ ok: true });
});

afterAll(async () => {
  services.interfere(null);
  await emulator.stop();
});

const today = (): string => beijingDay(Date.now());

async function figures(): Promise<DailyStatsDocument> {
  const { data } = await adminDatabase(emulator).collection('dailyStats').where({ _id: today() }).get();
  const [day] = data as DailyStatsDocument[];
  if (day === undefined) throw new Error('no figures');
  return day;
}

async function paid(): Promise<string> {
  const items = goods.map((line) => ({ ...line, quantity: 2 }));
  const placed = await services.submitOrder({ requestId: newRequest(), items, addressId }, me);
  if (!placed.ok || placed.data.orderId === null) throw new Error('not placed');
  expect(await services.pay(placed.data.orderId, 'balance', me)).toMatchObject({ ok: true });
  return placed.data.orderId;
}

async function approved(orderId: string, at: number, quantity: number): Promise<unknown> {
  const wish = { orderId, skuId: goods[at]?.skuId ?? '', quantity, type: 'refund_only', reason: 'late' } as const;
  const claim = await services.apply({ action: 'apply', requestId: newRequest(), ...wish }, me);
  if (!claim.ok || claim.data.afterSale === undefined) throw new Error('no case');
  return services.approve({ action: 'approve', afterSaleId: claim.data.afterSale._id }, staff);
}

let number = 0;
const parcel = (skuId?: string): { company: string; number: string; items?: { skuId: string; quantity: number }[] } => ({
  company: 'shunfeng',
  number: `SF${String((number += 1)).padStart(10, '0')}`,
  ...(skuId === undefined ? {} : { items: [{ skuId, quantity: 2 }] }),
});

it('are the same counted from the books, whatever the day brought', async () => {
  // What the demo shop says of today is its own story.
  await services.repairDay(today());
  const shipped = await paid();
  await services.ship({ orderId: shipped, parcels: [parcel()] }, staff);
  await services.confirmOrder(shipped, me);
  const cancelled = await paid();
  await services.cancelOrder(cancelled, undefined, me);
  const inPart = await paid();
  await services.ship({ orderId: inPart, parcels: [parcel(goods[0]?.skuId)] }, staff);
  // The rest goes back, and with it the order counts as shipped.
  await approved(inPart, 1, 2);
  const whole = await paid();
  await approved(whole, 0, 2);
  await approved(whole, 1, 2);
  expect(await services.repairDay(today())).toEqual([]);
  expect(await services.figuresOf(today())).toMatchObject({ rechargeAmount: 0 });
});

it('lose nothing for good when a call dies between the act and its count', async () => {
  const before = await figures();
  const orderId = await paid();
  services.interfere((line) => (line === 'refund.booked' ? Promise.reject(new Death(line)) : Promise.resolve()));
  await expect(approved(orderId, 0, 1)).rejects.toThrow(Death);
  services.interfere((line) => (line === 'order.shipped' ? Promise.reject(new Death(line)) : Promise.resolve()));
  await expect(services.ship({ orderId, parcels: [parcel()] }, staff)).rejects.toThrow(Death);
  services.interfere(null);
  expect(await figures()).toMatchObject({ refundAmount: before.refundAmount ?? 0, shippedOrders: before.shippedOrders });
  expect((await services.repairDay(today())).sort()).toEqual(['refundAmount', 'refunds', 'shippedOrders']);
  const after = await figures();
  expect(after.refundAmount).toBeGreaterThan(before.refundAmount ?? 0);
  expect([after.refunds, after.shippedOrders]).toEqual([(before.refunds ?? 0) + 1, before.shippedOrders + 1]);
  expect(await services.repairDay(today())).toEqual([]);
});

it('are looked at once for every night, also for nights that were missed', async () => {
  const tomorrow = new Date(Date.now() + DAY_MS);
  await services.repairFigures(tomorrow);
  const db = adminDatabase(emulator);
  await db.collection('dailyStats').where({ _id: today() }).update({ orders: 0 });
  expect(await services.repairFigures(tomorrow)).toBe(0);
  await db
    .collection('counters')
    .where({ _id: 'figures' })
    .update({ value: Number(beijingDay(Date.now() - 2 * DAY_MS)) });
  expect(await services.repairFigures(tomorrow)).toBeGreaterThan(0);
  expect((await figures()).orders).toBeGreaterThan(0);
});
