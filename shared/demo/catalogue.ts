import type { ProductCostDocument, ShopProductDocument, ShopSku, StockDocument, StockRecordDocument } from '../database/documents.ts';
import { fen, proportion } from '../domain/money.ts';
import { DAY_MS } from '../domain/time.ts';
import { ean13 } from './barcode.ts';
import { BRANDS } from './brands.ts';
import { categoryPath } from './categories.ts';
import { BERRIES } from './goods/berries.ts';
import type { Goods, GoodsSku } from './goods/goods.ts';
import { MOUNTAIN } from './goods/mountain.ts';
import { ORCHARD } from './goods/orchard.ts';
import { PANTRY } from './goods/pantry.ts';
import { PROTEIN } from './goods/protein.ts';
import { VEGETABLES } from './goods/vegetables.ts';

export interface Catalogue {
  shopProducts: ShopProductDocument[];
  products: StockDocument[];
  productCosts: ProductCostDocument[];
  stockRecords: StockRecordDocument[];
}

/** Shelves are filled one kind after another, so that the shop's first page shows a bit of everything. */
const SHELVES: readonly (readonly Goods[])[] = [ORCHARD, VEGETABLES, PROTEIN, PANTRY, MOUNTAIN, BERRIES];

/** Merchant codes begin with the letters of the top category. */
const CODES: Readonly<Record<string, string>> = {
  'c-fruit': 'SG',
  'c-vegetable': 'SC',
  'c-meat': 'RD',
  'c-aquatic': 'SX',
  'c-grain': 'LY',
  'c-dry': 'GH',
  'c-tea': 'CF',
  'c-pantry': 'TW',
};

function interleaved(): Goods[] {
  const longest = Math.max(...SHELVES.map((shelf) => shelf.length));
  return Array.from({ length: longest }, (_, row) => SHELVES.flatMap((shelf) => shelf[row] ?? [])).flat();
}

/** A number from 0 up to `below` that a text always gives: variety without chance. */
function pick(text: string, below: number): number {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash % below;
}

export function productId(goods: Goods): string {
  return `p-${goods.slug}`;
}

function skuName(sku: GoodsSku): string {
  return Object.values(sku.specs).join(' ');
}

function shopSku(goods: Goods, sku: GoodsSku): ShopSku {
  return {
    skuId: `k-${goods.slug}-${sku.key}`,
    name: skuName(sku),
    specs: { ...sku.specs },
    price: sku.price,
    ...(sku.was === undefined ? {} : { originalPrice: sku.was }),
    weightGrams: sku.weightGrams,
  };
}

function shopProduct(goods: Goods, position: number, now: Date): ShopProductDocument {
  const id = productId(goods);
  const skus = goods.skus.map((sku) => shopSku(goods, sku));
  const cheapest = [...skus].sort((one, other) => one.price - other.price)[0];
  const ageDays = goods.fresh ? 1 + pick(id, 12) : 60 + pick(id, 240);
  return {
    _id: id,
    name: goods.name,
    subtitle: goods.subtitle,
    description: goods.description,
    categoryId: goods.category,
    categoryPath: categoryPath(goods.category).map((category) => category._id),
    brandId: goods.brand,
    images: [`/assets/products/${id}.svg`],
    skus,
    minPrice: Math.min(...skus.map((sku) => sku.price)),
    maxPrice: Math.max(...skus.map((sku) => sku.price)),
    ...(cheapest?.originalPrice === undefined ? {} : { originalPrice: cheapest.originalPrice }),
    origin: goods.origin,
    unit: goods.unit,
    tags: [...goods.tags],
    isHot: goods.hot ?? false,
    isNew: goods.fresh ?? false,
    isDiscount: goods.off !== undefined,
    discountRate: goods.off ?? 0,
    sort: (position + 1) * 10,
    sales: goods.sales,
    viewCount: goods.sales * 9 + pick(id, 500),
    status: 'on',
    freightTemplateId: 'default',
    createTime: new Date(now.getTime() - ageDays * DAY_MS),
    updateTime: new Date(now.getTime() - DAY_MS),
  };
}

