import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { Death, dies } from './support/rival.ts';
import { newRequest } from './support/shop.ts';
import { later, me, openShop, OPENID, staff, type ShopHere } from './support/shop-here.ts';

/** The services run here, in this process, through the real SDK against the emulator, so that a test can put something at an exact line. */
let shop: ShopHere;
let services: ShopHere['services'] & Awaited<ReturnType<typeof load>>;
let goods: { productId: string; skuId: string }[];

async function load() {
  const [byBalance, book] = await Promise.all([
    import('../cloudfunctions/_services/payments/by-balance.ts'),
    import('../cloudfunctions/_services/payments/book.ts'),
  ]);
  return { ...byBalance, ...book };
}

beforeAll(async () => {
  shop = await openShop();
  services = { ...shop.services, ...(await load()) };
  goods = shop.units.slice(0, 3).map((one) => ({ productId: one.shopProductId, skuId: one._id }));
});

afterEach(async () => {
  services.interfere(null);
  await services.sweepDebits(later());
  await shop.settled();
});

afterAll(async () => {
  await shop.emulator.stop();
});

/** Money from outside, with the row that proves it. */
async function adjustBalance(by: number): Promise<void> {
  const { db } = shop;
  await db
    .collection('member_user')
    .where({ _id: OPENID })
    .update({ balance: db.command.inc(by) });
  const row = {
    _id: newRequest(),
    userId: OPENID,
    _openid: OPENID,
    type: 'adjust',
    amount: by,
    balanceAfter: 0,
    orderId: null,
    reason: 'test',
    operator: 'test',
    createTime: new Date(),
  };
  await db.collection('balanceLogs').add(row);
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

const submit = (requestId = newRequest()): ReturnType<typeof services.submitOrder> =>
  services.submitOrder({ requestId, items: goods.map((one) => ({ ...one, quantity: 2 })), addressId: shop.addressId, usePoints: 10 }, me);

async function placed(): Promise<string> {
  const result = await submit();
  if (!result.ok || result.data.orderId === null) throw new Error('not placed');
  return result.data.orderId;
}

async function balance(): Promise<number> {
  return ((await shop.db.collection('member_user').where({ _id: OPENID }).get()).data as { balance: number }[])[0]?.balance ?? 0;
}

async function order(id: string): Promise<Record<string, unknown> | undefined> {
  return ((await shop.db.collection('orders').where({ _id: id }).get()).data as Record<string, unknown>[])[0];
}

describe('a function that dies half-way', () => {
  it.each<Checkpoint>(['order.written', 'order.reserved'])('at %s leaves nothing: the sweeper undoes the order', async (line) => {
    shop.at(line, dies);
    const requestId = newRequest();
    await expect(submit(requestId)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await services.sweepTasks(new Date())).toBe(0);
    expect(await services.sweepTasks(new Date(Date.now() + 100_000))).toBe(1);
    const again = await submit(requestId);
    expect(again.ok).toBe(true);
  });

  it('at order.placed has placed the order, and its ledger is complete', async () => {
    shop.at('order.placed', dies);
    const requestId = newRequest();
    await expect(submit(requestId)).rejects.toThrow(Death);
    services.interfere(null);
    const again = await submit(requestId);
    expect(again).toMatchObject({ ok: true, data: { status: 'pending_payment' } });
    // The line that tells how it was placed was the dead call's last work; the audit asks for it.
    if (again.ok) await services.cancelOrder(again.data.orderId ?? '', undefined, me);
  });

  it('at order.cancelled has cancelled; the sweeper releases the stock', async () => {
    const id = await placed();
    shop.at('order.cancelled', dies);
    await expect(services.cancelOrder(id, undefined, me)).rejects.toThrow(Death);
    expect(await order(id)).toMatchObject({ status: 'cancelled', task: { kind: 'release' } });
    expect(await services.sweepTasks(new Date(Date.now() + 100_000))).toBe(1);
    expect(await services.sweepTasks(new Date(Date.now() + 100_000))).toBe(0);
  });

  it('at order.shipped has shipped; the sweeper takes the goods out of stock', async () => {
    const id = await placed();
    expect((await services.pay(id, 'balance', me)).ok).toBe(true);
    shop.at('order.shipped', dies);
    await expect(services.ship({ orderId: id, parcels: [{ company: 'jd', number: 'JD1234567' }] }, staff)).rejects.toThrow(Death);
    expect(await services.sweepTasks(new Date(Date.now() + 100_000))).toBe(1);
    expect((await order(id))?.['task']).toBeUndefined();
  });

  it('at balance.debited has not paid: the money is his again, once', async () => {
    const id = await placed();
    const before = await balance();
    shop.at('balance.debited', dies);
    await expect(services.pay(id, 'balance', me)).rejects.toThrow(Death);
    expect(await balance()).toBeLessThan(before);
    expect(await services.sweepDebits(new Date())).toBe(0);
    expect(await services.sweepDebits(later())).toBe(1);
    expect(await services.sweepDebits(later())).toBe(0);
    expect(await balance()).toBe(before);
    expect(await order(id)).toMatchObject({ status: 'pending_payment' });
  });

  it('at balance.paid has paid: the sweeper writes it down, once', async () => {
    const id = await placed();
    shop.at('balance.paid', dies);
    await expect(services.pay(id, 'balance', me)).rejects.toThrow(Death);
    const left = await balance();
    expect(await services.sweepDebits(later())).toBe(1);
    expect(await services.sweepDebits(later())).toBe(0);
    expect(await balance()).toBe(left);
    const { data } = await shop.db.collection('payments').where({ orderId: id }).get();
    expect(data).toMatchObject([{ method: 'balance', status: 'success' }]);
  });

  it('between the payment and its order is finished by the next notice', async () => {
    const id = await placed();
    const opened = await services.pay(id, 'wechat', me);
    expect(opened).toMatchObject({ ok: true, data: { paid: false } });
    const { orderNo, paymentAmount } = (await order(id)) as { orderNo: string; paymentAmount: number };
    const notice = { outTradeNo: `${orderNo}W`, transactionId: '4200000000000001', amount: paymentAmount, paidAt: new Date() };
    shop.at('notice.recorded', dies);
    await expect(services.bookPayment(notice)).rejects.toThrow(Death);
    expect(await order(id)).toMatchObject({ status: 'pending_payment' });
    services.interfere(null);
    expect(await services.bookPayment(notice)).toBe('booked');
    expect(await services.bookPayment(notice)).toBe('repeated');
    expect(await order(id)).toMatchObject({ status: 'paid', paymentMethod: 'wechat' });
  });
});

describe('somebody else at the exact line', () => {
  it('who pays the same order from the balance first: it is paid once', async () => {
    const id = await placed();
    let other: unknown;
    const before = await balance();
    shop.at('order.looked', async () => {
      other = await services.pay(id, 'balance', me);
    });
    const mine = await services.pay(id, 'balance', me);
    expect(other).toMatchObject({ ok: true });
    expect(mine).toMatchObject({ ok: false, reason: 'ORDER_PAID' });
    expect(before - (await balance())).toBe((await order(id))?.['paymentAmount']);
  });

  it('who pays the same order while its money is on the way: one debit at a time', async () => {
    const id = await placed();
    let other: unknown;
    shop.at('balance.debited', async () => {
      other = await services.pay(id, 'balance', me);
    });
    expect(await services.pay(id, 'balance', me)).toMatchObject({ ok: true });
    expect(other).toMatchObject({ ok: false, reason: 'BUSY' });
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['cancels it', (id) => services.cancelOrder(id, undefined, me)],
    [
      'changes its price',
      (id) =>
        services.changePrice({ action: 'changePrice', requestId: newRequest(), orderId: id, goodsAmount: 100, reason: '老客户' }, staff),
    ],
  ])('who %s while its money is on the way: the money is his again', async (_, act) => {
    const id = await placed();
    const before = await balance();
    shop.at('balance.debited', async () => void (await act(id)));
    expect(await services.pay(id, 'balance', me)).toMatchObject({ ok: false });
    expect(await balance()).toBe(before);
  });

  it('the sweeper, which gives a slow payment back: it does not pay any more', async () => {
    const id = await placed();
    const before = await balance();
    shop.at('balance.debited', async () => {
      expect(await services.sweepDebits(later())).toBe(1);
    });
    expect(await services.pay(id, 'balance', me)).toMatchObject({ ok: false, reason: 'BUSY' });
    expect(await balance()).toBe(before);
    expect(await order(id)).toMatchObject({ status: 'pending_payment' });
    expect(await services.pay(id, 'balance', me)).toMatchObject({ ok: true });
  });

  it('the sweeper, which meets a payment that has just been made: it stays paid', async () => {
    const id = await placed();
    const before = await balance();
    const [looked, died] = [signal(), signal()];
    let sweeping: Promise<number> | undefined;
    services.interfere(async (reached) => {
      if (reached === 'balance.debited') {
        sweeping = services.sweepDebits(later());
        await looked.given;
      } else if (reached === 'debit.looked') {
        looked.give();
        await died.given;
      } else if (reached === 'balance.paid') throw new Death(reached);
    });
    await expect(services.pay(id, 'balance', me)).rejects.toThrow(Death);
    died.give();
    expect(await sweeping).toBe(1);
    expect(await order(id)).toMatchObject({ status: 'paid' });
    expect(before - (await balance())).toBe((await order(id))?.['paymentAmount']);
  });

  it('who wants the money back before the payment is written down: he is asked to come again, and then gets it', async () => {
    const id = await placed();
    const before = await balance();
    shop.at('balance.paid', dies);
    await expect(services.pay(id, 'balance', me)).rejects.toThrow(Death);
    services.interfere(null);
    await expect(services.cancelOrder(id, undefined, me)).rejects.toThrow('is being written down');
    expect(await order(id)).toMatchObject({ status: 'paid' });
    expect(await services.sweepDebits(later())).toBe(1);
    expect(await services.cancelOrder(id, undefined, me)).toMatchObject({ ok: true });
    expect(await balance()).toBe(before);
  });

  it('who spends the balance on another order first: it never falls below zero', async () => {
    const [first, second] = [await placed(), await placed()];
    const amount = ((await order(first)) as { paymentAmount: number }).paymentAmount;
    const surplus = (await balance()) - Math.floor(amount * 1.5);
    await adjustBalance(-surplus);
    let other: unknown;
    shop.at('order.looked', async () => {
      other = await services.pay(second, 'balance', me);
    });
    expect(await services.pay(first, 'balance', me)).toMatchObject({ ok: false, reason: 'BALANCE_INSUFFICIENT' });
    expect(other).toMatchObject({ ok: true });
    expect(await balance()).toBeGreaterThanOrEqual(0);
    await adjustBalance(surplus);
  });

  it('who cancels the order while it is being paid by notice: the money goes back, or the cancellation is refused', async () => {
    const id = await placed();
    await services.pay(id, 'wechat', me);
    const { orderNo, paymentAmount } = (await order(id)) as { orderNo: string; paymentAmount: number };
    shop.at('notice.recorded', async () => {
      await services.cancelOrder(id, undefined, me);
    });
    await services.bookPayment({ outTradeNo: `${orderNo}W`, transactionId: '4200000000000002', amount: paymentAmount, paidAt: new Date() });
    const after = await order(id);
    const { data } = await shop.db.collection('refunds').where({ orderId: id }).get();
    expect([after?.['status'], data.length]).toEqual(after?.['status'] === 'cancelled' ? ['cancelled', 1] : ['paid', 0]);
  });

  it('who takes the last pieces between the quote and the reservation: the order is refused and leaves nothing', async () => {
    const { db } = shop;
    const hot = goods[2]?.skuId ?? '';
    shop.at('order.written', async () => {
      const { data } = await db.collection('products').where({ _id: hot }).get();
      const stock = (data as { quantity: number; reserved: number; productName: string }[])[0];
      const left = (stock?.quantity ?? 0) - (stock?.reserved ?? 0);
      await db
        .collection('products')
        .where({ _id: hot })
        .update({ quantity: db.command.inc(-(left - 1)) });
      await db.collection('records').add({
        _id: newRequest(),
        productId: hot,
        productName: '',
        type: 'out',
        quantity: left - 1,
        reason: 'test',
        orderId: null,
        operator: 'test',
        quantityAfter: 0,
        reservedAfter: 0,
        createTime: new Date(),
      });
    });
    const requestId = newRequest();
    expect(await submit(requestId)).toMatchObject({ ok: false, reason: 'STOCK_INSUFFICIENT' });
    const { data } = await db.collection('orders').where({ _openid: OPENID, requestId }).get();
    expect(data).toEqual([]);
  });
});
