import type { RefundDocument } from '@shop/shared/database/documents.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { bookPayment } from './book.ts';

const SILENCE_MS = 2 * 60_000;
const GIVE_UP_MS = 24 * 60 * 60_000;
const BATCH = 50;
const MOST_ATTEMPTS = 10;

/** Asks WeChat about payments whose notice has not come. Answers how many were booked. */
export async function askAboutSilence(now: Date): Promise<number> {
  const open = await tables.payments.find(
    {
      status: 'created',
      createTime: command.lt(new Date(now.getTime() - SILENCE_MS)).and(command.gt(new Date(now.getTime() - GIVE_UP_MS))),
    },
    { orderBy: [['createTime', 'asc']], limit: BATCH },
  );
  let booked = 0;
  for (const payment of open) {
    const state = await weChatPay.query(payment._id);
    if (state.state === 'paid' && (await bookPayment({ ...state, outTradeNo: payment._id })) === 'booked') booked += 1;
    if (state.state === 'closed')
      await tables.payments.updateOne({ _id: payment._id, status: 'created' }, { status: 'closed', updateTime: now });
  }
  return booked;
}

/** Sends refunds that are due, and asks after those on their way. Answers how many are finished now. */
export async function workOffRefunds(now: Date): Promise<number> {
  const due = await tables.refunds.find(
    { status: command.in(['pending', 'processing']), nextAttempt: command.lte(now) },
    { orderBy: [['nextAttempt', 'asc']], limit: BATCH },
  );
  let finished = 0;
  for (const refund of due) if (await advance(refund, now)) finished += 1;
  return finished;
}

/** One step of one refund, leased by its attempt number: two timers at once do not both take it. True when it is finished. */
async function advance(refund: RefundDocument, now: Date): Promise<boolean> {
  const attempts = refund.attempts + 1;
  const nextAttempt = new Date(now.getTime() + Math.min(60_000 * 2 ** attempts, 6 * 60 * 60_000));
  const leased = await tables.refunds.updateOne({ _id: refund._id, attempts: refund.attempts }, { attempts, nextAttempt, updateTime: now });
  if (!leased) return false;
  const payment = await tables.payments.get(refund.paymentId);
  if (payment === null) return finish(refund, 'manual', now);

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
      return asked.final || attempts >= MOST_ATTEMPTS ? finish(refund, 'manual', now) : false;
    }
    await tables.refunds.updateOne({ _id: refund._id, status: 'pending' }, { status: 'processing', updateTime: now });
  }
  const state = await weChatPay.queryRefund(refund._id);
  if (state === 'success') return finish(refund, 'success', now);
  if (state === 'closed' || attempts >= MOST_ATTEMPTS) return finish(refund, 'manual', now);
  return false;
}

async function finish(refund: RefundDocument, status: 'success' | 'manual', now: Date): Promise<boolean> {
  if (status === 'manual') log.error('refund needs a person', new Error('WeChat did not take the refund'), { refund: refund._id });
  await tables.refunds.updateOne({ _id: refund._id, status: command.in(['pending', 'processing']) }, { status, updateTime: now });
  if (status === 'success') await tables.payments.updateOne({ _id: refund.paymentId }, { status: 'refunded', updateTime: now });
  return true;
}
