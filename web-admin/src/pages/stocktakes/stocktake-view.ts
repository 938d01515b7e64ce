import type { StocktakeDocument, StocktakeLineDocument } from '@shop/shared/database/documents.ts';
import type { Permission } from '@shop/shared/domain/permissions.ts';
import { stocktakeTransition, type StocktakeEvent, type StocktakeStatus } from '@shop/shared/domain/stocktake.ts';

/** What the stocktake pages show and offer. Pure: tested without a browser. */
export interface StocktakeActions {
  readonly count: boolean;
  readonly submit: boolean;
  readonly approve: boolean;
  readonly reject: boolean;
  readonly cancel: boolean;
  /** He submitted it, so that somebody else must approve. */
  readonly own: boolean;
}

export function stocktakeActions(
  stocktake: Pick<StocktakeDocument, 'status' | 'submittedBy'>,
  who: { readonly id: string; readonly permissions: readonly string[] },
): StocktakeActions {
  const open = (event: StocktakeEvent, permission: Permission): boolean =>
    who.permissions.includes(permission) && stocktakeTransition(stocktake.status, event) !== null;
  const approvable = open('approve', 'stock.approve') || (stocktake.status === 'booking' && who.permissions.includes('stock.approve'));
  const own = stocktake.submittedBy === who.id;
  return {
    count: open('submit', 'stock.write'),
    submit: open('submit', 'stock.write'),
    approve: approvable && !own,
    reject: open('reject', 'stock.approve'),
    cancel: open('cancel', 'stock.write'),
    own: approvable && own,
  };
}

export interface CountSummary {
  readonly lines: number;
  readonly counted: number;
  readonly same: number;
  /** Lines and pieces that the count found more, and less. */
  readonly more: number;
  readonly morePieces: number;
  readonly less: number;
  readonly lessPieces: number;
}

export function countSummary(lines: readonly StocktakeLineDocument[]): CountSummary {
  const done = lines.filter((line) => line.counted !== null);
  const more = done.filter((line) => (line.difference ?? 0) > 0);
  const less = done.filter((line) => (line.difference ?? 0) < 0);
  const pieces = (part: readonly StocktakeLineDocument[]): number => part.reduce((sum, line) => sum + Math.abs(line.difference ?? 0), 0);
  return {
    lines: lines.length,
    counted: done.length,
    same: done.length - more.length - less.length,
    more: more.length,
    morePieces: pieces(more),
    less: less.length,
    lessPieces: pieces(less),
  };
}

export type LineFilter = 'all' | 'uncounted' | 'different';

export function lineMatches(line: StocktakeLineDocument, filter: LineFilter, text: string): boolean {
  if (filter === 'uncounted' && line.counted !== null) return false;
  if (filter === 'different' && !line.difference) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === '' || [line.productName, line.specs, line.barcode].some((part) => part.toLowerCase().includes(wanted));
}

/** Pieces on the shelf as typed: a whole number from 0; null otherwise. */
export function readCount(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}

export function signed(difference: number | null): string {
  if (difference === null) return '—';
  if (difference === 0) return '0';
  return difference > 0 ? `+${String(difference)}` : `−${String(-difference)}`;
}

export function stocktakeTone(status: StocktakeStatus): 'wait' | 'act' | 'move' | 'good' | 'plain' {
  switch (status) {
    case 'submitted':
      return 'act';
    case 'opening':
    case 'counting':
    case 'booking':
      return 'move';
    case 'booked':
      return 'good';
    case 'cancelled':
      return 'plain';
  }
}

/** `11-20 盘点`: what a new one is called unless somebody calls it otherwise. */
export function defaultTitle(day: string, label: string): string {
  return `${day.slice(4, 6)}-${day.slice(6)} ${label}盘点`;
}
