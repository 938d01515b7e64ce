import { shareOfUnits } from '../apportion.ts';
import { fen } from '../money.ts';
import type { OrderStatus } from '../order-lifecycle.ts';
import { grouped, overdue, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedCustomer {
  readonly _id: string;
  /** Missing in a customer of the older system. */
  readonly owed?: number;
  readonly status?: 'active' | 'merged';
  readonly mergedInto?: string;
}

export interface AuditedStatementRow {
  readonly customerId: string;
  readonly orderId: string | null;
  readonly amount: number;
}

/** What of a customer's is in other books. */
export interface CustomerPapers {
  readonly statement: readonly AuditedStatementRow[];
  /** Thousandths left in all his prepaid records. */
  readonly prepaidLeft: number;
  readonly orders: number;
}

/** What a customer owes is his statement's sum, and one who was merged away has nothing left. */
export function customerFaults(customer: AuditedCustomer, { statement, prepaidLeft, orders }: CustomerPapers): Violation[] {
  const fault = (text: string): Violation => violation('customer', customer._id, text);
  const owed = customer.owed ?? 0;
  const booked = sumOf(statement, (row) => row.amount);
  const faults = owed === booked ? [] : [fault(`owes ${owed}, but his statement says ${booked}`)];
  if (customer.status !== 'merged') return faults;
  if (customer.mergedInto === undefined) faults.push(fault('merged into nobody'));
  if (owed !== 0 || prepaidLeft !== 0 || orders !== 0)
    faults.push(fault(`merged, but ${owed} owed, ${prepaidLeft} prepaid and ${orders} orders are still his`));
  return faults;
}

export interface AuditedCreditOrder {
  readonly _id: string;
  readonly status: OrderStatus;
  readonly paymentMethod?: string;
  readonly paymentAmount: number;
  readonly refundedAmount: number;
}

/** An order on credit is on the statement with what was not given back; no other one is. */
export function creditFaults(orders: readonly AuditedCreditOrder[], rows: readonly AuditedStatementRow[]): Violation[] {
  const rowsOf = grouped(
    rows.filter((row) => row.orderId !== null),
    (row) => row.orderId ?? '',
  );
  return orders.flatMap((order) => {
    const should = order.paymentMethod === 'credit' ? order.paymentAmount - order.refundedAmount : 0;
    const is = sumOf(rowsOf.get(order._id) ?? [], (row) => row.amount);
    return should === is ? [] : [violation('customer.credit', order._id, `${should} should be on the statement, ${is} is`)];
  });
}

export interface AuditedGoodsOrder {
  readonly _id: string;
  readonly status: OrderStatus;
  readonly paymentMethod?: string;
  readonly items: readonly { readonly skuId: string; readonly quantity: number; readonly afterSale?: { readonly pieces: number } }[];
}

/** What an order moved of one line's prepaid goods, in thousandths. */
export interface GoodsOfLine {
  readonly taken: number;
  readonly back: number;
}

/**
 * An order that was paid in goods took of every line, and gave back no more than the pieces that came back are worth; all of it when it was called off whole. Other orders took
 * none. Where money was agreed on for a piece, its goods stay: so less may come back.
 */
export function goodsFaults(order: AuditedGoodsOrder, goodsOf: (skuId: string) => GoodsOfLine): Violation[] {
  const inGoods = order.paymentMethod === 'prepaid';
  const ended = order.status === 'refunded';
  const calledOff = ended && order.items.every((item) => (item.afterSale?.pieces ?? 0) === 0);
  return order.items.flatMap(({ skuId, quantity, afterSale }) => {
    const { taken, back } = goodsOf(skuId);
    const fault = (text: string): Violation[] => [violation('customer.goods', order._id, `${skuId}: ${text}`)];
    if (taken > 0 !== inGoods)
      return fault(inGoods ? 'paid in goods, and none were taken' : `${taken} were taken, though it was not paid in goods`);
    const worth = shareOfUnits(fen(taken), quantity, 0, ended ? quantity : (afterSale?.pieces ?? 0));
    if (back > worth) return fault(`${back} came back of ${worth}`);
    return calledOff && back !== taken ? fault(`called off, but ${back} of ${taken} came back`) : [];
  });
}

export interface AuditedMerge {
  readonly _id: string;
  readonly status: 'moving' | 'done' | 'undoing' | 'undone';
  readonly dueAt?: Date;
}

/** A merge, or its undoing, that nobody finished. */
export function mergeFaults({ _id, status, dueAt }: AuditedMerge, moment: AuditMoment): Violation[] {
  const open = status === 'moving' || status === 'undoing';
  if (!open || !(moment.quiet || dueAt === undefined || overdue(dueAt, moment))) return [];
  return [violation('customer.merge', _id, `still ${status}`)];
}
