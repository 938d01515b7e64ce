import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { failed } from './errors.ts';
import { compareNumbers } from './numbers.ts';
import type { Value } from './types.ts';

export type PlainObject = Record<string, Value>;

/** MongoDB's limit for nested documents. */
const DEEPEST = 100;

/** The places of the types in MongoDB's comparison order. `undefined` stands for "empty array" in index and sort keys. */
const Order = {
  Undefined: 0,
  Null: 5,
  Number: 10,
  String: 15,
  Object: 20,
  Array: 25,
  Binary: 30,
  ObjectId: 35,
  Boolean: 40,
  Date: 45,
  RegExp: 50,
} as const;

export function isPlainObject(value: Value): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Where a value's type stands in MongoDB's comparison order. Values of one place can be compared with `$lt` and its like. */
export function typeOrder(value: Value): number {
  switch (typeof value) {
    case 'number':
      return Order.Number;
    case 'string':
      return Order.String;
    case 'boolean':
      return Order.Boolean;
    case 'undefined':
      return Order.Undefined;
    default:
      return objectOrder(value);
  }
}

function objectOrder(value: Value): number {
  if (value === null) return Order.Null;
  if (Array.isArray(value)) return Order.Array;
  if (value instanceof Date) return Order.Date;
  if (isPlainObject(value)) return Order.Object;
  if (value instanceof Long || value instanceof Decimal128) return Order.Number;
  if (value instanceof ObjectId) return Order.ObjectId;
  if (value instanceof BSONRegExp) return Order.RegExp;
  if (value instanceof Binary) return Order.Binary;
  throw failed('a value of an unknown type cannot be compared');
}

/** Orders text as MongoDB does: by code point, where JavaScript goes by UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return aboveSurrogates(x) - aboveSurrogates(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters above U+FFFF, so they go after every other unit. */
function aboveSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function compareArrays(a: readonly Value[], b: readonly Value[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const order = compareValues(a[at], b[at]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Documents are compared field by field as they stand: type, then name, then value. */
function compareObjects(a: PlainObject, b: PlainObject): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const x = left[at] ?? '';
    const y = right[at] ?? '';
    const order = typeOrder(a[x]) - typeOrder(b[y]) || compareText(x, y) || compareValues(a[x], b[y]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareBytes(a: Binary, b: Binary): number {
  return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value());
}

/** MongoDB's order over all values: negative, zero or positive. Zero means equal for `$eq`, too. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const order = typeOrder(a);
  const difference = order - typeOrder(b);
  if (difference !== 0) return difference;
  if (order === Order.Number) return compareNumbers(a, b);
  if (order === Order.Boolean) return Number(a) - Number(b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (a instanceof ObjectId && b instanceof ObjectId) return compareText(a.toHexString(), b.toHexString());
  if (a instanceof Binary && b instanceof Binary) return compareBytes(a, b);
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) return compareText(a.pattern, b.pattern) || compareText(a.options, b.options);
  if (isPlainObject(a) && isPlainObject(b)) return compareObjects(a, b);
  return 0;
}

export function equalValues(a: Value, b: Value): boolean {
  return a === b || compareValues(a, b) === 0;
}

/** A copy that shares nothing that can be changed. */
export function copyValue<T>(value: T): T;
export function copyValue(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Value) => copyValue(item));
  if (value instanceof Date) return new Date(value.getTime());
  if (isPlainObject(value)) {
    const copy: PlainObject = {};
    for (const key in value) copy[key] = copyValue(value[key]);
    return copy;
  }
  if (value instanceof ObjectId) return new ObjectId(Uint8Array.from(value.id));
  if (value instanceof Binary) return new Binary(Uint8Array.from(value.value()), value.sub_type);
  if (value instanceof Decimal128) return new Decimal128(Uint8Array.from(value.bytes));
  if (value instanceof BSONRegExp) return new BSONRegExp(value.pattern, value.options);
  return value;
}

/** Refuses documents that updates have nested too deeply. */
export function refuseDepth(value: Value, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw failed(`documents may be nested at most ${DEEPEST} levels deep`);
  if (Array.isArray(value)) for (const item of value) refuseDepth(item, depth + 1);
  else if (isPlainObject(value)) for (const key in value) refuseDepth(value[key], depth + 1);
}

/** The store's own copy of a value that came from outside. Refuses what MongoDB or JSON-like data cannot hold, by name. */
export function takeValue(value: Value, operand = false, depth = 0): Value {
  if (depth > DEEPEST) throw failed(`documents may be nested at most ${DEEPEST} levels deep`);
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return null;
    case 'bigint':
      return takeLong(Long.fromBigInt(value));
    case 'object':
      return takeObject(value, operand, depth);
    default:
      throw failed(`a ${typeof value} cannot be stored`);
  }
}

function takeLong(value: Long): number | Long {
  const number = value.toNumber();
  return Number.isSafeInteger(number) ? number : Long.fromBits(value.low, value.high);
}

function takeObject(value: object | null, operand: boolean, depth: number): Value {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item: Value) => takeValue(item, operand, depth + 1));
  if (isPlainObject(value)) return takeFields(value, operand, depth);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw failed('an invalid date cannot be stored');
    return new Date(value.getTime());
  }
  if (value instanceof RegExp)
    return new BSONRegExp(
      value.source,
      [...value.flags]
        .filter((flag) => 'ims'.includes(flag))
        .sort()
        .join(''),
    );
  if (value instanceof Int32 || value instanceof Double) return value.valueOf();
  if (value instanceof Long && value.unsigned === false) return takeLong(value);
  if (value instanceof Uint8Array) return new Binary(Uint8Array.from(value));
  if (value instanceof ObjectId || value instanceof Binary || value instanceof Decimal128 || value instanceof BSONRegExp)
    return copyValue(value);
  throw failed(`a value of type ${String(Reflect.get(value, '_bsontype') ?? value.constructor.name)} is not supported`);
}

function takeFields(value: PlainObject, operand: boolean, depth: number): PlainObject {
  const copy: PlainObject = {};
  for (const key of Object.keys(value)) {
    refuseFieldName(key, operand);
    const item = value[key];
    if (item !== undefined) copy[key] = takeValue(item, operand, depth + 1);
  }
  return copy;
}

function refuseFieldName(name: string, operand: boolean): void {
  if (name === '__proto__' || name === '_bsontype') throw failed(`the field name '${name}' is not allowed`);
  if (name.includes('\0')) throw failed('field names cannot contain a null character');
  if (!operand && name.startsWith('$')) throw failed(`The dollar ($) prefixed field '${name}' in '${name}' is not valid for storage.`);
}

/** MongoDB's shell form of a value, for messages. */
export function showValue(value: Value): string {
  if (value instanceof Date) return `ISODate("${value.toISOString()}")`;
  return value === undefined ? 'null' : JSON.stringify(value);
}
