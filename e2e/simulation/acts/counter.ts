import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { World } from '../world.ts';
import { MANAGER, newRequest, oneOf, SALES, someLines, tap, type Act } from './common.ts';

/** A customer of the staff's, mostly a new one. */
export async function aCustomer(world: World): Promise<string | null> {
  const customers = await world.shop.tables.customers.find({ status: 'active' }, { orderBy: [['createTime', 'desc']], limit: 10 });
  return oneOf(world, customers)?._id ?? null;
}

function distinctLines(world: World): { skuId: string; quantity: number }[] {
  const lines = someLines(world).map(({ skuId, quantity }) => [skuId, { skuId, quantity: quantity * 1000 }] as const);
  return [...new Map(lines).values()];
}

/** What staff write for customers of their own: drafts, written anew, confirmed with their stock, paid at the counter or billed; mostly what comes next, at times anything. */
export const internalOrder: Act = async (world) => {
  const { luck, shop } = world;
  const customerId = await aCustomer(world);
  if (customerId === null) return;
  const orders = await shop.tables.orders.find({ source: 'staff' }, { orderBy: [['createTime', 'desc']], limit: 8 });
  const one = oneOf(world, orders);
  if (one === null || luck.below(3) === 0) {
    const more = luck.below(2) === 0 ? { freightAmount: luck.of([0, 800]) } : {};
    await tap(
      world,
      'internalOrder',
      { action: 'save', requestId: newRequest(world), customerId, items: distinctLines(world), ...more },
      SALES,
    );
    return;
  }
  await tap(
    world,
    'internalOrder',
    luck.below(5) === 0 ? luck.of(anything(world, one, customerId)) : luck.of(next(world, one, customerId)),
    SALES,
  );
};

function next(world: World, one: OrderDocument, customerId: string): object[] {
  const orderId = one._id;
  const confirm = { action: 'confirm', orderId };
  if (one.status === 'draft')
    return [confirm, confirm, confirm, rewrite(world, one, customerId), { action: 'cancel', orderId, reason: '客户改期' }];
  return [...['credit', 'cash', 'prepaid'].map((method) => ({ action: 'pay', orderId, method })), { action: 'bill', orderId }];
}

function anything(world: World, one: OrderDocument, customerId: string): object[] {
  return [...next(world, one, customerId), ...next(world, { ...one, status: 'draft' }, customerId)];
}

function rewrite(world: World, one: OrderDocument, customerId: string): object {
  const revision = one.revision ?? 1;
  return { action: 'save', requestId: newRequest(world), orderId: one._id, revision, customerId, items: distinctLines(world) };
}

/** Customers of the staff's pay what they owe, pay ahead for goods and fetch them, get prices of their own; two of them turn out to be one, or not. */
export const account: Act = async (world) => {
  const { luck, shop } = world;
  const [customerId, other] = [await aCustomer(world), await aCustomer(world)];
  if (customerId === null || other === null) return;
  const common = { requestId: newRequest(world), customerId };
  const records = await shop.tables.prepaidRecords.find({ customerId }, { limit: 20 });
  const known = oneOf(world, records);
  const goods = { ...common, productId: known !== null && luck.below(3) > 0 ? known.productId : luck.of(world.units)._id };
  const quantity = luck.between(1, 9) * 500;
  const draw = luck.below(14);
  if (draw >= 12) await card(world, customerId);
  else if (draw < 4) await tap(world, 'addPrestore', { ...goods, quantity: quantity * luck.of([1, 10]) }, SALES);
  else if (draw < 7) await fetchPrepaid(world, { ...goods, quantity });
  else if (draw < 9)
    await tap(
      world,
      'customer',
      { action: 'receive', ...common, amount: luck.between(100, 20_000), method: luck.of(['cash', 'transfer']) },
      MANAGER,
    );
  else if (draw < 10) {
    const unit = luck.of(world.units);
    const prices = [{ skuId: unit._id, price: luck.below(4) === 0 ? null : Math.max(1, Math.floor(unit.price * 0.8)) }];
    await tap(world, 'customer', { action: 'setPrices', customerId, prices }, MANAGER);
  } else if (draw < 11 && other !== customerId)
    await tap(world, 'customer', { action: 'merge', requestId: common.requestId, sourceId: customerId, targetId: other }, MANAGER);
  else {
    const merges = await shop.tables.customerMerges.find({ _id: shop.command.gt('') }, { limit: 20 });
    const merge = oneOf(world, merges);
    if (merge !== null) await tap(world, 'customer', { action: 'undoMerge', mergeId: merge._id }, MANAGER);
  }
};

/** Somebody fetches what he has paid for: mostly what is there, at times more, or what he never paid for. */
async function fetchPrepaid(world: World, unknown: object): Promise<void> {
  const { luck, shop } = world;
  const record = oneOf(world, await shop.tables.prepaidRecords.find({ quantity: shop.command.gt(0) }, { limit: 20 }));
  if (record === null || luck.below(5) === 0) {
    await tap(world, 'updatePrepaidProduct', unknown, SALES);
    return;
  }
  const { customerId, productId, quantity: left } = record;
  const quantity = luck.of([left, Math.ceil(left / 2), 500, left + 500]);
  await tap(world, 'updatePrepaidProduct', { requestId: newRequest(world), customerId, productId, quantity }, SALES);
}

/** A customer's card: what he may owe, where his goods go. */
async function card(world: World, customerId: string): Promise<void> {
  const { luck, shop } = world;
  const known = await shop.tables.customers.get(customerId);
  if (known === null) return;
  const change = { _id: customerId, name: known.name, creditLimit: luck.of([0, 30_000, 500_000]) };
  if (luck.below(2) === 0) {
    await tap(world, 'customer', { action: 'save', requestId: newRequest(world), customer: change }, MANAGER);
    return;
  }
  const address = oneOf(world, await shop.tables.addresses.find({ customerId: shop.command.gt('') }, { limit: 20 }));
  const whose = { customerId: address?.customerId ?? customerId, addressId: address?._id ?? 'none' };
  await tap(world, 'customer', { action: 'removeAddress', ...whose }, SALES);
}
