import type { PrepaidRecordDocument, PrepaidUpdateDocument, PrestoreRecordDocument } from '@shop/shared/database/documents.ts';
import { formatQuantity } from '@shop/shared/domain/weights.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, type Transaction } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';

/**
 * The only module that writes `prepaidRecords.quantity`. Every move is one transaction: the record and the row that proves it (`prestoreRecords` for what comes in,
 * `updatePrepaidProduct` for what goes out), the row's `_id` being the act's key. Quantities are thousandths of the record's unit.
 */
export interface PrepaidMove {
  /** The row's `_id`: the same act never books twice. */
  readonly key: string;
  readonly customerId: string;
  readonly productId: string;
  /** Thousandths of the record's unit, positive. */
  readonly quantity: number;
  readonly orderId: string | null;
  readonly remark: string;
  readonly operator: string;
}

/** For a record that may have to be made. */
export interface Deposit extends PrepaidMove {
  readonly type: PrestoreRecordDocument['type'];
  readonly customerName: string;
  readonly productName: string;
  readonly unit: string;
}

/** One record per customer and product. */
export function prepaidId(customerId: string, productId: string): string {
  return stableId('prepaid', customerId, productId);
}

function checked(quantity: number): void {
  if (!Number.isSafeInteger(quantity) || quantity <= 0)
    throw new RangeError('a prepaid quantity is a positive whole number of thousandths');
}

/** Books in, inside the caller's transaction. Refuses UNIT_MISMATCH when the record that is there counts in another unit: convert first. */
export async function deposit(transaction: Transaction, move: Deposit): Promise<Result<PrepaidRecordDocument>> {
  checked(move.quantity);
  const _id = prepaidId(move.customerId, move.productId);
  const now = new Date();
  const known = await transaction.get(tables.prepaidRecords, _id);
  await checkpoint('prepaid.read');
  if (known !== null && known.unit !== move.unit) return refuse('UNIT_MISMATCH');
  const { customerId, customerName, productId, productName, unit } = move;
  const after: PrepaidRecordDocument =
    known === null
      ? { _id, customerId, customerName, productId, productName, unit, quantity: move.quantity, createTime: now, updateTime: now }
      : { ...known, quantity: known.quantity + move.quantity, updateTime: now };
  if (known === null) await transaction.insert(tables.prepaidRecords, after);
  else await transaction.update(tables.prepaidRecords, _id, { quantity: command.inc(move.quantity), updateTime: now });
  await transaction.insert(tables.prestoreRecords, {
    _id: move.key,
    recordId: _id,
    customerId,
    productId,
    type: move.type,
    quantity: move.quantity,
    unit,
    quantityAfter: after.quantity,
    orderId: move.orderId,
    remark: move.remark,
    operator: move.operator,
    createTime: now,
  });
  return done(after);
}

/** Takes out, inside the caller's transaction. Refuses PREPAID_NOT_FOUND, and PREPAID_INSUFFICIENT rather than go below zero. */
export async function deduct(
  transaction: Transaction,
  move: PrepaidMove,
  updateType: PrepaidUpdateDocument['updateType'] = 'deduct',
): Promise<Result<PrepaidRecordDocument>> {
  checked(move.quantity);
  const _id = prepaidId(move.customerId, move.productId);
  const now = new Date();
  const known = await transaction.get(tables.prepaidRecords, _id);
  await checkpoint('prepaid.read');
  if (known === null) return refuse('PREPAID_NOT_FOUND');
  if (known.quantity < move.quantity)
    return refuse('PREPAID_INSUFFICIENT', `预存余量不足，仅剩 ${formatQuantity(known.quantity)} ${known.unit}`);
  const quantityAfter = known.quantity - move.quantity;
  // The snapshot that was read is the one that is written: a rival's write in between is a conflict, and the transaction starts again.
  await transaction.update(tables.prepaidRecords, _id, { quantity: command.inc(-move.quantity), updateTime: now });
  await transaction.insert(tables.prepaidUpdates, {
    _id: move.key,
    recordId: _id,
    customerId: move.customerId,
    productId: move.productId,
    updateType,
    quantity: move.quantity,
    unit: known.unit,
    quantityAfter,
    orderId: move.orderId,
    remark: move.remark,
    operator: move.operator,
    createTime: now,
  });
  return done({ ...known, quantity: quantityAfter, updateTime: now });
}
