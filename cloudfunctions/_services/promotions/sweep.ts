import type { GroupTeamDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { endOrder, type Who } from '../orders/cancel.ts';
import { finishFlashMarks } from './flash-quota.ts';
import { countPaid, fail, settled, succeed, tellSuccess } from './teams.ts';

const BATCH = 100;
const MARKER_MS = 2 * 60_000;
const SYSTEM: Who = { identity: 'system', actor: 'system' };

/** Takes out the marks that dead processes left on sales. */
export async function sweepFlashMarks(now: Date): Promise<number> {
  const before = new Date(now.getTime() - MARKER_MS);
  const marked = await tables.flashSales.find({ 'marks.at': command.lte(before) }, { orderBy: [['marks.at', 'asc']], limit: BATCH });
  let finished = 0;
  for (const sale of marked) finished += await finishFlashMarks(sale, before);
  return finished;
}

/** Counts payments whose call died before it did, and gives back the money of those whose team was decided without them. */
export async function countLatePayments(_now: Date): Promise<number> {
  const paid = await tables.orders.find({ 'group.counted': false, status: 'paid' }, { limit: BATCH });
  return countDone(paid, async (order) => {
    if ((await countPaid(order)) === 'lost') return (await endOrder(order, SYSTEM, '拼团未成功，自动退款')).ok;
    return true;
  });
}

/** Decides the teams that are complete, and those whose time is over. */
export async function decideTeams(now: Date): Promise<number> {
  const complete = await tables.groupTeams.find({ status: 'forming', missing: 0 }, { limit: BATCH });
  const decided = await countDone(complete, (team) => succeed(team._id));
  const overdue = await tables.groupTeams.find(
    { status: 'forming', deadline: command.lte(now) },
    { orderBy: [['deadline', 'asc']], limit: BATCH },
  );
  return decided + (await countDone(overdue, (team) => fail(team._id, now)));
}

/** Tells the orders of decided teams: those of a complete one may be shipped, those of a failed one are cancelled or refunded in full. Repeated until all are. */
export async function settleTeams(_now: Date): Promise<number> {
  const open = await tables.groupTeams.find({ settling: true }, { orderBy: [['deadline', 'asc']], limit: BATCH });
  return countDone(open, async (team) => {
    if (team.status === 'failed') return endAll(team);
    await tellSuccess(team);
    return true;
  });
}

const UNDECIDED = new Set<OrderDocument['status']>(['placing', 'pending_payment', 'paid']);

/** True when nothing of a failed team is left to end; an order that is being placed or paid this moment is met by the next run. */
async function endAll(team: GroupTeamDocument): Promise<boolean> {
  const orders = await tables.orders.getMany(team.seats.map((seat) => seat.orderId));
  let left = 0;
  for (const order of orders) {
    if (!UNDECIDED.has(order.status)) continue;
    const reason = order.status === 'paid' ? '拼团未成功，自动退款' : '拼团未成功，自动取消';
    const ended = order.status === 'placing' ? null : await endOrder(order, SYSTEM, reason, 'expire');
    if (ended?.ok !== true) left += 1;
  }
  if (left > 0) return false;
  await tables.orders.updateAll({ _id: command.in(orders.map((order) => order._id)) }, { 'group.state': 'failed', updateTime: new Date() });
  await settled(team._id);
  return true;
}

/** One that fails is logged and does not stop the others. */
async function countDone<Doc extends { _id: string }>(docs: readonly Doc[], work: (doc: Doc) => Promise<boolean>): Promise<number> {
  let count = 0;
  for (const doc of docs) {
    try {
      if (await work(doc)) count += 1;
    } catch (error) {
      log.error('timer work failed', error, { document: doc._id });
    }
  }
  return count;
}
