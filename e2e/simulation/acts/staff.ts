import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { World } from '../world.ts';
import { anOrder, CUSTOMERS, HOUR, MANAGER, newRequest, oneOf, SALES, tap, WAREHOUSE, type Act } from './common.ts';

const ADDRESS = { name: '赵先生', phone: '13900001234', province: '江苏省', city: '苏州市', district: '吴中区', detail: '长桥路 8 号' };

const numberOf = ({ luck }: World): string => `SF${luck.between(1e11, 9e11)}`;

/** Whole, in two parcels, in part, or, where scales are needed, weighed first. */
export const ship: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'paid');
  if (one === null) return;
  if (one.packedTime === undefined && one.items.some(({ nominalGrams }) => nominalGrams !== undefined) && luck.below(4) > 0)
    await pack(world, one);
  const some = one.items.filter(() => luck.below(2) === 0);
  const items = some.map((item) => ({ skuId: item.skuId, quantity: luck.between(1, item.quantity) }));
  const parcels =
    luck.below(3) === 0 && items.length > 0
      ? [{ company: 'shunfeng', number: numberOf(world), items }]
      : Array.from({ length: luck.of([1, 1, 2]) }, () => ({ company: 'shunfeng', number: numberOf(world) }));
  await tap(world, 'shipOrder', { orderId: one._id, parcels }, WAREHOUSE);
};

async function pack(world: World, one: OrderDocument): Promise<void> {
  const lines = one.items.filter((item) => item.nominalGrams !== undefined && (item.shipped ?? 0) === 0);
  const weights = lines.map((item) => ({
    skuId: item.skuId,
    grams: Math.max(1, Math.round(((item.nominalGrams ?? 0) * item.quantity * world.luck.of([100, 97, 90, 103, 40])) / 100)),
  }));
  if (weights.length > 0) await tap(world, 'shipOrder', { action: 'pack', orderId: one._id, weights }, WAREHOUSE);
}

/** Up to five orders at once: shipped, remarked, cancelled, or drafts confirmed. */
export const batch: Act = async (world) => {
  const { luck, shop } = world;
  const status = luck.of(['paid', 'paid', 'pending_payment', 'draft'] as const);
  const found = await shop.tables.orders.find({ status }, { orderBy: [['createTime', 'desc']], limit: 5 });
  const orderIds = found.map(({ _id }) => _id).sort();
  if (orderIds.length === 0) return;
  const common = { requestId: newRequest(world) };
  const data =
    status === 'draft'
      ? { action: 'confirm', ...common, orderIds }
      : luck.of<object>([
          { action: 'ship', ...common, orders: orderIds.map((orderId) => ({ orderId, company: 'shunfeng', number: numberOf(world) })) },
          { action: 'ship', ...common, orders: orderIds.map((orderId) => ({ orderId, company: 'shunfeng', number: numberOf(world) })) },
          { action: 'remark', ...common, orderIds, remark: '送货前电话联系' },
          { action: 'cancel', ...common, orderIds: orderIds.slice(0, 2), reason: '缺货' },
        ]);
  await tap(world, 'batchUpdateOrders', data, MANAGER);
};

/** The price by one sum, by lines, or the freight; the address with the freight as it was or as it would be. */
export const change: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'pending_payment', 'pending_payment', 'paid');
  if (one === null) return;
  const common = { requestId: newRequest(world), orderId: one._id, reason: '老客户' };
  const percent = (amount: number): number => Math.max(1, Math.floor((amount * luck.between(60, 110)) / 100));
  const line = luck.of(one.items);
  const data = luck.of<object>([
    { action: 'changePrice', ...common, goodsAmount: percent(one.totalAmount) },
    { action: 'changePrice', ...common, lines: [{ skuId: line.skuId, payable: percent(line.payable) }] },
    { action: 'changePrice', ...common, freightAmount: luck.of([0, 600, 1500]) },
    { action: 'changeAddress', ...common, address: ADDRESS, freight: luck.of(['keep', 'apply']) },
    { action: 'changeAddress', ...common, address: ADDRESS },
  ]);
  await tap(world, 'orderChange', data, MANAGER);
};

