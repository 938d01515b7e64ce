import type { ShopProductDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { available, stockLevel, type StockLevel } from '@shop/shared/domain/stock.ts';

/** A product of the shop with the stock of its SKUs. Pure: tested without a browser. */
export interface SkuRow {
  readonly skuId: string;
  readonly name: string;
  /** Fen. */
  readonly price: number;
  /** Null when the stock is not known (yet, or to this person). */
  readonly available: number | null;
  readonly reserved: number | null;
  readonly level: StockLevel | null;
}

export interface ProductRow {
  readonly product: ShopProductDocument;
  readonly skus: readonly SkuRow[];
  readonly available: number | null;
  readonly reserved: number | null;
  /** The worst level among the SKUs. */
  readonly level: StockLevel | null;
}

const WORST: readonly StockLevel[] = ['out', 'low', 'enough'];

export function productRow(product: ShopProductDocument, stock: ReadonlyMap<string, StockDocument>): ProductRow {
  const skus = product.skus.map((sku): SkuRow => {
    const unit = stock.get(sku.skuId);
    return {
      skuId: sku.skuId,
      name: sku.name,
      price: sku.price,
      available: unit ? available(unit) : null,
      reserved: unit ? unit.reserved : null,
      level: unit ? stockLevel(unit) : null,
    };
  });
  const known = skus.filter((sku) => sku.available !== null);
  const sum = (read: (sku: SkuRow) => number | null): number | null =>
    known.length === 0 ? null : known.reduce((total, sku) => total + (read(sku) ?? 0), 0);
  return {
    product,
    skus,
    available: sum((sku) => sku.available),
    reserved: sum((sku) => sku.reserved),
    level: WORST.find((level) => known.some((sku) => sku.level === level)) ?? null,
  };
}

export interface ProductFilter {
  readonly text: string;
  readonly status: 'all' | 'on' | 'off';
}

export function matches(row: ProductRow, filter: ProductFilter): boolean {
  if (filter.status !== 'all' && row.product.status !== filter.status) return false;
  const text = filter.text.trim().toLowerCase();
  if (text === '') return true;
  const { name, subtitle, origin, skus, tags } = row.product;
  return [name, subtitle, origin, ...tags, ...skus.map((sku) => `${sku.skuId} ${sku.name}`)].some((part) =>
    part.toLowerCase().includes(text),
  );
}

/** `¥19.90`, or `¥19.90 – 59.00` when the SKUs differ. */
export function priceRange(product: Pick<ShopProductDocument, 'minPrice' | 'maxPrice'>): string {
  const low = `¥${formatYuan(product.minPrice)}`;
  return product.minPrice === product.maxPrice ? low : `${low} – ${formatYuan(product.maxPrice)}`;
}
