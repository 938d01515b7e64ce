import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StockDocument } from '@shop/shared/database/documents.ts';
import type { Where } from '../cloudfunctions/_platform/database.ts';
import { Death, dies, rival } from './support/rival.ts';
import { newRequest } from './support/shop.ts';
import { couponToClaim, later, me, openShop, staff, type ShopHere } from './support/shop-here.ts';

/** Two at the same work: two timers, or a timer and a slow call that it took for dead. The second comes at the exact line, and finds the work taken. */
let shop: ShopHere;
let services: ShopHere['services'];
let tables: ShopHere['services']['tables'];
let unit: StockDocument;

beforeAll(async () => {
  shop = await openShop();
  ({ services } = shop);
  ({ tables } = services);
  const [first] = shop.units;
  if (first === undefined) throw new Error('the demo shop lacks goods for this test');
  unit = first;
});

afterEach(() => shop.settled());

afterAll(async () => {
  await shop.emulator.stop();
});

let parcel = 0;
const box = (quantity: number): { company: string; number: string; items: { skuId: string; quantity: number }[] } => ({
  company: 'jd',
  number: `JDLEASE${String((parcel += 1)).padStart(5, '0')}`,
  items: [{ skuId: unit._id, quantity }],
});

describe('two timers at once', () => {
  it('over the stock of an order: the one that came later leaves it to the other', async () => {
    const { _id } = await shop.place(unit);
    shop.at('order.cancelled', dies);
    await expect(services.cancelOrder(_id, undefined, me)).rejects.toThrow(Death);
    rival(tables.orders, 'updateOne', async () => {
      // The rival holds the lease and is at work: here, it has come no further.
      rival(tables.stock, 'get', dies);
      expect(await services.sweepTasks(later())).toBe(0);
    });
    expect(await services.sweepTasks(later())).toBe(0);
    expect((await shop.order(_id)).task).toMatchObject({ kind: 'release' });
    expect((await tables.stock.get(unit._id))?.reserved).toBe(2);
    expect(await services.sweepTasks(later(20))).toBe(1);
    expect((await tables.stock.get(unit._id))?.reserved).toBe(0);
  });

  it('over the stock of a refund: the one that came later leaves it to the other', async () => {
    const { _id: orderId } = await shop.paid(unit);
    const wish = { orderId, skuId: unit._id, quantity: 1, type: 'refund_only', reason: 'spoiled' } as const;
    const asked = await services.ask({ action: 'apply', requestId: newRequest(), ...wish }, me);
    const afterSaleId = asked.ok ? asked.data.afterSale._id : '';
    shop.at('refund.booked', dies);
    await expect(services.approve({ action: 'approve', afterSaleId }, staff)).rejects.toThrow(Death);
    rival(tables.afterSales, 'updateOne', async () => {
      rival(tables.stock, 'get', dies);
      expect(await services.sweepCaseTasks(later())).toBe(0);
    });
    expect(await services.sweepCaseTasks(later())).toBe(0);
    expect((await tables.stock.get(unit._id))?.reserved).toBe(2);
    expect(await services.sweepCaseTasks(later(20))).toBe(1);
    await services.cancelOrder(orderId, undefined, me);
  });

  it('over a claim of a coupon: the one that came later leaves it to the other', async () => {
    const { claimCoupon } = await import('../cloudfunctions/_services/coupons/claim.ts');
    const couponId = await couponToClaim(staff);
    shop.at('coupon.counted', dies);
    await expect(claimCoupon({ couponId, requestId: newRequest() }, me)).rejects.toThrow(Death);
    rival(tables.userCoupons, 'updateOne', async () => {
      rival(tables.coupons, 'get', dies);
      expect(await services.sweepCoupons(later())).toBe(0);
    });
    expect(await services.sweepCoupons(later())).toBe(0);
    expect(await tables.userCoupons.findOne({ couponId })).toMatchObject({ status: 'claiming' });
    await services.sweepCoupons(later(20));
    expect(await tables.userCoupons.findOne({ couponId })).toMatchObject({ status: 'available' });
  });

  it('over an audit: the one that came later leaves it to the other', async () => {
    const { auditNow } = await import('../cloudfunctions/_services/audit/run.ts');
    const running = (): ReturnType<typeof tables.auditRuns.findOne> => tables.auditRuns.findOne({ status: 'running' });
    shop.at('audit.looked', async () => {
      const seen = await running();
      shop.at('audit.looked', dies);
      expect(await auditNow()).toMatchObject({ ok: true, data: { run: { id: seen?._id, status: 'running' } } });
      expect(await running()).toEqual(seen);
      throw new Death('enough');
    });
    await expect(auditNow()).rejects.toThrow('enough');

    // The other one was thought dead, and goes on: what it has looked at is no part of the audit any more.
    await tables.auditRuns.updateAll({ status: 'running' }, { leaseUntil: new Date(0) });
    let theirs: Awaited<ReturnType<typeof running>> = null;
    shop.at('audit.looked', async () => {
      await tables.auditRuns.updateAll({ status: 'running' }, { leaseUntil: new Date(0) });
      shop.at('audit.looked', dies);
      await expect(auditNow()).rejects.toThrow(Death);
      theirs = await running();
    });
    expect(await auditNow()).toMatchObject({ ok: true, data: { run: { status: 'running' } } });
    expect(await running()).toEqual(theirs);
    await tables.auditRuns.remove({ status: 'running' });
  });

  it('over a customer to be reminded: one tells him, and nobody tells who has paid', async () => {
    const { sendReminders } = await import('../cloudfunctions/_services/orders/remind.ts');
    const [unpaid, payer] = [await shop.place(unit), await shop.place(unit)];
    const soon = new Date(unpaid.expireTime.getTime() - 5 * 60_000);
    const accepted = Array.from({ length: 4 }, () => 'demo-payment-due');
    await shop.emulator.post('/__sandbox/wechat/subscribe', { appid: 'wx5a1c0de000000001', openid: me.openid, templateIds: accepted });
    const about =
      (id: string) =>
      (where: unknown): boolean =>
        (where as Where)['_id'] === id;
    rival(
      tables.orders,
      'updateOne',
      async () => {
        rival(
          tables.orders,
          'updateOne',
          async () => {
            expect(await services.pay(payer._id, 'balance', me)).toMatchObject({ ok: true });
          },
          about(payer._id),
        );
        await sendReminders(soon);
      },
      about(unpaid._id),
    );
    await sendReminders(soon);
    const told = async (id: string): Promise<number> => {
      const { messages } = await shop.emulator.get<{ messages: { page: string }[] }>(
        `/__sandbox/wechat/messages?openid=${me.openid ?? ''}`,
      );
      return messages.filter(({ page }) => page.endsWith(id)).length;
    };
    expect([await told(unpaid._id), await told(payer._id)]).toEqual([1, 0]);
    for (const { _id } of [unpaid, payer]) await services.cancelOrder(_id, undefined, me);
  });
});