/** In, with a batch or without; out, lost, given away, put right, moved to other goods. */
export const stock: Act = async (world) => {
  const { luck, shop, units } = world;
  const [unit, other] = [luck.of(units), luck.of(units)];
  const common = { requestId: newRequest(world), skuId: unit._id, reason: '日常' };
  const pieces = luck.between(1, 40);
  const action = luck.of(['in', 'in', 'batch', 'out', 'adjust', 'loss', 'gift', 'transfer']);
  const batches = ['out', 'loss', 'gift'].includes(action) ? await shop.tables.stockBatches.find({ skuId: unit._id }, { limit: 20 }) : [];
  const from = luck.below(2) === 0 ? oneOf(world, batches) : null;
  const now = Date.now();
  const label = { batchNo: `B${luck.below(1e6)}`, producedAt: now - 48 * HOUR, expiresAt: now + luck.of([24, 240, 2400]) * HOUR };
  const quantity = { ...common, quantity: pieces };
  const data: Record<string, object> = {
    batch: { action: 'in', ...quantity, batch: label },
    adjust: { action, ...common, difference: luck.below(2) === 0 ? pieces : -pieces },
    transfer: { action, ...quantity, quantity: luck.between(1, 5), toSkuId: other._id, toQuantity: luck.between(1, 10) },
  };
  await tap(world, 'stock', data[action] ?? { action, ...quantity, ...(from === null ? {} : { batchId: from._id }) }, WAREHOUSE);
};

/** A count goes through several hands: opened, counted, handed in, sent back or approved, or given up. */
export const stocktake: Act = async (world) => {
  const { luck, shop, units } = world;
  const open = await shop.tables.stocktakes.find({ _id: shop.command.gt('') }, { orderBy: [['createTime', 'desc']], limit: 6 });
  const running = open.filter(({ status }) => status !== 'booked' && status !== 'cancelled');
  const one = oneOf(world, running.length > 0 ? running : open);
  if (one === null || luck.below(3) === 0) {
    const skuIds = [...new Set(Array.from({ length: luck.between(1, 4) }, () => luck.of(units)._id))];
    await tap(world, 'stocktake', { action: 'open', requestId: newRequest(world), title: '巡查', skuIds }, WAREHOUSE);
    return;
  }
  const stocktakeId = one._id;
  if (luck.below(2) === 0) {
    for (const line of await shop.tables.stocktakeLines.find({ stocktakeId }, { orderBy: [['_id', 'asc']], limit: 20 })) {
      const counted = Math.max(0, line.snapshot + luck.of([0, 0, -1, 3, -20]));
      await tap(world, 'stocktake', { action: 'count', stocktakeId, skuId: line.skuId, counted, version: line.version }, WAREHOUSE);
    }
    return;
  }
  const [data, who] = luck.of<readonly [object, string]>([
    [{ action: 'submit', stocktakeId, ...(luck.below(2) === 0 ? { leaveUncounted: true } : {}) }, WAREHOUSE],
    [{ action: 'submit', stocktakeId, leaveUncounted: true }, WAREHOUSE],
    [{ action: 'approve', stocktakeId }, MANAGER],
    [{ action: 'approve', stocktakeId }, MANAGER],
    [{ action: 'reject', stocktakeId, reason: '请复盘' }, MANAGER],
    [{ action: 'cancel', stocktakeId, reason: '改天' }, MANAGER],
  ]);
  await tap(world, 'stocktake', data, who);
};

