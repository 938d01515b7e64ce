import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { wxPay } from '@shop/shared/contracts/orders.ts';
import type { OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { transact } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { bookBalance } from '../members/balance.ts';
import { flowRow } from '../orders/flows.ts';
import { countToday } from '../statistics/daily.ts';
import { bookPayment } from './book.ts';
import { closeOpenPayment, weChatTradeNo } from './close.ts';

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
  ]);
  return done({ paid: true });
}

/** A prepay id lives two hours; a bit less, so that a slow thumb does not meet its end. */
const PREPAY_MS = 110 * 60_000;
/** WeChat wants an order to live at least a minute. */
const LEAST_MS = 61_000;

async function payByWeChat(orderId: string, caller: Caller): Promise<Result<PayAnswer>> {
  const order = await tables.orders.get(orderId);
  const refused = unpayable(order, caller);
  if (order === null || refused !== null) return refused ?? refuse('ORDER_NOT_FOUND');
  // WeChat takes no payment of nothing: an order that points paid for is paid.
  if (order.paymentAmount === 0) return payByBalance(orderId, caller);

  const now = new Date();
  const [payment] = await Promise.all([
    openPayment(order, now),
    order.weChatOpened === true ? null : tables.orders.updateOne({ _id: orderId }, { weChatOpened: true }),
  ]);
  if (payment.prepayId !== undefined && payment.prepayExpires !== undefined && payment.prepayExpires > now) return opened(payment.prepayId);
  if (payment.status === 'closed') return refuse('ORDER_EXPIRED');
  const prepay = await prepare(order, payment);
  if (prepay.kind === 'paid') {
    const state = await weChatPay.query(payment._id);
    if (state.state === 'paid') await bookPayment({ ...state, outTradeNo: payment._id });
    return refuse('ORDER_PAID');
  }
  if (prepay.kind === 'closed') return refuse('ORDER_EXPIRED');
  if (prepay.kind === 'unavailable') return refuse('PAYMENT_UNAVAILABLE');
  await tables.payments.updateOne(
    { _id: payment._id, status: 'created' },
    { prepayId: prepay.prepayId, prepayExpires: new Date(now.getTime() + PREPAY_MS), updateTime: now },
  );
  return opened(prepay.prepayId);
}

function opened(prepayId: string): Result<PayAnswer> {
  return done({ paid: false, payment: weChatPay.paymentParameters(prepayId) });
}

/** One payment document for the order's WeChat attempt, made before WeChat hears of it: no notice can meet an empty book. */
async function openPayment(order: OrderDocument, now: Date): Promise<PaymentDocument> {
  const id = weChatTradeNo(order);
  const known = await tables.payments.get(id);
  if (known !== null) return known;
  const fresh: PaymentDocument = {
    _id: id,
    _openid: order._openid,
    orderId: order._id,
    orderNo: order.orderNo,
    method: 'wechat',
    amount: order.paymentAmount,
    status: 'created',
    tradeExpires: new Date(Math.max(order.expireTime.getTime(), now.getTime() + LEAST_MS)),
    createTime: now,
    updateTime: now,
  };
  if (await tables.payments.insertOnce(fresh)) return fresh;
  return (await tables.payments.get(id)) ?? fresh;
}

type Prepared = Awaited<ReturnType<typeof weChatPay.createOrder>> | { readonly kind: 'unavailable' };

async function prepare(order: OrderDocument, payment: PaymentDocument): Promise<Prepared> {
  try {
    return await weChatPay.createOrder({
      outTradeNo: payment._id,
      amount: payment.amount,
      body: await goodsTitle(order),
      openid: order._openid,
      expires: payment.tradeExpires ?? order.expireTime,
    });
  } catch (error) {
    log.error('WeChat Pay is not available', error, { payment: payment._id });
    return { kind: 'unavailable' };
  }
}

/** `店名-商品` as WeChat asks for, within its 127 characters. */
async function goodsTitle(order: OrderDocument): Promise<string> {
  const { name } = await shopConfig();
  const first = order.items[0]?.name ?? '商品';
  return `${name}-${order.items.length > 1 ? `${first}等${order.items.length}种商品` : first}`.slice(0, 40);
}
