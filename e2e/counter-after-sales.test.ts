import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AfterSaleDocument,
  OrderDocument,
  PrepaidRecordDocument,
  RefundDocument,
  StockDocument,
} from '@shop/shared/database/documents.ts';
import { ownParcelNumber } from '@shop/shared/domain/carriers.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

/** Claims that staff write down for customers: of orders at the counter, whose customers have no mini-program, and of customers who ring up. */
let emulator: Emulator;
let sales: User;
let warehouse: User;
let manager: User;
let goods: StockDocument[];

async function signIn(): Promise<void> {
  sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
}

beforeAll(async () => {
  emulator = await startEmulator();
  await signIn();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  goods = (data as StockDocument[]).filter((one) => one.quantity - one.reserved > 60 && one.price > 300 && one.price < 5000);
  expect(goods.length).toBeGreaterThan(3);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

async function rows<Doc>(collection: string, where: object): Promise<Doc[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Doc[];
}

async function one<Doc>(collection: string, id: string): Promise<Doc> {
  const [doc] = await rows<Doc>(collection, { _id: id });
  if (doc === undefined) throw new Error(`no ${id} in ${collection}`);
  return doc;
}

function good(index: number): StockDocument {
  const found = goods[index];
  if (found === undefined) throw new Error('the demo shop lacks goods for this test');
  return found;
}

async function newCustomer(name: string): Promise<string> {
  const made = await sales.must('customer', { action: 'save', requestId: newRequest(), customer: { name, creditLimit: 10_000_00 } });
  return made.customer?._id ?? '';
}

/** Pieces of one SKU, confirmed, and paid at the counter. */
async function paidAtCounter(customerId: string, skuId: string, pieces: number, method: 'cash' | 'credit' | 'prepaid'): Promise<string> {
  const items = [{ skuId, quantity: pieces * 1000 }];
  const { order } = await sales.must('internalOrder', { action: 'save', requestId: newRequest(), customerId, items });
  const orderId = order?._id ?? '';
  await sales.must('internalOrder', { action: 'confirm', orderId });
  await sales.must('internalOrder', { action: 'pay', orderId, method });
  return orderId;
}

let parcel = 0;
async function ship(orderId: string): Promise<void> {
  parcel += 1;
  await warehouse.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: `JDCN${String(parcel).padStart(8, '0')}` }] });
}

interface Words {
  readonly quantity?: number;
  readonly type?: 'refund_only' | 'return_goods';
  readonly reason?: 'spoiled' | 'unwanted';
}

const words = (orderId: string, skuId: string, { quantity = 1, type = 'refund_only', reason = 'spoiled' }: Words) =>
  ({ orderId, skuId, quantity, type, reason }) as const;

async function opened(orderId: string, skuId: string, more: Words = {}): Promise<string> {
  const wish = { action: 'staffApply', requestId: newRequest(), ...words(orderId, skuId, more), description: '客户到店反映' } as const;
  const { afterSale } = await sales.must('afterSale', wish);
  expect(afterSale?.status).toBe('applied');
  return afterSale?._id ?? '';
}

const approve = async (afterSaleId: string): Promise<string | undefined> =>
  (await manager.must('afterSale', { action: 'approve', afterSaleId })).afterSale?.status;