/** Coupons of all four kinds are made, handed out, stopped and resumed; offers end early; goods change price and go off the shelf for a while. */
export const marketing: Act = async (world) => {
  const { luck, shop, units } = world;
  const [coupons, sales, groups] = await Promise.all([
    shop.tables.coupons.find({ _id: shop.command.gt('') }, { limit: 50 }),
    shop.tables.flashSales.find({ status: 'on' }, { limit: 20 }),
    shop.tables.groupBuys.find({ status: 'on' }, { limit: 20 }),
  ]);
  const coupon = oneOf(world, coupons);
  const requestId = newRequest(world);
  const unit = luck.of(units);
  const draw = luck.below(10);
  if (draw < 3 || coupon === null) {
    await tap(world, 'coupon', { action: 'save', requestId, coupon: terms(world) }, MANAGER);
  } else if (draw < 6) {
    const openids = [...new Set([luck.of(CUSTOMERS), luck.of(CUSTOMERS), luck.of(CUSTOMERS)])];
    await tap(
      world,
      'coupon',
      { action: 'issue', requestId, couponId: coupon._id, ...(draw < 5 ? { openids } : { level: luck.below(3) }) },
      MANAGER,
    );
  } else if (draw < 7) await tap(world, 'coupon', { action: luck.of(['stop', 'resume', 'resume']), couponId: coupon._id }, MANAGER);
  else if (draw < 8) {
    const [sale, group] = [oneOf(world, sales), oneOf(world, groups)];
    if (sale !== null && luck.below(2) === 0) await tap(world, 'promotion', { action: 'stopFlash', saleId: sale._id }, MANAGER);
    else if (group !== null) await tap(world, 'promotion', { action: 'stopGroup', groupBuyId: group._id }, MANAGER);
  } else if (draw < 9) {
    const price = Math.max(1, Math.floor((unit.price * luck.between(80, 120)) / 100));
    await tap(world, 'product', { action: 'setPrices', productId: unit.shopProductId, prices: [{ skuId: unit._id, price }] }, MANAGER);
  } else
    await tap(world, 'product', { action: 'setStatus', productIds: [unit.shopProductId], status: luck.of(['off', 'on', 'on']) }, MANAGER);
};

function terms({ luck }: World): object {
  const now = Date.now();
  const kind = luck.of<object>([
    { kind: 'reduction', threshold: luck.of([0, 3000]), amount: luck.of([300, 1000]) },
    { kind: 'percent', percentOff: luck.of([5, 30]), ...(luck.below(2) === 0 ? { maxDiscount: 500 } : {}) },
    { kind: 'freight' },
    { kind: 'cash', amount: luck.of([100, 800]) },
  ]);
  const validity = luck.of<object>([
    { kind: 'relative', days: luck.of([1, 7]) },
    { kind: 'fixed', from: now - HOUR, until: now + luck.of([2, 30, 300]) * HOUR },
  ]);
  return { title: '日常券', ...kind, validity, total: luck.of([2, 50]), perUser: luck.of([1, 2]), claimable: luck.below(3) > 0 };
}

/** Members: points by hand, a purse put right, somebody may not order for a while. */
export const members: Act = async (world) => {
  const { luck, shop } = world;
  const userId = luck.of(CUSTOMERS);
  const draw = luck.below(4);
  if (draw < 2) {
    const points = luck.between(10, 400);
    const [type, sign] = luck.of([['earn', 1] as const, ['spend', -1] as const, ['adjust', -1] as const, ['return', 1] as const]);
    await tap(world, 'addPoints', { userId, points: sign * points, type, reason: '活动', requestId: newRequest(world) }, MANAGER);
  } else if (draw < 3) {
    const amount = luck.of([-2000, -100, 300, 5000]);
    await tap(world, 'recharge', { action: 'adjust', requestId: newRequest(world), userId, amount, reason: '更正' }, MANAGER);
  } else {
    // What the console writes through its rules.
    const status = luck.of(['blocked', 'active', 'active'] as const);
    await shop.tables.members.updateAll({ _openid: userId }, { status });
    world.diary.push(`member ${userId} is ${status}`);
  }
};

export const staffCancelPaid: Act = async (world) => {
  const one = await anOrder(world, 'paid');
  if (one !== null) await tap(world, 'order', { action: 'staffCancel', orderId: one._id, reason: '缺货' }, SALES);
};