describe('a slow call that a timer took for dead', () => {
  it('ends its own task alone: a slow worker of one parcel leaves the next one’s stock to it', async () => {
    const { _id: orderId } = await shop.paid(unit, 'balance', 3);
    const before = (await tables.stock.get(unit._id))?.quantity ?? 0;
    shop.at('stock.applied', async () => {
      services.interfere(null);
      expect(await services.sweepTasks(later())).toBe(1);
      shop.at('order.shipped', dies);
      await expect(services.ship({ orderId, parcels: [box(2)] }, staff)).rejects.toThrow(Death);
    });
    expect(await services.ship({ orderId, parcels: [box(1)] }, staff)).toMatchObject({ ok: true });
    expect((await shop.order(orderId)).task).toMatchObject({ kind: 'ship', pieces: [{ quantity: 2 }] });
    expect(await services.sweepTasks(later())).toBe(1);
    expect((await tables.stock.get(unit._id))?.quantity).toBe(before - 3);
  });

  it.each([0, 10])('a slow placing with %i points places nothing that it does not hold', async (usePoints) => {
    const requestId = newRequest();
    const items = [{ productId: unit.shopProductId, skuId: unit._id, quantity: 2 }];
    const submit = (): ReturnType<typeof services.submitOrder> =>
      services.submitOrder({ requestId, items, addressId: shop.addressId, usePoints }, me);
    let orderId = '';
    shop.at('order.reserved', async () => {
      expect(await services.sweepTasks(later())).toBe(1);
      // The customer tries again, and this call dies: its intent is there, its goods are not.
      shop.at('order.written', dies);
      await expect(submit()).rejects.toThrow(Death);
      orderId = (await tables.orders.findOne({ requestId }))?._id ?? '';
    });
    await expect(submit()).rejects.toThrow('could not be released');
    expect(await tables.orders.get(orderId)).toMatchObject({ status: 'placing', placed: false });
    expect((await tables.stock.get(unit._id))?.reserved).toBe(0);
  });

  it('a placing that is tried anew is no part of what the timer undoes', async () => {
    const requestId = newRequest();
    const items = [{ productId: unit.shopProductId, skuId: unit._id, quantity: 2 }];
    const submit = (): ReturnType<typeof services.submitOrder> => services.submitOrder({ requestId, items, addressId: shop.addressId }, me);
    const dead = async (): Promise<string | undefined> => {
      shop.at('order.reserved', dies);
      await expect(submit()).rejects.toThrow(Death);
      return (await tables.orders.findOne({ requestId }))?.task?.attempt;
    };
    const first = await dead();
    let second: string | undefined;
    rival(tables.orders, 'remove', async () => {
      expect(await services.sweepTasks(later(20))).toBe(1);
      second = await dead();
    });
    expect(await services.sweepTasks(later())).toBe(0);
    expect(second).not.toBe(first);
    expect(await tables.orders.findOne({ requestId })).toMatchObject({ status: 'placing', task: { attempt: second } });
  });
});
