import type { CustomerMergeDocument } from '@shop/shared/database/documents.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { priceId } from './belongings.ts';

/**
 * What follows the decision to merge two customers, or to take that back: orders, addresses and prices go over by writes that may each be repeated. One worker at a time: whoever
 * decided, for as long as a call can live, then whoever takes the lease. So one that is done, and may be taken back, has nobody at work on it who would go on moving.
 */
export const LEASE_MS = 90_000;
const PATIENCE_MS = [0, 50, 100, 200, 400, 800];
const BATCH = 20;

export type Merge = Result<{ merge: CustomerMergeDocument }>;

/** The merge, or its undoing, when it is finished: it is waited for while somebody is at it, and taken up when nobody is. Refuses MERGE_STATE when it takes longer. */
export async function outcomeOf(known: CustomerMergeDocument): Promise<Merge> {
  let merge = known;
  for (const pause of PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (pause > 0) merge = (await tables.customerMerges.get(merge._id)) ?? merge;
    if (merge.status === 'done' || merge.status === 'undone') return done({ merge });
    if (await lease(merge, new Date())) return goOn(merge);
  }
  return refuse('MERGE_STATE', '合并还在进行，请稍后刷新查看');
}

async function lease({ _id, dueAt }: CustomerMergeDocument, now: Date): Promise<boolean> {
  if (dueAt === undefined || dueAt > now) return false;
  await checkpoint('merge.lease');
  return tables.customerMerges.updateOne({ _id, dueAt }, { dueAt: new Date(now.getTime() + LEASE_MS) });
}

function goOn(merge: CustomerMergeDocument): Promise<Merge> {
  return merge.status === 'moving' ? move(merge) : moveBack(merge);
}

/** Every write names what it looks for, so that doing it again finds nothing left. */
export async function move(merge: CustomerMergeDocument): Promise<Merge> {
  const { _id, sourceCustomerId: source, targetCustomerId: target } = merge;
  const now = new Date();
  const marked = { merges: command.push([_id]) };
  await tables.orders.updateAll({ customerId: source }, { customerId: target, customerName: merge.targetName, ...marked });
  await checkpoint('merge.orders');
  await tables.addresses.updateAll({ customerId: source }, { customerId: target, isDefault: false, ...marked });
  const prices = await tables.customerPrices.find({ customerId: source }, { orderBy: [['updateTime', 'desc']], limit: 1000 });
  for (const price of prices) {
    await tables.customerPrices.insertOnce({
      ...price,
      _id: priceId(target, price.skuId),
      customerId: target,
      mergeId: _id,
      updateTime: now,
    });
  }
  return finish(merge, 'moving', 'done');
}

export async function moveBack(merge: CustomerMergeDocument): Promise<Merge> {
  const { _id, sourceCustomerId: source, targetCustomerId: target } = merge;
  const came = { customerId: target, merges: _id };
  const unmarked = { customerId: source, merges: command.pull(_id) };
  await tables.orders.updateAll(came, { ...unmarked, customerName: merge.sourceName });
  await tables.addresses.updateAll(came, unmarked);
  await tables.customerPrices.remove({ customerId: target, mergeId: _id });
  return finish(merge, 'undoing', 'undone');
}

async function finish(
  merge: CustomerMergeDocument,
  from: CustomerMergeDocument['status'],
  to: CustomerMergeDocument['status'],
): Promise<Merge> {
  const after = await tables.customerMerges.updateAndRead(
    { _id: merge._id, status: from },
    { status: to, dueAt: command.remove(), updateTime: new Date() },
  );
  const now = after ?? (await tables.customerMerges.get(merge._id));
  return now === null ? refuse('MERGE_NOT_FOUND') : done({ merge: now });
}

/** Finishes merges, and undoings of merges, whose process died. Answers how many. */
export async function sweepMerges(now: Date): Promise<number> {
  const left = await tables.customerMerges.find({ dueAt: command.lte(now) }, { orderBy: [['dueAt', 'asc']], limit: BATCH });
  let finished = 0;
  for (const merge of left) {
    if (!(await lease(merge, now))) continue;
    log.warn('merge taken up', { merge: merge._id, status: merge.status });
    if ((await goOn(merge)).ok) finished += 1;
  }
  return finished;
}
