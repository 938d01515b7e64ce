import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import type { Fate } from './death.ts';
import type { Behaviour, World } from './world.ts';

/** One thing that somebody does. Whatever it does is drawn from the world's luck; what it is refused is his affair. */
export type Act = (world: World) => Promise<void>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const CUSTOMERS = Array.from({ length: 14 }, (_, at) => `o-demo-customer-${String(at + 1).padStart(2, '0')}`);
const WAREHOUSE = 'o-demo-staff-01';
const SALES = 'o-demo-staff-02';
const MANAGER = 'o-demo-staff-03';

function newRequest({ luck }: World): string {
  return `sim-${Array.from({ length: 12 }, () => luck.below(36).toString(36)).join('')}`;
}

/** Now and then a call does not live to its end; on some days half of them do not. */
function fate({ luck, danger }: World): Fate {
  return luck.below(danger) > 0 ? { lastWord: Infinity, heard: true } : { lastWord: luck.between(1, 28), heard: luck.below(2) === 0 };
}

/** The same tap twice: at once, or again after no answer came. */
async function tap(world: World, name: string, data: object, who: string | null): Promise<void> {
  const first = fate(world);
  if (world.luck.below(8) === 0) {
    const second = fate(world);
    await Promise.all([world.call(name, data, who, first), world.call(name, data, who, second)]);
    return;
  }
  const answer = await world.call(name, data, who, first);
  if (answer === null && world.luck.below(2) === 0) await world.call(name, data, who, fate(world));
}

/** An order in one of these states, if there is any: mostly a new one. */
async function anOrder({ shop, luck }: World, ...statuses: OrderStatus[]): Promise<OrderDocument | null> {
  const orders = await shop.tables.orders.find(
    { placed: true, status: shop.command.in(statuses) },
    { orderBy: [['createTime', 'desc']], limit: 12 },
  );
  if (orders.length === 0) return null;
  // Ids are drawn from the seed; instants are not.
  return luck.of(orders.sort((one, other) => (one._id < other._id ? -1 : 1)));
}

interface Line {
  productId: string;
  skuId: string;
  quantity: number;
  flashSaleId?: string;
}

function someLines({ luck, units }: World): Line[] {
  // A few goods are everybody's, so that they run out.
  const wanted = luck.below(2) === 0 ? units.slice(0, 6) : units;
  return Array.from({ length: luck.of([1, 1, 2, 3, 4]) }, () => {
    const unit = luck.of(wanted);
    return { productId: unit.shopProductId, skuId: unit._id, quantity: luck.of([1, 1, 2, 3, 20]) };
  });
}

const order: Act = async (world) => {
  const { luck, shop } = world;
  const who = luck.of(CUSTOMERS);
  const [address] = await shop.tables.addresses.find({ _openid: who }, { limit: 1 });
  const coupons = await shop.tables.userCoupons.find(
    { _openid: who, status: 'available' },
    { orderBy: [['createTime', 'desc']], limit: 5 },
  );
  const data: Record<string, unknown> = { requestId: newRequest(world), addressId: address?._id ?? 'none' };
  if (luck.below(4) === 0) data['usePoints'] = luck.of([50, 100, 300]);
  if (coupons.length > 0 && luck.below(2) === 0) data['userCouponId'] = luck.of(coupons.sort((a, b) => (a._id < b._id ? -1 : 1)))._id;
  if (luck.below(3) === 0) {
    for (const line of someLines(world)) await world.call('cart', { action: 'add', ...line }, who);
    data['fromCart'] = true;
  } else data['items'] = someLines(world);
  await tap(world, 'submitOrder', data, who);
};

const flashOrder: Act = async (world) => {
  const { luck, shop } = world;
  const [sale] = await shop.tables.flashSales.find({ status: 'on', endsAt: shop.command.gt(new Date()) }, { limit: 1 });
  if (sale === undefined) return;
  const who = luck.of(CUSTOMERS);
  const [address] = await shop.tables.addresses.find({ _openid: who }, { limit: 1 });
  const item: Line = { productId: sale.productId, skuId: sale.skuId, quantity: luck.between(1, 2), flashSaleId: sale._id };
  await tap(world, 'submitOrder', { requestId: newRequest(world), addressId: address?._id ?? 'none', items: [item] }, who);
};

const groupOrder: Act = async (world) => {
  const { luck, shop } = world;
  const [group] = await shop.tables.groupBuys.find({ status: 'on', endsAt: shop.command.gt(new Date()) }, { limit: 1 });
  if (group === undefined) return;
  const who = luck.of(CUSTOMERS);
  const [address] = await shop.tables.addresses.find({ _openid: who }, { limit: 1 });
  const teams = await shop.tables.groupTeams.find({ status: 'forming', deadline: shop.command.gt(new Date()) }, { limit: 20 });
  const team = teams.length > 0 && luck.below(4) > 0 ? luck.of(teams.sort((a, b) => (a._id < b._id ? -1 : 1))) : undefined;
  const part = team === undefined ? { groupBuyId: group._id } : { teamId: team._id };
  const items = [{ productId: group.productId, skuId: group.skuId, quantity: 1 }];
  await tap(world, 'submitOrder', { requestId: newRequest(world), addressId: address?._id ?? 'none', items, ...part }, who);
};

