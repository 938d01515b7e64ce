import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  OrderDocument,
  PaymentDocument,
  ReconciliationDocument,
  RefundDocument,
  StockDocument,
} from '@shop/shared/database/documents.ts';
import { beijingDay, DAY_MS } from '@shop/shared/domain/time.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

let emulator: Emulator;
let buyer: User & { addressId: string };
let manager: User;

beforeAll(async () => {
  emulator = await startEmulator();
  await signIn();
});

/** Sessions end with the clock's jumps. */
async function signIn(): Promise<void> {
  buyer = await customer(emulator, 'o-demo-customer-02');
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  await manager.must('staffSession', {});
}

afterAll(async () => {
  await emulator.stop();
});

async function rows<Doc>(collection: string, where: object): Promise<Doc[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Doc[];
}

async function me(): Promise<{ _id: string; balance: number }> {
  return (await buyer.must('login', {})).user;
}

interface Opened {
  rechargeId: string;
  prepayId: string;
}

async function buy(packageId: string, requestId = newRequest()): Promise<Opened> {
  const answer = await buyer.must('recharge', { action: 'buy', requestId, packageId });
  return { rechargeId: answer.rechargeId ?? '', prepayId: answer.payment?.package.slice('prepay_id='.length) ?? '' };
}

function thumb({ prepayId }: Opened, behave = 'once'): Promise<unknown> {
  return emulator.post('/__sandbox/wechatpay/pay', { prepayId, behave });
}

