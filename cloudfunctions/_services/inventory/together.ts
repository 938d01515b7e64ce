import type { BatchAllocation, StockBatchDocument } from '@shop/shared/database/documents.ts';
import { carryBatches, type BatchShare } from '@shop/shared/domain/batches.ts';
import type { Operation } from '@shop/shared/domain/operations.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command, DuplicateKey, transact, type Transaction } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { openBatches, takeFromBatches } from './batches.ts';
import { followLevel } from './levels.ts';
import { manualKey, stockView, type StockInput, type StockView } from './manual.ts';
import { bookAtOnce, patiently, type Applied, type Movement } from './movements.ts';

/** Movements by hand that belong together with a batch or with a second stock-keeping unit: all in one transaction, or not at all. */
interface Booked {
  readonly before: StockView;
  readonly applied: readonly Applied[];
}

/** Null from `work` in a repeated request: its ledger row is there. */
async function once(key: string, work: (transaction: Transaction) => Promise<Result<Booked>>): Promise<Result<Booked> | null> {
  try {
    return await patiently(() =>
      transact<Result<Booked> | null>(async (transaction) => {
        if ((await transaction.get(tables.stockRecords, key)) !== null) return { commit: false, result: null };
        const result = await work(transaction);
        return { commit: result.ok, result };
      }),
    );
  } catch (error) {
    // The first tap committed between our look and our insert.
    if (error instanceof DuplicateKey && (await tables.stockRecords.get(key)) !== null) return null;
    throw error;
  }
}

async function answer(
  outcome: Result<Booked> | null,
  action: Operation,
  skuId: string,
  toSkuId: string | undefined,
  caller: Caller,
  told: Record<string, unknown>,
): Promise<Result<{ stock: StockView; other?: StockView }>> {
  if (outcome !== null && !outcome.ok) return outcome;
  if (outcome === null) {
    const [unit, other] = await Promise.all([tables.stock.get(skuId), toSkuId === undefined ? null : tables.stock.get(toSkuId)]);
    if (unit === null) return refuse('STOCK_NOT_FOUND');
    return done({ stock: stockView(unit), ...(other === null ? {} : { other: stockView(other) }) });
  }
  const [first, second] = outcome.data.applied;
  if (first === undefined) throw new Error('a booking without a movement');
  await Promise.all([
    recordOperation(caller, action, skuId, outcome.data.before, { ...stockView(first.after), ...told }),
    ...outcome.data.applied.map(({ movement }) => followLevel(movement.skuId)),
  ]);
  return done({ stock: stockView(first.after), ...(second === undefined ? {} : { other: stockView(second.after) }) });
}

/**
 * 入库 with a batch. The same batch number of the same goods again adds to it, and must name the same dates. Refuses STOCK_NOT_FOUND, INPUT_INVALID (other dates).
 */
export async function receiveBatch(
  input: StockInput<'in'> & { batch: NonNullable<StockInput<'in'>['batch']> },
  caller: Caller,
): Promise<Result<{ stock: StockView }>> {
  const { skuId, quantity, batch, reason } = input;
  const key = manualKey(caller, input.requestId);
  const movement: Movement = {
    key,
    kind: 'in',
    skuId,
    pieces: quantity,
    orderId: null,
    reason,
    reasonKind: 'in',
    operator: caller.identity,
  };
  const batchId = stableId('batch', skuId, batch.batchNo);
  const [producedAt, expiresAt] = [dateOf(batch.producedAt), dateOf(batch.expiresAt)];
  const outcome = await once(key, async (transaction) => {
    const [unit, known] = [await transaction.get(tables.stock, skuId), await transaction.get(tables.stockBatches, batchId)];
    if (unit === null) return refuse('STOCK_NOT_FOUND');
    const dates = { producedAt, expiresAt };
    if (known !== null && !sameDates(known, dates)) return refuse('INPUT_INVALID', '该批号已登记过不同的生产日期或到期日，请核对');
    await addToBatch(transaction, known, { _id: batchId, skuId, batchNo: batch.batchNo, ...dates, pieces: quantity });
    const share = { id: batchId, batchNo: batch.batchNo, pieces: quantity };
    const applied = await bookAtOnce(transaction, movement, { batches: [share], batched: true });
    return applied === null ? refuse('STOCK_NOT_FOUND') : done({ before: stockView(unit), applied: [applied] });
  });
  return answer(outcome, 'stock.in', skuId, undefined, caller, { pieces: quantity, reason, batchNo: batch.batchNo });
}

function dateOf(at: number | undefined): Date | null {
  return at === undefined ? null : new Date(at);
}

type BatchDates = Pick<StockBatchDocument, 'producedAt' | 'expiresAt'>;

/** Dates that were not named this time are taken for the known ones. */
function sameDates(known: BatchDates, named: BatchDates): boolean {
  const same = (one: Date | null, other: Date | null): boolean => other === null || other.getTime() === one?.getTime();
  return same(known.producedAt, named.producedAt) && same(known.expiresAt, named.expiresAt);
}

/** Pieces that come in with a batch, a new one or one that is there. */
async function addToBatch(
  transaction: Transaction,
  known: StockBatchDocument | null,
  { pieces, ...batch }: Pick<StockBatchDocument, '_id' | 'skuId' | 'batchNo' | 'producedAt' | 'expiresAt'> & { pieces: number },
): Promise<void> {
  const now = new Date();
  if (known === null) {
    const fresh: StockBatchDocument = { ...batch, received: pieces, left: pieces, open: true, createTime: now, updateTime: now };
    await transaction.insert(tables.stockBatches, fresh);
    return;
  }
  const more = { received: command.inc(pieces), left: command.inc(pieces), open: true, updateTime: now };
  await transaction.update(tables.stockBatches, known._id, more);
}

