import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { wxPay } from '@shop/shared/contracts/orders.ts';
import type { OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, transact } from '../../_platform/database.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { followUp, useCoupon } from '../coupons/hold.ts';
import { bookBalance } from '../members/balance.ts';
import { flowRow } from '../orders/flows.ts';
import { countPaid } from '../promotions/teams.ts';
import { countToday } from '../statistics/daily.ts';
import { closeOpenPayment, weChatTradeNo } from './close.ts';
import { openPayment, prepay, tradeExpiry } from './prepay.ts';

export type PayAnswer = OutputOf<typeof wxPay>;

/** Why this order cannot be paid now; null when it can. */
function unpayable(order: OrderDocument | null, caller: Caller): Refusal | null {
  if (order === null || !order.placed || order._openid !== caller.openid) return refuse('ORDER_NOT_FOUND');
  if (order.status !== 'pending_payment') return refuse(order.paymentTime === undefined ? 'ORDER_STATE' : 'ORDER_PAID');
  return order.expireTime.getTime() <= Date.now() ? refuse('ORDER_EXPIRED') : null;
}

/** Pays an own order from the balance, or opens its WeChat payment. Refuses ORDER_NOT_FOUND, ORDER_PAID, ORDER_STATE, ORDER_EXPIRED, BALANCE_INSUFFICIENT, PAYMENT_UNAVAILABLE. */
export async function pay(orderId: string, method: 'wechat' | 'balance', caller: Caller): Promise<Result<PayAnswer>> {
  return method === 'balance' ? payByBalance(orderId, caller) : payByWeChat(orderId, caller);
}

/** One transaction: the state, the money, the row that proves it and the payment; or none of it. */
async function payByBalance(orderId: string, caller: Caller): Promise<Result<PayAnswer>> {
  const now = new Date();
  const outcome = await transact<Result<OrderDocument>>(async (transaction) => {
    const order = await transaction.get(tables.orders, orderId);
    const refused = unpayable(order, caller);
    if (order === null || refused !== null) return { commit: false, result: refused ?? refuse('ORDER_NOT_FOUND') };
    const to = transition(order.status, 'pay', 'customer');
    if (to === null) return { commit: false, result: refuse('ORDER_STATE') };
    const member = await transaction.get(tables.members, order.userId);
    await checkpoint('balance.read');
    if (member === null || member.balance < order.paymentAmount) return { commit: false, result: refuse('BALANCE_INSUFFICIENT') };

    const paymentId = `${order.orderNo}B`;
    const payment: PaymentDocument = {
      _id: paymentId,
      _openid: order._openid,
      orderId,
      orderNo: order.orderNo,
      method: 'balance',
      amount: order.paymentAmount,
      status: 'success',
      paidAt: now,
      createTime: now,
      updateTime: now,
    };
    await transaction.update(tables.orders, orderId, {
      status: to,
      paymentMethod: 'balance',
      paymentId,
      paymentTime: now,
      updateTime: now,
    });
    if (order.paymentAmount > 0) {
      const move = {
        member,
        type: 'pay',
        amount: -order.paymentAmount,
        orderId,
        reason: `订单 ${order.orderNo}`,
        operator: caller.identity,
      } as const;
      await bookBalance(transaction, { key: `${orderId}.pay`, ...move });
    }
    await useCoupon(transaction, order, now);
    await transaction.insert(tables.payments, payment);
    const note = {
      event: 'pay',
      from: order.status,
      to,
      operator: caller.identity,
      operatorType: 'customer',
      remark: '余额支付',
      at: now,
    } as const;
    await transaction.insert(tables.orderFlows, flowRow(order, note));
    return { commit: true, result: done(order) };
  });
  if (!outcome.ok) return outcome;
  const { paymentAmount, weChatOpened } = outcome.data;
  await Promise.all([
    countToday(beijingDay(now.getTime()), { paidOrders: 1, paidAmount: paymentAmount }),
    weChatOpened === true ? closeOpenPayment(outcome.data) : null,
    followUp(outcome.data),
    countPaid(outcome.data),
  ]);
  return done({ paid: true });
}

async function payByWeChat(orderId: string, caller: Caller): Promise<Result<PayAnswer>> {
  const order = await tables.orders.get(orderId);
  const refused = unpayable(order, caller);
  if (order === null || refused !== null) return refused ?? refuse('ORDER_NOT_FOUND');
  // WeChat takes no payment of nothing: an order that points paid for is paid.
  if (order.paymentAmount === 0) return payByBalance(orderId, caller);

  const now = new Date();
  const [payment] = await Promise.all([
    openRound(order, now),
    order.weChatOpened === true ? null : tables.orders.updateOne({ _id: orderId }, { weChatOpened: true }),
  ]);
  const parameters = await prepay(payment, () => goodsTitle(order), now);
  return parameters.ok ? done({ paid: false, payment: parameters.data }) : parameters;
}

/**
 * The payment of the order's round. A closed one (its price was changed, or WeChat's time was up) is followed by the next round, under a number of its own, as long as the
 * order is to be paid.
 */
async function openRound(order: OrderDocument, now: Date): Promise<PaymentDocument> {
  const payment = await openPayment(attempt(order, now));
  if (payment.status !== 'closed') return payment;
  const next = await tables.orders.updateAndRead(
    { _id: order._id, status: 'pending_payment', payRound: order.payRound ?? null },
    { payRound: command.inc(1) },
  );
  return next === null ? payment : openPayment(attempt(next, now));
}

/** One payment document for the order's WeChat attempt. */
function attempt(order: OrderDocument, now: Date): PaymentDocument {
  return {
    _id: weChatTradeNo(order),
    _openid: order._openid,
    orderId: order._id,
    orderNo: order.orderNo,
    method: 'wechat',
    amount: order.paymentAmount,
    status: 'created',
    tradeExpires: tradeExpiry(order.expireTime, now),
    createTime: now,
    updateTime: now,
  };
}

/** `店名-商品` as WeChat asks for, within its 127 characters. */
async function goodsTitle(order: OrderDocument): Promise<string> {
  const { name } = await shopConfig();
  const first = order.items[0]?.name ?? '商品';
  return `${name}-${order.items.length > 1 ? `${first}等${order.items.length}种商品` : first}`.slice(0, 40);
}
