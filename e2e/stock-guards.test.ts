import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StockDocument, StocktakeDocument } from '@shop/shared/database/documents.ts';
import { Death, dies, rival } from './support/rival.ts';
import { newRequest } from './support/shop.ts';
import { keeper, later, me, openShop, staff, type ShopHere } from './support/shop-here.ts';

/** Two at the same goods, the same count, the same notice: each write asks what it goes by once more. */
let shop: ShopHere;
let tables: ShopHere['services']['tables'];
let stock: Awaited<ReturnType<typeof load>>;

async function load() {
  const [taking, booking, levels, movements, together, prepaid, products, removing] = await Promise.all([
    import('../cloudfunctions/_services/inventory/stocktakes.ts'),
    import('../cloudfunctions/_services/inventory/stocktake-booking.ts'),
    import('../cloudfunctions/_services/inventory/levels.ts'),
    import('../cloudfunctions/_services/inventory/movements.ts'),
    import('../cloudfunctions/_services/inventory/together.ts'),
    import('../cloudfunctions/_services/prepaid/prepaid.ts'),
    import('../cloudfunctions/_services/catalog/products.ts'),
    import('../cloudfunctions/_services/catalog/remove.ts'),
  ]);
  return { ...taking, ...booking, ...levels, ...movements, ...together, ...prepaid, ...products, ...removing };
}

beforeAll(async () => {
  shop = await openShop();
  ({ tables } = shop.services);
  stock = await load();
});

afterEach(async () => {
  await stock.sweepStocktakes(later());
  await stock.sweepLevels();
  await shop.settled();
});

afterAll(async () => {
  await shop.emulator.stop();
});

function take(): StockDocument {
  const unit = shop.units.pop();
  if (unit === undefined) throw new Error('no goods left');
  return unit;
}

const open = (unit: StockDocument): ReturnType<typeof stock.openStocktake> =>
  stock.openStocktake({ action: 'open', requestId: newRequest(), title: '盘点', skuIds: [unit._id] }, keeper);

/** A stocktake of one unit that is being counted, or that found one less and was handed in. */
async function counting(unit: StockDocument): Promise<string> {
  const opened = await open(unit);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.data.stocktake._id;
}
const count = (stocktakeId: string, unit: StockDocument): ReturnType<typeof stock.enterCount> =>
  stock.enterCount({ action: 'count', stocktakeId, skuId: unit._id, counted: unit.quantity - 1, version: 0 }, keeper);
const handIn = (stocktakeId: string): ReturnType<typeof stock.submitStocktake> =>
  stock.submitStocktake({ action: 'submit', stocktakeId }, keeper);
const approve = (stocktakeId: string): ReturnType<typeof stock.approveStocktake> =>
  stock.approveStocktake({ action: 'approve', stocktakeId }, staff);
const cancel = (stocktakeId: string): ReturnType<typeof stock.cancelStocktake> =>
  stock.cancelStocktake({ action: 'cancel', stocktakeId, reason: '测试' }, staff);
const stateOf = async (id: string): Promise<StocktakeDocument['status'] | undefined> => (await tables.stocktakes.get(id))?.status;

async function move(unit: StockDocument, kind: 'in' | 'out', pieces: number): Promise<void> {
  const movement = { key: newRequest(), kind, skuId: unit._id, pieces, orderId: null, reason: '测试', operator: 'test' };
  const applied = await stock.apply(movement);
  if (applied === null) throw new Error('the stock refused');
  await stock.prove([applied]);
  await stock.settle([movement]);
}

