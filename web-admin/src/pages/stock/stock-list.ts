import type { StockDocument } from '@shop/shared/database/documents.ts';
import { available, stockLevel, type MovementKind, type StockLevel } from '@shop/shared/domain/stock.ts';

/** What the stock page shows. Pure: tested without a browser. */
export type LevelFilter = 'all' | 'low' | 'out';

export function readLevel(value: unknown): LevelFilter {
  return value === 'low' || value === 'out' ? value : 'all';
}

export function stockMatches(unit: StockDocument, filter: { readonly text: string; readonly level: LevelFilter }): boolean {
  if (filter.level !== 'all' && stockLevel(unit) !== filter.level) return false;
  const text = filter.text.trim().toLowerCase();
  return (
    text === '' ||
    [unit.productName, unit.specs, unit.productId, unit.barcode, unit.brand, unit.type].some((part) =>
      (part ?? '').toLowerCase().includes(text),
    )
  );
}

export function levelCounts(units: readonly StockDocument[]): Record<StockLevel, number> {
  const counts: Record<StockLevel, number> = { out: 0, low: 0, enough: 0 };
  for (const unit of units) counts[stockLevel(unit)] += 1;
  return counts;
}

/** The emptiest first: that is what somebody opens the page for. Equal ones stand by name, so that rows do not jump about. */
export function byUrgency(units: readonly StockDocument[]): StockDocument[] {
  const order: readonly StockLevel[] = ['out', 'low', 'enough'];
  return [...units].sort(
    (left, right) =>
      order.indexOf(stockLevel(left)) - order.indexOf(stockLevel(right)) ||
      left.productName.localeCompare(right.productName, 'zh') ||
      (left._id < right._id ? -1 : 1),
  );
}

/** What the available stock will be, or null when that many cannot go out. */
export function afterMove(unit: StockDocument, direction: 'in' | 'out', pieces: number): number | null {
  const left = available(unit) + (direction === 'in' ? pieces : -pieces);
  return left < 0 ? null : left;
}

/** `+12`, `−3`: how a ledger row moved what can be sold or is on the shelf. */
export function signedPieces(type: MovementKind, quantity: number): string {
  const negative = type === 'out' || type === 'reserve' || type === 'ship' || (type === 'adjust' && quantity < 0);
  return `${negative ? '−' : '+'}${String(Math.abs(quantity))}`;
}
