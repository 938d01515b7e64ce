import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OrderDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { Death, dies, rival } from './support/rival.ts';
import { HOME, newRequest } from './support/shop.ts';
import { later, me, openShop, staff, type ShopHere } from './support/shop-here.ts';

/** Two of the staff at the same order or customer, and orders that change while somebody looks at them. */
let shop: ShopHere;
let services: ShopHere['services'];
let tables: ShopHere['services']['tables'];
let counter: Awaited<ReturnType<typeof load>>;
let unit: StockDocument;

async function load() {
  const [drafts, confirm, pay, customers, merge, statement, prepaid, packing, units] = await Promise.all([
    import('../cloudfunctions/_services/internal/drafts.ts'),
    import('../cloudfunctions/_services/internal/confirm.ts'),
    import('../cloudfunctions/_services/internal/pay.ts'),
    import('../cloudfunctions/_services/customers/customers.ts'),
    import('../cloudfunctions/_services/customers/merge.ts'),
    import('../cloudfunctions/_services/customers/statement.ts'),
    import('../cloudfunctions/_services/prepaid/prepaid.ts'),
    import('../cloudfunctions/_services/orders/pack.ts'),
    import('../cloudfunctions/_services/inventory/units.ts'),
  ]);
  return { ...drafts, ...confirm, ...pay, ...customers, ...merge, ...statement, ...prepaid, ...packing, ...units };
}

beforeAll(async () => {
  shop = await openShop();
  ({ services } = shop);
  ({ tables } = services);
  counter = await load();
  const [first] = shop.units;
  if (first === undefined) throw new Error('the demo shop lacks goods for this test');
  unit = first;
});

afterEach(async () => {
  await counter.sweepMerges(later());
  await shop.settled();
});

afterAll(async () => {
  await shop.emulator.stop();
});

async function customer(name: string, more: { phone?: string; memberId?: string } = {}): Promise<string> {
  const made = await counter.saveCustomer({ action: 'save', requestId: newRequest(), customer: { name, ...more } }, staff);
  if (!made.ok) throw new Error(made.reason);
  return made.data.customer._id;
}

const lines = (): { skuId: string; quantity: number }[] => [{ skuId: unit._id, quantity: 1000 }];

async function draft(customerId: string): Promise<string> {
  const saved = await counter.saveDraft({ action: 'save', requestId: newRequest(), customerId, items: lines() }, staff);
  if (!saved.ok) throw new Error(saved.reason);
  return saved.data.order._id;
}
const edit = (orderId: string, customerId: string): ReturnType<typeof counter.saveDraft> =>
  counter.saveDraft({ action: 'save', requestId: newRequest(), orderId, customerId, items: lines(), revision: 1 }, staff);
const confirm = (orderId: string): ReturnType<typeof counter.confirmDraft> => counter.confirmDraft(orderId, staff);
const merge = (sourceId: string, targetId: string): ReturnType<typeof counter.mergeCustomers> =>
  counter.mergeCustomers({ requestId: newRequest(), sourceId, targetId }, staff);

