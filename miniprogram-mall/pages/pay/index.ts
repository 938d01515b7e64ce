import type { ReminderKind } from '@shop/shared/domain/reminders.ts';
import { CallRefused } from '@shop/shared/client/call.ts';
import type { MemberDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { countdown } from '../../models/order.ts';
import { sumText, type PriceText } from '../../models/product.ts';
import { confirm, dataOf, once, say } from '@shop/shared/miniprogram/ask.ts';
import { call, ME, serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signedIn } from '../../utils/session.ts';

type Method = 'wechat' | 'balance';

/** Choice of how to pay, and the payment. Whether it went through is said by the order alone, on the next page. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'gone' | 'error',
    error: '',
    number: '',
    sum: { whole: '0', cents: '' } as PriceText,
    left: '',
    expired: false,
    method: 'wechat' as Method,
    balance: '',
    balanceEnough: false,
    stale: false,
    kinds: ['paymentDue'] satisfies ReminderKind[],
  },
  orderId: '',
  order: null as OrderDocument | null,
  member: null as MemberDocument | null,
  /** The result page is on its way. */
  leaving: false,

  onLoad(query) {
    this.orderId = query['id'] ?? '';
    live(this).every(1000, () => this.tick());
    void this.open();
  },

  async open() {
    if (!(await signedIn(this))) return;
    live(this).open<OrderDocument>('order', {
      collection: 'orders',
      where: { _openid: ME, _id: this.orderId },
      limit: 1,
      onData: ([order]) => this.take(order ?? null),
      onState: live(this).tellStale,
    });
    live(this).open<MemberDocument>('member', {
      collection: 'member_user',
      where: { _openid: ME },
      limit: 1,
      onData: ([member]) => {
        this.member = member ?? null;
        this.showBalance();
      },
    });
  },

  take(order: OrderDocument | null) {
    this.order = order;
    if (order === null) {
      this.setData({ phase: 'gone' });
      return;
    }
    if (order.status !== 'pending_payment') {
      this.toResult();
      return;
    }
    this.setData({ phase: 'ready', number: order.orderNo, sum: sumText(order.paymentAmount) });
    this.showBalance();
    this.tick();
  },

  showBalance() {
    const { member, order } = this;
    if (member === null) return;
    this.setData({ balance: formatYuan(member.balance), balanceEnough: order !== null && member.balance >= order.paymentAmount });
  },

  tick() {
    if (this.order?.status !== 'pending_payment') return;
    const left = countdown(this.order.expireTime.getTime() - serverNow());
    if (left !== this.data.left) this.setData({ left, expired: left === '' });
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const method = dataOf(event, 'method');
    if (method === 'balance' && !this.data.balanceEnough) {
      say('余额不够支付这笔订单，请用微信支付');
      return;
    }
    if (method === 'wechat' || method === 'balance') this.setData({ method });
  },

  async pay() {
    const { method, expired, sum } = this.data;
    if (expired) {
      say('订单已超时，请重新下单');
      return;
    }
    if (method === 'balance' && !(await confirm('使用余额支付？', `将从余额扣除 ¥${sum.whole}${sum.cents}`, '确认支付'))) return;
    await once('pay', () => (method === 'balance' ? this.payByBalance() : this.payByWeChat()));
  },

  async payByBalance() {
    void wx.showLoading({ title: '正在支付', mask: true });
    try {
      await call('wxPay', { orderId: this.orderId, method: 'balance' });
      this.toResult();
    } catch (error) {
      this.afterRefusal(error);
    } finally {
      void wx.hideLoading();
    }
  },

  async payByWeChat() {
    void wx.showLoading({ title: '正在下单', mask: true });
    let answer: Awaited<ReturnType<typeof this.prepay>>;
    try {
      answer = await this.prepay();
    } catch (error) {
      this.afterRefusal(error);
      return;
    } finally {
      void wx.hideLoading();
    }
    if (answer.paid) {
      this.toResult();
      return;
    }
    const { timeStamp, nonceStr, package: prepay, signType, paySign } = answer.payment;
    try {
      await wx.requestPayment({
        timeStamp,
        nonceStr,
        package: prepay,
        signType: signType === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5',
        paySign,
      });
    } catch (error) {
      const cancelled = typeof error === 'object' && error !== null && 'errMsg' in error && String(error.errMsg).includes('cancel');
      say(cancelled ? '还没有付款，订单会为你保留到倒计时结束' : '支付没有完成，请重试或换一种方式');
      return;
    }
    this.toResult();
  },

  prepay() {
    return call('wxPay', { orderId: this.orderId, method: 'wechat' });
  },

  /** A refusal that means the order has moved on is told by the order itself. */
  afterRefusal(error: unknown) {
    if (error instanceof CallRefused && error.reason === 'ORDER_PAID') this.toResult();
    else throw error;
  },

  toResult() {
    if (this.leaving) return;
    this.leaving = true;
    void wx.redirectTo({ url: `/pages/pay-result/index?id=${this.orderId}` });
  },

  toOrders() {
    void wx.redirectTo({ url: '/pages/orders/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
