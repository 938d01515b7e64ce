import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { addPrestore, updatePrepaidProduct } from '@shop/shared/contracts/prepaid.ts';
import type { PrepaidRecordDocument } from '@shop/shared/database/documents.ts';
import { convert } from '@shop/shared/domain/weights.ts';
import type { Caller } from '../../_platform/caller.ts';
import { DuplicateKey, transact, type Table, type Transaction } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { hold, isRefusal } from '../customers/belongings.ts';
import { recordOperation } from '../staff/operations.ts';
import { deduct, deposit, prepaidId, type Deposit, type PrepaidMove } from './book.ts';

interface Booked {
  readonly record: PrepaidRecordDocument;
  /** False: the same request has booked it before. */
  readonly fresh: boolean;
}

const MOST_RIVALS = 5;

/**
 * Runs one booking in a transaction of its own, once per key: a repeated request answers the record as it is. Two first deposits at once both want to make the record:
 * the later one starts again and finds it.
 */
async function book<Row extends { _id: string }>(
  rows: Table<Row>,
  { key, customerId, productId }: PrepaidMove,
  work: (transaction: Transaction) => Promise<Result<PrepaidRecordDocument>>,
): Promise<Result<Booked>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const outcome = await transact<Result<PrepaidRecordDocument> | null>(async (transaction) => {
        if ((await transaction.get(rows, key)) !== null) return { commit: false, result: null };
        const result = await work(transaction);
        return { commit: result.ok, result };
      });
      if (outcome !== null) return outcome.ok ? done({ record: outcome.data, fresh: true }) : outcome;
      const record = await tables.prepaidRecords.get(prepaidId(customerId, productId));
      return record === null ? refuse('PREPAID_NOT_FOUND') : done({ record, fresh: false });
    } catch (error) {
      if (!(error instanceof DuplicateKey) || attempt >= MOST_RIVALS) throw error;
    }
  }
}

export function bookDeposit(move: Deposit): Promise<Result<Booked>> {
  return book(tables.prestoreRecords, move, (transaction) => deposit(transaction, move));
}

/** The same for a customer who may be merged into another at this moment: then it goes with him, or is refused. */
function bookFor(move: Deposit): Promise<Result<Booked>> {
  return book(tables.prestoreRecords, move, async (transaction) => {
    const customer = await hold(transaction, move.customerId);
    return isRefusal(customer) ? customer : deposit(transaction, move);
  });
}

export function bookDeduction(move: PrepaidMove): Promise<Result<Booked>> {
  return book(tables.prepaidUpdates, move, (transaction) => deduct(transaction, move));
}

/** Quantity in the record's unit, from the unit that was named. */
function inUnitOf(quantity: number, named: string | undefined, unit: string, boxGrams: number | undefined): number | null {
  return named === undefined ? quantity : convert(quantity, named, unit, boxGrams);
}

/**
 * `addPrestore`: books prepaid goods in. The first deposit decides the record's unit; later ones may name any that converts exactly (斤, kg, g, 箱).
 * Refuses CUSTOMER_NOT_FOUND, CUSTOMER_MERGED, STOCK_NOT_FOUND, UNIT_MISMATCH.
 */
export async function addPrepaid(
  input: ParsedInputOf<typeof addPrestore>,
  caller: Caller,
): Promise<Result<{ record: PrepaidRecordDocument }>> {
  const { customerId, productId } = input;
  const [customer, goods, record] = await Promise.all([
    tables.customers.get(customerId),
    tables.stock.get(productId),
    tables.prepaidRecords.get(prepaidId(customerId, productId)),
  ]);
  if (customer === null) return refuse('CUSTOMER_NOT_FOUND');
  if (customer.status === 'merged') return refuse('CUSTOMER_MERGED');
  if (goods === null) return refuse('STOCK_NOT_FOUND');
  const unit = record?.unit ?? input.unit ?? goods.unit;
  const quantity = inUnitOf(input.quantity, input.unit, unit, goods.boxGrams);
  if (quantity === null) return refuse('UNIT_MISMATCH');
  const booked = await bookFor({
    key: stableId('prestore', caller.identity, input.requestId),
    type: 'add',
    customerId,
    customerName: customer.name,
    productId,
    productName: goods.productName,
    unit,
    quantity,
    orderId: null,
    remark: input.remark ?? '',
    operator: caller.identity,
  });
  return told(booked, 'prepaid.add', caller, quantity);
}

/** `updatePrepaidProduct`: takes prepaid goods out. Refuses PREPAID_NOT_FOUND, UNIT_MISMATCH, PREPAID_INSUFFICIENT. */
export async function deductPrepaid(
  input: ParsedInputOf<typeof updatePrepaidProduct>,
  caller: Caller,
): Promise<Result<{ record: PrepaidRecordDocument }>> {
  const { customerId, productId } = input;
  const [goods, record] = await Promise.all([tables.stock.get(productId), tables.prepaidRecords.get(prepaidId(customerId, productId))]);
  if (record === null) return refuse('PREPAID_NOT_FOUND');
  const quantity = inUnitOf(input.quantity, input.unit, record.unit, goods?.boxGrams);
  if (quantity === null) return refuse('UNIT_MISMATCH');
  const booked = await bookDeduction({
    key: stableId('unprestore', caller.identity, input.requestId),
    customerId,
    productId,
    quantity,
    orderId: input.orderId ?? null,
    remark: input.remark ?? '',
    operator: caller.identity,
  });
  return told(booked, 'prepaid.deduct', caller, -quantity);
}

async function told(
  booked: Result<Booked>,
  action: 'prepaid.add' | 'prepaid.deduct',
  caller: Caller,
  by: number,
): Promise<Result<{ record: PrepaidRecordDocument }>> {
  if (!booked.ok) return booked;
  const { record, fresh } = booked.data;
  if (fresh) {
    const before = { quantity: record.quantity - by, unit: record.unit };
    await recordOperation(caller, action, record._id, before, { quantity: record.quantity, unit: record.unit });
  }
  return done({ record });
}
