import { picturePath } from '@shop/shared/domain/pictures.ts';
import { JPEG, uploadAs } from '../../support/storage.ts';
import type { Behaviour, World } from '../world.ts';
import { anAddress, anOrder, CUSTOMERS, fate, newRequest, oneOf, SALES, someLines, tap, type Act, type Line } from './common.ts';

export const order: Act = async (world) => {
  const { luck, shop } = world;
  const who = luck.of(CUSTOMERS);
  const coupons = await shop.tables.userCoupons.find(
    { _openid: who, status: 'available' },
    { orderBy: [['createTime', 'desc']], limit: 5 },
  );
  const data: Record<string, unknown> = { requestId: newRequest(world), addressId: await anAddress(world, who) };
  if (luck.below(4) === 0) data['usePoints'] = luck.of([50, 100, 300]);
  if (coupons.length > 0 && luck.below(2) === 0) data['userCouponId'] = luck.of(coupons.sort((a, b) => (a._id < b._id ? -1 : 1)))._id;
  if (luck.below(3) === 0) {
    for (const line of someLines(world)) await world.call('cart', { action: 'add', ...line }, who);
    data['fromCart'] = true;
  } else data['items'] = someLines(world);
  await tap(world, 'submitOrder', data, who);
};

export const flashOrder: Act = async (world) => {
  const { luck, shop } = world;
  const [sale] = await shop.tables.flashSales.find({ status: 'on', endsAt: shop.command.gt(new Date()) }, { limit: 1 });
  if (sale === undefined) return;
  const who = luck.of(CUSTOMERS);
  const item: Line = { productId: sale.productId, skuId: sale.skuId, quantity: luck.between(1, 2), flashSaleId: sale._id };
  const entrance = luck.of(['submitOrder', 'flashOrder', 'flashOrder']);
  await tap(world, entrance, { requestId: newRequest(world), addressId: await anAddress(world, who), items: [item] }, who);
};

export const groupOrder: Act = async (world) => {
  const { luck, shop } = world;
  const [group] = await shop.tables.groupBuys.find({ status: 'on', endsAt: shop.command.gt(new Date()) }, { limit: 1 });
  if (group === undefined) return;
  const who = luck.of(CUSTOMERS);
  const teams = await shop.tables.groupTeams.find({ status: 'forming', deadline: shop.command.gt(new Date()) }, { limit: 20 });
  const team = teams.length > 0 && luck.below(4) > 0 ? luck.of(teams.sort((a, b) => (a._id < b._id ? -1 : 1))) : undefined;
  const part = team === undefined ? { groupBuyId: group._id } : { teamId: team._id };
  const items = [{ productId: group.productId, skuId: group.skuId, quantity: 1 }];
  await tap(world, 'submitOrder', { requestId: newRequest(world), addressId: await anAddress(world, who), items, ...part }, who);
};

export const BEHAVIOURS: readonly Behaviour[] = ['once', 'once', 'once', 'twice', 'never', 'late', 'forged', 'wrong-amount', 'wrong-order'];

export const pay: Act = async (world) => {
  const { luck } = world;
  const due = await anOrder(world, 'pending_payment');
  if (due === null) return;
  const method = luck.below(2) === 0 ? 'balance' : 'wechat';
  await tap(world, 'wxPay', { orderId: due._id, method }, due._openid);
  if (method === 'balance') return;
  // Some think it over, and then it may be too late.
  if (luck.below(3) === 0) return;
  await thumb(world, due._id);
};

async function thumb(world: World, orderId: string): Promise<void> {
  const payments = await world.shop.tables.payments.find({ orderId }, { limit: 10 });
  const open = payments.filter((payment) => payment.method === 'wechat');
  const payment = open.at(-1);
  if (payment !== undefined) await world.thumb({ outTradeNo: payment._id }, world.luck.of(BEHAVIOURS));
}

