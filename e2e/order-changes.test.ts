import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { adminDatabase } from './support/database.ts';
import { actAs, customer, HOME, MANAGE, newRequest, type User } from './support/shop.ts';

/** What staff change in an order before it is shipped, and the same act on many orders, through the built functions. */
let emulator: Emulator;
let buyer: User & { addressId: string };
let sales: User;
let manager: User;
let warehouse: User;
let goods: { productId: string; skuId: string }[];

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  goods = (data as { _id: string; shopProductId: string; quantity: number }[])
    .filter((one) => one.quantity > 100)
    .map((one) => ({ productId: one.shopProductId, skuId: one._id }));
  buyer = await customer(emulator, 'o-demo-customer-01');
  sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

interface Placed {
  orderId: string;
  orderNo: string;
  amount: number;
  freight: number;
}

async function place(lines = 2): Promise<Placed> {
  const items = goods.slice(0, lines).map((one) => ({ ...one, quantity: 1 }));
  const order = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId });
  return { orderId: order.orderId ?? '', orderNo: order.orderNo ?? '', amount: order.paymentAmount, freight: order.freightAmount };
}

async function open(orderId: string): Promise<string> {
  const answer = await buyer.must('wxPay', { orderId, method: 'wechat' });
  if (answer.paid) throw new Error('paid without paying');
  return answer.payment.package.slice('prepay_id='.length);
}

async function state(orderId: string): Promise<Record<string, unknown>> {
  return (await buyer.must('order', { action: 'get', orderId })).order;
}

async function rows(collection: string, where: object): Promise<Record<string, unknown>[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Record<string, unknown>[];
}

describe('a changed price', () => {
  it('is what is paid, by its own WeChat payment, and its shares add up', async () => {
    const { orderId, orderNo, amount, freight } = await place();
    await open(orderId);
    const change = {
      action: 'changePrice' as const,
      requestId: newRequest(),
      orderId,
      goodsAmount: amount - freight - 101,
      reason: '老客优惠',
    };
    const taps = await Promise.all(Array.from({ length: 4 }, () => sales.call('orderChange', change)));
    expect(taps.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
    const { order } = await sales.must('orderChange', change);
    expect(order).toMatchObject({ paymentAmount: amount - 101 });
    expect(await rows('orderHistories', { orderId })).toMatchObject([{ action: 'price', operator: 's-demo-02', reason: '老客优惠' }]);

    const prepayId = await open(orderId);
    expect(await rows('payments', { orderId }).then((list) => list.map(({ _id, status, amount: due }) => ({ _id, status, due })))).toEqual(
      expect.arrayContaining([
        { _id: `${orderNo}W`, status: 'closed', due: amount },
        { _id: `${orderNo}W1`, status: 'created', due: amount - 101 },
      ]),
    );
    await emulator.post('/__sandbox/wechatpay/pay', { prepayId, behave: 'once' });
    await expect.poll(async () => (await state(orderId))['status'], { timeout: 10_000 }).toBe('paid');
    expect(await sales.call('orderChange', { ...change, requestId: newRequest() })).toMatchObject({ status: 409, reason: 'ORDER_PAID' });
  });

  it('may rise, line by line, and is paid from the balance', async () => {
    const { orderId, amount, freight } = await place();
    const items = (await state(orderId))['items'] as { skuId: string; payable: number }[];
    const lines = items.map(({ skuId, payable }) => ({ skuId, payable: payable + 50 }));
    const request = { action: 'changePrice' as const, orderId, reason: '补差价' };
    const raised = await manager.must('orderChange', { ...request, requestId: newRequest(), lines });
    expect(raised.order).toMatchObject({ paymentAmount: amount + 100 });
    await manager.must('orderChange', { ...request, requestId: newRequest(), freightAmount: freight + 7 });
    expect(await buyer.must('wxPay', { orderId, method: 'balance' })).toEqual({ paid: true });
    expect(await state(orderId)).toMatchObject({ status: 'paid', paymentAmount: amount + 107 });
  });

  it('is for those who may, for lines of the order, and never below nothing', async () => {
    const { orderId } = await place(1);
    const request = { action: 'changePrice' as const, requestId: newRequest(), orderId, goodsAmount: 1, reason: '试' };
    for (const user of [buyer, warehouse]) expect(await user.call('orderChange', request)).toMatchObject({ reason: 'PERMISSION_DENIED' });
    expect(await sales.send('orderChange', { ...request, goodsAmount: -1 })).toMatchObject({ reason: 'INPUT_INVALID' });
    expect(await sales.send('orderChange', { ...request, lines: [], goodsAmount: undefined })).toMatchObject({ reason: 'INPUT_INVALID' });
    const foreign = {
      action: 'changePrice' as const,
      requestId: newRequest(),
      orderId,
      lines: [{ skuId: 'none', payable: 1 }],
      reason: '试',
    };
    expect(await sales.call('orderChange', foreign)).toMatchObject({ reason: 'SKU_NOT_FOUND' });
    await buyer.must('order', { action: 'cancel', orderId });
    expect(await sales.call('orderChange', request)).toMatchObject({ reason: 'ORDER_STATE' });
  });
});

describe('another address', () => {
  const far = { ...HOME, province: '新疆维吾尔自治区', city: '乌鲁木齐市', district: '天山区' };

  it('with another freight waits for a decision; unpaid, the new freight may be applied', async () => {
    const { orderId, amount, freight } = await place(1);
    const change = { action: 'changeAddress' as const, orderId, address: far };
    const asked = await sales.call('orderChange', { ...change, requestId: newRequest() });
    expect(asked).toMatchObject({ status: 409, reason: 'FREIGHT_DIFFERS' });
    const kept = await sales.must('orderChange', { ...change, requestId: newRequest(), freight: 'keep' });
    expect(kept.order).toMatchObject({ paymentAmount: amount, freightAmount: freight, address: far });
    // Saved as it is, it is no change that anybody should read of.
    const told = async (): Promise<number> => (await sales.must('orderChange', { action: 'histories', orderId })).histories?.length ?? 0;
    const before = await told();
    await sales.must('orderChange', { ...change, requestId: newRequest() });
    expect(await told()).toBe(before);
    const applied = await sales.must('orderChange', { ...change, requestId: newRequest(), freight: 'apply' });
    expect(Number(applied.order?.['freightAmount'])).toBeGreaterThan(freight);
    expect(applied.order?.['paymentAmount']).toBe(amount - freight + Number(applied.order?.['freightAmount']));
    expect(await sales.call('orderChange', { ...change, requestId: newRequest(), address: { ...far, province: '台湾省' } })).toMatchObject({
      reason: 'AREA_NOT_SERVED',
    });
    await buyer.must('order', { action: 'cancel', orderId });
  });

  it('may be given to a paid order until a parcel is out, its freight kept', async () => {
    const { orderId } = await place(1);
    await buyer.must('wxPay', { orderId, method: 'balance' });
    const change = { action: 'changeAddress' as const, orderId, address: far };
    expect(await sales.call('orderChange', { ...change, requestId: newRequest(), freight: 'apply' })).toMatchObject({
      reason: 'ORDER_STATE',
    });
    await sales.must('orderChange', { ...change, requestId: newRequest(), freight: 'keep' });
    await warehouse.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: 'JD8800000001' }] });
    expect(await sales.call('orderChange', { ...change, requestId: newRequest(), freight: 'keep' })).toMatchObject({
      reason: 'ORDER_STATE',
    });
    await sales.must('orderChange', { action: 'remark', requestId: newRequest(), orderId, remark: '已致电' });
    const { histories } = await sales.must('orderChange', { action: 'histories', orderId });
    expect(histories?.map((row) => row['action'])).toEqual(['address', 'remark']);
  });
});

