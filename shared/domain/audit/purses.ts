import { debitRowId } from '../debits.ts';
import { overdue, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

/** Something that is the sum of its rows: a balance, points, what a customer has paid ahead or owes. */
export interface Purse {
  /** Which rule is broken when it is not: `purse.balance`. */
  readonly check: string;
  readonly subject: string;
  readonly value: number;
  /** The sum of its rows. */
  readonly rows: number;
  /** May it be below zero? */
  readonly owes?: true;
}

export function purseFaults({ check, subject, value, rows, owes }: Purse): Violation[] {
  if (value !== rows) return [violation(check, subject, `${value}, but its rows add up to ${rows}`)];
  return value < 0 && owes !== true ? [violation(check, subject, `${value} is below zero`)] : [];
}

/** Money that left a balance for an order and whose row is not written yet. */
export interface AuditedDebit {
  readonly attempt: string;
  readonly orderId: string;
  /** Fen. */
  readonly amount: number;
  readonly at: Date;
}

/** A balance is what its rows and the debits on their way into them add up to, and no debit is stuck. `proven`: ids of the debits' rows that are there. */
export function balanceFaults(
  member: { readonly _id: string; readonly balance: number; readonly debits?: readonly AuditedDebit[] },
  rows: number,
  proven: ReadonlySet<string>,
  moment: AuditMoment,
): Violation[] {
  const { _id: subject, balance: value, debits = [] } = member;
  const onTheWay = sumOf(debits, (debit) => (proven.has(debitRowId(debit)) ? 0 : debit.amount));
  const stuck = debits.filter((debit) => moment.quiet || overdue(debit.at, moment));
  return [
    ...purseFaults({ check: 'purse.balance', subject, value, rows: rows - onTheWay }),
    ...stuck.map((debit) => violation('purse.debit', subject, `${debit.amount} left for ${debit.orderId} and is not settled`)),
  ];
}
