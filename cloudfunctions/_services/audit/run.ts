import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { audit } from '@shop/shared/contracts/audit.ts';
import type { AuditRunDocument } from '@shop/shared/database/documents.ts';
import type { Violation } from '@shop/shared/domain/audit/violation.ts';
import { beijingDay, beijingStamp } from '@shop/shared/domain/time.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { newId } from '../../_platform/ids.ts';
import { log } from '../../_platform/log.ts';
import { done, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { BOOKS, type Book } from './books.ts';

/** Of a function's 60 s; the page under way may take some more. */
const BUDGET_MS = 40_000;
/** Whoever calls waits fifteen seconds at most: that is where the SDKs give up. */
const CALL_MS = 8_000;
/** Longer than a function lives. */
const LEASE_MS = 90_000;
const NAMED = 500;
/** What two documents say while somebody writes both of them is no violation: only what every look finds. */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 400;

/** The timer's part: begins the day's audit, or goes on with it. Answers null when the day's is done. */
export async function auditDaily(now: Date): Promise<AuditRunDocument | null> {
  const run = (await underWay()) ?? (await begin(beijingDay(now.getTime()), now));
  return run === null ? null : goOn(run, BUDGET_MS);
}

type Answer = OutputOf<typeof audit>;

/** Goes on with the audit under way, or starts one, for as long as a call may take. */
export async function auditNow(): Promise<Result<Answer>> {
  const now = new Date();
  const run = (await underWay()) ?? (await begin(beijingStamp(now.getTime()), now)) ?? (await latest());
  return done({ run: run === null ? null : view(await goOn(run, CALL_MS)) });
}

export async function latestAudit(): Promise<Result<Answer>> {
  const run = await latest();
  return done({ run: run === null ? null : view(run) });
}

async function underWay(): Promise<AuditRunDocument | null> {
  const [run] = await tables.auditRuns.find({ status: 'running' }, { orderBy: [['startTime', 'asc']], limit: 1 });
  return run ?? null;
}

async function latest(): Promise<AuditRunDocument | null> {
  const [run] = await tables.auditRuns.find({ _id: command.gt('') }, { orderBy: [['startTime', 'desc']], limit: 1 });
  return run ?? null;
}

/** Null when it was made already, today or by somebody else at this moment. */
async function begin(id: string, now: Date): Promise<AuditRunDocument | null> {
  const run: AuditRunDocument = {
    _id: `audit-${id}`,
    status: 'running',
    startTime: now,
    endTime: null,
    updateTime: now,
    part: 0,
    after: '',
    counts: Object.fromEntries(BOOKS.map(({ name }) => [name, 0])),
    found: 0,
    violations: [],
    attempt: '',
    leaseUntil: now,
  };
  return (await tables.auditRuns.insertOnce(run)) ? run : null;
}

/**
 * Works on an audit page by page until its time is over. Every page ends with a note of where it stands, so that the next call goes on there, also when this one is killed;
 * one call works on it at a time. Answers how far it is.
 */
async function goOn(run: AuditRunDocument, budgetMs: number): Promise<AuditRunDocument> {
  const attempt = newId().slice(0, 8);
  const free = { _id: run._id, status: 'running', leaseUntil: command.lte(new Date()) };
  let held = await tables.auditRuns.updateAndRead(free, { attempt, leaseUntil: new Date(Date.now() + LEASE_MS) });
  if (held === null) return (await tables.auditRuns.get(run._id)) ?? run;
  const until = performance.now() + budgetMs;
  while (held.status === 'running' && performance.now() < until) {
    const after = await step(held, attempt);
    if (after === null) return (await tables.auditRuns.get(run._id)) ?? held;
    held = after;
  }
  const let_go = await tables.auditRuns.updateAndRead({ _id: run._id, attempt }, { leaseUntil: new Date() });
  return let_go ?? held;
}

/** One page. Null when somebody else has taken the audit over. */
async function step(run: AuditRunDocument, attempt: string): Promise<AuditRunDocument | null> {
  const book = BOOKS[run.part];
  const now = new Date();
  const own = { _id: run._id, attempt };
  if (book === undefined) {
    const ended = await tables.auditRuns.updateAndRead(own, { status: 'done', endTime: now, updateTime: now });
    if (ended !== null && ended.found > 0)
      log.error('the books do not agree', new Error('audit found violations'), { run: run._id, found: ended.found });
    return ended;
  }
  const page = await book.page(run.after);
  const last = page.at(-1);
  if (last === undefined) return tables.auditRuns.updateAndRead(own, { part: run.part + 1, after: '', updateTime: now });
  const violations = await lookRepeatedly(
    book,
    page.map((doc) => doc._id),
  );
  await checkpoint('audit.looked');
  return tables.auditRuns.updateAndRead(own, {
    after: last._id,
    [`counts.${book.name}`]: command.inc(page.length),
    found: command.inc(violations.length),
    ...(violations.length === 0 ? {} : { violations: command.push(violations.slice(0, NAMED - run.violations.length)) }),
    leaseUntil: new Date(now.getTime() + LEASE_MS),
    updateTime: now,
  });
}

async function lookRepeatedly(book: Book, ids: readonly string[]): Promise<Violation[]> {
  let persistent: Violation[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    const found = await book.look(ids, { now: new Date(), quiet: false });
    persistent = look === 0 ? found : persistent.filter((one) => found.some((other) => same(one, other)));
    if (persistent.length === 0) return [];
  }
  return persistent;
}

function same(one: Violation, other: Violation): boolean {
  return one.check === other.check && one.subject === other.subject && one.text === other.text;
}

function view({ _id, status, startTime, endTime, counts, found, violations }: AuditRunDocument): NonNullable<Answer['run']> {
  return { id: _id, status, startTime: startTime.getTime(), endTime: endTime?.getTime() ?? null, counts, found, violations };
}
