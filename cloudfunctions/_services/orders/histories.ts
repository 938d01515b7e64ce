import type { OrderHistoryDocument } from '@shop/shared/database/documents.ts';
import { done, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';

/** A change of an order as it is written down, in the transaction that makes it. */
export function historyRow(id: string, row: Omit<OrderHistoryDocument, '_id' | 'createTime'>, now: Date): OrderHistoryDocument {
  return { _id: id, ...row, createTime: now };
}

export interface NamedHistory extends OrderHistoryDocument {
  /** Empty where nobody knows any more. */
  readonly operatorName: string;
}

/** What staff changed in an order, oldest first, with the names of who did it. */
export async function historiesOf(orderId: string): Promise<Result<{ histories: NamedHistory[] }>> {
  const histories = await tables.orderHistories.find({ orderId }, { orderBy: [['createTime', 'asc']], limit: 200 });
  const people = await tables.staff.getMany([...new Set(histories.map(({ operator }) => operator))]);
  const nameOf = new Map(people.map(({ _id, name }) => [_id, name]));
  return done({ histories: histories.map((row) => ({ ...row, operatorName: nameOf.get(row.operator) ?? '' })) });
}
