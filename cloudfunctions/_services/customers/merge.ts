import type { CustomerDocument, CustomerMergeDocument, PrepaidRecordDocument } from '@shop/shared/database/documents.ts';
import { DAY_MS } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, DuplicateKey, transact, type Transaction } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { deduct, deposit } from '../prepaid/book.ts';
import { recordOperation } from '../staff/operations.ts';
import { LEASE_MS, move, moveBack, outcomeOf, type Merge } from './merge-moving.ts';
import { bookOwed, owedBy } from './statement.ts';

/** How long a merge can be taken back. */
const UNDO_MS = 30 * DAY_MS;
/** Prepaid goods move in the deciding transaction, six operations each. */
const MOST_PREPAID = 20;
const MOST_RIVALS = 5;

/**
 * Makes two customers one. The decision is one transaction: the source is closed, what he owes and his prepaid goods go over, and the intent is written;
 * then his orders, addresses and prices follow by writes that may each be repeated. Whoever dies in between is finished by `sweepMerges`. The same
 * `requestId` is one merge. Refuses CUSTOMER_SAME, CUSTOMER_NOT_FOUND, CUSTOMER_MERGED, UNIT_MISMATCH (both prepaid the same goods in different units).
 */
export async function mergeCustomers(input: { requestId: string; sourceId: string; targetId: string }, caller: Caller): Promise<Merge> {
  const { sourceId, targetId } = input;
  if (sourceId === targetId) return refuse('CUSTOMER_SAME');
  const id = stableId('merge', caller.identity, input.requestId);
  const known = await tables.customerMerges.get(id);
  if (known !== null) return outcomeOf(known);
  const decided = await persistently(() => lookAndDecide(id, sourceId, targetId, caller));
  if (!decided.ok) return decided;
  const { merge, mine } = decided.data;
  if (!mine) return outcomeOf(merge);
  await checkpoint('merge.decided');
  await recordOperation(caller, 'customer.merge', targetId, { sourceId }, { mergeId: id });
  return move(merge);
}

/** `mine`: this call decided, so it is the one that moves. */
interface Decision {
  readonly merge: CustomerMergeDocument;
  readonly mine: boolean;
}

/** The source got or gave goods between the look at them and the decision. */
class Stale extends Error {
  override readonly name = 'Stale';
}

/** Two first deposits of the same goods at once both want to make the record: the later one starts again and finds it. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DuplicateKey || error instanceof Stale) || attempt >= MOST_RIVALS) throw error;
    }
  }
}

/** Goods are found by an index, so before the transaction: whoever books some in writes to the customer, and that is seen in it. */
async function lookAndDecide(id: string, sourceId: string, targetId: string, caller: Caller): Promise<Result<Decision>> {
  const seen = await tables.customers.get(sourceId);
  const prepaid = await tables.prepaidRecords.find(
    { customerId: sourceId },
    { orderBy: [['createTime', 'desc']], limit: MOST_PREPAID + 1 },
  );
  if (prepaid.length > MOST_PREPAID) return refuse('MERGE_STATE', `预存商品超过 ${MOST_PREPAID} 种，请先整理后再合并`);
  return decide(id, sourceId, targetId, { prepaid, seenAt: versionOf(seen) }, caller);
}

/** Customers of the older system have none yet. */
function versionOf(customer: CustomerDocument | null): number | undefined {
  return (customer?.updateTime as Date | undefined)?.getTime();
}

