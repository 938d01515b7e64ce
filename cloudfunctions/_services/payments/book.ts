import type { OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { transact, type Transaction } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import type { PaymentNotice } from '../../_platform/payment-notice.ts';
import { tables } from '../../_platform/tables.ts';
import { useCouponOnce } from '../coupons/hold.ts';
import { flowRow } from '../orders/flows.ts';
import { countPaid } from '../promotions/teams.ts';
import { countToday } from '../statistics/daily.ts';
import { bookRecharge } from './recharge.ts';
import { refundRow } from './refund-rows.ts';

export type Booking = 'booked' | 'repeated' | 'refunding' | 'unknown' | 'amount';

/**
 * Books a payment that WeChat vouches for, once, however often and from wherever it is told: notice, query, or a close that came too late. Payment, order and flow are one
 * transaction, so that nothing is left half-way for a notice that may never be repeated. Money for an order that cannot take it any more goes back by itself.
 */
export async function bookPayment(notice: PaymentNotice): Promise<Booking> {
  const payment = await tables.payments.get(notice.outTradeNo);
  if (payment === null || payment.method !== 'wechat') return 'unknown';
  if (payment.amount !== notice.amount) {
    log.error('payment amount differs', new Error('the notice names another amount than our books'), {
      payment: payment._id,
      told: notice.amount,
      ours: payment.amount,
    });
    return 'amount';
  }
  if (payment.kind === 'recharge') return bookRecharge(payment, notice);
  const now = new Date();
  const { booking, order } = await transact((transaction) => book(transaction, payment, notice, now));
  if (order.paymentId !== payment._id) return booking;
  await checkpoint('order.paid');
  await useCouponOnce(order, now);
  await countPaid(order);
  if (booking === 'booked') await countToday(beijingDay(now.getTime()), { paidOrders: 1, paidAmount: payment.amount });
  return booking;
}

interface Booked {
  readonly booking: 'booked' | 'repeated' | 'refunding';
  /** As it is afterwards. */
  readonly order: OrderDocument;
}

async function book(
  transaction: Transaction,
  { _id, orderId, amount }: PaymentDocument,
  { transactionId, paidAt }: PaymentNotice,
  now: Date,
): Promise<{ commit: boolean; result: Booked }> {
  const [payment, order] = [await transaction.get(tables.payments, _id), await transaction.get(tables.orders, orderId)];
  if (payment === null || order === null) throw new Error(`payment ${_id}: its order is gone`);
  await checkpoint('notice.recorded');
  if (order.paymentId === _id) return { commit: false, result: { booking: 'repeated', order } };
  if (payment.status !== 'created' && payment.status !== 'closed' && payment.status !== 'success')
    return { commit: false, result: { booking: 'refunding', order } };

  const to = transition(order.status, 'pay', 'system');
  // An order whose price has changed since does not take what was paid at the old one.
  if (order.status !== 'pending_payment' || to === null || order.paymentAmount !== amount) {
    const reason = whyBack(order);
    await transaction.update(tables.payments, _id, {
      status: 'refund_due',
      refundedAmount: amount,
      transactionId,
      paidAt,
      reason,
      updateTime: now,
    });
    await transaction.insert(tables.refunds, refundRow({ _openid: payment._openid, orderId, paymentId: _id, amount, reason, now }));
    return { commit: true, result: { booking: 'refunding', order } };
  }
  const paid = { status: to, paymentMethod: 'wechat', paymentId: _id, transactionId, paymentTime: paidAt, updateTime: now } as const;
  await transaction.update(tables.payments, _id, { status: 'success', transactionId, paidAt, updateTime: now });
  await transaction.update(tables.orders, orderId, paid);
  const note = {
    event: 'pay',
    from: order.status,
    to,
    operator: order._openid,
    operatorType: 'customer',
    remark: '微信支付',
    at: now,
  } as const;
  await transaction.insert(tables.orderFlows, flowRow(order, note));
  return { commit: true, result: { booking: 'booked', order: { ...order, ...paid } } };
}

/** The order is cancelled, or was paid another way, or costs something else: what came must not be kept. */
function whyBack(order: OrderDocument): string {
  if (order.paymentId !== undefined) return '重复支付，原路退回';
  return order.status === 'pending_payment' ? '订单金额已变更，原路退回' : '订单已取消，原路退回';
}
