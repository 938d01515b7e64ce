import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { World } from '../world.ts';
import { aCustomer } from './counter.ts';
import { idIn, MANAGER, newRequest, oneOf, SALES, tap, WAREHOUSE, type Act } from './common.ts';

const DELIVERY = { name: '后厨', phone: '13600003456', province: '浙江省', city: '杭州市', district: '滨江区', detail: '江南大道 2 号' };

/** A sale at the counter from its first word to its parcel: written, its goods paid ahead where they are paid in goods, confirmed, paid, shipped. Any call of it may be its last. */
export const counterSale: Act = async (world) => {
  const { luck } = world;
  const customerId = await aCustomer(world);
  if (customerId === null) return;
  const method = luck.of(['prepaid', 'prepaid', 'credit', 'cash', 'bill']);
  const goods = world.units.filter((unit) => unit.quantity > 40);
  const lines = new Map(Array.from({ length: luck.of([1, 1, 2]) }, () => [luck.of(goods)._id, luck.between(1, 3) * 1000] as const));
  const items = [...lines].map(([skuId, quantity]) => ({ skuId, quantity }));
  const where = luck.below(3) === 0 ? await delivered(world, customerId) : {};
  const common = { requestId: newRequest(world), customerId };
  const orderId = idIn(await tap(world, 'internalOrder', { action: 'save', ...common, items, ...where }, SALES), 'order');
  if (orderId === null) return;
  if (method === 'prepaid')
    for (const { skuId, quantity } of items) {
      const ahead = { requestId: newRequest(world), customerId, productId: skuId, quantity: quantity + luck.of([0, 0, 500, -1000]) };
      if (ahead.quantity > 0) await tap(world, 'addPrestore', ahead, SALES);
    }
  await tap(world, 'internalOrder', { action: 'confirm', orderId }, SALES);
  await tap(world, 'internalOrder', method === 'bill' ? { action: 'bill', orderId } : { action: 'pay', orderId, method }, SALES);
  if (luck.below(2) === 0) return;
  await tap(world, 'shipOrder', { orderId, parcels: [{ company: 'shunfeng', number: `SF${luck.between(1e11, 9e11)}` }] }, WAREHOUSE);
};

async function delivered(world: World, customerId: string): Promise<object> {
  const { luck } = world;
  if (luck.below(2) === 0) return { address: DELIVERY, freightAmount: luck.of([0, 800]) };
  const saved = await tap(world, 'customer', { action: 'saveAddress', requestId: newRequest(world), customerId, address: DELIVERY }, SALES);
  const [known] = (saved?.data?.['addresses'] as { _id: string }[] | undefined) ?? [];
  return known === undefined ? {} : { addressId: known._id };
}

/** What was bought at the counter comes back piece by piece: written down by staff, approved, brought along or given up, until some or all of it is back. */
export const backPieceByPiece: Act = async (world) => {
  const { luck, shop } = world;
  const orders = await shop.tables.orders.find(
    { source: 'staff', status: shop.command.in(['paid', 'shipped', 'completed']) },
    { orderBy: [['createTime', 'desc']], limit: 8 },
  );
  const one = oneOf(world, orders);
  if (one === null) return;
  for (let claims = luck.between(1, 4); claims > 0; claims -= 1) await claimPiece(world, one);
};

async function claimPiece(world: World, one: OrderDocument): Promise<void> {
  const { luck } = world;
  const item = luck.of(one.items);
  const type = one.status !== 'paid' && luck.below(2) === 0 ? 'return_goods' : 'refund_only';
  const claim = { orderId: one._id, skuId: item.skuId, quantity: 1, type, reason: luck.of(['spoiled', 'unwanted']) };
  const asked = { action: 'staffApply', requestId: newRequest(world), ...claim, description: '客户到店' };
  const afterSaleId = idIn(await tap(world, 'afterSale', asked, SALES), 'afterSale');
  if (afterSaleId === null) return;
  await tap(world, 'afterSale', { action: 'approve', afterSaleId }, MANAGER);
  if (type === 'refund_only') return;
  const end = luck.of<object>([
    { action: 'receiveReturn', afterSaleId, restock: true },
    { action: 'receiveReturn', afterSaleId, restock: false },
    { action: 'closeReturn', afterSaleId, reason: '客户改主意' },
  ]);
  await tap(world, 'afterSale', end, MANAGER);
}
