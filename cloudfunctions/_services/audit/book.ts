import type { AuditMoment, Violation } from '@shop/shared/domain/audit/violation.ts';
import { command, type Table, type Where } from '../../_platform/database.ts';

/** One book of the shop, looked at a page at a time. */
export interface Book {
  readonly name: string;
  /** The next documents behind `after` in the order of their ids. */
  page(after: string): Promise<readonly { readonly _id: string }[]>;
  /** What is wrong with the documents of this page. Reads everything anew, so that asking again is a second look. */
  look(ids: readonly string[], moment: AuditMoment): Promise<Violation[]>;
}

/** A table in the order of its ids, `size` documents at a time. */
export function pagesOf<Doc extends { _id: string }>(table: Table<Doc>, size: number): Book['page'] {
  return (after) => table.find({ _id: command.gt(after) }, { orderBy: [['_id', 'asc']], limit: size });
}

const MOST = 1000;

/** Every document whose `field` is one of `values` and that is as `besides` says, however many there are. */
export async function allOf<Doc extends { _id: string }>(
  table: Table<Doc>,
  field: string,
  values: readonly string[],
  besides: Where = {},
): Promise<Doc[]> {
  const found: Doc[] = [];
  for (let after = ''; values.length > 0;) {
    const where = { ...besides, [field]: command.in([...values]), _id: command.gt(after) };
    const page = await table.find(where, { orderBy: [['_id', 'asc']], limit: MOST });
    found.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < MOST) return found;
    after = last._id;
  }
  return found;
}