describe('the same act on many orders', () => {
  it('answers each by its own result, repeats nothing, and lets one refusal stop nobody', async () => {
    const [first, second, unpaid] = [await place(1), await place(1), await place(1)];
    for (const { orderId } of [first, second]) await buyer.must('wxPay', { orderId, method: 'balance' });
    const parcel = (orderId: string, number: string): object => ({ orderId, company: 'jd', number });
    const batch = {
      action: 'ship',
      requestId: newRequest(),
      orders: [parcel(first.orderId, 'JD9900000001'), parcel(unpaid.orderId, 'JD9900000002'), parcel(second.orderId, 'JD9900000003')],
    };
    const shipped = await warehouse.send('batchUpdateOrders', batch);
    expect(shipped.data).toMatchObject({
      remaining: 0,
      results: [
        { orderId: first.orderId, ok: true },
        { orderId: unpaid.orderId, ok: false, reason: 'ORDER_STATE' },
        { orderId: second.orderId, ok: true },
      ],
    });
    expect((await warehouse.send('batchUpdateOrders', batch)).data).toEqual(shipped.data);
    expect(await rows('logistics', { orderId: first.orderId })).toHaveLength(1);
    expect(await warehouse.send('batchUpdateOrders', { ...batch, orders: batch.orders.slice(1) })).toMatchObject({
      reason: 'INPUT_INVALID',
    });

    const orderIds = [unpaid.orderId, 'nothing'];
    const remarked = await manager.must('batchUpdateOrders', { action: 'remark', requestId: newRequest(), orderIds, remark: '一批' });
    expect(remarked.results.map(({ ok }) => ok)).toEqual([true, false]);
    const cancelled = await manager.must('batchUpdateOrders', { action: 'cancel', requestId: newRequest(), orderIds, reason: '缺货' });
    expect(cancelled.results).toMatchObject([{ ok: true }, { ok: false, reason: 'ORDER_NOT_FOUND' }]);
    expect((await state(unpaid.orderId))['status']).toBe('cancelled');
  });

  it('asks for the permission of the act', async () => {
    const denied = { status: 403, reason: 'PERMISSION_DENIED' };
    const request = { requestId: newRequest(), orderIds: ['x'] };
    expect(await warehouse.call('batchUpdateOrders', { action: 'cancel', ...request, reason: '缺货' })).toMatchObject(denied);
    expect(await buyer.call('batchUpdateOrders', { action: 'remark', ...request, remark: '' })).toMatchObject(denied);
    expect(
      await manager.call('batchUpdateOrders', { action: 'remark', requestId: newRequest(), orderIds: ['x', 'x'], remark: '' }),
    ).toMatchObject({
      reason: 'INPUT_INVALID',
    });
  });
});

