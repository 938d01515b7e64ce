import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OrderDocument, OrderItem, ShopProductDocument, StockDocument } from '@shop/shared/database/documents.ts';
import type { Reply } from '@shop/shared/contracts/contract.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

let emulator: Emulator;
let keeper: User;
let buyer: User & { addressId: string };
let melon: StockDocument;
let nominal: number;

beforeAll(async () => {
  emulator = await startEmulator();
  keeper = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  buyer = await customer(emulator, 'o-weight-buyer');
  const db = adminDatabase(emulator);
  const { data } = await db.collection('products').where({}).limit(1000).get();
  const found = (data as StockDocument[]).find((unit) => unit.quantity - unit.reserved > 60);
  if (found === undefined) throw new Error('no goods');
  melon = found;
  const [product] = (await db.collection('shopProducts').where({ _id: melon.shopProductId }).get()).data as ShopProductDocument[];
  nominal = product?.skus.find((sku) => sku.skuId === melon._id)?.weightGrams ?? 0;
  await keeper.must('stock', { action: 'configure', skuId: melon._id, soldByWeight: true });
  const amount = 100_000_00;
  await db
    .collection('member_user')
    .where({ _id: buyer.openid })
    .update({ balance: db.command.inc(amount) });
  const row = { userId: buyer.openid, _openid: buyer.openid, type: 'adjust', orderId: null, reason: 'test', operator: 'test' };
  await db.collection('balanceLogs').add({ _id: newRequest(), ...row, amount, balanceAfter: amount, createTime: new Date() });
});

afterEach(async () => {
  expect(await audit(emulator)).toEqual([]);
});

afterAll(async () => {
  await emulator.stop();
});

async function paid(method: 'balance' | 'wechat' = 'balance'): Promise<string> {
  const items = [{ productId: melon.shopProductId, skuId: melon._id, quantity: 2 }];
  const { orderId } = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId });
  await buyer.must('wxPay', { orderId: orderId ?? '', method });
  if (method === 'wechat') {
    const { orderNo } = await read(orderId ?? '');
    const [payment] = (await adminDatabase(emulator).collection('payments').where({ orderId }).get()).data as { _id: string }[];
    await emulator.post('/__sandbox/wechatpay/pay', { outTradeNo: payment?._id ?? orderNo });
  }
  return orderId ?? '';
}

async function read(orderId: string): Promise<OrderDocument> {
  const [order] = (await adminDatabase(emulator).collection('orders').where({ _id: orderId }).get()).data as OrderDocument[];
  if (order === undefined) throw new Error('no order');
  return order;
}

async function balance(): Promise<number> {
  const { data } = await adminDatabase(emulator).collection('member_user').where({ _id: buyer.openid }).get();
  return (data as { balance: number }[])[0]?.balance ?? 0;
}

const pack = (orderId: string, grams: number, skuId = melon._id): Promise<Reply<Record<string, unknown>>> =>
  keeper.send('shipOrder', { action: 'pack', orderId, weights: [{ skuId, grams }] });

const line = (order: OrderDocument): OrderItem => {
  const [item] = order.items;
  if (item === undefined) throw new Error('no line');
  return item;
};

describe('goods sold by weight', () => {
  it('give back what is lighter at packing, once, to the balance', async () => {
    const orderId = await paid();
    expect(line(await read(orderId)).nominalGrams).toBe(nominal * 2);
    const before = await balance();
    const lighter = Math.round(nominal * 2 * 0.9);
    const answers = await Promise.all(Array.from({ length: 4 }, () => pack(orderId, lighter)));
    for (const answer of answers) expect(answer.status).toBe(200);
    const order = await read(orderId);
    const refund = line(order).weighed?.refund ?? 0;
    expect(refund).toBe(Math.round((line(order).payable * (nominal * 2 - lighter)) / (nominal * 2)));
    expect(refund).toBeGreaterThan(0);
    expect(order).toMatchObject({ status: 'paid', refundedAmount: refund });
    expect(await balance()).toBe(before + refund);
    expect(await pack(orderId, lighter - 1)).toMatchObject({ status: 409, reason: 'ORDER_STATE' });
    await keeper.must('shipOrder', { orderId, parcels: [{ company: 'shunfeng', number: 'SF1234567891' }] });
  });

  it('cost nothing more when heavier, and the rest goes back when the order is cancelled', async () => {
    const before = await balance();
    const heavy = await paid();
    expect(await pack(heavy, nominal * 2 + 50)).toMatchObject({ status: 200, data: { order: { refundedAmount: 0 } } });
    await buyer.must('order', { action: 'cancel', orderId: heavy });
    const light = await paid();
    expect(await pack(light, nominal * 2 - 20)).toMatchObject({ status: 200 });
    await buyer.must('order', { action: 'cancel', orderId: light });
    expect(await balance()).toBe(before);
  });

  it('paid by WeChat, go back through WeChat, whole and part', async () => {
    const orderId = await paid('wechat');
    await expect.poll(async () => (await read(orderId)).status, { timeout: 10_000 }).toBe('paid');
    expect(await pack(orderId, Math.round(nominal * 1.5))).toMatchObject({ status: 200 });
    const { refundedAmount } = await read(orderId);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await emulator.post('/__emulator/clock', { advanceMs: 5 * 60_000 });
    const refunds = async (): Promise<unknown[]> => (await adminDatabase(emulator).collection('refunds').where({ orderId }).get()).data;
    await expect.poll(refunds, { timeout: 20_000 }).toMatchObject([{ amount: refundedAmount, status: 'success' }]);
    expect((await read(orderId)).status).toBe('paid');
  });

  it('refuse a slip of the scale, other goods, strangers and orders that are not paid', async () => {
    const orderId = await paid();
    expect(await pack(orderId, nominal - 1)).toMatchObject({ status: 422, reason: 'WEIGHT_IMPLAUSIBLE' });
    expect(await pack(orderId, nominal * 2, 'other')).toMatchObject({ status: 400 });
    expect(await pack(orderId, 0.5)).toMatchObject({ status: 400 });
    expect(await buyer.send('shipOrder', { action: 'pack', orderId, weights: [{ skuId: melon._id, grams: nominal * 2 }] })).toMatchObject({
      status: 403,
    });
    expect(await pack('nothing', nominal)).toMatchObject({ status: 404 });
    await buyer.must('order', { action: 'cancel', orderId });
    expect(await pack(orderId, nominal * 2)).toMatchObject({ status: 409, reason: 'ORDER_STATE' });
  });
});
