import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { stock } from '@shop/shared/contracts/inventory.ts';
import type { StockDocument, StockRecordDocument } from '@shop/shared/database/documents.ts';
import { STOCK_REASONS, type StockReason } from '@shop/shared/domain/stock-reasons.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { apply, prove, type Applied, type Movement } from './movements.ts';

export type StockInput<Action extends string> = Extract<ParsedInputOf<typeof stock>, { action: Action }>;

export interface StockView {
  _id: string;
  quantity: number;
  reserved: number;
}

export function stockView(unit: { _id: string; quantity: number; reserved: number }): StockView {
  return { _id: unit._id, quantity: unit.quantity, reserved: unit.reserved };
}

/** The key of what a person asked for: his second tap has the same. */
export function manualKey(caller: Caller, requestId: string): string {
  return stableId('manual', caller.identity, requestId);
}

/** 入库, without a batch. */
export function receive(input: StockInput<'in'>, caller: Caller): Promise<Result<{ stock: StockView }>> {
  return moveByHand(input.skuId, input.quantity, 'in', input, caller);
}

/** 出库, 报损, 赠送: three reasons for goods that leave, first expired first where there are batches. */
export function takeOut(input: StockInput<'out' | 'loss' | 'gift'>, caller: Caller): Promise<Result<{ stock: StockView }>> {
  return moveByHand(input.skuId, input.quantity, input.action, input, caller);
}

/** 手工调整: the signed difference to what the books say. */
export function adjust(input: StockInput<'adjust'>, caller: Caller): Promise<Result<{ stock: StockView }>> {
  return moveByHand(input.skuId, input.difference, 'adjust', input, caller);
}

/**
 * Stock moved by hand. The caller's `requestId` is the movement's key, so a second tap books nothing and answers the stock as it is. Refuses STOCK_NOT_FOUND, and
 * STOCK_INSUFFICIENT when it would take more than is free: what is reserved for orders stays.
 */
async function moveByHand(
  skuId: string,
  pieces: number,
  reasonKind: StockReason,
  { requestId, reason }: { readonly requestId: string; readonly reason: string },
  caller: Caller,
): Promise<Result<{ stock: StockView }>> {
  const before = await tables.stock.get(skuId);
  if (before === null) return refuse('STOCK_NOT_FOUND');
  const key = manualKey(caller, requestId);
  const { kind } = STOCK_REASONS[reasonKind];
  const movement: Movement = { key, kind, skuId, pieces, orderId: null, reason, reasonKind, operator: caller.identity };
  if ((await tables.stockRecords.get(key)) !== null) return done({ stock: stockView(before) });

  // The marker stays until the sweeper settles it minutes later: only so is a second tap at the same moment sure to meet either the marker or the row.
  const applied = await apply(movement);
  if (applied === null) {
    const now = await tables.stock.get(skuId);
    if (now?.moves.some((move) => move.key === key)) return done({ stock: stockView(now) });
    return refuse('STOCK_INSUFFICIENT', '可用库存不足，数量不能超过可用库存');
  }
  await Promise.all([prove([applied]), recordMove(caller, before, applied)]);
  return done({ stock: stockView(applied.after) });
}

/** Who moved what by hand, for the operation log. */
async function recordMove(caller: Caller, before: StockDocument, { movement, after }: Applied): Promise<void> {
  const { skuId, pieces, reason, reasonKind } = movement;
  await recordOperation(caller, `stock.${reasonKind ?? movement.kind}`, skuId, stockView(before), { ...stockView(after), pieces, reason });
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
