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

export interface CountedBatch {
  readonly _id: string;
  readonly skuId: string;
  readonly received: number;
  readonly left: number;
  readonly open: boolean;
  readonly updateTime: Date;
}

export interface CountedStocktake {
  readonly _id: string;
  readonly status: StocktakeStatus;
  /** Lines that the stock refuses, which wait for a person. */
  readonly refusedLines?: number;
  readonly updateTime: Date;
}

export interface InventoryBooks {
  readonly units: readonly CountedUnit[];
  readonly rows: readonly CountedRow[];
  readonly batches: readonly CountedBatch[];
  readonly stocktakes: readonly CountedStocktake[];
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

/** Batches, stocktakes, low-stock notices and goods sold by weight of a shop small enough to be read at once, held against stock, ledger and orders. */
export function inventoryFaults(
  { units, rows, batches, stocktakes, lines, notices, orders }: InventoryBooks,
  moment: AuditMoment,
): Violation[] {
  const batchesOf = grouped(batches, (batch) => batch.skuId);
  const moved = new Map<string, number>();
  for (const [id, by] of rows.flatMap(sharesOf)) moved.set(id, (moved.get(id) ?? 0) + by);
  const stocktakeOf = new Map(stocktakes.map((stocktake) => [stocktake._id, stocktake]));
  const counted = new Map(rows.filter((row) => row.reasonKind === 'count').map((row) => [row._id, row.quantity]));
  const lineIds = new Set(lines.map((line) => line._id));
  const openOf = grouped(
    notices.filter((notice) => notice.kind === 'low_stock' && !notice.resolved),
    (notice) => notice.target,
  );
  return [
    ...units.flatMap((unit) => [
      ...heldInBatchesFaults(
        unit,
        sumOf(batchesOf.get(unit._id) ?? [], (batch) => batch.left),
        moment,
      ),
      ...holdFaults(unit, stocktakeOf.get(unit.countingIn ?? ''), moment),
      ...noticeFaults(unit, openOf.get(unit._id)?.length ?? 0, moment),
    ]),
    ...batches.flatMap((batch) => batchFaults(batch, moved.get(batch._id) ?? 0, moment)),
    ...lines.flatMap((line) => lineFaults(line, stocktakeOf.get(line.stocktakeId), counted.get(line._id) ?? 0, moment)),
    ...[...counted.keys()].filter((key) => !lineIds.has(key)).flatMap(strayCount),
    ...stocktakes.flatMap((stocktake) => stocktakeFaults(stocktake, moment)),
    ...orders.flatMap(weightFaults),
  ];
}

/** What a ledger row put into batches (above zero) and took out of them. */
export function sharesOf({ type, batches = [] }: CountedRow): [batchId: string, by: number][] {
  return batches.map(({ id, pieces }) => [id, type === 'in' ? pieces : -pieces]);
}

/** Batches never hold more than their unit. `held`: what is left in all of them. */
export function heldInBatchesFaults({ _id, quantity, updateTime }: CountedUnit, held: number, moment: AuditMoment): Violation[] {
  if (held <= quantity || inMotion(updateTime, moment)) return [];
  return [violation('batch.sum', _id, `batches hold ${held} of ${quantity}`)];
}

/** What a batch holds is what the ledger put in and took out of it. `told`: the sum of its {@link sharesOf}. */
export function batchFaults({ _id, left, received, open, updateTime }: CountedBatch, told: number, moment: AuditMoment): Violation[] {
  if (inMotion(updateTime, moment)) return [];
  const faults: Violation[] = [];
  if (left !== told) faults.push(violation('batch.ledger', _id, `${left} left, but the ledger says ${told}`));
  if (left < 0 || left > received || open !== left > 0) faults.push(violation('batch.range', _id, `${left} of ${received}, open ${open}`));
  return faults;
}

/** Only stocktakes at work hold goods. */
export function holdFaults({ _id, countingIn }: CountedUnit, stocktake: CountedStocktake | undefined, moment: AuditMoment): Violation[] {
  if (countingIn === undefined || (stocktake !== undefined && inMotion(stocktake.updateTime, moment))) return [];
  const over = stocktake === undefined || stocktake.status === 'booked' || stocktake.status === 'cancelled';
  return over ? [violation('stocktake.hold', _id, `held by ${countingIn}, which is over`)] : [];
}

/** A booked stocktake has moved exactly its differences, others nothing. `is`: pieces that the ledger booked for the line. */
export function lineFaults(
  { _id, difference }: { readonly _id: string; readonly difference: number | null },
  stocktake: CountedStocktake | undefined,
  is: number,
  moment: AuditMoment,
): Violation[] {
  if (stocktake?.status === 'booking' || (stocktake !== undefined && inMotion(stocktake.updateTime, moment))) return [];
  const wanted = stocktake?.status === 'booked' ? (difference ?? 0) : 0;
  return is === wanted ? [] : [violation('stocktake.line', _id, `${is} booked instead of ${wanted}`)];
}

/** A difference of a count in the ledger that no line of a stocktake stands for. */
export function strayCount(key: string): Violation[] {
  return [violation('stocktake.row', key, 'booked by no stocktake')];
}

/** A stocktake that nobody finished opening or booking, though the stock refused none of it. */
export function stocktakeFaults({ _id, status, refusedLines = 0, updateTime }: CountedStocktake, moment: AuditMoment): Violation[] {
  const unfinished = status === 'opening' || (status === 'booking' && refusedLines === 0);
  if (!unfinished || inMotion(updateTime, moment)) return [];
  return [violation('stocktake.stuck', _id, `still ${status}`)];
}

/** One open notice for a unit that was told to be low, and none for others. */
export function noticeFaults(unit: CountedUnit, open: number, moment: AuditMoment): Violation[] {
  if (inMotion(unit.updateTime, moment)) return [];
  const { _id, lowNotice = 'none', lowAlerted = false } = unit;
  const told = lowNotice === 'told';
  const faults: Violation[] = [];
  if (lowNotice === 'due' || lowNotice === 'clearing') faults.push(violation('notice.stuck', _id, lowNotice));
  if (open !== (told ? 1 : 0)) faults.push(violation('notice.count', _id, `${open} open, ${lowNotice}`));
  if (told && stockLevel(unit) === 'enough') faults.push(violation('notice.level', _id, 'told to be low though there is enough'));
  if (lowAlerted !== told) faults.push(violation('notice.list', _id, `listed ${lowAlerted}, ${lowNotice}`));
  return faults;
}

/** What went back because goods were lighter is never more than was paid for them, and part of what the order gave back. */
export function weightFaults({ _id, items, refundedAmount, packedTime }: WeighedOrder): Violation[] {
  const back = sumOf(items, (item) => item.weighed?.refund ?? 0);
  const wrong = items.some(({ weighed, payable }) => weighed !== undefined && (weighed.refund < 0 || weighed.refund > payable));
  const faults: Violation[] = [];
  if (wrong || back > refundedAmount) faults.push(violation('order.weight', _id, `${back} of ${refundedAmount} went back for weight`));
  if (back > 0 && packedTime === undefined) faults.push(violation('order.packed', _id, 'weighed and not packed'));
  return faults;
}
