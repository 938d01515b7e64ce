import { BSONRegExp, Decimal128, Long, ObjectId, Binary } from 'bson';
import { failed, unknownOperator } from './errors.ts';
import type { MatchContext, Predicate } from './match.ts';
import { approximate, isNumeric } from './numbers.ts';
import { visitPath, type Path } from './paths.ts';
import { regularExpression } from './regular-expression.ts';
import type { Value } from './types.ts';
import { compareValues, equalValues, isPlainObject, showValue, takeValue, typeOrder } from './values.ts';

type Compiler = (path: Path, operand: Value, context: MatchContext) => Predicate;

const anyValue =
  (path: Path, test: Predicate): Predicate =>
  (document) =>
    visitPath(document, path, test);

const anyArray =
  (path: Path, test: (array: readonly Value[]) => boolean): Predicate =>
  (document) =>
    visitPath(document, path, (value) => Array.isArray(value) && test(value), false);

const negate =
  (test: Predicate): Predicate =>
  (value) =>
    !test(value);

/** Equality as `$eq`, `$in` and `$all` mean it: null also stands for "missing", a regular expression also for text that it matches. */
function equality(operand: Value): Predicate {
  if (operand === null) return (value) => value === null || value === undefined;
  if (typeof operand === 'string') return (value) => value === operand;
  if (operand instanceof BSONRegExp) {
    const pattern = regularExpression(operand.pattern, operand.options);
    return (value) => (typeof value === 'string' ? pattern.test(value) : value !== undefined && equalValues(value, operand));
  }
  return (value) => value !== undefined && equalValues(value, operand);
}

function isNaNValue(value: Value): boolean {
  return isNumeric(value) && Number.isNaN(approximate(value));
}

/** `$lt` and its like hold only between values of one type; NaN is only ever equal to itself. */
function ordering(holds: (order: number) => boolean): Compiler {
  return (path, operand) => {
    const bound = takeValue(operand, true);
    if (bound instanceof BSONRegExp) throw failed("Can't have RegEx as arg to predicate over field");
    if (bound === null) return holds(0) ? anyValue(path, equality(null)) : () => false;
    if (isNaNValue(bound)) return holds(0) ? anyValue(path, isNaNValue) : () => false;
    const place = typeOrder(bound);
    return anyValue(
      path,
      (value) => value !== undefined && typeOrder(value) === place && !isNaNValue(value) && holds(compareValues(value, bound)),
    );
  };
}

function listOf(operator: string, operand: Value): readonly Value[] {
  if (!Array.isArray(operand)) throw failed(`${operator} needs an array`);
  return operand.map((item: Value) => {
    if (isPlainObject(item) && Object.keys(item)[0]?.startsWith('$') === true) throw failed(`cannot nest $ under ${operator}`);
    return takeValue(item, true);
  });
}

function membership(path: Path, operand: Value, operator: string): Predicate {
  const list = listOf(operator, operand);
  const simple = new Set<Value>(list.filter((item) => typeof item === 'string' || typeof item === 'number'));
  const others = list.filter((item) => !simple.has(item)).map(equality);
  const numbers = list.filter((item) => typeof item === 'number').map(equality);
  return anyValue(path, (value) => {
    if (simple.has(value)) return true;
    if (value instanceof Long || value instanceof Decimal128)
      return numbers.some((test) => test(value)) || others.some((test) => test(value));
    return others.some((test) => test(value));
  });
}

function regex(path: Path, operand: Value): Predicate {
  const given = isPlainObject(operand) ? operand : {};
  const source = takeValue(given['pattern'], true);
  const options = given['options'];
  if (options !== undefined && typeof options !== 'string') throw failed('$options has to be a string');
  if (source instanceof BSONRegExp) return anyValue(path, equality(new BSONRegExp(source.pattern, options ?? source.options)));
  if (typeof source !== 'string') throw failed('$regex has to be a string');
  const expression = regularExpression(source, options ?? '');
  return anyValue(path, (value) => typeof value === 'string' && expression.test(value));
}

function not(path: Path, operand: Value, context: MatchContext): Predicate {
  const value = takeValue(operand, true);
  if (value instanceof BSONRegExp) return negate(anyValue(path, equality(value)));
  if (!isPlainObject(operand)) throw failed('$not needs a regex or a document');
  if (Object.keys(operand).length === 0) throw failed('$not cannot be empty');
  return negate(context.operators(path, operand));
}

function elementTest(operand: Value, context: MatchContext): Predicate {
  if (!isPlainObject(operand)) throw failed('$elemMatch needs an Object');
  const first = Object.keys(operand)[0];
  const isQuery = first === undefined || !first.startsWith('$') || ['$and', '$or', '$nor', '$expr'].includes(first);
  if (!isQuery) return context.operators([], operand);
  const test = context.filter(operand);
  return (element) => (isPlainObject(element) ? test(element) : Array.isArray(element) && test({ ...element }));
}

