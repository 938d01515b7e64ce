import type { RefundDocument } from '@shop/shared/database/documents.ts';

/** A refund that WeChat is to make. `_id` is its `out_refund_no`, one per payment here, so that the same money never goes back twice. */
export function refundRow(
  refund: Pick<RefundDocument, '_openid' | 'orderId' | 'paymentId' | 'amount' | 'reason'> & { now: Date },
): RefundDocument {
  const { now, ...fields } = refund;
  return { _id: `${refund.paymentId}R`, ...fields, status: 'pending', attempts: 0, nextAttempt: now, createTime: now, updateTime: now };
}
