import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { ReminderKind } from '@shop/shared/domain/reminders.ts';
import { sumText, type PriceText } from '../../models/product.ts';
import { messageOf } from '@shop/shared/miniprogram/ask.ts';
import { ME } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signIn } from '../../utils/session.ts';

/** WeChat's notice usually takes a second; after this the customer is told that he need not wait here. */
const PATIENCE_MS = 8000;

type Outcome = 'waiting' | 'slow' | 'paid' | 'cancelled' | 'refunded' | 'gone' | 'error';

/** Waits for the order itself to say that it is paid: what the payment sheet told this phone counts for nothing. */
livePage({
  data: {
    outcome: 'waiting' as Outcome,
    error: '',
    sum: { whole: '0', cents: '' } as PriceText,
    number: '',
    method: '',
    kinds: ['shipped', 'receiveDue'] satisfies ReminderKind[],
  },
  orderId: '',
  patience: 0,

  onLoad(query) {
    this.orderId = query['id'] ?? '';
    void this.open();
  },

  onUnload() {
    clearTimeout(this.patience);
  },

  async open() {
    try {
      await signIn();
    } catch (error) {
      this.setData({ outcome: 'error', error: messageOf(error) });
      return;
    }
    this.patience = setTimeout(() => {
      if (this.data.outcome === 'waiting') this.setData({ outcome: 'slow' });
    }, PATIENCE_MS);
    live(this).open<OrderDocument>('order', {
      collection: 'orders',
      where: { _openid: ME, _id: this.orderId },
      limit: 1,
      onData: ([order]) => this.take(order),
    });
  },

  take(order: OrderDocument | undefined) {
    if (order === undefined) {
      this.setData({ outcome: 'gone' });
      return;
    }
    const method = order.paymentMethod === 'balance' ? '余额支付' : '微信支付';
    this.setData({ outcome: this.outcomeOf(order), sum: sumText(order.paymentAmount), number: order.orderNo, method });
  },

  outcomeOf(order: OrderDocument): Outcome {
    if (order.status === 'cancelled') return 'cancelled';
    if (order.status === 'refunded') return 'refunded';
    if (order.status === 'paid' || order.status === 'shipped' || order.status === 'completed') return 'paid';
    return this.data.outcome === 'slow' ? 'slow' : 'waiting';
  },

  toOrder() {
    void wx.redirectTo({ url: `/pages/order/index?id=${this.orderId}` });
  },

  toPay() {
    void wx.redirectTo({ url: `/pages/pay/index?id=${this.orderId}` });
  },

  toShop() {
    void wx.switchTab({ url: '/pages/home/index' });
  },
});
