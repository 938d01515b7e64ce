import type { ShopProductDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { product as readProduct, shopConfig } from '../../data/catalog.ts';
import {
  clampPieces,
  discountLabel,
  firstChoice,
  salesLabel,
  skuChoices,
  stockText,
  zonePercent,
  type SkuChoice,
  type StockOf,
  type StockText,
} from '../../models/product.ts';
import { dataOf, messageOf, once, praise, say } from '@shop/shared/miniprogram/ask.ts';
import { asset } from '../../utils/assets.ts';
import { addToCart, cartPieces, onCartPieces } from '../../utils/cart-count.ts';
import { live, livePage } from '../../utils/live-page.ts';

interface ProductView {
  readonly id: string;
  readonly name: string;
  readonly subtitle: string;
  readonly images: readonly string[];
  readonly paragraphs: readonly string[];
  readonly tags: readonly string[];
  readonly origin: string;
  readonly unit: string;
  readonly sold: string;
  readonly discount: string;
}

const MOST_SKUS = 50;

function viewOf(product: ShopProductDocument): ProductView {
  return {
    id: product._id,
    name: product.name,
    subtitle: product.subtitle,
    images: product.images.map(asset),
    paragraphs: product.description.split(/\n+/).filter((text) => text.trim() !== ''),
    tags: product.tags,
    origin: product.origin,
    unit: product.unit,
    sold: `已售 ${salesLabel(product.sales)}`,
    discount: discountLabel(zonePercent(product)),
  };
}

livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'gone' | 'error',
    error: '',
    view: null as ProductView | null,
    picture: 0,
    choices: [] as SkuChoice[],
    chosen: null as SkuChoice | null,
    stock: { text: '', tone: 'unknown' } as StockText,
    allOut: false,
    quantity: 1,
    popup: false,
    mode: 'both' as 'both' | 'cart' | 'buy',
    stale: false,
    cart: 0,
  },
  productId: '',
  found: null as ShopProductDocument | null,
  stocks: null as StockOf | null,
  leaveCart: null as (() => void) | null,

  onLoad(query) {
    this.productId = query['id'] ?? '';
    this.leaveCart = onCartPieces((cart) => this.setData({ cart }));
    this.setData({ cart: cartPieces() });
    void this.load(query['pick'] === '1');
  },

  onUnload() {
    this.leaveCart?.();
  },

  async load(openPopup: boolean) {
    try {
      const found = await readProduct(this.productId, (fresh) => this.show(fresh));
      this.show(found);
      if (found === null) return;
      this.watchStock();
      if (openPopup) this.setData({ popup: true, mode: 'both' });
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  show(found: ShopProductDocument | null) {
    this.found = found;
    if (found === null) {
      this.setData({ phase: 'gone' });
      return;
    }
    // The choice comes first: nothing is drawn before there is one.
    this.showChoices();
    this.setData({ phase: 'ready', view: viewOf(found) });
  },

  /** The stock as it is now, and as it changes while the customer looks. */
  watchStock() {
    live(this).open<StockDocument>('stock', {
      collection: 'products',
      where: { shopProductId: this.productId },
      limit: MOST_SKUS,
      onData: (docs) => {
        this.stocks = new Map(docs.map((stock) => [stock._id, stock]));
        this.showChoices();
      },
      onState: live(this).tellStale,
    });
  },

  showChoices(wanted?: string) {
    if (this.found === null) return;
    const choices = skuChoices(this.found, this.stocks);
    const kept = choices.find((choice) => choice.skuId === (wanted ?? this.data.chosen?.skuId));
    // Before the first stock came, the first SKU was a guess.
    const chosen = kept && !(kept.soldOut && this.data.stock.tone === 'unknown') ? kept : firstChoice(choices);
    this.setData({
      choices,
      chosen,
      stock: stockText(this.stocks, chosen?.skuId ?? ''),
      allOut: choices.length > 0 && choices.every((choice) => choice.soldOut),
      quantity: clampPieces(this.data.quantity, chosen?.left ?? null),
    });
  },

  slide(event: WechatMiniprogram.SwiperChange) {
    this.setData({ picture: event.detail.current });
  },

  enlarge(event: WechatMiniprogram.BaseEvent) {
    const urls = [...(this.data.view?.images ?? [])];
    void wx.previewImage({ urls, current: dataOf(event, 'src') });
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const mode = dataOf(event, 'mode');
    if (this.data.allOut) {
      say('这件商品已售罄，看看别的吧');
      return;
    }
    this.setData({ popup: true, mode: mode === 'cart' || mode === 'buy' ? mode : 'both' });
  },

  closePopup() {
    this.setData({ popup: false });
  },

  change(event: WechatMiniprogram.CustomEvent<{ skuId: string; quantity: number }>) {
    this.setData({ quantity: event.detail.quantity });
    this.showChoices(event.detail.skuId);
  },

  done(event: WechatMiniprogram.CustomEvent<{ mode: string; skuId: string; quantity: number }>) {
    const { mode, skuId, quantity } = event.detail;
    if (mode === 'buy') {
      this.setData({ popup: false });
      void wx.navigateTo({ url: `/pages/confirm/index?product=${this.productId}&sku=${skuId}&quantity=${String(quantity)}` });
      return;
    }
    void once(`add:${skuId}`, async () => {
      await addToCart(this.productId, skuId, quantity);
      this.setData({ popup: false });
      praise('已加入购物车');
    });
  },

  toShop() {
    void wx.switchTab({ url: '/pages/home/index' });
  },

  toCart() {
    void wx.switchTab({ url: '/pages/cart/index' });
  },

  async callShop() {
    const config = await shopConfig().catch(() => null);
    if (!config?.servicePhone) say('客服电话还没有设置');
    else wx.makePhoneCall({ phoneNumber: config.servicePhone, fail: () => undefined });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load(false);
  },

  onShareAppMessage() {
    const { view } = this.data;
    return { title: view?.name ?? '田间集', path: `/pages/product/index?id=${this.productId}`, imageUrl: view?.images[0] ?? '' };
  },
});