describe('a stocktake', () => {
  it('that the timer gave up while it was being opened is not opened', async () => {
    const unit = take();
    shop.at('stocktake.locked', () => stock.sweepStocktakes(later()));
    expect(await open(unit)).toMatchObject({ ok: false, reason: 'STOCKTAKE_STATE' });
    expect((await tables.stock.get(unit._id))?.countingIn).toBeUndefined();
    const again = await counting(unit);
    // What is held by one is not let go by another that has ended.
    await stock.unlock('another', [unit._id]);
    expect((await tables.stock.get(unit._id))?.countingIn).toBe(again);
    await cancel(again);
  });

  it('that was opened at the last moment is not given up by the timer', async () => {
    const unit = take();
    const id = await counting(unit);
    await tables.stocktakes.updateOne({ _id: id }, { status: 'opening' });
    rival(tables.stocktakes, 'updateOne', () => tables.stocktakes.updateOne({ _id: id }, { status: 'counting' }));
    await stock.sweepStocktakes(later());
    expect(await stateOf(id)).toBe('counting');
    expect((await tables.stock.get(unit._id))?.countingIn).toBe(id);
    await cancel(id);
  });

  it('takes no count after it was handed in', async () => {
    const unit = take();
    const id = await counting(unit);
    rival(tables.stocktakeLines, 'updateOne', () =>
      stock.submitStocktake({ action: 'submit', stocktakeId: id, leaveUncounted: true }, keeper),
    );
    expect(await count(id, unit)).toMatchObject({ ok: false, reason: 'STOCKTAKE_STATE' });
    expect(await tables.stocktakeLines.get(`${id}.${unit._id}`)).toMatchObject({ counted: null });
    await cancel(id);
  });

  it('takes one of two steps at once: what was cancelled is not booked', async () => {
    const unit = take();
    const id = await counting(unit);
    await count(id, unit);
    await handIn(id);
    rival(tables.stocktakes, 'updateOne', () => cancel(id));
    expect(await approve(id)).toMatchObject({ ok: false, reason: 'STOCKTAKE_STATE' });
    expect(await stateOf(id)).toBe('cancelled');
    expect((await tables.stock.get(unit._id))?.quantity).toBe(unit.quantity);
  });

  it('that another one booked meanwhile is booked, though this one’s line was refused', async () => {
    const unit = take();
    const order = await shop.place(unit, unit.quantity > 99 ? 99 : unit.quantity);
    // All that is left is reserved, so the missing piece cannot be booked until the order goes.
    const free = unit.quantity - (order.items[0]?.quantity ?? 0);
    if (free > 0) await move(unit, 'out', free);
    const id = await counting(unit);
    const held = await tables.stock.get(unit._id);
    await stock.enterCount({ action: 'count', stocktakeId: id, skuId: unit._id, counted: (held?.quantity ?? 0) - 1, version: 0 }, keeper);
    await handIn(id);
    rival(
      tables.stocktakeLines,
      'updateOne',
      async () => {
        expect(await shop.services.cancelOrder(order._id, undefined, me)).toMatchObject({ ok: true });
        expect(await stock.sweepStocktakes(later())).toBe(1);
      },
      (where) => (where as { _id: string })._id === `${id}.${unit._id}`,
    );
    await approve(id);
    expect(await tables.stocktakes.get(id)).toMatchObject({ status: 'booked', refusedLines: 0 });
    expect(await tables.stocktakeLines.get(`${id}.${unit._id}`)).toMatchObject({ result: 'booked' });
    expect((await tables.stock.get(unit._id))?.quantity).toBe((held?.quantity ?? 0) - 1);
  });
});

describe('goods in batches', () => {
  it('leave what is left of each at that moment, though somebody takes from the same batch first', async () => {
    const unit = take();
    await move(unit, 'out', unit.quantity);
    const day = 24 * 60 * 60_000;
    const receive = (batchNo: string, quantity: number, days: number): ReturnType<typeof stock.receiveBatch> => {
      const batch = { batchNo, expiresAt: Date.now() + days * day };
      return stock.receiveBatch({ action: 'in', requestId: newRequest(), skuId: unit._id, quantity, reason: '入库', batch }, keeper);
    };
    expect(await receive('B1', 5, 30)).toMatchObject({ ok: true });
    expect(await receive('B2', 4, 60)).toMatchObject({ ok: true });
    rival(tables.stockBatches, 'find', () => move(unit, 'out', 4));
    await move(unit, 'out', 5);
    const batches = await tables.stockBatches.find({ skuId: unit._id }, { limit: 10 });
    expect(batches.map(({ left, open }) => [left, open])).toEqual([
      [0, false],
      [0, false],
    ]);
  });
});

