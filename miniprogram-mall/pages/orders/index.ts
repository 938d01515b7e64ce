import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { NEWEST_FIRST, olderOrders, ordersWhere } from '../../data/orders.ts';
import { orderCard, type OrderAct, type OrderCard } from '../../models/order.ts';
import { dataOf, say } from '@shop/shared/miniprogram/ask.ts';
import { WindowedList, type More } from '@shop/shared/miniprogram/window.ts';
import { PAGE_SIZE, serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { actOnOrder } from '../../utils/order-acts.ts';
import { signedIn } from '../../utils/session.ts';

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

const orderList = (): WindowedList<OrderDocument> => new WindowedList(PAGE_SIZE, (order) => order.createTime.getTime());

/** The latest orders live, older ones as they were when they were read. */
livePage({
  data: {
    tabs: TABS,
    status: '' as OrderStatus | '',
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as OrderCard[],
    more: 'idle' as More,
    stale: false,
    now: 0,
  },
  orders: orderList(),

  onLoad(query) {
    const status = TABS.find((tab) => tab.status === query['status'])?.status ?? '';
    live(this).every(1000, () => this.tick());
    void this.open(status);
  },

  tick() {
    if (this.data.cards.some((card) => card.deadline > 0)) this.setData({ now: serverNow() });
  },

  async open(status: OrderStatus | '') {
    this.orders = orderList();
    live(this).close('orders');
    this.setData({ status, phase: 'loading', cards: [], more: 'idle' });
    if (!(await signedIn(this))) return;
    if (this.data.status !== status) return;
    live(this).open<OrderDocument>('orders', {
      collection: 'orders',
      where: ordersWhere(status),
      orderBy: NEWEST_FIRST,
      limit: PAGE_SIZE,
      onData: (orders) => {
        this.orders.take(orders);
        this.show();
      },
      onState: live(this).tellStale,
    });
  },

  show() {
    const now = serverNow();
    this.setData({ phase: 'ready', cards: this.orders.all.map((order) => orderCard(order, now)), more: this.orders.more });
  },

  async loadMore() {
    const { orders } = this;
    const { status } = this.data;
    const reading = orders.readMore((last) => olderOrders(status, last.createTime));
    if (reading === null) return;
    this.setData({ more: 'loading' });
    await reading;
    // Another tab shows another list.
    if (orders === this.orders) this.show();
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
    if (changed && this.orders.drop(id)) {
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
