import { AFTER_SALE_OPEN, type AfterSaleStatus } from '../after-sale-lifecycle.ts';
import type { OrderStatus } from '../order-lifecycle.ts';
import { NOTHING_BACK, type LineRefund } from '../refunds.ts';
import { grouped, inMotion, overdue, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedCase {
  readonly _id: string;
  readonly orderId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly status: AfterSaleStatus;
  readonly amount: number;
  readonly freight: number;
  readonly points: number;
  readonly refundId?: string;
  readonly task?: { readonly dueAt: Date } | null;
  readonly updateTime: Date;
}

/** As much of an order as after-sales ask for. */
export interface RefundedOrder {
  readonly _id: string;
  readonly status: OrderStatus;
  readonly paymentId?: string;
  readonly paymentAmount: number;
  readonly refundedAmount: number;
  readonly items: readonly {
    readonly skuId: string;
    readonly quantity: number;
    readonly payable: number;
    readonly afterSale?: LineRefund;
  }[];
  readonly openCases?: readonly { readonly caseId: string }[];
  readonly updateTime: Date;
}

export interface SettledPayment {
  readonly _id: string;
  readonly method: string;
  readonly kind?: string;
  readonly status: string;
  readonly amount: number;
  readonly settledAmount?: number;
  readonly recharge?: { readonly pay: number; readonly get: number };
  readonly updateTime: Date;
}

export interface SettledRefund {
  readonly _id: string;
  readonly paymentId: string;
  readonly status: string;
  readonly amount: number;
}

export interface AfterSaleBooks {
  readonly orders: readonly RefundedOrder[];
  readonly cases: readonly AuditedCase[];
  readonly payments: readonly SettledPayment[];
  readonly refunds: readonly SettledRefund[];
  readonly balanceRows: readonly { readonly _id: string; readonly amount: number }[];
}

/** Orders, their cases, the refunds that pay for these and the payments that they come from tell one story; recharges are in the balance. */
export function afterSaleBookFaults({ orders, cases, payments, refunds, balanceRows }: AfterSaleBooks, moment: AuditMoment): Violation[] {
  const casesOf = grouped(cases, (one) => one.orderId);
  const refundOf = new Map(refunds.map((refund) => [refund._id, refund]));
  const refundsOf = grouped(refunds, (refund) => refund.paymentId);
  const booked = new Map(balanceRows.map((row) => [row._id, row.amount]));
  const orderIds = new Set(orders.map((order) => order._id));
  return [
    ...orders.flatMap((order) => refundedOrderFaults(order, casesOf.get(order._id) ?? [], moment)),
    ...cases.flatMap((one) => [
      ...(orderIds.has(one.orderId) ? [] : [violation('case.orphan', one._id, `its order ${one.orderId} is not there`)]),
      ...caseFaults(one, refundOf.get(one.refundId ?? ''), moment),
    ]),
    ...payments.flatMap((payment) => [
      ...settledFaults(payment, refundsOf.get(payment._id) ?? [], moment),
      ...rechargeFaults(payment, (booked.get(`${payment._id}.recharge`) ?? 0) + (booked.get(`${payment._id}.gift`) ?? 0), moment),
    ]),
  ];
}

const BOOKED: readonly AfterSaleStatus[] = ['refunding', 'manual', 'refunded'];

/** What an order says about its lines and open cases is what its cases say. */
export function refundedOrderFaults(order: RefundedOrder, cases: readonly AuditedCase[], moment: AuditMoment): Violation[] {
  if (inMotion(order.updateTime, moment)) return [];
  const { _id, status, items, paymentAmount, refundedAmount } = order;
  const faults: Violation[] = [];
  const open = cases.filter((one) => AFTER_SALE_OPEN.includes(one.status)).map((one) => one._id);
  const named = (order.openCases ?? []).map(({ caseId }) => caseId);
  if (open.sort().join() !== named.sort().join())
    faults.push(violation('order.cases', _id, `names ${named.length} open cases, but ${open.length} are open`));
  const bySku = grouped(
    cases.filter((one) => BOOKED.includes(one.status)),
    (one) => one.skuId,
  );
  for (const { skuId, quantity, payable, afterSale = NOTHING_BACK } of items) {
    const own = bySku.get(skuId) ?? [];
    const sums = [sumOf(own, (one) => one.quantity), sumOf(own, (one) => one.amount - one.freight), sumOf(own, (one) => one.points)].join(
      '/',
    );
    const { pieces, amount, points } = afterSale;
    if (sums !== [pieces, amount, points].join('/'))
      faults.push(violation('order.line', _id, `${skuId}: ${pieces}/${amount}/${points} back, but its cases say ${sums}`));
    if (pieces > quantity || amount > payable) faults.push(violation('order.line', _id, `${skuId}: more is back than was sold`));
  }
  const all = items.length > 0 && items.every((item) => item.afterSale?.pieces === item.quantity) && refundedAmount === paymentAmount;
  if (all && status !== 'refunded') faults.push(violation('order.whole', _id, `${status}, but everything is back`));
  if (status === 'refunded' && refundedAmount !== paymentAmount)
    faults.push(violation('order.whole', _id, `refunded, but ${refundedAmount} of ${paymentAmount} is back`));
  return faults;
}

/** The state that a case's refund must be in. */
const ROW_OF: Partial<Record<AfterSaleStatus, readonly string[]>> = {
  refunding: ['pending', 'processing'],
  manual: ['manual'],
  refunded: ['success'],
};

/** A case and the refund that pays for it are in step, and its stock work is done. */
export function caseFaults(one: AuditedCase, refund: SettledRefund | undefined, moment: AuditMoment): Violation[] {
  const faults: Violation[] = [];
  const { _id, status, refundId, task } = one;
  if (task && (moment.quiet || overdue(task.dueAt, moment))) faults.push(violation('case.task', _id, 'stock work is left'));
  if (inMotion(one.updateTime, moment)) return faults;
  const wanted = ROW_OF[status];
  const needed = refundId !== undefined || status === 'refunding' || status === 'manual';
  if (needed && (refund === undefined || wanted?.includes(refund.status) !== true))
    faults.push(violation('case.refund', _id, `${status}, but its refund is ${refund?.status ?? 'not there'}`));
  return faults;
}

/** What has arrived of a payment's refunds is what the payment says; it is `refunded` when all of it has. */
export function settledFaults(payment: SettledPayment, refunds: readonly SettledRefund[], moment: AuditMoment): Violation[] {
  if (payment.method === 'balance' || inMotion(payment.updateTime, moment)) return [];
  const { _id, amount, status, settledAmount = 0 } = payment;
  const arrived = sumOf(
    refunds.filter((refund) => refund.status === 'success'),
    (refund) => refund.amount,
  );
  return [
    ...(payment.settledAmount !== undefined && settledAmount !== arrived
      ? [violation('payment.settled', _id, `${settledAmount} has arrived, but its refunds say ${arrived}`)]
      : []),
    ...(status === 'refunded' && arrived !== amount
      ? [violation('payment.settled', _id, `refunded, but ${arrived} of ${amount} arrived`)]
      : []),
    ...(status === 'refund_due' && amount > 0 && arrived === amount
      ? [violation('payment.settled', _id, 'all of it arrived, but it is due')]
      : []),
  ];
}

/** A recharge that was paid is in the balance with its gift, one that was not is not. `booked`: fen in the ledger under its keys. */
export function rechargeFaults(
  { _id, kind, status, recharge, updateTime }: SettledPayment,
  booked: number,
  moment: AuditMoment,
): Violation[] {
  if (kind !== 'recharge' || inMotion(updateTime, moment)) return [];
  const due = status === 'success' ? (recharge?.get ?? 0) : 0;
  return booked === due ? [] : [violation('recharge', _id, `${status}: ${booked} was booked where ${due} was due`)];
}