describe('a claim that staff write down', () => {
  it('for an order at the counter is one per request, says who wrote it, and pays cash by hand', async () => {
    const { _id: skuId, price } = good(0);
    const orderId = await paidAtCounter(await newCustomer('现金客户'), skuId, 2, 'cash');
    await ship(orderId);
    const wish = { action: 'staffApply', requestId: newRequest(), ...words(orderId, skuId, {}), description: '两个有磕碰' } as const;
    expect(await warehouse.call('afterSale', wish)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    const { requestId: _request, description: _description, ...asked } = wish;
    const { quote } = await sales.must('afterSale', { ...asked, action: 'staffQuote' });
    expect(quote).toEqual({ amount: price, goods: price, freight: 0, points: 0 });
    const taps = await Promise.all(Array.from({ length: 4 }, () => sales.call('afterSale', wish)));
    expect(new Set(taps.map(({ data }) => data?.afterSale?._id)).size).toBe(1);
    const [claim] = await rows<AfterSaleDocument>('afterSales', { orderId });
    expect(claim).toMatchObject({ openedBy: 's-demo-02', description: '两个有磕碰', amount: price, photos: [] });
    expect(claim?.history).toMatchObject([{ event: 'apply', operator: 's-demo-02', operatorType: 'staff' }]);
    const again = { ...wish, requestId: newRequest() };
    expect(await manager.call('afterSale', again)).toMatchObject({ status: 409, reason: 'AFTER_SALE_OPEN' });
    expect(await rows('operationLogs', { action: 'afterSale.open', target: claim?._id })).toMatchObject([{ operator: 's-demo-02' }]);

    expect(await approve(claim?._id ?? '')).toBe('manual');
    const [refund] = await rows<RefundDocument>('refunds', { orderId });
    expect(refund).toMatchObject({ status: 'manual', channel: 'offline', amount: price });
    await manager.must('afterSale', { action: 'markManual', refundId: refund?._id ?? '', remark: '柜台退现金' });
    expect(await one('orders', orderId)).toMatchObject({ status: 'shipped', refundedAmount: price, openCases: [] });
  });

  it('lowers what he owes, and takes goods back into stock that he brings along', async () => {
    const { _id: skuId, price, quantity } = good(1);
    const customerId = await newCustomer('月结客户');
    const orderId = await paidAtCounter(customerId, skuId, 3, 'credit');
    await ship(orderId);
    const afterSaleId = await opened(orderId, skuId, { quantity: 2, type: 'return_goods' });
    expect(await approve(afterSaleId)).toBe('returning');
    await warehouse.must('afterSale', { action: 'receiveReturn', afterSaleId, restock: true });
    expect((await sales.must('customer', { action: 'statement', customerId })).owed).toBe(price);
    expect((await one<StockDocument>('products', skuId)).quantity).toBe(quantity - 1);
    // The last piece ends the order: everything is back.
    expect(await approve(await opened(orderId, skuId))).toBe('refunded');
    expect(await one('orders', orderId)).toMatchObject({ status: 'refunded' });
    expect((await sales.must('customer', { action: 'statement', customerId })).owed).toBe(0);
  });

  it('gives prepaid goods back piece by piece, and the rest when the order is cancelled', async () => {
    const { _id: skuId, unit, price } = good(2);
    const customerId = await newCustomer('预存客户');
    await sales.must('addPrestore', { requestId: newRequest(), customerId, productId: skuId, quantity: 10_000, unit });
    const left = async (): Promise<number | undefined> =>
      (await rows<PrepaidRecordDocument>('prepaidRecords', { customerId }))[0]?.quantity;
    const orderId = await paidAtCounter(customerId, skuId, 3, 'prepaid');
    expect(await left()).toBe(7000);
    expect(await approve(await opened(orderId, skuId, { reason: 'unwanted' }))).toBe('refunded');
    expect(await left()).toBe(8000);
    await sales.must('internalOrder', { action: 'cancel', orderId, reason: '不要了' });
    expect(await left()).toBe(10_000);

    // Money that was agreed on for spoiled goods is given by hand; of the pieces that are left, the goods.
    const other = await paidAtCounter(customerId, skuId, 2, 'prepaid');
    await ship(other);
    const spoiled = await opened(other, skuId);
    const less = { action: 'refundNow', afterSaleId: spoiled, amount: price - 1, remark: '坏果赔付' } as const;
    expect((await manager.must('afterSale', less)).afterSale?.status).toBe('manual');
    expect(await left()).toBe(8000);
    expect(await approve(await opened(other, skuId))).toBe('refunded');
    expect(await left()).toBe(9000);
    const [refund] = await rows<RefundDocument>('refunds', { orderId: other, status: 'manual' });
    await manager.must('afterSale', { action: 'markManual', refundId: refund?._id ?? '', remark: '退现金' });
  });

  it('ends without money when the customer keeps what he was to send back', async () => {
    const { _id: skuId } = good(3);
    const orderId = await paidAtCounter(await newCustomer('改主意'), skuId, 1, 'cash');
    expect(await sales.call('afterSale', { action: 'staffQuote', ...words(orderId, skuId, { type: 'return_goods' }) })).toMatchObject({
      status: 400,
      reason: 'INPUT_INVALID',
    });
    await ship(orderId);
    const afterSaleId = await opened(orderId, skuId, { type: 'return_goods' });
    const close = { action: 'closeReturn', afterSaleId, reason: '客户不退了' } as const;
    expect(await manager.call('afterSale', close)).toMatchObject({ status: 409, reason: 'AFTER_SALE_STATE' });
    await approve(afterSaleId);
    expect((await manager.must('afterSale', close)).afterSale?.status).toBe('closed');
    expect(await one('orders', orderId)).toMatchObject({ status: 'shipped', openCases: [], refundedAmount: 0 });
  });

  it('is made for what was fetched at the counter, which left without a carrier', async () => {
    const { _id: skuId, price } = good(3);
    const orderId = await paidAtCounter(await newCustomer('自提客户'), skuId, 2, 'credit');
    const { orderNo } = await one<OrderDocument>('orders', orderId);
    const fetched = { orderId, parcels: [{ company: 'ziti', number: ownParcelNumber(orderNo, 1) }] };
    const { order } = await warehouse.must('shipOrder', fetched);
    expect(order).toMatchObject({ status: 'shipped', parcels: [{ companyName: '到店自提', number: `${orderNo}-1` }] });
    expect(await rows('logistics', { orderId })).toMatchObject([{ tracks: [{ text: '到店自提，商品已出库' }] }]);
    expect(await approve(await opened(orderId, skuId))).toBe('refunded');
    expect(await one('orders', orderId)).toMatchObject({ refundedAmount: price });
  });

  it('is not made for what is unpaid or nobody’s', async () => {
    const { _id: skuId } = good(0);
    const customerId = await newCustomer('未付');
    const items = [{ skuId, quantity: 1000 }];
    const { order } = await sales.must('internalOrder', { action: 'save', requestId: newRequest(), customerId, items });
    const ask = (orderId: string) => sales.call('afterSale', { action: 'staffQuote', ...words(orderId, skuId, {}) });
    expect(await ask(order?._id ?? '')).toMatchObject({ status: 404, reason: 'ORDER_NOT_FOUND' });
    await sales.must('internalOrder', { action: 'confirm', orderId: order?._id ?? '' });
    expect(await ask(order?._id ?? '')).toMatchObject({ status: 409, reason: 'AFTER_SALE_CLOSED' });
    expect(await ask('nothing')).toMatchObject({ status: 404, reason: 'ORDER_NOT_FOUND' });
  });

  /** Last: sessions end with the clock's jump. */
  it('helps a customer of the mall whose days are over', async () => {
    const { _id: skuId, shopProductId: productId } = good(0);
    let buyer = await customer(emulator, 'o-demo-customer-01');
    await manager.must('recharge', { action: 'adjust', requestId: newRequest(), userId: buyer.openid, amount: 100_000, reason: '测试' });
    const placing = { requestId: newRequest(), items: [{ productId, skuId, quantity: 1 }], addressId: buyer.addressId };
    const { orderId } = await buyer.must('submitOrder', placing);
    await buyer.must('wxPay', { orderId: orderId ?? '', method: 'balance' });
    await ship(orderId ?? '');
    await buyer.must('order', { action: 'confirm', orderId: orderId ?? '' });
    await emulator.post('/__emulator/clock', { advanceMs: 8 * 86_400_000 });
    await signIn();
    buyer = await customer(emulator, 'o-demo-customer-01');
    const wish = { action: 'apply', requestId: newRequest(), ...words(orderId ?? '', skuId, {}) } as const;
    expect(await buyer.call('afterSale', wish)).toMatchObject({ status: 409, reason: 'AFTER_SALE_CLOSED' });
    const { balance } = (await buyer.must('login', {})).user;
    expect(await approve(await opened(orderId ?? '', skuId))).toBe('refunded');
    const { paymentAmount, freightAmount } = await one<OrderDocument>('orders', orderId ?? '');
    expect((await buyer.must('login', {})).user.balance).toBe(balance + paymentAmount);
    expect(freightAmount).toBeGreaterThanOrEqual(0);
  });
});
