import { parseYuan } from './money.ts';

/** What came is no bill, or not all of it. Nothing may be concluded from it. */
export class UnreadableBill extends Error {
  override readonly name = 'UnreadableBill';
}

/** One row of WeChat's daily bill (对账单, type ALL). Fen. */
export interface BillRow {
  readonly kind: 'payment' | 'refund';
  /** 商户订单号 of a payment, 商户退款单号 of a refund. */
  readonly number: string;
  readonly amount: number;
  readonly time: string;
}

const FIELDS = {
  time: '交易时间',
  order: '商户订单号',
  state: '交易状态',
  refund: '商户退款单号',
  paid: '订单金额',
  back: '申请退款金额',
} as const;

/**
 * Reads a bill's text: a header, rows whose fields begin with a back-tick (names of goods may hold commas), a summary header and a summary row. Columns are found
 * by name, because WeChat adds some. Throws {@link UnreadableBill} when it is no bill, a number of rows is missing, or an amount is not one: a bill that is read wrongly is worse than none.
 */
export function parseBill(text: string): BillRow[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const header = lines[0]?.split(',') ?? [];
  const at = Object.fromEntries(Object.entries(FIELDS).map(([name, title]) => [name, header.indexOf(title)])) as Record<
    keyof typeof FIELDS,
    number
  >;
  const missing = Object.entries(at).find(([, index]) => index < 0);
  if (missing) throw new UnreadableBill(`not a bill: no column ${FIELDS[missing[0] as keyof typeof FIELDS]}`);

  const end = lines.findIndex((line, index) => index > 0 && !line.startsWith('`'));
  const summary = lines[end + 1];
  if (end < 0 || summary === undefined) throw new UnreadableBill('a bill without its summary');
  const rows = lines.slice(1, end).map((line) => rowOf(cells(line), at));
  if (Number(cells(summary)[0]) !== rows.length) throw new UnreadableBill(`a bill of ${cells(summary)[0] ?? '?'} rows with ${rows.length}`);
  return rows;
}

function cells(line: string): string[] {
  return line.slice(1).split(',`');
}

function rowOf(row: readonly string[], at: Record<keyof typeof FIELDS, number>): BillRow {
  const cell = (name: keyof typeof FIELDS): string => row[at[name]] ?? '';
  const refund = cell('state') === 'REFUND';
  const amount = parseYuan(cell(refund ? 'back' : 'paid'));
  const number = cell(refund ? 'refund' : 'order');
  if (amount === null || number === '') throw new UnreadableBill(`a bill's row cannot be read: ${number}`);
  return { kind: refund ? 'refund' : 'payment', number, amount, time: cell('time') };
}

/** A row of our own books that WeChat's bill of the day should hold. */
export interface BookRow {
  readonly kind: BillRow['kind'];
  readonly number: string;
  readonly amount: number;
  readonly orderId: string;
}

export interface Difference {
  readonly kind: BillRow['kind'];
  readonly number: string;
  /** Fen; null on the side that has no such row. */
  readonly ours: number | null;
  readonly theirs: number | null;
  readonly orderId: string;
}

export interface Comparison {
  readonly oursOnly: Difference[];
  readonly theirsOnly: Difference[];
  readonly amountDiffers: Difference[];
}

/** Compares by number, in fen. `expected`: rows that must be in the bill; `known`: further rows of ours that the bill may hold (booked on a neighbouring day). */
export function compareBill(bill: readonly BillRow[], expected: readonly BookRow[], known: readonly BookRow[] = []): Comparison {
  const keyOf = (row: { kind: string; number: string }): string => `${row.kind}.${row.number}`;
  const ours = new Map([...known, ...expected].map((row) => [keyOf(row), row]));
  const theirs = new Set(bill.map(keyOf));
  const oursOnly = expected
    .filter((row) => !theirs.has(keyOf(row)))
    .map(({ kind, number, amount, orderId }) => ({ kind, number, ours: amount, theirs: null, orderId }));
  const theirsOnly: Difference[] = [];
  const amountDiffers: Difference[] = [];
  for (const row of bill) {
    const own = ours.get(keyOf(row));
    const { kind, number, amount } = row;
    if (own === undefined) theirsOnly.push({ kind, number, ours: null, theirs: amount, orderId: '' });
    else if (own.amount !== amount) amountDiffers.push({ kind, number, ours: own.amount, theirs: amount, orderId: own.orderId });
  }
  return { oursOnly, theirsOnly, amountDiffers };
}
