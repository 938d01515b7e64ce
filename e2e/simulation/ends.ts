import type { Shop } from './shop.ts';

type Counts = ReadonlyMap<string, number>;

/** How many documents there are of each kind that a day may bring about: by state, by method, by what they book. */
export async function endsNow({ tables, command }: Shop): Promise<Counts> {
  const any = { _id: command.gt('') };
  const counts = new Map<string, number>();
  const by = async (what: string, sums: Promise<readonly { by: Record<string, string | null>; sum: number }[]>): Promise<void> => {
    for (const { by: fields, sum } of await sums) counts.set([what, ...Object.values(fields).map((value) => value ?? '–')].join(' '), sum);
  };
  const one = async (what: string, many: Promise<number>): Promise<void> => void counts.set(what, await many);
  await Promise.all([
    by('order', tables.orders.sums(any, ['source', 'status'], 1)),
    by('paid by', tables.orders.sums({ paymentTime: command.gt(new Date(0)) }, ['source', 'paymentMethod'], 1)),
    one('order sent by a freight template', tables.orders.count({ freightAmount: command.gt(0) })),
    one('order with lighter goods paid back', tables.orders.count({ 'items.weighed.refund': command.gt(0) })),
    one('order changed by staff', tables.orderHistories.count({ action: command.in(['price', 'address', 'lines']) })),
    by('case', tables.afterSales.sums(any, ['type', 'status'], 1)),
    one('case written down by staff', tables.afterSales.count({ openedBy: command.gt('') })),
    one('case with photos', tables.afterSales.count({ 'photos.0': command.gt('') })),
    by('refund', tables.refunds.sums(any, ['channel', 'status'], 1)),
    by('team', tables.groupTeams.sums(any, ['status'], 1)),
    by(
      'flash purchase',
      tables.flashPurchases.sums(any, ['_id'], 1).then((rows) => [{ by: {}, sum: rows.length }]),
    ),
    by('coupon', tables.userCoupons.sums(any, ['source', 'status'], 1)),
    by('stock row', tables.stockRecords.sums(any, ['type'], 1)),
    one('batch', tables.stockBatches.count(any)),
    by('stocktake', tables.stocktakes.sums(any, ['status'], 1)),
    by('balance row', tables.balanceLogs.sums(any, ['type'], 1)),
    by('points row', tables.pointsLogs.sums(any, ['type'], 1)),
    one('points that expired', tables.pointsLogs.count({ _id: /\.expire\./ })),
    by('prepaid row', tables.prestoreRecords.sums(any, ['type'], 1)),
    one('prepaid row taken', tables.prepaidUpdates.count(any)),
    by('statement row', tables.customerStatements.sums(any, ['type'], 1)),
    by('merge', tables.customerMerges.sums(any, ['status'], 1)),
    by('member of level', tables.members.sums(any, ['level'], 1)),
  ]);
  return counts;
}

/** What of it is new since the morning. States that documents have left are not counted back. */
export function brought(morning: Counts, evening: Counts): [what: string, times: number][] {
  return [...evening].flatMap(([what, times]) => {
    const more = times - (morning.get(what) ?? 0);
    return more > 0 ? [[what, more] as [string, number]] : [];
  });
}