describe('a recharge', () => {
  it('is booked with its gift when WeChat vouches for it, however often it is told', async () => {
    const { packages = [] } = await buyer.must('recharge', { action: 'list' });
    const wanted = packages.find(({ get, pay }) => get > pay);
    if (wanted === undefined) throw new Error('the demo shop has no package with a gift');
    const before = (await me()).balance;
    const opened = await buy(wanted.id);
    expect((await me()).balance).toBe(before);
    await thumb(opened, 'twice');
    expect((await me()).balance).toBe(before + wanted.get);
    expect(await rows('payments', { _id: opened.rechargeId })).toMatchObject([{ status: 'success', kind: 'recharge', amount: wanted.pay }]);
    const logs = await rows<{ type: string; amount: number }>('balanceLogs', { _openid: buyer.openid, reason: '充值赠送' });
    expect(logs).toMatchObject([{ type: 'gift', amount: wanted.get - wanted.pay }]);
  });

  it('asked for twice is one; without a notice it is asked about', async () => {
    const requestId = newRequest();
    const [one, two] = await Promise.all([buy('r-100', requestId), buy('r-100', requestId)]);
    expect(two.rechargeId).toBe(one.rechargeId);
    const before = (await me()).balance;
    await thumb(await buy('r-100', requestId), 'never');
    await emulator.post('/__emulator/clock', { advanceMs: 3 * 60_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect((await me()).balance).toBe(before + 10_000);
    expect(await buyer.call('recharge', { action: 'buy', requestId, packageId: 'r-100' })).toMatchObject({
      status: 409,
      reason: 'ORDER_PAID',
    });
  });

  it('that nobody pays does not keep others waiting: a member has twenty at most, and the newest are asked about as well', async () => {
    for (const openid of ['o-flood-1', 'o-flood-2', 'o-flood-3']) {
      const flooder = await actAs(emulator, openid);
      const open = (requestId = newRequest()): ReturnType<typeof flooder.call<'recharge'>> =>
        flooder.call('recharge', { action: 'buy', requestId, packageId: 'r-100' });
      const first = newRequest();
      await open(first);
      for (let count = 1; count < 20; count += 1) expect(await open()).toMatchObject({ status: 200 });
      expect(await open()).toMatchObject({ status: 429, reason: 'RATE_LIMITED', message: '您有多笔充值还没有付款，请半小时后再试' });
      expect(await open(first)).toMatchObject({ status: 200 });
    }
    const before = (await me()).balance;
    await thumb(await buy('r-100'), 'never');
    await emulator.post('/__emulator/clock', { advanceMs: 3 * 60_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect((await me()).balance).toBe(before + 10_000);
  });

  it('of a wrong amount, or of no package, is none', async () => {
    expect(await buyer.call('recharge', { action: 'buy', requestId: newRequest(), packageId: 'r-none' })).toMatchObject({
      status: 404,
      reason: 'PACKAGE_NOT_FOUND',
    });
    expect(await buyer.send('recharge', { action: 'buy', requestId: newRequest(), packageId: 'r-100', pay: 1 })).toMatchObject({
      status: 400,
    });
    const before = (await me()).balance;
    await thumb(await buy('r-100'), 'forged');
    expect((await me()).balance).toBe(before);
  });

  it('by staff has a reason, a permission, and never falls below zero', async () => {
    const { _id: userId, balance } = await me();
    const adjust = { action: 'adjust', requestId: newRequest(), userId, amount: -500, reason: '重复充值冲正' } as const;
    expect(await buyer.call('recharge', adjust)).toMatchObject({ status: 403 });
    const sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
    await sales.must('staffSession', {});
    expect(await sales.call('recharge', adjust)).toMatchObject({ status: 403 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => manager.must('recharge', adjust)));
    expect(answers.map((answer) => answer.balance)).toEqual(Array.from({ length: 5 }, () => balance - 500));
    expect((await me()).balance).toBe(balance - 500);
    expect(await manager.call('recharge', { ...adjust, requestId: newRequest(), amount: -99_999_999 })).toMatchObject({
      status: 409,
      reason: 'BALANCE_INSUFFICIENT',
    });
    expect(await manager.call('recharge', { ...adjust, requestId: newRequest(), amount: 0 })).toMatchObject({ status: 400 });
    expect(await manager.call('recharge', { ...adjust, requestId: newRequest(), userId: 'nobody' })).toMatchObject({
      status: 404,
      reason: 'MEMBER_NOT_FOUND',
    });
    expect(await rows('operationLogs', { action: 'member.balance' })).toHaveLength(1);
  });
});

describe("WeChat's bill of the day", () => {
  let day = '';

  async function paidOrder(): Promise<OrderDocument> {
    const stocks = await rows<StockDocument>('products', {});
    const stock = stocks.find((one) => one.quantity - one.reserved > 50);
    const items = [{ productId: stock?.shopProductId ?? '', skuId: stock?._id ?? '', quantity: 2 }];
    const placed = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId });
    const answer = await buyer.must('wxPay', { orderId: placed.orderId ?? '', method: 'wechat' });
    if (!answer.paid) await thumb({ rechargeId: '', prepayId: answer.payment.package.slice('prepay_id='.length) });
    const [order] = await rows<OrderDocument>('orders', { _id: placed.orderId });
    if (order?.status !== 'paid') throw new Error('not paid');
    return order;
  }

  /** The emulator's time. */
  async function now(): Promise<number> {
    return (await buyer.call('login', {})).timestamp;
  }

  const docOf = async (): Promise<ReconciliationDocument | undefined> =>
    (await rows<ReconciliationDocument>('reconciliations', { _id: day }))[0];

  async function advanceTo(time: number): Promise<void> {
    await emulator.post('/__emulator/clock', { advanceMs: time - (await now()) });
    await signIn();
  }

  function startOf(beijing: string): number {
    return Date.UTC(Number(beijing.slice(0, 4)), Number(beijing.slice(4, 6)) - 1, Number(beijing.slice(6))) - 8 * 3_600_000;
  }

  it('agrees with the books: payments, recharges, refunds', async () => {
    // A day of its own, from nine in the morning.
    const next = beijingDay((await now()) + DAY_MS);
    await advanceTo(startOf(next) + 9 * 3_600_000);
    day = next;
    await paidOrder();
    await thumb(await buy('r-300'));
    const returned = await paidOrder();
    const part = await buyer.must('afterSale', {
      action: 'apply',
      requestId: newRequest(),
      orderId: returned._id,
      skuId: returned.items[0]?.skuId ?? '',
      quantity: 1,
      type: 'refund_only',
      reason: 'unwanted',
    });
    await manager.must('afterSale', { action: 'approve', afterSaleId: part.afterSale?._id ?? '' });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await manager.call('reconcile', { action: 'run', day })).toMatchObject({ status: 400 });

    await advanceTo(startOf(day) + DAY_MS + 9 * 3_600_000);
    expect(await manager.call('reconcile', { action: 'run', day })).toMatchObject({ status: 409, reason: 'BILL_NOT_READY' });
    await emulator.post('/__emulator/clock', { advanceMs: 100 * 60_000 });
    // A bill that does not come, or breaks off, changes nothing.
    const before = await docOf();
    for (const [code, reason] of [
      ['lost', 'PAYMENT_UNAVAILABLE'],
      ['torn', 'BILL_UNREADABLE'],
    ]) {
      await emulator.post('/__sandbox/wechatpay/trouble', { path: '/pay/downloadbill', code, times: 1 });
      expect(await manager.call('reconcile', { action: 'run', day })).toMatchObject({ status: 500, reason });
      expect(await docOf()).toEqual(before);
    }
    await emulator.post('/__emulator/timer', { function: 'reconcile' });
    const doc = await docOf();
    expect(doc).toMatchObject({ status: 'balanced', oursOnly: [], theirsOnly: [], amountDiffers: [] });
    expect(doc?.ours).toEqual(doc?.theirs);
    expect(doc?.ours).toMatchObject({ payments: 3, refunds: 1, refundAmount: part.afterSale?.amount });
    expect(await audit(emulator)).toEqual([]);
  });

  it('names every difference, which a person explains', async () => {
    await signIn();
    const db = adminDatabase(emulator);
    const payments = (await rows<PaymentDocument>('payments', { method: 'wechat', status: 'success' })).filter(
      ({ paidAt }) => paidAt !== undefined && beijingDay(paidAt.getTime()) === day,
    );
    const [first, second] = payments;
    const refund = (await rows<RefundDocument>('refunds', {})).find(
      ({ sentAt }) => sentAt !== undefined && beijingDay(sentAt.getTime()) === day,
    );
    if (first === undefined || second === undefined || refund === undefined) throw new Error('nothing to corrupt');
    const set = (collection: string, id: string, change: object): Promise<unknown> =>
      db.collection(collection).where({ _id: id }).update(change);
    await set('payments', first._id, { amount: first.amount + 1 });
    await set('payments', second._id, { status: 'created' });
    await db.collection('refunds').add({ ...refund, _id: 'made-up-R1', amount: 77 });

    const { reconciliation } = await manager.must('reconcile', { action: 'run', day });
    expect(reconciliation).toMatchObject({
      status: 'differs',
      oursOnly: [{ kind: 'refund', number: 'made-up-R1', ours: 77, theirs: null }],
      theirsOnly: [{ kind: 'payment', number: second._id, ours: null, theirs: second.amount }],
      amountDiffers: [{ kind: 'payment', number: first._id, ours: first.amount + 1, theirs: first.amount }],
    });

    const explain = (number: string, kind: 'payment' | 'refund' = 'payment'): Promise<{ status: number }> =>
      manager.call('reconcile', { action: 'resolve', day, kind, number, remark: '已核实' });
    expect(await explain('unknown')).toMatchObject({ status: 404, reason: 'RECONCILIATION_NOT_FOUND' });
    expect(await explain(first._id)).toMatchObject({ data: { reconciliation: { status: 'differs' } } });
    expect(await explain(second._id)).toMatchObject({ status: 200 });
    expect(await explain('made-up-R1', 'refund')).toMatchObject({ data: { reconciliation: { status: 'resolved' } } });
    // Run again, what was explained stays explained.
    expect((await manager.must('reconcile', { action: 'run', day })).reconciliation.status).toBe('resolved');
    expect(await buyer.call('reconcile', { action: 'run', day })).toMatchObject({ status: 403 });

    await set('payments', first._id, { amount: first.amount });
    await set('payments', second._id, { status: 'success' });
    await db.collection('refunds').where({ _id: 'made-up-R1' }).remove();
    expect((await manager.must('reconcile', { action: 'run', day })).reconciliation).toMatchObject({ status: 'balanced', oursOnly: [] });
  });

  it('keeps what was found of a day whose bill WeChat has thrown away', async () => {
    const found = await docOf();
    await emulator.post('/__emulator/clock', { advanceMs: 93 * DAY_MS });
    await signIn();
    expect(await manager.call('reconcile', { action: 'run', day })).toMatchObject({ status: 409, reason: 'BILL_GONE' });
    expect(await docOf()).toEqual(found);
  });

  it('does not lose a refund at midnight, and makes up for days that were missed', async () => {
    await signIn();
    const next = beijingDay((await now()) + DAY_MS);
    await advanceTo(startOf(next) + DAY_MS - 4 * 60_000);
    day = next;
    const order = await paidOrder();
    await buyer.must('order', { action: 'cancel', orderId: order._id });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    const [refund] = await rows<RefundDocument>('refunds', { orderId: order._id });
    expect(refund).toMatchObject({ status: 'processing' });
    // Our clock was fast: for us it was the day after.
    await adminDatabase(emulator)
      .collection('refunds')
      .where({ _id: refund?._id })
      .update({ sentAt: new Date(startOf(next) + DAY_MS + 60_000) });
    await advanceTo(startOf(next) + 3 * DAY_MS + 11 * 3_600_000);
    await emulator.post('/__emulator/timer', { function: 'reconcile' });
    expect(await docOf()).toMatchObject({ status: 'balanced', theirs: { refunds: 1 } });
    day = beijingDay(startOf(next) + DAY_MS);
    expect(await docOf()).toMatchObject({ status: 'balanced', ours: { refunds: 1 }, theirs: { refunds: 0 } });
    expect(await audit(emulator)).toEqual([]);
  });
});
