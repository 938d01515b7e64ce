import type { ShopProductDocument } from '@shop/shared/database/documents.ts';
import type { Sorting } from '../data/catalog.ts';
import { priceNow } from './product.ts';

/** A zone's goods by another order. Prices are compared as they are now, in the zone. */
export function sortProducts(products: readonly ShopProductDocument[], sorting: Sorting): ShopProductDocument[] {
  const price = (product: ShopProductDocument): number => priceNow(product, product.minPrice);
  const compare: Record<Sorting, (a: ShopProductDocument, b: ShopProductDocument) => number> = {
    default: (a, b) => a.sort - b.sort,
    sales: (a, b) => b.sales - a.sales,
    priceUp: (a, b) => price(a) - price(b),
    priceDown: (a, b) => price(b) - price(a),
  };
  return [...products].sort(compare[sorting]);
}

/** What a tap on a sorting tab means: the price tab turns round, the others stay. */
export function nextSorting(tapped: 'default' | 'sales' | 'price', now: Sorting): Sorting {
  if (tapped !== 'price') return tapped;
  return now === 'priceUp' ? 'priceDown' : 'priceUp';
}
