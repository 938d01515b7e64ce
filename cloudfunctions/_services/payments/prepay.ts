import type { PaymentDocument } from '@shop/shared/database/documents.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { log } from '../../_platform/log.ts';
import type { PaymentParameters } from '../../_platform/payment-gateway.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { bookPayment } from './book.ts';

/** A prepay id lives two hours; a bit less, so that a slow thumb does not meet its end. */
const PREPAY_MS = 110 * 60_000;
/** WeChat wants an order to live at least a minute. */
const LEAST_MS = 61_000;

/** When WeChat stops taking a payment that is to end at `wanted`. */
export function tradeExpiry(wanted: Date, now: Date): Date {
  return new Date(Math.max(wanted.getTime(), now.getTime() + LEAST_MS));
}

/** The payment document of an attempt, made before WeChat hears of it: no notice can meet an empty book. The first one stays. */
export async function openPayment(fresh: PaymentDocument): Promise<PaymentDocument> {
  const known = await tables.payments.get(fresh._id);
  if (known !== null) return known;
  if (await tables.payments.insertOnce(fresh)) return fresh;
  return (await tables.payments.get(fresh._id)) ?? fresh;
}

/** What the mini-program hands to WeChat for a payment; `title` is what its customer reads there. Refuses ORDER_PAID, ORDER_EXPIRED, ORDER_STATE (closed, or paid, at this moment), PAYMENT_UNAVAILABLE. */
export async function prepay(payment: PaymentDocument, title: () => Promise<string>, now: Date): Promise<Result<PaymentParameters>> {
  // Also one whose prepay id is still good: WeChat takes nothing for it any more.
  if (payment.status === 'closed') return refuse('ORDER_EXPIRED');
  if (payment.prepayId !== undefined && payment.prepayExpires !== undefined && payment.prepayExpires > now)
    return done(weChatPay.paymentParameters(payment.prepayId));
  const prepared = await prepare(payment, title);
  if (prepared.kind === 'paid') {
    const state = await weChatPay.query(payment._id);
    if (state.state === 'paid') await bookPayment({ ...state, outTradeNo: payment._id });
    return refuse('ORDER_PAID');
  }
  if (prepared.kind === 'closed') return refuse('ORDER_EXPIRED');
  if (prepared.kind === 'unavailable') return refuse('PAYMENT_UNAVAILABLE');
  const { prepayId } = prepared;
  const prepayExpires = new Date(now.getTime() + PREPAY_MS);
  await checkpoint('payment.prepared');
  const opened = { prepayId, prepayExpires, updateTime: now };
  if (await tables.payments.updateOne({ _id: payment._id, status: 'created' }, opened)) return done(weChatPay.paymentParameters(prepayId));
  // What was closed while WeChat opened it is handed to nobody, and is open in our books too until the timer has closed it there.
  await tables.payments.updateOne({ _id: payment._id, status: 'closed' }, { ...opened, status: 'created', tradeExpires: now });
  return refuse('ORDER_STATE', '订单刚有变化，请刷新后再付款');
}

type Prepared = Awaited<ReturnType<typeof weChatPay.createOrder>> | { readonly kind: 'unavailable' };

async function prepare(payment: PaymentDocument, title: () => Promise<string>): Promise<Prepared> {
  try {
    return await weChatPay.createOrder({
      outTradeNo: payment._id,
      amount: payment.amount,
      body: await title(),
      openid: payment._openid,
      expires: payment.tradeExpires ?? payment.createTime,
    });
  } catch (error) {
    log.error('WeChat Pay is not available', error, { payment: payment._id });
    return { kind: 'unavailable' };
  }
}
