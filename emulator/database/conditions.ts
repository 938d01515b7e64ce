import { BSONRegExp } from 'bson';
import { GEO_OPERATORS, geoIntervals, geoName } from './geo/operators.ts';
import { isOperators } from './match.ts';
import type { Filter, Value } from './types.ts';
import { compareValues, isPlainObject, takeValue, typeOrder } from './values.ts';

/** A stretch of values of one type. Without a bound it reaches to the end of the type. */
export interface Interval {
  readonly place: number;
  readonly low?: { readonly value: Value; readonly inclusive: boolean };
  readonly high?: { readonly value: Value; readonly inclusive: boolean };
}

/** What a filter demands of one field, as far as an index can use it. `points`: every interval is a single value. */
export interface Condition {
  readonly intervals: readonly Interval[];
  readonly points: boolean;
}

/** All demands per field; each of them alone must hold. */
export type Conditions = ReadonlyMap<string, readonly Condition[]>;

/** Where a value stands to an interval: below (negative), inside (zero), above (positive). */
export function position(interval: Interval, value: Value): number {
  const place = typeOrder(value) - interval.place;
  if (place !== 0) return place;
  if (interval.low !== undefined) {
    const order = compareValues(value, interval.low.value);
    if (order < 0 || (order === 0 && !interval.low.inclusive)) return -1;
  }
  if (interval.high !== undefined) {
    const order = compareValues(value, interval.high.value);
    if (order > 0 || (order === 0 && !interval.high.inclusive)) return 1;
  }
  return 0;
}

function point(value: Value): Interval {
  return { place: typeOrder(value), low: { value, inclusive: true }, high: { value, inclusive: true } };
}

/** The text that every match of an anchored pattern starts with; empty when there is none to rely on. */
function literalPrefix(pattern: BSONRegExp): string {
  if (pattern.options !== '' || pattern.pattern.includes('|')) return '';
  const parts = /^\^([\p{L}\p{N}_\- ]+)(.?)/u.exec(pattern.pattern);
  if (parts === null) return '';
  const [, text = '', next = ''] = parts;
  return '*?{+'.includes(next) && next !== '' ? [...text].slice(0, -1).join('') : text;
}

function equal(operand: Value): Interval[] | null {
  const value = takeValue(operand, true);
  if (!(value instanceof BSONRegExp)) return [point(value)];
  const prefix = literalPrefix(value);
  if (prefix === '') return null;
  return [
    { place: typeOrder(''), low: { value: prefix, inclusive: true }, high: { value: `${prefix}\u{10ffff}`, inclusive: true } },
    point(value),
  ];
}

function anyOf(operand: Value): Interval[] | null {
  if (!Array.isArray(operand)) return null;
  const intervals: Interval[] = [];
  for (const item of operand) {
    const found = equal(item);
    if (found === null) return null;
    intervals.push(...found);
  }
  return intervals;
}

function bounded(operator: string, operand: Value): Interval[] | null {
  const value = takeValue(operand, true);
  const inclusive = operator.endsWith('e');
  if (value === null) return inclusive ? [point(null)] : [];
  const place = typeOrder(value);
  return operator.startsWith('$g') ? [{ place, low: { value, inclusive } }] : [{ place, high: { value, inclusive } }];
}

function intervalsOf(operator: string, operand: Value, operators: Record<string, Value>): Interval[] | null {
  switch (operator) {
    case '$eq':
      return equal(operand);
    case '$in':
      return anyOf(operand);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return bounded(operator, operand);
    case '$regex': {
      const pattern = takeValue(operand, true);
      const options = operators['$options'] ?? '';
      if (pattern instanceof BSONRegExp) return options === '' ? equal(pattern) : null;
      return typeof pattern === 'string' && typeof options === 'string' ? equal(new BSONRegExp(pattern, options)) : null;
    }
    default:
      return null;
  }
}

/** Collects what the filter demands of single fields, through `$and` and `$elemMatch`. The filter must have been compiled before. */
export function conditionsOf(filter: Filter): Conditions {
  const found = new Map<string, Condition[]>();
  const add = (field: string, intervals: Interval[] | null): void => {
    if (intervals === null) return;
    const points = intervals.every(
      ({ low, high }) => low !== undefined && high !== undefined && low.inclusive && high.inclusive && low.value === high.value,
    );
    const list = found.get(field) ?? [];
    list.push({ intervals, points });
    found.set(field, list);
  };
  const field = (name: string, operand: Value): void => {
    if (!isOperators(operand)) {
      add(name, equal(operand));
      return;
    }
    for (const [operator, inner] of Object.entries(operand)) {
      if (operator === '$elemMatch') element(name, inner);
      else if (operator === '$all' && Array.isArray(inner)) inner.forEach((item: Value) => field(name, item));
      else if (GEO_OPERATORS.has(operator)) add(geoName(name), [...geoIntervals(operator, inner)]);
      else add(name, intervalsOf(operator, inner, operand));
    }
  };
  const element = (name: string, operand: Value): void => {
    if (!isPlainObject(operand)) return;
    for (const [key, inner] of Object.entries(operand)) {
      if (key.startsWith('$')) add(name, intervalsOf(key, inner, operand));
      else field(`${name}.${key}`, inner);
    }
  };
  const collect = (part: Filter): void => {
    for (const [key, operand] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(operand)) operand.filter(isPlainObject).forEach(collect);
      else if (!key.startsWith('$')) field(key, operand);
    }
  };
  collect(filter);
  return found;
}
