import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { bookPayment } from './book.ts';

/** `out_trade_no` of an order's WeChat payment. Another price is another payment, so its round is part of the number. */
export function weChatTradeNo(order: Pick<OrderDocument, 'orderNo' | 'payRound'>): string {
  return `${order.orderNo}W${order.payRound ?? ''}`;
}

/**
 * Closes the WeChat order of an order that is about to be cancelled, so that nobody pays for it any more. `paid` when the customer was faster: then it is booked.
 * An order that WeChat will not close yet (it refuses in the first five minutes) is cancelled all the same. Its payment stays open in our books with its time over, so that
 * the timer closes it or hears of money that came without a notice; that is given back by {@link bookPayment}.
 */
export async function closeOpenPayment(order: OrderDocument): Promise<'unpaid' | 'paid'> {
  const payment = await tables.payments.get(weChatTradeNo(order));
  if (payment === null || payment.status !== 'created') return payment?.status === 'success' ? 'paid' : 'unpaid';
  const closed = await weChatPay.close(payment._id);
  if (closed !== 'paid') {
    const now = new Date();
    const change = closed === 'closed' ? ({ status: 'closed' } as const) : { tradeExpires: now };
    await tables.payments.updateOne({ _id: payment._id, status: 'created' }, { ...change, updateTime: now });
    return 'unpaid';
  }
  const state = await weChatPay.query(payment._id);
  if (state.state !== 'paid') return 'unpaid';
  await bookPayment({ ...state, outTradeNo: payment._id });
  return 'paid';
}
