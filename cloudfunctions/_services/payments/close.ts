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
 * An order that WeChat will not close yet (it refuses in the first minutes) is cancelled all the same; a payment that still comes is given back by {@link bookPayment}.
 */
export async function closeOpenPayment(order: OrderDocument): Promise<'closed' | 'paid'> {
  const payment = await tables.payments.get(weChatTradeNo(order));
  if (payment === null || payment.status !== 'created') return payment?.status === 'success' ? 'paid' : 'closed';
  if ((await weChatPay.close(payment._id)) !== 'paid') {
    await tables.payments.updateOne({ _id: payment._id, status: 'created' }, { status: 'closed', updateTime: new Date() });
    return 'closed';
  }
  const state = await weChatPay.query(payment._id);
  if (state.state !== 'paid') return 'closed';
  await bookPayment({ ...state, outTradeNo: payment._id });
  return 'paid';
}
