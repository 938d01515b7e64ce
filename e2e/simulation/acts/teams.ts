import type { World } from '../world.ts';
import { BEHAVIOURS } from './buyers.ts';
import { anAddress, CUSTOMERS, fate, newRequest, oneOf, tap, together, type Act } from './common.ts';

const MINUTE = 60_000;

const timer: Act = async (world) => {
  await world.call('orderTimer', {}, null, fate(world));
};

/**
 * Somebody joins a team ten minutes before its end and opens his payment; the end comes, and his bank tells of the payment while the timer decides what became of the team. To be
 * done alone: it moves the clock.
 */
export const lateForTeam: Act = async (world) => {
  const { luck, shop } = world;
  const now = Date.now();
  const teams = await shop.tables.groupTeams.find(
    { status: 'forming', deadline: shop.command.gt(new Date(now + 11 * MINUTE)) },
    { limit: 20 },
  );
  const team = oneOf(world, teams);
  const sku = team === null ? undefined : (await shop.tables.groupBuys.get(team.groupBuyId))?.skuId;
  if (team === null || sku === undefined) return;
  await world.advance(team.deadline.getTime() - 10 * MINUTE - Date.now());
  const payments = await joined(world, team._id, { productId: team.productId, skuId: sku, quantity: 1 });
  const left = team.deadline.getTime() - Date.now();
  // Just before, at and just after the end.
  await world.advance(Math.max(1000, left + luck.of([-1000, 0, 1000, 61_000])));
  const thumbs = payments.map(
    (id): Act =>
      (own) =>
        own.thumb({ outTradeNo: id }, own.luck.of(BEHAVIOURS)),
  );
  await together(world, [...thumbs, timer, ...(luck.below(2) === 0 ? [timer] : [])]);
};

/** A team fills up, one after the other or the last of them at once: everybody joins and pays, and one more would have liked to. */
export const fillTeam: Act = async (world) => {
  const { luck, shop } = world;
  const group = oneOf(world, await shop.tables.groupBuys.find({ status: 'on', endsAt: shop.command.gt(new Date()) }, { limit: 5 }));
  if (group === null) return;
  const line = { productId: group.productId, skuId: group.skuId, quantity: 1 };
  const from = luck.below(CUSTOMERS.length);
  const guests = Array.from({ length: group.size + 1 }, (_, at) => CUSTOMERS[(from + at) % CUSTOMERS.length] ?? '');
  const [first = '', ...others] = guests;
  const opened = await joinAndPay(world, first, { items: [line], groupBuyId: group._id });
  const teamId = opened === null ? undefined : (await shop.tables.orders.get(opened))?.group?.teamId;
  if (teamId === undefined) return;
  const join =
    (who: string): Act =>
    async (own) =>
      void (await joinAndPay(own, who, { items: [line], teamId }));
  if (luck.below(2) === 0) await together(world, others.map(join));
  else for (const who of others) await join(who)(world);
};

async function joinAndPay(world: World, who: string, wish: object): Promise<string | null> {
  const { luck, shop } = world;
  const order = { requestId: newRequest(world), addressId: await anAddress(world, who), ...wish };
  const orderId = (await tap(world, 'submitOrder', order, who))?.data?.['orderId'];
  if (typeof orderId !== 'string') return null;
  const method = luck.below(2) === 0 ? 'balance' : 'wechat';
  await tap(world, 'wxPay', { orderId, method }, who);
  if (method === 'wechat')
    for (const { _id } of await shop.tables.payments.find({ orderId, method }, { limit: 5 }))
      await world.thumb({ outTradeNo: _id }, luck.of(['once', 'twice', 'late', 'never']));
  return orderId;
}

/** One or two join. Answers the payments that they opened. */
async function joined(world: World, teamId: string, line: object): Promise<string[]> {
  const { luck, shop } = world;
  const opened: string[] = [];
  for (let guest = luck.between(1, 2); guest > 0; guest -= 1) {
    const who = luck.of(CUSTOMERS);
    const order = { requestId: newRequest(world), addressId: await anAddress(world, who), items: [line], teamId };
    const orderId = (await tap(world, 'submitOrder', order, who))?.data?.['orderId'];
    if (typeof orderId !== 'string') continue;
    await tap(world, 'wxPay', { orderId, method: 'wechat' }, who);
    const payments = await shop.tables.payments.find({ orderId, method: 'wechat' }, { limit: 5 });
    opened.push(...payments.map(({ _id }) => _id));
  }
  return opened;
}