const BEHAVIOURS: readonly Behaviour[] = ['once', 'once', 'once', 'twice', 'never', 'late', 'forged', 'wrong-amount', 'wrong-order'];

const pay: Act = async (world) => {
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
const lateThumb: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'pending_payment', 'cancelled', 'paid');
  if (one !== null && luck.below(2) === 0) await thumb(world, one._id);
};

const recharge: Act = async (world) => {
  const who = world.luck.of(CUSTOMERS);
  const answer = await world.call('recharge', { action: 'buy', requestId: newRequest(world), packageId: 'sim' }, who, fate(world));
  const id = answer?.data?.['rechargeId'];
  if (typeof id === 'string' && world.luck.below(4) > 0) await world.thumb({ outTradeNo: id }, world.luck.of(BEHAVIOURS));
};

const cancel: Act = async (world) => {
  const one = await anOrder(world, 'pending_payment', 'paid');
  if (one === null) return;
  if (world.luck.below(3) > 0) await tap(world, 'order', { action: 'cancel', orderId: one._id, reason: '不想要了' }, one._openid);
  else await tap(world, 'order', { action: 'staffCancel', orderId: one._id, reason: '缺货' }, SALES);
};

const ship: Act = async (world) => {
  const one = await anOrder(world, 'paid');
  if (one === null) return;
  const number = (): string => `SF${world.luck.between(1e11, 9e11)}`;
  const part = world.luck.below(3) === 0;
  const some = one.items.filter(() => world.luck.below(2) === 0);
  const items = some.map((item) => ({ skuId: item.skuId, quantity: world.luck.between(1, item.quantity) }));
  const parcels =
    part && items.length > 0
      ? [{ company: 'shunfeng', number: number(), items }]
      : Array.from({ length: world.luck.of([1, 1, 2]) }, () => ({ company: 'shunfeng', number: number() }));
  await tap(world, 'shipOrder', { orderId: one._id, parcels }, WAREHOUSE);
};

const confirm: Act = async (world) => {
  const one = await anOrder(world, 'shipped');
  if (one !== null) await tap(world, 'order', { action: 'confirm', orderId: one._id }, one._openid);
};

const changePrice: Act = async (world) => {
  const one = await anOrder(world, 'pending_payment');
  if (one === null) return;
  const goodsAmount = Math.max(1, Math.floor((one.totalAmount * world.luck.between(60, 110)) / 100));
  const data = { action: 'changePrice', requestId: newRequest(world), orderId: one._id, goodsAmount, reason: '老客户' };
  await tap(world, 'orderChange', data, MANAGER);
};

const stock: Act = async (world) => {
  const { luck } = world;
  const [line] = someLines(world);
  const action = luck.of(['in', 'in', 'out', 'adjust', 'loss']);
  const common = { requestId: newRequest(world), skuId: line?.skuId ?? '', reason: '日常' };
  const pieces = luck.between(1, 40);
  const data =
    action === 'adjust'
      ? { action, ...common, difference: luck.below(2) === 0 ? pieces : -pieces }
      : { action, ...common, quantity: pieces };
  await tap(world, 'stock', data, WAREHOUSE);
};

const claimRefund: Act = async (world) => {
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
  };
  await tap(world, 'afterSale', data, one._openid);
};

const handleRefund: Act = async (world) => {
  const { luck, shop } = world;
  const cases = await shop.tables.afterSales.find({ _id: shop.command.gt('') }, { orderBy: [['createTime', 'desc']], limit: 20 });
  if (cases.length === 0) return;
  const claim = luck.of(cases.sort((one, other) => (one._id < other._id ? -1 : 1)));
  const common = { afterSaleId: claim._id };
  const [action, who] = luck.of<readonly [object, string]>([
    [{ action: 'approve', ...common }, MANAGER],
    [{ action: 'approve', ...common }, MANAGER],
    [{ action: 'reject', ...common, reason: '超出范围' }, MANAGER],
    [{ action: 'withdraw', ...common }, claim._openid],
    [{ action: 'returnShipped', ...common, company: 'shunfeng', number: 'SF1234567890' }, claim._openid],
    [{ action: 'receiveReturn', ...common, restock: luck.below(2) === 0 }, MANAGER],
    [{ action: 'receiveReturn', ...common, restock: true }, MANAGER],
    [{ action: 'refundNow', ...common, remark: '坏果赔付', ...(luck.below(2) === 0 ? { amount: luck.between(1, 900) } : {}) }, MANAGER],
  ]);
  await tap(world, 'afterSale', action, who);
};

