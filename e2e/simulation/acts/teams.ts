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
