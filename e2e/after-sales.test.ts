import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAfterSalesShop, type AfterSalesShop, type ApplyInput } from './support/after-sales-shop.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { customer } from './support/shop.ts';

/** Money back for some of what was bought, by hand and by rule; and what is refused. */
let shop: AfterSalesShop;

beforeAll(async () => {
  shop = await openAfterSalesShop();
});

afterAll(async () => {
  expect(await audit(shop.emulator)).toEqual([]);
  await shop.emulator.stop();
});

describe('money back for some pieces', () => {
  it('before they are shipped: balance and points return, their stock comes free, and the rest is shipped', async () => {
    const before = { purse: await shop.purse(), stock: await shop.stock(0) };
    const order = await shop.paid('balance', 200);
    const afterSaleId = await shop.applied(order, 0, 1, {
      reason: 'unwanted',
      description: '买多了',
    });
    expect((await shop.orderOf(order._id)).openCases).toEqual([{ caseId: afterSaleId, skuId: shop.sku(0) }]);
    const parcels = [{ company: 'jd', number: 'JDAS99999999' }];
    expect(await shop.warehouse.call('shipOrder', { orderId: order._id, parcels })).toMatchObject({
      status: 409,
      reason: 'AFTER_SALE_OPEN',
    });
    expect(await shop.buyer.call('afterSale', shop.claim(order, 0, 1))).toMatchObject({ status: 409, reason: 'AFTER_SALE_OPEN' });

    const paidPurse = await shop.purse();
    const done = await shop.manager.must('afterSale', { action: 'approve', afterSaleId });
    expect(done.afterSale?.status).toBe('refunded');
    const after = await shop.orderOf(order._id);
    const line = after.items[0];
    expect(line?.afterSale).toMatchObject({ pieces: 1, unshipped: 1, amount: done.afterSale?.amount });
    expect(after).toMatchObject({ status: 'paid', refundedAmount: done.afterSale?.amount, openCases: [] });
    expect(await shop.purse()).toEqual({
      balance: paidPurse.balance + (done.afterSale?.amount ?? 0),
      points: paidPurse.points + (done.afterSale?.points ?? 0),
    });
    expect(await shop.stock(0)).toEqual({ ...before.stock, reserved: before.stock.reserved + 2 });

    const tooMany = shop.goods.map((one, index) => ({ skuId: one.skuId, quantity: 3 - index }));
    const wrong = { orderId: order._id, parcels: [{ ...parcels[0]!, items: tooMany }] };
    expect(await shop.warehouse.call('shipOrder', wrong)).toMatchObject({ status: 400 });
    await shop.ship(order);
    expect(await shop.stock(0)).toEqual({ quantity: before.stock.quantity - 2, reserved: before.stock.reserved });
  });

  it('piece by piece adds up to everything, before and after shipping, and ends the order', async () => {
    const before = await shop.purse();
    const order = await shop.paid('balance', 333);
    await shop.approved(order, 0, 1);
    await shop.approved(order, 1, 1);
    await shop.ship(order);
    await shop.approved(order, 0, 1);
    await shop.approved(order, 0, 1);
    expect(await shop.buyer.call('afterSale', shop.claim(order, 0, 1))).toMatchObject({ status: 422, reason: 'AFTER_SALE_QUANTITY' });
    expect((await shop.orderOf(order._id)).status).toBe('shipped');
    await shop.approved(order, 1, 1);
    expect(await shop.orderOf(order._id)).toMatchObject({ status: 'refunded', refundedAmount: order.paymentAmount });
    expect(await shop.one('payments', order.paymentId ?? '')).toMatchObject({ status: 'refunded', refundedAmount: order.paymentAmount });
    expect(await shop.purse()).toEqual(before);
  });

  it('then the rest, when the order is cancelled: what is open closes, nothing goes back twice', async () => {
    const before = { purse: await shop.purse(), stock: [await shop.stock(0), await shop.stock(1)] };
    const order = await shop.paid('balance', 100);
    await shop.approved(order, 0, 2);
    const open = await shop.applied(order, 1, 1);
    expect((await shop.buyer.must('order', { action: 'cancel', orderId: order._id })).order.status).toBe('refunded');
    expect(await shop.one('afterSales', open)).toMatchObject({ status: 'closed' });
    expect(await shop.purse()).toEqual(before.purse);
    expect([await shop.stock(0), await shop.stock(1)]).toEqual(before.stock);
  });

  it('with the goods coming back: approved, sent, received into stock, refunded; the freight stays', async () => {
    const order = await shop.paid('balance');
    await shop.ship(order);
    const quote = (
      await shop.buyer.must('afterSale', {
        ...without(shop.claim(order, 0, 3, { type: 'return_goods', reason: 'unwanted' })),
        action: 'quote',
      })
    ).quote;
    const before = { stock: await shop.stock(0), purse: await shop.purse() };
    const afterSaleId = await shop.applied(order, 0, 3, { type: 'return_goods', reason: 'unwanted' });
    const send = { action: 'returnShipped', afterSaleId, company: 'shunfeng', number: 'SF1029384756' } as const;
    expect(await shop.buyer.call('afterSale', send)).toMatchObject({ status: 409, reason: 'AFTER_SALE_STATE' });
    expect((await shop.manager.must('afterSale', { action: 'approve', afterSaleId })).afterSale?.status).toBe('returning');
    expect(await shop.buyer.call('afterSale', { ...send, company: 'nobody' })).toMatchObject({ status: 400 });
    expect((await shop.buyer.must('afterSale', send)).afterSale).toMatchObject({
      status: 'returned',
      returnParcel: { companyName: '顺丰速运' },
    });
    expect(await shop.buyer.call('afterSale', { action: 'withdraw', afterSaleId })).toMatchObject({
      status: 409,
      reason: 'AFTER_SALE_STATE',
    });
    expect((await shop.warehouse.must('afterSale', { action: 'receiveReturn', afterSaleId, restock: true })).afterSale).toMatchObject({
      status: 'refunded',
      restocked: true,
    });
    expect(await shop.stock(0)).toEqual({ ...before.stock, quantity: before.stock.quantity + 3 });
    const line = order.items.find((item) => item.skuId === shop.sku(0));
    expect(quote).toMatchObject({ amount: line?.payable, freight: 0 });
    expect((await shop.purse()).balance).toBe(before.purse.balance + (line?.payable ?? 0));
    const receive = { action: 'receiveReturn', afterSaleId, restock: true } as const;
    expect(await shop.warehouse.call('afterSale', receive)).toMatchObject({ status: 409, reason: 'AFTER_SALE_STATE' });
  });

  it('for spoiled goods that stay where they are, all or an agreed part of it', async () => {
    const order = await shop.paid('balance');
    await shop.ship(order);
    const before = { stock: await shop.stock(0), purse: await shop.purse() };
    const afterSaleId = await shop.applied(order, 0, 2, { type: 'return_goods' });
    const refund = { action: 'refundNow', afterSaleId, remark: '坏果赔付' } as const;
    expect(await shop.manager.call('afterSale', { ...refund, amount: 9_999_999 })).toMatchObject({ status: 422, reason: 'REFUND_AMOUNT' });
    expect((await shop.manager.must('afterSale', { ...refund, amount: 150 })).afterSale).toMatchObject({ status: 'refunded', amount: 150 });
    expect(await shop.stock(0)).toEqual(before.stock);
    expect((await shop.purse()).balance).toBe(before.purse.balance + 150);
    expect(await shop.orderOf(order._id)).toMatchObject({ status: 'shipped', refundedAmount: 150 });
  });

  it('is refused with a reason, and may be asked for again; it may be withdrawn', async () => {
    const order = await shop.paid('balance');
    const rejected = await shop.applied(order, 0, 1);
    expect(
      (await shop.manager.must('afterSale', { action: 'reject', afterSaleId: rejected, reason: '请补充照片' })).afterSale,
    ).toMatchObject({
      status: 'rejected',
    });
    const again = await shop.applied(order, 0, 1);
    expect((await shop.buyer.must('afterSale', { action: 'withdraw', afterSaleId: again })).afterSale?.status).toBe('withdrawn');
    expect(await shop.orderOf(order._id)).toMatchObject({ openCases: [], caseCount: 2, refundedAmount: 0 });
    await shop.ship(order);
  });

  it('takes back the points that the goods had earned', async () => {
    const order = await shop.paid('balance');
    await shop.ship(order);
    const before = await shop.purse();
    await shop.buyer.must('order', { action: 'confirm', orderId: order._id });
    for (const index of [0, 1]) await shop.approved(order, index, 3 - index, { reason: 'not_as_described' });
    expect(await shop.orderOf(order._id)).toMatchObject({ status: 'refunded' });
    expect(await shop.purse()).toEqual({ balance: before.balance + order.paymentAmount, points: before.points });
  });
});

