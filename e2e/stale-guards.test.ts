import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AfterSaleDocument, OrderDocument, PaymentDocument, RefundDocument } from '@shop/shared/database/documents.ts';
import { newRequest } from './support/shop.ts';
import { me, openShop, OPENID, staff, type ShopHere } from './support/shop-here.ts';

/** Whoever goes by what he read before: what the write itself asks decides. The services run here, against the emulator, through the real SDK. */
let shop: ShopHere;
let services: ShopHere['services'] & Awaited<ReturnType<typeof load>>;
let goods: { productId: string; skuId: string }[];

const customerSelf = { identity: OPENID, actor: 'customer' } as const;
const system = { identity: 'system', actor: 'system' } as const;

async function load() {
  const [{ endOrder }, { bookPayment }, movements, { promiseBack }, { moveAlone, endCase }, { adjustBalance }, { addPoints }] =
    await Promise.all([
      import('../cloudfunctions/_services/orders/cancel.ts'),
      import('../cloudfunctions/_services/payments/book.ts'),
      import('../cloudfunctions/_services/inventory/movements.ts'),
      import('../cloudfunctions/_services/payments/refund-rows.ts'),
      import('../cloudfunctions/_services/after-sales/case.ts'),
      import('../cloudfunctions/_services/finance/recharge.ts'),
      import('../cloudfunctions/_services/members/points-actions.ts'),
    ]);
  return { endOrder, bookPayment, move: movements, promiseBack, moveAlone, endCase, adjustBalance, addPoints };
}

beforeAll(async () => {
  shop = await openShop();
  services = { ...shop.services, ...(await load()) };
  goods = shop.units.slice(0, 2).map((one) => ({ productId: one.shopProductId, skuId: one._id }));
});

afterEach(() => shop.settled());

afterAll(async () => {
  await shop.emulator.stop();
});

async function placed(usePoints = 20): Promise<OrderDocument> {
  const items = goods.map((line) => ({ ...line, quantity: 2 }));
  const answer = await services.submitOrder({ requestId: newRequest(), items, addressId: shop.addressId, usePoints }, me);
  if (!answer.ok) throw new Error(answer.reason);
  return shop.order(answer.data.orderId ?? '');
}

const paid = async (method: 'balance' | 'wechat' = 'balance'): Promise<OrderDocument> => shop.payFor((await placed())._id, method);

let parcel = 0;
async function shipped(): Promise<OrderDocument> {
  const { _id: orderId } = await paid();
  parcel += 1;
  const outcome = await services.ship({ orderId, parcels: [{ company: 'jd', number: `JDSG${String(parcel).padStart(6, '0')}` }] }, staff);
  expect(outcome).toMatchObject({ ok: true });
  return shop.order(orderId);
}

async function asked(orderId: string, type: 'refund_only' | 'return_goods' = 'refund_only'): Promise<AfterSaleDocument> {
  const claim = { orderId, skuId: goods[0]?.skuId ?? '', quantity: 1, type, reason: 'spoiled' } as const;
  const answer = await services.ask({ action: 'apply', requestId: newRequest(), ...claim }, me);
  const found = answer.ok ? await services.tables.afterSales.get(answer.data.afterSale._id) : null;
  if (found === null) throw new Error('no case');
  return found;
}

describe('order numbers', () => {
  it('are never shared, though ten open the day at once and a thousand follow at once', async () => {
    const { nextOrderNumber } = await import('../cloudfunctions/_services/orders/numbers.ts');
    const day = Date.parse('2031-05-06T01:00:00Z');
    // The SDK warns of every request that waits for more than three seconds; on a busy machine a thousand do.
    const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const first = await Promise.all(Array.from({ length: 10 }, () => nextOrderNumber(day)));
    const numbers = [...first, ...(await Promise.all(Array.from({ length: 1000 }, () => nextOrderNumber(day))))];
    warned.mockRestore();
    expect(new Set(numbers).size).toBe(1010);
    expect(numbers.every((number) => /^20310506\d{4,}$/.test(number))).toBe(true);
  });
});

