import type { PaymentDocument, RefundDocument } from '@shop/shared/database/documents.ts';
import { command } from '../../_platform/database.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { bookPayment } from './book.ts';
import { noteClosed } from './close.ts';
import { awaitsWeChat, failRefund, settleRefund } from './refunds.ts';

const SILENCE_MS = 2 * 60_000;
const BATCH = 50;
const MOST_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 6 * 60 * 60_000;

/**
 * Asks WeChat about payments whose notice has not come, until each is paid or closed, however late the timer is: money that came is never forgotten. One that nobody can
 * pay any more is closed. Answers how many were booked; one that fails does not stop the others.
 */
export async function askAboutSilence(now: Date): Promise<number> {
  let booked = 0;
  for (const payment of await silent(now)) {
    try {
      if (await askAbout(payment, now)) booked += 1;
    } catch (error) {
      log.error('payment not asked about', error, { payment: payment._id });
    }
  }
  return booked;
}

/** Half of them the oldest, which are to be closed; the others the newest: somebody paid one of these a moment ago, however many lie there unpaid. */
async function silent(now: Date): Promise<PaymentDocument[]> {
  const where = { status: 'created', createTime: command.lt(new Date(now.getTime() - SILENCE_MS)) };
  const half = BATCH / 2;
  const oldest = await tables.payments.find(where, { orderBy: [['createTime', 'asc']], limit: half });
  if (oldest.length < half) return oldest;
  const newest = await tables.payments.find(where, { orderBy: [['createTime', 'desc']], limit: half });
  return [...new Map([...oldest, ...newest].map((payment) => [payment._id, payment])).values()];
}

async function askAbout(payment: PaymentDocument, now: Date): Promise<boolean> {
  let state = await weChatPay.query(payment._id);
  // Until its time is over WeChat may just not know it yet; afterwards it is closed there, unless the customer was faster.
  if (state.state !== 'paid' && (payment.tradeExpires ?? payment.createTime).getTime() + SILENCE_MS < now.getTime()) {
    const closed = state.state === 'closed' ? 'closed' : await weChatPay.close(payment._id);
    if (closed === 'closed') await noteClosed(payment, closed, now);
    if (closed === 'paid') state = await weChatPay.query(payment._id);
  }
  return state.state === 'paid' && (await bookPayment({ ...state, outTradeNo: payment._id })) === 'booked';
}

/** Sends refunds that are due, and asks after those on their way. Answers how many came to an end; one that fails does not stop the others. */
export async function workOffRefunds(now: Date): Promise<number> {
  const due = await tables.refunds.find(
    { status: command.in(['pending', 'processing']), nextAttempt: command.lte(now) },
    { orderBy: [['nextAttempt', 'asc']], limit: BATCH },
  );
  let finished = 0;
  for (const refund of due) {
    try {
      if (await advance(refund, now)) finished += 1;
    } catch (error) {
      log.error('refund step failed', error, { refund: refund._id });
    }
  }
  return finished;
}

/** One step of one refund, leased by its attempt number: two timers at once do not both take it. True when it is finished. */
async function advance(refund: RefundDocument, now: Date): Promise<boolean> {
  const attempts = refund.attempts + 1;
  const nextAttempt = new Date(now.getTime() + Math.min(60_000 * 2 ** attempts, LONGEST_PAUSE_MS));
  const leased = await tables.refunds.updateOne(
    { _id: refund._id, status: refund.status, attempts: refund.attempts },
    { attempts, nextAttempt, updateTime: now },
  );
  if (!leased) return false;
  const payment = await tables.payments.get(refund.paymentId);
  if (payment === null) return failRefund(refund._id, 'refused', 'PAYMENT_MISSING');

  if (refund.status === 'pending') {
    const asked = await weChatPay.refund({
      outTradeNo: payment._id,
      outRefundNo: refund._id,
      total: payment.amount,
      amount: refund.amount,
      reason: refund.reason,
    });
    if (!asked.accepted) {
      log.warn('refund not accepted', { refund: refund._id, code: asked.code, attempts });
      if (!asked.final && attempts < MOST_ATTEMPTS) return false;
      // Where the answers were lost it may have been taken: then nobody is asked to pay it by hand.
      if (asked.final || (await weChatPay.queryRefund(refund._id)) === 'unknown') return failRefund(refund._id, 'refused', asked.code);
    }
    await checkpoint('refund.accepted');
    await tables.refunds.updateOne({ _id: refund._id, status: 'pending' }, { status: 'processing', sentAt: now, updateTime: now });
  }
  return askAboutRefund(refund._id);
}

/**
 * Asks WeChat how a refund stands and books what it says, however often and by whomever it is called: the timer, or a notice. One on its way is asked about for as long as
 * it takes; a bank may need days. True when it is finished.
 */
export async function askAboutRefund(refundId: string): Promise<boolean> {
  const state = await weChatPay.queryRefund(refundId);
  await checkpoint('refund.answered');
  switch (state) {
    case 'success':
      return settleRefund(refundId);
    case 'closed':
    case 'stuck':
      return failRefund(refundId, state, state === 'closed' ? 'REFUNDCLOSE' : 'CHANGE');
    case 'unknown':
      // WeChat never took it, whatever we believed: it is sent again with the same number.
      await tables.refunds.updateOne({ _id: refundId, status: 'processing' }, { status: 'pending', sentAt: command.remove() });
      return false;
    case 'processing':
      return false;
  }
}

/** WeChat says that there is news of a refund. False when it is none of ours. */
export async function hearOfRefund(refundId: string): Promise<boolean> {
  const refund = await tables.refunds.get(refundId);
  if (refund === null) return false;
  if (awaitsWeChat(refund)) await askAboutRefund(refundId);
  return true;
}
