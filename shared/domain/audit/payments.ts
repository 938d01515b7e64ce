import { promisedBack } from '../refunds.ts';
import { grouped, inMotion, overdue, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedPayment {
  readonly _id: string;
  readonly orderId: string;
  readonly method: string;
  readonly kind?: string;
  readonly amount: number;
  readonly status: string;
  readonly refundedAmount?: number;
  readonly updateTime: Date;
}

export interface AuditedRefund {
  readonly _id: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly status: string;
  readonly nextAttempt: Date;
}

/** Money that came in and was not given back whole. */
export function isKept(payment: AuditedPayment): boolean {
  return payment.status !== 'created' && payment.status !== 'closed' && (payment.amount === 0 || promisedBack(payment) < payment.amount);
}

/** Two days: WeChat's notices and our questions have long ended. */
const REFUND_PATIENCE_MS = 2 * 24 * 60 * 60_000;

/** A payment belongs to an order; what of it goes back through WeChat is a refund each, and never more than came in. */
export function paymentFaults(
  payment: AuditedPayment,
  refunds: readonly AuditedRefund[],
  orderExists: boolean,
  moment: AuditMoment,
): Violation[] {
  const { _id, amount, method, kind } = payment;
  const faults: Violation[] = [];
  if (kind !== 'recharge' && !orderExists) faults.push(violation('payment.orphan', _id, `its order ${payment.orderId} is not there`));
  const back = promisedBack(payment);
  if (back < 0 || back > amount) faults.push(violation('payment.refunded', _id, `${back} of ${amount} goes back`));
  const rows = sumOf(
    refunds.filter((refund) => refund.status !== 'replaced'),
    (refund) => refund.amount,
  );
  const expected = method === 'balance' ? 0 : back;
  if (rows !== expected && !inMotion(payment.updateTime, moment))
    faults.push(violation('payment.refunds', _id, `${expected} is promised back, but its refunds add up to ${rows}`));
  return faults;
}

/** A refund gives back a payment that is there, and is not forgotten. */
export function refundFaults(refund: AuditedRefund, paymentExists: boolean, moment: AuditMoment): Violation[] {
  const faults: Violation[] = [];
  if (!paymentExists) faults.push(violation('refund.orphan', refund._id, `its payment ${refund.paymentId} is not there`));
  const open = refund.status === 'pending' || refund.status === 'processing';
  if (open && overdue(new Date(refund.nextAttempt.getTime() + (moment.quiet ? 0 : REFUND_PATIENCE_MS)), moment))
    faults.push(violation('refund.stuck', refund._id, `${refund.status}, and nobody has tried since ${refund.nextAttempt.toISOString()}`));
  return faults;
}

/** Every refund under the payment it gives back. */
export function refundsByPayment(refunds: readonly AuditedRefund[]): Map<string, AuditedRefund[]> {
  return grouped(refunds, (refund) => refund.paymentId);
}
