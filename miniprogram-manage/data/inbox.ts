import { openLive, type LiveList, type LiveState } from '@shop/shared/client/live.ts';
import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { arrived, latestPayment } from '../models/arrivals.ts';
import { count, liveDatabase, PAGE_SIZE } from '../utils/cloud.ts';
import { orderSort, ordersWhere } from './orders.ts';

const ORDERS_TAB = 0;
const TAB_ROUTES = ['pages/orders/index', 'pages/stock/index', 'pages/mine/index'];

export interface InboxListener {
  /** `fresh` names the orders that were paid just now. */
  onOrders(orders: readonly OrderDocument[], fresh: readonly string[]): void;
  onState(state: LiveState): void;
  /** How many there are to ship in all. */
  onTotal(total: number): void;
}

/**
 * The orders to ship, live for as long as the mini-program is in front, whatever page is on top: it counts the tab's badge and makes the
 * phone buzz when an order comes in.
 */
class Inbox {
  #list: LiveList | null = null;
  #orders: readonly OrderDocument[] | null = null;
  #state: LiveState = 'connecting';
  #total = 0;
  #shown = true;
  #latest = 0;
  readonly #listeners = new Set<InboxListener>();

  start(): void {
    this.#list ??= openLive<OrderDocument>({
      database: liveDatabase,
      collection: 'orders',
      where: ordersWhere('paid'),
      orderBy: orderSort('paid'),
      limit: PAGE_SIZE,
      onData: (orders, change) => this.#take(orders, change.entered),
      onState: (state) => {
        // Closed because nobody looks is no trouble to tell of.
        if (state === 'stale' && !this.#shown) return;
        this.#state = state;
        for (const listener of this.#listeners) listener.onState(state);
      },
    });
  }

  pause(): void {
    this.#shown = false;
    this.#list?.pause();
  }

  resume(): void {
    this.#shown = true;
    this.#list?.resume();
  }

  /** Told at once what is known, then everything that changes. Answers how to stop listening. */
  listen(listener: InboxListener): () => void {
    this.#listeners.add(listener);
    listener.onState(this.#state);
    if (this.#orders !== null) listener.onOrders(this.#orders, []);
    return () => void this.#listeners.delete(listener);
  }

  #take(orders: readonly OrderDocument[], entered: readonly string[]): void {
    const fresh = arrived(orders, entered, this.#latest);
    this.#orders = orders;
    this.#latest = latestPayment(orders, this.#latest);
    if (fresh.length > 0) wx.vibrateShort({ type: 'heavy', fail: () => undefined });
    for (const listener of this.#listeners) listener.onOrders(orders, fresh);
    void this.#count(orders);
  }

  async #count(orders: readonly OrderDocument[]): Promise<void> {
    let total = orders.length;
    if (total === PAGE_SIZE) total = await count('orders', ordersWhere('paid')).catch(() => PAGE_SIZE);
    if (orders !== this.#orders) return;
    this.#total = total;
    this.drawBadge();
    for (const listener of this.#listeners) listener.onTotal(total);
  }

  /** The latest orders to ship; null before the first answer. */
  get orders(): readonly OrderDocument[] | null {
    return this.#orders;
  }

  get total(): number {
    return this.#total;
  }

  /** WeChat draws a badge only while a tab page is on top, so tab pages call this in `onShow`. */
  drawBadge(): void {
    const pages = getCurrentPages();
    if (!TAB_ROUTES.includes(pages[pages.length - 1]?.route ?? '')) return;
    const ignore = (): void => undefined;
    const text = this.#total > 99 ? '99+' : String(this.#total);
    if (this.#total > 0) wx.setTabBarBadge({ index: ORDERS_TAB, text, fail: ignore });
    else wx.removeTabBarBadge({ index: ORDERS_TAB, fail: ignore });
  }
}

export const inbox = new Inbox();
