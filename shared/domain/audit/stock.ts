import { deltaOf, type MovementKind, type StockDelta } from '../stock.ts';
import { overdue, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedMove {
  readonly key: string;
  readonly kind: MovementKind;
  readonly pieces: number;
  readonly orderId: string | null;
  readonly at: Date;
}

export interface AuditedUnit {
  readonly _id: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly moves?: readonly AuditedMove[];
}

export interface AuditedStockRow {
  readonly _id: string;
  readonly productId: string;
  readonly type: MovementKind;
  readonly quantity: number;
  readonly orderId: string | null;
}

/** What a unit's ledger adds up to, and which of its markers have their row in it. */
export interface LedgerSum extends StockDelta {
  readonly proven: ReadonlySet<string>;
}

const NOTHING: StockDelta = { quantity: 0, reserved: 0 };

export function plus(one: StockDelta, other: StockDelta): StockDelta {
  return { quantity: one.quantity + other.quantity, reserved: one.reserved + other.reserved };
}

/** What the rows add up to, also the impossible ones: an audit that dies of a bad row would hide it. */
export function sumLedger(rows: readonly AuditedStockRow[]): LedgerSum {
  const sum = rows.reduce<StockDelta>((before, row) => plus(before, deltaOf(row.type, row.quantity)), NOTHING);
  return { ...sum, proven: new Set(rows.map((row) => row._id)) };
}

/** The same from pieces that are added up by kind. */
export function piecesByKind(sums: readonly { readonly kind: MovementKind; readonly pieces: number }[]): StockDelta {
  return sums.map(({ kind, pieces }) => deltaOf(kind, pieces)).reduce<StockDelta>(plus, NOTHING);
}

/** A stock-keeping unit is what its ledger and the movements on their way into it say; neither number is below zero, and no movement is stuck. */
export function unitFaults(unit: AuditedUnit, ledger: LedgerSum, moment: AuditMoment): Violation[] {
  const { _id, quantity, reserved, moves = [] } = unit;
  const faults: Violation[] = [];
  const onTheWay = moves.filter((move) => !ledger.proven.has(move.key)).map((move) => deltaOf(move.kind, move.pieces));
  const told = onTheWay.reduce<StockDelta>(plus, ledger);
  if (quantity !== told.quantity || reserved !== told.reserved)
    faults.push(violation('stock.ledger', _id, `${quantity}/${reserved}, but the ledger says ${told.quantity}/${told.reserved}`));
  if (reserved < 0 || quantity < reserved) faults.push(violation('stock.range', _id, `${reserved} of ${quantity} reserved`));
  // A marker of a movement by hand stays for the sweeper on purpose.
  const stuck = moves.filter((move) => (moment.quiet && move.orderId !== null) || overdue(move.at, moment));
  if (stuck.length > 0) faults.push(violation('stock.marker', _id, `unsettled: ${stuck.map((move) => move.key).join(', ')}`));
  return faults;
}

/** Over the whole shop: what is reserved is what open orders hold. */
export function heldFaults(units: readonly AuditedUnit[], held: ReadonlyMap<string, number>): Violation[] {
  return units
    .filter((unit) => unit.reserved !== (held.get(unit._id) ?? 0))
    .map((unit) => violation('stock.reserved', unit._id, `${unit.reserved} reserved, but open orders hold ${held.get(unit._id) ?? 0}`));
}

/** The rows of an order that is not there any more (its placing was undone): together they moved nothing. */
export function orphanFaults(orderId: string, rows: readonly AuditedStockRow[]): Violation[] {
  const sum = sumLedger(rows);
  if (sum.quantity === 0 && sum.reserved === 0) return [];
  return [violation('stock.orphan', orderId, `no such order, but its ledger rows moved ${sum.quantity}/${sum.reserved}`)];
}
