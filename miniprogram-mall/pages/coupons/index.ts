import { CallRefused, newRequestId } from '@shop/shared/client/call.ts';
import type { CouponDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { categoryNames, couponOffers, MOST_COUPONS } from '../../data/coupons.ts';
import { offerCards, type CouponCard, type Names } from '../../models/coupon.ts';
import { messageOf, once, praise } from '@shop/shared/miniprogram/ask.ts';
import { opens } from '@shop/shared/miniprogram/opening.ts';
import { call, ME, serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signIn } from '../../utils/session.ts';

/** After these nobody knows whether the coupon was given: the same key asks again without taking two. */
const UNANSWERED: readonly string[] = ['NETWORK', 'INTERNAL', 'COUPON_IN_PROGRESS'];

/** What can be claimed, and what of it the customer has. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as CouponCard[],
  },
  offers: [] as readonly CouponDocument[],
  mine: [] as readonly UserCouponDocument[],
  names: new Map() as Names,
  requests: new Map<string, string>(),

  onLoad() {
    this.requests = new Map();
    void this.load();
  },

  async load() {
    const got = await opens(this, async () => {
      await signIn();
      [this.offers, this.names] = await Promise.all([couponOffers(), categoryNames()]);
    });
    if (!got) return;
    live(this).open<UserCouponDocument>('mine', {
      collection: 'userCoupons',
      where: { _openid: ME },
      orderBy: [['createTime', 'desc']],
      limit: MOST_COUPONS,
      onData: (mine) => {
        this.mine = mine;
        this.show();
      },
      onState: (state, error) => {
        if (state === 'stale' && this.data.phase === 'loading') this.setData({ phase: 'error', error: messageOf(error) });
      },
    });
  },

  show() {
    this.setData({ phase: 'ready', cards: offerCards(this.offers, this.mine, this.names, new Date(serverNow())) });
  },

  claim(event: WechatMiniprogram.CustomEvent<{ id: string }>) {
    const couponId = event.detail.id;
    void once(`claim:${couponId}`, () => this.take(couponId), '正在领取');
  },

  async take(couponId: string) {
    const requestId = this.requests.get(couponId) ?? newRequestId();
    this.requests.set(couponId, requestId);
    try {
      await call('coupon', { action: 'claim', couponId, requestId });
    } catch (error) {
      if (error instanceof CallRefused && !UNANSWERED.includes(error.reason)) {
        this.requests.delete(couponId);
        // Sold out or stopped meanwhile: what is offered is told anew.
        void this.refresh();
      }
      throw error;
    }
    this.requests.delete(couponId);
    praise('领取成功');
    await this.refresh();
  },

  /** Reads the counters again; what is shown stays when that fails. */
  async refresh() {
    this.offers = await couponOffers().catch(() => this.offers);
    this.show();
  },

  async onPullDownRefresh() {
    await this.refresh();
    wx.stopPullDownRefresh();
  },

  toMine() {
    void wx.navigateTo({ url: '/pages/my-coupons/index' });
  },

  toShop() {
    void wx.switchTab({ url: '/pages/home/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },
});