/** 出库, 报损, 赠送 out of a named batch, as for what has spoiled. Refuses BATCH_NOT_FOUND, BATCH_INSUFFICIENT, STOCK_INSUFFICIENT. */
export async function takeOutOfBatch(
  input: StockInput<'out' | 'loss' | 'gift'> & { batchId: string },
  caller: Caller,
): Promise<Result<{ stock: StockView }>> {
  const { action, skuId, quantity, batchId, reason } = input;
  const key = manualKey(caller, input.requestId);
  const movement: Movement = {
    key,
    kind: 'out',
    skuId,
    pieces: quantity,
    orderId: null,
    reason,
    reasonKind: action,
    operator: caller.identity,
  };
  const outcome = await once(key, async (transaction) => {
    const [unit, batch] = [await transaction.get(tables.stock, skuId), await transaction.get(tables.stockBatches, batchId)];
    if (unit === null) return refuse('STOCK_NOT_FOUND');
    if (batch?.skuId !== skuId) return refuse('BATCH_NOT_FOUND');
    if (batch.left < quantity) return refuse('BATCH_INSUFFICIENT', `该批次仅剩 ${batch.left}`);
    const change = { left: command.inc(-quantity), open: batch.left > quantity, updateTime: new Date() };
    await transaction.update(tables.stockBatches, batchId, change);
    const share = { id: batchId, batchNo: batch.batchNo, pieces: quantity };
    const applied = await bookAtOnce(transaction, movement, { batches: [share] });
    return applied === null
      ? refuse('STOCK_INSUFFICIENT', '可用库存不足，数量不能超过可用库存')
      : done({ before: stockView(unit), applied: [applied] });
  });
  return answer(outcome, `stock.${action}`, skuId, undefined, caller, { pieces: quantity, reason, batchId });
}

/**
 * 转货: `quantity` of one unit becomes `toQuantity` of another (a box opened into pieces). Both rows of the ledger name each other, and what came
 * out of a batch keeps its number and dates. Refuses STOCK_NOT_FOUND, INPUT_INVALID (into itself; the same batch number with other dates there), STOCK_INSUFFICIENT.
 */
export async function transfer(input: StockInput<'transfer'>, caller: Caller): Promise<Result<{ stock: StockView; other?: StockView }>> {
  const { skuId, toSkuId, quantity, toQuantity, reason } = input;
  if (skuId === toSkuId) return refuse('INPUT_INVALID', '转出和转入不能是同一商品');
  const key = manualKey(caller, input.requestId);
  const common = { orderId: null, reason, operator: caller.identity };
  const out: Movement = { key, kind: 'out', skuId, pieces: quantity, reasonKind: 'transferOut', ...common };
  const into: Movement = { key: `${key}.to`, kind: 'in', skuId: toSkuId, pieces: toQuantity, reasonKind: 'transferIn', ...common };
  const outcome = await once(key, async (transaction) => {
    const candidates = await openBatches(skuId);
    const [unit, other] = [await transaction.get(tables.stock, skuId), await transaction.get(tables.stock, toSkuId)];
    if (unit === null || other === null) return refuse('STOCK_NOT_FOUND');
    const batches = await takeFromBatches(transaction, candidates, quantity, new Date());
    const left = await bookAtOnce(transaction, out, { counterpart: toSkuId, ...(batches.length === 0 ? {} : { batches }) });
    if (left === null) return refuse('STOCK_INSUFFICIENT', '可用库存不足，数量不能超过可用库存');
    const carried = await carry(transaction, candidates, carryBatches(batches, quantity, toQuantity), toSkuId);
    if (!carried.ok) return carried;
    const besides = carried.data.length === 0 ? {} : { batches: carried.data, batched: true as const };
    const entered = await bookAtOnce(transaction, into, { counterpart: skuId, ...besides });
    return entered === null ? refuse('STOCK_NOT_FOUND') : done({ before: stockView(unit), applied: [left, entered] });
  });
  return answer(outcome, 'stock.transfer', skuId, toSkuId, caller, { pieces: quantity, toSkuId, toPieces: toQuantity, reason });
}

/** Puts what came out of batches into the same batches of the other unit. */
async function carry(
  transaction: Transaction,
  sources: readonly StockBatchDocument[],
  shares: readonly BatchShare[],
  skuId: string,
): Promise<Result<BatchAllocation[]>> {
  const entered: BatchAllocation[] = [];
  for (const { id, pieces } of shares) {
    const source = sources.find((batch) => batch._id === id);
    if (source === undefined) throw new Error(`batch ${id} is gone`);
    const { batchNo, producedAt, expiresAt } = source;
    const _id = stableId('batch', skuId, batchNo);
    const known = await transaction.get(tables.stockBatches, _id);
    if (known !== null && !sameDates(known, source))
      return refuse('INPUT_INVALID', `转入商品已有批号 ${batchNo}，但生产日期或到期日不同，请先核对批次`);
    await addToBatch(transaction, known, { _id, skuId, batchNo, producedAt, expiresAt, pieces });
    entered.push({ id: _id, batchNo, pieces });
  }
  return done(entered);
}
