import { violation, type Violation } from './violation.ts';

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
