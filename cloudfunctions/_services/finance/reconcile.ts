import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { reconcile } from '@shop/shared/contracts/finance.ts';
import type { ReconciliationDocument, ReconciliationItem } from '@shop/shared/database/documents.ts';
import { compareBill, parseBill, UnreadableBill, type BillRow, type Difference } from '@shop/shared/domain/bill.ts';
import { beijingDay, DAY_MS, parseBeijingStamp } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command, transact } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { recordOperation } from '../staff/operations.ts';
import { knownRows, ownRows } from './books.ts';

type Input = ParsedInputOf<typeof reconcile>;
type Answer = Result<{ reconciliation: ReconciliationDocument }>;

/** How far back the timer looks for days that were missed or whose bill was not ready. */
const CATCH_UP_DAYS = 7;
/** WeChat keeps its bills for three months (reference of downloadbill). */
const KEPT_DAYS = 89;
/** Differences that one document holds, per list. More means that something else is wrong. */
const MOST = 300;
/** Our clock and WeChat's may put a refund on different sides of midnight. */
const EDGE_MS = 10 * 60_000;

/** The timer: yesterday, and the days before it that are not done. Answers how many were compared. */
export async function reconcileDaily(now: Date): Promise<number> {
  const days = Array.from({ length: CATCH_UP_DAYS }, (_, index) => beijingDay(now.getTime() - (index + 1) * DAY_MS));
  const known = new Map((await tables.reconciliations.getMany(days)).map((doc) => [doc._id, doc.status]));
  let compared = 0;
  for (const day of days.reverse()) {
    if ((known.get(day) ?? 'waiting') !== 'waiting') continue;
    try {
      if ((await compareDay(day, now)).status !== 'waiting') compared += 1;
    } catch (error) {
      log.error('reconciliation failed', error, { day });
    }
  }
  return compared;
}

/** Compares a day again: what was explained stays explained. Refuses INPUT_INVALID (today, or later), BILL_NOT_READY, BILL_GONE, BILL_UNREADABLE. */
export async function runDay(day: string | undefined, caller: Caller): Promise<Answer> {
  const now = new Date();
  const wanted = day ?? beijingDay(now.getTime() - DAY_MS);
  const start = startOf(wanted);
  if (start === null || wanted >= beijingDay(now.getTime())) return refuse('INPUT_INVALID', '只能对昨天及更早的账');
  // A bill that is not kept any more looks like one without rows, and what was found when it was there would be lost.
  if (start < now.getTime() - KEPT_DAYS * DAY_MS) return refuse('BILL_GONE');
  const reconciliation = await compareDay(wanted, now).catch(brokenOff);
  if (reconciliation === null) return refuse('BILL_UNREADABLE');
  await recordOperation(caller, 'reconcile.run', wanted, null, { status: reconciliation.status });
  return reconciliation.status === 'waiting' ? refuse('BILL_NOT_READY') : done({ reconciliation });
}

function brokenOff(error: unknown): null {
  if (!(error instanceof UnreadableBill)) throw error;
  log.warn('a bill could not be read', { fault: error.message });
  return null;
}

function startOf(day: string): number | null {
  return parseBeijingStamp(`${day}000000`);
}

async function compareDay(day: string, now: Date): Promise<ReconciliationDocument> {
  const start = startOf(day);
  if (start === null) throw new RangeError(`not a day: ${day}`);
  const bill = await weChatPay.bill(day);
  const rows = bill.kind === 'bill' ? parseBill(bill.text) : [];
  const fresh = bill.kind === 'creating' ? blank(day, 'waiting', now) : await compared(day, start, rows, now);
  return save(fresh);
}

async function compared(day: string, start: number, rows: BillRow[], now: Date): Promise<ReconciliationDocument> {
  const own = await ownRows(new Date(start), new Date(start + DAY_MS), EDGE_MS);
  const inBill = new Set(rows.map(({ kind, number }) => `${kind}.${number}`));
  const { oursOnly, theirsOnly, amountDiffers } = compareBill(rows, own, await knownRows(rows));
  const atEdge = new Set(
    own.filter((row) => row.at.getTime() < start + EDGE_MS && !inBill.has(`${row.kind}.${row.number}`)).map(({ number }) => number),
  );
  const missing = atEdge.size === 0 ? oursOnly : await notThen(beijingDay(start - DAY_MS), oursOnly, atEdge);
  const lists = { oursOnly: missing, theirsOnly, amountDiffers };
  const all = missing.length + theirsOnly.length + amountDiffers.length;
  return {
    ...blank(day, all === 0 ? 'balanced' : 'differs', now),
    ours: totals(own),
    theirs: totals(rows),
    oursOnly: lists.oursOnly.slice(0, MOST),
    theirsOnly: theirsOnly.slice(0, MOST),
    amountDiffers: amountDiffers.slice(0, MOST),
    leftOff: Object.values(lists).reduce((sum, list) => sum + Math.max(0, list.length - MOST), 0),
  };
}

