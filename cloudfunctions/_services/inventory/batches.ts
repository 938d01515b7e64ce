import type { BatchAllocation, StockBatchDocument } from '@shop/shared/database/documents.ts';
import { allocate } from '@shop/shared/domain/batches.ts';
import { DAY_MS } from '@shop/shared/domain/time.ts';
import { command, type Transaction } from '../../_platform/database.ts';
import { done, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';

/**
 * Batches (`stockBatches`) say which of a unit's pieces expire when. What comes in with a batch raises quantity and batch in one transaction; what leaves lowers the
 * quantity first and the batches after it, together with the ledger row. So the batches never hold more than the quantity once the ledger is written.
 */
const MOST_BATCHES = 200;

/** The batches that have something left. */
export async function openBatches(skuId: string): Promise<StockBatchDocument[]> {
  return tables.stockBatches.find({ skuId, open: true }, { orderBy: [['expiresAt', 'asc']], limit: MOST_BATCHES });
}

/** Someone else took from a batch between the reading and the transaction: read again. */
export class StaleBatches extends Error {
  override readonly name = 'StaleBatches';
}

/** Takes `pieces` from the batches, first expired first, inside the caller's transaction. Throws {@link StaleBatches}. */
export async function takeFromBatches(
  transaction: Transaction,
  candidates: readonly StockBatchDocument[],
  pieces: number,
  now: Date,
): Promise<BatchAllocation[]> {
  const states = candidates.map((batch) => ({
    id: batch._id,
    left: batch.left,
    expiresAt: batch.expiresAt?.getTime() ?? null,
    receivedAt: batch.createTime.getTime(),
  }));
  const taken: BatchAllocation[] = [];
  for (const share of allocate(states, pieces, now.getTime())) {
    const batch = await transaction.get(tables.stockBatches, share.id);
    const seen = candidates.find((candidate) => candidate._id === share.id);
    if (batch === null || batch.left !== seen?.left) throw new StaleBatches(share.id);
    await transaction.update(tables.stockBatches, share.id, {
      left: command.inc(-share.pieces),
      open: batch.left > share.pieces,
      updateTime: now,
    });
    taken.push({ ...share, batchNo: batch.batchNo });
  }
  return taken;
}

const PAGE = 50;

/** All batches of a stock-keeping unit, newest first; `before` (ms) pages on. */
export async function batchesOf(skuId: string, before: number | undefined): Promise<Result<{ batches: StockBatchDocument[] }>> {
  const where = { skuId, createTime: command.lt(new Date(before ?? Date.now() + 1)) };
  return done({ batches: await tables.stockBatches.find(where, { orderBy: [['createTime', 'desc']], limit: PAGE }) });
}

/** The expiry alert: what is left of batches that have expired or will within `withinDays`, the most urgent first; `after` (ms of expiry) pages on. */
export async function expiringBatches(withinDays: number, after: number | undefined): Promise<Result<{ batches: StockBatchDocument[] }>> {
  const until = new Date(Date.now() + withinDays * DAY_MS);
  const where = { open: true, expiresAt: command.gt(new Date(after ?? 0)).and(command.lte(until)) };
  return done({ batches: await tables.stockBatches.find(where, { orderBy: [['expiresAt', 'asc']], limit: PAGE }) });
}
