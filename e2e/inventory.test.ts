import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NoticeDocument, StockBatchDocument, StockDocument, StockRecordDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { adminDatabase, documentOf } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

const DAY = 24 * 60 * 60_000;

let emulator: Emulator;
let keeper: User;
let sales: User;
let manager: User;
let buyer: User & { addressId: string };
let units: StockDocument[];

beforeAll(async () => {
  emulator = await startEmulator();
  keeper = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  buyer = await customer(emulator, 'o-inventory-buyer');
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  units = (data as StockDocument[]).filter((unit) => unit.quantity - unit.reserved > 60 && unit.lowStock < 30);
});

afterEach(async () => {
  expect(await audit(emulator)).toEqual([]);
});

afterAll(async () => {
  await emulator.stop();
});

/** A stock-keeping unit of this test's own. */
function take(): StockDocument {
  const unit = units.pop();
  if (unit === undefined) throw new Error('no goods left');
  return unit;
}

async function read<Doc>(collection: string, where: object): Promise<Doc[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Doc[];
}

const one = <Doc>(collection: string, id: string): Promise<Doc> => documentOf<Doc>(adminDatabase(emulator), collection, id);

const free = async (skuId: string): Promise<number> => {
  const { quantity, reserved } = await one<StockDocument>('products', skuId);
  return quantity - reserved;
};

async function order(unit: StockDocument, quantity: number): Promise<string> {
  const item = { productId: unit.shopProductId, skuId: unit._id, quantity };
  const { orderId } = await buyer.must('submitOrder', { requestId: newRequest(), items: [item], addressId: buyer.addressId });
  return orderId ?? '';
}

describe('stock moved by hand', () => {
  it('books every reason once, in the one ledger, and never what is reserved', async () => {
    const unit = take();
    await order(unit, 2);
    const base = await free(unit._id);
    const requestId = newRequest();
    const loss = { action: 'loss', requestId, skuId: unit._id, quantity: 3, reason: '运输破损' } as const;
    const answers = await Promise.all(Array.from({ length: 6 }, () => keeper.must('stock', loss)));
    expect(new Set(answers.map((answer) => answer.stock?.quantity))).toEqual(new Set([unit.quantity - 3]));
    await keeper.must('stock', { action: 'gift', requestId: newRequest(), skuId: unit._id, quantity: 1, reason: '老客户赠品' });
    await keeper.must('stock', { action: 'adjust', requestId: newRequest(), skuId: unit._id, difference: -2, reason: '记错' });
    expect(await free(unit._id)).toBe(base - 6);
    const rows = await read<StockRecordDocument>('records', { productId: unit._id });
    for (const reasonKind of ['loss', 'gift', 'adjust'] as const)
      expect(rows.filter((row) => row.reasonKind === reasonKind)).toHaveLength(1);
    const all = { action: 'adjust', requestId: newRequest(), skuId: unit._id, difference: -(base - 5), reason: '清空' } as const;
    expect(await keeper.call('stock', all)).toMatchObject({ status: 409, reason: 'STOCK_INSUFFICIENT' });
  });

  it('turns goods into others in one step, once', async () => {
    const [box, piece] = [take(), take()];
    const requestId = newRequest();
    const open = {
      action: 'transfer',
      requestId,
      skuId: box._id,
      quantity: 2,
      toSkuId: piece._id,
      toQuantity: 24,
      reason: '拆箱',
    } as const;
    const answers = await Promise.all([keeper.must('stock', open), keeper.must('stock', open)]);
    for (const answer of answers) {
      expect(answer.stock?.quantity).toBe(box.quantity - 2);
      expect(answer.other?.quantity).toBe(piece.quantity + 24);
    }
    const more = { ...open, requestId: newRequest(), quantity: 9999 };
    expect(await keeper.call('stock', more)).toMatchObject({ reason: 'STOCK_INSUFFICIENT' });
    expect(await keeper.call('stock', { ...more, toSkuId: box._id })).toMatchObject({ status: 400 });
    expect(await free(piece._id)).toBe(piece.quantity - piece.reserved + 24);
  });

  it('finds by barcode, and lets nobody in who may not', async () => {
    const unit = take();
    const { found } = await keeper.must('stock', { action: 'find', barcode: unit.barcode });
    expect(found?.map((doc) => doc._id)).toContain(unit._id);
    expect(found?.[0]).not.toHaveProperty('moves');
    expect(await keeper.call('stock', { action: 'find', barcode: '0000000000000' })).toMatchObject({
      status: 404,
      reason: 'BARCODE_UNKNOWN',
    });
    const adjust = { action: 'adjust', requestId: newRequest(), skuId: unit._id, difference: 5, reason: '改' } as const;
    for (const user of [buyer, sales]) expect(await user.call('stock', adjust)).toMatchObject({ status: 403 });
    expect(await buyer.call('stock', { action: 'find', barcode: unit.barcode })).toMatchObject({ status: 403 });
    for (const difference of [0, 0.5, 10_000]) expect(await keeper.call('stock', { ...adjust, difference })).toMatchObject({ status: 400 });
  });
});