interface Placed {
  readonly goods: Goods;
  readonly sku: GoodsSku;
  readonly skuIndex: number;
  readonly position: number;
}

function stockUnit({ goods, sku, skuIndex, position }: Placed, now: Date): StockDocument {
  const [top] = categoryPath(goods.category);
  const brand = BRANDS.find((each) => each._id === goods.brand);
  if (top === undefined || brand === undefined) throw new Error(`${goods.slug} has no known category or brand`);
  const id = productId(goods);
  const arrived = openingTime(position, skuIndex, now);
  return {
    _id: `k-${goods.slug}-${sku.key}`,
    productId: `${CODES[top._id] ?? 'QT'}-${String(position + 1).padStart(3, '0')}-${skuIndex + 1}`,
    productName: goods.name,
    shopProductId: id,
    type: top.name,
    brand: brand.name,
    specs: skuName(sku),
    unit: goods.unit,
    barcode: ean13(brand.maker, (position + 1) * 10 + skuIndex),
    image: `/assets/products/${id}.svg`,
    quantity: sku.stock,
    reserved: 0,
    lowStock: goods.lowStock ?? 20,
    price: sku.price,
    moves: [],
    createTime: arrived,
    updateTime: sku.stock === 0 ? soldOutTime(position, skuIndex, now) : arrived,
  };
}

function openingTime(position: number, skuIndex: number, now: Date): Date {
  return new Date(now.getTime() - 36 * DAY_MS + position * 4 * 60_000 + skuIndex * 45_000);
}

function soldOutTime(position: number, skuIndex: number, now: Date): Date {
  return new Date(now.getTime() - 2 * DAY_MS + position * 4 * 60_000 + skuIndex * 45_000);
}

const SOLD_OUT_PIECES = 60;

/** The opening row of the ledger; what is sold out came in and went out again over the counter. */
function ledger({ position, skuIndex }: Placed, stock: StockDocument, now: Date): StockRecordDocument[] {
  const common = { productId: stock._id, productName: stock.productName, orderId: null, reservedAfter: 0 };
  const opening = stock.quantity === 0 ? SOLD_OUT_PIECES : stock.quantity;
  const rows: StockRecordDocument[] = [
    {
      _id: `demo-in-${stock._id}`,
      ...common,
      type: 'in',
      quantity: opening,
      reason: '期初入库',
      operator: 's-demo-01',
      quantityAfter: opening,
      createTime: openingTime(position, skuIndex, now),
    },
  ];
  if (stock.quantity === 0) {
    rows.push({
      _id: `demo-out-${stock._id}`,
      ...common,
      type: 'out',
      quantity: SOLD_OUT_PIECES,
      reason: '团购自提出库',
      operator: 's-demo-01',
      quantityAfter: 0,
      createTime: soldOutTime(position, skuIndex, now),
    });
  }
  return rows;
}

/** All products with their stock-keeping units, costs and the ledger that explains every quantity. Same `now`, same documents. */
export function catalogue(now: Date): Catalogue {
  const goods = interleaved();
  const placed = goods.flatMap((each, position) => each.skus.map((sku, skuIndex): Placed => ({ goods: each, sku, skuIndex, position })));
  const products = placed.map((each) => stockUnit(each, now));
  return {
    shopProducts: goods.map((each, position) => shopProduct(each, position, now)),
    products,
    productCosts: products.map((stock) => ({
      _id: stock._id,
      cost: proportion(fen(stock.price), 58 + pick(stock.shopProductId, 15), 100),
      updateTime: stock.createTime,
    })),
    stockRecords: placed.flatMap((each, index) => {
      const stock = products[index];
      return stock === undefined ? [] : ledger(each, stock, now);
    }),
  };
}
