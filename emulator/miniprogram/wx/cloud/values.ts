/**
 * Values between a mini-program and the wire. Requests use the browser SDK's dialect (`{"$date": ms}`, plain numbers); a query in an
 * address is that once more in canonical extended JSON. Answers may use either.
 */
import { isServerDate, isRegExpCommand, isPlainObject } from './types.ts';

/** JavaScript values to the dialect of request bodies and watch queries. `undefined` vanishes from objects and is null in lists. */
export function toWire(value: unknown, path: readonly unknown[] = []): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'undefined' ? null : value;
  if (path.includes(value)) throw new Error('Cannot convert circular structure to JSON');
  if (isServerDate(value)) return { $date: { offset: value.offset } };
  if (isRegExpCommand(value)) return { $regex: value.regexp, $options: value.options };
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof RegExp) return { $regex: value.source, $options: value.flags.replace(/[^imsx]/g, '') };
  const deeper = [...path, value];
  if (Array.isArray(value)) return value.map((item) => toWire(item, deeper));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toWire(item, deeper)]),
  );
}

function canonicalNumber(value: number): Record<string, string> {
  if (!Number.isInteger(value)) return { $numberDouble: String(value) };
  if (Math.abs(value) <= 2 ** 31 - 1 || value === -(2 ** 31)) return { $numberInt: String(value) };
  return Number.isSafeInteger(value) ? { $numberLong: String(value) } : { $numberDouble: String(value) };
}

/** The dialect once more in canonical extended JSON, for the `query` parameter of an address. */
export function canonical(value: unknown): unknown {
  if (typeof value === 'number') return canonicalNumber(value);
  if (Array.isArray(value)) return value.map(canonical);
  if (!isPlainObject(value)) return value;
  const date = value['$date'];
  if (typeof date === 'number') return { $date: { $numberLong: String(date) } };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]));
}

function numberFrom(value: Readonly<Record<string, unknown>>): number | undefined {
  for (const key of ['$numberInt', '$numberLong', '$numberDouble', '$numberDecimal']) {
    if (key in value) return Number(value[key]);
  }
  return undefined;
}

function dateFrom(value: unknown): Date {
  if (typeof value === 'number' || typeof value === 'string') return new Date(value);
  return new Date(isPlainObject(value) ? (numberFrom(value) ?? Number.NaN) : Number.NaN);
}

/** What came over the wire as a mini-program sees it: dates are `Date`, numbers are numbers, ids are text. */
export function fromWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromWire);
  if (!isPlainObject(value)) return value;
  if ('$date' in value) return dateFrom(value['$date']);
  const number = numberFrom(value);
  if (number !== undefined) return number;
  if (typeof value['$oid'] === 'string') return value['$oid'];
  const expression = value['$regularExpression'];
  if (isPlainObject(expression)) return new RegExp(String(expression['pattern']), String(expression['options'] ?? ''));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromWire(item)]));
}
