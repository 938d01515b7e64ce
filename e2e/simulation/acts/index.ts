import type { World } from '../world.ts';
import * as buyers from './buyers.ts';
import { fate, HOUR, MINUTE, together, type Act } from './common.ts';
import * as counter from './counter.ts';
import { backPieceByPiece, counterSale } from './counter-sale.ts';
import { freight, move, templateBetween } from './freight.ts';
import { look } from './looks.ts';
import * as money from './money.ts';
import { marketing, members } from './office.ts';
import { sameCase, sameOrder } from './rush.ts';
import * as staff from './staff.ts';
import { fillTeam, lateForTeam } from './teams.ts';

export { CUSTOMERS } from './common.ts';
export { endTrouble, tendAll } from './money.ts';

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

/** The shop's own look at its books, in the middle of the day. */
const audit: Act = async (world) => {
  await world.call('audit', { action: 'run' }, null, fate(world));
};

const time: Act = async (world) => {
  await world.advance(world.luck.of([MINUTE, 2 * MINUTE, 6 * MINUTE, 12 * MINUTE, 35 * MINUTE, 3 * HOUR]));
};

const longTime: Act = async (world) => {
  await world.advance(world.luck.of([9 * HOUR, 9 * HOUR, 26 * HOUR, 11 * 24 * HOUR]));
};

const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [17, buyers.order],
  [3, buyers.flashOrder],
  [6, buyers.groupOrder],
  [26, buyers.pay],
  [4, buyers.lateThumb],
  [2, buyers.recharge],
  [6, buyers.cancel],
  [6, buyers.confirm],
  [6, buyers.claimRefund],
  [3, buyers.claimCoupon],
  [10, staff.ship],
  [4, staff.weigh],
  [2, staff.batch],
  [3, staff.change],
  [5, staff.stock],
  [5, staff.stocktake],
  [3, marketing],
  [2, members],
  [2, buyers.tidy],
  [2, move],
  [3, freight],
  [1, templateBetween],
  [2, lateForTeam],
  [3, fillTeam],
  [7, sameOrder],
  [3, sameCase],
  [2, look],
  [5, counter.internalOrder],
  [5, counterSale],
  [4, backPieceByPiece],
  [5, counter.account],
  [9, money.handleCase],
  [3, money.claimForCustomer],
  [2, money.bank],
  [2, money.trouble],
  [2, money.tendRefund],
  [1, money.reconcile],
  [1, audit],
  [6, timer],
  [5, time],
];

const BAG = ACTS.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
/** What changes the world of others while they wait is done alone. */
const ALONE: readonly Act[] = [time, money.reconcile, audit, templateBetween, lateForTeam];

const TOGETHER = BAG.filter((one) => !ALONE.includes(one));

/** The next thing to happen: mostly one act, often some at the same moment, seldom a long night or a power cut. */
export async function happen(world: World): Promise<void> {
  const { luck } = world;
  const draw = luck.below(100);
  if (draw < 2) await longTime(world);
  else if (draw < 72) await luck.of(BAG)(world);
  else
    await together(
      world,
      Array.from({ length: luck.between(2, 4) }, () => luck.of(TOGETHER)),
    );
}
