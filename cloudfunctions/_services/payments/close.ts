import type { OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
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
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const payment = await tables.payments.get(weChatTradeNo(order));
    if (payment === null || payment.status !== 'created') return payment?.status === 'success' ? 'paid' : 'unpaid';
    const closed = await weChatPay.close(payment._id);
    await checkpoint('payment.closing');
    if (closed === 'paid') return bookFound(payment._id);
    if (await noteClosed(payment, closed, new Date())) return 'unpaid';
  }
  // It stays open in our books, so that the timer asks about it.
  return 'unpaid';
}

/** Each of them means that somebody paid, or opened it at WeChat once more. */
const MOST_ATTEMPTS = 5;

async function bookFound(outTradeNo: string): Promise<'unpaid' | 'paid'> {
  const state = await weChatPay.query(outTradeNo);
  if (state.state !== 'paid') return 'unpaid';
  await bookPayment({ ...state, outTradeNo });
  return 'paid';
}

/**
 * Writes down what WeChat answered to a close, if the payment is as it was when WeChat was asked: WeChat also counts as closed what it does not know yet, and then somebody may have opened
 * it there, or even paid. False when it has changed.
 */
export function noteClosed(
  { _id, prepayId = null }: Pick<PaymentDocument, '_id'> & { prepayId?: string | null },
  answer: 'closed' | 'open',
  now: Date,
): Promise<boolean> {
  const change = answer === 'closed' ? ({ status: 'closed' } as const) : { tradeExpires: now };
  return tables.payments.updateOne({ _id, status: 'created', prepayId }, { ...change, updateTime: now });
}
