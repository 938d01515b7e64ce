import type { PaymentDocument, RefundDocument } from '@shop/shared/database/documents.ts';
import type { BillRow, BookRow } from '@shop/shared/domain/bill.ts';
import { command, type Table, type Where } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

/** A row of our books, with the time we hold it to have happened. */
export interface OwnRow extends BookRow {
  readonly at: Date;
}

const PAGE = 500;
/** What WeChat has taken money for. */
const TAKEN: readonly PaymentDocument['status'][] = ['success', 'refund_due', 'refunded'];

/**
 * What WeChat's bill of the day should hold: payments by WeChat's own time, refunds by when it accepted them. The last `edgeMs` of a day's refunds belong to the next one's
 * comparison, where both bills can be asked.
 */
export async function ownRows(start: Date, end: Date, edgeMs: number): Promise<OwnRow[]> {
  const [payments, refunds] = await Promise.all([
    eachBetween(tables.payments, { method: 'wechat' }, 'paidAt', start, end),
    eachBetween(tables.refunds, {}, 'sentAt', new Date(start.getTime() - edgeMs), new Date(end.getTime() - edgeMs)),
  ]);
  return [
    ...payments.filter(taken).map((payment): OwnRow => ({ ...paymentRow(payment), at: payment.paidAt ?? start })),
    ...refunds.map((refund): OwnRow => ({ ...refundRow(refund), at: refund.sentAt ?? start })),
  ];
}

/** Those of a bill's rows that our books know, on whichever day. */
export async function knownRows(bill: readonly BillRow[]): Promise<BookRow[]> {
  const numbers = (kind: BillRow['kind']): string[] => bill.filter((row) => row.kind === kind).map(({ number }) => number);
  const [payments, refunds] = await Promise.all([named(tables.payments, numbers('payment')), named(tables.refunds, numbers('refund'))]);
  return [...payments.filter(taken).map(paymentRow), ...refunds.filter(({ sentAt }) => sentAt !== undefined).map(refundRow)];
}

function taken({ method, status }: PaymentDocument): boolean {
  return method === 'wechat' && TAKEN.includes(status);
}

function paymentRow({ _id, amount, orderId }: PaymentDocument): BookRow {
  return { kind: 'payment', number: _id, amount, orderId };
}

function refundRow({ _id, amount, orderId }: RefundDocument): BookRow {
  return { kind: 'refund', number: _id, amount, orderId };
}

async function named<Doc extends { _id: string }>(table: Table<Doc>, ids: readonly string[]): Promise<Doc[]> {
  const found: Doc[] = [];
  for (let from = 0; from < ids.length; from += PAGE) found.push(...(await table.getMany(ids.slice(from, from + PAGE))));
  return found;
}

/** Every document whose `field` lies in [start, end), a page at a time; several of one instant may straddle a page, so a page begins where the last one ended. */
async function eachBetween<Field extends string, Doc extends { _id: string } & { [Key in Field]?: Date }>(
  table: Table<Doc>,
  where: Where,
  field: Field,
  start: Date,
  end: Date,
): Promise<Doc[]> {
  const found = new Map<string, Doc>();
  for (let from = start; ;) {
    const page = await table.find(
      { ...where, [field]: command.gte(from).and(command.lt(end)) },
      { orderBy: [[field, 'asc']], limit: PAGE },
    );
    const before = found.size;
    for (const doc of page) found.set(doc._id, doc);
    const last = page.at(-1)?.[field];
    if (page.length < PAGE || last === undefined) return [...found.values()];
    if (found.size === before) throw new Error(`more than ${PAGE} documents of one instant`);
    from = last;
  }
}
