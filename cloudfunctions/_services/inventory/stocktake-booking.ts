import type { StocktakeDocument, StocktakeLineDocument } from '@shop/shared/database/documents.ts';
import { stocktakeTransition } from '@shop/shared/domain/stocktake.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { apply, happened, prove, type Movement } from './movements.ts';

const MOST_LINES = 200;
const PATIENCE_MS = 2 * 60_000;
const BATCH = 20;

export async function linesOf(stocktakeId: string): Promise<StocktakeLineDocument[]> {
  return tables.stocktakeLines.find({ stocktakeId }, { orderBy: [['skuId', 'asc']], limit: MOST_LINES });
}

/** The goods are free for another stocktake. */
export async function unlock(stocktakeId: string, skuIds: readonly string[]): Promise<void> {
  await Promise.all(
    skuIds.map((skuId) => tables.stock.updateOne({ _id: skuId, countingIn: stocktakeId }, { countingIn: command.remove() })),
  );
}

/**
 * Books an approved stocktake: every difference once, whoever calls this however often and from wherever (its key is `<stocktake>.<sku>`). A line that the stock refuses,
 * because more is reserved than was counted, stays open and the stocktake stays `booking` until it is tried again.
 */
export async function bookStocktake(stocktake: StocktakeDocument): Promise<StocktakeDocument> {
  // After this no count can change a line any more, and only then are the lines read.
  await tables.stocktakeLines.updateAll({ stocktakeId: stocktake._id, open: true }, { open: false });
  const lines = await linesOf(stocktake._id);
  let refused = 0;
  for (const line of lines) if (line.result !== 'booked' && !(await bookLine(stocktake, line))) refused += 1;

  const now = new Date();
  const to = refused === 0 ? stocktakeTransition('booking', 'finish') : null;
  const change = to === null ? { refusedLines: refused, updateTime: now } : { status: to, refusedLines: 0, endTime: now, updateTime: now };
  await tables.stocktakes.updateOne({ _id: stocktake._id, status: 'booking' }, change);
  if (to !== null) await unlock(stocktake._id, stocktake.skuIds);
  return { ...stocktake, ...change };
}

/** True when the line needs nothing more. */
async function bookLine(stocktake: StocktakeDocument, line: StocktakeLineDocument): Promise<boolean> {
  const difference = line.difference ?? 0;
  if (difference !== 0) {
    const movement: Movement = {
      key: line._id,
      kind: 'adjust',
      skuId: line.skuId,
      pieces: difference,
      orderId: null,
      reason: `盘点：${stocktake.title}`,
      reasonKind: 'count',
      operator: stocktake.approvedBy ?? 'system',
    };
    if (!(await happened(movement))) {
      // The marker stays for the sweeper, as with every movement by hand: two workers at once meet it or the row.
      const applied = await apply(movement);
      if (applied !== null) await prove([applied]);
      else if (!(await happened(movement))) {
        await tables.stocktakeLines.updateOne({ _id: line._id, result: 'none' }, { result: 'refused' });
        return false;
      }
    }
  }
  await checkpoint('stocktake.line');
  await tables.stocktakeLines.updateOne({ _id: line._id }, { result: 'booked' });
  return true;
}

/** Finishes what died: a stocktake that stayed `opening` is cancelled, one that stayed `booking` is booked, and what ended lets its goods go. */
export async function sweepStocktakes(now: Date): Promise<number> {
  const before = new Date(now.getTime() - PATIENCE_MS);
  const left = await tables.stocktakes.find(
    { status: command.in(['opening', 'booking']), updateTime: command.lte(before) },
    { limit: BATCH },
  );
  let finished = 0;
  for (const stocktake of left) {
    try {
      if (stocktake.status === 'booking') finished += (await bookStocktake(stocktake)).status === 'booked' ? 1 : 0;
      else if (await abandonOpening(stocktake, now)) finished += 1;
    } catch (error) {
      log.error('timer work failed', error, { stocktake: stocktake._id });
    }
  }
  return finished + (await releaseEnded());
}

async function abandonOpening(stocktake: StocktakeDocument, now: Date): Promise<boolean> {
  const cancelled = await tables.stocktakes.updateOne(
    { _id: stocktake._id, status: 'opening' },
    { status: 'cancelled', endTime: now, updateTime: now },
  );
  if (cancelled) await unlock(stocktake._id, stocktake.skuIds);
  return cancelled;
}

/** Goods that a stocktake still holds although it has ended: its last caller died between the two. */
async function releaseEnded(): Promise<number> {
  const held = await tables.stock.find({ countingIn: command.gt('') }, { limit: 500 });
  const ids = [...new Set(held.map((unit) => unit.countingIn ?? ''))];
  const ended = (await tables.stocktakes.getMany(ids)).filter(({ status }) => status === 'booked' || status === 'cancelled');
  for (const { _id, skuIds } of ended) await unlock(_id, skuIds);
  return ended.length;
}
