import type { OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import type { PaymentNotice } from '../../_platform/payment-notice.ts';
import { tables } from '../../_platform/tables.ts';
import { useCouponOnce } from '../coupons/hold.ts';
import { writeFlow } from '../orders/flows.ts';
import { countPaid } from '../promotions/teams.ts';
import { countToday } from '../statistics/daily.ts';
import { bookRecharge } from './recharge.ts';
import { refundRow } from './refund-rows.ts';

export type Booking = 'booked' | 'repeated' | 'refunding' | 'unknown' | 'amount';

/**
 * Books a payment that WeChat vouches for, once, however often and from wherever it is told: notice, query, or a close that came too late. Every step is conditional
 * and may be repeated, so a call that died half-way is finished by the next one. Money for an order that cannot take it any more goes back by itself.
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
  const recorded = await tables.payments.updateOne(
    { _id: payment._id, status: command.in(['created', 'closed']) },
    { status: 'success', transactionId: notice.transactionId, paidAt: notice.paidAt, updateTime: new Date() },
  );
  await checkpoint('notice.recorded');
  return settleOrder(payment, notice, recorded);
}

async function settleOrder(payment: PaymentDocument, notice: PaymentNotice, first: boolean): Promise<Booking> {
  const to = transition('pending_payment', 'pay', 'system');
  if (to === null) throw new Error('the transition table does not know payment');
  const now = new Date();
  const flipped = await tables.orders.updateOne(
    // An order whose price has changed since does not take what was paid at the old one.
    { _id: payment.orderId, status: 'pending_payment', paymentAmount: payment.amount },
    {
      status: to,
      paymentMethod: 'wechat',
      paymentId: payment._id,
      transactionId: notice.transactionId,
      paymentTime: notice.paidAt,
      updateTime: now,
    },
  );
  const order = await tables.orders.get(payment.orderId);
  if (order === null) throw new Error(`payment ${payment._id}: its order is gone`);
  if (order.paymentId !== payment._id) return giveBack(payment, order);
  await checkpoint('order.paid');

  await useCouponOnce(order, now);
  await writeFlow(order, {
    event: 'pay',
    from: 'pending_payment',
    to,
    operator: order._openid,
    operatorType: 'customer',
    remark: '微信支付',
    at: now,
  });
  await countPaid(order);
  if (flipped) await countToday(beijingDay(now.getTime()), { paidOrders: 1, paidAmount: payment.amount });
  return flipped || first ? 'booked' : 'repeated';
}

/** The order is cancelled, or was paid another way: what came must not be kept. */
async function giveBack(payment: PaymentDocument, order: OrderDocument): Promise<Booking> {
  const unpaid = order.status === 'pending_payment' ? '订单金额已变更，原路退回' : '订单已取消，原路退回';
  const reason = order.paymentId === undefined ? unpaid : '重复支付，原路退回';
  const row = refundRow({
    _openid: payment._openid,
    orderId: payment.orderId,
    paymentId: payment._id,
    amount: payment.amount,
    reason,
    now: new Date(),
  });
  await tables.refunds.insertOnce(row);
  await tables.payments.updateOne(
    { _id: payment._id, status: 'success' },
    { status: 'refund_due', refundedAmount: payment.amount, reason, updateTime: new Date() },
  );
  return 'refunding';
}