describe('stock', () => {
  it.each([
    ['reserve', 'free'],
    ['out', 'free'],
    ['release', 'reserved'],
    ['ship', 'reserved'],
    ['adjust', 'free'],
  ] as const)('refuses to %s one more than is %s', async (kind, of) => {
    const skuId = goods[1]?.skuId ?? '';
    const before = await services.tables.stock.get(skuId);
    if (before === null) throw new Error('no stock');
    const most = of === 'free' ? before.quantity - before.reserved : before.reserved;
    const pieces = kind === 'adjust' ? -(most + 1) : most + 1;
    const movement = { key: newRequest(), kind, skuId, pieces, orderId: null, reason: '测试', operator: 'test' };
    expect(await services.move.apply(movement)).toBeNull();
    expect(await services.tables.stock.get(skuId)).toEqual(before);
  });

  it('moves once by one key, while its marker is there and after', async () => {
    const skuId = goods[1]?.skuId ?? '';
    const movement = { key: newRequest(), kind: 'in', skuId, pieces: 3, orderId: null, reason: '测试', operator: 'test' } as const;
    const first = await services.move.apply(movement);
    expect(first?.after.quantity).toBeGreaterThan(0);
    expect(await services.move.apply(movement)).toBeNull();
    await services.move.ensure(movement);
    await services.move.ensure(movement);
    expect((await services.tables.stock.get(skuId))?.quantity).toBe(first?.after.quantity);
  });
});

describe('points', () => {
  it('that another order takes between the quote and the placing are not taken twice', async () => {
    const balance = async (): Promise<number> => (await services.tables.members.get(OPENID))?.points ?? 0;
    const all = await balance();
    const most = Math.min(all, 100);
    // Only so many are left that one of the two orders can have them.
    const spend = { key: newRequest(), type: 'adjust', points: most - all, orderId: null, reason: '测试', operator: 'test' } as const;
    const { bookPoints } = await import('../cloudfunctions/_services/members/points.ts');
    await services.transact(async (transaction) => {
      const member = await transaction.get(services.tables.members, OPENID);
      if (member === null) throw new Error('no member');
      await bookPoints(transaction, { ...spend, member });
      return { commit: true, result: null };
    });
    const items = [{ productId: goods[0]?.productId ?? '', skuId: goods[0]?.skuId ?? '', quantity: 3 }];
    const submit = (): ReturnType<typeof services.submitOrder> =>
      services.submitOrder({ requestId: newRequest(), items, addressId: shop.addressId, usePoints: most }, me);
    let rival: Awaited<ReturnType<typeof submit>> | undefined;
    shop.at('order.reserved', async () => {
      rival = await submit();
    });
    expect(await submit()).toMatchObject({ ok: false, reason: 'POINTS_INSUFFICIENT' });
    expect(rival).toMatchObject({ ok: true, data: { pointsUsed: most } });
    expect(await balance()).toBe(0);
    if (rival?.ok) await services.endOrder(await shop.order(rival.data.orderId ?? ''), customerSelf, '测试');
    expect(await balance()).toBe(most);
  });
});

describe('the end of an order', () => {
  it('that was unpaid when it was looked at and is paid now does not come', async () => {
    const seen = await placed();
    expect(await services.pay(seen._id, 'balance', me)).toMatchObject({ ok: true });
    expect(await services.endOrder(seen, customerSelf, '不要了')).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect((await shop.order(seen._id)).status).toBe('paid');
  });

  it('comes once, though two saw it open', async () => {
    const seen = await paid();
    const before = (await services.tables.members.get(OPENID))?.balance ?? 0;
    const outcomes = [await services.endOrder(seen, customerSelf, '不要了'), await services.endOrder(seen, customerSelf, '不要了')];
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false]);
    expect((await services.tables.members.get(OPENID))?.balance).toBe(before + seen.paymentAmount);
  });
});

