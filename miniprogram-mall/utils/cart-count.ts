import { call } from './cloud.ts';

const CART_TAB = 2;
const TAB_ROUTES = ['pages/home/index', 'pages/category/index', 'pages/cart/index', 'pages/mine/index'];

let pieces = 0;
const listeners = new Set<(pieces: number) => void>();

/** Pieces in the cart, for badges. Whoever learns the cart's lines tells it here. */
export function noteCart(lines: readonly { readonly quantity: number }[]): void {
  pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  drawBadge();
  for (const listener of listeners) listener(pieces);
}

export function cartPieces(): number {
  return pieces;
}

export function onCartPieces(listener: (pieces: number) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The badge on the cart's tab. WeChat draws it only while a tab page is on top, so tab pages call this in `onShow`. */
export function drawBadge(): void {
  const pages = getCurrentPages();
  if (!TAB_ROUTES.includes(pages[pages.length - 1]?.route ?? '')) return;
  const ignore = (): void => undefined;
  if (pieces > 0) wx.setTabBarBadge({ index: CART_TAB, text: pieces > 99 ? '99+' : String(pieces), fail: ignore });
  else wx.removeTabBarBadge({ index: CART_TAB, fail: ignore });
}

/** Puts goods into the cart and moves every badge. */
export async function addToCart(productId: string, skuId: string, quantity: number): Promise<void> {
  const { items } = await call('cart', { action: 'add', productId, skuId, quantity });
  noteCart(items);
}