function elementMatch(path: Path, operand: Value, context: MatchContext): Predicate {
  const test = elementTest(operand, context);
  return anyArray(path, (array) => array.some(test));
}

function all(path: Path, operand: Value, context: MatchContext): Predicate {
  if (!Array.isArray(operand)) throw failed('$all needs an array');
  if (operand.length === 0) return () => false;
  const tests = operand.map((item: Value) => {
    if (isPlainObject(item) && '$elemMatch' in item) return elementMatch(path, item['$elemMatch'], context);
    return anyValue(path, equality(listOf('$all', [item])[0]));
  });
  return (document) => tests.every((test) => test(document));
}

function size(path: Path, operand: Value): Predicate {
  if (typeof operand !== 'number' || !Number.isInteger(operand) || operand < 0)
    throw failed('$size needs a whole number that is not negative');
  return anyArray(path, (array) => array.length === operand);
}

function modulo(path: Path, operand: Value): Predicate {
  if (!Array.isArray(operand) || operand.length < 2) throw failed('malformed mod, not enough elements');
  if (operand.length > 2) throw failed('malformed mod, too many elements');
  const [divisor, remainder] = operand.map((item: Value) => (isNumeric(item) ? Math.trunc(approximate(item)) : Number.NaN));
  if (divisor === undefined || Number.isNaN(divisor)) throw failed('malformed mod, divisor not a number');
  if (divisor === 0) throw failed('divisor cannot be 0');
  if (remainder === undefined || Number.isNaN(remainder)) throw failed('malformed mod, remainder not a number');
  return anyValue(
    path,
    (value) => isNumeric(value) && Number.isFinite(approximate(value)) && Math.trunc(approximate(value)) % divisor === remainder,
  );
}

const isWhole = (value: Value): value is number => typeof value === 'number' && Number.isInteger(value);
const isInt = (value: Value): boolean => isWhole(value) && Math.abs(value) < 2 ** 31;

/** A JavaScript number has no width: a whole one counts as `int` or `long` by its size, any other as `double`. */
const TYPES: readonly (readonly [name: string, code: number, test: Predicate])[] = [
  ['double', 1, (value) => typeof value === 'number' && !isWhole(value)],
  ['string', 2, (value) => typeof value === 'string'],
  ['object', 3, isPlainObject],
  ['array', 4, Array.isArray],
  ['binData', 5, (value) => value instanceof Binary],
  ['objectId', 7, (value) => value instanceof ObjectId],
  ['bool', 8, (value) => typeof value === 'boolean'],
  ['date', 9, (value) => value instanceof Date],
  ['null', 10, (value) => value === null],
  ['regex', 11, (value) => value instanceof BSONRegExp],
  ['int', 16, isInt],
  ['long', 18, (value) => value instanceof Long || (isWhole(value) && !isInt(value))],
  ['decimal', 19, (value) => value instanceof Decimal128],
  ['number', -2, isNumeric],
];

function typeTest(operand: Value): Predicate {
  const entry = TYPES.find(([name, code]) => name === operand || code === operand);
  if (entry === undefined) throw failed(`Unknown type name alias or code: ${showValue(operand)}`);
  return entry[2];
}

function type(path: Path, operand: Value): Predicate {
  const operands: readonly Value[] = Array.isArray(operand) ? operand : [operand];
  if (operands.length === 0) throw failed('must match at least one type');
  const tests = operands.map(typeTest);
  return anyValue(path, (value) => tests.some((test) => test(value)));
}

function exists(path: Path, operand: Value): Predicate {
  const present: Predicate = (document) => visitPath(document, path, (value) => value !== undefined, false);
  const wanted = operand !== false && operand !== 0 && operand !== null && operand !== undefined;
  return wanted ? present : negate(present);
}

const OPERATORS: Readonly<Record<string, Compiler>> = {
  $eq: (path, operand) => anyValue(path, equality(takeValue(operand, true))),
  $ne: (path, operand) => {
    const value = takeValue(operand, true);
    if (value instanceof BSONRegExp) throw failed("Can't have regex as arg to $ne.");
    return negate(anyValue(path, equality(value)));
  },
  $gt: ordering((order) => order > 0),
  $gte: ordering((order) => order >= 0),
  $lt: ordering((order) => order < 0),
  $lte: ordering((order) => order <= 0),
  $in: (path, operand) => membership(path, operand, '$in'),
  $nin: (path, operand) => negate(membership(path, operand, '$nin')),
  $regex: regex,
  $not: not,
  $elemMatch: elementMatch,
  $all: all,
  $size: size,
  $mod: modulo,
  $type: type,
  $exists: exists,
};

export function compileOperator(path: Path, operator: string, operand: Value, context: MatchContext): Predicate {
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile === undefined) throw unknownOperator(`unknown operator: ${operator}`);
  return compile(path, operand, context);
}
