import type { ShopProductDocument, ShopSku, StockDocument } from '@shop/shared/database/documents.ts';
import { fen, formatYuan } from '@shop/shared/domain/money.ts';
import { unitPrice } from '@shop/shared/domain/pricing.ts';
import { available, stockLevel } from '@shop/shared/domain/stock.ts';
import { asset } from '../utils/assets.ts';

/** An amount as the price component draws it: the whole yuan large, the rest small. */
export interface PriceText {
  readonly whole: string;
  readonly cents: string;
}

/** `12300` → `123`, ``; `12345` → `123`, `.45`: round prices are shown round. */
export function priceText(amount: number): PriceText {
  const [whole = '0', cents = '00'] = formatYuan(amount).split('.');
  return { whole, cents: cents === '00' ? '' : `.${cents.replace(/0$/, '')}` };
}

/** An amount that is paid: always to the fen. */
export function sumText(amount: number): PriceText {
  const [whole = '0', cents = '00'] = formatYuan(amount).split('.');
  return { whole, cents: `.${cents}` };
}

/** Percent taken off a product now; 0 outside the discount zone. */
export function zonePercent(product: Pick<ShopProductDocument, 'isDiscount' | 'discountRate'>): number {
  return product.isDiscount ? product.discountRate : 0;
}

/** What a SKU costs now, in fen: the same rule that the order is priced by. */
export function priceNow(product: Pick<ShopProductDocument, 'isDiscount' | 'discountRate'>, price: number): number {
  return unitPrice(fen(price), zonePercent(product));
}

/** `15` percent off is 8.5 折. */
export function discountLabel(percent: number): string {
  if (percent <= 0 || percent >= 100) return '';
  return `${String(Math.round(100 - percent) / 10)}折`;
}

/** 1 234 → `1234`, 12 345 → `1.2万`. */
export function salesLabel(sales: number): string {
  return sales >= 10_000 ? `${String(Math.floor(sales / 1000) / 10)}万` : String(sales);
}

export interface ProductCard {
  readonly id: string;
  readonly name: string;
  readonly subtitle: string;
  readonly image: string;
  readonly price: PriceText;
  /** There are dearer variants. */
  readonly from: boolean;
  /** The struck price, empty when nothing is taken off. */
  readonly original: string;
  readonly badge: string;
  readonly tags: readonly string[];
  readonly sold: string;
  readonly origin: string;
  /** The only variant, so that it can go into the cart at a tap; empty when there is a choice. */
  readonly onlySku: string;
}

export function productCard(product: ShopProductDocument): ProductCard {
  const now = priceNow(product, product.minPrice);
  const struck = Math.max(product.originalPrice ?? 0, product.minPrice);
  return {
    id: product._id,
    name: product.name,
    subtitle: product.subtitle,
    image: asset(product.images[0]),
    price: priceText(now),
    from: product.maxPrice > product.minPrice,
    original: struck > now ? formatYuan(struck) : '',
    badge: discountLabel(zonePercent(product)) || (product.isNew ? '新品' : ''),
    tags: product.tags.slice(0, 2),
    sold: `已售 ${salesLabel(product.sales)}`,
    origin: product.origin,
    onlySku: product.skus.length === 1 ? (product.skus[0]?.skuId ?? '') : '',
  };
}

export interface SkuChoice {
  readonly skuId: string;
  readonly name: string;
  readonly price: PriceText;
  readonly original: string;
  readonly weight: string;
  /** Pieces that can be bought now; null while unknown. */
  readonly left: number | null;
  readonly soldOut: boolean;
}

export type StockOf = ReadonlyMap<string, Pick<StockDocument, 'quantity' | 'reserved' | 'lowStock'>>;

export function weightLabel(grams: number): string {
  if (grams <= 0) return '';
  return grams >= 1000 ? `${String(Math.round(grams / 10) / 100)}kg` : `${grams}g`;
}

function skuChoice(product: ShopProductDocument, sku: ShopSku, stocks: StockOf | null): SkuChoice {
  const stock = stocks?.get(sku.skuId);
  // Until the live stock is here nothing is called sold out; a SKU without stock after that is.
  const left = stocks === null ? null : stock ? available(stock) : 0;
  const now = priceNow(product, sku.price);
  const struck = Math.max(sku.originalPrice ?? 0, sku.price);
  return {
    skuId: sku.skuId,
    name: sku.name,
    price: priceText(now),
    original: struck > now ? formatYuan(struck) : '',
    weight: weightLabel(sku.weightGrams),
    left,
    soldOut: left === 0,
  };
}

export function skuChoices(product: ShopProductDocument, stocks: StockOf | null): SkuChoice[] {
  return product.skus.map((sku) => skuChoice(product, sku, stocks));
}

/** The SKU to begin with: the wanted one, else the first that can be bought, else the first. */
export function firstChoice(choices: readonly SkuChoice[], wanted?: string): SkuChoice | null {
  return choices.find((choice) => choice.skuId === wanted) ?? choices.find((choice) => !choice.soldOut) ?? choices[0] ?? null;
}

export interface StockText {
  readonly text: string;
  readonly tone: 'out' | 'low' | 'enough' | 'unknown';
}

/** `仅剩 3 件` of one SKU, live. */
export function stockText(stocks: StockOf | null, skuId: string): StockText {
  if (stocks === null) return { text: '', tone: 'unknown' };
  const stock = stocks.get(skuId);
  const level = stock ? stockLevel(stock) : 'out';
  if (!stock || level === 'out') return { text: '已售罄', tone: 'out' };
  if (level === 'low') return { text: `仅剩 ${available(stock)} 件`, tone: 'low' };
  return { text: '现货充足', tone: 'enough' };
}

/** A stepper goes no further; the shop has its own limit and says so. */
export const MAX_PIECES = 200;

/** How many pieces may be asked for, and what was asked for brought into that: never below one. */
export function clampPieces(wanted: number, left: number | null): number {
  const most = Math.min(MAX_PIECES, left ?? MAX_PIECES);
  return Math.max(1, Math.min(Math.trunc(wanted) || 1, most));
}
