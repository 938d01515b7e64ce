/**
 * Values between the wire and the store. Three dialects come in and may be mixed: canonical and relaxed EJSON (server SDKs, addresses of the
 * browser SDK) and the browser SDK's plain JSON (`{"$date": ms}`, `{"$date": {"offset": ms}}`).
 */
import { Binary, BSONRegExp, Decimal128, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { CloudError } from './failure.ts';

export type PlainObject = Record<string, unknown>;

export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Where a value stands: a regular expression is an operator in a filter, a value in a document, a RegExp in an aggregation expression. */
export type Place = 'document' | 'filter' | 'expression';

const MAX_DEPTH = 100;

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (isPlainObject(value)) {
    for (const key of ['$numberInt', '$numberLong', '$numberDouble']) if (key in value) return Number(value[key]);
  }
  return Number.NaN;
}

function decodeDate(value: unknown, now: number): Date {
  if (typeof value === 'string') return new Date(value);
  if (isPlainObject(value) && 'offset' in value) return new Date(now + numberOf(value['offset']));
  const ms = numberOf(value);
  if (Number.isNaN(ms) || Math.abs(ms) > 8.64e15) throw new CloudError('INVALID_PARAM', 'a $date is not a date');
  return new Date(ms);
}

function decodeLong(text: string): unknown {
  if (!/^[+-]?\d{1,20}$/.test(text)) throw new CloudError('INVALID_PARAM', 'a $numberLong is no whole number of 64 bits');
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : Long.fromString(text);
}

function decodeRegExp(value: unknown, place: Place): unknown {
  const pattern = isPlainObject(value) ? String(value['pattern'] ?? '') : '';
  const options = isPlainObject(value) ? String(value['options'] ?? '') : '';
  if (place === 'filter') return { $regex: pattern, $options: options };
  if (place === 'expression') return new RegExp(pattern, options.replace(/[^imsu]/g, ''));
  return new BSONRegExp(pattern, options);
}

function decodeBinary(value: unknown): unknown {
  if (!isPlainObject(value)) throw new CloudError('INVALID_PARAM', 'a $binary is not an object');
  return Binary.createFromBase64(String(value['base64'] ?? ''), Number.parseInt(String(value['subType'] ?? '0'), 16));
}

/** Answers undefined when the object is not one of EJSON's wrappers. */
function decodeWrapper(key: string, value: unknown, now: number, place: Place): unknown {
  switch (key) {
    case '$numberInt':
      return Number(value);
    case '$numberDouble':
      return Number(value);
    case '$numberLong':
      return decodeLong(String(value));
    case '$numberDecimal':
      return Decimal128.fromString(String(value));
    case '$date':
      return decodeDate(value, now);
    case '$tcb_server_date':
      return new Date(now + (isPlainObject(value) ? numberOf(value['offset'] ?? 0) : 0));
    case '$oid':
      return new ObjectId(String(value));
    case '$regularExpression':
      return decodeRegExp(value, place);
    case '$binary':
      return decodeBinary(value);
    case '$timestamp':
      return isPlainObject(value) ? new Timestamp({ t: numberOf(value['t']), i: numberOf(value['i']) }) : undefined;
    case '$minKey':
      return new MinKey();
    case '$maxKey':
      return new MaxKey();
    default:
      return undefined;
  }
}

/** bson refuses what is no number, no id, no pattern; that is the caller's mistake. */
function unwrap(key: string, value: unknown, now: number, place: Place): unknown {
  try {
    return decodeWrapper(key, value, now, place);
  } catch (error) {
    if (error instanceof CloudError) throw error;
    throw new CloudError('INVALID_PARAM', `a ${key} is not well-formed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Decodes in place: `value` is freshly parsed JSON that nobody else holds. `now` (ms) stands for server dates. */
export function decode(value: unknown, now: number, place: Place, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new CloudError('INVALID_PARAM', `values nest deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    // A regular expression in a list ($in, $all) is a value to compare with, not an operator.
    const inside = place === 'filter' ? 'document' : place;
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null) value[index] = decode(item, now, isRegExp(item) ? inside : place, depth + 1);
    }
    return value;
  }
  const object = value as PlainObject;
  const keys = Object.keys(object);
  const first = keys[0];
  if (first !== undefined && keys.length === 1 && first.charCodeAt(0) === 36) {
    const decoded = unwrap(first, object[first], now, place);
    if (decoded !== undefined) return decoded;
  }
  for (const key of keys) {
    const item = object[key];
    if (key === '__proto__') throw new CloudError('INVALID_PARAM', 'a field may not be called __proto__');
    if (typeof item === 'object' && item !== null) {
      object[key] = decode(item, now, place === 'expression' && key === '$match' ? 'filter' : place, depth + 1);
    }
  }
  return object;
}

