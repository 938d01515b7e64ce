import type { DailyStatsDocument } from '@shop/shared/database/documents.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

type Figures = Partial<Omit<DailyStatsDocument, '_id' | 'day' | 'updateTime'>>;

const NOTHING = { orders: 0, paidOrders: 0, paidAmount: 0, shippedOrders: 0, completedOrders: 0, cancelledOrders: 0, newMembers: 0 };

/** Adds to a Beijing day's figures (money in fen): one atomic increment, so the dashboard never scans orders. */
export async function countToday(day: string, figures: Figures): Promise<void> {
  const change = { ...Object.fromEntries(Object.entries(figures).map(([name, by]) => [name, command.inc(by)])), updateTime: new Date() };
  if (await tables.dailyStats.updateOne({ _id: day }, change)) return;
  await tables.dailyStats.insertOnce({ _id: day, day, ...NOTHING, updateTime: new Date() });
  await tables.dailyStats.updateOne({ _id: day }, change);
}
