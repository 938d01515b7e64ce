import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { stocktake } from '@shop/shared/contracts/inventory.ts';
import type { StockDocument, StocktakeDocument, StocktakeLineDocument } from '@shop/shared/database/documents.ts';
import { countDifference, stocktakeTransition, type StocktakeEvent } from '@shop/shared/domain/stocktake.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { bookStocktake, linesOf, unlock } from './stocktake-booking.ts';

type Input<Action extends string> = Extract<ParsedInputOf<typeof stocktake>, { action: Action }>;
type Answer = Result<{ stocktake: StocktakeDocument; lines?: StocktakeLineDocument[] }>;

/**
 * Opens a stocktake of chosen goods: each is held for it alone (two counts of the same goods would both book the same difference), and the quantity at that moment is its
 * snapshot. Trade goes on. Refuses STOCK_NOT_FOUND, STOCKTAKE_OVERLAP; then nothing stays held.
 */
export async function openStocktake(input: Input<'open'>, caller: Caller): Promise<Answer> {
  const _id = stableId('stocktake', caller.identity, input.requestId);
  const now = new Date();
  const fresh: StocktakeDocument = {
    _id,
    title: input.title,
    status: 'opening',
    skuIds: input.skuIds,
    openedBy: caller.identity,
    submittedBy: null,
    approvedBy: null,
    remark: input.remark ?? '',
    refusedLines: 0,
    createTime: now,
    submitTime: null,
    approveTime: null,
    endTime: null,
    updateTime: now,
  };
  if (!(await tables.stocktakes.insertOnce(fresh))) {
    const known = await tables.stocktakes.get(_id);
    return known === null || known.status === 'opening' ? refuse('STOCKTAKE_STATE', '盘点单正在创建，请稍候') : withLines(known);
  }
  const held = await Promise.all(
    input.skuIds.map((skuId) => tables.stock.updateAndRead({ _id: skuId, countingIn: command.exists(false) }, { countingIn: _id })),
  );
  await checkpoint('stocktake.locked');
  const units = held.filter((unit): unit is StockDocument => unit !== null);
  if (units.length < held.length) return giveUp(fresh);
  await tables.stocktakeLines.insert(units.map((unit) => freshLine(_id, unit)));
  const status = 'counting';
  if (!(await tables.stocktakes.updateOne({ _id, status: 'opening' }, { status }))) return refuse('STOCKTAKE_STATE');
  await recordOperation(caller, 'stocktake.open', _id, null, { title: input.title, goods: units.length });
  return withLines({ ...fresh, status });
}

/** What was held is let go, and the intent goes; the same request may try again. */
async function giveUp(stocktake: StocktakeDocument): Promise<Answer> {
  await unlock(stocktake._id, stocktake.skuIds);
  await tables.stocktakes.remove({ _id: stocktake._id, status: 'opening' });
  const known = await tables.stock.getMany(stocktake.skuIds);
  return refuse(known.length < stocktake.skuIds.length ? 'STOCK_NOT_FOUND' : 'STOCKTAKE_OVERLAP');
}

function freshLine(stocktakeId: string, unit: StockDocument): StocktakeLineDocument {
  return {
    _id: `${stocktakeId}.${unit._id}`,
    stocktakeId,
    skuId: unit._id,
    productName: unit.productName,
    specs: unit.specs,
    unit: unit.unit,
    barcode: unit.barcode,
    snapshot: unit.quantity,
    bookAtCount: null,
    counted: null,
    difference: null,
    version: 0,
    countedBy: null,
    countedTime: null,
    open: true,
    result: 'none',
  };
}

async function withLines(stocktakeDocument: StocktakeDocument): Promise<Answer> {
  return done({ stocktake: stocktakeDocument, lines: await linesOf(stocktakeDocument._id) });
}

/**
 * Enters what was counted of one line, against the snapshot and what the books moved since. Several people count at once: whoever enters names the version he saw.
 * Refuses STOCKTAKE_NOT_FOUND, STOCKTAKE_STATE, COUNT_CONFLICT.
 */
export async function enterCount(input: Input<'count'>, caller: Caller): Promise<Result<{ line: StocktakeLineDocument }>> {
  const lineId = `${input.stocktakeId}.${input.skuId}`;
  // This read is the moment of counting: what moves after it is no part of the difference, whenever that is booked.
  const [line, unit] = await Promise.all([tables.stocktakeLines.get(lineId), tables.stock.get(input.skuId)]);
  if (line === null || unit === null) return refuse('STOCKTAKE_NOT_FOUND');
  if (!line.open) return refuse('STOCKTAKE_STATE');
  const { counted, version } = input;
  const moved = unit.quantity - line.snapshot;
  const change = {
    counted,
    bookAtCount: unit.quantity,
    difference: countDifference({ snapshot: line.snapshot, moved, counted }),
    version: version + 1,
    countedBy: caller.identity,
    countedTime: new Date(),
  };
  if (await tables.stocktakeLines.updateOne({ _id: lineId, version, open: true }, change)) return done({ line: { ...line, ...change } });
  const now = await tables.stocktakeLines.get(lineId);
  return refuse(now?.open === true ? 'COUNT_CONFLICT' : 'STOCKTAKE_STATE');
}

