import type {
  BannerDocument,
  CategoryDocument,
  FlashSaleDocument,
  ShopConfigDocument,
  ShopProductDocument,
} from '@shop/shared/database/documents.ts';
import { command, find, findAll, PAGE_SIZE, serverNow } from '../utils/cloud.ts';
import { cache } from '../utils/cache.ts';

/** Reads of the catalogue. What need not be live is cached; everything here survives JSON. */
export type Zone = 'discount' | 'hot' | 'new';
export type Sorting = 'default' | 'sales' | 'priceUp' | 'priceDown';

const ZONE_FIELDS = { discount: 'isDiscount', hot: 'isHot', new: 'isNew' } as const satisfies Record<Zone, keyof ShopProductDocument>;

export const ZONE_TITLES: Readonly<Record<Zone, string>> = { discount: '折扣专区', hot: '热销专区', new: '新品尝鲜' };

/** A zone is picked by hand: more than this is no zone. */
const ZONE_LIMIT = 100;
const CATEGORY_LIMIT = 400;

export function isZone(text: string | undefined): text is Zone {
  return text === 'discount' || text === 'hot' || text === 'new';
}

/** Members of the catalogue without their times, so that they can be kept on the phone. */
function plain<Document>(documents: readonly Document[]): Document[] {
  return JSON.parse(JSON.stringify(documents)) as Document[];
}

export function shopConfig(): Promise<ShopConfigDocument | null> {
  return cache.read(
    'config',
    async () => (await find<ShopConfigDocument>('systemConfigs', { where: { _id: 'shop' }, limit: 1 }))[0] ?? null,
  );
}

export function banners(onFresh?: (list: BannerDocument[]) => void): Promise<BannerDocument[]> {
  const load = (): Promise<BannerDocument[]> => find('banners', { where: { status: 'on' }, orderBy: [['sort', 'asc']] });
  return cache.read('banners', load, onFresh);
}

export function categories(onFresh?: (list: CategoryDocument[]) => void): Promise<CategoryDocument[]> {
  return cache.read('categories', () => findAll<CategoryDocument>('categories', '_id', CATEGORY_LIMIT), onFresh);
}

/** The first products of a zone, for the home page. */
export function zonePreview(zone: Zone, onFresh?: (list: ShopProductDocument[]) => void): Promise<ShopProductDocument[]> {
  const where = { status: 'on', [ZONE_FIELDS[zone]]: true };
  const load = async (): Promise<ShopProductDocument[]> =>
    plain(await find('shopProducts', { where, orderBy: [['sort', 'asc']], limit: 8 }));
  return cache.read(`zone:${zone}`, load, onFresh);
}

/** All products of a zone by its own order. */
export function zoneProducts(zone: Zone): Promise<ShopProductDocument[]> {
  return findAll<ShopProductDocument>('shopProducts', 'sort', ZONE_LIMIT, { status: 'on', [ZONE_FIELDS[zone]]: true });
}

/** The flash sale that runs or is announced and ends first; null while there is none. */
export async function nextFlashSale(): Promise<FlashSaleDocument | null> {
  const where = { status: 'on', endsAt: command().gt(new Date(serverNow())) };
  return (await find<FlashSaleDocument>('flashSales', { where, orderBy: [['endsAt', 'asc']], limit: 1 }))[0] ?? null;
}

export interface ProductFilter {
  /** A category of any level. */
  readonly categoryId?: string;
}

/** What the database can sort by an index. A price is the zone's at the moment: that only the phone can sort. */
export type Paged = Exclude<Sorting, 'priceUp' | 'priceDown'>;

const ORDERS = {
  default: { field: 'sort', direction: 'asc' },
  sales: { field: 'sales', direction: 'desc' },
} as const satisfies Record<Paged, { field: keyof ShopProductDocument; direction: 'asc' | 'desc' }>;

/** A list of products that is read page by page, by a range on the field it is sorted by. */
export interface ProductPager {
  /** The next products; empty at the end. */
  next(): Promise<ShopProductDocument[]>;
  readonly ended: boolean;
}

export function productPager(filter: ProductFilter, sorting: Paged = 'default'): ProductPager {
  const { field, direction } = ORDERS[sorting];
  const seen = new Set<string>();
  let after: unknown;
  let ended = false;

  const read = async (beyond: boolean): Promise<ShopProductDocument[]> => {
    const _ = command();
    const where: Record<string, unknown> = { status: 'on' };
    if (filter.categoryId !== undefined) where['categoryPath'] = filter.categoryId;
    // Products that share a place in the order are read again and dropped, rather than missed.
    if (after !== undefined)
      where[field] = direction === 'asc' ? (beyond ? _.gt(after) : _.gte(after)) : beyond ? _.lt(after) : _.lte(after);
    return find('shopProducts', { where, orderBy: [[field, direction]] });
  };

  return {
    get ended() {
      return ended;
    },
    next: async () => {
      if (ended) return [];
      for (const beyond of [false, true]) {
        const page = await read(beyond);
        const fresh = page.filter((product) => !seen.has(product._id));
        for (const product of fresh) seen.add(product._id);
        after = page[page.length - 1]?.[field] ?? after;
        ended = page.length < PAGE_SIZE;
        if (fresh.length > 0 || ended) return fresh;
      }
      ended = true;
      return [];
    },
  };
}

/** The search, and a list by price, look through this many products, by the shop's own order. */
const SEARCHABLE = 600;

/**
 * Everything on the shelf, for the search and for lists by price: a pattern in a client's query cannot be proven against a security rule, so the phone
 * itself looks through its cached copy.
 */
export function shelf(): Promise<ShopProductDocument[]> {
  const load = async (): Promise<ShopProductDocument[]> =>
    plain(await findAll<ShopProductDocument>('shopProducts', 'sort', SEARCHABLE, { status: 'on' }));
  return cache.read('shelf', load);
}

/** One product, or null when it is off the shelf or unknown. */
export function product(productId: string, onFresh?: (found: ShopProductDocument | null) => void): Promise<ShopProductDocument | null> {
  const load = async (): Promise<ShopProductDocument | null> =>
    plain(await find<ShopProductDocument>('shopProducts', { where: { status: 'on', _id: productId }, limit: 1 }))[0] ?? null;
  return cache.read(`product:${productId}`, load, onFresh);
}

/** The products on the shelf among `ids`. */
export async function productsByIds(ids: readonly string[]): Promise<ShopProductDocument[]> {
  const unique = [...new Set(ids)];
  const chunks = Array.from({ length: Math.ceil(unique.length / PAGE_SIZE) }, (_, index) =>
    unique.slice(index * PAGE_SIZE, (index + 1) * PAGE_SIZE),
  );
  const pages = await Promise.all(
    chunks.map((chunk) => find<ShopProductDocument>('shopProducts', { where: { status: 'on', _id: command().in(chunk) } })),
  );
  return pages.flat();
}
