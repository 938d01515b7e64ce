import { afterSaleTransition, type AfterSaleEvent } from '@shop/shared/domain/after-sale-lifecycle.ts';
import type { RefundDocument } from '@shop/shared/database/documents.ts';
import type { Actor } from '@shop/shared/domain/order-lifecycle.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { weChatPay } from '../../_platform/wechatpay.ts';
import { recordOperation } from '../staff/operations.ts';

/** How a refund in `refunds` ends, and the after-sale case and the payment with it: in one transaction each, so that none of them tells another story. */

interface Told {
  readonly operator: string;
  readonly actor: Actor;
  readonly remark: string;
}

const WITHOUT_FAILURE = { failure: command.remove(), failureCode: command.remove() };

const SYSTEM: Told = { operator: 'system', actor: 'system', remark: '' };

/** Whether WeChat's word can end it: it is on its way, or waits for a person who has not paid it by hand yet. */
export function awaitsWeChat(refund: RefundDocument | null): refund is RefundDocument {
  if (refund?.status === 'manual') return refund.failure !== 'offline';
  return refund?.status === 'pending' || refund?.status === 'processing';
}

/** The money has arrived. True when this call is the one that booked it. */
export async function settleRefund(refundId: string): Promise<boolean> {
  return transact<boolean>(async (transaction) => {
    const refund = await transaction.get(tables.refunds, refundId);
    if (!awaitsWeChat(refund)) return { commit: false, result: false };
    // Told before our own note of its acceptance was written.
    const sentAt = refund.sentAt ?? new Date();
    await arrived(transaction, refund, { status: 'success', sentAt, ...WITHOUT_FAILURE }, 'settle', SYSTEM);
    return { commit: true, result: true };
  });
}

async function arrived(transaction: Transaction, refund: RefundDocument, change: object, event: AfterSaleEvent, told: Told): Promise<void> {
  const now = new Date();
  await transaction.update(tables.refunds, refund._id, { ...change, updateTime: now });
  await moveCase(transaction, refund, event, told, now);
  const payment = await transaction.get(tables.payments, refund.paymentId);
  if (payment === null) return;
  const settled = (payment.settledAmount ?? 0) + refund.amount;
  await transaction.update(tables.payments, payment._id, {
    settledAmount: settled,
    ...(settled === payment.amount && payment.status === 'refund_due' ? { status: 'refunded' } : {}),
    updateTime: now,
  });
}

/** The case that a refund pays for follows it; a refund without one belongs to an order that ended, or to money that came too late. */
async function moveCase(transaction: Transaction, refund: RefundDocument, event: AfterSaleEvent, told: Told, now: Date): Promise<void> {
  if (refund.caseId === undefined) return;
  const claim = await transaction.get(tables.afterSales, refund.caseId);
  const to = claim === null ? null : afterSaleTransition(claim.status, event, told.actor);
  if (to === null) return;
  const { operator, actor: operatorType, remark } = told;
  const step = { event, to, operator, operatorType, remark, at: now };
  await transaction.update(tables.afterSales, refund.caseId, { status: to, history: command.push([step]), updateTime: now });
}

/** WeChat did not bring the money back: from now on it is a person's, and visible as such. True when this call is the one that booked it. */
export async function failRefund(refundId: string, failure: 'refused' | 'closed' | 'stuck', code: string): Promise<boolean> {
  const failed = await transact<boolean>(async (transaction) => {
    const refund = await transaction.get(tables.refunds, refundId);
    if (refund?.status !== 'pending' && refund?.status !== 'processing') return { commit: false, result: false };
    const now = new Date();
    await transaction.update(tables.refunds, refundId, { status: 'manual', failure, failureCode: code, updateTime: now });
    await moveCase(transaction, refund, 'fail', { ...SYSTEM, remark: `微信退款未成功（${code}）` }, now);
    return { commit: true, result: true };
  });
  if (failed) log.error('refund needs a person', new Error('WeChat did not bring the refund to its end'), { refund: refundId, code });
  return failed;
}

/** `paymentIdR3` → `paymentIdR3-2` → `paymentIdR3-3`. */
function nextNumber(refundId: string): string {
  const [, stem = refundId, times = '1'] = /^(.*R\d*)(?:-(\d+))?$/.exec(refundId) ?? [];
  return `${stem}-${Number(times) + 1}`;
}

/**
 * Lets WeChat try a failed refund again. One that it refused keeps its number, so that it cannot be paid twice; one that it closed needs a new number and a row of its own.
 * Refuses REFUND_NOT_FOUND, REFUND_STATE (not failed; or `stuck`: then the money has left the merchant's account, and only the merchant platform can bring it on).
 */
