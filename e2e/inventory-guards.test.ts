import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type {
  OrderDocument,
  NoticeDocument,
  StockBatchDocument,
  StockDocument,
  StockRecordDocument,
  StocktakeDocument,
} from '@shop/shared/database/documents.ts';
import type { Caller } from '../cloudfunctions/_platform/caller.ts';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { atLine, Death, dies } from './support/rival.ts';
import { customer, newRequest } from './support/shop.ts';
import { keeper, later, staff as manager } from './support/shop-here.ts';

/** The services run here, in this process, through the real SDK, so that a test can put a death or a rival at an exact line. */
let emulator: Emulator;
let units: StockDocument[];
let services: typeof import('../cloudfunctions/_platform/checkpoint.ts') &
  typeof import('../cloudfunctions/_services/inventory/manual.ts') &
  typeof import('../cloudfunctions/_services/inventory/together.ts') &
  typeof import('../cloudfunctions/_services/inventory/units.ts') &
  typeof import('../cloudfunctions/_services/inventory/levels.ts') &
  typeof import('../cloudfunctions/_services/inventory/stocktakes.ts') &
  typeof import('../cloudfunctions/_services/inventory/stocktake-booking.ts') &
  typeof import('../cloudfunctions/_services/orders/sweep.ts') &
  typeof import('../cloudfunctions/_services/prepaid/prepaid.ts') &
  typeof import('../cloudfunctions/_services/orders/pack.ts') &
  typeof import('../cloudfunctions/_services/orders/customer.ts');

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  units = (data as StockDocument[]).filter((unit) => unit.quantity - unit.reserved > 60 && unit.lowStock < 30);
  const parts = await Promise.all([
    import('../cloudfunctions/_platform/checkpoint.ts'),
    import('../cloudfunctions/_services/inventory/manual.ts'),
    import('../cloudfunctions/_services/inventory/together.ts'),
    import('../cloudfunctions/_services/inventory/units.ts'),
    import('../cloudfunctions/_services/inventory/levels.ts'),
    import('../cloudfunctions/_services/inventory/stocktakes.ts'),
    import('../cloudfunctions/_services/inventory/stocktake-booking.ts'),
    import('../cloudfunctions/_services/orders/sweep.ts'),
    import('../cloudfunctions/_services/prepaid/prepaid.ts'),
    import('../cloudfunctions/_services/orders/pack.ts'),
    import('../cloudfunctions/_services/orders/customer.ts'),
  ]);
  services = Object.assign({}, ...parts) as typeof services;
});

afterEach(async () => {
  services.interfere(null);
  await sweep();
  expect(await audit(emulator)).toEqual([]);
});

afterAll(async () => {
  await emulator.stop();
});

async function sweep(): Promise<void> {
  await services.sweepMarkers(later());
  await services.sweepStocktakes(later());
  await services.sweepLevels();
}

function take(): StockDocument {
  const unit = units.pop();
  if (unit === undefined) throw new Error('no goods left');
  return unit;
}

const at = (line: Checkpoint, act: () => Promise<unknown>, nth = 1): void => atLine(services.interfere, line, act, nth);

async function read<Doc>(collection: string, where: object): Promise<Doc[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Doc[];
}

const quantityOf = async (unit: StockDocument): Promise<number | undefined> =>
  (await read<StockDocument>('products', { _id: unit._id }))[0]?.quantity;

const move = (unit: StockDocument, quantity: number): { requestId: string; skuId: string; quantity: number; reason: string } => ({
  requestId: newRequest(),
  skuId: unit._id,
  quantity,
  reason: '破损',
});

async function open(goods: readonly StockDocument[], requestId = newRequest()): ReturnType<typeof services.openStocktake> {
  return services.openStocktake({ action: 'open', requestId, title: '盘点', skuIds: goods.map((unit) => unit._id) }, keeper);
}

/** A stocktake that found one less of each of the goods, submitted. */
async function submitted(goods: readonly StockDocument[]): Promise<string> {
  const opened = await open(goods);
  if (!opened.ok) throw new Error(opened.reason);
  const stocktakeId = opened.data.stocktake._id;
  for (const unit of goods) {
    const counted = unit.quantity - 1;
    await services.enterCount({ action: 'count', stocktakeId, skuId: unit._id, counted, version: 0 }, keeper);
  }
  await services.submitStocktake({ action: 'submit', stocktakeId }, keeper);
  return stocktakeId;
}

