import { Binary, BSONRegExp, Decimal128, Long, ObjectId } from 'bson';
import { decode, isPlainObject } from '../gateway/values.ts';

/**
 * A stored value as extended JSON that people can read: dates as ISO text, and no wrapper where JSON says it exactly. Every value that the store
 * holds comes back through {@link fromExtended} as it was, its type included.
 */
export function toExtended(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : { $numberDouble: Object.is(value, -0) ? '-0.0' : String(value) };
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(toExtended);
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Long) return { $numberLong: value.toString() };
  if (value instanceof Decimal128) return { $numberDecimal: value.toString() };
  if (value instanceof ObjectId) return { $oid: value.toHexString() };
  if (value instanceof BSONRegExp) return { $regularExpression: { pattern: value.pattern, options: value.options } };
  if (value instanceof Binary)
    return { $binary: { base64: value.toString('base64'), subType: value.sub_type.toString(16).padStart(2, '0') } };
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toExtended(item)]));
}

/** Extended JSON, freshly parsed, as values. `now` (ms) stands for server dates. Refuses wrappers that hold no such value. */
export function fromExtended(value: unknown, now: number, place: 'document' | 'filter'): unknown {
  return decode(value, now, place);
}

/** Null where it is no object. */
export function objectOf(value: unknown): Record<string, unknown> | null {
  return isPlainObject(value) ? value : null;
}