/** Whoever opened a payment some time ago pays now, whatever became of the order. */
export const lateThumb: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'pending_payment', 'cancelled', 'paid');
  if (one !== null && luck.below(2) === 0) await thumb(world, one._id);
};

export const recharge: Act = async (world) => {
  const who = world.luck.of(CUSTOMERS);
  const answer = await world.call('recharge', { action: 'buy', requestId: newRequest(world), packageId: 'sim' }, who, fate(world));
  const id = answer?.data?.['rechargeId'];
  if (typeof id === 'string' && world.luck.below(4) > 0) await world.thumb({ outTradeNo: id }, world.luck.of(BEHAVIOURS));
};

export const cancel: Act = async (world) => {
  const one = await anOrder(world, 'pending_payment', 'paid');
  if (one === null) return;
  if (world.luck.below(3) > 0) await tap(world, 'order', { action: 'cancel', orderId: one._id, reason: '不想要了' }, one._openid);
  else await tap(world, 'order', { action: 'staffCancel', orderId: one._id, reason: '缺货' }, SALES);
};

export const confirm: Act = async (world) => {
  const one = await anOrder(world, 'shipped');
  if (one !== null) await tap(world, 'order', { action: 'confirm', orderId: one._id }, one._openid);
};

export const claimRefund: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'paid', 'shipped', 'completed');
  if (one === null) return;
  const item = luck.of(one.items);
  const shipped = one.status !== 'paid' || item.shipped !== undefined;
  const data = {
    action: 'apply',
    requestId: newRequest(world),
    orderId: one._id,
    skuId: item.skuId,
    quantity: luck.between(1, item.quantity),
    type: shipped && luck.below(2) === 0 ? 'return_goods' : 'refund_only',
    reason: luck.of(['spoiled', 'unwanted', 'damaged', 'other']),
    ...(CUSTOMERS.includes(one._openid) && luck.below(4) === 0
      ? { photos: [await photo(world, luck.below(6) === 0 ? luck.of(CUSTOMERS) : one._openid)] }
      : {}),
  };
  await tap(world, 'afterSale', data, one._openid);
};

/** Evidence, in the cloud's storage. Mostly his own; another's is refused. */
async function photo({ emulator, luck, tally }: World, owner: string): Promise<string> {
  tally.set('photo uploaded', (tally.get('photo uploaded') ?? 0) + 1);
  return uploadAs(emulator, owner, picturePath(owner, 'after-sale', `sim${luck.below(1e6)}`, 'a.jpg'), JPEG);
}

/** What he looks at later he puts away or orders again; a full cart is tidied. */
export const tidy: Act = async (world) => {
  const { luck, shop } = world;
  const one = await anOrder(world, 'completed', 'cancelled', 'refunded');
  if (one !== null && luck.below(2) === 0) {
    await tap(world, 'order', { action: luck.of(['remove', 'buyAgain']), orderId: one._id }, one._openid);
    return;
  }
  const who = luck.of(CUSTOMERS);
  for (const line of someLines(world)) await world.call('cart', { action: 'add', ...line }, who);
  const row = oneOf(world, await shop.tables.cart.find({ _openid: who }, { limit: 20 }));
  if (row === null) return;
  const action = luck.of<object>([
    { action: 'update', skuId: row.skuId, quantity: luck.between(1, 5) },
    { action: 'remove', skuIds: [row.skuId] },
    { action: 'select', skuIds: [row.skuId], selected: luck.below(2) === 0 },
  ]);
  await tap(world, 'cart', action, who);
};

export const claimCoupon: Act = async (world) => {
  const { luck, shop } = world;
  const coupons = await shop.tables.coupons.find({ status: 'on', claimable: true }, { orderBy: [['createTime', 'desc']], limit: 10 });
  if (coupons.length === 0) return;
  const coupon = luck.of(coupons.sort((one, other) => (one._id < other._id ? -1 : 1)));
  await tap(world, 'coupon', { action: 'claim', couponId: coupon._id, requestId: newRequest(world) }, luck.of(CUSTOMERS));
};
