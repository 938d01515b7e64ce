import type { CouponMark } from '@shop/shared/database/documents.ts';
import { command, type Where } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

/** Beyond any function's time limit: until then whoever wrote down that he works on something is its only worker. */
export const LEASE_MS = 90_000;

export type Counter = 'claimed' | 'issued' | 'used';

/** Something is left to give out, and the template is not stopped. */
export const OPEN: Where = { status: 'on', $expr: { $lt: [{ $add: ['$claimed', '$issued'] }, '$total'] } };

/**
 * The only writer of a template's counters: one conditional write that moves the counter, guards it and leaves a mark in the same document, so that a thousand members who
 * claim at once queue for microseconds and do not conflict. False when the guard refused, or when the same act is counted and not settled yet.
 *
 * The mark is taken out by {@link settle} once the act's own document tells that it happened. Whoever counts a key must be its only worker at that time.
 */
export async function count(couponId: string, key: string, counter: Counter, by: 1 | -1, guard: Where = {}): Promise<boolean> {
  const mark: CouponMark = { key, at: new Date() };
  return tables.coupons.updateOne(
    { _id: couponId, 'marks.key': command.neq(key), ...guard },
    { [counter]: command.inc(by), marks: command.push([mark]) },
  );
}

export async function settle(couponId: string, key: string): Promise<void> {
  await tables.coupons.updateOne({ _id: couponId }, { marks: command.pull({ key }) });
}
