import type { DailyStatsDocument, OrderDocument, OrderFlowDocument } from '@shop/shared/database/documents.ts';
import { beijingDay, DAY_MS, parseBeijingStamp } from '@shop/shared/domain/time.ts';
import { command, type Where } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';

/**
 * The figures of a day are counted after the act they count (statistics/daily.ts), so a call that dies in between leaves one short. The acts themselves are in the books:
 * every night the days that are over are counted anew from there, and what differs is put right.
 */
export type DayFigures = Required<Omit<DailyStatsDocument, '_id' | 'day' | 'updateTime'>>;

const PAGE = 500;
/** Nights that may be missed before a day is left as it is. */
const MOST_DAYS = 7;
const LAST_DAY = 'figures';

/** A retry of a refund that WeChat closed has a row of its own, `…R3-2`: the money was promised with the first one. */
const RETRY = /R\d*-\d+$/;

/** Every document in the order of ids, a page at a time. */
async function each<Doc extends { _id: string }>(
  find: (after: Where) => Promise<Doc[]>,
  work: (page: readonly Doc[]) => Promise<void> | void,
): Promise<void> {
  for (let after = ''; ;) {
    const page = await find({ _id: command.gt(after) });
    await work(page);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last._id;
  }
}

/** The orders that an event happened to within the day. */
async function ordersOf(event: OrderFlowDocument['event'], within: Where, work: (orders: readonly OrderDocument[]) => void): Promise<void> {
  const find = (after: Where): Promise<OrderFlowDocument[]> =>
    tables.orderFlows.find({ event, ...within, ...after }, { orderBy: [['_id', 'asc']], limit: PAGE });
  await each(find, async (flows) => work(await tables.orders.getMany(flows.map((flow) => flow.orderId))));
}

/** A Beijing day's figures as the books have them (money in fen). `day`: `YYYYMMDD`. */
export async function figuresOf(day: string): Promise<DayFigures> {
  const begin = parseBeijingStamp(`${day}000000`);
  if (begin === null) throw new RangeError(`${day} is no day`);
  const within = { createTime: command.gte(new Date(begin)).and(command.lt(new Date(begin + DAY_MS))) };
  const figures: DayFigures = {
    orders: 0,
    paidOrders: 0,
    paidAmount: 0,
    shippedOrders: 0,
    completedOrders: 0,
    cancelledOrders: 0,
    newMembers: await tables.members.count(within),
    refundAmount: 0,
    refunds: 0,
    rechargeAmount: 0,
  };
  for (const { by, sum } of await tables.orderFlows.sums(within, ['event', 'fromStatus'], 1)) countFlows(figures, by, sum);
  await ordersOf('pay', within, (orders) => {
    for (const order of orders) figures.paidAmount += order.paymentAmount;
  });
  await ordersOf('refund', { fromStatus: 'paid', ...within }, (orders) => {
    figures.cancelledOrders += orders.filter((order) => order.cancelTime !== undefined).length;
  });
  await each(
    (after) => tables.refunds.find({ ...within, ...after }, { orderBy: [['_id', 'asc']], limit: PAGE }),
    async (refunds) => {
      const orders = await tables.orders.getMany([...new Set(refunds.map((refund) => refund.orderId))]);
      const kept = new Map(orders.map((order) => [order._id, order.paymentId ?? order.orderNo]));
      // Money that came too late, or twice, was never the order's.
      for (const refund of refunds)
        if (!RETRY.test(refund._id) && kept.get(refund.orderId) === refund.paymentId) addRefund(figures, refund.amount);
    },
  );
  await each(
    (after) =>
      tables.balanceLogs.find(
        { type: command.in(['refund', 'recharge']), ...within, ...after },
        { orderBy: [['_id', 'asc']], limit: PAGE },
      ),
    (rows) => {
      for (const row of rows) {
        if (row.type === 'recharge') figures.rechargeAmount += row.amount;
        else if (row.orderId !== null) addRefund(figures, row.amount);
      }
    },
  );
  return figures;
}

function addRefund(figures: DayFigures, amount: number): void {
  figures.refundAmount += amount;
  figures.refunds += 1;
}

function countFlows(figures: DayFigures, by: Record<string, string>, sum: number): void {
  switch (by['event'] as OrderFlowDocument['event']) {
    case 'place':
    case 'confirm':
      figures.orders += sum;
      return;
    case 'pay':
      figures.paidOrders += sum;
      return;
    case 'ship':
    case 'close_shipping':
      figures.shippedOrders += sum;
      return;
    case 'receive':
    case 'auto_receive':
      figures.completedOrders += sum;
      return;
    case 'cancel':
    case 'expire':
      // A draft that is thrown away was never counted as an order.
      figures.cancelledOrders += by['fromStatus'] === 'draft' ? 0 : sum;
      return;
    default:
      return;
  }
}

/** Puts a day right that is over. Answers the figures that were wrong, by name; none when all were right, or somebody counted at this moment. */
export async function repairDay(day: string): Promise<string[]> {
  const [figures, known] = [await figuresOf(day), await tables.dailyStats.get(day)];
  const names = Object.keys(figures) as (keyof DayFigures)[];
  const wrong = names.filter((name) => figures[name] !== (known?.[name] ?? 0));
  if (wrong.length === 0) return [];
  const now = new Date();
  const written =
    known === null
      ? await tables.dailyStats.insertOnce({ _id: day, day, ...figures, updateTime: now })
      : await tables.dailyStats.updateOne({ _id: day, updateTime: known.updateTime }, { ...figures, updateTime: now });
  if (!written) return [];
  log.warn('the figures of a day were put right', {
    day,
    wrong: wrong.map((name) => `${name} ${known?.[name] ?? 0} → ${figures[name]}`).join(', '),
  });
  return wrong;
}

/** Looks at every day that is over and was not looked at yet; answers how many were wrong. */
export async function repairFigures(now: Date): Promise<number> {
  const yesterday = beijingDay(now.getTime() - DAY_MS);
  const seen = (await tables.counters.get(LAST_DAY))?.value ?? 0;
  let wrong = 0;
  for (let ago = MOST_DAYS; ago >= 1; ago -= 1) {
    const day = beijingDay(now.getTime() - ago * DAY_MS);
    if (Number(day) <= seen || (seen === 0 && day !== yesterday)) continue;
    if ((await repairDay(day)).length > 0) wrong += 1;
  }
  if (seen >= Number(yesterday)) return wrong;
  const value = { value: Number(yesterday) };
  if (!(await tables.counters.insertOnce({ _id: LAST_DAY, ...value }))) await tables.counters.updateOne({ _id: LAST_DAY }, value);
  return wrong;
}