describe('a low stock', () => {
  it('is told once until it rises again, however many take the last pieces at once', async () => {
    const unit = take();
    await keeper.must('stock', { action: 'configure', skuId: unit._id, lowStock: 5 });
    const surplus = (await free(unit._id)) - 8;
    await keeper.must('stock', { action: 'out', requestId: newRequest(), skuId: unit._id, quantity: surplus, reason: '调拨' });
    const notices = (): Promise<NoticeDocument[]> => read('notices', { kind: 'low_stock', target: unit._id });
    expect(await notices()).toEqual([]);
    await Promise.all(Array.from({ length: 6 }, () => order(unit, 1)));
    expect(await notices()).toMatchObject([{ resolved: false }]);
    expect(await one<StockDocument>('products', unit._id)).toMatchObject({ lowAlerted: true });
    await keeper.must('stock', { action: 'in', requestId: newRequest(), skuId: unit._id, quantity: 20, reason: '进货' });
    expect(await notices()).toMatchObject([{ resolved: true }]);
    await keeper.must('stock', { action: 'out', requestId: newRequest(), skuId: unit._id, quantity: 20, reason: '退货' });
    expect((await notices()).map((notice) => notice.resolved).sort()).toEqual([false, true]);
    await keeper.must('stock', { action: 'configure', skuId: unit._id, lowStock: 0 });
    expect((await notices()).every((notice) => notice.resolved)).toBe(true);
  });
});

