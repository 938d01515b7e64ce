import type { AfterSaleDocument } from '@shop/shared/database/documents.ts';
import { olderCases } from '../../data/after-sales.ts';
import { caseCard, type CaseCard } from '../../models/after-sale.ts';
import { dataOf, messageOf } from '@shop/shared/miniprogram/ask.ts';
import { mergeWindow } from '@shop/shared/miniprogram/window.ts';
import { ME, PAGE_SIZE } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signIn } from '../../utils/session.ts';

/** The latest cases live, older ones as they were when they were read. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as CaseCard[],
    more: 'idle' as 'idle' | 'loading' | 'end' | 'error',
    stale: false,
  },
  latest: [] as readonly AfterSaleDocument[],
  older: [] as readonly AfterSaleDocument[],

  onLoad() {
    void this.open();
  },

  async open() {
    try {
      await signIn();
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
      return;
    }
    live(this).open<AfterSaleDocument>('cases', {
      collection: 'afterSales',
      where: { _openid: ME },
      orderBy: [['createTime', 'desc']],
      limit: PAGE_SIZE,
      onData: (cases) => this.take(cases),
      onState: (state) => this.setData({ stale: state === 'stale' && live(this).shown }),
    });
  },

  take(cases: readonly AfterSaleDocument[]) {
    this.older = mergeWindow(this.latest, this.older, cases, PAGE_SIZE, (claim) => claim.createTime.getTime());
    this.latest = cases;
    if (cases.length < PAGE_SIZE) this.setData({ more: 'end' });
    else if (this.data.more === 'end' && this.older.length === 0) this.setData({ more: 'idle' });
    this.show();
  },

  show() {
    this.setData({ phase: 'ready', cards: [...this.latest, ...this.older].map(caseCard) });
  },

  async loadMore() {
    const last = this.older[this.older.length - 1] ?? this.latest[this.latest.length - 1];
    if (!last || this.data.more === 'loading' || this.data.more === 'end') return;
    this.setData({ more: 'loading' });
    try {
      const page = await olderCases(last.createTime);
      const known = new Set([...this.latest, ...this.older].map((claim) => claim._id));
      this.older = [...this.older, ...page.filter((claim) => !known.has(claim._id))];
      this.setData({ more: page.length < PAGE_SIZE ? 'end' : 'idle' });
      this.show();
    } catch {
      this.setData({ more: 'error' });
    }
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
