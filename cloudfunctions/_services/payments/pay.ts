import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { wxPay } from '@shop/shared/contracts/orders.ts';
import type { OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { payByBalance } from './by-balance.ts';
import { weChatTradeNo } from './close.ts';
import { unpayable } from './payable.ts';
import { openPayment, prepay, tradeExpiry } from './prepay.ts';

export type PayAnswer = OutputOf<typeof wxPay>;

/** Pays an own order from the balance, or opens its WeChat payment. Refuses ORDER_NOT_FOUND, ORDER_PAID, ORDER_STATE, ORDER_EXPIRED, BALANCE_INSUFFICIENT, PAYMENT_UNAVAILABLE, BUSY. */
export async function pay(orderId: string, method: 'wechat' | 'balance', caller: Caller): Promise<Result<PayAnswer>> {
  return method === 'balance' ? payByBalance(orderId, caller) : payByWeChat(orderId, caller);
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
  if (next !== null) return openPayment(attempt(next, now));
  // The other of two taps was faster: its round is this one's too.
  const current = await tables.orders.get(order._id);
  const sameRound = current?.status !== 'pending_payment' || current.payRound === order.payRound;
  return sameRound ? payment : openPayment(attempt(current, now));
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
