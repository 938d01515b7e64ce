/** The shop lives in Beijing time: UTC+8, no daylight saving. Everything stored is UTC; these turn an instant into a local day. */
const BEIJING_OFFSET_MS = 8 * 60 * 60 * 1000;
export const DAY_MS = 24 * 60 * 60 * 1000;

function parts(atMs: number): { year: string; month: string; day: string; hour: string; minute: string; second: string } {
  const [date = '', time = ''] = new Date(atMs + BEIJING_OFFSET_MS).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const [hour = '', minute = '', second = ''] = time.slice(0, 8).split(':');
  return { year, month, day, hour, minute, second };
}

/** `20261120` of the Beijing day that `atMs` lies in. */
export function beijingDay(atMs: number): string {
  const { year, month, day } = parts(atMs);
  return year + month + day;
}

/** `yyyyMMddHHmmss` in Beijing time, as WeChat Pay writes instants. */
export function beijingStamp(atMs: number): string {
  const { year, month, day, hour, minute, second } = parts(atMs);
  return year + month + day + hour + minute + second;
}

/** Reads `yyyyMMddHHmmss` in Beijing time; null when it is no instant. */
export function parseBeijingStamp(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0) - BEIJING_OFFSET_MS;
  return beijingStamp(at) === text ? at : null;
}

/** `2026-11-20 14:05` in Beijing time, for people. */
export function formatDateTime(at: number | Date): string {
  const { year, month, day, hour, minute } = parts(typeof at === 'number' ? at : at.getTime());
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** `11-20 14:05` in Beijing time, where the year goes without saying. */
export function formatShortTime(at: number | Date): string {
  return formatDateTime(at).slice(5);
}