describe('batches', () => {
  const receive = (unit: StockDocument, batchNo: string, quantity: number, days: number): Promise<unknown> =>
    keeper.must('stock', {
      action: 'in',
      requestId: newRequest(),
      skuId: unit._id,
      quantity,
      reason: '进货',
      batch: { batchNo, expiresAt: Math.floor(Date.now() / DAY) * DAY + days * DAY },
    });
  const left = async (unit: StockDocument): Promise<Record<string, number>> =>
    Object.fromEntries((await read<StockBatchDocument>('stockBatches', { skuId: unit._id })).map((batch) => [batch.batchNo, batch.left]));

  it('leave first expired first, by hand and by parcel, and the ledger says which', async () => {
    const unit = take();
    await receive(unit, 'LATE', 10, 30);
    await receive(unit, 'SOON', 4, 5);
    await receive(unit, 'LATE', 2, 30);
    expect(await left(unit)).toEqual({ LATE: 12, SOON: 4 });
    await keeper.must('stock', { action: 'out', requestId: newRequest(), skuId: unit._id, quantity: 1, reason: '试吃' });
    expect(await left(unit)).toEqual({ LATE: 12, SOON: 3 });

    const orderId = await order(unit, 5);
    expect(await left(unit)).toEqual({ LATE: 12, SOON: 3 });
    await payByGift(orderId);
    await keeper.must('shipOrder', { orderId, parcels: [{ company: 'shunfeng', number: 'SF1234567890' }] });
    expect(await left(unit)).toEqual({ LATE: 10, SOON: 0 });
    const [row] = await read<StockRecordDocument>('records', { orderId, type: 'ship' });
    expect(row?.batches?.map(({ batchNo, pieces }) => [batchNo, pieces])).toEqual([
      ['SOON', 3],
      ['LATE', 2],
    ]);
  });

  it('share out exactly what many take at once, and what is left expires in order', async () => {
    const unit = take();
    await receive(unit, 'A', 10, 3);
    await receive(unit, 'B', 10, 9);
    await Promise.all(
      Array.from({ length: 8 }, () =>
        keeper.must('stock', { action: 'out', requestId: newRequest(), skuId: unit._id, quantity: 2, reason: '出库' }),
      ),
    );
    expect(await left(unit)).toEqual({ A: 0, B: 4 });
    const { batches } = await keeper.must('stock', { action: 'expiring', withinDays: 10 });
    expect(batches?.filter((batch) => batch['skuId'] === unit._id)).toMatchObject([{ batchNo: 'B', left: 4 }]);
    const soon = await keeper.must('stock', { action: 'expiring', withinDays: 2 });
    expect(soon.batches?.some((batch) => batch['skuId'] === unit._id)).toBe(false);
  });

  it('go with the goods that are turned into others, with their number and their dates', async () => {
    const [box, piece] = [take(), take()];
    await receive(box, 'EARLY', 1, 3);
    await receive(box, 'NEXT', 4, 9);
    const open = { action: 'transfer', skuId: box._id, toSkuId: piece._id, reason: '拆箱' } as const;
    await keeper.must('stock', { ...open, requestId: newRequest(), quantity: 2, toQuantity: 24 });
    expect(await left(box)).toEqual({ EARLY: 0, NEXT: 3 });
    expect(await left(piece)).toEqual({ EARLY: 12, NEXT: 12 });
    const expiry = async (unit: StockDocument): Promise<unknown> =>
      (await read<StockBatchDocument>('stockBatches', { skuId: unit._id })).map(({ batchNo, expiresAt }) => [batchNo, expiresAt]).sort();
    expect(await expiry(piece)).toEqual(await expiry(box));
    // What leaves next is what expires first, in the new unit too.
    await keeper.must('stock', { action: 'out', requestId: newRequest(), skuId: piece._id, quantity: 13, reason: '试吃' });
    expect(await left(piece)).toEqual({ EARLY: 0, NEXT: 11 });
    await receive(piece, 'OTHER', 1, 50);
    await receive(box, 'OTHER', 1, 2);
    const clash = await keeper.call('stock', { ...open, requestId: newRequest(), quantity: 1, toQuantity: 12 });
    expect(clash).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await left(piece)).toEqual({ EARLY: 0, NEXT: 11, OTHER: 1 });
  });

  it('refuse what does not fit: other dates, another’s batch, more than is left', async () => {
    const [unit, other] = [take(), take()];
    await receive(unit, 'X1', 5, 10);
    const [batch] = await read<StockBatchDocument>('stockBatches', { skuId: unit._id });
    const base = { requestId: newRequest(), skuId: unit._id, quantity: 1, reason: '报损' };
    const named = { batchNo: 'X1', expiresAt: Date.now() + 99 * DAY };
    expect(await keeper.call('stock', { ...base, action: 'in', batch: named })).toMatchObject({ status: 400 });
    const wrong = { ...base, action: 'loss', batchId: batch?._id ?? '' } as const;
    expect(await keeper.call('stock', { ...wrong, quantity: 6 })).toMatchObject({ reason: 'BATCH_INSUFFICIENT' });
    expect(await keeper.call('stock', { ...wrong, skuId: other._id })).toMatchObject({ reason: 'BATCH_NOT_FOUND' });
    await keeper.must('stock', { ...wrong, quantity: 5, requestId: newRequest() });
    expect(await left(unit)).toEqual({ X1: 0 });
  });
});

