/**
 * How long a browser stays signed in: seven days when the person asked to be remembered, else until he has done nothing for half
 * an hour. The session itself belongs to CloudBase; this says when the console gives it up.
 */
export interface SessionMark {
  readonly remember: boolean;
  /** When he signed in, ms. */
  readonly since: number;
  /** When he last did something, ms. */
  readonly lastActive: number;
}

export const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;
export const IDLE_MS = 30 * 60 * 1000;

export function sessionHolds(mark: SessionMark, now: number): boolean {
  return mark.remember ? now - mark.since < REMEMBERED_MS : now - mark.lastActive < IDLE_MS;
}

/** Reads what was stored; null when there is nothing or it is not ours. */
export function readMark(text: string | null): SessionMark | null {
  if (!text) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { remember, since, lastActive } = value as Partial<Record<keyof SessionMark, unknown>>;
    if (typeof remember !== 'boolean' || typeof since !== 'number' || typeof lastActive !== 'number') return null;
    return { remember, since, lastActive };
  } catch {
    return null;
  }
}