describe('stock by hand', () => {
  it('that dies between stock and ledger is written down later, in the words of who did it, and not done twice', async () => {
    const unit = take();
    const loss = { action: 'loss' as const, ...move(unit, 3) };
    at('stock.applied', dies);
    await expect(services.takeOut(loss, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await services.takeOut(loss, keeper)).toMatchObject({ ok: true });
    expect(await quantityOf(unit)).toBe(unit.quantity - 3);
    await sweep();
    expect(await services.takeOut(loss, keeper)).toMatchObject({ ok: true });
    expect(await quantityOf(unit)).toBe(unit.quantity - 3);
    const rows = await read<StockRecordDocument>('records', { productId: unit._id, reasonKind: 'loss' });
    expect(rows).toMatchObject([{ quantity: 3, reason: '破损', operator: keeper.identity }]);
  });

  it('that dies with batches has taken them once the sweeper came, from the right one', async () => {
    const unit = take();
    const batch = (batchNo: string, expiresAt: number): { batchNo: string; expiresAt: number } => ({ batchNo, expiresAt });
    const inDays = (days: number): number => Date.now() + days * 86_400_000;
    await services.receiveBatch({ action: 'in', ...move(unit, 5), batch: batch('B2', inDays(20)) }, keeper);
    await services.receiveBatch({ action: 'in', ...move(unit, 5), batch: batch('B1', inDays(10)) }, keeper);
    at('stock.applied', dies);
    await expect(services.takeOut({ action: 'out', ...move(unit, 6) }, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    await sweep();
    const left = await read<StockBatchDocument>('stockBatches', { skuId: unit._id });
    expect(Object.fromEntries(left.map((one) => [one.batchNo, one.left]))).toEqual({ B1: 0, B2: 4 });
  });

  it('proven by two, as when a slow call meets the sweeper, leaves its batch once', async () => {
    const unit = take();
    await services.receiveBatch({ action: 'in', ...move(unit, 5), batch: { batchNo: 'B1' } }, keeper);
    const { apply, prove, settle } = await import('../cloudfunctions/_services/inventory/movements.ts');
    const movement = {
      key: newRequest(),
      kind: 'out',
      skuId: unit._id,
      pieces: 3,
      orderId: null,
      reason: '破损',
      operator: keeper.identity,
    } as const;
    const applied = await apply(movement);
    if (applied === null) throw new Error('the stock refused');
    await prove([applied]);
    await prove([applied]);
    await settle([movement]);
    expect(await read<StockBatchDocument>('stockBatches', { skuId: unit._id })).toMatchObject([{ left: 2 }]);
  });

  it('tells a low stock once, though the first teller died and another follows', async () => {
    const unit = take();
    at('stock.low', dies);
    await expect(services.configureUnit({ action: 'configure', skuId: unit._id, lowStock: unit.quantity }, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await read<NoticeDocument>('notices', { target: unit._id })).toEqual([]);
    await Promise.all([services.sweepLevels(), services.sweepLevels(), services.takeOut({ action: 'out', ...move(unit, 1) }, keeper)]);
    expect(await read<NoticeDocument>('notices', { target: unit._id })).toHaveLength(1);
  });
});

describe('whoever follows the level of goods dies before his first step:', () => {
  const openNotices = async (skuId: string): Promise<NoticeDocument[]> =>
    read<NoticeDocument>('notices', { target: skuId, resolved: false });

  it('the sweeper tells of goods under a new line, and of goods that left without a marker', async () => {
    const [unit, other, third] = [take(), take(), take()];
    at('stock.level', dies);
    await expect(services.configureUnit({ action: 'configure', skuId: unit._id, lowStock: unit.quantity }, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    await services.configureUnit({ action: 'configure', skuId: other._id, lowStock: other.quantity - 3 }, keeper);
    at('stock.level', dies);
    const moved = { requestId: newRequest(), skuId: other._id, quantity: 4, reason: '分装', toSkuId: third._id, toQuantity: 1 };
    await expect(services.transfer({ action: 'transfer', ...moved }, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await openNotices(other._id)).toEqual([]);
    await services.sweepLevels();
    expect([await openNotices(unit._id), await openNotices(other._id)].map((list) => list.length)).toEqual([1, 1]);
    // Nobody is told twice.
    await services.sweepLevels();
    expect(await read<NoticeDocument>('notices', { target: other._id })).toHaveLength(1);
  });

  it('the sweeper takes back a notice of goods of which there is enough again', async () => {
    const unit = take();
    await services.configureUnit({ action: 'configure', skuId: unit._id, lowStock: unit.quantity }, keeper);
    await services.configureUnit({ action: 'configure', skuId: unit._id, lowStock: unit.quantity + 1 }, keeper);
    expect(await read<NoticeDocument>('notices', { target: unit._id })).toHaveLength(1);
    at('stock.level', dies);
    await expect(services.configureUnit({ action: 'configure', skuId: unit._id, lowStock: 0 }, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    await services.sweepLevels();
    expect(await openNotices(unit._id)).toEqual([]);
    expect(await read<StockDocument>('products', { _id: unit._id })).toMatchObject([{ lowNotice: 'none', lowAlerted: false }]);
  });
});

describe('a stocktake', () => {
  it('that dies while it is opened holds nothing for long', async () => {
    const unit = take();
    at('stocktake.locked', dies);
    await expect(open([unit])).rejects.toThrow(Death);
    services.interfere(null);
    expect(await open([unit])).toMatchObject({ ok: false, reason: 'STOCKTAKE_OVERLAP' });
    await sweep();
    expect(await open([unit])).toMatchObject({ ok: true });
  });

  it.each<[Checkpoint, number]>([
    ['stocktake.flipped', 1],
    ['stock.applied', 2],
    ['stocktake.line', 1],
    ['stocktake.line', 3],
  ])('that dies at %s (%i) while it is booked is finished by the sweeper, each line once', async (line, nth) => {
    const goods = [take(), take(), take()];
    const stocktakeId = await submitted(goods);
    at(line, dies, nth);
    await expect(services.approveStocktake({ action: 'approve', stocktakeId }, manager)).rejects.toThrow(Death);
    services.interfere(null);
    await sweep();
    expect(await read<StocktakeDocument>('stocktakes', { _id: stocktakeId })).toMatchObject([{ status: 'booked' }]);
    for (const unit of goods) expect(await quantityOf(unit)).toBe(unit.quantity - 1);
  });

  it('that is approved by two, one overtaking the other at a line, books it once', async () => {
    const goods = [take(), take()];
    const stocktakeId = await submitted(goods);
    const approve = (): ReturnType<typeof services.approveStocktake> =>
      services.approveStocktake({ action: 'approve', stocktakeId }, manager);
    at('stocktake.line', async () => {
      expect(await approve()).toMatchObject({ ok: true, data: { stocktake: { status: 'booked' } } });
    });
    expect(await approve()).toMatchObject({ ok: true });
    for (const unit of goods) expect(await quantityOf(unit)).toBe(unit.quantity - 1);
  });
});

describe('packing', () => {
  const OPENID = 'o-demo-customer-01';
  const member: Caller = { ...keeper, identity: OPENID, openid: OPENID };

  async function paid(unit: StockDocument): Promise<string> {
    await services.configureUnit({ action: 'configure', skuId: unit._id, soldByWeight: true, lowStock: 0 }, keeper);
    const buyer = await customer(emulator, OPENID);
    const items = [{ productId: unit.shopProductId, skuId: unit._id, quantity: 1 }];
    const { orderId } = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId });
    await buyer.must('wxPay', { orderId: orderId ?? '', method: 'balance' });
    return orderId ?? '';
  }

  async function light(orderId: string): Promise<{ action: 'pack'; orderId: string; weights: { skuId: string; grams: number }[] }> {
    const [order] = await read<OrderDocument>('orders', { _id: orderId });
    const weights = (order?.items ?? []).map((item) => ({ skuId: item.skuId, grams: Math.ceil((item.nominalGrams ?? 0) * 0.8) }));
    return { action: 'pack', orderId, weights };
  }

  it('that dies has given nothing back, and does so when it is done again', async () => {
    const orderId = await paid(take());
    const input = await light(orderId);
    at('order.weighed', dies);
    await expect(services.pack(input, keeper)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await read<OrderDocument>('orders', { _id: orderId })).toMatchObject([{ refundedAmount: 0 }]);
    expect(await services.pack(input, keeper)).toMatchObject({ ok: true });
  });

  it('that is overtaken by the customer’s cancelling gives nothing back twice', async () => {
    const orderId = await paid(take());
    at('order.weighed', async () => {
      expect(await services.cancelOrder(orderId, undefined, member)).toMatchObject({ ok: true });
    });
    expect(await services.pack(await light(orderId), keeper)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
  });
});

describe('prepaid goods', () => {
  it('do not go below zero when a rival takes them after they were looked at', async () => {
    const unit = take();
    const now = new Date();
    const customer = { type: 'retail', remark: '', keywords: [], creditLimit: 0, owed: 0, createTime: now, updateTime: now };
    await adminDatabase(emulator)
      .collection('customers')
      .add({ _id: 'c-guard', name: '客户', status: 'active', ...customer });
    const common = { customerId: 'c-guard', productId: unit._id };
    await services.addPrepaid({ requestId: newRequest(), ...common, quantity: 1000 }, keeper);
    const deduct = (): ReturnType<typeof services.deductPrepaid> =>
      services.deductPrepaid({ requestId: newRequest(), ...common, quantity: 700 }, keeper);
    at('prepaid.read', async () => {
      expect(await deduct()).toMatchObject({ ok: true, data: { record: { quantity: 300 } } });
    });
    expect(await deduct()).toMatchObject({ ok: false, reason: 'PREPAID_INSUFFICIENT' });
  });
});