describe('a notice of a low stock', () => {
  it('is not written when the stock rose before, nor resolved when it fell again', async () => {
    const unit = take();
    const told = async (): Promise<[string | undefined, number]> => {
      const now = await tables.stock.get(unit._id);
      return [now?.lowNotice ?? 'none', now?.lowCount ?? 0];
    };
    const before = (await tables.stock.get(unit._id))?.lowCount ?? 0;
    const down = unit.quantity - unit.lowStock;
    rival(tables.stock, 'updateOne', () => move(unit, 'in', 10));
    const out = { key: newRequest(), kind: 'out', skuId: unit._id, pieces: down, orderId: null, reason: '测试', operator: 'test' } as const;
    const applied = await stock.apply(out);
    if (applied === null) throw new Error('the stock refused');
    await stock.prove([applied]);
    await stock.settle([out]);
    expect(await told()).toEqual(['none', before]);

    // Another one tells it first: once is told.
    rival(
      tables.stock,
      'updateOne',
      () => stock.followLevel(unit._id),
      (where) => '$expr' in (where as object),
    );
    await move(unit, 'out', 10);
    expect(await told()).toEqual(['told', before + 1]);
    rival(tables.stock, 'updateOne', () => move(unit, 'out', 10));
    await move(unit, 'in', 10);
    expect(await told()).toEqual(['told', before + 1]);
    await move(unit, 'in', 20);
    expect(await told()).toEqual(['none', before + 1]);
  });
});

describe('a notice that somebody else follows up at the same moment', () => {
  const out = (unit: StockDocument): Promise<void> => move(unit, 'out', 10);
  const back = (unit: StockDocument): Promise<void> => move(unit, 'in', 10);
  const state = async ({ _id }: StockDocument): Promise<[string, number]> => {
    const now = await tables.stock.get(_id);
    return [now?.lowNotice ?? 'none', now?.lowCount ?? 0];
  };
  const noticeOf = async ({ _id }: StockDocument, count: number): Promise<boolean | undefined> =>
    (await tables.notices.get(`low.${_id}.${count}`))?.resolved;
  const at = (lowNotice: string) => (where: unknown) => (where as { lowNotice?: unknown }).lowNotice === lowNotice;

  /** A unit at its warning line plus five, and how often it was told of. */
  async function nearlyLow(): Promise<[StockDocument, number]> {
    const unit = shop.units.shift() ?? take();
    await move(unit, 'out', unit.quantity - unit.lowStock - 5);
    return [unit, (await state(unit))[1]];
  }

  it('is not told as low once the stock is enough again', async () => {
    const [unit, before] = await nearlyLow();
    rival(tables.stock, 'updateOne', async () => (await stock.followLevel(unit._id), await back(unit)), at('due'));
    await out(unit);
    expect(await state(unit)).toEqual(['none', before + 1]);
    expect(await noticeOf(unit, before + 1)).toBe(true);
  });

  it('is written for the next time also when the call of the last time comes late', async () => {
    const [unit, before] = await nearlyLow();
    const next = async (): Promise<void> => {
      await stock.followLevel(unit._id);
      await back(unit);
      shop.at('stock.low', dies);
      await expect(out(unit)).rejects.toThrow(Death);
    };
    rival(tables.stock, 'updateOne', next, at('due'));
    await out(unit);
    expect(await state(unit)).toEqual(['told', before + 2]);
    expect(await noticeOf(unit, before + 2)).toBe(false);
  });

  it('is put away the next time also when the call of the last time comes late', async () => {
    const [unit, before] = await nearlyLow();
    await out(unit);
    const next = async (): Promise<void> => {
      await stock.followLevel(unit._id);
      await out(unit);
      rival(tables.notices, 'updateOne', dies);
      await expect(back(unit)).rejects.toThrow(Death);
    };
    rival(tables.stock, 'updateOne', next, at('clearing'));
    await back(unit);
    await stock.sweepLevels();
    expect(await state(unit)).toEqual(['none', before + 2]);
    expect(await noticeOf(unit, before + 2)).toBe(true);
  });
});

