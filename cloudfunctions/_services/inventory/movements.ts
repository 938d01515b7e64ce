import type { BatchAllocation, PendingMove, StockDocument, StockRecordDocument } from '@shop/shared/database/documents.ts';
import type { StockReason } from '@shop/shared/domain/stock-reasons.ts';
import { available, stockDelta, type MovementKind } from '@shop/shared/domain/stock.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, transact, WriteConflict, type Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { openBatches, StaleBatches, takeFromBatches } from './batches.ts';
import { followLevel, levelMoved, lookAgain } from './levels.ts';

/**
 * The only module that writes a stock-keeping unit's `quantity` and `reserved`.
 *
 * A movement is three writes: **apply** — one conditional write that changes the stock, guards it (`quantity − reserved ≥ n`) and leaves a marker in
 * the same document; **prove** — a row in the ledger `records`, its `_id` the movement's key; **settle** — the marker is taken out. A process
 * that dies in between leaves a marker, never a doubt: a movement has happened if its marker or its row is there. No transaction is held over a hot
 * product, so two hundred buyers of one SKU queue for microseconds and do not conflict.
 *
 * Whoever applies a key must be its only worker at that time: the submitting call, the winner of a state change, or the sweeper that took its lease.
 */
export interface Movement {
  readonly key: string;
  readonly kind: MovementKind;
  readonly skuId: string;
  /** Whole pieces, positive; signed for `adjust`. */
  readonly pieces: number;
  readonly orderId: string | null;
  readonly reason: string;
  /** Of what is moved by hand or booked by a stocktake. */
  readonly reasonKind?: StockReason;
  readonly operator: string;
}

export interface Applied {
  readonly movement: Movement;
  /** The stock-keeping unit right after the movement. */
  readonly after: StockDocument;
}

export function movementKey(orderId: string, attempt: string, kind: MovementKind, skuId: string): string {
  return `${orderId}.${attempt}.${kind}.${skuId}`;
}

/** Neither number falls below zero, and nothing that is reserved can be sold again. */
function guard(kind: MovementKind, pieces: number): Record<string, unknown> {
  const free = { $subtract: ['$quantity', { $ifNull: ['$reserved', 0] }] };
  switch (kind) {
    case 'in':
    case 'return':
      return {};
    case 'reserve':
    case 'out':
      return { $expr: { $gte: [free, pieces] } };
    case 'release':
      return { reserved: command.gte(pieces) };
    case 'ship':
      return { quantity: command.gte(pieces), reserved: command.gte(pieces) };
    case 'adjust':
      return pieces >= 0 ? {} : { $expr: { $gte: [free, -pieces] } };
  }
}

/** Null when the guard refused: not enough left, or the key is already applied and not settled. */
export async function apply(movement: Movement): Promise<Applied | null> {
  const { key, kind, skuId, pieces, orderId } = movement;
  const now = new Date();
  const delta = stockDelta(kind, pieces);
  const { reason, reasonKind, operator } = movement;
  // What an order does is told by the order; what a person does keeps his words until the ledger has them.
  const told = orderId === null ? { reason, operator, ...(reasonKind === undefined ? {} : { reasonKind }) } : {};
  const marker: PendingMove = { key, kind, pieces, orderId, at: now, ...told };
  const after = await tables.stock.updateAndRead(
    { _id: skuId, 'moves.key': command.neq(key), ...guard(kind, pieces) },
    {
      ...(delta.quantity === 0 ? {} : { quantity: command.inc(delta.quantity) }),
      ...(delta.reserved === 0 ? {} : { reserved: command.inc(delta.reserved) }),
      moves: command.push([marker]),
      updateTime: now,
    },
  );
  if (after === null) return null;
  await checkpoint('stock.applied');
  return { movement, after };
}

function ledgerRow({ movement, after }: Applied): StockRecordDocument {
  return {
    _id: movement.key,
    productId: movement.skuId,
    productName: after.productName,
    type: movement.kind,
    quantity: movement.pieces,
    reason: movement.reason,
    ...(movement.reasonKind === undefined ? {} : { reasonKind: movement.reasonKind }),
    orderId: movement.orderId,
    operator: movement.operator,
    quantityAfter: after.quantity,
    reservedAfter: after.reserved,
    createTime: after.updateTime,
  };
}

/** Pieces that leave the house, of goods that have batches. */
function leaving({ movement, after }: Applied): number {
  return after.batched === true ? Math.max(0, -stockDelta(movement.kind, movement.pieces).quantity) : 0;
}