const claimCoupon: Act = async (world) => {
  const { luck, shop } = world;
  const coupons = await shop.tables.coupons.find({ status: 'on', claimable: true }, { orderBy: [['createTime', 'desc']], limit: 10 });
  if (coupons.length === 0) return;
  const coupon = luck.of(coupons.sort((one, other) => (one._id < other._id ? -1 : 1)));
  await tap(world, 'coupon', { action: 'claim', couponId: coupon._id, requestId: newRequest(world) }, luck.of(CUSTOMERS));
};

/** What staff write for customers of their own: drafts, confirmed with their stock, paid at the counter or billed. */
const internalOrder: Act = async (world) => {
  const { luck, shop } = world;
  const customer = await aCustomer(world);
  if (customer === null) return;
  if (luck.below(3) === 0) {
    const lines = someLines(world);
    const items = [
      ...new Map(lines.map(({ skuId, quantity }) => [skuId, { skuId, quantity: quantity * 1000 - luck.of([0, 0, 500]) }])).values(),
    ];
    await tap(world, 'internalOrder', { action: 'save', requestId: newRequest(world), customerId: customer, items }, SALES);
    return;
  }
  const orders = await shop.tables.orders.find({ source: 'staff' }, { orderBy: [['createTime', 'desc']], limit: 10 });
  if (orders.length === 0) return;
  const { _id: orderId } = luck.of(orders.sort((one, other) => (one._id < other._id ? -1 : 1)));
  const act = luck.of<object>([
    { action: 'confirm', orderId },
    { action: 'confirm', orderId },
    { action: 'pay', orderId, method: 'credit' },
    { action: 'pay', orderId, method: 'cash' },
    { action: 'pay', orderId, method: 'prepaid' },
    { action: 'bill', orderId },
    { action: 'cancel', orderId, reason: '客户改期' },
  ]);
  await tap(world, 'internalOrder', act, SALES);
};

async function aCustomer({ shop, luck }: World): Promise<string | null> {
  const customers = await shop.tables.customers.find({ status: 'active' }, { orderBy: [['createTime', 'desc']], limit: 10 });
  return customers.length === 0 ? null : luck.of(customers.map(({ _id }) => _id).sort());
}

/** Customers of the staff's pay what they owe, pay ahead for goods and fetch them; two of them turn out to be one. */
const account: Act = async (world) => {
  const { luck } = world;
  const [customerId, other] = [await aCustomer(world), await aCustomer(world)];
  const [line] = someLines(world);
  if (customerId === null || other === null || line === undefined) return;
  const common = { requestId: newRequest(world), customerId };
  const goods = { ...common, productId: line.skuId, quantity: luck.between(1, 9) * 500 };
  const draw = luck.below(10);
  if (draw < 4) await tap(world, 'addPrestore', goods, WAREHOUSE);
  else if (draw < 7) await tap(world, 'updatePrepaidProduct', goods, WAREHOUSE);
  else if (draw < 9)
    await tap(world, 'customer', { action: 'receive', ...common, amount: luck.between(100, 20_000), method: 'cash' }, MANAGER);
  else if (other !== customerId)
    await tap(world, 'customer', { action: 'merge', requestId: common.requestId, sourceId: customerId, targetId: other }, MANAGER);
};

/** The timer: once, twice at once, or killed; that it is late is the clock's doing. */
const timer: Act = async (world) => {
  if (world.luck.below(4) === 0)
    await Promise.all([world.call('orderTimer', {}, null, fate(world)), world.call('orderTimer', {}, null, fate(world))]);
  else
    await world.call(
      'orderTimer',
      {},
      null,
      world.luck.below(3) === 0 ? { lastWord: world.luck.between(1, 120), heard: world.luck.below(2) === 0 } : fate(world),
    );
};

const time: Act = async (world) => {
  await world.advance(world.luck.of([MINUTE, 2 * MINUTE, 6 * MINUTE, 12 * MINUTE, 35 * MINUTE, 3 * HOUR]));
};

const longTime: Act = async (world) => {
  await world.advance(world.luck.of([9 * HOUR, 26 * HOUR, 11 * 24 * HOUR]));
};

const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [16, order],
  [3, flashOrder],
  [5, groupOrder],
  [18, pay],
  [4, lateThumb],
  [2, recharge],
  [7, cancel],
  [9, ship],
  [7, confirm],
  [2, changePrice],
  [5, stock],
  [7, claimRefund],
  [9, handleRefund],
  [3, claimCoupon],
  [8, internalOrder],
  [4, account],
  [6, timer],
  [5, time],
];

const BAG = ACTS.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

/** The next thing to happen: mostly one act, often some at the same moment, seldom a long night or a power cut. */
export async function happen(world: World): Promise<void> {
  const { luck } = world;
  const draw = luck.below(100);
  if (draw < 2) await longTime(world);
  else if (draw < 72) await luck.of(BAG)(world);
  else await Promise.all(Array.from({ length: luck.between(2, 4) }, () => luck.of(BAG.filter((act) => act !== time))(world)));
}
