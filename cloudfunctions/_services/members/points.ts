import type { MemberDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { levelOf, type LevelRule } from '@shop/shared/domain/levels.ts';
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
  /** Growth that comes or goes with them, signed. The caller has checked that it does not fall below zero. */
  readonly growth?: number;
  /** The shop's level table, where growth moves. */
  readonly levels?: readonly LevelRule[] | undefined;
  readonly reason: string;
  readonly operator: string;
}

/** Moves a member's points, and his growth and level where it comes with growth, and writes the row that proves it, inside the caller's transaction. The caller has checked that they do not fall below zero. */
export async function bookPoints(transaction: Transaction, move: PointsMove): Promise<void> {
  const { member, points, growth = 0, levels } = move;
  const now = new Date();
  const grown = growth === 0 ? {} : { growth: command.inc(growth), level: levelOf((member.growth ?? 0) + growth, levels).level };
  await transaction.update(tables.members, member._id, { points: command.inc(points), ...grown, updateTime: now });
  await transaction.insert(tables.pointsLogs, {
    _id: move.key,
    _openid: member._openid,
    userId: member._id,
    type: move.type,
    points,
    pointsAfter: member.points + points,
    ...(growth === 0 ? {} : { growth }),
    orderId: move.orderId,
    reason: move.reason,
    operator: move.operator,
    createTime: now,
  });
}
