import type { OutputOf, ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { addPoints as addContract, getUserPoints as getContract } from '@shop/shared/contracts/points.ts';
import type { MemberDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { levelOf, nextLevel } from '@shop/shared/domain/levels.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, DuplicateKey, transact } from '../../_platform/database.ts';
import { newId, stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { authorise } from '../../_platform/serve.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { earnKey } from './earnings.ts';
import { ensureMember } from './members.ts';
import { nextExpiry } from './points-expiry.ts';
import { bookPoints } from './points.ts';

type AddInput = ParsedInputOf<typeof addContract>;

/** By his document's id, or by openid. */
async function memberOf(userId: string): Promise<MemberDocument | null> {
  return (await tables.members.get(userId)) ?? tables.members.findOne({ openId: userId });
}

/** What makes the act happen once. What an order earned shares its key with what completion books, so that one of the two counts. */
function keyOf({ requestId, orderId, type }: AddInput, member: MemberDocument, caller: Caller): string {
  if (requestId !== undefined) return stableId('points', caller.identity, requestId);
  if (orderId === undefined) return newId();
  return type === 'earn' ? earnKey(orderId) : stableId('points', member._id, type, orderId);
}

/**
 * Books points to a member: one transaction of purse and ledger row. Repeated with the same `requestId`, or for the same order and type, it answers what there is and books nothing.
 * Refuses MEMBER_NOT_FOUND, ORDER_NOT_FOUND (not his), POINTS_INSUFFICIENT, POINTS_RECORDED (the same key with other points).
 */
export async function addPoints(input: AddInput, caller: Caller): Promise<Result<OutputOf<typeof addContract>>> {
  const member = await memberOf(input.userId);
  if (member === null) return refuse('MEMBER_NOT_FOUND');
  if (input.orderId !== undefined && (await tables.orders.get(input.orderId))?.userId !== member._id) return refuse('ORDER_NOT_FOUND');
  const key = keyOf(input, member, caller);
  const booked = await book(input, key, member._id, caller);
  if (!booked.ok) return booked;
  if (booked.data.first) {
    const { points, type, reason, orderId = null } = input;
    await recordOperation(caller, 'points.add', member._id, { points: booked.data.before }, { points, type, reason, orderId });
  }
  return done({ points: booked.data.points });
}

interface Booked {
  readonly before: number;
  readonly points: number;
  readonly first: boolean;
}

async function book(input: AddInput, key: string, memberId: string, caller: Caller): Promise<Result<Booked>> {
  const repeated = (row: PointsLogDocument, points: number): Result<Booked> =>
    row.points === input.points && row.userId === memberId ? done({ before: points, points, first: false }) : refuse('POINTS_RECORDED');
  try {
    return await transact<Result<Booked>>(async (transaction) => {
      const member = await transaction.get(tables.members, memberId);
      if (member === null) return { commit: false, result: refuse('MEMBER_NOT_FOUND') };
      const row = await transaction.get(tables.pointsLogs, key);
      if (row !== null) return { commit: false, result: repeated(row, member.points) };
      await checkpoint('points.read');
      const points = member.points + input.points;
      if (points < 0) return { commit: false, result: refuse('POINTS_INSUFFICIENT') };
      const after = await bookPoints(transaction, {
        key,
        member,
        type: input.type,
        points: input.points,
        orderId: input.orderId ?? null,
        reason: input.reason,
        operator: caller.identity,
      });
      return { commit: true, result: done({ before: member.points, points: after.points, first: true }) };
    });
  } catch (error) {
    // The same act at the same moment.
    if (!(error instanceof DuplicateKey)) throw error;
    const [row, member] = await Promise.all([tables.pointsLogs.get(key), tables.members.get(memberId)]);
    if (row === null || member === null) throw error;
    return repeated(row, member.points);
  }
}

const PAGE = 50;

/**
 * A member's points, level and ledger. A member sees himself; naming somebody else takes the permission `members.points`.
 * Refuses PERMISSION_DENIED, MEMBER_NOT_FOUND, NOT_SIGNED_IN (nobody named, and the caller is no member).
 */
export async function getUserPoints(
  input: ParsedInputOf<typeof getContract>,
  caller: Caller,
): Promise<Result<OutputOf<typeof getContract>>> {
  const found = await wantedMember(input.userId, caller);
  if (!found.ok) return found;
  const member = found.data;
  const until = { createTime: command.lt(new Date(input.before ?? Date.now() + 1)) };
  const [config, expiring, rows] = await Promise.all([
    shopConfig(),
    nextExpiry(member, new Date()),
    tables.pointsLogs.find({ userId: member._id, ...until }, { orderBy: [['createTime', 'desc']], limit: PAGE }),
  ]);
  const growth = member.growth ?? 0;
  const { level, name, percentOff } = levelOf(growth, config.levels);
  const next = nextLevel(growth, config.levels);
  return done({
    points: member.points,
    level,
    levelName: name,
    percentOff,
    growth,
    next: next === null ? null : { level: next.level, name: next.name, growth: next.growth },
    expiring,
    logs: rows.map((row) => ({
      _id: row._id,
      type: row.type,
      points: row.points,
      pointsAfter: row.pointsAfter,
      reason: row.reason,
      orderId: row.orderId,
      createTime: row.createTime.getTime(),
    })),
  });
}

async function wantedMember(userId: string | undefined, caller: Caller): Promise<Result<MemberDocument>> {
  if (userId === undefined)
    return caller.openid === null ? refuse('NOT_SIGNED_IN') : done(await ensureMember(caller.openid, caller.unionid));
  const own = caller.openid !== null && userId === caller.openid;
  if (!own) {
    const mine = caller.openid === null ? null : await tables.members.findOne({ openId: caller.openid });
    if (mine?._id === userId) return done(mine);
    const allowed = await authorise('members.points', caller);
    if (!allowed.ok) return allowed;
  }
  const member = await memberOf(userId);
  return member === null ? refuse('MEMBER_NOT_FOUND') : done(member);
}
