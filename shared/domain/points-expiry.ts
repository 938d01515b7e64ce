/**
 * Points are good until the end of the Beijing year after the one they came in (次年年底到期), oldest first spent. So at the start of a year what was there before the start of the
 * year before goes, less what has been spent since.
 */
export interface PointsRow {
  readonly type: string;
  /** Signed. */
  readonly points: number;
}

const BEIJING_OFFSET_MS = 8 * 60 * 60 * 1000;

/** The Beijing year of an instant. */
export function beijingYear(atMs: number): number {
  return new Date(atMs + BEIJING_OFFSET_MS).getUTCFullYear();
}

/** The first instant of a Beijing year. */
export function yearStart(year: number): Date {
  return new Date(Date.UTC(year, 0, 1) - BEIJING_OFFSET_MS);
}

/** Points that came before this instant expire at the start of `year`. */
export function expiryCut(year: number): Date {
  return yearStart(year - 1);
}

/**
 * What of `opening` points, there at the cut, is left after the rows since then: spent points are the oldest ones, and points that an order gave back are as if they had not
 * been spent. Never below zero.
 */
export function expiringPoints(opening: number, since: readonly PointsRow[]): number {
  const gone = since.reduce((sum, { type, points }) => (points < 0 || type === 'return' ? sum - points : sum), 0);
  return Math.max(0, Math.min(opening, opening - gone));
}
