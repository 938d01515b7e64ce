import { describe, expect, it } from 'vitest';
import { auditBooks } from '../domain/audit.ts';
import { transition, type OrderStatus } from '../domain/order-lifecycle.ts';
import { orderCounterId } from '../domain/order-number.ts';
import { stockDelta } from '../domain/stock.ts';
import { beijingDay, DAY_MS } from '../domain/time.ts';
import { demoShop } from './index.ts';

/** Noon, just after midnight and just before, in Beijing. */
const MOMENTS = ['2026-11-20T04:00:00.000Z', '2026-11-20T16:01:00.000Z', '2026-11-20T15:59:00.000Z'].map((text) => new Date(text));

describe.each(MOMENTS)('the past of the demo shop at %s', (now) => {
  const shop = demoShop(now);
  const count = (...wanted: OrderStatus[]): number => shop.orders.filter(({ status }) => wanted.includes(status)).length;

  it('shows orders in every state, most of them over', () => {
    expect(shop.orders.length).toBeGreaterThanOrEqual(150);
    expect(count('pending_payment')).toBe(2);
    expect(count('paid')).toBeGreaterThanOrEqual(8);
    expect(count('paid')).toBeLessThanOrEqual(12);
    expect(count('shipped')).toBeGreaterThanOrEqual(12);
    expect(count('completed')).toBeGreaterThanOrEqual(100);
    expect(count('cancelled')).toBeGreaterThanOrEqual(6);
    expect(count('refunded')).toBeGreaterThanOrEqual(2);
    expect(count('placing')).toBe(0);
  });

  it('lies in the past, within thirty-one days', () => {
    for (const order of shop.orders) {
      for (const at of [order.createTime, order.paymentTime, order.deliveryTime, order.receiveTime, order.cancelTime, order.updateTime]) {
        if (at === undefined) continue;
        expect(at.getTime()).toBeLessThanOrEqual(now.getTime());
        expect(at.getTime()).toBeGreaterThan(now.getTime() - 31 * DAY_MS);
      }
      if (order.status === 'pending_payment') expect(order.expireTime.getTime()).toBeGreaterThan(now.getTime());
    }
    for (const { tracks } of shop.logistics) for (const { time } of tracks) expect(time.getTime()).toBeLessThanOrEqual(now.getTime());
  });

  it('moved every order by the table, and wrote it down in order', () => {
    for (const order of shop.orders) {
      const flows = shop.orderFlows.filter(({ orderId }) => orderId === order._id);
      let status: OrderStatus = 'placing';
      let at = 0;
      for (const flow of flows) {
        expect([flow.fromStatus, transition(flow.fromStatus, flow.event, flow.operatorType)]).toEqual([status, flow.toStatus]);
        expect(flow.createTime.getTime()).toBeGreaterThanOrEqual(at);
        status = flow.toStatus;
        at = flow.createTime.getTime();
      }
      expect(status).toBe(order.status);
    }
  });

  it('holds the stock of what is open and nothing else, and never less than nothing', () => {
    const held = new Map<string, number>();
    for (const { status, items } of shop.orders) {
      if (status !== 'pending_payment' && status !== 'paid') continue;
      for (const { skuId, quantity } of items) held.set(skuId, (held.get(skuId) ?? 0) + quantity);
    }
    for (const unit of shop.products) expect(unit.reserved).toBe(held.get(unit._id) ?? 0);
    const sums = new Map<string, { quantity: number; reserved: number }>();
    for (const row of shop.stockRecords) {
      const before = sums.get(row.productId) ?? { quantity: 0, reserved: 0 };
      const delta = stockDelta(row.type, row.quantity);
      const after = { quantity: before.quantity + delta.quantity, reserved: before.reserved + delta.reserved };
      expect({ quantity: row.quantityAfter, reserved: row.reservedAfter }).toEqual(after);
      expect(after.reserved).toBeGreaterThanOrEqual(0);
      expect(after.quantity).toBeGreaterThanOrEqual(after.reserved);
      sums.set(row.productId, after);
    }
  });

  it('keeps books that no audit finds fault with', () => {
    const { products: units, stockRecords: stockRows, orderFlows: flows, balanceLogs: balanceRows, pointsLogs: pointsRows } = shop;
    const { orders, payments, refunds, members } = shop;
    const books = { units, stockRows, orders, flows, payments, refunds, members, balanceRows, pointsRows };
    expect(auditBooks(books, { now, quiet: true })).toEqual([]);
  });

  it('kept money for what was paid, and no purse was ever below zero', () => {
    for (const order of shop.orders) {
      const kept = shop.payments.filter((payment) => payment.orderId === order._id && payment.status === 'success');
      expect(kept.map(({ amount }) => amount)).toEqual(
        ['paid', 'shipped', 'completed'].includes(order.status) ? [order.paymentAmount] : [],
      );
      expect(order.items.reduce((sum, { payable }) => sum + payable, 0) + order.freightAmount).toBe(order.paymentAmount);
    }
    for (const { balanceAfter } of shop.balanceLogs) expect(balanceAfter).toBeGreaterThanOrEqual(0);
    for (const { pointsAfter } of shop.pointsLogs) expect(pointsAfter).toBeGreaterThanOrEqual(0);
    // What may still be given back is not with WeChat Pay, which never heard of it.
    for (const { status, paymentMethod } of shop.orders)
      if (status === 'paid' || status === 'shipped') expect(paymentMethod).toBe('balance');
  });

  it('counts every day as it was', () => {
    const total = (field: 'orders' | 'paidAmount' | 'completedOrders'): number => shop.dailyStats.reduce((sum, day) => sum + day[field], 0);
    expect(shop.dailyStats.length).toBeGreaterThanOrEqual(30);
    expect(total('orders')).toBe(shop.orders.length);
    expect(total('completedOrders')).toBe(count('completed'));
    expect(total('paidAmount')).toBe(shop.payments.reduce((sum, { amount }) => sum + amount, 0));
    for (const day of shop.dailyStats) {
      const numbers = shop.orders.filter(({ createTime }) => beijingDay(createTime.getTime()) === day.day).map(({ orderNo }) => orderNo);
      expect(day.orders).toBe(numbers.length);
      const counter = shop.counters.find(({ _id, value }) => value > 0 && _id === `orderNo-${day.day}`);
      expect(counter?.value ?? 0).toBe(numbers.length);
    }
    expect(shop.counters.map(({ _id }) => _id)).toContain(orderCounterId(shop.orders[0]?.createTime.getTime() ?? 0));
    expect(new Set(shop.orders.map(({ orderNo }) => orderNo)).size).toBe(shop.orders.length);
  });
});

describe('the demo shop on its first day', () => {
  it('has its goods and people and has never sold anything', () => {
    const now = new Date('2026-11-20T04:00:00.000Z');
    const shop = demoShop(now, false);
    expect([shop.orders, shop.payments, shop.counters]).toEqual([[], [], []]);
    expect(shop.products.map(({ quantity }) => quantity)).toEqual(demoShop(now).products.map(({ quantity }) => quantity));
    expect(shop.members).toEqual(demoShop(now).members);
  });
});
