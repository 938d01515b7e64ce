import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { NEWEST_FIRST, olderOrders, ordersWhere } from '../../data/orders.ts';
import { orderCard, type OrderAct, type OrderCard } from '../../models/order.ts';
import { dataOf, messageOf, say } from '@shop/shared/miniprogram/ask.ts';
import { mergeWindow } from '@shop/shared/miniprogram/window.ts';
import { PAGE_SIZE, serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { actOnOrder } from '../../utils/order-acts.ts';
import { signIn } from '../../utils/session.ts';

interface Tab {
  readonly status: OrderStatus | '';
  readonly label: string;
}

const TABS: readonly Tab[] = [
  { status: '', label: '全部' },
  { status: 'pending_payment', label: '待付款' },
  { status: 'paid', label: '待发货' },
  { status: 'shipped', label: '待收货' },
  { status: 'completed', label: '已完成' },
];

/** The latest orders live, older ones as they were when they were read. */
livePage({
  data: {
    tabs: TABS,
    status: '' as OrderStatus | '',
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as OrderCard[],
    more: 'idle' as 'idle' | 'loading' | 'error' | 'end',
    stale: false,
    now: 0,
  },
  latest: [] as readonly OrderDocument[],
  older: [] as readonly OrderDocument[],
  ticker: 0,

  onLoad(query) {
    const status = TABS.find((tab) => tab.status === query['status'])?.status ?? '';
    void this.open(status);
  },

  onShow() {
    this.ticker = setInterval(() => this.tick(), 1000);
  },

  onHide() {
    clearInterval(this.ticker);
  },

  onUnload() {
    clearInterval(this.ticker);
  },

  tick() {
    if (this.data.cards.some((card) => card.deadline > 0)) this.setData({ now: serverNow() });
  },

  async open(status: OrderStatus | '') {
    this.latest = [];
    this.older = [];
    this.setData({ status, phase: 'loading', cards: [], more: 'idle' });
    try {
      await signIn();
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
      return;
    }
    if (this.data.status !== status) return;
    live(this).open<OrderDocument>('orders', {
      collection: 'orders',
      where: ordersWhere(status),
      orderBy: NEWEST_FIRST,
      limit: PAGE_SIZE,
      onData: (orders) => this.take(orders),
      onState: (state) => this.setData({ stale: state === 'stale' && live(this).shown }),
    });
  },

  take(orders: readonly OrderDocument[]) {
    this.older = mergeWindow(this.latest, this.older, orders, PAGE_SIZE, (order) => order.createTime.getTime());
    this.latest = orders;
    if (orders.length < PAGE_SIZE) this.setData({ more: 'end' });
    else if (this.data.more === 'end' && this.older.length === 0) this.setData({ more: 'idle' });
    this.show();
  },

  show() {
    const now = serverNow();
    this.setData({ phase: 'ready', cards: [...this.latest, ...this.older].map((order) => orderCard(order, now)) });
  },

  async loadMore() {
    const last = this.older[this.older.length - 1] ?? this.latest[this.latest.length - 1];
    if (!last || this.data.more === 'loading' || this.data.more === 'end') return;
    const { status } = this.data;
    this.setData({ more: 'loading' });
    try {
      const page = await olderOrders(status, last.createTime);
      if (this.data.status !== status) return;
      const known = new Set([...this.latest, ...this.older].map((order) => order._id));
      this.older = [...this.older, ...page.filter((order) => !known.has(order._id))];
      this.setData({ more: page.length < PAGE_SIZE ? 'end' : 'idle' });
      this.show();
    } catch {
      this.setData({ more: 'error' });
    }
  },

  onReachBottom() {
    void this.loadMore();
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const status = TABS.find((tab) => tab.status === dataOf(event, 'status'))?.status ?? '';
    if (status !== this.data.status) void this.open(status);
  },

  async act(event: WechatMiniprogram.CustomEvent<{ act: OrderAct; id: string }>) {
    const { act, id } = event.detail;
    const changed = await actOnOrder(act, id);
    // The live list moves by itself; an older order is not watched.
    if (changed && this.older.some((order) => order._id === id)) {
      this.older = this.older.filter((order) => order._id !== id);
      this.show();
      if (act !== 'remove') say('订单已更新，可在对应分类查看');
    }
  },

  toShop() {
    void wx.switchTab({ url: '/pages/home/index' });
  },

  retry() {
    void this.open(this.data.status);
  },
});