describe('a stocktake', () => {
  const open = async (...goods: StockDocument[]): Promise<string> => {
    const { stocktake } = await keeper.must('stocktake', {
      action: 'open',
      requestId: newRequest(),
      title: '月末盘点',
      skuIds: goods.map((unit) => unit._id),
    });
    return stocktake?._id ?? '';
  };
  const count = (stocktakeId: string, skuId: string, counted: number, version = 0): ReturnType<User['call']> =>
    keeper.call('stocktake', { action: 'count', stocktakeId, skuId, counted, version });

  it('books what was found against the snapshot and what moved since, by two people, once', async () => {
    const [more, less, same] = [take(), take(), take()];
    const stocktakeId = await open(more, less, same);
    await keeper.must('stock', { action: 'in', requestId: newRequest(), skuId: more._id, quantity: 10, reason: '进货' });
    expect(await count(stocktakeId, more._id, more.quantity + 12)).toMatchObject({
      data: { line: { snapshot: more.quantity, bookAtCount: more.quantity + 10, difference: 2 } },
    });
    // Moves after the counting, before the booking.
    await keeper.must('stock', { action: 'out', requestId: newRequest(), skuId: more._id, quantity: 4, reason: '调拨' });
    await count(stocktakeId, less._id, less.quantity - 3);
    expect(await keeper.call('stocktake', { action: 'submit', stocktakeId })).toMatchObject({ reason: 'STOCKTAKE_INCOMPLETE' });
    await count(stocktakeId, same._id, same.quantity);
    await manager.must('stocktake', { action: 'submit', stocktakeId });
    expect(await manager.call('stocktake', { action: 'approve', stocktakeId })).toMatchObject({ status: 403, reason: 'OWN_APPROVAL' });
    expect(await keeper.call('stocktake', { action: 'approve', stocktakeId })).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    await manager.must('stocktake', { action: 'reject', stocktakeId, reason: '再数一遍' });
    expect(await count(stocktakeId, same._id, same.quantity, 1)).toMatchObject({ status: 200 });
    await keeper.must('stocktake', { action: 'submit', stocktakeId });
    expect(await count(stocktakeId, same._id, 1, 2)).toMatchObject({ reason: 'STOCKTAKE_STATE' });
    const approvals = await Promise.all([1, 2, 3].map(() => manager.call('stocktake', { action: 'approve', stocktakeId })));
    expect(approvals.some((answer) => answer.data?.stocktake?.status === 'booked')).toBe(true);
    expect((await one<StockDocument>('products', more._id)).quantity).toBe(more.quantity + 10 - 4 + 2);
    expect((await one<StockDocument>('products', less._id)).quantity).toBe(less.quantity - 3);
    expect((await one<StockDocument>('products', same._id)).quantity).toBe(same.quantity);
    expect(await manager.call('stocktake', { action: 'cancel', stocktakeId, reason: '晚了' })).toMatchObject({ reason: 'STOCKTAKE_STATE' });
  });

  it('takes of two counts of a line one, and lets goods be counted once at a time', async () => {
    const unit = take();
    const stocktakeId = await open(unit);
    const both = await Promise.all([count(stocktakeId, unit._id, 7), count(stocktakeId, unit._id, 9)]);
    expect(both.map((answer) => answer.reason ?? 'ok').sort()).toEqual(['COUNT_CONFLICT', 'ok']);
    const again = { action: 'open' as const, requestId: newRequest(), title: '重复', skuIds: [take()._id, unit._id] };
    expect(await keeper.call('stocktake', again)).toMatchObject({ status: 409, reason: 'STOCKTAKE_OVERLAP' });
    await keeper.must('stocktake', { action: 'cancel', stocktakeId, reason: '作废' });
    expect(await keeper.must('stocktake', again)).toMatchObject({ stocktake: { status: 'counting' } });
    expect(await keeper.call('stocktake', { ...again, requestId: newRequest(), skuIds: ['nothing'] })).toMatchObject({
      reason: 'STOCK_NOT_FOUND',
    });
    expect(await sales.call('stocktake', again)).toMatchObject({ status: 403 });
    expect((await one<StockDocument>('products', unit._id)).quantity).toBe(unit.quantity);
  });

  it('leaves what is reserved, and books it when the stock allows', async () => {
    const unit = take();
    const orderId = await order(unit, 10);
    const stocktakeId = await open(unit);
    await count(stocktakeId, unit._id, 4);
    await keeper.must('stocktake', { action: 'submit', stocktakeId });
    const refused = await manager.must('stocktake', { action: 'approve', stocktakeId });
    expect(refused).toMatchObject({ stocktake: { status: 'booking', refusedLines: 1 }, lines: [{ result: 'refused' }] });
    await buyer.must('order', { action: 'cancel', orderId });
    expect(await manager.must('stocktake', { action: 'approve', stocktakeId })).toMatchObject({ stocktake: { status: 'booked' } });
    expect((await one<StockDocument>('products', unit._id)).quantity).toBe(4);
  });
});

/** Money from outside, with the row that proves it; then the order is paid from the balance. */
async function payByGift(orderId: string): Promise<void> {
  const db = adminDatabase(emulator);
  const amount = 10_000_00;
  await db
    .collection('member_user')
    .where({ _id: buyer.openid })
    .update({ balance: db.command.inc(amount) });
  const common = { _id: newRequest(), userId: buyer.openid, _openid: buyer.openid, type: 'adjust', orderId: null, reason: 'test' };
  await db.collection('balanceLogs').add({ ...common, amount, balanceAfter: amount, operator: 'test', createTime: new Date() });
  await buyer.must('wxPay', { orderId, method: 'balance' });
}