describe('upkeep', () => {
  /** The owner, as the platform's own script: no end user at all. */
  async function owner(name: string, data: object): Promise<Record<string, unknown>> {
    const login = await fetch(`${emulator.origin}/adminLogin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'Tianjian@2026' }),
    });
    const { data: signedIn } = (await login.json()) as { data: { ticket: string } };
    const session = await fetch(`${emulator.origin}/auth/v1/signin/custom?client_id=shop-local`, {
      method: 'POST',
      body: JSON.stringify({ provider_id: 'custom', ticket: signedIn.ticket }),
    });
    const { access_token: token } = (await session.json()) as { access_token: string };
    const response = await fetch(`${emulator.origin}/v1/functions/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  it('deletes a product softly, once nobody waits for it', async () => {
    const { orderId } = await place(1);
    const productId = goods[0]?.productId ?? '';
    expect(await manager.call('deleteProduct', { productId })).toMatchObject({ status: 409, reason: 'PRODUCT_IN_ORDERS' });
    expect(await sales.call('deleteProduct', { productId })).toMatchObject({ reason: 'PERMISSION_DENIED' });
    const db = adminDatabase(emulator);
    const open = (
      await db
        .collection('orders')
        .where({ status: db.command.in(['pending_payment', 'paid', 'shipped']) })
        .limit(1000)
        .get()
    ).data as { items: { productId: string }[] }[];
    const wanted = new Set(open.flatMap((order) => order.items.map((item) => item.productId)));
    const other = goods.find((one) => !wanted.has(one.productId))?.productId ?? '';
    expect(await manager.must('deleteProduct', { productId: other })).toEqual({ deleted: true });
    expect(await manager.must('deleteProduct', { productId: other })).toEqual({ deleted: false });
    expect(await manager.must('product', { action: 'setStatus', productIds: [other], status: 'on' })).toEqual({ changed: 0 });
    expect(await rows('shopProducts', { _id: other })).toMatchObject([{ status: 'off' }]);
    await buyer.must('order', { action: 'cancel', orderId });
  });

  it('makes what is declared and nothing else, for the owner alone', async () => {
    expect(await owner('createCollection', { name: 'orders' })).toMatchObject({ status: 200, data: { created: false } });
    expect(await owner('createCollection', { name: 'passwords' })).toMatchObject({ status: 422, reason: 'COLLECTION_UNKNOWN' });
    expect(await owner('createIndex', { collection: 'orders', index: 'orderNo' })).toMatchObject({ data: { existing: ['orderNo'] } });
    expect(await owner('createIndex', { collection: 'orders', index: 'anything' })).toMatchObject({ reason: 'INDEX_UNKNOWN' });
    for (const [name, data] of [
      ['createCollection', { name: 'orders' }],
      ['createIndex', { collection: 'orders' }],
      ['cleanTestData', {}],
    ] as const)
      expect(await manager.send(name, data)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
  });

  it('erases test customers with their stock given back, and nobody else', async () => {
    const tester = await customer(emulator, 'o-test-cleaning');
    const good = goods[3] ?? { productId: '', skuId: '' };
    const [before] = await rows('products', { _id: good.skuId });
    await tester.must('submitOrder', { requestId: newRequest(), items: [{ ...good, quantity: 3 }], addressId: tester.addressId });
    expect(await owner('cleanTestData', { dryRun: true })).toMatchObject({ data: { members: 1, removed: {} } });
    expect(await owner('cleanTestData', {})).toMatchObject({
      status: 200,
      data: { members: 1, kept: 0, remaining: false, removed: { orders: 1, customerAddresses: 1, member_user: 1 } },
    });
    const [after] = await rows('products', { _id: good.skuId });
    expect([after?.['quantity'], after?.['reserved']]).toEqual([before?.['quantity'], before?.['reserved']]);
    expect(await rows('orders', { _openid: tester.openid })).toEqual([]);
    expect(await owner('cleanTestData', {})).toMatchObject({ data: { members: 0 } });
    expect(await rows('member_user', { _openid: buyer.openid })).toHaveLength(1);
  });
});