function decide(
  id: string,
  sourceId: string,
  targetId: string,
  { prepaid, seenAt }: { readonly prepaid: readonly PrepaidRecordDocument[]; readonly seenAt: number | undefined },
  caller: Caller,
): Promise<Result<Decision>> {
  return transact<Result<Decision>>(async (transaction) => {
    // The same request at the same moment.
    const known = await transaction.get(tables.customerMerges, id);
    if (known !== null) return { commit: false, result: done({ merge: known, mine: false }) };
    const [source, target] = [await transaction.get(tables.customers, sourceId), await transaction.get(tables.customers, targetId)];
    if (source === null || target === null) return { commit: false, result: refuse('CUSTOMER_NOT_FOUND') };
    if (source.status === 'merged' || target.status === 'merged') return { commit: false, result: refuse('CUSTOMER_MERGED') };
    if (versionOf(source) !== seenAt) throw new Stale(sourceId);
    const now = new Date();
    const memberMoved = target.memberId === undefined && source.memberId !== undefined;
    const merge: CustomerMergeDocument = {
      _id: id,
      sourceCustomerId: sourceId,
      targetCustomerId: targetId,
      sourceName: source.name,
      targetName: target.name,
      status: 'moving',
      owedMoved: owedBy(source),
      memberMoved,
      prepaidMoved: prepaid.filter(({ quantity }) => quantity > 0).map(({ productId, quantity }) => ({ productId, quantity })),
      operator: caller.identity,
      mergeTime: now,
      dueAt: new Date(now.getTime() + LEASE_MS),
      updateTime: now,
    };
    const refused = await carryPrepaid(transaction, merge, source, target, prepaid, `${id}.in`, caller.identity);
    if (refused !== null) return { commit: false, result: refused };
    await carryOwed(transaction, {
      from: source,
      to: target,
      amount: merge.owedMoved,
      key: id,
      reason: `客户合并：${source.name} → ${target.name}`,
      operator: caller.identity,
    });
    await transaction.update(tables.customers, sourceId, { status: 'merged', mergedInto: targetId, updateTime: now });
    await transaction.update(tables.customers, targetId, {
      ...(memberMoved ? { memberId: source.memberId } : {}),
      status: 'active',
      updateTime: now,
    });
    await transaction.insert(tables.customerMerges, merge);
    return { commit: true, result: done({ merge, mine: true }) };
  });
}

/** Moves `merge.prepaidMoved` from one customer to the other, out of one ledger and into the other. */
async function carryPrepaid(
  transaction: Transaction,
  merge: CustomerMergeDocument,
  from: CustomerDocument,
  to: CustomerDocument,
  records: readonly PrepaidRecordDocument[],
  key: string,
  operator: string,
): Promise<Refusal | null> {
  for (const { productId, quantity } of merge.prepaidMoved) {
    const record = records.find((candidate) => candidate.productId === productId);
    if (record === undefined) throw new Error(`merge ${merge._id}: a prepaid record is gone`);
    const common = { key: `${key}.${productId}`, productId, quantity, orderId: null, operator };
    const out = await deduct(transaction, { ...common, customerId: from._id, remark: `合并转出至 ${to.name}` }, 'merge');
    if (!out.ok) return out;
    const { productName, unit } = record;
    const into = await deposit(transaction, {
      ...common,
      type: 'merge',
      customerId: to._id,
      customerName: to.name,
      productName,
      unit,
      remark: `合并转入自 ${from.name}`,
    });
    if (!into.ok) return refuse('UNIT_MISMATCH', `两位客户预存的「${productName}」单位不同，请先统一后再合并`);
  }
  return null;
}

interface OwedCarry {
  readonly from: CustomerDocument;
  readonly to: CustomerDocument;
  readonly amount: number;
  readonly key: string;
  readonly reason: string;
  readonly operator: string;
}

async function carryOwed(transaction: Transaction, { from, to, amount, key, reason, operator }: OwedCarry): Promise<void> {
  if (amount === 0) return;
  const common = { type: 'merge', orderId: null, reason, operator } as const;
  await bookOwed(transaction, { ...common, key: `${key}.from`, customer: from, amount: -amount });
  await bookOwed(transaction, { ...common, key: `${key}.to`, customer: to, amount });
}

