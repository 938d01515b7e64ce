import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { World } from '../world.ts';
import { anOrder, HOUR, MANAGER, newRequest, oneOf, SALES, tap, WAREHOUSE, type Act } from './common.ts';

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
    grams: Math.max(1, Math.round(((item.nominalGrams ?? 0) * world.luck.of([100, 97, 90, 80, 103, 40])) / 100)),
  }));
  if (weights.length > 0) await tap(world, 'shipOrder', { action: 'pack', orderId: one._id, weights }, WAREHOUSE);
}

/** Somebody stands at the scales: every order that waits for them is weighed, most a little under what was sold. */
export const weigh: Act = async (world) => {
  const { shop } = world;
  const waiting = { placed: true, status: 'paid', packedTime: shop.command.exists(false), 'items.nominalGrams': shop.command.gt(0) };
  const one = oneOf(world, await shop.tables.orders.find(waiting, { limit: 10 }));
  if (one !== null) await pack(world, one);
};

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
    { action: 'remark', requestId: common.requestId, orderId: one._id, remark: '放门口' },
  ]);
  await tap(world, 'orderChange', data, MANAGER);
};

/** In, with a batch or without; out, lost, given away, put right, moved to other goods; and from when on there is little of it. */
export const stock: Act = async (world) => {
  const { luck, shop, units } = world;
  const [unit, other] = [luck.of(units), luck.of(units)];
  const common = { requestId: newRequest(world), skuId: unit._id, reason: '日常' };
  const pieces = luck.between(1, 40);
  const action = luck.of(['in', 'in', 'batch', 'out', 'adjust', 'loss', 'gift', 'transfer', 'configure']);
  const batches = ['out', 'loss', 'gift'].includes(action) ? await shop.tables.stockBatches.find({ skuId: unit._id }, { limit: 20 }) : [];
  const from = luck.below(2) === 0 ? oneOf(world, batches) : null;
  const now = Date.now();
  const label = { batchNo: `B${luck.below(1e6)}`, producedAt: now - 48 * HOUR, expiresAt: now + luck.of([24, 240, 2400]) * HOUR };
  const quantity = { ...common, quantity: pieces };
  const data: Record<string, object> = {
    batch: { action: 'in', ...quantity, batch: label },
    configure: { action, skuId: unit._id, lowStock: luck.of([0, 5, 50, 500]) },
    adjust: { action, ...common, difference: luck.below(2) === 0 ? pieces : -pieces },
    transfer: { action, ...quantity, quantity: luck.between(1, 5), toSkuId: other._id, toQuantity: luck.between(1, 10) },
  };
  await tap(world, 'stock', data[action] ?? { action, ...quantity, ...(from === null ? {} : { batchId: from._id }) }, WAREHOUSE);
};

/** A count goes through several hands, while the shop goes on selling: opened, counted, handed in, sent back or approved, or given up; mostly what comes next, at times anything. */
export const stocktake: Act = async (world) => {
  const { luck, shop, units } = world;
  const open = await shop.tables.stocktakes.find({ _id: shop.command.gt('') }, { orderBy: [['createTime', 'desc']], limit: 6 });
  const running = open.filter(({ status }) => status !== 'booked' && status !== 'cancelled');
  const one = oneOf(world, running.length > 0 ? running : open);
  if (one === null || luck.below(4) === 0) {
    const skuIds = [...new Set(Array.from({ length: luck.between(1, 4) }, () => luck.of(units)._id))];
    await tap(world, 'stocktake', { action: 'open', requestId: newRequest(world), title: '巡查', skuIds }, WAREHOUSE);
    return;
  }
  const stocktakeId = one._id;
  const submit = [{ action: 'submit', stocktakeId, ...(luck.below(2) === 0 ? { leaveUncounted: true } : {}) }, WAREHOUSE] as const;
  const decide = luck.of<readonly [object, string]>([
    [{ action: 'approve', stocktakeId }, MANAGER],
    [{ action: 'approve', stocktakeId }, MANAGER],
    [{ action: 'reject', stocktakeId, reason: '请复盘' }, MANAGER],
  ]);
  const cancel = [{ action: 'cancel', stocktakeId, reason: '改天' }, MANAGER] as const;
  if (luck.below(6) === 0) await tap(world, 'stocktake', ...luck.of([submit, decide, cancel]));
  else if (one.status === 'submitted') await tap(world, 'stocktake', ...decide);
  else {
    await count(world, stocktakeId);
    if (luck.below(2) === 0) await tap(world, 'stocktake', ...submit);
  }
};

async function count(world: World, stocktakeId: string): Promise<void> {
  for (const line of await world.shop.tables.stocktakeLines.find({ stocktakeId }, { orderBy: [['_id', 'asc']], limit: 20 })) {
    const counted = Math.max(0, line.snapshot + world.luck.of([0, 0, -1, 3, -20]));
    await tap(world, 'stocktake', { action: 'count', stocktakeId, skuId: line.skuId, counted, version: line.version }, WAREHOUSE);
  }
}

export const staffCancelPaid: Act = async (world) => {
  const one = await anOrder(world, 'paid');
  if (one !== null) await tap(world, 'order', { action: 'staffCancel', orderId: one._id, reason: '缺货' }, SALES);
};
