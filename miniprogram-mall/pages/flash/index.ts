import type { FlashSaleDocument } from '@shop/shared/database/documents.ts';
import { dataOf } from '@shop/shared/miniprogram/ask.ts';
import { flashCards, type FlashCard } from '../../models/flash.ts';
import { command, PAGE_SIZE, serverNow } from '../../utils/cloud.ts';
import { toProduct } from '../../utils/go.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signedIn } from '../../utils/session.ts';

/** The flash sales that run or are announced, live: what is left and the time go on by themselves. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as FlashCard[],
    stale: false,
  },
  sales: [] as readonly FlashSaleDocument[],

  onLoad() {
    live(this).every(1000, () => this.show());
    void this.open();
  },

  async open() {
    // The server's time comes with it: a sale begins by that, whatever the phone says.
    if (!(await signedIn(this))) return;
    live(this).open<FlashSaleDocument>('sales', {
      collection: 'flashSales',
      where: { status: 'on', endsAt: command().gt(new Date(serverNow())) },
      orderBy: [['endsAt', 'asc']],
      limit: PAGE_SIZE,
      onData: (sales) => {
        this.sales = sales;
        this.setData({ phase: 'ready' });
        this.show();
      },
      onState: live(this).tellStale,
    });
  },

  show() {
    const cards = flashCards(this.sales, serverNow());
    // A second that changes nothing on the screen costs nothing.
    if (JSON.stringify(cards) !== JSON.stringify(this.data.cards)) this.setData({ cards });
  },

  openProduct(event: WechatMiniprogram.BaseEvent) {
    toProduct(dataOf(event, 'product'));
  },

  buy(event: WechatMiniprogram.BaseEvent) {
    const card = this.data.cards.find(({ id }) => id === dataOf(event, 'id'));
    if (card?.phase !== 'running') return;
    const { productId, skuId, id } = card;
    void wx.navigateTo({ url: `/pages/confirm/index?product=${productId}&sku=${skuId}&quantity=1&flash=${id}` });
  },

  toHome() {
    void wx.switchTab({ url: '/pages/home/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