/** One step of its life by one conditional write; the operation is recorded. */
async function step(
  stocktakeId: string,
  event: StocktakeEvent,
  change: Record<string, unknown>,
  caller: Caller,
  reason?: string,
): Promise<Answer> {
  const known = await tables.stocktakes.get(stocktakeId);
  if (known === null) return refuse('STOCKTAKE_NOT_FOUND');
  const to = stocktakeTransition(known.status, event);
  if (to === null) return refuse('STOCKTAKE_STATE');
  const all = { ...change, status: to, updateTime: new Date() };
  if (!(await tables.stocktakes.updateOne({ _id: stocktakeId, status: known.status }, all))) return refuse('STOCKTAKE_STATE');
  await checkpoint('stocktake.flipped');
  await recordOperation(caller, `stocktake.${event}`, stocktakeId, { status: known.status }, { status: to, ...(reason ? { reason } : {}) });
  return done({ stocktake: { ...known, ...all } });
}

/** Hands the count in for approval. Lines nobody counted are refused by STOCKTAKE_INCOMPLETE, or left as they are where `leaveUncounted` says so. */
export async function submitStocktake(input: Input<'submit'>, caller: Caller): Promise<Answer> {
  const { stocktakeId } = input;
  const missing = (await linesOf(stocktakeId)).filter((line) => line.counted === null).length;
  if (missing > 0 && input.leaveUncounted !== true) return refuse('STOCKTAKE_INCOMPLETE', `还有 ${missing} 种商品没有盘点`);
  const submitted = await step(stocktakeId, 'submit', { submittedBy: caller.identity, submitTime: new Date() }, caller);
  if (submitted.ok) {
    await tables.stocktakeLines.updateAll({ stocktakeId, open: true }, { open: false });
    // Sent back by a quick reader before the lines were closed: then they are to be counted.
    const now = await tables.stocktakes.get(stocktakeId);
    if (now?.status === 'counting') await tables.stocktakeLines.updateAll({ stocktakeId, open: false }, { open: true });
  }
  return submitted;
}

/** Back to counting, with the reason. Refuses STOCKTAKE_STATE. */
export async function rejectStocktake(input: Input<'reject'>, caller: Caller): Promise<Answer> {
  const rejected = await step(input.stocktakeId, 'reject', { remark: input.reason, submittedBy: null }, caller, input.reason);
  if (rejected.ok) await tables.stocktakeLines.updateAll({ stocktakeId: input.stocktakeId, open: false }, { open: true });
  return rejected;
}

/**
 * Agrees to the differences and books them. By another person than who submitted (OWN_APPROVAL). May be called again while it is `booking`: takes up what is left, such as
 * lines that the stock refused because the goods are reserved.
 */
export async function approveStocktake(input: Input<'approve'>, caller: Caller): Promise<Answer> {
  const known = await tables.stocktakes.get(input.stocktakeId);
  if (known === null) return refuse('STOCKTAKE_NOT_FOUND');
  if (known.status === 'booked') return withLines(known);
  if (known.status === 'booking') return withLines(await bookStocktake(known));
  if (known.submittedBy === caller.identity) return refuse('OWN_APPROVAL');
  const approved = await step(input.stocktakeId, 'approve', { approvedBy: caller.identity, approveTime: new Date() }, caller);
  return approved.ok ? withLines(await bookStocktake(approved.data.stocktake)) : approved;
}

/** Ends it without booking anything. Refuses STOCKTAKE_STATE once it is approved. */
export async function cancelStocktake(input: Input<'cancel'>, caller: Caller): Promise<Answer> {
  const { stocktakeId, reason } = input;
  const cancelled = await step(stocktakeId, 'cancel', { remark: reason, endTime: new Date() }, caller, reason);
  if (!cancelled.ok) return cancelled;
  await tables.stocktakeLines.updateAll({ stocktakeId, open: true }, { open: false });
  await unlock(stocktakeId, cancelled.data.stocktake.skuIds);
  return cancelled;
}

export async function getStocktake(stocktakeId: string): Promise<Answer> {
  const known = await tables.stocktakes.get(stocktakeId);
  return known === null ? refuse('STOCKTAKE_NOT_FOUND') : withLines(known);
}

const PAGE = 50;

/** All stocktakes, newest first; `before` (ms) pages on. */
export async function listStocktakes(before: number | undefined): Promise<Result<{ list: StocktakeDocument[] }>> {
  const where = { createTime: command.lt(new Date(before ?? Date.now() + 1)) };
  return done({ list: await tables.stocktakes.find(where, { orderBy: [['createTime', 'desc']], limit: PAGE }) });
}