export async function retryRefund(refundId: string, caller: Caller): Promise<Result<{ refund: RefundDocument }>> {
  const outcome = await transact<Result<RefundDocument>>(async (transaction) => {
    const refund = await transaction.get(tables.refunds, refundId);
    const refused = retryFault(refund);
    if (refund === null || refused !== null) return { commit: false, result: refused ?? refuse('REFUND_NOT_FOUND') };
    const now = new Date();
    const fresh = { status: 'pending', attempts: 0, nextAttempt: now, updateTime: now } as const;
    const { failure, failureCode: _code, sentAt: _sentAt, ...kept } = refund;
    const again: RefundDocument = { ...kept, ...fresh };
    const told: Told = { operator: caller.identity, actor: 'staff', remark: '重新发起退款' };
    if (failure === 'closed') {
      const other = { ...again, _id: nextNumber(refund._id), createTime: now };
      await transaction.update(tables.refunds, refund._id, { status: 'replaced', updateTime: now });
      await transaction.insert(tables.refunds, other);
      if (refund.caseId !== undefined) await transaction.update(tables.afterSales, refund.caseId, { refundId: other._id });
      await moveCase(transaction, other, 'retry', told, now);
      return { commit: true, result: done(other) };
    }
    await transaction.update(tables.refunds, refund._id, { ...fresh, ...WITHOUT_FAILURE });
    await moveCase(transaction, again, 'retry', told, now);
    return { commit: true, result: done(again) };
  });
  if (!outcome.ok) return outcome;
  await recordOperation(caller, 'refund.retry', refundId, { status: 'manual' }, { status: 'pending', refundId: outcome.data._id });
  return done({ refund: outcome.data });
}

function retryFault(refund: RefundDocument | null): Refusal | null {
  if (refund === null) return refuse('REFUND_NOT_FOUND');
  if (refund.status !== 'manual') return refuse('REFUND_STATE');
  if (refund.failure === 'offline') return refuse('REFUND_STATE', '这笔款不是微信支付的，请线下退给客户后登记');
  return refund.failure === 'stuck' ? refuse('REFUND_STATE', '款项已从商户账户划出但未能入账，请到微信商户平台处理后登记') : null;
}

/**
 * A person has given the money back by another way. Refuses REFUND_NOT_FOUND, REFUND_STATE (only what failed is paid by hand, and only where WeChat has not taken it after all),
 * PAYMENT_UNAVAILABLE while WeChat cannot be asked.
 */
export async function markManual(refundId: string, remark: string, caller: Caller): Promise<Result<{ refund: RefundDocument }>> {
  const taken = await takenByWeChat(await tables.refunds.get(refundId), caller);
  if (taken !== null) return taken;
  const outcome = await transact<Result<RefundDocument>>(async (transaction) => {
    const refund = await transaction.get(tables.refunds, refundId);
    if (refund === null) return { commit: false, result: refuse('REFUND_NOT_FOUND') };
    if (refund.status !== 'manual') return { commit: false, result: refuse('REFUND_STATE') };
    const change = { status: 'success', byHand: { operator: caller.identity, remark, at: new Date() } } as const;
    await arrived(transaction, refund, change, 'pay_by_hand', { operator: caller.identity, actor: 'staff', remark });
    return { commit: true, result: done({ ...refund, ...change }) };
  });
  if (!outcome.ok) return outcome;
  await recordOperation(caller, 'refund.manual', refundId, { status: 'manual' }, { status: 'success', remark });
  return done({ refund: outcome.data });
}

/** WeChat may have taken a refund all whose answers were lost; then nobody pays it a second time. Null when it has not. */
async function takenByWeChat(refund: RefundDocument | null, { identity }: Caller): Promise<Refusal | null> {
  if (refund?.status !== 'manual' || !awaitsWeChat(refund)) return null;
  const state = await weChatPay.queryRefund(refund._id);
  await checkpoint('refund.answered');
  if (state === 'success') {
    await settleRefund(refund._id);
    return refuse('REFUND_STATE', '微信已经把这笔款退给客户，不需要再退一次');
  }
  if (state !== 'processing') return null;
  await onItsWayAgain(refund._id, { operator: identity, actor: 'staff', remark: '微信正在处理这笔退款' });
  return refuse('REFUND_STATE', '微信正在退这笔款，请等待结果');
}

async function onItsWayAgain(refundId: string, told: Told): Promise<void> {
  await transact(async (transaction) => {
    const refund = await transaction.get(tables.refunds, refundId);
    if (refund?.status !== 'manual') return { commit: false, result: null };
    const now = new Date();
    const sentAt = refund.sentAt ?? now;
    await transaction.update(tables.refunds, refundId, {
      status: 'processing',
      sentAt,
      nextAttempt: now,
      updateTime: now,
      ...WITHOUT_FAILURE,
    });
    await moveCase(transaction, refund, 'retry', told, now);
    return { commit: true, result: null };
  });
}
