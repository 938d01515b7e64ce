import type { Decimal128, Long } from 'bson';
import { spend } from './effort.ts';
import { failed } from './errors.ts';
import { DATE_OPERATORS } from './expression-dates.ts';
import { arithmetic, approximate, isNumeric } from './numbers.ts';
import type { Value } from './types.ts';
import { compareValues, equalValues, isPlainObject, type PlainObject } from './values.ts';

/** An operator whose arguments are simply computed first. */
export interface ValueOperator {
  readonly least: number;
  readonly most: number;
  compute(values: readonly Value[]): Value;
}

export const isMissing = (value: Value): value is null | undefined => value === null || value === undefined;

export function isTruthy(value: Value): boolean {
  if (isMissing(value) || value === false) return false;
  return !isNumeric(value) || approximate(value) !== 0;
}

/** Refuses a wrong number of arguments. */
export function checkCount(name: string, { least, most }: ValueOperator, count: number): void {
  if (count < least || count > most)
    throw failed(`Expression ${name} takes ${least === most ? least : `${least} to ${most}`} arguments. ${count} were passed in.`);
}

function eager(least: number, most: number, compute: (values: readonly Value[]) => Value): ValueOperator {
  return { least, most, compute };
}

function comparison(holds: (order: number) => Value): ValueOperator {
  return eager(2, 2, ([a, b]) => holds(compareValues(a, b)));
}

function number(name: string, value: Value): number {
  if (!isNumeric(value)) throw failed(`${name} only supports numeric types`);
  return approximate(value);
}

function numeric(name: string, count: 1 | 2, compute: (a: number, b: number) => number): ValueOperator {
  return eager(count, count, (values) => {
    if (values.some(isMissing)) return null;
    return compute(number(name, values[0]), count > 1 ? number(name, values[1]) : 0);
  });
}

function total(operator: '$inc' | '$mul', name: string, values: readonly Value[]): Value {
  if (values.some(isMissing)) return null;
  return values.reduce<number | Long | Decimal128>(
    (sum, value) => {
      if (!isNumeric(value)) throw failed(`${name} only supports numeric types`);
      return arithmetic(operator, sum, value);
    },
    operator === '$inc' ? 0 : 1,
  );
}

function add(values: readonly Value[]): Value {
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length === 0) return total('$inc', '$add', values);
  if (dates.length > 1) throw failed('only one date allowed in an $add expression');
  const sum = total(
    '$inc',
    '$add',
    values.map((value) => (value instanceof Date ? value.getTime() : value)),
  );
  return isMissing(sum) ? null : new Date(Math.round(approximate(sum)));
}

function subtract(values: readonly Value[]): Value {
  const [a, b] = values;
  if (isMissing(a) || isMissing(b)) return null;
  if (a instanceof Date) return b instanceof Date ? a.getTime() - b.getTime() : new Date(a.getTime() - number('$subtract', b));
  if (!isNumeric(a) || !isNumeric(b)) throw failed('$subtract only supports numeric types');
  return arithmetic('$inc', a, arithmetic('$mul', b, -1));
}

function divide(a: number, b: number): number {
  if (b === 0) throw failed("can't $divide by zero");
  return a / b;
}

function modulo(a: number, b: number): number {
  if (b === 0) throw failed("can't $mod by zero");
  return a % b;
}

