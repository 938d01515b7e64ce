import type { UserCouponDocument } from '@shop/shared/database/documents.ts';
import { categoryNames, MOST_COUPONS } from '../../data/coupons.ts';
import { couponTab, ownCard, type CouponCard, type CouponTab, type Names } from '../../models/coupon.ts';
import { dataOf } from '@shop/shared/miniprogram/ask.ts';
import { opens } from '@shop/shared/miniprogram/opening.ts';
import { ME, serverNow } from '../../utils/cloud.ts';
import { toCategory, toProduct } from '../../utils/go.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signIn } from '../../utils/session.ts';

const TABS: readonly { readonly tab: CouponTab; readonly label: string; readonly none: string }[] = [
  { tab: 'available', label: '未使用', none: '还没有可用的优惠券' },
  { tab: 'used', label: '已使用', none: '还没有用过优惠券' },
  { tab: 'expired', label: '已过期', none: '没有过期的优惠券' },
];

/** The customer's coupons, live, by what became of them. */
livePage({
  data: {
    tabs: TABS.map(({ tab, label }) => ({ tab, label })),
    tab: 'available' as CouponTab,
    none: '',
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    cards: [] as CouponCard[],
    stale: false,
  },
  coupons: [] as readonly UserCouponDocument[],
  names: new Map() as Names,

  onLoad() {
    void this.open();
  },

  async open() {
    const got = await opens(this, async () => {
      await signIn();
      this.names = await categoryNames();
    });
    if (!got) return;
    live(this).open<UserCouponDocument>('coupons', {
      collection: 'userCoupons',
      where: { _openid: ME },
      orderBy: [['createTime', 'desc']],
      limit: MOST_COUPONS,
      onData: (coupons) => {
        this.coupons = coupons;
        this.show();
      },
      onState: live(this).tellStale,
    });
  },

  show() {
    const now = new Date(serverNow());
    const of = (tab: CouponTab): readonly UserCouponDocument[] => this.coupons.filter((coupon) => couponTab(coupon, now) === tab);
    this.setData({
      phase: 'ready',
      tabs: TABS.map(({ tab, label }) => ({
        tab,
        label: tab === 'available' && of(tab).length > 0 ? `${label} ${String(of(tab).length)}` : label,
      })),
      none: TABS.find(({ tab }) => tab === this.data.tab)?.none ?? '',
      cards: of(this.data.tab).flatMap((coupon) => ownCard(coupon, this.names, now) ?? []),
    });
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    this.setData({ tab: dataOf(event, 'tab') as CouponTab });
    if (this.data.phase === 'ready') this.show();
  },

  use(event: WechatMiniprogram.CustomEvent<{ id: string }>) {
    const coupon = this.coupons.find(({ _id }) => _id === event.detail.id);
    if (coupon === undefined) return;
    const { scope } = coupon.terms;
    const first = scope.ids[0];
    if (coupon.status === 'locked' && coupon.orderId !== null) void wx.navigateTo({ url: `/pages/order/index?id=${coupon.orderId}` });
    else if (scope.kind === 'products' && first !== undefined) toProduct(first);
    else if (scope.kind === 'categories' && first !== undefined) toCategory(first, this.names.get(first) ?? '');
    else void wx.switchTab({ url: '/pages/home/index' });
  },

  toCentre() {
    void wx.navigateTo({ url: '/pages/coupons/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
