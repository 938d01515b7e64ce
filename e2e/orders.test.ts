import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { adminDatabase } from './support/database.ts';
import { actAs, customer, HOME, MANAGE, newRequest, type User } from './support/shop.ts';

let emulator: Emulator;
let buyer: User & { addressId: string };
let warehouse: User;
/** A product with several SKUs, and one with a single SKU, both well stocked. */
let several: { productId: string; skuId: string; otherSku: string; price: number };
let single: { productId: string; skuId: string };

interface ShopProduct {
  _id: string;
  status: string;
  isDiscount: boolean;
  skus: { skuId: string; price: number }[];
}

beforeAll(async () => {
  emulator = await startEmulator();
  const db = adminDatabase(emulator);
  const products = (await db.collection('shopProducts').where({ status: 'on' }).limit(1000).get()).data as ShopProduct[];
  const stock = new Map(
    ((await db.collection('products').where({}).limit(1000).get()).data as { _id: string; quantity: number }[]).map((one) => [
      one._id,
      one.quantity,
    ]),
  );
  const rich = products.filter((product) => !product.isDiscount && product.skus.every((sku) => (stock.get(sku.skuId) ?? 0) > 50));
  const many = rich.find((product) => product.skus.length > 1);
  const one = rich.find((product) => product.skus.length === 1);
  if (!many?.skus[0] || !many.skus[1] || !one?.skus[0]) throw new Error('the demo shop lacks goods for this test');
  several = { productId: many._id, skuId: many.skus[0].skuId, otherSku: many.skus[1].skuId, price: many.skus[0].price };
  single = { productId: one._id, skuId: one.skus[0].skuId };
  buyer = await customer(emulator, 'o-demo-customer-01');
  warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

function line(quantity = 1): { productId: string; skuId: string; quantity: number } {
  return { productId: several.productId, skuId: several.skuId, quantity };
}

async function available(skuId: string): Promise<{ quantity: number; reserved: number }> {
  const { data } = await adminDatabase(emulator).collection('products').where({ _id: skuId }).get();
  const [stock] = data as { quantity: number; reserved: number }[];
  if (stock === undefined) throw new Error('no such stock');
  return { quantity: stock.quantity, reserved: stock.reserved };
}

describe('who pays for nothing', () => {
  it('holds stock with twenty orders at most, until he pays or cancels one', async () => {
    const hoarder = await customer(emulator, 'o-demo-customer-09');
    const wish = (): { requestId: string; items: ReturnType<typeof line>[]; addressId: string } => ({
      requestId: newRequest(),
      items: [line()],
      addressId: hoarder.addressId,
    });
    const db = adminDatabase(emulator);
    const mine = { _openid: hoarder.openid, hidden: false, status: 'pending_payment' };
    const { total = 0 } = await db.collection('orders').where(mine).count();
    for (let count = total; count < 19; count += 1) await hoarder.must('submitOrder', wish());
    const last = wish();
    const { orderId } = await hoarder.must('submitOrder', last);
    const before = await available(several.skuId);
    expect(await hoarder.call('submitOrder', wish())).toMatchObject({ status: 429, reason: 'ORDERS_UNPAID' });
    expect(await available(several.skuId)).toEqual(before);
    // What he asks for may still be seen, and what he has placed is answered again.
    await hoarder.must('submitOrder', { ...wish(), preview: true });
    expect((await hoarder.must('submitOrder', last)).orderId).toBe(orderId);
    await hoarder.must('order', { action: 'cancel', orderId: orderId ?? '' });
    await hoarder.must('submitOrder', wish());
    const { data } = await db.collection('orders').where(mine).get();
    for (const { _id } of data as { _id: string }[]) await hoarder.must('order', { action: 'cancel', orderId: _id });
  });
});

describe('an order, from cart to receipt', () => {
  it('is placed, paid from the balance, shipped and received, and every step is written down', async () => {
    const before = await available(several.skuId);
    await buyer.must('cart', { action: 'add', ...line(2) });
    const preview = await buyer.must('submitOrder', { requestId: newRequest(), fromCart: true, preview: true });
    expect(preview).toMatchObject({ orderId: null, totalAmount: several.price * 2 });

    const placed = await buyer.must('submitOrder', {
      requestId: newRequest(),
      fromCart: true,
      addressId: buyer.addressId,
      remark: '请轻放',
    });
    expect(placed).toMatchObject({ status: 'pending_payment', totalAmount: several.price * 2 });
    expect(placed.orderNo).toMatch(/^\d{12,}$/);
    expect(await available(several.skuId)).toEqual({ ...before, reserved: before.reserved + 2 });
    expect((await buyer.must('cart', { action: 'list' })).items).toEqual([]);

    const orderId = placed.orderId ?? '';
    expect(await buyer.must('wxPay', { orderId, method: 'balance' })).toEqual({ paid: true });
    expect(await buyer.call('wxPay', { orderId, method: 'balance' })).toMatchObject({ status: 409, reason: 'ORDER_PAID' });

    const parcels = [{ company: 'shunfeng', number: 'SF1234567890' }];
    expect((await warehouse.must('shipOrder', { orderId, parcels })).order.status).toBe('shipped');
    expect(await warehouse.call('shipOrder', { orderId, parcels })).toMatchObject({ status: 409, reason: 'ORDER_STATE' });
    expect(await available(several.skuId)).toEqual({ quantity: before.quantity - 2, reserved: before.reserved });

    expect((await buyer.must('order', { action: 'confirm', orderId })).order.status).toBe('completed');
    const { data } = await adminDatabase(emulator).collection('orderStatusFlows').where({ orderId }).orderBy('createTime', 'asc').get();
    expect((data as { toStatus: string }[]).map((flow) => flow.toStatus)).toEqual(['pending_payment', 'paid', 'shipped', 'completed']);
    expect((await buyer.must('order', { action: 'remove', orderId })).order['hidden']).toBe(true);
  });

  it('gives stock and points back when it is cancelled', async () => {
    const before = await available(single.skuId);
    const me = async (): Promise<unknown> => (await buyer.must('login', {})).user.points;
    const points = await me();
    const order = await buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [{ ...single, quantity: 1 }],
      addressId: buyer.addressId,
      usePoints: 100,
    });
    expect(order).toMatchObject({ pointsUsed: 100, pointsAmount: 100 });
    expect(await me()).toBe(Number(points) - 100);
    const cancelled = await buyer.must('order', { action: 'cancel', orderId: order.orderId ?? '' });
    expect(cancelled.order.status).toBe('cancelled');
    expect(await me()).toBe(points);
    expect(await available(single.skuId)).toEqual(before);
    expect(await buyer.call('wxPay', { orderId: order.orderId ?? '', method: 'balance' })).toMatchObject({
      status: 409,
      reason: 'ORDER_STATE',
    });
  });

  it('gives the balance back when a paid one is cancelled', async () => {
    const balance = (await buyer.must('login', {})).user.balance;
    const order = await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId });
    await buyer.must('wxPay', { orderId: order.orderId ?? '', method: 'balance' });
    expect((await buyer.must('login', {})).user.balance).toBe(balance - order.paymentAmount);
    expect((await buyer.must('order', { action: 'cancel', orderId: order.orderId ?? '' })).order.status).toBe('refunded');
    expect((await buyer.must('login', {})).user.balance).toBe(balance);
  });

  it('expires when its time to pay is over, and completes when nobody confirms', async () => {
    const unpaid = await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId });
    const shipped = await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId });
    await buyer.must('wxPay', { orderId: shipped.orderId ?? '', method: 'balance' });
    await warehouse.must('shipOrder', { orderId: shipped.orderId ?? '', parcels: [{ company: 'jd', number: 'JD0011223344' }] });
    await emulator.post('/__emulator/clock', { advanceMs: 11 * 24 * 3_600_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    const state = async (orderId: string | null): Promise<string> =>
      (await (await actAs(emulator, buyer.openid)).must('order', { action: 'get', orderId: orderId ?? '' })).order.status;
    expect(await state(unpaid.orderId)).toBe('cancelled');
    expect(await state(shipped.orderId)).toBe('completed');
    buyer = await customer(emulator, buyer.openid);
    warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  });
});

