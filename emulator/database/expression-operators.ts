import { failed } from './errors.ts';
import type { Compile, Expression, Variables } from './expression.ts';
import { isTruthy } from './expression.ts';
import { arithmetic, approximate, isNumeric } from './numbers.ts';
import type { Value } from './types.ts';
import { compareValues, equalValues, isPlainObject, takeValue, type PlainObject } from './values.ts';

type Operator = (operand: Value, compile: Compile) => Expression;

const missing = (value: Value): value is null | undefined => value === null || value === undefined;

/** Operators whose arguments are simply computed first. */
function eager(name: string, least: number, most: number, compute: (values: readonly Value[]) => Value): Operator {
  return (operand, compile) => {
    const list: readonly Value[] = Array.isArray(operand) ? operand : [operand];
    if (list.length < least || list.length > most)
      throw failed(`Expression ${name} takes ${least === most ? least : `${least} to ${most}`} arguments. ${list.length} were passed in.`);
    const items = list.map(compile);
    return (root, variables) => compute(items.map((item) => item(root, variables)));
  };
}

function comparison(name: string, holds: (order: number) => Value): Operator {
  return eager(name, 2, 2, ([a, b]) => holds(compareValues(a, b)));
}

function number(name: string, value: Value): number {
  if (!isNumeric(value)) throw failed(`${name} only supports numeric types`);
  return approximate(value);
}

function numeric(name: string, count: number, compute: (a: number, b: number) => number): Operator {
  return eager(name, count, count, (values) => {
    if (values.some(missing)) return null;
    return compute(number(name, values[0]), count > 1 ? number(name, values[1]) : 0);
  });
}

