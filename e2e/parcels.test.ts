import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type {
  LogisticsDocument,
  OrderDocument,
  OrderFlowDocument,
  StockDocument,
  StockRecordDocument,
} from '@shop/shared/database/documents.ts';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { atLine, Death, dies } from './support/rival.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';
import { enrich, keeper as staff, me, OPENID } from './support/shop-here.ts';

/** An order that leaves in several parcels, day after day; and what may come in between. Through the built functions, and at exact lines through the services. */
let emulator: Emulator;
let buyer: User & { addressId: string };
let warehouse: User;
let manager: User;
let services: {
  interfere: typeof import('../cloudfunctions/_platform/checkpoint.ts').interfere;
  ship: typeof import('../cloudfunctions/_services/orders/fulfil.ts').ship;
  cancelOrder: typeof import('../cloudfunctions/_services/orders/customer.ts').cancelOrder;
  sweepTasks: typeof import('../cloudfunctions/_services/orders/sweep.ts').sweepTasks;
  sweepMarkers: typeof import('../cloudfunctions/_services/orders/sweep.ts').sweepMarkers;
};
let goods: [{ productId: string; skuId: string }, { productId: string; skuId: string }];

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const [one, two] = (data as StockDocument[])
    .filter((stock) => stock.quantity - stock.reserved > 100 && stock.price > 300 && stock.price < 5000 && stock.soldByWeight !== true)
    .map((stock) => ({ productId: stock.shopProductId, skuId: stock._id }));
  if (one === undefined || two === undefined) throw new Error('the demo shop lacks goods for this test');
  goods = [one, two];
  const [checkpoint, customerOrders, fulfil, sweep] = await Promise.all([
    import('../cloudfunctions/_platform/checkpoint.ts'),
    import('../cloudfunctions/_services/orders/customer.ts'),
    import('../cloudfunctions/_services/orders/fulfil.ts'),
    import('../cloudfunctions/_services/orders/sweep.ts'),
  ]);
  services = { ...checkpoint, ...customerOrders, ...fulfil, ...sweep };
  await signIn();
  await enrich();
});

async function signIn(): Promise<void> {
  buyer = await customer(emulator, OPENID);
  warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
}

afterEach(async () => {
  services.interfere(null);
  const later = new Date(Date.now() + 10 * 60_000);
  await services.sweepTasks(later);
  await services.sweepMarkers(later);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

/** A paid order of `first` and `second` pieces. */
async function paid(first = 3, second = 2): Promise<string> {
  const items = [
    { ...goods[0], quantity: first },
    { ...goods[1], quantity: second },
  ];
  const { orderId } = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId });
  await buyer.must('wxPay', { orderId: orderId ?? '', method: 'balance' });
  return orderId ?? '';
}

let count = 0;
function parcel(...quantities: [number?, number?]): { company: string; number: string; items?: { skuId: string; quantity: number }[] } {
  const items = goods.flatMap(({ skuId }, at) => (quantities[at] ? [{ skuId, quantity: quantities[at] }] : []));
  return { company: 'shunfeng', number: `SF${String((count += 1)).padStart(10, '0')}`, ...(items.length > 0 ? { items } : {}) };
}

async function rows<Doc>(collection: string, where: object): Promise<Doc[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Doc[];
}

async function orderOf(orderId: string): Promise<OrderDocument> {
  const [order] = await rows<OrderDocument>('orders', { _id: orderId });
  if (order === undefined) throw new Error('no order');
  return order;
}

async function stockOf(at: 0 | 1): Promise<{ quantity: number; reserved: number }> {
  const [stock] = await rows<StockDocument>('products', { _id: goods[at].skuId });
  return { quantity: stock?.quantity ?? 0, reserved: stock?.reserved ?? 0 };
}

const claim = (
  orderId: string,
  at: 0 | 1,
  quantity: number,
  more: { type?: 'refund_only' | 'return_goods'; reason?: 'late' | 'spoiled' | 'unwanted' } = {},
) =>
  ({
    action: 'apply',
    requestId: newRequest(),
    orderId,
    skuId: goods[at].skuId,
    quantity,
    type: 'refund_only',
    reason: 'late',
    ...more,
  }) as const;

