import { anOrder, CUSTOMERS, MANAGER, oneOf, someLines, type Act } from './common.ts';

/** Somebody looks: whatever state things are in, he is told, or told why not. Nothing of it writes, so nothing of it is killed. */
export const look: Act = async (world) => {
  const { luck, shop, units } = world;
  const { tables, command } = shop;
  const any = { _id: command.gt('') };
  const who = luck.of(CUSTOMERS);
  const [order, claim, customer, count, team, group, coupon, sale] = [
    await anOrder(world, 'pending_payment', 'paid', 'shipped', 'completed', 'refunded', 'cancelled'),
    oneOf(world, await tables.afterSales.find(any, { limit: 20 })),
    oneOf(world, await tables.customers.find(any, { limit: 20 })),
    oneOf(world, await tables.stocktakes.find(any, { limit: 10 })),
    oneOf(world, await tables.groupTeams.find(any, { limit: 20 })),
    oneOf(world, await tables.groupBuys.find(any, { limit: 10 })),
    oneOf(world, await tables.coupons.find(any, { limit: 20 })),
    oneOf(world, await tables.flashSales.find(any, { limit: 10 })),
  ];
  const unit = luck.of(units);
  const line = { skuId: order?.items[0]?.skuId ?? unit._id, quantity: 1, type: 'refund_only', reason: 'spoiled' };
  const customerId = customer?._id ?? 'none';
  const views: readonly (readonly [name: string, data: object, who: string | null])[] = [
    ['login', {}, who],
    ['generateOrderId', {}, MANAGER],
    ['audit', { action: 'latest' }, null],
    ['order', { action: 'get', orderId: order?._id ?? 'none' }, order?._openid ?? who],
    ['afterSale', { action: 'quote', orderId: order?._id ?? 'none', ...line }, order?._openid ?? who],
    ['afterSale', { action: 'staffQuote', orderId: order?._id ?? 'none', ...line }, MANAGER],
    ['afterSale', { action: 'photos', afterSaleId: claim?._id ?? 'none' }, MANAGER],
    ['orderChange', { action: 'histories', orderId: order?._id ?? 'none' }, MANAGER],
    ['submitOrder', { requestId: 'sim-look-only', items: someLines(world), preview: true }, who],
    ['cart', { action: 'list' }, who],
    ['address', { action: 'list' }, who],
    ['coupon', { action: 'mine' }, who],
    ['coupon', { action: 'available', items: someLines(world) }, who],
    ['coupon', { action: 'usage', couponId: coupon?._id ?? 'none' }, MANAGER],
    ['getUserPoints', {}, who],
    ['recharge', { action: 'list' }, who],
    ['customer', { action: 'list' }, MANAGER],
    ['customer', { action: 'get', customerId }, MANAGER],
    ['customer', { action: 'statement', customerId }, MANAGER],
    ['customer', { action: 'merges' }, MANAGER],
    ['internalOrder', { action: 'list' }, MANAGER],
    ['internalOrder', { action: 'get', orderId: order?._id ?? 'none' }, MANAGER],
    ['stock', { action: 'find', barcode: unit.barcode ?? '6900000000000' }, MANAGER],
    ['stock', { action: 'records', skuId: unit._id }, MANAGER],
    ['stock', { action: 'batches', skuId: unit._id }, MANAGER],
    ['stock', { action: 'expiring', withinDays: 30 }, MANAGER],
    ['stocktake', { action: 'get', stocktakeId: count?._id ?? 'none' }, MANAGER],
    ['stocktake', { action: 'list' }, MANAGER],
    ['promotion', { action: 'flashSales' }, who],
    ['promotion', { action: 'flashSale', saleId: sale?._id ?? 'none' }, who],
    ['promotion', { action: 'groupBuys' }, who],
    ['promotion', { action: 'teams', groupBuyId: group?._id ?? 'none' }, who],
    ['promotion', { action: 'team', teamId: team?._id ?? 'none' }, who],
  ];
  for (let looks = 0; looks < 3; looks += 1) await world.call(...luck.of(views));
};
