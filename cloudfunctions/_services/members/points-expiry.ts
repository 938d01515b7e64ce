import type { MemberDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { beijingYear, expiringPoints, expiryCut, yearStart } from '@shop/shared/domain/points-expiry.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, transact } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { bookPoints } from './points.ts';

const BATCH = 100;
const PAGE = 500;
const COUNTER = 'pointsExpiry';

/** What of a member's points expires at the start of `year`. What he had at the cut is what he has less what his ledger moved since, so that points from before there was one count too. */
async function expiringOf(member: MemberDocument, year: number): Promise<number> {
  const since = await rowsSince(member._id, expiryCut(year));
  const opening = member.points - since.reduce((sum, row) => sum + row.points, 0);
  return Math.min(member.points, expiringPoints(opening, since));
}

/** Pages by time; rows of the same instant as a page's last are read again, and counted once by their id. */
async function rowsSince(memberId: string, from: Date): Promise<PointsLogDocument[]> {
  const rows = new Map<string, PointsLogDocument>();
  for (let start = from; ;) {
    const page = await tables.pointsLogs.find(
      { userId: memberId, createTime: command.gte(start) },
      { orderBy: [['createTime', 'asc']], limit: PAGE },
    );
    for (const row of page) rows.set(row._id, row);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined || last.createTime <= start) return [...rows.values()];
    start = last.createTime;
  }
}

/** What a member's points lose at the next turn of the year, and when; null where the shop lets them live or nothing goes. */
export async function nextExpiry(member: MemberDocument, now: Date): Promise<{ points: number; at: number } | null> {
  const { points } = await shopConfig();
  if (points.expire !== 'nextYear') return null;
  const year = beijingYear(now.getTime()) + 1;
  const expiring = await expiringOf(member, year);
  return expiring > 0 ? { points: expiring, at: yearStart(year).getTime() } : null;
}

/**
 * Once a year, a portion of the members at every call: books out what has expired. How far it is stands in a counter that moves after its portion, so a call that dies has its
 * portion done again; the row's key names member and year.
 */
export async function expirePoints(now: Date): Promise<number> {
  const { points } = await shopConfig();
  if (points.expire !== 'nextYear') return 0;
  const year = beijingYear(now.getTime());
  await tables.counters.insertOnce({ _id: COUNTER, value: 0 });
  const at = await tables.counters.get(COUNTER);
  if (at === null || (at.value === year && at.cursor === undefined)) return 0;
  const cursor = at.value === year ? (at.cursor ?? '') : '';
  const members = await tables.members.find({ _id: command.gt(cursor) }, { orderBy: [['_id', 'asc']], limit: BATCH });
  let expired = 0;
  for (const member of members) {
    try {
      if (member.points > 0 && (await expire(member, year))) expired += 1;
    } catch (error) {
      log.error('timer work failed', error, { member: member._id });
    }
  }
  const last = members.length === BATCH ? members.at(-1)?._id : undefined;
  await tables.counters.updateOne({ _id: COUNTER, value: at.value }, { value: year, cursor: last ?? command.remove() });
  return expired;
}

/** Whoever spends between the sum and the booking makes it a new sum. */
async function expire(member: MemberDocument, year: number): Promise<boolean> {
  const key = `${member._id}.expire.${year}`;
  for (let held: MemberDocument | null = member; held !== null; held = await tables.members.get(member._id)) {
    const points = await expiringOf(held, year);
    if (points <= 0) return false;
    const { points: summed } = held;
    const booked = await transact<boolean | null>(async (transaction) => {
      const current = await transaction.get(tables.members, member._id);
      if (current === null || (await transaction.get(tables.pointsLogs, key)) !== null) return { commit: false, result: false };
      await checkpoint('points.read');
      if (current.points !== summed) return { commit: false, result: null };
      await bookPoints(transaction, {
        key,
        member: current,
        type: 'adjust',
        points: -points,
        orderId: null,
        reason: `${year - 2} 年及以前的积分到期`,
        operator: 'system',
      });
      return { commit: true, result: true };
    });
    if (booked !== null) return booked;
  }
  return false;
}