function total(operator: '$inc' | '$mul', name: string, values: readonly Value[]): Value {
  if (values.some(missing)) return null;
  return values.reduce<number>(
    (sum, value) => {
      if (!isNumeric(value)) throw failed(`${name} only supports numeric types`);
      return approximate(arithmetic(operator, sum, value));
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
  return typeof sum === 'number' ? new Date(sum) : null;
}

function subtract(values: readonly Value[]): Value {
  const [a, b] = values;
  if (missing(a) || missing(b)) return null;
  if (a instanceof Date) return b instanceof Date ? a.getTime() - b.getTime() : new Date(a.getTime() - number('$subtract', b));
  return number('$subtract', a) - number('$subtract', b);
}

function divide(a: number, b: number): number {
  if (b === 0) throw failed("can't $divide by zero");
  return a / b;
}

function modulo(a: number, b: number): number {
  if (b === 0) throw failed("can't $mod by zero");
  return a % b;
}

/** Half to even, as MongoDB rounds. */
function round(value: number, places: number): number {
  const scaled = Number(`${value}e${places}`);
  if (!Number.isFinite(scaled)) return value;
  const down = Math.floor(scaled);
  const rest = scaled - down;
  const whole = rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
  return Number(`${whole}e${-places}`);
}

function list(name: string, value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw failed(`The argument to ${name} must be an array`);
  return value;
}

function text(name: string, value: Value): string {
  if (typeof value !== 'string') throw failed(`${name} requires a string`);
  return value;
}

/** `$sum`, `$min` … as expressions: one argument that is an array stands for its elements. */
function over(name: string, compute: (values: readonly Value[]) => Value): Operator {
  return eager(name, 1, Infinity, (values) => compute(values.length === 1 && Array.isArray(values[0]) ? values[0] : values));
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const present = values.filter((value) => !missing(value));
  return present.reduce<Value>((best, value) => (best === null || compareValues(value, best) * sign > 0 ? value : best), null);
}

function named(name: string, operand: Value, fields: readonly string[]): PlainObject {
  if (!isPlainObject(operand)) throw failed(`${name} only supports an object as its argument`);
  const stranger = Object.keys(operand).find((key) => !fields.includes(key));
  if (stranger !== undefined) throw failed(`Unrecognized parameter to ${name}: ${stranger}`);
  return operand;
}

const condition: Operator = (operand, compile) => {
  if (Array.isArray(operand) && operand.length !== 3)
    throw failed(`Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
  const [test, yes, no]: readonly Value[] = Array.isArray(operand)
    ? operand
    : ['if', 'then', 'else'].map((field) => {
        const given = named('$cond', operand, ['if', 'then', 'else']);
        if (!(field in given)) throw failed(`Missing '${field}' parameter to $cond`);
        return given[field];
      });
  const [decide, first, second] = [compile(test), compile(yes), compile(no)];
  return (root, variables) => (isTruthy(decide(root, variables)) ? first(root, variables) : second(root, variables));
};

const switchCase: Operator = (operand, compile) => {
  const given = named('$switch', operand, ['branches', 'default']);
  const cases = list('$switch', given['branches']).map((branch) => {
    const { case: test, then } = named('$switch branch', branch, ['case', 'then']);
    return [compile(test), compile(then)] as const;
  });
  const otherwise = 'default' in given ? compile(given['default']) : undefined;
  return (root, variables) => {
    for (const [test, then] of cases) if (isTruthy(test(root, variables))) return then(root, variables);
    if (otherwise === undefined) throw failed('$switch could not find a matching branch for an input, and no default was specified.');
    return otherwise(root, variables);
  };
};

const ifNull: Operator = (operand, compile) => {
  if (!Array.isArray(operand) || operand.length < 2) throw failed('$ifNull needs at least two arguments');
  const items = operand.map(compile);
  return (root, variables) => {
    let value: Value;
    for (const item of items) if (!missing((value = item(root, variables)))) break;
    return value;
  };
};

const logical =
  (all: boolean): Operator =>
  (operand, compile) => {
    const items = (Array.isArray(operand) ? operand : [operand]).map(compile);
    const test = (root: Value, variables?: Variables) => (item: Expression) => isTruthy(item(root, variables));
    return (root, variables) => (all ? items.every(test(root, variables)) : items.some(test(root, variables)));
  };

const bind: Operator = (operand, compile) => {
  const given = named('$let', operand, ['vars', 'in']);
  const names = Object.entries(isPlainObject(given['vars']) ? given['vars'] : {}).map(([name, value]) => [name, compile(value)] as const);
  const body = compile(given['in']);
  return (root, variables) =>
    body(root, { ...variables, ...Object.fromEntries(names.map(([name, value]) => [name, value(root, variables)])) });
};

function eachOf(name: string, body: string, keep: (items: readonly Value[], results: readonly Value[]) => Value): Operator {
  return (operand, compile) => {
    const given = named(name, operand, ['input', 'as', body]);
    const as = typeof given['as'] === 'string' ? given['as'] : 'this';
    const [input, each] = [compile(given['input']), compile(given[body])];
    return (root, variables) => {
      const items = input(root, variables);
      if (missing(items)) return null;
      return keep(
        list(name, items),
        list(name, items).map((item) => each(root, { ...variables, [as]: item })),
      );
    };
  };
}

const reduce: Operator = (operand, compile) => {
  const given = named('$reduce', operand, ['input', 'initialValue', 'in']);
  const [input, initial, body] = [compile(given['input']), compile(given['initialValue']), compile(given['in'])];
  return (root, variables) => {
    const items = input(root, variables);
    if (missing(items)) return null;
    return list('$reduce', items).reduce((value, item) => body(root, { ...variables, value, this: item }), initial(root, variables));
  };
};

function elementAt(values: readonly Value[]): Value {
  const [array, at] = values;
  if (missing(array) || missing(at)) return null;
  return list('$arrayElemAt', array).at(number('$arrayElemAt', at));
}

function slice(values: readonly Value[]): Value {
  if (values.some(missing)) return null;
  const array = list('$slice', values[0]);
  const first = number('$slice', values[1]);
  if (values.length === 2) return first >= 0 ? array.slice(0, first) : array.slice(first);
  const from = first >= 0 ? first : Math.max(0, array.length + first);
  return array.slice(from, from + number('$slice', values[2]));
}

export const OPERATORS: Readonly<Record<string, Operator>> = {
  $literal: (operand) => {
    const constant = takeValue(operand, true);
    return () => constant;
  },
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $cmp: comparison('$cmp', Math.sign),
  $and: logical(true),
  $or: logical(false),
  $not: eager('$not', 1, 1, ([value]) => !isTruthy(value)),
  $cond: condition,
  $switch: switchCase,
  $ifNull: ifNull,
  $let: bind,
  $add: eager('$add', 0, Infinity, add),
  $subtract: eager('$subtract', 2, 2, subtract),
  $multiply: eager('$multiply', 0, Infinity, (values) => total('$mul', '$multiply', values)),
  $divide: numeric('$divide', 2, divide),
  $mod: numeric('$mod', 2, modulo),
  $abs: numeric('$abs', 1, Math.abs),
  $ceil: numeric('$ceil', 1, Math.ceil),
  $floor: numeric('$floor', 1, Math.floor),
  $sqrt: numeric('$sqrt', 1, Math.sqrt),
  $pow: numeric('$pow', 2, Math.pow),
  $trunc: numeric('$trunc', 1, Math.trunc),
  $round: eager('$round', 1, 2, ([value, places]) =>
    missing(value) ? null : round(number('$round', value), missing(places) ? 0 : number('$round', places)),
  ),
  $sum: over('$sum', (values) => total('$inc', '$sum', values.filter(isNumeric))),
  $avg: over('$avg', (values) => {
    const numbers = values.filter(isNumeric).map(approximate);
    return numbers.length === 0 ? null : numbers.reduce((a, b) => a + b, 0) / numbers.length;
  }),
  $min: over('$min', (values) => extreme(values, -1)),
  $max: over('$max', (values) => extreme(values, 1)),
  $size: eager('$size', 1, 1, ([array]) => list('$size', array).length),
  $in: eager('$in', 2, 2, ([value, array]) => list('$in', array).some((item) => equalValues(item, value))),
  $isArray: eager('$isArray', 1, 1, ([value]) => Array.isArray(value)),
  $arrayElemAt: eager('$arrayElemAt', 2, 2, elementAt),
  $first: eager('$first', 1, 1, ([array]) => (missing(array) ? null : list('$first', array).at(0))),
  $last: eager('$last', 1, 1, ([array]) => (missing(array) ? null : list('$last', array).at(-1))),
  $slice: eager('$slice', 2, 3, slice),
  $concatArrays: eager('$concatArrays', 0, Infinity, (values) =>
    values.some(missing) ? null : values.flatMap((value) => list('$concatArrays', value)),
  ),
  $filter: eachOf('$filter', 'cond', (items, results) => items.filter((_item, at) => isTruthy(results[at]))),
  $map: eachOf('$map', 'in', (_items, results) => results.map((value) => value ?? null)),
  $reduce: reduce,
  $setIsSubset: eager('$setIsSubset', 2, 2, ([a, b]) =>
    list('$setIsSubset', a).every((x) => list('$setIsSubset', b).some((y) => equalValues(x, y))),
  ),
  $concat: eager('$concat', 0, Infinity, (values) =>
    values.some(missing) ? null : values.map((value) => text('$concat', value)).join(''),
  ),
  $toLower: eager('$toLower', 1, 1, ([value]) => (missing(value) ? '' : text('$toLower', value).toLowerCase())),
  $toUpper: eager('$toUpper', 1, 1, ([value]) => (missing(value) ? '' : text('$toUpper', value).toUpperCase())),
  $strLenCP: eager('$strLenCP', 1, 1, ([value]) => [...text('$strLenCP', value)].length),
};