/**
 * Takes a merge back within 30 days: the source is opened again with his debt, his prepaid goods, and the orders, addresses and prices that came from him.
 * What was added to the target since stays there. Refuses MERGE_NOT_FOUND, MERGE_STATE (not finished, taken back, or the target was merged on),
 * MERGE_TOO_OLD, MERGE_PREPAID_USED.
 */
export async function undoMerge(mergeId: string, caller: Caller): Promise<Merge> {
  const known = await tables.customerMerges.get(mergeId);
  if (known === null) return refuse('MERGE_NOT_FOUND');
  if (known.status === 'undone' || known.status === 'undoing') return outcomeOf(known);
  if (known.status === 'moving') return refuse('MERGE_STATE', '合并尚未完成，请稍后再试');
  if (Date.now() - known.mergeTime.getTime() > UNDO_MS) return refuse('MERGE_TOO_OLD');
  const records = await tables.prepaidRecords.find(
    { customerId: known.targetCustomerId },
    { orderBy: [['createTime', 'desc']], limit: 1000 },
  );
  const decided = await persistently(() => decideBack(mergeId, records, caller));
  if (!decided.ok) return decided;
  const { merge, mine } = decided.data;
  if (!mine) return outcomeOf(merge);
  await recordOperation(caller, 'customer.undoMerge', known.targetCustomerId, { mergeId }, { sourceId: known.sourceCustomerId });
  return moveBack(merge);
}

function decideBack(mergeId: string, records: readonly PrepaidRecordDocument[], caller: Caller): Promise<Result<Decision>> {
  return transact<Result<Decision>>(async (transaction) => {
    const merge = await transaction.get(tables.customerMerges, mergeId);
    if (merge?.status === 'undoing' || merge?.status === 'undone') return { commit: false, result: done({ merge, mine: false }) };
    if (merge?.status !== 'done') return { commit: false, result: refuse('MERGE_STATE') };
    const [source, target] = [
      await transaction.get(tables.customers, merge.sourceCustomerId),
      await transaction.get(tables.customers, merge.targetCustomerId),
    ];
    if (source?.status !== 'merged' || target === null) return { commit: false, result: refuse('MERGE_STATE') };
    if (target.status === 'merged') return { commit: false, result: refuse('MERGE_STATE', '该客户又被并入其他客户，请先撤销那一次合并') };
    const refused = await carryPrepaid(transaction, merge, target, source, records, `${mergeId}.back`, caller.identity);
    if (refused !== null)
      return { commit: false, result: refused.reason === 'PREPAID_INSUFFICIENT' ? refuse('MERGE_PREPAID_USED') : refused };
    await carryOwed(transaction, {
      from: target,
      to: source,
      amount: merge.owedMoved,
      key: `${mergeId}.back`,
      reason: `撤销客户合并：${target.name} → ${source.name}`,
      operator: caller.identity,
    });
    const now = new Date();
    await transaction.update(tables.customers, source._id, { status: 'active', mergedInto: command.remove(), updateTime: now });
    const linkBack = merge.memberMoved && target.memberId === source.memberId;
    await transaction.update(tables.customers, target._id, {
      ...(linkBack ? { memberId: command.remove() } : {}),
      status: 'active',
      updateTime: now,
    });
    const change = { status: 'undoing', undoneBy: caller.identity, undoTime: now, dueAt: new Date(now.getTime() + LEASE_MS) } as const;
    await transaction.update(tables.customerMerges, mergeId, { ...change, updateTime: now });
    return { commit: true, result: done({ merge: { ...merge, ...change }, mine: true }) };
  });
}

/** What was merged, newest first; `before` (ms) pages on. */
export async function listMerges(before: number | undefined): Promise<Result<{ list: CustomerMergeDocument[] }>> {
  const list = await tables.customerMerges.find(
    { mergeTime: command.lt(new Date(before ?? Date.now() + 1)) },
    { orderBy: [['mergeTime', 'desc']], limit: 50 },
  );
  return done({ list });
}