describe('a draft', () => {
  it('is not edited, priced or thrown away while it is confirmed, nor edited afterwards', async () => {
    const customerId = await customer('确认');
    const orderId = await draft(customerId);
    const price = { action: 'changePrice', requestId: newRequest(), orderId, goodsAmount: 1, reason: '抹零' } as const;
    shop.at('internal.held', async () => {
      expect(await edit(orderId, customerId)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
      expect(await services.changePrice(price, staff)).toMatchObject({ ok: false, reason: 'ORDER_CHANGED' });
      expect(await counter.cancelInternal(orderId, '不要了', staff)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    });
    expect(await confirm(orderId)).toMatchObject({ ok: true });
    expect(await edit(orderId, customerId)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect(await shop.order(orderId)).toMatchObject({ status: 'confirmed', revision: 1 });
  });

  it('that was confirmed since it was looked at is not thrown away', async () => {
    const orderId = await draft(await customer('丢弃'));
    rival(tables.orders, 'get', () => confirm(orderId));
    expect(await counter.cancelInternal(orderId, '不要了', staff)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect(await shop.order(orderId)).toMatchObject({ status: 'confirmed' });
  });

  it('is not confirmed by a slow confirmation that the timer took for dead', async () => {
    const orderId = await draft(await customer('太慢'));
    const before = (await tables.stock.get(unit._id))?.reserved;
    shop.at('internal.reserved', async () => {
      expect(await services.sweepTasks(later())).toBe(1);
      shop.at('internal.held', dies);
      await expect(confirm(orderId)).rejects.toThrow(Death);
    });
    expect(await confirm(orderId)).toMatchObject({ ok: false, reason: 'ORDER_IN_PROGRESS' });
    expect(await shop.order(orderId)).toMatchObject({ status: 'draft', placed: false });
    expect((await tables.stock.get(unit._id))?.reserved).toBe(before);
  });
});

describe('an order', () => {
  it('is not billed to a member who is not its customer any more', async () => {
    const customerId = await customer('会员', { memberId: me.openid ?? '' });
    const orderId = await draft(customerId);
    await confirm(orderId);
    rival(tables.members, 'find', async () => {
      const changed = { _id: customerId, name: '会员', memberId: 'o-demo-customer-02' };
      expect(await counter.saveCustomer({ action: 'save', requestId: newRequest(), customer: changed }, staff)).toMatchObject({ ok: true });
    });
    expect(await counter.bill(orderId, staff)).toMatchObject({ ok: false, reason: 'MEMBER_NOT_LINKED' });
    expect(await shop.order(orderId)).toMatchObject({ status: 'confirmed' });
  });

  it('keeps its address when a parcel leaves while another one is written', async () => {
    const { _id: orderId, address } = await shop.paid(unit);
    const box = { company: 'jd', number: 'JDGUARD00001', items: [{ skuId: unit._id, quantity: 1 }] };
    rival(tables.orders, 'get', async () => {
      expect(await services.ship({ orderId, parcels: [box] }, staff)).toMatchObject({ ok: true });
    });
    const other = { action: 'changeAddress', requestId: newRequest(), orderId, address: { ...HOME, detail: '文三路 2 号' } } as const;
    expect(await services.changeAddress(other, staff)).toMatchObject({ ok: false, reason: 'ORDER_CHANGED' });
    expect((await shop.order(orderId)).address).toEqual(address);
  });

  const openCase = async (order: OrderDocument): Promise<void> => {
    const wish = { orderId: order._id, skuId: order.items[0]?.skuId ?? '', quantity: 1, type: 'refund_only', reason: 'late' } as const;
    expect(await services.ask({ action: 'apply', requestId: newRequest(), ...wish }, me)).toMatchObject({ ok: true });
  };

  it('that somebody asks money back for is not sent before that is settled', async () => {
    const order = await shop.paid(unit);
    await openCase(order);
    const sent = services.ship({ orderId: order._id, parcels: [{ company: 'jd', number: 'JDGUARD00002' }] }, staff);
    expect(await sent).toMatchObject({ ok: false, reason: 'AFTER_SALE_OPEN' });
    expect(await shop.order(order._id)).toMatchObject({ status: 'paid', parcels: [] });
  });

  it('that somebody asks money back for is not weighed before that is settled', async () => {
    const heavy = shop.units.at(-1);
    if (heavy === undefined) throw new Error('the demo shop lacks goods for this test');
    await counter.configureUnit({ action: 'configure', skuId: heavy._id, soldByWeight: true }, staff);
    const order = await shop.paid(heavy);
    await openCase(order);
    const grams = Math.floor((order.items[0]?.nominalGrams ?? 0) * 0.9);
    const packed = counter.pack({ action: 'pack', orderId: order._id, weights: [{ skuId: heavy._id, grams }] }, staff);
    expect(await packed).toMatchObject({ ok: false, reason: 'AFTER_SALE_OPEN' });
    expect((await shop.order(order._id)).refundedAmount).toBe(0);
  });

  it('has fifty parcels at most', async () => {
    const { _id: orderId } = await shop.paid(unit, 'balance', 60);
    const boxes = Array.from({ length: 51 }, (_, index) => ({
      company: 'jd',
      number: `JDMOST${String(index).padStart(6, '0')}`,
      items: [{ skuId: unit._id, quantity: 1 }],
    }));
    expect(await services.ship({ orderId, parcels: boxes }, staff)).toMatchObject({ ok: false, reason: 'INPUT_INVALID' });
    expect((await shop.order(orderId)).parcels).toEqual([]);
    await services.cancelOrder(orderId, undefined, me);
  });
});

describe('a customer', () => {
  it('has both changes that two people make at once', async () => {
    const _id = await customer('张三', { phone: '13800000001' });
    const save = (change: { name: string; phone?: string }): ReturnType<typeof counter.saveCustomer> =>
      counter.saveCustomer({ action: 'save', requestId: newRequest(), customer: { _id, ...change } }, staff);
    rival(tables.customers, 'updateAndRead', () => save({ name: '张三', phone: '13800000002' }));
    expect(await save({ name: '张三丰' })).toMatchObject({ ok: true });
    expect(await tables.customers.get(_id)).toMatchObject({ name: '张三丰', phone: '13800000002' });
  });

  it('who was merged into another pays nothing more, and gets no goods', async () => {
    const [source, target] = [await customer('旧'), await customer('新')];
    expect(await merge(source, target)).toMatchObject({ ok: true });
    const receipt = { requestId: newRequest(), customerId: source, amount: 100, method: 'cash' } as const;
    expect(await counter.receive(receipt, staff)).toMatchObject({ ok: false, reason: 'CUSTOMER_MERGED' });
    expect(await tables.customerStatements.count({ customerId: source })).toBe(0);
  });

  it.each(['before', 'after'] as const)('merged into another loses no goods that are booked in %s the decision', async (when) => {
    const [source, target] = [await customer('旧'), await customer('新')];
    const goods = { customerId: source, productId: unit._id, quantity: 3000 };
    const add = (): ReturnType<typeof counter.addPrepaid> => counter.addPrepaid({ requestId: newRequest(), ...goods }, staff);
    if (when === 'before') {
      rival(tables.prepaidRecords, 'find', async () => {
        expect(await add()).toMatchObject({ ok: true });
      });
      expect(await merge(source, target)).toMatchObject({ ok: true });
      expect(await tables.prepaidRecords.findOne({ customerId: target })).toMatchObject({ quantity: 3000 });
    } else {
      rival(tables.prepaidRecords, 'get', () => merge(source, target));
      expect(await add()).toMatchObject({ ok: false, reason: 'CUSTOMER_MERGED' });
    }
    expect((await tables.prepaidRecords.findOne({ customerId: source }))?.quantity ?? 0).toBe(0);
  });
});
