import type { Contracts, InputOf } from '@shop/shared/contracts/index.ts';
import type { StockDocument, StockRecordDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { available, MOST_PIECES, MOVEMENT_LABELS, stockLevel, type MovementKind, type StockLevel } from '@shop/shared/domain/stock.ts';
import { STOCK_REASONS } from '@shop/shared/domain/stock-reasons.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';
import { asset } from '../utils/assets.ts';

export type LevelFilter = 'all' | 'low' | 'out';

export interface StockRow {
  readonly id: string;
  readonly name: string;
  readonly specs: string;
  readonly code: string;
  readonly image: string;
  readonly unit: string;
  readonly available: number;
  readonly quantity: number;
  readonly reserved: number;
  readonly lowStock: number;
  readonly level: StockLevel;
  readonly levelText: string;
}

export const LEVEL_TEXTS: Readonly<Record<StockLevel, string>> = { out: '缺货', low: '库存低', enough: '' };

export function stockRow(stock: StockDocument): StockRow {
  const level = stockLevel(stock);
  return {
    id: stock._id,
    name: stock.productName,
    specs: stock.specs,
    code: stock.productId,
    image: asset(stock.image),
    unit: stock.unit,
    available: available(stock),
    quantity: stock.quantity,
    reserved: stock.reserved,
    lowStock: stock.lowStock,
    level,
    levelText: LEVEL_TEXTS[level],
  };
}

export function levelCounts(stocks: readonly StockDocument[]): Record<LevelFilter, number> {
  const counts = { all: stocks.length, low: 0, out: 0 };
  for (const stock of stocks) {
    const level = stockLevel(stock);
    if (level !== 'enough') counts[level] += 1;
  }
  return counts;
}

/** Every word must be found in name, specs, the merchant's code or the bar code. */
export function matches(stock: Pick<StockDocument, 'productName' | 'specs' | 'productId' | 'barcode' | 'brand'>, query: string): boolean {
  const text = `${stock.productName} ${stock.specs} ${stock.productId} ${stock.barcode} ${stock.brand}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What the list shows: by level and search; where a level is asked for, the scarcest first. */
export function chooseStocks(stocks: readonly StockDocument[], level: LevelFilter, query: string): StockDocument[] {
  const chosen = stocks.filter((stock) => (level === 'all' || stockLevel(stock) === level) && matches(stock, query.trim()));
  return level === 'all' ? chosen : chosen.sort((a, b) => available(a) - available(b) || (a.productId < b.productId ? -1 : 1));
}

/** The one that a scanned bar code or a whole code names; null when none or several do. */
export function exactly(stocks: readonly StockDocument[], code: string): StockDocument | null {
  const found = stocks.filter((stock) => stock.barcode === code || stock.productId.toLowerCase() === code.toLowerCase());
  return found.length === 1 ? (found[0] ?? null) : null;
}

export interface StockDetail extends StockRow {
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

export function stockDetail(stock: StockDocument): StockDetail {
  return {
    ...stockRow(stock),
    facts: [
      { label: '商品编码', value: stock.productId },
      { label: '条码', value: stock.barcode },
      { label: '分类', value: stock.type },
      { label: '品牌', value: stock.brand },
      { label: '售价', value: `¥${formatYuan(stock.price)}` },
      { label: '低库存提醒', value: `可用 ≤ ${stock.lowStock} ${stock.unit}` },
    ].filter((fact) => fact.value !== ''),
  };
}

export type HandKind = Extract<MovementKind, 'in' | 'out'>;

export const MOVE_REASONS: Readonly<Record<HandKind, readonly string[]>> = {
  in: ['采购到货', '顾客退货', '盘盈', '调拨入库'],
  out: ['门店零售', '报损', '赠送', '盘亏', '调拨出库'],
};

type MoveInput = Extract<InputOf<Contracts['stock']>, { action: 'in' | 'out' | 'loss' | 'gift' | 'adjust' }>;

/** The act that a movement is booked as: losses, gifts and corrections have figures of their own. */
export function moveInput(kind: HandKind, pieces: number, reason: string, skuId: string, requestId: string): MoveInput {
  const moved = { requestId, skuId, quantity: pieces, reason };
  if (reason === '盘盈') return { action: 'adjust', requestId, skuId, difference: pieces, reason };
  if (reason === '盘亏') return { action: 'adjust', requestId, skuId, difference: -pieces, reason };
  if (kind === 'out' && reason === '报损') return { action: 'loss', ...moved };
  if (kind === 'out' && reason === '赠送') return { action: 'gift', ...moved };
  return { action: kind, ...moved };
}

/** What is wrong with a movement before it is sent; empty when nothing is. */
export function moveFault(kind: HandKind, pieces: number, free: number, reason: string): string {
  if (!Number.isInteger(pieces) || pieces < 1) return '请填写数量';
  if (pieces > MOST_PIECES) return `一次最多 ${MOST_PIECES}`;
  if (kind === 'out' && pieces > free) return `可用库存只有 ${free}，被订单占用的不能出库`;
  if (reason.trim() === '') return '请选择或填写原因';
  return '';
}

export interface RecordRow {
  readonly id: string;
  readonly skuId: string;
  readonly name: string;
  readonly label: string;
  readonly reason: string;
  /** `+20`, `−3`; what only moves the reservation has no sign. */
  readonly change: string;
  readonly tone: 'more' | 'less' | 'held';
  readonly after: string;
  readonly time: string;
}

const TONES: Readonly<Record<MovementKind, RecordRow['tone']>> = {
  in: 'more',
  return: 'more',
  out: 'less',
  ship: 'less',
  reserve: 'held',
  release: 'held',
  adjust: 'held',
};

/** A row of the ledger. */
export function recordRow(record: StockRecordDocument): RecordRow {
  const tone = record.type === 'adjust' ? (record.quantity < 0 ? 'less' : 'more') : TONES[record.type];
  const pieces = Math.abs(record.quantity);
  const label = record.reasonKind ? STOCK_REASONS[record.reasonKind].label : MOVEMENT_LABELS[record.type];
  return {
    id: record._id,
    skuId: record.productId,
    name: record.productName,
    label,
    reason: record.reason === label ? '' : record.reason,
    change: tone === 'more' ? `+${pieces}` : tone === 'less' ? `−${pieces}` : String(pieces),
    tone,
    after: `库存 ${record.quantityAfter} · 占用 ${record.reservedAfter}`,
    time: formatDateTime(record.createTime),
  };
}

/** A read that brings only part of the list, while the live one is broken, brings those up to date and keeps the others. */
export function patchStocks(known: readonly StockDocument[], read: readonly StockDocument[]): StockDocument[] {
  const fresh = new Map(read.map((stock) => [stock._id, stock]));
  const kept = known.map((stock) => fresh.get(stock._id) ?? stock);
  const ids = new Set(known.map((stock) => stock._id));
  return [...kept, ...read.filter((stock) => !ids.has(stock._id))];
}
