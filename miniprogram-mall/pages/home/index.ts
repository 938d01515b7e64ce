import type { BannerDocument, CategoryDocument, ShopProductDocument } from '@shop/shared/database/documents.ts';
import {
  banners,
  categories,
  nextFlashSale,
  productPager,
  shopConfig,
  ZONE_TITLES,
  zonePreview,
  type ProductPager,
  type Zone,
} from '../../data/catalog.ts';
import { categoryTree, type CategoryEntry } from '../../models/catalog.ts';
import { flashSlogan } from '../../models/flash.ts';
import { productCard, type ProductCard } from '../../models/product.ts';
import { dataOf, messageOf } from '@shop/shared/miniprogram/ask.ts';
import { asset } from '../../utils/assets.ts';
import { serverNow } from '../../utils/cloud.ts';
import { drawBadge } from '../../utils/cart-count.ts';
import { cache } from '../../utils/cache.ts';
import { follow, pickProduct, toCategory, toZone } from '../../utils/go.ts';

interface BannerView {
  readonly id: string;
  readonly title: string;
  readonly image: string;
}

interface ZoneView {
  readonly zone: Zone;
  readonly title: string;
  readonly slogan: string;
  readonly cards: readonly ProductCard[];
}

const SLOGANS: Readonly<Record<Zone, string>> = { discount: '当季好货，限时让利', hot: '街坊们都在回购', new: '刚从地里到店里' };
const ZONES: readonly Zone[] = ['discount', 'hot', 'new'];
const GRID_CELLS = 10;

let pager: ProductPager = productPager({});
let bannerLinks: readonly BannerDocument[] = [];
const zoneCards = new Map<Zone, readonly ProductCard[]>();

Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    banners: [] as BannerView[],
    categories: [] as CategoryEntry[],
    zones: [] as ZoneView[],
    announcement: '',
    /** What the entry of the flash sales says; empty while there are none. */
    flash: '',
    products: [] as ProductCard[],
    more: 'idle' as 'idle' | 'loading' | 'error' | 'end',
    bones: [1, 2, 3, 4],
  },

  onLoad() {
    void this.load();
  },

  onShow() {
    drawBadge();
  },

  async load() {
    pager = productPager({});
    try {
      const [bannerList, categoryList, config, first] = await Promise.all([
        banners((list) => this.showBanners(list)),
        categories((list) => this.showCategories(list)),
        shopConfig(),
        pager.next(),
        this.loadFlash(),
        ...ZONES.map((zone) => this.loadZone(zone)),
      ]);
      this.showBanners(bannerList);
      this.showCategories(categoryList);
      this.setData({
        phase: 'ready',
        announcement: config?.announcement ?? '',
        products: first.map(productCard),
        more: pager.ended ? 'end' : 'idle',
      });
    } catch (error) {
      this.setData({ phase: this.data.products.length > 0 ? 'ready' : 'error', error: messageOf(error) });
    }
  },

  /** The home page opens without it. */
  async loadFlash() {
    try {
      this.setData({ flash: flashSlogan(await nextFlashSale(), serverNow()) });
    } catch {
      this.setData({ flash: '' });
    }
  },

  async loadZone(zone: Zone) {
    this.showZone(zone, await zonePreview(zone, (list) => this.showZone(zone, list)));
  },

  showZone(zone: Zone, list: readonly ShopProductDocument[]) {
    zoneCards.set(zone, list.map(productCard));
    const zones = ZONES.map((name) => ({ zone: name, title: ZONE_TITLES[name], slogan: SLOGANS[name], cards: zoneCards.get(name) ?? [] }));
    this.setData({ zones: zones.filter((view) => view.cards.length > 0) });
  },

  showBanners(list: readonly BannerDocument[]) {
    bannerLinks = list;
    this.setData({ banners: list.map((banner) => ({ id: banner._id, title: banner.title, image: asset(banner.image) })) });
  },

  showCategories(list: readonly CategoryDocument[]) {
    const tree = categoryTree(list);
    // Ten cells: the top level, filled up with what lies right below it.
    const entries = [...tree, ...tree.flatMap((branch) => branch.children)].slice(0, tree.length <= 5 ? 5 : GRID_CELLS);
    this.setData({ categories: entries.map(({ id, name, icon, letter }) => ({ id, name, icon, letter })) });
  },

  async loadMore() {
    if (this.data.phase !== 'ready' || this.data.more === 'loading' || pager.ended) return;
    this.setData({ more: 'loading' });
    try {
      const next = await pager.next();
      this.setData({ products: [...this.data.products, ...next.map(productCard)], more: pager.ended ? 'end' : 'idle' });
    } catch {
      this.setData({ more: 'error' });
    }
  },

  onReachBottom() {
    void this.loadMore();
  },

  async onPullDownRefresh() {
    cache.drop();
    await this.load();
    wx.stopPullDownRefresh();
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },

  search() {
    void wx.navigateTo({ url: '/pages/search/index' });
  },

  openCoupons() {
    void wx.navigateTo({ url: '/pages/coupons/index' });
  },

  openFlash() {
    void wx.navigateTo({ url: '/pages/flash/index' });
  },

  openBanner(event: WechatMiniprogram.BaseEvent) {
    const banner = bannerLinks.find((candidate) => candidate._id === dataOf(event, 'id'));
    if (banner) follow(banner);
  },

  openCategory(event: WechatMiniprogram.BaseEvent) {
    toCategory(dataOf(event, 'id'), dataOf(event, 'name'));
  },

  openZone(event: WechatMiniprogram.BaseEvent) {
    toZone(dataOf(event, 'zone'));
  },

  pick(event: WechatMiniprogram.CustomEvent<{ id: string; sku: string }>) {
    pickProduct(event);
  },

  onShareAppMessage() {
    return { title: '田间集：产地直发的好味道', path: '/pages/home/index' };
  },
});