function without({ requestId: _requestId, ...rest }: ApplyInput): Omit<ApplyInput, 'requestId'> {
  return rest;
}

describe('what is refused', () => {
  it("somebody else's order and case, staff work by others, and what is malformed", async () => {
    const order = await shop.paid('balance');
    const other = await customer(shop.emulator, 'o-after-sale-other');
    expect(await other.call('afterSale', shop.claim(order, 0, 1))).toMatchObject({ status: 404, reason: 'ORDER_NOT_FOUND' });
    const afterSaleId = await shop.applied(order, 0, 1);
    expect(await other.call('afterSale', { action: 'withdraw', afterSaleId })).toMatchObject({
      status: 404,
      reason: 'AFTER_SALE_NOT_FOUND',
    });
    const denied = { status: 403, reason: 'PERMISSION_DENIED' };
    for (const user of [shop.buyer, shop.warehouse]) {
      expect(await user.call('afterSale', { action: 'approve', afterSaleId })).toMatchObject(denied);
      expect(await user.call('afterSale', { action: 'reject', afterSaleId, reason: '不' })).toMatchObject(denied);
      expect(await user.call('afterSale', { action: 'refundNow', afterSaleId, remark: '好' })).toMatchObject(denied);
      expect(await user.call('afterSale', { action: 'markManual', refundId: 'x00000', remark: '好' })).toMatchObject(denied);
    }
    expect(await shop.buyer.call('afterSale', { action: 'receiveReturn', afterSaleId, restock: true })).toMatchObject(denied);
    const wrong = { status: 400, reason: 'INPUT_INVALID' };
    for (const changes of [{ quantity: 0 }, { quantity: 1.5 }, { reason: 'none' }, { photos: ['https://elsewhere/x.jpg'] }, { amount: 1 }])
      expect(await shop.buyer.send('afterSale', { ...shop.claim(order, 1, 1), ...changes })).toMatchObject(wrong);
    expect(
      await shop.buyer.send('afterSale', {
        ...shop.claim(order, 1, 1),
        photos: Array.from({ length: 10 }, () => 'cloud://e.x/members/o/a.jpg'),
      }),
    ).toMatchObject(wrong);
    expect(await shop.buyer.call('afterSale', shop.claim(order, 1, 1, { type: 'return_goods' }))).toMatchObject(wrong);
    expect(await shop.buyer.call('afterSale', shop.claim(order, 1, 3))).toMatchObject({ status: 422, reason: 'AFTER_SALE_QUANTITY' });
    await shop.manager.must('afterSale', { action: 'reject', afterSaleId, reason: '测试' });
  });

  it('the same request twenty times is one case; two of a line are one; two approvals pay once', async () => {
    const order = await shop.paid('balance');
    const input = shop.claim(order, 0, 1);
    const same = await Promise.all(Array.from({ length: 20 }, () => shop.buyer.must('afterSale', input)));
    expect(new Set(same.map((answer) => answer.afterSale?._id)).size).toBe(1);
    const rivals = await Promise.all(Array.from({ length: 5 }, () => shop.buyer.call('afterSale', shop.claim(order, 1, 1))));
    expect(rivals.filter(({ status }) => status === 200)).toHaveLength(1);
    const before = await shop.purse();
    const afterSaleId = same[0]?.afterSale?._id ?? '';
    const answers = await Promise.all(Array.from({ length: 5 }, () => shop.manager.call('afterSale', { action: 'approve', afterSaleId })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await shop.purse()).balance).toBe(before.balance + Number(same[0]?.afterSale?.amount));
    await shop.buyer.must('order', { action: 'cancel', orderId: order._id });
  });

  it('too late: a week after completion; and an order that somebody wants money back for is not completed by time', async () => {
    const order = await shop.paid('balance');
    const waiting = await shop.paid('balance');
    await shop.ship(order);
    await shop.ship(waiting);
    const open = await shop.applied(waiting, 0, 1);
    const overdue = await shop.applied(order, 1, 1, { type: 'return_goods' });
    await shop.manager.must('afterSale', { action: 'approve', afterSaleId: overdue });
    await shop.emulator.post('/__emulator/clock', { advanceMs: 11 * 24 * 3_600_000 });
    await shop.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await shop.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await shop.signIn();
    expect(await shop.one('afterSales', overdue)).toMatchObject({ status: 'closed' });
    expect((await shop.orderOf(waiting._id)).status).toBe('shipped');
    expect((await shop.orderOf(order._id)).status).toBe('completed');
    const done = await shop.approved(order, 0, 1);
    expect(done.status).toBe('refunded');
    await shop.manager.must('afterSale', { action: 'reject', afterSaleId: open, reason: '已过期' });
    await shop.emulator.post('/__emulator/clock', { advanceMs: 8 * 24 * 3_600_000 });
    await shop.signIn();
    expect(await shop.buyer.call('afterSale', shop.claim(order, 0, 1))).toMatchObject({ status: 409, reason: 'AFTER_SALE_CLOSED' });
  });
});

it('shows in the day’s figures', async () => {
  const figure = async (): Promise<number> => {
    const { data } = await adminDatabase(shop.emulator).collection('dailyStats').where({}).limit(1000).get();
    return (data as { refundAmount?: number }[]).reduce((sum, day) => sum + (day.refundAmount ?? 0), 0);
  };
  const before = await figure();
  const order = await shop.paid('balance');
  const { amount } = await shop.approved(order, 0, 1);
  expect(await figure()).toBe(before + amount);
  await shop.buyer.must('order', { action: 'cancel', orderId: order._id });
  expect(await figure()).toBe(before + order.paymentAmount);
});
