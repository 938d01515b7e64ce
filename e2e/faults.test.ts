import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { customer, newRequest, type User } from './support/shop.ts';

/** What the shop makes of a cloud that misbehaves, and what the log tells of it. */
let emulator: Emulator;
let buyer: User & { addressId: string };
let goods: { productId: string; skuId: string };

interface Step {
  readonly kind: string;
  readonly operation?: string;
  readonly status?: string;
}
interface Logged {
  readonly requestId: string;
  readonly status: string;
  readonly conflicts: number;
}

beforeAll(async () => {
  emulator = await startEmulator();
  const db = adminDatabase(emulator);
  const stock = (await db.collection('products').where({}).limit(1000).get()).data as { _id: string; quantity: number }[];
  const plenty = new Set(stock.filter(({ quantity }) => quantity > 50).map(({ _id }) => _id));
  const { data } = await db.collection('shopProducts').where({ status: 'on' }).limit(1000).get();
  const products = data as { _id: string; isDiscount: boolean; skus: { skuId: string }[] }[];
  const product = products.find(({ isDiscount, skus }) => !isDiscount && skus.length === 1 && plenty.has(skus[0]?.skuId ?? ''));
  if (product?.skus[0] === undefined) throw new Error('the demo shop lacks goods for this test');
  goods = { productId: product._id, skuId: product.skus[0].skuId };
  buyer = await customer(emulator, 'o-demo-customer-01');
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

const CONFLICT = 'DATABASE_TRANSACTION_CONFLICT';
const fault = (order: Record<string, unknown>): Promise<{ id: string }> => emulator.post('/__emulator/faults', order);
const active = async (): Promise<readonly unknown[]> => (await emulator.get<{ faults: unknown[] }>('/__emulator/faults')).faults;
const order = (requestId: string): Parameters<typeof buyer.must<'submitOrder'>>[1] => ({
  requestId,
  items: [{ ...goods, quantity: 1 }],
  addressId: buyer.addressId,
});

const callOf = (requestId: string): Promise<Logged & { readonly steps: readonly Step[] }> => emulator.get(`/__emulator/logs/${requestId}`);

async function lastCall(name: string): Promise<Logged & { readonly steps: readonly Step[] }> {
  const { calls } = await emulator.get<{ calls: Logged[] }>(`/__emulator/logs?function=${name}&limit=1`);
  return callOf(calls[0]?.requestId ?? '');
}

async function end(): Promise<void> {
  await fetch(`${emulator.origin}/__emulator/faults`, { method: 'DELETE' });
}

describe('WeChat Pay that is out of order', () => {
  it('does not keep an order from being paid from the balance, though a WeChat order of it stands open', async () => {
    const { orderId } = await buyer.must('submitOrder', order(newRequest()));
    const pay = { orderId: orderId ?? '' };
    await buyer.must('wxPay', { ...pay, method: 'wechat' });
    for (const path of ['/pay/closeorder', '/pay/orderquery'])
      await emulator.post('/__sandbox/wechatpay/trouble', { path, code: 'SYSTEMERROR', times: 1 });
    expect(await buyer.must('wxPay', { ...pay, method: 'balance' })).toEqual({ paid: true });
    expect(await lastCall('wxPay')).toMatchObject({ status: 'ok' });
  });

  it('when an order is cancelled: the customer is told to try again, nothing has changed, and the next tap cancels', async () => {
    const placed = await buyer.must('submitOrder', order(newRequest()));
    const orderId = placed.orderId ?? '';
    await buyer.must('wxPay', { orderId, method: 'wechat' });
    for (const path of ['/pay/closeorder', '/pay/orderquery'])
      await emulator.post('/__sandbox/wechatpay/trouble', { path, code: 'SYSTEMERROR', times: 1 });
    expect(await buyer.call('order', { action: 'cancel', orderId })).toMatchObject({ status: 500, reason: 'PAYMENT_UNAVAILABLE' });
    expect(await buyer.must('order', { action: 'get', orderId })).toMatchObject({ order: { status: 'pending_payment' } });
    expect(await buyer.must('order', { action: 'cancel', orderId })).toMatchObject({ order: { status: 'cancelled' } });
  });
});

describe('a cloud that misbehaves', () => {
  it('books a payment in spite of conflicts, and the timeline shows each of them and the transaction after it', async () => {
    const { orderId } = await buyer.must('submitOrder', order(newRequest()));
    const answer = await buyer.must('wxPay', { orderId: orderId ?? '', method: 'wechat' });
    if (answer.paid) throw new Error('nobody has paid yet');
    const prepayId = answer.payment.package.slice('prepay_id='.length);
    await fault({ kind: 'conflict', times: 2 });
    await fault({ kind: 'notices', behave: 'twice' });
    expect(await emulator.post('/__sandbox/wechatpay/pay', { prepayId })).toMatchObject({ noticed: true });
    expect(await active()).toMatchObject([{ kind: 'notices' }]);
    await end();
    const { calls } = await emulator.get<{ calls: Logged[] }>('/__emulator/logs?function=payCallback');
    expect(calls.map(({ status }) => status)).toEqual(['ok', 'ok']);
    const met = await Promise.all(calls.filter(({ conflicts }) => conflicts > 0).map(({ requestId }) => callOf(requestId)));
    const steps = met.flatMap((call) => call.steps);
    expect(steps.filter(({ status }) => status === CONFLICT).length).toBeGreaterThanOrEqual(2);
    for (const call of met) {
      const last = call.steps.findLastIndex(({ status }) => status === CONFLICT);
      expect(call.steps.slice(last).some(({ kind, operation }) => kind === 'transaction' && operation === 'start')).toBe(true);
    }
    const found = await buyer.must('order', { action: 'get', orderId: orderId ?? '' });
    expect(found.order.status).toBe('paid');
  });

  it('asks to try again when every try of a transaction met a conflict, has changed nothing, and cancels at the next call', async () => {
    const { orderId } = await buyer.must('submitOrder', order(newRequest()));
    const cancel = { action: 'cancel', orderId: orderId ?? '' } as const;
    await fault({ kind: 'conflict', times: 50 });
    expect(await buyer.call('order', cancel)).toMatchObject({ status: 409, reason: 'BUSY' });
    await end();
    expect((await buyer.must('order', { action: 'get', orderId: cancel.orderId })).order.status).toBe('pending_payment');
    expect((await buyer.must('order', cancel)).order.status).toBe('cancelled');
  });

  it('makes one order of two tries when the first answer was lost', async () => {
    const requestId = newRequest();
    await fault({ kind: 'timeout', function: 'submitOrder' });
    await expect(buyer.must('submitOrder', order(requestId))).rejects.toThrow('FUNCTION_TIME_LIMIT_EXCEEDED');
    const placed = await buyer.must('submitOrder', order(requestId));
    expect(placed).toMatchObject({ status: 'pending_payment' });
    expect((await lastCall('submitOrder')).steps.filter(({ kind, operation }) => kind === 'change' && operation === 'add')).toEqual([]);
  });

  it('leaves nothing behind when its process dies at its first statement, and works at the next try', async () => {
    const requestId = newRequest();
    await fault({ kind: 'kill', function: 'submitOrder', statements: 1 });
    await expect(buyer.must('submitOrder', order(requestId))).rejects.toThrow();
    expect(await lastCall('submitOrder')).toMatchObject({ status: 'FUNCTIONS_EXECUTE_FAIL' });
    expect(await buyer.must('submitOrder', order(requestId))).toMatchObject({ status: 'pending_payment' });
  });

  it('refuses a call with the code that was chosen, and all faults end at once', async () => {
    await fault({ kind: 'refuse', function: 'cart', code: 'EXCEED_CONCURRENT_REQUEST_LIMIT', times: 5 });
    await fault({ kind: 'latency', route: 'functions', ms: 1 });
    await expect(buyer.must('cart', { action: 'list' })).rejects.toThrow('EXCEED_CONCURRENT_REQUEST_LIMIT');
    expect(await active()).toHaveLength(2);
    await end();
    expect(await active()).toEqual([]);
    await buyer.must('cart', { action: 'list' });
  });
});