describe('an order in several parcels', () => {
  it('stays to be shipped until the last one, and every parcel moves its own stock and has its own track', async () => {
    const before = [await stockOf(0), await stockOf(1)] as const;
    const orderId = await paid();
    const first = parcel(2);
    expect((await warehouse.must('shipOrder', { orderId, parcels: [first] })).order.status).toBe('paid');
    expect(await stockOf(0)).toEqual({ quantity: before[0].quantity - 2, reserved: before[0].reserved + 1 });
    expect(await stockOf(1)).toEqual({ ...before[1], reserved: before[1].reserved + 2 });

    // The same tap twice changes nothing; the same number for other goods is a mistake.
    expect((await warehouse.must('shipOrder', { orderId, parcels: [first] })).order.status).toBe('paid');
    const other = { ...first, items: [{ skuId: goods[1].skuId, quantity: 1 }] };
    expect(await warehouse.call('shipOrder', { orderId, parcels: [other] })).toMatchObject({ reason: 'INPUT_INVALID' });
    expect(await buyer.call('order', { action: 'confirm', orderId })).toMatchObject({ reason: 'ORDER_STATE' });
    expect(await buyer.call('order', { action: 'cancel', orderId })).toMatchObject({ status: 409, reason: 'ORDER_STATE' });

    expect((await warehouse.must('shipOrder', { orderId, parcels: [parcel(1, 1)] })).order.status).toBe('paid');
    // The last parcel need not say what it holds.
    expect((await warehouse.must('shipOrder', { orderId, parcels: [parcel()] })).order.status).toBe('shipped');
    expect([await stockOf(0), await stockOf(1)]).toEqual([
      { quantity: before[0].quantity - 3, reserved: before[0].reserved },
      { quantity: before[1].quantity - 2, reserved: before[1].reserved },
    ]);
    const order = await orderOf(orderId);
    expect(order.items.map((item) => item.shipped)).toEqual([3, 2]);
    expect(order.parcels.map((one) => one.items?.map(({ quantity }) => quantity))).toEqual([[2], [1, 1], [1]]);
    expect((await rows<LogisticsDocument>('logistics', { orderId })).map(({ number }) => number).sort()).toEqual(
      order.parcels.map(({ number }) => number),
    );
    const flows = await rows<OrderFlowDocument>('orderStatusFlows', { orderId });
    expect(flows.map(({ event }) => event).sort()).toEqual(['pay', 'place', 'ship', 'ship_part', 'ship_part']);
    const moved = (await rows<StockRecordDocument>('records', { orderId })).filter(({ type }) => type === 'ship');
    expect(moved.map(({ quantity }) => quantity).sort()).toEqual([1, 1, 1, 2]);
    expect(await buyer.must('order', { action: 'confirm', orderId })).toMatchObject({ order: { status: 'completed' } });
  });

  it.each<[string, () => { skuId: string; quantity: number }[]]>([
    ['more than was ordered', () => [{ skuId: goods[0].skuId, quantity: 4 }]],
    ['goods that are not in it', () => [{ skuId: 'sku-nothing', quantity: 1 }]],
    [
      'the same goods twice in a parcel',
      () => [
        { skuId: goods[0].skuId, quantity: 1 },
        { skuId: goods[0].skuId, quantity: 1 },
      ],
    ],
    ['no piece', () => [{ skuId: goods[0].skuId, quantity: 0 }]],
    ['half a piece', () => [{ skuId: goods[0].skuId, quantity: 0.5 }]],
  ])('is not shipped with %s', async (_, items) => {
    const orderId = await paid();
    const parcels = [{ ...parcel(), items: items() }];
    expect(await warehouse.send('shipOrder', { orderId, parcels })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect((await orderOf(orderId)).parcels).toEqual([]);
  });

  it('completes by itself so many days after its last parcel, not its first', async () => {
    const orderId = await paid();
    await warehouse.must('shipOrder', { orderId, parcels: [parcel(3)] });
    await emulator.post('/__emulator/clock', { advanceMs: 6 * 24 * 3_600_000 });
    await signIn();
    await warehouse.must('shipOrder', { orderId, parcels: [parcel(0, 2)] });
    await emulator.post('/__emulator/clock', { advanceMs: 6 * 24 * 3_600_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect((await orderOf(orderId)).status).toBe('shipped');
    await emulator.post('/__emulator/clock', { advanceMs: 5 * 24 * 3_600_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect((await orderOf(orderId)).status).toBe('completed');
    await signIn();
  });
});

describe('money back for an order that has left in part', () => {
  it('gives what was not sent back to the stock, and closes the shipping when that was the rest', async () => {
    const before = await stockOf(0);
    const orderId = await paid();
    await warehouse.must('shipOrder', { orderId, parcels: [parcel(1, 2)] });
    const { afterSale } = await buyer.must('afterSale', claim(orderId, 0, 2));
    expect(await warehouse.call('shipOrder', { orderId, parcels: [parcel(2)] })).toMatchObject({ reason: 'AFTER_SALE_OPEN' });
    await manager.must('afterSale', { action: 'approve', afterSaleId: afterSale?._id ?? '' });
    const order = await orderOf(orderId);
    expect(order).toMatchObject({ status: 'shipped' });
    expect(order.items[0]).toMatchObject({ shipped: 1, afterSale: { pieces: 2, unshipped: 2 } });
    expect(await stockOf(0)).toEqual({ quantity: before.quantity - 1, reserved: before.reserved });
    expect(await buyer.must('order', { action: 'confirm', orderId })).toMatchObject({ order: { status: 'completed' } });
  });

  it('tells sent pieces from those that are still here', async () => {
    const before = await stockOf(0);
    const orderId = await paid();
    await warehouse.must('shipOrder', { orderId, parcels: [parcel(2)] });
    expect(await buyer.call('afterSale', claim(orderId, 0, 3, { reason: 'spoiled' }))).toMatchObject({ reason: 'AFTER_SALE_QUANTITY' });
    expect(await buyer.call('afterSale', claim(orderId, 1, 1, { type: 'return_goods' }))).toMatchObject({ reason: 'INPUT_INVALID' });
    const spoiled = await buyer.must('afterSale', claim(orderId, 0, 2, { reason: 'spoiled' }));
    await manager.must('afterSale', { action: 'approve', afterSaleId: spoiled.afterSale?._id ?? '' });
    // Goods that were sent are gone, and the third piece is still held.
    expect(await stockOf(0)).toEqual({ quantity: before.quantity - 2, reserved: before.reserved + 1 });
    const unwanted = await buyer.must('afterSale', claim(orderId, 0, 1, { reason: 'unwanted' }));
    // The other line goes on its way meanwhile.
    expect((await warehouse.must('shipOrder', { orderId, parcels: [parcel(0, 1)] })).order.status).toBe('paid');
    await manager.must('afterSale', { action: 'approve', afterSaleId: unwanted.afterSale?._id ?? '' });
    expect(await stockOf(0)).toEqual({ quantity: before.quantity - 2, reserved: before.reserved });
    expect((await warehouse.must('shipOrder', { orderId, parcels: [parcel()] })).order.status).toBe('shipped');
  });

  it('is refunded as a whole when everything went back, sent or not', async () => {
    const orderId = await paid(1, 1);
    await warehouse.must('shipOrder', { orderId, parcels: [parcel(1)] });
    for (const [at, reason] of [
      [0, 'spoiled'],
      [1, 'late'],
    ] as const) {
      const { afterSale } = await buyer.must('afterSale', claim(orderId, at, 1, { reason }));
      await manager.must('afterSale', { action: 'approve', afterSaleId: afterSale?._id ?? '' });
    }
    const order = await orderOf(orderId);
    expect([order.status, order.refundedAmount]).toEqual(['refunded', order.paymentAmount]);
  });
});

describe('at the line of a parcel', () => {
  const at = (line: Checkpoint, act: () => Promise<unknown>): void => atLine(services.interfere, line, act);

  it.each<Checkpoint>(['order.shipping', 'order.shipped', 'stock.applied'])(
    '%s: a call that dies leaves a parcel that went, or none',
    async (line) => {
      const orderId = await paid();
      const one = parcel(2, 1);
      at(line, dies);
      await expect(services.ship({ orderId, parcels: [one] }, staff)).rejects.toThrow(Death);
      const left = line !== 'order.shipping';
      if (left) expect(await services.ship({ orderId, parcels: [parcel()] }, staff)).toMatchObject({ reason: 'ORDER_IN_PROGRESS' });
      await services.sweepTasks(new Date(Date.now() + 10 * 60_000));
      // Tried again, it is the same parcel; the rest follows.
      expect(await services.ship({ orderId, parcels: [one] }, staff)).toMatchObject({ ok: true, data: { status: 'paid' } });
      const order = await orderOf(orderId);
      expect([order.parcels.length, order.items.map((item) => item.shipped)]).toEqual([1, [2, 1]]);
      expect(await services.ship({ orderId, parcels: [parcel()] }, staff)).toMatchObject({ ok: true, data: { status: 'shipped' } });
    },
  );

  it('a rival who ships the same pieces first has them; nothing leaves twice', async () => {
    const orderId = await paid();
    at('order.shipping', async () => {
      expect(await services.ship({ orderId, parcels: [parcel(2)] }, staff)).toMatchObject({ ok: true });
    });
    expect(await services.ship({ orderId, parcels: [parcel(2)] }, staff)).toMatchObject({ ok: false, reason: 'INPUT_INVALID' });
    expect((await orderOf(orderId)).items[0]?.shipped).toBe(2);
  });

  it('a customer who cancels first gets everything back, and nothing is sent', async () => {
    const orderId = await paid();
    at('order.shipping', async () => {
      expect(await services.cancelOrder(orderId, undefined, me)).toMatchObject({ ok: true });
    });
    expect(await services.ship({ orderId, parcels: [parcel(1)] }, staff)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect(await orderOf(orderId)).toMatchObject({ status: 'refunded', parcels: [] });
  });

  it('ten at once with the same pieces: one parcel', async () => {
    const orderId = await paid();
    const all = await Promise.all(Array.from({ length: 10 }, () => warehouse.call('shipOrder', { orderId, parcels: [parcel(2)] })));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await orderOf(orderId)).parcels).toHaveLength(1);
  });
});
