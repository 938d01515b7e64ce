import type { AfterSaleDocument } from '@shop/shared/database/documents.ts';
import { olderCases } from '../../data/after-sales.ts';
import { caseCard, type CaseCard } from '../../models/after-sale.ts';
import { dataOf } from '@shop/shared/miniprogram/ask.ts';
import { WindowedList, type More } from '@shop/shared/miniprogram/window.ts';
import { ME, PAGE_SIZE } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signedIn } from '../../utils/session.ts';

const caseList = (): WindowedList<AfterSaleDocument> => new WindowedList(PAGE_SIZE, (claim) => claim.createTime.getTime());

/** The latest cases live, older ones as they were when they were read. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as CaseCard[],
    more: 'idle' as More,
    stale: false,
  },
  cases: caseList(),

  onLoad() {
    this.cases = caseList();
    void this.open();
  },

  async open() {
    if (!(await signedIn(this))) return;
    live(this).open<AfterSaleDocument>('cases', {
      collection: 'afterSales',
      where: { _openid: ME },
      orderBy: [['createTime', 'desc']],
      limit: PAGE_SIZE,
      onData: (cases) => {
        this.cases.take(cases);
        this.show();
      },
      onState: live(this).tellStale,
    });
  },

  show() {
    this.setData({ phase: 'ready', cards: this.cases.all.map(caseCard), more: this.cases.more });
  },

  async loadMore() {
    const reading = this.cases.readMore((last) => olderCases(last.createTime));
    if (reading === null) return;
    this.setData({ more: 'loading' });
    await reading;
    this.show();
  },

  onReachBottom() {
    void this.loadMore();
  },

  openCase(event: WechatMiniprogram.BaseEvent) {
    void wx.navigateTo({ url: `/pages/after-sale/index?id=${dataOf(event, 'id')}` });
  },

  toOrders() {
    void wx.navigateTo({ url: '/pages/orders/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
