import type { ShopProductDocument } from '@shop/shared/database/documents.ts';
import {
  categories,
  isZone,
  productPager,
  shelf,
  ZONE_TITLES,
  zoneProducts,
  type ProductPager,
  type Sorting,
  type Zone,
} from '../../data/catalog.ts';
import { categoryName, categoryTree } from '../../models/catalog.ts';
import { productCard, type ProductCard } from '../../models/product.ts';
import { nextSorting, sortProducts } from '../../models/sorting.ts';
import { dataOf, messageOf } from '@shop/shared/miniprogram/ask.ts';
import { pickProduct } from '../../utils/go.ts';

/** Goods of a zone (`?zone=hot`) or of a category (`?category=…&title=…`), sorted as the customer likes. */
Page({
  data: {
    zone: '',
    category: '',
    sorting: 'default' as Sorting,
    list: 'loading' as 'loading' | 'idle' | 'more' | 'end' | 'error',
    error: '',
    products: [] as ProductCard[],
  },
  pager: null as ProductPager | null,
  zoneGoods: [] as readonly ShopProductDocument[],

  onLoad(query) {
    const zone = query['zone'] ?? '';
    const category = query['category'] ?? '';
    const title = isZone(zone) ? ZONE_TITLES[zone] : decodeURIComponent(query['title'] ?? '');
    this.setData({ zone, category });
    if (title !== '') void wx.setNavigationBarTitle({ title });
    else
      void categories().then(
        (all) => wx.setNavigationBarTitle({ title: categoryName(categoryTree(all), category) || '商品' }),
        () => undefined,
      );
    void this.reload();
  },

  async reload() {
    const { zone, category, sorting } = this.data;
    this.setData({ list: 'loading', products: [] });
    if (isZone(zone)) await this.showSorted(() => this.zoneProducts(zone));
    else if (sorting === 'priceUp' || sorting === 'priceDown') await this.showSorted(() => this.categoryProducts());
    else await this.append((this.pager = productPager(category === '' ? {} : { categoryId: category }, sorting)));
  },

  /** Goods that are all here already, in the order that is wanted. */
  async showSorted(read: () => Promise<readonly ShopProductDocument[]>) {
    const { sorting } = this.data;
    this.pager = null;
    try {
      const goods = await read();
      if (this.data.sorting === sorting) this.setData({ list: 'end', products: sortProducts(goods, sorting).map(productCard) });
    } catch (error) {
      if (this.data.sorting === sorting) this.setData({ list: 'error', error: messageOf(error) });
    }
  },

  async zoneProducts(zone: Zone) {
    if (this.zoneGoods.length === 0) this.zoneGoods = await zoneProducts(zone);
    return this.zoneGoods;
  },

  async categoryProducts() {
    const { category } = this.data;
    const all = await shelf();
    return category === '' ? all : all.filter((product) => product.categoryPath.includes(category));
  },

  async append(pager: ProductPager) {
    try {
      const next = await pager.next();
      if (this.pager !== pager) return;
      this.setData({ products: [...this.data.products, ...next.map(productCard)], list: pager.ended ? 'end' : 'idle' });
    } catch (error) {
      if (this.pager === pager) this.setData({ list: 'error', error: messageOf(error) });
    }
  },

  sort(event: WechatMiniprogram.BaseEvent) {
    const tapped = dataOf(event, 'by');
    if (tapped !== 'default' && tapped !== 'sales' && tapped !== 'price') return;
    const sorting = nextSorting(tapped, this.data.sorting);
    if (sorting === this.data.sorting) return;
    this.setData({ sorting });
    void wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    void this.reload();
  },

  onReachBottom() {
    if (this.data.list !== 'idle' || this.pager === null) return;
    this.setData({ list: 'more' });
    void this.append(this.pager);
  },

  retry() {
    if (this.data.products.length > 0 && this.pager !== null) void this.append(this.pager);
    else void this.reload();
  },

  pick(event: WechatMiniprogram.CustomEvent<{ id: string; sku: string }>) {
    pickProduct(event);
  },
});