describe('what is refused, and changes nothing', () => {
  const good = (): Record<string, unknown> => ({ requestId: newRequest(), items: [line()], addressId: buyer.addressId });

  it.each<[string, Record<string, unknown>, number, string]>([
    ['an unknown product', { items: [{ productId: 'p-nothing', quantity: 1 }] }, 404, 'PRODUCT_NOT_FOUND'],
    ['quantity 0', { items: [{ productId: 'p', quantity: 0 }] }, 400, 'INPUT_INVALID'],
    ['quantity −1', { items: [{ productId: 'p', quantity: -1 }] }, 400, 'INPUT_INVALID'],
    ['quantity 1.5', { items: [{ productId: 'p', quantity: 1.5 }] }, 400, 'INPUT_INVALID'],
    ['quantity 10⁹', { items: [{ productId: 'p', quantity: 1_000_000_000 }] }, 400, 'INPUT_INVALID'],
    ['no items', { items: [] }, 400, 'INPUT_INVALID'],
    ['items that are no list', { items: 'all' }, 400, 'INPUT_INVALID'],
    ['a price of his own', { items: [{ productId: 'p', quantity: 1, price: 1 }] }, 400, 'INPUT_INVALID'],
    ['an amount of his own', { paymentAmount: 1 }, 400, 'INPUT_INVALID'],
    ['an over-long remark', { remark: '很'.repeat(201) }, 400, 'INPUT_INVALID'],
    ['negative points', { usePoints: -1 }, 400, 'INPUT_INVALID'],
    ['more points than he has', { usePoints: 9_999_999 }, 409, 'POINTS_INSUFFICIENT'],
    ['no address', { addressId: undefined }, 400, 'INPUT_INVALID'],
    ['an unknown address', { addressId: 'nowhere' }, 404, 'ADDRESS_NOT_FOUND'],
    ['an id with an operator in it', { addressId: { $ne: '' } }, 400, 'INPUT_INVALID'],
    ['a coupon that he does not have', { userCouponId: 'none' }, 422, 'COUPON_UNAVAILABLE'],
    ['no request id', { requestId: undefined }, 400, 'INPUT_INVALID'],
  ])('%s', async (_what, changes, status, reason) => {
    const meter = async (): Promise<number> =>
      (await adminDatabase(emulator).collection('orders').where({ _openid: buyer.openid }).count()).total;
    const before = await meter();
    const answer = await buyer.send('submitOrder', { ...good(), ...changes });
    expect({ status: answer.status, reason: answer.reason, data: answer.data }).toEqual({ status, reason, data: null });
    expect(await meter()).toBe(before);
  });

  it('a SKU of another product', async () => {
    const answer = await buyer.send('submitOrder', {
      ...good(),
      items: [{ productId: single.productId, skuId: several.skuId, quantity: 1 }],
    });
    expect(answer).toMatchObject({ status: 404, reason: 'SKU_NOT_FOUND' });
  });

  it("somebody else's address or order", async () => {
    const other = await customer(emulator, 'o-test-other');
    expect(await other.send('submitOrder', { ...good(), addressId: buyer.addressId })).toMatchObject({
      status: 404,
      reason: 'ADDRESS_NOT_FOUND',
    });
    const order = await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId });
    const orderId = order.orderId ?? '';
    for (const action of ['get', 'cancel', 'confirm', 'remove', 'buyAgain'] as const) {
      expect(await other.call('order', { action, orderId })).toMatchObject({ status: 404, reason: 'ORDER_NOT_FOUND' });
    }
    expect(await other.call('wxPay', { orderId, method: 'balance' })).toMatchObject({ status: 404, reason: 'ORDER_NOT_FOUND' });
    expect(await other.send('address', { action: 'save', address: { ...HOME, _id: buyer.addressId } })).toMatchObject({ status: 404 });
    expect(await other.call('address', { action: 'remove', addressId: buyer.addressId })).toMatchObject({ status: 404 });
    await buyer.must('order', { action: 'cancel', orderId });
  });

  it('what only staff, or only some of them, may do', async () => {
    const order = await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId });
    const orderId = order.orderId ?? '';
    const parcels = [{ company: 'jd', number: 'JD0000000001' }];
    const denied = { status: 403, reason: 'PERMISSION_DENIED' };
    expect(await buyer.call('shipOrder', { orderId, parcels })).toMatchObject(denied);
    expect(
      await buyer.call('stock', { action: 'in', requestId: newRequest(), skuId: several.skuId, quantity: 5, reason: '进货' }),
    ).toMatchObject(denied);
    expect(await buyer.call('product', { action: 'setStatus', productIds: [several.productId], status: 'off' })).toMatchObject(denied);
    expect(await buyer.call('initDatabase', {})).toMatchObject(denied);
    expect(await buyer.call('initShopProducts', { action: 'demo' })).toMatchObject(denied);
    expect(await buyer.call('generateOrderId', {})).toMatchObject(denied);
    expect(await buyer.call('staffSession', {})).toMatchObject(denied);
    expect(await warehouse.call('order', { action: 'staffCancel', orderId, reason: '缺货' })).toMatchObject(denied);
    expect(
      await warehouse.call('product', { action: 'setPrices', productId: several.productId, prices: [{ skuId: several.skuId, price: 1 }] }),
    ).toMatchObject(denied);
    expect(await warehouse.call('shipOrder', { orderId, parcels })).toMatchObject({ status: 409, reason: 'ORDER_STATE' });
    expect(await warehouse.call('shipOrder', { orderId, parcels: [{ company: 'nobody', number: 'JD0000000001' }] })).toMatchObject({
      status: 400,
    });
    await buyer.must('order', { action: 'cancel', orderId });
  });

  it('a province that is not served, before anything is paid', async () => {
    const { address } = await buyer.must('address', { action: 'save', address: { ...HOME, province: '台湾省' } });
    expect(await buyer.send('submitOrder', { ...good(), addressId: address?._id })).toMatchObject({
      status: 422,
      reason: 'AREA_NOT_SERVED',
    });
    await buyer.must('address', { action: 'remove', addressId: address?._id ?? '' });
  });

  it('more than there is, with what is left', async () => {
    const { quantity, reserved } = await available(single.skuId);
    const pieces = quantity - reserved - 5;
    await warehouse.must('stock', { action: 'out', requestId: newRequest(), skuId: single.skuId, quantity: pieces, reason: '调拨' });
    const answer = await buyer.send('submitOrder', { ...good(), items: [{ ...single, quantity: 6 }] });
    expect(answer).toMatchObject({ status: 409, reason: 'STOCK_INSUFFICIENT' });
    expect(answer.message).toContain('仅剩 5 件');
    await warehouse.must('stock', { action: 'in', requestId: newRequest(), skuId: single.skuId, quantity: pieces, reason: '调拨退回' });
  });
});

