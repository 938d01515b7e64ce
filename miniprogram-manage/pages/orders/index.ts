import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { inbox } from '../../data/inbox.ts';
import { notesOf, olderOrders, orderSort, ordersWhere, sortTime, type OrderFilter } from '../../data/orders.ts';
import { orderCard, type OrderCard } from '../../models/order.ts';
import { shipTarget, type ShipTarget } from '../../models/order-detail.ts';
import { dataOf } from '@shop/shared/miniprogram/ask.ts';
import { WindowedList, type More } from '@shop/shared/miniprogram/window.ts';
import { PAGE_SIZE, serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { can, signedIn } from '../../utils/session.ts';

interface Tab {
  readonly status: OrderFilter;
  readonly label: string;
}

const TABS: readonly Tab[] = [
  { status: 'paid', label: '待发货' },
  { status: 'pending_payment', label: '待付款' },
  { status: 'shipped', label: '已发货' },
  { status: '', label: '全部' },
];

const EMPTY: Readonly<Record<OrderFilter, { text: string; advice: string }>> = {
  paid: { text: '都发完了', advice: '有新订单时会出现在这里，手机会震动提醒' },
  pending_payment: { text: '没有等待付款的订单', advice: '顾客下单后、付款前的订单会出现在这里' },
  shipped: { text: '没有在途的订单', advice: '发货后、顾客收货前的订单会出现在这里' },
  '': { text: '还没有订单', advice: '顾客在商城下单后会出现在这里' },
};

/** How long a new order stays marked when nobody opens it. */
const FRESH_MS = 60_000;
const TICK_MS = 15_000;

const orderList = (status: OrderFilter): WindowedList<OrderDocument> => new WindowedList(PAGE_SIZE, (order) => sortTime(order, status));

/** The latest orders live, older ones as they were when they were read. */
livePage({
  data: {
    tabs: TABS,
    status: 'paid' as OrderFilter,
    phase: 'loading' as 'loading' | 'ready' | 'error' | 'denied',
    error: '',
    cards: [] as OrderCard[],
    more: 'idle' as More,
    nothing: EMPTY.paid,
    waiting: 0,
    unseen: 0,
    canShip: false,
    target: null as ShipTarget | null,
    shipping: false,
    stale: false,
  },
  orders: orderList('paid'),
  notes: {} as Readonly<Record<string, string>>,
  /** The noted orders as they were when their notes were read: a note that is changed changes its order's time. */
  notesFor: '',
  /** When an order came in that nobody has opened yet, in ms, by its id. */
  fresh: {} as Readonly<Record<string, number>>,
  unlisten: null as (() => void) | null,
  scrolled: false,

  onLoad() {
    live(this).every(TICK_MS, () => this.show());
    void this.open('paid');
  },

  onShow() {
    inbox.drawBadge();
    if (this.data.phase === 'ready') this.show();
  },

  onUnload() {
    this.unlisten?.();
  },

  async open(status: OrderFilter) {
    this.orders = orderList(status);
    live(this).close('orders');
    this.setData({ status, phase: 'loading', cards: [], more: 'idle', nothing: EMPTY[status] });
    if (!(await signedIn(this))) return;
    if (this.data.status !== status) return;
    if (!can('orders.read')) {
      this.setData({ phase: 'denied' });
      return;
    }
    this.setData({ canShip: can('orders.ship') });
    this.unlisten ??= inbox.listen({
      onOrders: (orders, fresh) => this.takeInbox(orders, fresh),
      onState: (state) => {
        if (this.data.status === 'paid') this.setData({ stale: state === 'stale' });
      },
      onTotal: (waiting) => this.setData({ waiting }),
    });
    if (status === 'paid') {
      const known = inbox.orders;
      if (known !== null) this.take(known);
      return;
    }
    live(this).open<OrderDocument>('orders', {
      collection: 'orders',
      where: ordersWhere(status),
      orderBy: orderSort(status),
      limit: PAGE_SIZE,
      onData: (orders) => this.take(orders),
      onState: live(this).tellStale,
    });
  },

  takeInbox(orders: readonly OrderDocument[], fresh: readonly string[]) {
    const now = serverNow();
    this.fresh = { ...this.fresh, ...Object.fromEntries(fresh.map((id) => [id, now])) };
    const onScreen = this.data.status === 'paid' && live(this).shown;
    this.setData({ unseen: onScreen && this.scrolled ? this.data.unseen + fresh.length : 0 });
    if (this.data.status === 'paid') this.take(orders);
  },

  take(orders: readonly OrderDocument[]) {
    this.orders.take(orders);
    this.setData({ phase: 'ready' });
    this.show();
  },

  show() {
    if (this.data.phase !== 'ready') return;
    const now = serverNow();
    const isFresh = (order: OrderDocument): boolean => order.status === 'paid' && now - (this.fresh[order._id] ?? 0) < FRESH_MS;
    this.setData({
      cards: this.orders.all.map((order) => orderCard(order, now, isFresh(order), this.notes[order._id])),
      more: this.orders.more,
    });
    void this.readNotes();
  },

  async readNotes() {
    const noted = this.orders.all.filter((order) => order.noted === true);
    const wanted = noted.map(({ _id, updateTime }) => `${_id} ${String(updateTime.getTime())}`).join();
    if (wanted === this.notesFor) return;
    this.notesFor = wanted;
    try {
      const notes = await notesOf(noted);
      if (this.notesFor !== wanted) return;
      this.notes = notes;
      this.show();
    } catch {
      // Without them the list is still a list; it asks again with the next tick.
      if (this.notesFor === wanted) this.notesFor = '';
    }
  },

  async loadMore() {
    const { orders } = this;
    const { status } = this.data;
    const reading = orders.readMore((last) => olderOrders(status, last));
    if (reading === null) return;
    this.setData({ more: 'loading' });
    await reading;
    // Another tab shows another list.
    if (orders === this.orders) this.show();
  },

  onReachBottom() {
    void this.loadMore();
  },

  onPageScroll({ scrollTop }: WechatMiniprogram.Page.IPageScrollOption) {
    this.scrolled = scrollTop > 80;
    if (!this.scrolled && this.data.unseen > 0) this.setData({ unseen: 0 });
  },

  toTop() {
    this.setData({ unseen: 0 });
    void wx.pageScrollTo({ scrollTop: 0, duration: 200 });
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const status = TABS.find((tab) => tab.status === dataOf(event, 'status'))?.status ?? 'paid';
    if (status === this.data.status) return;
    void wx.pageScrollTo({ scrollTop: 0, duration: 0 });
    void this.open(status);
  },

  openOrder({ detail: { id } }: WechatMiniprogram.CustomEvent<{ id: string }>) {
    this.fresh = { ...this.fresh, [id]: 0 };
    void wx.navigateTo({ url: `/pages/order/index?id=${id}` });
  },

  ship({ detail: { id } }: WechatMiniprogram.CustomEvent<{ id: string }>) {
    const order = this.orders.all.find((known) => known._id === id);
    if (order) this.setData({ target: shipTarget(order), shipping: true });
  },

  closeShip({ detail: { shipped } }: WechatMiniprogram.CustomEvent<{ shipped?: boolean }>) {
    this.setData({ shipping: false });
    // The live window moves by itself; an order below it is not watched.
    if (shipped && this.orders.drop(this.data.target?.id ?? '')) this.show();
  },

  retry() {
    void this.open(this.data.status);
  },
});
