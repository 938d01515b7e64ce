import { beijingDay } from './time.ts';

/** `YYYYMMDD` of the Beijing day and a sequence of at least four digits: `202611200001`. It sorts by day and stays within WeChat's 32 characters. */
export function orderNumber(atMs: number, sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new RangeError('an order sequence starts at 1');
  return beijingDay(atMs) + String(sequence).padStart(4, '0');
}

/** The key of the day's counter in `counters`. */
export function orderCounterId(atMs: number): string {
  return `orderNo-${beijingDay(atMs)}`;
}
