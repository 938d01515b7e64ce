import { CallRefused, newRequestId } from '@shop/shared/client/call.ts';
import type { MemberDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { packageCard, type PackageCard } from '../../models/recharge.ts';
import { dataOf, messageOf, once, praise, say } from '@shop/shared/miniprogram/ask.ts';
import { call, ME } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signIn } from '../../utils/session.ts';

/** After these nobody knows whether a payment was opened: the same key meets the same one. */
const UNANSWERED: readonly string[] = ['NETWORK', 'INTERNAL'];

/** Packages that are paid by WeChat into the balance. What arrived is told by the shop's books, never by the payment sheet. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    balance: '',
    packages: [] as PackageCard[],
    chosen: '',
    /** What the chosen package costs. */
    toPay: '',
    /** Paid on this phone, not yet in the books. */
    waiting: false,
  },
  requestId: '',

  onLoad() {
    this.requestId = newRequestId();
    void this.load();
  },

  async load() {
    try {
      await signIn();
      const { packages = [] } = await call('recharge', { action: 'list' });
      const cards = packages.map(packageCard);
      this.setData({ phase: 'ready', packages: cards, chosen: cards[0]?.id ?? '', toPay: cards[0]?.pay ?? '' });
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
      return;
    }
    live(this).open<MemberDocument>('member', {
      collection: 'member_user',
      where: { _openid: ME },
      limit: 1,
      onData: ([member]) => {
        if (member) this.setData({ balance: formatYuan(member.balance) });
      },
    });
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const card = this.data.packages.find(({ id }) => id === dataOf(event, 'id'));
    if (card === undefined || card.id === this.data.chosen) return;
    this.requestId = newRequestId();
    this.setData({ chosen: card.id, toPay: card.pay });
  },

  buy() {
    const { chosen, waiting } = this.data;
    if (chosen === '' || waiting) return;
    void once('recharge', () => this.pay(chosen));
  },

  async pay(packageId: string) {
    let answer: Awaited<ReturnType<typeof this.prepay>>;
    void wx.showLoading({ title: '正在下单', mask: true });
    try {
      answer = await this.prepay(packageId);
    } catch (error) {
      if (error instanceof CallRefused && !UNANSWERED.includes(error.reason)) this.requestId = newRequestId();
      throw error;
    } finally {
      void wx.hideLoading();
    }
    const { payment, rechargeId } = answer;
    if (payment === undefined || rechargeId === undefined) return;
    try {
      await wx.requestPayment({
        timeStamp: payment.timeStamp,
        nonceStr: payment.nonceStr,
        package: payment.package,
        signType: payment.signType === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5',
        paySign: payment.paySign,
      });
    } catch {
      say('还没有付款，余额没有变化');
      return;
    }
    this.requestId = newRequestId();
    this.awaitArrival(rechargeId);
  },

  prepay(packageId: string) {
    return call('recharge', { action: 'buy', requestId: this.requestId, packageId });
  },

  awaitArrival(rechargeId: string) {
    this.setData({ waiting: true });
    live(this).open<PaymentDocument>('payment', {
      collection: 'payments',
      where: { _openid: ME, _id: rechargeId },
      limit: 1,
      onData: ([payment]) => {
        if (payment?.status !== 'success') return;
        live(this).close('payment');
        this.setData({ waiting: false });
        praise('充值成功');
      },
    });
  },

  toLedger() {
    void wx.navigateTo({ url: '/pages/ledger/index?kind=balance' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },
});
