import type { CategoryDocument, DailyStatsDocument, OrderDocument, ShopProductDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay, DAY_MS } from '@shop/shared/domain/time.ts';

/** The dashboard's figures. Pure: tested without a browser. Money in fen. */
export const TREND_DAYS = 14;

/** Days of Beijing, oldest first, the last one being today: `['20261107', …, '20261120']`. */
export function trendDays(now: number): string[] {
  return Array.from({ length: TREND_DAYS }, (_, index) => beijingDay(now - (TREND_DAYS - 1 - index) * DAY_MS));
}

export interface TrendPoint {
  readonly day: string;
  /** `11-20`. */
  readonly label: string;
  readonly paidAmount: number;
  readonly orders: number;
}

/** One point per day; a day without a document was a day without orders. */
export function trend(stats: readonly DailyStatsDocument[], now: number): TrendPoint[] {
  const byDay = new Map(stats.map((entry) => [entry.day, entry]));
  return trendDays(now).map((day) => ({
    day,
    label: `${day.slice(4, 6)}-${day.slice(6)}`,
    paidAmount: byDay.get(day)?.paidAmount ?? 0,
    orders: byDay.get(day)?.orders ?? 0,
  }));
}

/** Change against yesterday in whole percent; null when yesterday was nothing to compare with. */
export function changePercent(today: number, yesterday: number): number | null {
  return yesterday > 0 ? Math.round(((today - yesterday) / yesterday) * 100) : null;
}

const SOLD: readonly OrderStatus[] = ['paid', 'shipped', 'completed'];

function isSold(order: Pick<OrderDocument, 'status'>): boolean {
  return SOLD.includes(order.status);
}

export interface Sold {
  readonly name: string;
  readonly pieces: number;
  readonly amount: number;
}

function add(
  totals: Map<string, { name: string; pieces: number; amount: number }>,
  key: string,
  name: string,
  pieces: number,
  amount: number,
): void {
  const total = totals.get(key) ?? { name, pieces: 0, amount: 0 };
  total.pieces += pieces;
  total.amount += amount;
  totals.set(key, total);
}

function mostFirst(totals: Map<string, Sold>): Sold[] {
  return [...totals.values()].sort((left, right) => right.amount - left.amount || left.name.localeCompare(right.name, 'zh'));
}

/** Products by what customers pay for them in these orders, highest first. */
export function topProducts(orders: readonly OrderDocument[], count: number): Sold[] {
  const totals = new Map<string, { name: string; pieces: number; amount: number }>();
  for (const order of orders.filter(isSold))
    for (const item of order.items) add(totals, item.productId, item.name, item.quantity, item.payable);
  return mostFirst(totals).slice(0, count);
}

/** First-level categories by the same measure; products that are gone count as 其他. */
export function categoryShares(
  orders: readonly OrderDocument[],
  products: readonly ShopProductDocument[],
  categories: readonly CategoryDocument[],
): Sold[] {
  const byId = new Map(categories.map((category) => [category._id, category]));
  const rootOf = (categoryId: string): CategoryDocument | null => {
    let at = byId.get(categoryId);
    for (let step = 0; at && at.parentId !== null && step < 3; step += 1) at = byId.get(at.parentId) ?? at;
    return at ?? null;
  };
  const rootOfProduct = new Map(products.map((product) => [product._id, rootOf(product.categoryId)]));
  const totals = new Map<string, { name: string; pieces: number; amount: number }>();
  for (const order of orders.filter(isSold))
    for (const item of order.items) {
      const root = rootOfProduct.get(item.productId);
      add(totals, root?._id ?? '', root?.name ?? '其他', item.quantity, item.payable);
    }
  return mostFirst(totals);
}

/** `3 分钟前`, for the ticker. */
export function ago(at: Date, now: number): string {
  const minutes = Math.floor((now - at.getTime()) / 60_000);
  if (minutes < 1) return '刚刚';
  if (minutes < 60) return `${String(minutes)} 分钟前`;
  if (minutes < 24 * 60) return `${String(Math.floor(minutes / 60))} 小时前`;
  return `${String(Math.floor(minutes / (24 * 60)))} 天前`;
}

/** `林小满` → `林**`: a wall screen is no place for names. */
export function shortName(name: string): string {
  return name.length <= 1 ? name : `${name.slice(0, 1)}${'*'.repeat(Math.min(2, name.length - 1))}`;
}
