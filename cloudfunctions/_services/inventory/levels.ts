import type { NoticeDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { available, stockLevel } from '@shop/shared/domain/stock.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

/**
 * The low-stock notice of a stock-keeping unit: once when `available` falls to `lowStock`, resolved when it rises above, and only then again. The unit itself says where
 * its notice stands (`lowNotice`), so a process that dies between the two documents is taken up by the next movement or by the sweeper. What changes a unit without leaving a
 * marker writes `clearing` over `none` ({@link lookAgain}): nothing is to be cleared then, and whoever comes decides anew.
 *
 * `none ─low─▶ due ─notice written─▶ told ─enough─▶ clearing ─notice resolved─▶ none`
 */
const FREE = { $subtract: ['$quantity', { $ifNull: ['$reserved', 0] }] };
const THRESHOLD = { $ifNull: ['$lowStock', 0] };
const MOST_STEPS = 8;
/** Condition: no notice is told, or about to be told or put away. */
export const UNTOLD = { lowNotice: command.nin(['due', 'told', 'clearing']) };

/** Whether {@link followLevel} has anything to do: decided without a read. */
export function levelMoved(stock: StockDocument): boolean {
  const state = stock.lowNotice ?? 'none';
  const low = stockLevel(stock) !== 'enough';
  return state === 'due' || state === 'clearing' || (state === 'none') === low;
}

/** Belongs into the write that changes what is there of a unit, or its line, and of which nothing else would tell the sweeper. */
export function lookAgain({ lowNotice = 'none' }: Pick<StockDocument, 'lowNotice'>): { lowNotice?: 'clearing' } {
  return lowNotice === 'none' ? { lowNotice: 'clearing' } : {};
}

/** Brings the notice in line with the stock as it is. Every step is conditional on the state before it, so it may be run twice and at once. */
export async function followLevel(skuId: string): Promise<void> {
  await checkpoint('stock.level');
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const stock = await tables.stock.get(skuId);
    if (stock === null || !levelMoved(stock)) return;
    await advance(stock);
  }
}

async function advance(stock: StockDocument): Promise<void> {
  const { _id, lowCount = 0 } = stock;
  const now = new Date();
  switch (stock.lowNotice ?? 'none') {
    case 'none':
      await tables.stock.updateOne(
        { _id, ...UNTOLD, $expr: { $lte: [FREE, THRESHOLD] } },
        { lowNotice: 'due', lowAlerted: true, lowCount: command.inc(1) },
      );
      return;
    case 'due':
      await checkpoint('stock.low');
      await tables.notices.insertOnce(lowNotice(stock, now));
      await tables.stock.updateOne({ _id, lowNotice: 'due', lowCount }, { lowNotice: 'told' });
      return;
    case 'told':
      await tables.stock.updateOne(
        { _id, lowNotice: 'told', $expr: { $gt: [FREE, THRESHOLD] } },
        { lowNotice: 'clearing', lowAlerted: false },
      );
      return;
    case 'clearing':
      await tables.notices.updateOne({ _id: noticeId(_id, lowCount), resolved: false }, { resolved: true, resolvedTime: now });
      // One that was never low has no count.
      await tables.stock.updateOne(
        { _id, lowNotice: 'clearing', ...(stock.lowCount === undefined ? {} : { lowCount }) },
        { lowNotice: 'none' },
      );
  }
}

function noticeId(skuId: string, count: number): string {
  return `low.${skuId}.${count}`;
}

function lowNotice(stock: StockDocument, now: Date): NoticeDocument {
  const left = available(stock);
  const what = [stock.productName, stock.specs].filter((part) => part !== '').join(' ');
  return {
    _id: noticeId(stock._id, stock.lowCount ?? 0),
    kind: 'low_stock',
    title: left === 0 ? '商品已售罄' : '库存不足',
    text: left === 0 ? `「${what}」已无可售库存，请尽快补货` : `「${what}」仅剩 ${left}，已到预警线 ${stock.lowStock}`,
    target: stock._id,
    resolved: false,
    resolvedTime: null,
    createTime: now,
  };
}

const BATCH = 100;

/** Finishes the notices of processes that died half-way, and takes back those that nobody took back when there was enough again. */
export async function sweepLevels(): Promise<number> {
  const [open, stale] = await Promise.all([
    tables.stock.find({ lowNotice: command.in(['due', 'clearing']) }, { limit: BATCH }),
    tables.stock.find({ lowNotice: 'told', $expr: { $gt: [FREE, THRESHOLD] } }, { limit: BATCH }),
  ]);
  for (const stock of [...open, ...stale]) await followLevel(stock._id);
  return open.length + stale.length;
}
