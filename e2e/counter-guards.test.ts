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
  const [drafts, confirm, pay, customers, merge, moving, statement, prepaid, packing, units, belongings] = await Promise.all([
    import('../cloudfunctions/_services/internal/drafts.ts'),
    import('../cloudfunctions/_services/internal/confirm.ts'),
    import('../cloudfunctions/_services/internal/pay.ts'),
    import('../cloudfunctions/_services/customers/customers.ts'),
    import('../cloudfunctions/_services/customers/merge.ts'),
    import('../cloudfunctions/_services/customers/merge-moving.ts'),
    import('../cloudfunctions/_services/customers/statement.ts'),
    import('../cloudfunctions/_services/prepaid/prepaid.ts'),
    import('../cloudfunctions/_services/orders/pack.ts'),
    import('../cloudfunctions/_services/inventory/units.ts'),
    import('../cloudfunctions/_services/customers/belongings.ts'),
  ]);
  return {
    ...drafts,
    ...confirm,
    ...pay,
    ...customers,
    ...merge,
    ...moving,
    ...statement,
    ...prepaid,
    ...packing,
    ...units,
    ...belongings,
  };
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

  it('is weighed by its own goods, and not before a refund that is asked for is settled', async () => {
    const heavy = shop.units.at(-1);
    if (heavy === undefined) throw new Error('the demo shop lacks goods for this test');
    await counter.configureUnit({ action: 'configure', skuId: heavy._id, soldByWeight: true }, staff);
    const order = await shop.paid(heavy);
    const grams = Math.floor((order.items[0]?.nominalGrams ?? 0) * 0.9);
    const own = { skuId: heavy._id, grams };
    const foreign = { skuId: unit._id, grams };
    for (const weights of [[own, own], [own, foreign], [foreign]])
      expect(await counter.pack({ action: 'pack', orderId: order._id, weights }, staff)).toMatchObject({ reason: 'INPUT_INVALID' });
    await openCase(order);
    const packed = counter.pack({ action: 'pack', orderId: order._id, weights: [{ skuId: heavy._id, grams }] }, staff);
    expect(await packed).toMatchObject({ ok: false, reason: 'AFTER_SALE_OPEN' });
    expect((await shop.order(order._id)).refundedAmount).toBe(0);
  });

  it('uses the number of a parcel once', async () => {
    const { _id: orderId } = await shop.paid(unit, 'balance', 3);
    const box = (quantity: number): { company: string; number: string; items: { skuId: string; quantity: number }[] } => ({
      company: 'jd',
      number: 'JDGUARD00003',
      items: [{ skuId: unit._id, quantity }],
    });
    expect(await services.ship({ orderId, parcels: [box(1)] }, staff)).toMatchObject({ ok: true });
    expect(await services.ship({ orderId, parcels: [box(2)] }, staff)).toMatchObject({ ok: false, reason: 'INPUT_INVALID' });
    expect((await shop.order(orderId)).parcels).toHaveLength(1);
  });

  it('is paid, claimed for and put away by its own customer, when it is over', async () => {
    const stranger = { ...me, identity: 'o-demo-customer-02', openid: 'o-demo-customer-02' };
    const { _id } = await shop.place(unit);
    expect(await services.pay(_id, 'balance', stranger)).toMatchObject({ ok: false, reason: 'ORDER_NOT_FOUND' });
    expect(await services.pay(_id, 'balance', me)).toMatchObject({ ok: true });
    const wish = { orderId: _id, skuId: unit._id, quantity: 1, type: 'refund_only', reason: 'late' } as const;
    const asked = services.ask({ action: 'apply', requestId: newRequest(), ...wish }, stranger);
    expect(await asked).toMatchObject({ ok: false, reason: 'ORDER_NOT_FOUND' });
    expect(await services.removeOrder(_id, me)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect((await shop.order(_id)).hidden).toBe(false);
  });

  it('with freight, or that costs nothing, is not paid in goods', async () => {
    const customerId = await customer('预存抵扣');
    const saved = await counter.saveDraft(
      { action: 'save', requestId: newRequest(), customerId, items: lines(), freightAmount: 500 },
      staff,
    );
    const orderId = saved.ok ? saved.data.order._id : '';
    await confirm(orderId);
    expect(await counter.payAtCounter(orderId, 'prepaid', staff)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    const free = { action: 'changePrice', requestId: newRequest(), orderId, goodsAmount: 0, freightAmount: 0, reason: '赠送' } as const;
    expect(await services.changePrice(free, staff)).toMatchObject({ ok: true });
    expect(await counter.payAtCounter(orderId, 'prepaid', staff)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
  });

  it('that another system has rewarded earns nothing more at its completion', async () => {
    const { addPoints } = await import('../cloudfunctions/_services/members/points-actions.ts');
    const order = await shop.paid(unit);
    expect(await services.ship({ orderId: order._id, parcels: [{ company: 'jd', number: 'JDGUARD00004' }] }, staff)).toMatchObject({
      ok: true,
    });
    const reward = {
      userId: order.userId,
      points: 7,
      type: 'earn',
      reason: '外部奖励',
      orderId: order._id,
    } as const;
    expect(await addPoints(reward, staff)).toMatchObject({ ok: true });
    const before = (await tables.members.get(order.userId))?.points;
    expect(await services.confirmOrder(order._id, me)).toMatchObject({ ok: true });
    expect((await tables.members.get(order.userId))?.points).toBe(before);
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

  it('keeps his address from every other customer', async () => {
    const [one, other] = [await customer('甲'), await customer('乙')];
    const requestId = newRequest();
    const save = (customerId: string): ReturnType<typeof counter.saveCustomerAddress> =>
      counter.saveCustomerAddress({ action: 'saveAddress', requestId, customerId, address: HOME }, staff);
    const saved = await save(one);
    const addressId = (saved.ok && saved.data.addresses[0]?._id) || '';
    expect(await save(other)).toMatchObject({ ok: false, reason: 'ADDRESS_NOT_FOUND' });
    const gone = counter.removeCustomerAddress({ action: 'removeAddress', customerId: other, addressId }, staff);
    expect(await gone).toMatchObject({ ok: false, reason: 'ADDRESS_NOT_FOUND' });
    const { removeAddress } = await import('../cloudfunctions/_services/members/addresses.ts');
    expect(await removeAddress(me.openid ?? '', addressId)).toMatchObject({ ok: false, reason: 'ADDRESS_NOT_FOUND' });
    expect(await tables.addresses.get(addressId)).toMatchObject({ customerId: one });
  });

  it('who was merged into another pays nothing more, and gets no goods', async () => {
    const [source, target] = [await customer('旧'), await customer('新')];
    const paid = { requestId: newRequest(), customerId: source, amount: 100, method: 'cash' } as const;
    for (let tap = 0; tap < 2; tap += 1) expect(await counter.receive(paid, staff)).toMatchObject({ ok: true, data: { owed: -100 } });
    expect(await merge(source, target)).toMatchObject({ ok: true });
    const before = await tables.customerStatements.count({ customerId: source });
    const receipt = { ...paid, requestId: newRequest() };
    expect(await counter.receive(receipt, staff)).toMatchObject({ ok: false, reason: 'CUSTOMER_MERGED' });
    expect(await tables.customerStatements.count({ customerId: source })).toBe(before);
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
