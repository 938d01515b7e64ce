import type { OrderHistoryDocument } from '@shop/shared/database/documents.ts';
import { done, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';

/** A change of an order as it is written down, in the transaction that makes it. */
export function historyRow(id: string, row: Omit<OrderHistoryDocument, '_id' | 'createTime'>, now: Date): OrderHistoryDocument {
  return { _id: id, ...row, createTime: now };
}

export async function historiesOf(orderId: string): Promise<Result<{ histories: OrderHistoryDocument[] }>> {
  return done({ histories: await tables.orderHistories.find({ orderId }, { orderBy: [['createTime', 'asc']], limit: 200 }) });
}