/** Writes the ledger rows of movements that are applied, takes what left from its batches, and follows the stock level. A row that is there already stays. */
export async function prove(applied: readonly Applied[]): Promise<void> {
  const rows = applied.filter((one) => leaving(one) === 0).map(ledgerRow);
  const [first, ...others] = rows;
  if (first !== undefined) {
    if (others.length === 0) await tables.stockRecords.insertOnce(first);
    else if (!(await insertedTogether(rows))) for (const row of rows) await tables.stockRecords.insertOnce(row);
  }
  for (const one of applied) if (leaving(one) > 0) await proveFromBatches(ledgerRow(one), leaving(one));
  for (const skuId of new Set(applied.filter(({ after }) => levelMoved(after)).map(({ movement }) => movement.skuId)))
    await followLevel(skuId);
}

/** The ledger row together with what it took from the batches. */
async function proveFromBatches(row: StockRecordDocument, pieces: number): Promise<void> {
  await patiently(async () => {
    const candidates = await openBatches(row.productId);
    await transact<null>(async (transaction) => {
      if ((await transaction.get(tables.stockRecords, row._id)) !== null) return { commit: false, result: null };
      const batches = await takeFromBatches(transaction, candidates, pieces, new Date());
      await transaction.insert(tables.stockRecords, batches.length === 0 ? row : { ...row, batches });
      return { commit: true, result: null };
    });
  });
}

const PATIENCE = 8;

/** Runs `work` again when it met a rival: each time there is one, somebody else has got on. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StaleBatches || error instanceof WriteConflict) || attempt >= PATIENCE) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

/** What a movement inside a transaction does besides: its batches and its counterpart, for the ledger row. */
export interface Besides {
  readonly batches?: BatchAllocation[];
  readonly counterpart?: string;
  /** The unit has batches from now on. */
  readonly batched?: true;
}

/**
 * A movement by hand that goes together with something else (a batch, another stock-keeping unit): stock and ledger row inside the caller's transaction. Null when less
 * is free than it takes. Not for orders: a hot product must not be held by transactions.
 */
export async function bookAtOnce(transaction: Transaction, movement: Movement, besides: Besides = {}): Promise<Applied | null> {
  const stock = await transaction.get(tables.stock, movement.skuId);
  const { quantity } = stockDelta(movement.kind, movement.pieces);
  if (stock === null || available(stock) + quantity < 0) return null;
  const now = new Date();
  const { batched, ...told } = besides;
  const after: StockDocument = { ...stock, quantity: stock.quantity + quantity, updateTime: now };
  await transaction.update(tables.stock, stock._id, {
    quantity: command.inc(quantity),
    updateTime: now,
    ...(batched ? { batched } : {}),
    ...(levelMoved(after) ? lookAgain(stock) : {}),
  });
  await transaction.insert(tables.stockRecords, { ...ledgerRow({ movement, after }), ...told });
  return { movement, after };
}

async function insertedTogether(rows: readonly StockRecordDocument[]): Promise<boolean> {
  try {
    await tables.stockRecords.insert(rows);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'DuplicateKey') return false;
    throw error;
  }
}

/** Takes out the markers of movements that are proven. */
export async function settle(movements: readonly Movement[]): Promise<void> {
  await Promise.all(movements.map(({ key, skuId }) => tables.stock.updateOne({ _id: skuId }, { moves: command.pull({ key }) })));
}

/** Has this movement happened? Reads the marker first and the ledger second, because settling goes the other way. */
export async function happened(movement: Movement): Promise<boolean> {
  const stock = await tables.stock.get(movement.skuId);
  if (stock?.moves?.some((move) => move.key === movement.key)) return true;
  return (await tables.stockRecords.get(movement.key)) !== null;
}

/** For work taken up again: applies what has not happened yet, and finishes the rest. Throws when the guard refuses, because then a number is wrong. */
export async function ensure(movement: Movement): Promise<void> {
  if (!(await happened(movement)) && (await apply(movement)) === null) {
    throw new Error(`stock movement ${movement.key} of ${movement.pieces} was refused by its guard`);
  }
  await finishMarked(movement.skuId, (move) => move.key === movement.key);
}

/** Proves and settles the markers of one stock-keeping unit that `wanted` picks: what a dead process left behind. */
export async function finishMarked(skuId: string, wanted: (move: PendingMove) => boolean): Promise<number> {
  const stock = await tables.stock.get(skuId);
  const left = (stock?.moves ?? []).filter(wanted);
  if (stock === null || left.length === 0) return 0;
  const applied = left.map((move): Applied => {
    const movement = {
      key: move.key,
      kind: move.kind,
      skuId,
      pieces: move.pieces,
      orderId: move.orderId,
      reason: move.reason ?? '系统补记',
      ...(move.reasonKind === undefined ? {} : { reasonKind: move.reasonKind }),
      operator: move.operator ?? 'system',
    };
    return { movement, after: { ...stock, updateTime: move.at } };
  });
  await prove(applied);
  await settle(applied.map(({ movement }) => movement));
  return applied.length;
}
