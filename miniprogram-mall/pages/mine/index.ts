import type { MemberDocument, OrderDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { shopConfig } from '../../data/catalog.ts';
import { MOST_COUPONS } from '../../data/coupons.ts';
import { couponTab } from '../../models/coupon.ts';
import { memberView, orderBadges, type MemberView } from '../../models/member.ts';
import { dataOf, messageOf, say } from '@shop/shared/miniprogram/ask.ts';
import { command, ME, serverNow } from '../../utils/cloud.ts';
import { drawBadge } from '../../utils/cart-count.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signIn } from '../../utils/session.ts';

const WAITING = ['pending_payment', 'paid', 'shipped'] as const;
const MOST_WAITING = 200;

interface OrderEntry {
  readonly status: string;
  readonly label: string;
  readonly icon: string;
}

const ENTRIES: readonly OrderEntry[] = [
  { status: 'pending_payment', label: '待付款', icon: 'pending-payment' },
  { status: 'paid', label: '待发货', icon: 'send-gift-o' },
  { status: 'shipped', label: '待收货', icon: 'logistics' },
  { status: 'completed', label: '已完成', icon: 'passed' },
];

livePage({
  data: {
    error: '',
    member: null as MemberView | null,
    entries: ENTRIES,
    badges: {} as Record<string, string>,
    phone: '',
    /** How many coupons he could spend now. */
    coupons: 0,
  },

  onLoad() {
    void this.open();
    shopConfig().then(
      (config) => this.setData({ phone: config?.servicePhone ?? '' }),
      () => undefined,
    );
  },

  onShow() {
    drawBadge();
  },

  async open() {
    this.setData({ error: '' });
    try {
      const member = await signIn();
      if (this.data.member === null) this.setData({ member: memberView(member) });
    } catch (error) {
      this.setData({ error: messageOf(error) });
      return;
    }
    live(this).open<MemberDocument>('member', {
      collection: 'member_user',
      where: { _openid: ME },
      limit: 1,
      onData: ([member]) => {
        if (member) this.setData({ member: memberView(member) });
      },
    });
    live(this).open<OrderDocument>('waiting', {
      collection: 'orders',
      where: { _openid: ME, hidden: false, status: command().in([...WAITING]) },
      orderBy: [['createTime', 'desc']],
      limit: MOST_WAITING,
      onData: (orders) => this.setData({ badges: orderBadges(orders) }),
    });
    live(this).open<UserCouponDocument>('coupons', {
      collection: 'userCoupons',
      where: { _openid: ME, status: 'available' },
      orderBy: [['createTime', 'desc']],
      limit: MOST_COUPONS,
      onData: (coupons) => {
        const now = new Date(serverNow());
        this.setData({ coupons: coupons.filter((coupon) => couponTab(coupon, now) === 'available').length });
      },
    });
  },

  toCoupons() {
    void wx.navigateTo({ url: '/pages/my-coupons/index' });
  },

  toRecharge() {
    void wx.navigateTo({ url: '/pages/recharge/index' });
  },

  toAfterSales() {
    void wx.navigateTo({ url: '/pages/after-sales/index' });
  },

  toCentre() {
    void wx.navigateTo({ url: '/pages/coupons/index' });
  },

  retry() {
    void this.open();
  },

  toOrders(event: WechatMiniprogram.BaseEvent) {
    void wx.navigateTo({ url: `/pages/orders/index?status=${dataOf(event, 'status')}` });
  },

  toProfile() {
    if (this.data.member) void wx.navigateTo({ url: '/pages/profile/index' });
  },

  toLedger(event: WechatMiniprogram.BaseEvent) {
    void wx.navigateTo({ url: `/pages/ledger/index?kind=${dataOf(event, 'kind')}` });
  },

  toAddresses() {
    void wx.navigateTo({ url: '/pages/addresses/index' });
  },

  callShop() {
    const { phone } = this.data;
    if (phone === '') say('客服电话还没有设置');
    else wx.makePhoneCall({ phoneNumber: phone, fail: () => undefined });
  },
});
