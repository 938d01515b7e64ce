import type { MemberDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { levelOf, type LevelRule } from '@shop/shared/domain/levels.ts';
import { settledPoints } from '@shop/shared/domain/points-debt.ts';
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
  /** Points that should go with these and are not there: they are owed from now on. */
  readonly owed?: number;
  readonly reason: string;
  readonly operator: string;
}

/**
 * Moves a member's points, and his growth and level where it comes with growth, and writes the row that proves it, inside the caller's transaction. The caller has checked that they do not fall below zero.
 * Points that are owed are settled first ({@link settledPoints}). Answers the member as he is afterwards.
 */
export async function bookPoints(transaction: Transaction, move: PointsMove): Promise<MemberDocument> {
  const { member, points, growth = 0, levels, owed = 0 } = move;
  const now = new Date();
  const settled = settledPoints(move.type, points, member.pointsOwed ?? 0);
  const grown = growth === 0 ? {} : { growth: command.inc(growth), level: levelOf((member.growth ?? 0) + growth, levels).level };
  const debt = owed === settled ? {} : { pointsOwed: command.inc(owed - settled) };
  await transaction.update(tables.members, member._id, { points: command.inc(points - settled), ...debt, ...grown, updateTime: now });
  const { _openid, _id: userId } = member;
  const common = { _openid, userId, operator: move.operator, createTime: now };
  if (points !== 0 || growth !== 0)
    await transaction.insert(tables.pointsLogs, {
      ...common,
      _id: move.key,
      type: move.type,
      points,
      pointsAfter: member.points + points,
      ...(growth === 0 ? {} : { growth }),
      orderId: move.orderId,
      reason: move.reason,
    });
  const after = member.points + points - settled;
  if (settled > 0)
    await transaction.insert(tables.pointsLogs, {
      ...common,
      _id: `${move.key}.owed`,
      type: 'earn',
      points: -settled,
      pointsAfter: after,
      orderId: null,
      reason: '补扣退款商品的积分',
    });
  return { ...member, points: after, growth: (member.growth ?? 0) + growth, pointsOwed: (member.pointsOwed ?? 0) + owed - settled };
}
