import type { BannerDocument } from '@shop/shared/database/documents.ts';
import { isZone } from '../data/catalog.ts';
import { once, praise } from '@shop/shared/miniprogram/ask.ts';
import { addToCart } from './cart-count.ts';

/** Ways between pages, in one place. */
export function toProduct(id: string, pick = false): void {
  void wx.navigateTo({ url: `/pages/product/index?id=${id}${pick ? '&pick=1' : ''}` });
}

export function toCategory(id: string, title: string): void {
  void wx.navigateTo({ url: `/pages/list/index?category=${id}&title=${encodeURIComponent(title)}` });
}

export function toZone(zone: string): void {
  void wx.navigateTo({ url: `/pages/list/index?zone=${zone}` });
}

/** Follows a banner; one that leads nowhere this end knows does nothing. */
export function follow(banner: Pick<BannerDocument, 'linkType' | 'link' | 'title'>): void {
  if (banner.linkType === 'product') toProduct(banner.link);
  else if (banner.linkType === 'category') toCategory(banner.link, '');
  else if (banner.linkType === 'list' && isZone(banner.link)) toZone(banner.link);
  else if (banner.linkType === 'page') void wx.navigateTo({ url: banner.link });
}

/** The `pick` of a product card: into the cart at once, or to the product where a variant must be chosen. */
export function pickProduct(event: WechatMiniprogram.CustomEvent<{ id: string; sku: string }>): void {
  const { id, sku } = event.detail;
  if (sku === '') {
    toProduct(id, true);
    return;
  }
  void once(`add:${sku}`, async () => {
    await addToCart(id, sku, 1);
    praise('已加入购物车');
  });
}

/** Gives a way back where this page was opened first, from a shared link. */
export function back(): void {
  if (getCurrentPages().length > 1) void wx.navigateBack();
  else void wx.switchTab({ url: '/pages/home/index' });
}
