import type { GroupTeamDocument, OrderDocument, OrderGroup, TeamSeatDocument } from '@shop/shared/database/documents.ts';
import type { JoinFault } from '@shop/shared/domain/group-buy.ts';
import { joinFault, seatName } from '@shop/shared/domain/group-buy.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { tables } from '../../_platform/tables.ts';

/** The only module that writes teams. A seat is there or not, paid or not, and names its order: every write is one condition, and repeating it changes nothing. */

/** The team that an order opens. */
export function teamIdOf(orderId: string): string {
  return stableId('team', orderId);
}

/** A person within a team, and nobody outside it: strangers see the team. */
export function seatOwner(teamId: string, openid: string): string {
  return stableId('seat', teamId, openid);
}

export interface Person {
  readonly openid: string;
  readonly nickName: string;
  readonly avatarUrl: string;
}

function seatOf(teamId: string, orderId: string, person: Person, now: Date): TeamSeatDocument {
  const { openid, nickName, avatarUrl } = person;
  return { orderId, who: seatOwner(teamId, openid), name: seatName(nickName), avatarUrl, paid: false, at: now };
}

/** What a new team is made from; `deadline` was told to the order that opens it. */
export interface Opening {
  readonly groupBuyId: string;
  readonly productId: string;
  readonly price: number;
  readonly size: number;
  readonly deadline: Date;
}

/**
 * Opens a team with its first seat. False when the offer is over or not what was told any more. `opened` counts first, so that an offer somebody has
 * a team of never changes its price; a call that dies after it leaves a count too many, which nothing hangs on.
 */
export async function openTeam(orderId: string, opening: Opening, person: Person): Promise<boolean> {
  const { groupBuyId, productId, price, size, deadline } = opening;
  const now = new Date();
  const teamId = teamIdOf(orderId);
  const offered = await tables.groupBuys.updateOne(
    { _id: groupBuyId, status: 'on', productId, price, size, startsAt: command.lte(now), endsAt: command.gt(now) },
    { opened: command.inc(1) },
  );
  if (!offered) return false;
  const seat = seatOf(teamId, orderId, person, now);
  const opened = await tables.groupTeams.insertOnce({
    _id: teamId,
    groupBuyId,
    productId,
    leader: seat.who,
    size,
    seats: [seat],
    seatCount: 1,
    paidCount: 0,
    missing: size,
    deadline,
    status: 'forming',
    settling: false,
    createTime: now,
    updateTime: now,
  });
  // An earlier attempt of this order opened it, and somebody joined before the attempt was undone.
  const seated = opened || (await joinTeam(orderId, teamId, person)) === null;
  await checkpoint('team.seated');
  return seated;
}

/** Takes a seat by one conditional write; null when it is taken, else why not. */
export async function joinTeam(orderId: string, teamId: string, person: Person): Promise<JoinFault | 'TEAM_NOT_FOUND' | null> {
  const now = new Date();
  const seat = seatOf(teamId, orderId, person, now);
  const seated = await tables.groupTeams.updateOne(
    {
      _id: teamId,
      status: 'forming',
      deadline: command.gt(now),
      'seats.who': command.neq(seat.who),
      $expr: { $lt: ['$seatCount', '$size'] },
    },
    { seats: command.push([seat]), seatCount: command.inc(1), updateTime: now },
  );
  if (seated) {
    await checkpoint('team.seated');
    return null;
  }
  const team = await tables.groupTeams.get(teamId);
  if (team === null) return 'TEAM_NOT_FOUND';
  if (team.seats.some((one) => one.orderId === orderId)) return null;
  return joinFault(team, seat.who, now) ?? 'TEAM_FULL';
}

/** Frees the seat of an order that ended while the team is forming; what a decided team was stays written. The last to leave ends the team. */
export async function leaveTeam({ _id: orderId, group, placed }: Pick<OrderDocument, '_id' | 'group' | 'placed'>): Promise<void> {
  if (group === undefined) return;
  const { teamId } = group;
  const now = new Date();
  const leave = (paid: boolean): Promise<boolean> =>
    tables.groupTeams.updateOne(
      { _id: teamId, status: 'forming', seats: command.elemMatch({ orderId, paid }) },
      {
        seats: command.pull({ orderId }),
        seatCount: command.inc(-1),
        ...(paid ? { paidCount: command.inc(-1), missing: command.inc(1) } : {}),
        updateTime: now,
      },
    );
  // A payment may be counted between the two; it is never taken back to unpaid.
  if (!(await leave(false))) await leave(true);
  await checkpoint('team.left');
  const empty = { _id: teamId, status: 'forming', seatCount: 0 };
  if (placed || teamId !== teamIdOf(orderId))
    await tables.groupTeams.updateOne(empty, { status: 'failed', endReason: 'empty', updateTime: now });
  else await tables.groupTeams.remove(empty);
}

export type Counted = 'counted' | 'lost';

/**
 * Counts a paid order in its team; with the last one the team has succeeded. `lost` when its team is decided without it: then its money must go back, which the
 * timer sees to, because such an order is `paid` and not `counted`. May be repeated.
 */
export async function countPaid(order: Pick<OrderDocument, '_id' | 'group'>): Promise<Counted> {
  const { _id: orderId, group } = order;
  if (group === undefined || group.counted) return 'counted';
  const now = new Date();
  const team = await tables.groupTeams.updateAndRead(
    { _id: group.teamId, status: 'forming', seats: command.elemMatch({ orderId, paid: false }) },
    { 'seats.$.paid': true, paidCount: command.inc(1), missing: command.inc(-1), updateTime: now },
  );
  await checkpoint('team.paid');
  const decided = team ?? (await tables.groupTeams.get(group.teamId));
  const seat = decided?.seats.find((one) => one.orderId === orderId);
  if (decided === null || decided.status === 'failed' || seat?.paid !== true) return 'lost';
  await tables.orders.updateOne({ _id: orderId, 'group.counted': false }, { 'group.counted': true, updateTime: now });
  if (decided.status === 'forming' && decided.missing === 0) await succeed(decided._id);
  return 'counted';
}

/** A team whose members have all come and paid. One wins; the others find it done. */
export async function succeed(teamId: string): Promise<boolean> {
  const team = await tables.groupTeams.updateAndRead(
    { _id: teamId, status: 'forming', missing: 0 },
    { status: 'succeeded', settling: true, updateTime: new Date() },
  );
  if (team === null) return false;
  await checkpoint('team.decided');
  await tellSuccess(team);
  return true;
}

/** The orders of a team that has succeeded may be shipped: staff see it on the order. May be repeated. */
export async function tellSuccess(team: GroupTeamDocument): Promise<void> {
  const now = new Date();
  const ids = team.seats.map((seat) => seat.orderId);
  const state: OrderGroup['state'] = 'succeeded';
  await tables.orders.updateAll({ _id: command.in(ids) }, { 'group.state': state, updateTime: now });
  await settled(team._id);
}

/** A team that is past its deadline and not complete. */
export async function fail(teamId: string, now: Date): Promise<boolean> {
  const overdue = { _id: teamId, status: 'forming', deadline: command.lte(now), missing: command.gt(0) };
  const failed = await tables.groupTeams.updateOne(overdue, {
    status: 'failed',
    endReason: 'deadline',
    settling: true,
    updateTime: new Date(),
  });
  if (failed) await checkpoint('team.decided');
  return failed;
}

export async function settled(teamId: string): Promise<void> {
  await tables.groupTeams.updateOne({ _id: teamId, settling: true }, { settling: false, updateTime: new Date() });
}