/** Of the rows booked just after midnight, those that WeChat has not put on the day before. */
async function notThen(dayBefore: string, differences: Difference[], atEdge: ReadonlySet<string>): Promise<Difference[]> {
  const bill = await weChatPay.bill(dayBefore);
  if (bill.kind !== 'bill') return differences;
  const then = new Map(parseBill(bill.text).map((row) => [`${row.kind}.${row.number}`, row.amount]));
  return differences.filter(({ kind, number, ours }) => !atEdge.has(number) || then.get(`${kind}.${number}`) !== ours);
}

function totals(rows: readonly Pick<BillRow, 'kind' | 'amount'>[]): ReconciliationDocument['ours'] {
  const sum = { payments: 0, paidAmount: 0, refunds: 0, refundAmount: 0 };
  for (const { kind, amount } of rows) {
    if (kind === 'payment') {
      sum.payments += 1;
      sum.paidAmount += amount;
    } else {
      sum.refunds += 1;
      sum.refundAmount += amount;
    }
  }
  return sum;
}

function blank(day: string, status: ReconciliationDocument['status'], now: Date): ReconciliationDocument {
  const lists = { oursOnly: [], theirsOnly: [], amountDiffers: [], leftOff: 0 };
  return { _id: day, day, status, theirs: totals([]), ours: totals([]), ...lists, createTime: now, updateTime: now };
}

const LISTS = ['oursOnly', 'theirsOnly', 'amountDiffers'] as const;

function statusOf(doc: ReconciliationDocument): ReconciliationDocument['status'] {
  const items = LISTS.flatMap((list) => doc[list]);
  if (items.length === 0) return 'balanced';
  return doc.leftOff === 0 && items.every((item) => item.resolved !== undefined) ? 'resolved' : 'differs';
}

/** Puts a comparison in the place of an earlier one; a difference that is still there in the same amounts keeps its explanation. */
async function save(fresh: ReconciliationDocument): Promise<ReconciliationDocument> {
  if (await tables.reconciliations.insertOnce(fresh)) return fresh;
  return transact<ReconciliationDocument>(async (transaction) => {
    const before = await transaction.get(tables.reconciliations, fresh._id);
    if (before === null) throw new Error(`reconciliation ${fresh._id} is gone`);
    if (fresh.status === 'waiting') return { commit: false, result: before };
    const explained = LISTS.flatMap((list) => before[list]).filter((item) => item.resolved !== undefined);
    const again = (item: ReconciliationItem): ReconciliationItem =>
      explained.find(
        ({ kind, number, ours, theirs }) => kind === item.kind && number === item.number && ours === item.ours && theirs === item.theirs,
      ) ?? item;
    const lists = {
      oursOnly: fresh.oursOnly.map(again),
      theirsOnly: fresh.theirsOnly.map(again),
      amountDiffers: fresh.amountDiffers.map(again),
    };
    const after: ReconciliationDocument = { ...fresh, ...lists, createTime: before.createTime };
    const { _id, oursOnly, theirsOnly, amountDiffers, ...plain } = { ...after, status: statusOf(after) };
    await transaction.update(tables.reconciliations, _id, {
      ...plain,
      oursOnly: command.set(oursOnly),
      theirsOnly: command.set(theirsOnly),
      amountDiffers: command.set(amountDiffers),
    });
    return { commit: true, result: { ...after, status: plain.status } };
  });
}

/** A person has looked into a difference and says what it was. Refuses RECONCILIATION_NOT_FOUND. */
export async function resolve({ day, kind, number, remark }: Extract<Input, { action: 'resolve' }>, caller: Caller): Promise<Answer> {
  const outcome = await transact<Answer>(async (transaction) => {
    const doc = await transaction.get(tables.reconciliations, day);
    const list = LISTS.find((name) => doc?.[name].some((item) => item.kind === kind && item.number === number));
    if (doc === null || list === undefined) return { commit: false, result: refuse('RECONCILIATION_NOT_FOUND') };
    const resolved = { operator: caller.identity, remark, at: new Date() };
    const items = doc[list].map((item) => (item.kind === kind && item.number === number ? { ...item, resolved } : item));
    const after = { ...doc, [list]: items, updateTime: resolved.at };
    const status = statusOf(after);
    await transaction.update(tables.reconciliations, day, { [list]: command.set(items), status, updateTime: resolved.at });
    return { commit: true, result: done({ reconciliation: { ...after, status } }) };
  });
  if (outcome.ok) await recordOperation(caller, 'reconcile.resolve', `${day}.${number}`, null, { kind, remark });
  return outcome;
}