describe('the receipt of an order', () => {
  it('counts once, though two saw it shipped', async () => {
    const seen = await shipped();
    const before = (await services.tables.members.get(OPENID))?.points ?? 0;
    const first = await services.receive(seen, customerSelf);
    const earned = first.ok ? (first.data.earned?.points ?? 0) : 0;
    expect(await services.receive(seen, system)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect((await services.tables.members.get(OPENID))?.points).toBe(before + earned);
  });

  it('waits, by itself, for whoever asked for money back since it was looked at', async () => {
    const seen = await shipped();
    await asked(seen._id);
    expect(await services.receive(seen, system)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect((await shop.order(seen._id)).status).toBe('shipped');
  });
});

describe('money back', () => {
  const giveBack = (order: OrderDocument, amount: number): Promise<RefundDocument | null> =>
    services.transact(async (transaction) => ({
      commit: true,
      result: await services.promiseBack(transaction, {
        order,
        amount,
        whole: false,
        pieces: 'none',
        reason: '测试',
        now: new Date(),
        part: 9,
      }),
    }));

  it('is never more than was paid', async () => {
    const order = await paid('wechat');
    await expect(giveBack(order, order.paymentAmount + 1)).rejects.toThrow('would go back');
    const payment: PaymentDocument | null = await services.tables.payments.get(order.paymentId ?? '');
    expect(payment?.refundedAmount ?? 0).toBe(0);
    expect(await services.tables.refunds.get(`${order.paymentId}R9`)).toBeNull();
  });

  it('that has arrived has not failed, and that failed has not arrived', async () => {
    const seen = await paid('wechat');
    expect(await services.endOrder(seen, customerSelf, '不要了')).toMatchObject({ ok: true });
    const id = `${seen.paymentId}R`;
    expect(await services.settleRefund(id)).toBe(true);
    expect(await services.settleRefund(id)).toBe(false);
    expect(await services.failRefund(id, 'closed', 'TEST')).toBe(false);
    expect(await services.markManual(id, '测试', staff)).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
    expect(await services.tables.refunds.get(id)).toMatchObject({ status: 'success' });
    expect(await services.tables.payments.get(seen.paymentId ?? '')).toMatchObject({
      status: 'refunded',
      settledAmount: seen.paymentAmount,
    });
  });

  it('for a payment that came too late goes out once, however often WeChat tells of it', async () => {
    const { _id } = await placed();
    await services.pay(_id, 'wechat', me);
    const seen = await shop.order(_id);
    expect(await services.endOrder(seen, customerSelf, '不要了')).toMatchObject({ ok: true });
    const notice = { outTradeNo: `${seen.orderNo}W`, transactionId: '4200000000000009', amount: seen.paymentAmount, paidAt: new Date() };
    expect(await services.bookPayment(notice)).toBe('refunding');
    expect(await services.bookPayment(notice)).toBe('refunding');
    const due = await services.tables.refunds.find({ orderId: _id }, { limit: 10 });
    expect(due.map(({ amount }) => amount)).toEqual([seen.paymentAmount]);
  });

  it('is agreed to once, and not after the case was withdrawn', async () => {
    const order = await paid();
    const claim = await asked(order._id);
    const before = (await services.tables.members.get(OPENID))?.balance ?? 0;
    const approve = (): ReturnType<typeof services.approve> => services.approve({ action: 'approve', afterSaleId: claim._id }, staff);
    expect(await approve()).toMatchObject({ ok: true });
    expect(await approve()).toMatchObject({ ok: false, reason: 'AFTER_SALE_STATE' });
    const after = await services.tables.afterSales.get(claim._id);
    expect((await services.tables.members.get(OPENID))?.balance).toBe(before + (after?.amount ?? 0));
    // Whoever saw the case as it was sends it nowhere.
    expect(await services.moveAlone(claim, { event: 'approve_return', who: { ...system, actor: 'staff' }, remark: '' })).toMatchObject({
      ok: false,
      reason: 'AFTER_SALE_STATE',
    });
    const withdrawal = { event: 'withdraw', who: customerSelf, remark: '' } as const;
    expect(await services.endCase(claim, withdrawal)).toMatchObject({ ok: false, reason: 'AFTER_SALE_STATE' });
    expect(await services.tables.afterSales.get(claim._id)).toMatchObject({ status: after?.status });
  });
});

describe('a payment by notice', () => {
  it('of another amount than the order’s is booked nowhere', async () => {
    const { _id, orderNo, paymentAmount } = await placed();
    await services.pay(_id, 'wechat', me);
    const notice = { outTradeNo: `${orderNo}W`, transactionId: '4200000000000010', amount: paymentAmount - 1, paidAt: new Date() };
    expect(await services.bookPayment(notice)).toBe('amount');
    expect(await shop.order(_id)).toMatchObject({ status: 'pending_payment' });
  });

  it('at a price that was changed meanwhile goes back', async () => {
    const { _id, orderNo, paymentAmount } = await placed();
    await services.pay(_id, 'wechat', me);
    const { changePrice } = await import('../cloudfunctions/_services/orders/change.ts');
    const change = {
      action: 'changePrice',
      requestId: newRequest(),
      orderId: _id,
      goodsAmount: paymentAmount + 500,
      reason: '测试',
    } as const;
    expect(await changePrice(change, staff)).toMatchObject({ ok: true });
    const notice = { outTradeNo: `${orderNo}W`, transactionId: '4200000000000011', amount: paymentAmount, paidAt: new Date() };
    expect(await services.bookPayment(notice)).toBe('refunding');
    expect(await shop.order(_id)).toMatchObject({ status: 'pending_payment' });
    expect(await services.pay(_id, 'balance', me)).toMatchObject({ ok: true });
  });
});

describe('a purse', () => {
  const holds = async (): Promise<{ points: number; balance: number }> => {
    const member = await services.tables.members.get(OPENID);
    return { points: member?.points ?? 0, balance: member?.balance ?? 0 };
  };

  it('takes a recharge once', async () => {
    const before = await holds();
    const now = new Date();
    const id = `C${newRequest().replaceAll('-', '').slice(0, 28)}`;
    const terms = { id: 'test', title: '充 100 送 10', pay: 10_000, get: 11_000, userId: OPENID };
    await services.tables.payments.insert({
      _id: id,
      _openid: OPENID,
      orderId: '',
      orderNo: '',
      method: 'wechat',
      kind: 'recharge',
      recharge: terms,
      amount: terms.pay,
      status: 'created',
      createTime: now,
      updateTime: now,
    });
    const notice = { outTradeNo: id, transactionId: '4200000000000012', amount: terms.pay, paidAt: now };
    expect(await services.bookPayment(notice)).toBe('booked');
    expect(await services.bookPayment(notice)).toBe('repeated');
    expect(await holds()).toEqual({ ...before, balance: before.balance + terms.get });
  });

  it('is not emptied below zero by a correction of the balance', async () => {
    const before = await holds();
    const amount = -(before.balance + 1);
    const input = { action: 'adjust', requestId: newRequest(), userId: OPENID, amount, reason: '测试' } as const;
    expect(await services.adjustBalance(input, staff)).toMatchObject({ ok: false, reason: 'BALANCE_INSUFFICIENT' });
    expect(await holds()).toEqual(before);
  });

  it('is not emptied below zero by points by hand, also when somebody takes some first', async () => {
    const before = await holds();
    const take = (points: number): ReturnType<typeof services.addPoints> =>
      services.addPoints({ userId: OPENID, points, type: 'adjust', reason: '测试', requestId: newRequest() }, staff);
    shop.at('points.read', async () => {
      expect(await take(-1)).toMatchObject({ ok: true });
    });
    expect(await take(-before.points)).toMatchObject({ ok: false, reason: 'POINTS_INSUFFICIENT' });
    expect(await holds()).toEqual({ ...before, points: before.points - 1 });
  });
});
