import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { adminDatabase } from './support/database.ts';
import { actAs, customer, HOME, MANAGE, newRequest, type User } from './support/shop.ts';

/** Customers whom staff serve and the orders written for them, through the built functions. */
let emulator: Emulator;
let sales: User;
let warehouse: User;
let manager: User;
/** Two SKUs of single-SKU products that are plentiful, with what a piece weighs. */
let goods: { productId: string; skuId: string; price: number; unit: string; weightGrams: number }[];

interface Row {
  _id: string;
  [field: string]: unknown;
}

beforeAll(async () => {
  emulator = await startEmulator();
  const db = adminDatabase(emulator);
  const stocks = (await db.collection('products').where({}).limit(1000).get()).data as { _id: string; quantity: number; unit: string }[];
  const products = (await db.collection('shopProducts').where({ status: 'on' }).limit(1000).get()).data as {
    _id: string;
    isDiscount: boolean;
    skus: { skuId: string; price: number; weightGrams: number }[];
  }[];
  const stockOf = new Map(stocks.map((stock) => [stock._id, stock]));
  goods = products
    .filter((product) => !product.isDiscount)
    .flatMap((product) => product.skus.map((sku) => ({ productId: product._id, ...sku, unit: stockOf.get(sku.skuId)?.unit ?? '' })))
    .filter((one) => (stockOf.get(one.skuId)?.quantity ?? 0) > 60 && one.weightGrams > 0);
  sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

function good(index: number): (typeof goods)[number] {
  const one = goods[index];
  if (one === undefined) throw new Error('the demo shop lacks goods for this test');
  return one;
}

async function rows(collection: string, where: object): Promise<Row[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Row[];
}

async function stock(skuId: string): Promise<{ quantity: number; reserved: number }> {
  const [one] = await rows('products', { _id: skuId });
  return { quantity: Number(one?.['quantity']), reserved: Number(one?.['reserved']) };
}

async function newCustomer(name: string, fields: object = {}): Promise<string> {
  const { customer: made } = await sales.must('customer', { action: 'save', requestId: newRequest(), customer: { name, ...fields } });
  if (made === undefined) throw new Error('no customer');
  return made._id;
}

async function draft(customerId: string, items: { skuId: string; unit?: string; quantity: number }[], more: object = {}): Promise<Row> {
  const { order } = await sales.must('internalOrder', { action: 'save', requestId: newRequest(), customerId, items, ...more });
  if (order === undefined) throw new Error('no order');
  return order;
}

async function confirmed(customerId: string, skuId: string, quantity = 1000): Promise<Row> {
  const { _id } = await draft(customerId, [{ skuId, quantity }]);
  return (await sales.must('internalOrder', { action: 'confirm', orderId: _id })).order ?? { _id };
}

describe('customers of the staff’s', () => {
  it('are found by any part of their name or four digits of their phone, and have their own addresses and prices', async () => {
    const id = await newCustomer('江南小馆（滨江店）', { phone: '13511112222', type: '餐馆', creditLimit: 500_00 });
    for (const keyword of ['小馆', '滨江', '馆', '1112', '13511112222']) {
      const { list } = await sales.must('customer', { action: 'list', keyword });
      expect(list?.map(({ _id }) => _id)).toContain(id);
    }
    expect((await sales.must('customer', { action: 'list', keyword: '江北' })).list).toEqual([]);
    expect(
      await sales.call('customer', { action: 'save', requestId: newRequest(), customer: { name: '另一家', phone: '13511112222' } }),
    ).toMatchObject({
      status: 409,
      reason: 'CUSTOMER_EXISTS',
    });
    await sales.must('customer', { action: 'save', requestId: newRequest(), customer: { _id: id, name: '江南大馆' } });
    const renamed = await sales.must('customer', { action: 'list', keyword: '大馆' });
    expect(renamed.list).toMatchObject([{ _id: id, phone: '13511112222', creditLimit: 500_00 }]);

    const { addresses } = await sales.must('customer', { action: 'saveAddress', requestId: newRequest(), customerId: id, address: HOME });
    expect(addresses).toMatchObject([{ customerId: id, isDefault: true, city: HOME.city }]);
    const { prices } = await sales.must('customer', {
      action: 'setPrices',
      customerId: id,
      prices: [{ skuId: good(0).skuId, price: 123 }],
    });
    expect(prices).toMatchObject([{ skuId: good(0).skuId, price: 123, unit: good(0).unit }]);
    const whole = await sales.must('customer', { action: 'get', customerId: id });
    expect(whole).toMatchObject({ owed: 0, prices: [{ price: 123 }], addresses: [{ detail: HOME.detail }] });
    await sales.must('customer', { action: 'setPrices', customerId: id, prices: [{ skuId: good(0).skuId, price: null }] });
    expect((await sales.must('customer', { action: 'get', customerId: id })).prices).toEqual([]);
  });

  it('are the business of sales and managers alone, and of nobody who sends nonsense', async () => {
    const denied = { status: 403, reason: 'PERMISSION_DENIED' };
    const buyer = await actAs(emulator, 'o-demo-customer-02');
    for (const user of [buyer, warehouse]) {
      expect(await user.call('customer', { action: 'list' })).toMatchObject(denied);
      expect(await user.call('internalOrder', { action: 'confirm', orderId: 'x' })).toMatchObject(denied);
    }
    expect(await sales.call('customer', { action: 'get', customerId: 'nobody' })).toMatchObject({ reason: 'CUSTOMER_NOT_FOUND' });
    const bad = { status: 400, reason: 'INPUT_INVALID' };
    expect(await sales.send('customer', { action: 'save', requestId: newRequest(), customer: { name: '', owed: 0 } })).toMatchObject(bad);
    expect(await sales.send('customer', { action: 'save', requestId: newRequest(), customer: { name: '甲', owed: 0 } })).toMatchObject(bad);
    expect(await sales.send('customer', { action: 'list', keyword: { $ne: '' } })).toMatchObject(bad);
  });

  it('pay what they owe in parts, once per request', async () => {
    const id = await newCustomer('月结客户');
    const receipt = { action: 'receive', requestId: newRequest(), customerId: id, amount: 300, method: 'transfer' } as const;
    const answers = await Promise.all(Array.from({ length: 4 }, () => sales.call('customer', receipt)));
    expect(answers.filter(({ status }) => status === 200).map(({ data }) => data?.owed)).toEqual(
      answers.filter(({ status }) => status === 200).map(() => -300),
    );
    expect(await sales.must('customer', { action: 'statement', customerId: id })).toMatchObject({ owed: -300, rows: [{ amount: -300 }] });
  });
});

describe('an order that staff write', () => {
  it('starts as a draft without stock, at his own price, by weight, and is edited by one person at a time', async () => {
    const [a, b] = [good(0), good(1)];
    const id = await newCustomer('学校食堂');
    await sales.must('customer', { action: 'setPrices', customerId: id, prices: [{ skuId: a.skuId, unit: '斤', price: 450 }] });
    const before = await stock(a.skuId);
    const order = await draft(id, [
      { skuId: a.skuId, unit: '斤', quantity: 10_500 },
      { skuId: b.skuId, quantity: 2000 },
    ]);
    const pieces = Math.ceil((10.5 * 500) / a.weightGrams);
    expect(order).toMatchObject({ status: 'draft', source: 'staff', customerName: '学校食堂', revision: 1, placed: false });
    expect(order['items']).toMatchObject([
      { skuId: a.skuId, unit: '斤', unitPrice: 450, quantity: pieces, amount: 4725, measure: { unit: '斤', thousandths: 10_500 } },
      { skuId: b.skuId, unit: b.unit, unitPrice: b.price, quantity: 2, amount: b.price * 2 },
    ]);
    expect(order['paymentAmount']).toBe(4725 + b.price * 2);
    expect(await stock(a.skuId)).toEqual(before);

    const edit = {
      action: 'save' as const,
      requestId: newRequest(),
      orderId: order._id,
      customerId: id,
      items: [{ skuId: a.skuId, quantity: 1000 }],
    };
    expect((await sales.must('internalOrder', { ...edit, revision: 1 })).order).toMatchObject({ revision: 2, itemCount: 1 });
    expect(await manager.call('internalOrder', { ...edit, revision: 1 })).toMatchObject({ status: 409, reason: 'ORDER_CHANGED' });
    expect(await rows('orderHistories', { orderId: order._id })).toMatchObject([{ action: 'lines', operator: 's-demo-02' }]);

    expect((await sales.must('internalOrder', { action: 'cancel', orderId: order._id, reason: '不要了' })).order?.status).toBe('cancelled');
    expect(await sales.call('internalOrder', { action: 'confirm', orderId: order._id })).toMatchObject({ reason: 'ORDER_STATE' });
    expect(await sales.call('internalOrder', { ...edit, revision: 2 })).toMatchObject({ reason: 'ORDER_STATE' });
  });

  it('refuses lines it cannot price', async () => {
    const id = await newCustomer('试单');
    const save = (items: object[], more: object = {}): Promise<unknown> =>
      sales.send('internalOrder', { action: 'save', requestId: newRequest(), customerId: id, items, ...more });
    const { skuId } = good(0);
    expect(await save([{ skuId, quantity: 1000, unitPrice: 1 }])).toMatchObject({ reason: 'INPUT_INVALID' });
    expect(await save([{ skuId, quantity: 0 }])).toMatchObject({ reason: 'INPUT_INVALID' });
    expect(await save([{ skuId, quantity: 1.5 }])).toMatchObject({ reason: 'INPUT_INVALID' });
    expect(
      await save([
        { skuId, quantity: 1000 },
        { skuId, quantity: 1000 },
      ]),
    ).toMatchObject({ reason: 'INPUT_INVALID' });
    expect(await save([{ skuId: 'nothing', quantity: 1000 }])).toMatchObject({ reason: 'SKU_NOT_FOUND' });
    expect(await save([{ skuId, unit: '打', quantity: 1000 }])).toMatchObject({ reason: 'UNIT_UNKNOWN' });
    expect(await save([{ skuId, quantity: 1000 }], { addressId: 'elsewhere' })).toMatchObject({ reason: 'ADDRESS_NOT_FOUND' });
  });

  it('reserves at confirmation, is put on credit within the limit, shipped, and the statement tells it', async () => {
    const { skuId, price } = good(2);
    const id = await newCustomer('赊账客户', { creditLimit: price + 10 });
    const before = await stock(skuId);
    const first = await draft(id, [{ skuId, quantity: 1000 }]);
    const taps = await Promise.all(Array.from({ length: 5 }, () => sales.call('internalOrder', { action: 'confirm', orderId: first._id })));
    expect(taps.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await stock(skuId)).toEqual({ ...before, reserved: before.reserved + 1 });

    const paid = await Promise.all(
      Array.from({ length: 4 }, () => sales.call('internalOrder', { action: 'pay', orderId: first._id, method: 'credit' })),
    );
    expect(paid.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(paid.filter(({ reason }) => reason === 'ORDER_PAID')).toHaveLength(3);
    expect(await sales.must('customer', { action: 'statement', customerId: id })).toMatchObject({
      owed: price,
      rows: [{ type: 'order', amount: price, owedAfter: price, orderId: first._id }],
    });
    const second = await confirmed(id, skuId);
    expect(await sales.call('internalOrder', { action: 'pay', orderId: second._id, method: 'credit' })).toMatchObject({
      status: 409,
      reason: 'CREDIT_INSUFFICIENT',
    });
    expect((await sales.must('internalOrder', { action: 'cancel', orderId: second._id, reason: '超额' })).order?.status).toBe('cancelled');

    const parcels = [{ company: 'jd', number: 'JD7700000001' }];
    expect((await warehouse.must('shipOrder', { orderId: first._id, parcels })).order.status).toBe('shipped');
    expect(await stock(skuId)).toEqual({ quantity: before.quantity - 1, reserved: before.reserved });
    const flows = await rows('orderStatusFlows', { orderId: first._id });
    expect(flows.map((flow) => flow['event']).sort()).toEqual(['confirm', 'pay', 'ship']);
    expect((await sales.must('internalOrder', { action: 'list', customerId: id })).list?.map(({ status }) => status)).toEqual([
      'cancelled',
      'shipped',
    ]);
  });

  it('gives back what was owed, and prepaid goods, when a paid one is cancelled', async () => {
    const { skuId, price, unit } = good(3);
    const id = await newCustomer('预存客户', { creditLimit: 10_000_00 });
    const credit = await confirmed(id, skuId);
    await sales.must('internalOrder', { action: 'pay', orderId: credit._id, method: 'credit' });
    expect((await sales.must('internalOrder', { action: 'cancel', orderId: credit._id, reason: '改主意' })).order?.status).toBe('refunded');
    expect((await sales.must('customer', { action: 'statement', customerId: id })).owed).toBe(0);

    const byGoods = await confirmed(id, skuId, 2000);
    const pay = { action: 'pay', orderId: byGoods._id, method: 'prepaid' } as const;
    expect(await sales.call('internalOrder', pay)).toMatchObject({ reason: 'PREPAID_NOT_FOUND' });
    await sales.must('addPrestore', { requestId: newRequest(), customerId: id, productId: skuId, quantity: 3000, unit });
    expect((await sales.must('internalOrder', pay)).order).toMatchObject({
      status: 'paid',
      paymentMethod: 'prepaid',
      paymentAmount: price * 2,
    });
    const left = async (): Promise<unknown> => (await rows('prepaidRecords', { customerId: id }))[0]?.['quantity'];
    expect(await left()).toBe(1000);
    const more = await confirmed(id, skuId, 2000);
    expect(await sales.call('internalOrder', { ...pay, orderId: more._id })).toMatchObject({ reason: 'PREPAID_INSUFFICIENT' });
    await sales.must('internalOrder', { action: 'pay', orderId: more._id, method: 'cash' });
    await sales.must('internalOrder', { action: 'cancel', orderId: byGoods._id, reason: '退' });
    expect(await left()).toBe(3000);
    await sales.must('internalOrder', { action: 'cancel', orderId: more._id, reason: '退现金' });
  });

  it('is billed to the WeChat of the member he also is, and paid there', async () => {
    const { skuId } = good(4);
    const member = await customer(emulator, 'o-demo-customer-01');
    const id = await newCustomer('林小满');
    const order = await confirmed(id, skuId);
    expect(await sales.call('internalOrder', { action: 'bill', orderId: order._id })).toMatchObject({ reason: 'MEMBER_NOT_LINKED' });
    const linked = { _id: id, name: '林小满', memberId: member.openid };
    await sales.must('customer', { action: 'save', requestId: newRequest(), customer: linked });
    expect(await member.call('order', { action: 'get', orderId: order._id })).toMatchObject({ reason: 'ORDER_NOT_FOUND' });
    expect((await sales.must('internalOrder', { action: 'bill', orderId: order._id })).order?.status).toBe('pending_payment');
    expect((await member.must('order', { action: 'get', orderId: order._id })).order.status).toBe('pending_payment');
    expect(await member.must('wxPay', { orderId: order._id, method: 'balance' })).toEqual({ paid: true });
    expect(await sales.call('internalOrder', { action: 'pay', orderId: order._id, method: 'cash' })).toMatchObject({
      reason: 'ORDER_PAID',
    });
  });

  it.each(['credit', 'cash'] as const)('paid by %s, a part of it goes back the way it came when the customer asks', async (method) => {
    const { skuId, price } = good(6);
    const member = await customer(emulator, method === 'credit' ? 'o-demo-customer-03' : 'o-demo-customer-04');
    const id = await newCustomer(`售后${method}`, { creditLimit: 10_000_00, memberId: member.openid });
    const order = await confirmed(id, skuId, 2000);
    await sales.must('internalOrder', { action: 'bill', orderId: order._id });
    await sales.must('internalOrder', { action: 'pay', orderId: order._id, method });
    await warehouse.must('shipOrder', { orderId: order._id, parcels: [{ company: 'jd', number: `JD88000000${method.length}` }] });
    const wish = { orderId: order._id, skuId, quantity: 1, type: 'refund_only', reason: 'spoiled' } as const;
    const { afterSale } = await member.must('afterSale', { action: 'apply', requestId: newRequest(), ...wish });
    const afterSaleId = afterSale?._id ?? '';
    const agreed = await manager.must('afterSale', { action: 'approve', afterSaleId });
    const owed = async (): Promise<unknown> => (await sales.must('customer', { action: 'statement', customerId: id })).owed;
    if (method === 'credit') {
      // What he owes is less at once.
      expect([agreed.afterSale?.status, await owed()]).toEqual(['refunded', price]);
    } else {
      // Money that was taken at the counter is given back there: until somebody writes that down, the case waits for a person.
      expect([agreed.afterSale?.status, await owed()]).toEqual(['manual', 0]);
      const [refund] = await rows('refunds', { caseId: afterSaleId });
      expect(refund).toMatchObject({ status: 'manual', channel: 'offline', amount: price });
      const paid = { action: 'markManual', refundId: refund?._id ?? '', remark: '柜台退现金' } as const;
      await manager.must('afterSale', paid);
      expect(await manager.call('afterSale', paid)).toMatchObject({ status: 409, reason: 'REFUND_STATE' });
      expect(await rows('afterSales', { _id: afterSaleId })).toMatchObject([{ status: 'refunded' }]);
    }
    expect(await rows('orders', { _id: order._id })).toMatchObject([{ status: 'shipped', refundedAmount: price }]);
  });

  it('does not oversell: of forty confirmed at once for the last ten pieces, ten hold', async () => {
    const { skuId } = good(5);
    const { quantity, reserved } = await stock(skuId);
    await manager.must('stock', { action: 'out', requestId: newRequest(), skuId, quantity: quantity - reserved - 10, reason: '调拨' });
    const id = await newCustomer('抢货');
    const drafts: Row[] = [];
    for (let number = 0; number < 40; number += 1) drafts.push(await draft(id, [{ skuId, quantity: 1000 }]));
    const answers = await Promise.all(drafts.map(({ _id }) => sales.call('internalOrder', { action: 'confirm', orderId: _id })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ reason }) => reason === 'STOCK_INSUFFICIENT')).toHaveLength(30);
    const after = await stock(skuId);
    expect(after.quantity - after.reserved).toBe(0);
  });
});
