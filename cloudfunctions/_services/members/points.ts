import type { MemberDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { command, type Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

export interface PointsMove {
  /** The row's `_id`: the same act never books twice. */
  readonly key: string;
  readonly member: MemberDocument;
  readonly type: PointsLogDocument['type'];
  /** Signed. */
  readonly points: number;
  readonly orderId: string | null;
  readonly reason: string;
  readonly operator: string;
}

/** Moves a member's points and writes the row that proves it, inside the caller's transaction. The caller has checked that they do not fall below zero. */
export async function bookPoints(transaction: Transaction, move: PointsMove): Promise<void> {
  const { member, points } = move;
  const now = new Date();
  await transaction.update(tables.members, member._id, { points: command.inc(points), updateTime: now });
  await transaction.insert(tables.pointsLogs, {
    _id: move.key,
    _openid: member._openid,
    userId: member._id,
    type: move.type,
    points,
    pointsAfter: member.points + points,
    orderId: move.orderId,
    reason: move.reason,
    operator: move.operator,
    createTime: now,
  });
}