describe('goods', () => {
  it('are turned into others only where the same batch has the same dates', async () => {
    const [from, to] = [take(), take()];
    const day = 24 * 60 * 60_000;
    const receive = (skuId: string, expiresAt: number): ReturnType<typeof stock.receiveBatch> =>
      stock.receiveBatch(
        { action: 'in', requestId: newRequest(), skuId, quantity: 5, reason: '入库', batch: { batchNo: 'B1', expiresAt } } as Parameters<
          typeof stock.receiveBatch
        >[0],
        keeper,
      );
    expect(await receive(from._id, Date.now() + day)).toMatchObject({ ok: true });
    expect(await receive(to._id, Date.now() + 90 * day)).toMatchObject({ ok: true });
    const before = await tables.stock.getMany([from._id, to._id]);
    const turn = {
      action: 'transfer',
      requestId: newRequest(),
      skuId: from._id,
      toSkuId: to._id,
      quantity: 2,
      toQuantity: 4,
      reason: '转货',
    } as const;
    expect(await stock.transfer(turn, keeper)).toMatchObject({ ok: false, reason: 'INPUT_INVALID' });
    expect(await tables.stock.getMany([from._id, to._id])).toEqual(before);
  });

  it('keep the unit in which a customer first paid them ahead', async () => {
    const unit = take();
    const { saveCustomer } = await import('../cloudfunctions/_services/customers/customers.ts');
    const made = await saveCustomer({ action: 'save', requestId: newRequest(), customer: { name: '预存' } }, staff);
    const common = { customerId: made.ok ? made.data.customer._id : '', productId: unit._id };
    const add = (named: string): ReturnType<typeof stock.addPrepaid> =>
      stock.addPrepaid({ requestId: newRequest(), ...common, quantity: 1000, unit: named }, staff);
    rival(tables.prepaidRecords, 'get', async () => {
      expect(await add('kg')).toMatchObject({ ok: true });
    });
    expect(await add('斤')).toMatchObject({ ok: false, reason: 'UNIT_MISMATCH' });
    expect(await tables.prepaidRecords.findOne(common)).toMatchObject({ quantity: 1000, unit: 'kg' });
  });

  it('have both prices that two people set at once', async () => {
    const product = await tables.shopProducts.findOne({ status: 'on', 'skus.1': { $exists: true } });
    const [one, two] = product?.skus ?? [];
    if (product === null || one === undefined || two === undefined) throw new Error('the demo shop lacks a product with two units');
    rival(tables.shopProducts, 'updateOne', () => stock.setPrices(product._id, [{ skuId: two.skuId, price: two.price + 7 }], staff));
    expect(await stock.setPrices(product._id, [{ skuId: one.skuId, price: one.price + 5 }], staff)).toMatchObject({ ok: true });
    const prices = (await tables.shopProducts.get(product._id))?.skus.slice(0, 2).map(({ price }) => price);
    expect(prices).toEqual([one.price + 5, two.price + 7]);
  });

  it('are deleted once, though two say so', async () => {
    const unit = take();
    const remove = (): ReturnType<typeof stock.deleteProduct> => stock.deleteProduct(unit.shopProductId, staff);
    rival(tables.shopProducts, 'updateOne', async () => {
      expect(await remove()).toMatchObject({ ok: true, data: { deleted: true } });
    });
    expect(await remove()).toMatchObject({ ok: true, data: { deleted: false } });
    expect(await stock.setStatus([unit.shopProductId], 'on', staff)).toMatchObject({ ok: true, data: { changed: 0 } });
    expect(await tables.shopProducts.get(unit.shopProductId)).toMatchObject({ status: 'off' });
  });

  it('are no more in the cart than one may buy, though two windows put them there', async () => {
    const { addToCart } = await import('../cloudfunctions/_services/members/cart.ts');
    const unit = take();
    const openid = me.openid ?? '';
    const add = (quantity: number): ReturnType<typeof addToCart> =>
      addToCart(openid, { productId: unit.shopProductId, skuId: unit._id, quantity });
    const inCart = async (): Promise<number | undefined> => (await tables.cart.findOne({ _openid: openid, skuId: unit._id }))?.quantity;
    expect(await add(201)).toMatchObject({ ok: false, reason: 'QUANTITY_LIMIT' });
    rival(tables.cart, 'insertOnce', () => add(200));
    // Whose piece did not find room is told so.
    expect(await add(1)).toMatchObject({ ok: false, reason: 'QUANTITY_LIMIT' });
    expect(await inCart()).toBe(200);
    expect(await add(1)).toMatchObject({ ok: false, reason: 'QUANTITY_LIMIT' });
    expect(await inCart()).toBe(200);
  });
});
