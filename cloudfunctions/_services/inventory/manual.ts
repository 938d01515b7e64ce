import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { stock } from '@shop/shared/contracts/staff.ts';
import type { StockRecordDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { apply, prove, type Movement } from './movements.ts';

type ManualInput = Extract<InputOf<typeof stock>, { action: 'in' | 'out' }>;

export interface StockView {
  _id: string;
  quantity: number;
  reserved: number;
}

/**
 * Stock moved by hand: 入库 and 出库. The caller's `requestId` is the movement's key, so a second tap books nothing and answers the stock as it is.
 * Refuses STOCK_NOT_FOUND, and STOCK_INSUFFICIENT when less than `quantity` is free.
 */
export async function moveByHand(input: ManualInput, caller: Caller): Promise<Result<{ stock: StockView }>> {
  const before = await tables.stock.get(input.skuId);
  if (before === null) return refuse('STOCK_NOT_FOUND');

  const key = stableId('manual', caller.identity, input.requestId);
  const movement: Movement = {
    key,
    kind: input.action,
    skuId: input.skuId,
    pieces: input.quantity,
    orderId: null,
    reason: input.reason,
    operator: caller.identity,
  };
  if ((await tables.stockRecords.get(key)) !== null) return done({ stock: view(before) });

  // The marker stays until the sweeper settles it minutes later: only so is a second tap at the same moment sure to meet either the marker or the row.
  const applied = await apply(movement);
  if (applied === null) {
    const now = await tables.stock.get(input.skuId);
    if (now?.moves.some((move) => move.key === key)) return done({ stock: view(now) });
    return refuse('STOCK_INSUFFICIENT', '可用库存不足，出库数量不能超过可用库存');
  }
  await Promise.all([
    prove([applied]),
    recordOperation(caller, `stock.${input.action}`, input.skuId, view(before), {
      ...view(applied.after),
      pieces: input.quantity,
      reason: input.reason,
    }),
  ]);
  return done({ stock: view(applied.after) });
}

function view(stock: { _id: string; quantity: number; reserved: number }): StockView {
  return { _id: stock._id, quantity: stock.quantity, reserved: stock.reserved };
}

const PAGE = 50;

/** The stock ledger, newest first, of one stock-keeping unit or of all; `before` (ms) pages on. */
export async function stockRecords(
  skuId: string | undefined,
  before: number | undefined,
): Promise<Result<{ records: StockRecordDocument[] }>> {
  const until = { createTime: command.lt(new Date(before ?? Date.now() + 1)) };
  const where = skuId === undefined ? until : { productId: skuId, ...until };
  return done({ records: await tables.stockRecords.find(where, { orderBy: [['createTime', 'desc']], limit: PAGE }) });
}