describe('the same act twice', () => {
  it('is one order, whatever else the second one says', async () => {
    const requestId = newRequest();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => buyer.must('submitOrder', { requestId, items: [line()], addressId: buyer.addressId })),
    );
    expect(new Set(answers.map((answer) => answer.orderId)).size).toBe(1);
    const { total } = await adminDatabase(emulator).collection('orders').where({ _openid: buyer.openid, requestId }).count();
    expect(total).toBe(1);
    const again = await buyer.must('submitOrder', { requestId, items: [line(5)], addressId: buyer.addressId });
    expect(again).toEqual(answers[0]);
    await buyer.must('order', { action: 'cancel', orderId: again.orderId ?? '' });
  });

  it('books stock once per request', async () => {
    const before = await available(single.skuId);
    const requestId = newRequest();
    await Promise.all(
      Array.from({ length: 8 }, () =>
        warehouse.must('stock', { action: 'in', requestId, skuId: single.skuId, quantity: 7, reason: '采购入库' }),
      ),
    );
    expect((await available(single.skuId)).quantity).toBe(before.quantity + 7);
    expect(
      await warehouse.call('stock', { action: 'out', requestId: newRequest(), skuId: single.skuId, quantity: 9999, reason: '报损' }),
    ).toMatchObject({
      status: 409,
      reason: 'STOCK_INSUFFICIENT',
    });
  });

  it('gives no number twice', async () => {
    const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
    const numbers = await Promise.all(Array.from({ length: 100 }, () => manager.must('generateOrderId', {})));
    expect(new Set(numbers.map(({ orderNo }) => orderNo)).size).toBe(100);
  });
});

describe('two hundred buyers for the last ten', () => {
  it('get exactly ten orders and 190 refusals that say why', async () => {
    const { quantity, reserved } = await available(several.otherSku);
    await warehouse.must('stock', {
      action: 'out',
      requestId: newRequest(),
      skuId: several.otherSku,
      quantity: quantity - reserved - 10,
      reason: '调拨',
    });
    const buyers = await Promise.all(Array.from({ length: 200 }, (_, index) => customer(emulator, `o-rush-${index}`)));
    const answers = await Promise.all(
      buyers.map((one) =>
        one.call('submitOrder', {
          requestId: newRequest(),
          items: [{ productId: several.productId, skuId: several.otherSku, quantity: 1 }],
          addressId: one.addressId,
        }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(10);
    expect(answers.filter((answer) => answer.status === 409 && answer.reason === 'STOCK_INSUFFICIENT')).toHaveLength(190);
    const after = await available(several.otherSku);
    expect(after.quantity - after.reserved).toBe(0);
  });
});
