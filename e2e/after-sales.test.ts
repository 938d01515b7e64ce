import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { afterSale } from '@shop/shared/contracts/after-sales.ts';
import type { AfterSaleDocument, OrderDocument, PaymentDocument, RefundDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

let emulator: Emulator;
let buyer: User & { addressId: string };
let manager: User;
let warehouse: User;
let goods: { productId: string; skuId: string }[];

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  goods = (data as StockDocument[])
    .filter((one) => one.quantity - one.reserved > 60 && one.price > 300 && one.price < 5000)
    .slice(0, 2)
    .map((one) => ({ productId: one.shopProductId, skuId: one._id }));
  expect(goods).toHaveLength(2);
  await signIn();
  const { user } = await buyer.must('login', {});
  await manager.must('recharge', { action: 'adjust', requestId: newRequest(), userId: user._id, amount: 5_000_000, reason: '测试' });
});

/** Sessions end with the clock's jumps. */
async function signIn(): Promise<void> {
  buyer = await customer(emulator, 'o-demo-customer-01');
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  await manager.must('staffSession', {});
  await warehouse.must('staffSession', {});
}

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

async function one<Doc>(collection: string, id: string): Promise<Doc> {
  const { data } = await adminDatabase(emulator).collection(collection).where({ _id: id }).get();
  const [doc] = data as Doc[];
  if (doc === undefined) throw new Error(`no ${id} in ${collection}`);
  return doc;
}

const orderOf = (id: string): Promise<OrderDocument> => one('orders', id);
const sku = (index: number): string => goods[index]?.skuId ?? '';

async function stock(index: number): Promise<{ quantity: number; reserved: number }> {
  const { quantity, reserved } = await one<StockDocument>('products', sku(index));
  return { quantity, reserved };
}

async function purse(): Promise<{ balance: number; points: number }> {
  const { balance, points } = (await buyer.must('login', {})).user;
  return { balance, points };
}

/** An order of 3 and 2 pieces, paid. */
async function paid(method: 'balance' | 'wechat', usePoints = 0): Promise<OrderDocument> {
  const items = goods.map((line, index) => ({ ...line, quantity: 3 - index }));
  const placed = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId, usePoints });
  const orderId = placed.orderId ?? '';
  const answer = await buyer.must('wxPay', { orderId, method });
  if (!answer.paid) await emulator.post('/__sandbox/wechatpay/pay', { prepayId: answer.payment.package.slice('prepay_id='.length) });
  const order = await orderOf(orderId);
  expect(order.status).toBe('paid');
  return order;
}

let parcel = 0;
async function ship(order: OrderDocument): Promise<void> {
  parcel += 1;
  await warehouse.must('shipOrder', { orderId: order._id, parcels: [{ company: 'jd', number: `JDAS${String(parcel).padStart(8, '0')}` }] });
}

type ApplyInput = Extract<InputOf<typeof afterSale>, { action: 'apply' }>;

function claim(order: OrderDocument, index: number, quantity: number, changes: Partial<ApplyInput> = {}): ApplyInput {
  return {
    action: 'apply',
    requestId: newRequest(),
    orderId: order._id,
    skuId: sku(index),
    quantity,
    type: 'refund_only',
    reason: 'spoiled',
    ...changes,
  };
}

async function applied(order: OrderDocument, index: number, quantity: number, changes: Partial<ApplyInput> = {}): Promise<string> {
  const answer = await buyer.must('afterSale', claim(order, index, quantity, changes));
  expect(answer.afterSale?.status).toBe('applied');
  return answer.afterSale?._id ?? '';
}

async function approved(
  order: OrderDocument,
  index: number,
  quantity: number,
  changes: Partial<ApplyInput> = {},
): Promise<AfterSaleDocument> {
  const afterSaleId = await applied(order, index, quantity, changes);
  await manager.must('afterSale', { action: 'approve', afterSaleId });
  return one('afterSales', afterSaleId);
}

