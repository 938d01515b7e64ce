import type { OrderDocument, RefundDocument } from '@shop/shared/database/documents.ts';
import { promisedBack } from '@shop/shared/domain/refunds.ts';
import { WriteConflict, type Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { giveBackToCustomer, type PiecesBack } from '../internal/give-back.ts';

type Told = Pick<RefundDocument, '_openid' | 'orderId' | 'paymentId' | 'amount' | 'reason'>;

/**
 * A refund that WeChat is to make. `_id` is its `out_refund_no`: the payment's number, `R`, and for a part of it the number of the case that asked for it, so that the
 * same money never goes back twice.
 */
export function refundRow(refund: Told & { now: Date; part?: number; caseId?: string }): RefundDocument {
  const { now, part, ...fields } = refund;
  return {
    _id: refundId(refund.paymentId, part),
    ...fields,
    status: 'pending',
    attempts: 0,
    nextAttempt: now,
    createTime: now,
    updateTime: now,
  };
}

function refundId(paymentId: string, part: number | undefined): string {
  return `${paymentId}R${part ?? ''}`;
}

export interface MoneyBack {
  readonly order: OrderDocument;
  /** Fen; nothing, when points alone go back. */
  readonly amount: number;
  /** The order is over with it, and so is its payment. */
  readonly whole: boolean;
  /** What it is for. */
  readonly pieces: PiecesBack;
  readonly reason: string;
  readonly now: Date;
  /** The case's number on its order; nothing when the rest goes back because the order ends. */
  readonly part?: number;
  readonly caseId?: string;
}

/**
 * Promises money of an order's payment back, inside the caller's transaction: never more than was paid. WeChat's, and what was paid by hand, leaves a row in
 * `refunds`, which is answered; what was paid from the balance the caller books there. Throws when the books would give more back than came in, and
 * {@link WriteConflict} as long as the payment itself is being written down.
 */
export async function promiseBack(transaction: Transaction, back: MoneyBack): Promise<RefundDocument | null> {
  const { order, amount, whole, pieces, reason, now, part, caseId } = back;
  const payment = order.paymentId === undefined ? null : await transaction.get(tables.payments, order.paymentId);
  if (payment === null && order.debit !== undefined) throw new WriteConflict(`order ${order._id}: its payment is being written down`);
  const key = refundId(order.paymentId ?? order.orderNo, part);
  const returned = await giveBackToCustomer(transaction, { order, amount, reason, key, pieces });
  const atOnce = order.paymentMethod === 'balance' || returned;
  if (payment !== null) {
    const promised = promisedBack(payment) + amount;
    if (promised > payment.amount) throw new Error(`payment ${payment._id}: ${promised} of ${payment.amount} would go back`);
    const settled = (payment.settledAmount ?? 0) + (atOnce ? amount : 0);
    await transaction.update(tables.payments, payment._id, {
      refundedAmount: promised,
      settledAmount: settled,
      ...(whole && promised === payment.amount ? { status: settled === payment.amount ? 'refunded' : 'refund_due' } : {}),
      updateTime: now,
    });
  }
  if (order.paymentMethod === 'balance' || amount === 0) return null;
  const row = refundRow({
    _openid: order._openid,
    orderId: order._id,
    paymentId: order.paymentId ?? order.orderNo,
    amount,
    reason,
    now,
    ...(part === undefined ? {} : { part }),
    ...(caseId === undefined ? {} : { caseId }),
  });
  const byHand: Partial<RefundDocument> = returned
    ? { channel: 'offline', status: 'success' }
    : { channel: 'offline', status: 'manual', failure: 'offline' };
  const told: RefundDocument = order.paymentMethod === 'wechat' ? row : { ...row, ...byHand };
  await transaction.insert(tables.refunds, told);
  return told;
}
