/**
 * The rules of a group buy: so many people order the same goods before a deadline, and everybody pays less; or everybody gets his money back.
 * A team is `forming` until it is decided, once.
 */
export type TeamStatus = 'forming' | 'succeeded' | 'failed';

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

/** A name as strangers in a team see it: 林小满 → 林**. */
export function seatName(name: string): string {
  const [first] = [...name.trim()];
  return first === undefined ? '田间客' : `${first}**`;
}