/** Lets time pass for refunds: sent, accepted, told by notice. */
async function minutes(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 2) {
    await emulator.post('/__emulator/clock', { advanceMs: 2 * 60_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
  }
}

describe('money back for some pieces', () => {
  it('before they are shipped: balance and points return, their stock comes free, and the rest is shipped', async () => {
    const before = { purse: await purse(), stock: await stock(0) };
    const order = await paid('balance', 200);
    const afterSaleId = await applied(order, 0, 1, {
      reason: 'unwanted',
      description: '买多了',
    });
    expect((await orderOf(order._id)).openCases).toEqual([{ caseId: afterSaleId, skuId: sku(0) }]);
    const parcels = [{ company: 'jd', number: 'JDAS99999999' }];
    expect(await warehouse.call('shipOrder', { orderId: order._id, parcels })).toMatchObject({ status: 409, reason: 'AFTER_SALE_OPEN' });
    expect(await buyer.call('afterSale', claim(order, 0, 1))).toMatchObject({ status: 409, reason: 'AFTER_SALE_OPEN' });

    const paidPurse = await purse();
    const done = await manager.must('afterSale', { action: 'approve', afterSaleId });
    expect(done.afterSale?.status).toBe('refunded');
    const after = await orderOf(order._id);
    const line = after.items[0];
    expect(line?.afterSale).toMatchObject({ pieces: 1, unshipped: 1, amount: done.afterSale?.amount });
    expect(after).toMatchObject({ status: 'paid', refundedAmount: done.afterSale?.amount, openCases: [] });
    expect(await purse()).toEqual({
      balance: paidPurse.balance + (done.afterSale?.amount ?? 0),
      points: paidPurse.points + (done.afterSale?.points ?? 0),
    });
    expect(await stock(0)).toEqual({ ...before.stock, reserved: before.stock.reserved + 2 });

    const tooMany = goods.map((one, index) => ({ skuId: one.skuId, quantity: 3 - index }));
    const wrong = { orderId: order._id, parcels: [{ ...parcels[0]!, items: tooMany }] };
    expect(await warehouse.call('shipOrder', wrong)).toMatchObject({ status: 400 });
    await ship(order);
    expect(await stock(0)).toEqual({ quantity: before.stock.quantity - 2, reserved: before.stock.reserved });
  });

  it('piece by piece adds up to everything, before and after shipping, and ends the order', async () => {
    const before = await purse();
    const order = await paid('balance', 333);
    await approved(order, 0, 1);
    await approved(order, 1, 1);
    await ship(order);
    await approved(order, 0, 1);
    await approved(order, 0, 1);
    expect(await buyer.call('afterSale', claim(order, 0, 1))).toMatchObject({ status: 422, reason: 'AFTER_SALE_QUANTITY' });
    expect((await orderOf(order._id)).status).toBe('shipped');
    await approved(order, 1, 1);
    expect(await orderOf(order._id)).toMatchObject({ status: 'refunded', refundedAmount: order.paymentAmount });
    expect(await one('payments', order.paymentId ?? '')).toMatchObject({ status: 'refunded', refundedAmount: order.paymentAmount });
    expect(await purse()).toEqual(before);
  });

  it('then the rest, when the order is cancelled: what is open closes, nothing goes back twice', async () => {
    const before = { purse: await purse(), stock: [await stock(0), await stock(1)] };
    const order = await paid('balance', 100);
    await approved(order, 0, 2);
    const open = await applied(order, 1, 1);
    expect((await buyer.must('order', { action: 'cancel', orderId: order._id })).order.status).toBe('refunded');
    expect(await one('afterSales', open)).toMatchObject({ status: 'closed' });
    expect(await purse()).toEqual(before.purse);
    expect([await stock(0), await stock(1)]).toEqual(before.stock);
  });

  it('with the goods coming back: approved, sent, received into stock, refunded; the freight stays', async () => {
    const order = await paid('balance');
    await ship(order);
    const quote = (
      await buyer.must('afterSale', { ...without(claim(order, 0, 3, { type: 'return_goods', reason: 'unwanted' })), action: 'quote' })
    ).quote;
    const before = { stock: await stock(0), purse: await purse() };
    const afterSaleId = await applied(order, 0, 3, { type: 'return_goods', reason: 'unwanted' });
    const send = { action: 'returnShipped', afterSaleId, company: 'shunfeng', number: 'SF1029384756' } as const;
    expect(await buyer.call('afterSale', send)).toMatchObject({ status: 409, reason: 'AFTER_SALE_STATE' });
    expect((await manager.must('afterSale', { action: 'approve', afterSaleId })).afterSale?.status).toBe('returning');
    expect(await buyer.call('afterSale', { ...send, company: 'nobody' })).toMatchObject({ status: 400 });
    expect((await buyer.must('afterSale', send)).afterSale).toMatchObject({
      status: 'returned',
      returnParcel: { companyName: '顺丰速运' },
    });
    expect(await buyer.call('afterSale', { action: 'withdraw', afterSaleId })).toMatchObject({ status: 409, reason: 'AFTER_SALE_STATE' });
    expect((await warehouse.must('afterSale', { action: 'receiveReturn', afterSaleId, restock: true })).afterSale).toMatchObject({
      status: 'refunded',
      restocked: true,
    });
    expect(await stock(0)).toEqual({ ...before.stock, quantity: before.stock.quantity + 3 });
    const line = order.items.find((item) => item.skuId === sku(0));
    expect(quote).toMatchObject({ amount: line?.payable, freight: 0 });
    expect((await purse()).balance).toBe(before.purse.balance + (line?.payable ?? 0));
    const receive = { action: 'receiveReturn', afterSaleId, restock: true } as const;
    expect(await warehouse.call('afterSale', receive)).toMatchObject({ status: 409, reason: 'AFTER_SALE_STATE' });
  });

  it('for spoiled goods that stay where they are, all or an agreed part of it', async () => {
    const order = await paid('balance');
    await ship(order);
    const before = { stock: await stock(0), purse: await purse() };
    const afterSaleId = await applied(order, 0, 2, { type: 'return_goods' });
    const refund = { action: 'refundNow', afterSaleId, remark: '坏果赔付' } as const;
    expect(await manager.call('afterSale', { ...refund, amount: 9_999_999 })).toMatchObject({ status: 422, reason: 'REFUND_AMOUNT' });
    expect((await manager.must('afterSale', { ...refund, amount: 150 })).afterSale).toMatchObject({ status: 'refunded', amount: 150 });
    expect(await stock(0)).toEqual(before.stock);
    expect((await purse()).balance).toBe(before.purse.balance + 150);
    expect(await orderOf(order._id)).toMatchObject({ status: 'shipped', refundedAmount: 150 });
  });

  it('is refused with a reason, and may be asked for again; it may be withdrawn', async () => {
    const order = await paid('balance');
    const rejected = await applied(order, 0, 1);
    expect((await manager.must('afterSale', { action: 'reject', afterSaleId: rejected, reason: '请补充照片' })).afterSale).toMatchObject({
      status: 'rejected',
    });
    const again = await applied(order, 0, 1);
    expect((await buyer.must('afterSale', { action: 'withdraw', afterSaleId: again })).afterSale?.status).toBe('withdrawn');
    expect(await orderOf(order._id)).toMatchObject({ openCases: [], caseCount: 2, refundedAmount: 0 });
    await ship(order);
  });

  it('takes back the points that the goods had earned', async () => {
    const order = await paid('balance');
    await ship(order);
    const before = await purse();
    await buyer.must('order', { action: 'confirm', orderId: order._id });
    for (const index of [0, 1]) await approved(order, index, 3 - index, { reason: 'not_as_described' });
    expect(await orderOf(order._id)).toMatchObject({ status: 'refunded' });
    expect(await purse()).toEqual({ balance: before.balance + order.paymentAmount, points: before.points });
  });
});

function without({ requestId: _requestId, ...rest }: ApplyInput): Omit<ApplyInput, 'requestId'> {
  return rest;
}

describe('through WeChat', () => {
  const refundsOf = async (orderId: string): Promise<RefundDocument[]> =>
    (await adminDatabase(emulator).collection('refunds').where({ orderId }).orderBy('createTime', 'asc').get()).data as RefundDocument[];

  it('every part has a number of its own, is told by notice, and ends the payment with the last', async () => {
    const order = await paid('wechat');
    const first = await approved(order, 0, 1);
    expect(first).toMatchObject({ status: 'refunding', refundId: `${order.paymentId ?? ''}R1` });
    const second = await approved(order, 1, 2);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect((await refundsOf(order._id)).map(({ status }) => status)).toContain('processing');
    // Three seconds later WeChat's notice comes; no timer has run since.
    await emulator.post('/__emulator/clock', { advanceMs: 5_000 });
    await until(async () => (await refundsOf(order._id)).some(({ status }) => status === 'success'));
    await minutes(8);
    expect(await one('afterSales', first._id)).toMatchObject({ status: 'refunded' });
    expect(await one('afterSales', second._id)).toMatchObject({ status: 'refunded' });
    expect(await one('payments', order.paymentId ?? '')).toMatchObject({ status: 'success', refundedAmount: first.amount + second.amount });
    await buyer.must('order', { action: 'cancel', orderId: order._id });
    await minutes(8);
    const rows = await refundsOf(order._id);
    expect(rows.map(({ _id, status }) => [_id.slice((order.paymentId ?? '').length), status])).toEqual([
      ['R1', 'success'],
      ['R2', 'success'],
      ['R', 'success'],
    ]);
    expect(rows.reduce((sum, row) => sum + row.amount, 0)).toBe(order.paymentAmount);
    expect(await one<PaymentDocument>('payments', order.paymentId ?? '')).toMatchObject({
      status: 'refunded',
      settledAmount: order.paymentAmount,
    });
  });

  async function trouble(code: string, times = 1): Promise<void> {
    await emulator.post('/__sandbox/wechatpay/trouble', { path: '/secapi/pay/refund', code, times });
  }

  it.each(['SYSTEMERROR', 'lost', 'NOTENOUGH'])('%s is tried again with the same number', async (code) => {
    const order = await paid('wechat');
    const { refundId } = await approved(order, 0, 1);
    await trouble(code);
    await minutes(12);
    expect(await refundsOf(order._id)).toMatchObject([{ _id: refundId, status: 'success' }]);
  });

  it('one that WeChat refuses is shown, tried again, or paid by hand', async () => {
    const order = await paid('wechat');
    const { _id: caseId, refundId = '' } = await approved(order, 0, 1);
    await trouble('USER_ACCOUNT_ABNORMAL');
    await minutes(2);
    expect(await one('afterSales', caseId)).toMatchObject({ status: 'manual' });
    expect(await refundsOf(order._id)).toMatchObject([{ status: 'manual', failure: 'refused', failureCode: 'USER_ACCOUNT_ABNORMAL' }]);
    expect(await warehouse.call('afterSale', { action: 'retryRefund', refundId })).toMatchObject({ status: 403 });
    await manager.must('afterSale', { action: 'retryRefund', refundId });
    expect(await manager.call('afterSale', { action: 'retryRefund', refundId })).toMatchObject({ status: 409, reason: 'REFUND_STATE' });
    await trouble('USER_ACCOUNT_ABNORMAL');
    await minutes(2);
    const byHand = await manager.must('afterSale', { action: 'markManual', refundId, remark: '已转账到客户银行卡' });
    expect(byHand.refund).toMatchObject({ status: 'success' });
    expect(await manager.call('afterSale', { action: 'markManual', refundId, remark: '再来一次' })).toMatchObject({
      reason: 'REFUND_STATE',
    });
    expect(await one('afterSales', caseId)).toMatchObject({ status: 'refunded' });
  });

  it('one that WeChat closes gets a new number; one that is stuck is brought on by hand alone', async () => {
    const order = await paid('wechat');
    const closed = await approved(order, 0, 1);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: closed.refundId, status: 'REFUNDCLOSE' });
    await minutes(2);
    expect(await one('afterSales', closed._id)).toMatchObject({ status: 'manual' });
    const again = await manager.must('afterSale', { action: 'retryRefund', refundId: closed.refundId ?? '' });
    expect(again.refund?._id).toBe(`${closed.refundId ?? ''}-2`);
    await minutes(6);
    expect(await one('afterSales', closed._id)).toMatchObject({ status: 'refunded', refundId: `${closed.refundId ?? ''}-2` });

    const stuck = await approved(order, 1, 1);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: stuck.refundId, status: 'CHANGE' });
    await minutes(2);
    const refundId = stuck.refundId ?? '';
    expect(await manager.call('afterSale', { action: 'retryRefund', refundId })).toMatchObject({ status: 409, reason: 'REFUND_STATE' });
    await manager.must('afterSale', { action: 'markManual', refundId, remark: '商户平台已改退到零钱' });
  });

  it('believes no notice: it asks', async () => {
    const order = await paid('wechat');
    const { refundId = '' } = await approved(order, 0, 1);
    const post = async (body: string): Promise<string> =>
      (await fetch(`${emulator.origin}/refundCallback`, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })).text();
    const { createCipheriv, createHash } = await import('node:crypto');
    const key = createHash('md5').update('8934e7d15453e97507ef794cf7b0519d').digest('hex');
    const cipher = createCipheriv('aes-256-ecb', key, null);
    const told = `<root><out_refund_no>${refundId}</out_refund_no><refund_status>SUCCESS</refund_status></root>`;
    const info = Buffer.concat([cipher.update(told), cipher.final()]).toString('base64');
    const notice = (secret: string): string =>
      `<xml><return_code>SUCCESS</return_code><appid>wx5a1c0de000000001</appid><mch_id>1900000109</mch_id><nonce_str>x</nonce_str><req_info>${secret}</req_info></xml>`;
    expect(await post(notice(info))).toContain('SUCCESS');
    expect(await refundsOf(order._id)).toMatchObject([{ status: 'pending' }]);
    expect(await post(notice('AAAA'))).toContain('FAIL');
    await minutes(4);
    expect(await refundsOf(order._id)).toMatchObject([{ status: 'success' }]);
  });
});

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let left = 100; !(await check()); left -= 1) {
    if (left === 0) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('what is refused', () => {
  it("somebody else's order and case, staff work by others, and what is malformed", async () => {
    const order = await paid('balance');
    const other = await customer(emulator, 'o-after-sale-other');
    expect(await other.call('afterSale', claim(order, 0, 1))).toMatchObject({ status: 404, reason: 'ORDER_NOT_FOUND' });
    const afterSaleId = await applied(order, 0, 1);
    expect(await other.call('afterSale', { action: 'withdraw', afterSaleId })).toMatchObject({
      status: 404,
      reason: 'AFTER_SALE_NOT_FOUND',
    });
    const denied = { status: 403, reason: 'PERMISSION_DENIED' };
    for (const user of [buyer, warehouse]) {
      expect(await user.call('afterSale', { action: 'approve', afterSaleId })).toMatchObject(denied);
      expect(await user.call('afterSale', { action: 'reject', afterSaleId, reason: '不' })).toMatchObject(denied);
      expect(await user.call('afterSale', { action: 'refundNow', afterSaleId, remark: '好' })).toMatchObject(denied);
      expect(await user.call('afterSale', { action: 'markManual', refundId: 'x00000', remark: '好' })).toMatchObject(denied);
    }
    expect(await buyer.call('afterSale', { action: 'receiveReturn', afterSaleId, restock: true })).toMatchObject(denied);
    const wrong = { status: 400, reason: 'INPUT_INVALID' };
    for (const changes of [{ quantity: 0 }, { quantity: 1.5 }, { reason: 'none' }, { photos: ['https://elsewhere/x.jpg'] }, { amount: 1 }])
      expect(await buyer.send('afterSale', { ...claim(order, 1, 1), ...changes })).toMatchObject(wrong);
    expect(
      await buyer.send('afterSale', { ...claim(order, 1, 1), photos: Array.from({ length: 10 }, () => 'cloud://e.x/members/o/a.jpg') }),
    ).toMatchObject(wrong);
    expect(await buyer.call('afterSale', claim(order, 1, 1, { type: 'return_goods' }))).toMatchObject(wrong);
    expect(await buyer.call('afterSale', claim(order, 1, 3))).toMatchObject({ status: 422, reason: 'AFTER_SALE_QUANTITY' });
    await manager.must('afterSale', { action: 'reject', afterSaleId, reason: '测试' });
  });

  it('the same request twenty times is one case; two of a line are one; two approvals pay once', async () => {
    const order = await paid('balance');
    const input = claim(order, 0, 1);
    const same = await Promise.all(Array.from({ length: 20 }, () => buyer.must('afterSale', input)));
    expect(new Set(same.map((answer) => answer.afterSale?._id)).size).toBe(1);
    const rivals = await Promise.all(Array.from({ length: 5 }, () => buyer.call('afterSale', claim(order, 1, 1))));
    expect(rivals.filter(({ status }) => status === 200)).toHaveLength(1);
    const before = await purse();
    const afterSaleId = same[0]?.afterSale?._id ?? '';
    const answers = await Promise.all(Array.from({ length: 5 }, () => manager.call('afterSale', { action: 'approve', afterSaleId })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await purse()).balance).toBe(before.balance + Number(same[0]?.afterSale?.amount));
    await buyer.must('order', { action: 'cancel', orderId: order._id });
  });

  it('too late: a week after completion; and an order that somebody wants money back for is not completed by time', async () => {
    const order = await paid('balance');
    const waiting = await paid('balance');
    await ship(order);
    await ship(waiting);
    const open = await applied(waiting, 0, 1);
    const overdue = await applied(order, 1, 1, { type: 'return_goods' });
    await manager.must('afterSale', { action: 'approve', afterSaleId: overdue });
    await emulator.post('/__emulator/clock', { advanceMs: 11 * 24 * 3_600_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await signIn();
    expect(await one('afterSales', overdue)).toMatchObject({ status: 'closed' });
    expect((await orderOf(waiting._id)).status).toBe('shipped');
    expect((await orderOf(order._id)).status).toBe('completed');
    const done = await approved(order, 0, 1);
    expect(done.status).toBe('refunded');
    await manager.must('afterSale', { action: 'reject', afterSaleId: open, reason: '已过期' });
    await emulator.post('/__emulator/clock', { advanceMs: 8 * 24 * 3_600_000 });
    await signIn();
    expect(await buyer.call('afterSale', claim(order, 0, 1))).toMatchObject({ status: 409, reason: 'AFTER_SALE_CLOSED' });
  });
});

it('shows in the day’s figures', async () => {
  const figure = async (): Promise<number> => {
    const { data } = await adminDatabase(emulator).collection('dailyStats').where({}).limit(1000).get();
    return (data as { refundAmount?: number }[]).reduce((sum, day) => sum + (day.refundAmount ?? 0), 0);
  };
  const before = await figure();
  const order = await paid('balance');
  const { amount } = await approved(order, 0, 1);
  expect(await figure()).toBe(before + amount);
  await buyer.must('order', { action: 'cancel', orderId: order._id });
  expect(await figure()).toBe(before + order.paymentAmount);
});
