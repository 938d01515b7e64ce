/**
 * The rules of a group buy: so many people order the same goods before a deadline, and everybody pays less; or everybody gets his money back.
 * A team is `forming` until it is decided, once.
 */
export type TeamStatus = 'forming' | 'succeeded' | 'failed';

export const TEAM_STATUS_LABELS: Readonly<Record<TeamStatus, string>> = { forming: '拼团中', succeeded: '拼团成功', failed: '拼团失败' };

export interface TeamSeat {
  /** The order that holds it. */
  readonly orderId: string;
  /** Names a person within this team and says nothing about him outside. */
  readonly who: string;
  readonly paid: boolean;
}

export interface Team {
  readonly size: number;
  readonly deadline: Date;
  readonly status: TeamStatus;
  readonly seats: readonly TeamSeat[];
}

const HOUR_MS = 3_600_000;

/** When a team opened `at` must be complete. */
export function teamDeadline(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * HOUR_MS);
}

/** Seats whose order is not paid, the empty ones included: nothing is missing when everybody has come and paid. */
export function seatsMissing(team: Pick<Team, 'size' | 'seats'>): number {
  return team.size - team.seats.filter((seat) => seat.paid).length;
}

export type JoinFault = 'TEAM_OVER' | 'TEAM_JOINED' | 'TEAM_FULL';

/** Why a person cannot take a seat; null when he can. The database asks the same of itself in the conditional write that decides. */
export function joinFault(team: Team, who: string, now: Date): JoinFault | null {
  if (team.status !== 'forming' || now >= team.deadline) return 'TEAM_OVER';
  if (team.seats.some((seat) => seat.who === who)) return 'TEAM_JOINED';
  return team.seats.length >= team.size ? 'TEAM_FULL' : null;
}

/** What a team is now: complete ones have succeeded even when the deadline has passed since, decided ones stay what they are. */
export function teamOutcome(team: Team, now: Date): TeamStatus {
  if (team.status !== 'forming') return team.status;
  if (seatsMissing(team) === 0) return 'succeeded';
  return now >= team.deadline ? 'failed' : 'forming';
}

export type TeamAct =
  | { readonly act: 'join'; readonly orderId: string; readonly who: string }
  | { readonly act: 'pay' | 'leave'; readonly orderId: string }
  | { readonly act: 'look' };

/** The team after one act at `now`; what is not allowed changes nothing. A seat is given up by its order only while the team is forming. */
export function afterAct(team: Team, act: TeamAct, now: Date): Team {
  if (team.status !== 'forming') return team;
  switch (act.act) {
    case 'join':
      if (joinFault(team, act.who, now) !== null) return team;
      return { ...team, seats: [...team.seats, { orderId: act.orderId, who: act.who, paid: false }] };
    case 'pay': {
      const paid = { ...team, seats: team.seats.map((seat) => (seat.orderId === act.orderId ? { ...seat, paid: true } : seat)) };
      return { ...paid, status: teamOutcome(paid, new Date(0)) };
    }
    case 'leave':
      return { ...team, seats: team.seats.filter((seat) => seat.orderId !== act.orderId) };
    case 'look':
      return { ...team, status: teamOutcome(team, now) };
  }
}

/** A name as strangers in a team see it: 林小满 → 林**. */
export function seatName(name: string): string {
  const [first] = [...name.trim()];
  return first === undefined ? '田间客' : `${first}**`;
}