/** A number with its decimal point moved, without the error of a multiplication. */
function shifted(value: number, places: number): number {
  const [digits = '0', exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** Half to even, as MongoDB rounds. */
function round(value: number, places: number): number {
  const scaled = shifted(value, places);
  if (!Number.isFinite(scaled)) return value;
  const down = Math.floor(scaled);
  const rest = scaled - down;
  return shifted(rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down, -places);
}

function places(name: string, compute: (value: number, places: number) => number): ValueOperator {
  return eager(1, 2, ([value, count]) =>
    isMissing(value) ? null : compute(number(name, value), isMissing(count) ? 0 : number(name, count)),
  );
}

function list(name: string, value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw failed(`The argument to ${name} must be an array`);
  return value;
}

function text(name: string, value: Value): string {
  if (typeof value !== 'string') throw failed(`${name} requires a string`);
  return value;
}

/** `$sum`, `$min` and their like as expressions: one argument that is an array stands for its elements. */
function over(compute: (values: readonly Value[]) => Value): ValueOperator {
  return eager(1, Infinity, (values) =>
    compute(values.length === 1 && Array.isArray(values[0]) ? (values[0] as readonly Value[]) : values),
  );
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const present = values.filter((value) => !isMissing(value));
  return present.reduce<Value>((best, value) => (best === null || compareValues(value, best) * sign > 0 ? value : best), null);
}

function elementAt(values: readonly Value[]): Value {
  const [array, at] = values;
  if (isMissing(array) || isMissing(at)) return null;
  return list('$arrayElemAt', array).at(number('$arrayElemAt', at));
}

function slice(values: readonly Value[]): Value {
  if (values.some(isMissing)) return null;
  const array = list('$slice', values[0]);
  const first = number('$slice', values[1]);
  if (values.length === 2) return first >= 0 ? array.slice(0, first) : array.slice(first);
  const from = first >= 0 ? first : Math.max(0, array.length + first);
  return array.slice(from, from + number('$slice', values[2]));
}

function indexOfText(values: readonly Value[]): Value {
  const [whole, part, from, to] = values;
  if (isMissing(whole)) return null;
  const characters = [...text('$indexOfCP', whole)];
  const wanted = [...text('$indexOfCP', part)];
  const end = isMissing(to) ? characters.length : number('$indexOfCP', to);
  for (let at = isMissing(from) ? 0 : number('$indexOfCP', from); at + wanted.length <= end; at += 1) {
    if (wanted.every((character, offset) => characters[at + offset] === character)) return at;
  }
  return -1;
}

function fromPairs(pairs: readonly Value[]): Value {
  const entries = pairs.map((pair): readonly [string, Value] => {
    const [key, value]: readonly Value[] = Array.isArray(pair) ? pair : isPlainObject(pair) ? [pair['k'], pair['v']] : [];
    if (typeof key !== 'string' || key === '__proto__') throw failed('$arrayToObject requires pairs whose keys are strings');
    return [key, value];
  });
  return Object.fromEntries(entries);
}

function mergeObjects(values: readonly Value[]): Value {
  const [only] = values;
  const merged: PlainObject = {};
  for (const value of values.length === 1 && Array.isArray(only) ? (only as readonly Value[]) : values) {
    if (isMissing(value)) continue;
    if (!isPlainObject(value)) throw failed('$mergeObjects requires object inputs');
    Object.assign(merged, value);
  }
  return merged;
}

/** Both count in bytes of UTF-8, where the text's characters take one to four. */
function indexOfBytes(values: readonly Value[]): Value {
  const [whole, part, from, to] = values;
  if (isMissing(whole)) return null;
  const bytes = Buffer.from(text('$indexOfBytes', whole));
  const end = isMissing(to) ? bytes.length : number('$indexOfBytes', to);
  return bytes.subarray(0, end).indexOf(text('$indexOfBytes', part), isMissing(from) ? 0 : number('$indexOfBytes', from));
}

function range(values: readonly Value[]): Value {
  const [start, end, step] = [values[0], values[1], values[2] ?? 1].map((value) => number('$range', value));
  if (start === undefined || end === undefined || step === undefined || ![start, end, step].every(Number.isInteger))
    throw failed('$range needs whole numbers');
  if (step === 0) throw failed('$range requires a non-zero step value');
  const count = Math.max(0, Math.ceil((end - start) / step));
  spend(count);
  return Array.from({ length: count }, (_none, at) => start + at * step);
}

export const VALUE_OPERATORS: Readonly<Record<string, ValueOperator>> = {
  ...DATE_OPERATORS,
  $mergeObjects: eager(1, Infinity, mergeObjects),
  $indexOfBytes: eager(2, 4, indexOfBytes),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison(Math.sign),
  $not: eager(1, 1, ([value]) => !isTruthy(value)),
  $add: eager(0, Infinity, add),
  $subtract: eager(2, 2, subtract),
  $multiply: eager(0, Infinity, (values) => total('$mul', '$multiply', values)),
  $divide: numeric('$divide', 2, divide),
  $mod: numeric('$mod', 2, modulo),
  $abs: numeric('$abs', 1, Math.abs),
  $ceil: numeric('$ceil', 1, Math.ceil),
  $floor: numeric('$floor', 1, Math.floor),
  $sqrt: numeric('$sqrt', 1, Math.sqrt),
  $pow: numeric('$pow', 2, Math.pow),
  $trunc: places('$trunc', (value, count) => shifted(Math.trunc(shifted(value, count)), -count)),
  $round: places('$round', round),
  $sum: over((values) => total('$inc', '$sum', values.filter(isNumeric))),
  $avg: over((values) => {
    const numbers = values.filter(isNumeric).map(approximate);
    return numbers.length === 0 ? null : numbers.reduce((a, b) => a + b, 0) / numbers.length;
  }),
  $min: over((values) => extreme(values, -1)),
  $max: over((values) => extreme(values, 1)),
  $size: eager(1, 1, ([array]) => list('$size', array).length),
  $in: eager(2, 2, ([value, array]) => list('$in', array).some((item) => equalValues(item, value))),
  $isArray: eager(1, 1, ([value]) => Array.isArray(value)),
  $arrayElemAt: eager(2, 2, elementAt),
  $first: eager(1, 1, ([array]) => (isMissing(array) ? null : list('$first', array).at(0))),
  $last: eager(1, 1, ([array]) => (isMissing(array) ? null : list('$last', array).at(-1))),
  $slice: eager(2, 3, slice),
  $concatArrays: eager(0, Infinity, (values) => (values.some(isMissing) ? null : values.flatMap((value) => list('$concatArrays', value)))),
  $setIsSubset: eager(2, 2, ([a, b]) => list('$setIsSubset', a).every((x) => list('$setIsSubset', b).some((y) => equalValues(x, y)))),
  $concat: eager(0, Infinity, (values) => (values.some(isMissing) ? null : values.map((value) => text('$concat', value)).join(''))),
  $toLower: eager(1, 1, ([value]) => (isMissing(value) ? '' : text('$toLower', value).toLowerCase())),
  $toUpper: eager(1, 1, ([value]) => (isMissing(value) ? '' : text('$toUpper', value).toUpperCase())),
  $strLenCP: eager(1, 1, ([value]) => [...text('$strLenCP', value)].length),
  $range: eager(2, 3, range),
  $reverseArray: eager(1, 1, ([array]) => (isMissing(array) ? null : [...list('$reverseArray', array)].reverse())),
  $indexOfCP: eager(2, 4, indexOfText),
  $arrayToObject: eager(1, 1, ([pairs]) => (isMissing(pairs) ? null : fromPairs(list('$arrayToObject', pairs)))),
};
