import { stockLevel, type MovementKind } from '../stock.ts';
import type { StockReason } from '../stock-reasons.ts';
import type { StocktakeStatus } from '../stocktake.ts';
import { grouped, inMotion, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface CountedUnit {
  readonly _id: string;
  readonly quantity: number;
  readonly reserved: number;
  readonly lowStock?: number;
  readonly lowAlerted?: boolean;
  readonly lowNotice?: 'none' | 'due' | 'told' | 'clearing';
  readonly countingIn?: string;
  readonly updateTime: Date;
}

export interface CountedRow {
  readonly _id: string;
  readonly productId: string;
  readonly type: MovementKind;
  readonly quantity: number;
  readonly reasonKind?: StockReason;
  readonly batches?: readonly { readonly id: string; readonly pieces: number }[];
}

export interface InventoryBooks {
  readonly units: readonly CountedUnit[];
  readonly rows: readonly CountedRow[];
  readonly batches: readonly {
    readonly _id: string;
    readonly skuId: string;
    readonly received: number;
    readonly left: number;
    readonly open: boolean;
  }[];
  readonly stocktakes: readonly { readonly _id: string; readonly status: StocktakeStatus; readonly updateTime: Date }[];
  readonly lines: readonly { readonly _id: string; readonly stocktakeId: string; readonly difference: number | null }[];
  readonly notices: readonly { readonly kind: string; readonly target: string; readonly resolved: boolean }[];
  readonly orders: readonly WeighedOrder[];
}

export interface WeighedOrder {
  readonly _id: string;
  readonly refundedAmount: number;
  readonly packedTime?: Date;
  readonly items: readonly { readonly payable: number; readonly weighed?: { readonly grams: number; readonly refund: number } }[];
}

/** Batches, stocktakes, low-stock notices and goods sold by weight, held against stock, ledger and orders. */
export function inventoryFaults(books: InventoryBooks, moment: AuditMoment): Violation[] {
  return [
    ...batchFaults(books, moment),
    ...stocktakeFaults(books, moment),
    ...noticeFaults(books, moment),
    ...books.orders.flatMap(weightFaults),
  ];
}

/** What batches hold is what the ledger put in and took out of them, and never more than the unit has. */
function batchFaults({ units, batches, rows }: InventoryBooks, moment: AuditMoment): Violation[] {
  const faults: Violation[] = [];
  const batchesOf = grouped(batches, (batch) => batch.skuId);
  for (const { _id, quantity, updateTime } of units) {
    const held = sumOf(batchesOf.get(_id) ?? [], (batch) => batch.left);
    if (held > quantity && !inMotion(updateTime, moment)) faults.push(violation('batch.sum', _id, `batches hold ${held} of ${quantity}`));
  }
  const shares = rows.flatMap((row) => (row.batches ?? []).map(({ id, pieces }) => ({ id, by: row.type === 'in' ? pieces : -pieces })));
  const sharesOf = grouped(shares, (share) => share.id);
  for (const { _id, left, open, received } of batches) {
    const told = sumOf(sharesOf.get(_id) ?? [], (share) => share.by);
    if (left !== told) faults.push(violation('batch.ledger', _id, `${left} left, but the ledger says ${told}`));
    if (left < 0 || left > received || open !== left > 0)
      faults.push(violation('batch.range', _id, `${left} of ${received}, open ${open}`));
  }
  return faults;
}

/** A booked stocktake has moved exactly its differences, others nothing, and only those at work hold goods. */
function stocktakeFaults({ units, stocktakes, lines, rows }: InventoryBooks, moment: AuditMoment): Violation[] {
  const faults: Violation[] = [];
  const stocktakeOf = new Map(stocktakes.map((stocktake) => [stocktake._id, stocktake]));
  const ended = (id: string): boolean => {
    const known = stocktakeOf.get(id);
    if (known !== undefined && inMotion(known.updateTime, moment)) return false;
    return known === undefined || known.status === 'booked' || known.status === 'cancelled';
  };
  for (const { _id, countingIn } of units)
    if (countingIn !== undefined && ended(countingIn))
      faults.push(violation('stocktake.hold', _id, `held by ${countingIn}, which is over`));
  const booked = new Map(rows.filter((row) => row.reasonKind === 'count').map((row) => [row._id, row.quantity]));
  for (const { _id, stocktakeId, difference } of lines) {
    const status = stocktakeOf.get(stocktakeId)?.status;
    const [is, wanted] = [booked.get(_id) ?? 0, status === 'booked' ? (difference ?? 0) : 0];
    if (status !== 'booking' && is !== wanted) faults.push(violation('stocktake.line', _id, `${is} booked instead of ${wanted}`));
    booked.delete(_id);
  }
  for (const key of booked.keys()) faults.push(violation('stocktake.row', key, 'booked by no stocktake'));
  for (const { _id, status, updateTime } of stocktakes)
    if (status === 'opening' && !inMotion(updateTime, moment)) faults.push(violation('stocktake.stuck', _id, 'still being opened'));
  return faults;
}

/** One open notice for each unit that was told to be low, and none for others. */
function noticeFaults({ units, notices }: InventoryBooks, moment: AuditMoment): Violation[] {
  const openOf = grouped(
    notices.filter((notice) => notice.kind === 'low_stock' && !notice.resolved),
    (notice) => notice.target,
  );
  return units.flatMap((unit) => {
    if (inMotion(unit.updateTime, moment)) return [];
    const { _id, lowNotice = 'none', lowAlerted = false } = unit;
    const told = lowNotice === 'told';
    const open = openOf.get(_id)?.length ?? 0;
    const faults: Violation[] = [];
    if (lowNotice === 'due' || lowNotice === 'clearing') faults.push(violation('notice.stuck', _id, lowNotice));
    if (open !== (told ? 1 : 0)) faults.push(violation('notice.count', _id, `${open} open, ${lowNotice}`));
    if (told && stockLevel(unit) === 'enough') faults.push(violation('notice.level', _id, 'told to be low though there is enough'));
    if (lowAlerted !== told) faults.push(violation('notice.list', _id, `listed ${lowAlerted}, ${lowNotice}`));
    return faults;
  });
}

/** What went back because goods were lighter is never more than was paid for them, and part of what the order gave back. */
function weightFaults({ _id, items, refundedAmount, packedTime }: WeighedOrder): Violation[] {
  const back = sumOf(items, (item) => item.weighed?.refund ?? 0);
  const wrong = items.some(({ weighed, payable }) => weighed !== undefined && (weighed.refund < 0 || weighed.refund > payable));
  const faults: Violation[] = [];
  if (wrong || back > refundedAmount) faults.push(violation('order.weight', _id, `${back} of ${refundedAmount} went back for weight`));
  if (back > 0 && packedTime === undefined) faults.push(violation('order.packed', _id, 'weighed and not packed'));
  return faults;
}