function isRegExp(value: object): boolean {
  return '$regularExpression' in value;
}

/** Parses a text that holds an EJSON object. Missing and empty text are an empty object. */
export function decodeObject(text: unknown, now: number, place: Place, what: string): PlainObject {
  if (text === undefined || text === null || text === '') return {};
  const parsed = typeof text === 'string' ? parseJson(text, what) : text;
  if (!isPlainObject(parsed)) throw new CloudError('INVALID_PARAM', `${what} is not an object`);
  const decoded = decode(parsed, now, place);
  if (!isPlainObject(decoded)) throw new CloudError('INVALID_PARAM', `${what} is not an object`);
  return decoded;
}

export function parseJson(text: string, what: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new CloudError('INVALID_PARAM', `${what} is not valid JSON`);
  }
}

type Dialect = 'relaxed' | 'canonical' | 'plain';

function encodeNumber(value: number, dialect: Dialect): unknown {
  if (dialect === 'canonical') {
    if (!Number.isInteger(value)) return { $numberDouble: String(value) };
    if (value >= -2147483648 && value <= 2147483647) return { $numberInt: String(value) };
    return Number.isSafeInteger(value) ? { $numberLong: String(value) } : { $numberDouble: String(value) };
  }
  return Number.isFinite(value) ? value : { $numberDouble: String(value) };
}

function encodeSpecial(value: object, dialect: Dialect): unknown {
  if (value instanceof Date) return { $date: dialect === 'plain' ? value.getTime() : { $numberLong: String(value.getTime()) } };
  if (value instanceof ObjectId) return { $oid: value.toHexString() };
  if (value instanceof Long) return { $numberLong: value.toString() };
  if (value instanceof Decimal128) return { $numberDecimal: value.toString() };
  if (value instanceof BSONRegExp) return { $regularExpression: { pattern: value.pattern, options: value.options } };
  if (value instanceof RegExp) return { $regularExpression: { pattern: value.source, options: value.flags.replace(/[^imsx]/g, '') } };
  if (value instanceof Binary)
    return { $binary: { base64: value.toString('base64'), subType: value.sub_type.toString(16).padStart(2, '0') } };
  if (value instanceof Timestamp) return { $timestamp: { t: value.high >>> 0, i: value.low >>> 0 } };
  if (value instanceof MinKey) return { $minKey: 1 };
  if (value instanceof MaxKey) return { $maxKey: 1 };
  return undefined;
}

/** A value as JSON can say it. What needs no change is handed back as it is, so that most documents are not copied. */
export function encode(value: unknown, dialect: Dialect): unknown {
  if (typeof value === 'number') return encodeNumber(value, dialect);
  if (typeof value !== 'object' || value === null) return value === undefined ? null : value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index += 1) {
      const item: unknown = value[index];
      const encoded = encode(item, dialect);
      if (encoded !== item && !Object.is(encoded, item)) (copy ??= value.slice())[index] = encoded;
    }
    return copy ?? value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const special = encodeSpecial(value, dialect);
    if (special !== undefined) return special;
  }
  const object = value as PlainObject;
  let copy: PlainObject | undefined;
  for (const key of Object.keys(object)) {
    const item = object[key];
    const type = typeof item;
    if (type === 'string' || type === 'boolean' || item === null || item === undefined) continue;
    const encoded = encode(item, dialect);
    if (encoded !== item && !Object.is(encoded, item)) (copy ??= { ...object })[key] = encoded;
  }
  return copy ?? object;
}

/** A document as text of relaxed EJSON: what the server SDKs read. */
export function relaxedText(document: unknown): string {
  return JSON.stringify(encode(document, 'relaxed'));
}

/** A document as the text that realtime events and `/web` carry: plain JSON with `{"$date": ms}`. */
export function plainText(document: unknown): string {
  return JSON.stringify(encode(document, 'plain'));
}
