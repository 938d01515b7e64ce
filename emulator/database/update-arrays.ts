import { BSONRegExp } from 'bson';
import { failed } from './errors.ts';
import { compileFilter, isOperators, type Predicate } from './match.ts';
import { compileOperator } from './match-operators.ts';
import { compileSort, type Comparison } from './sort.ts';
import type { Value } from './types.ts';
import type { Change } from './update-path.ts';
import { compareValues, equalValues, isPlainObject, takeValue, type PlainObject } from './values.ts';

type ArrayChange = (path: string, operand: Value) => Change;

/** `$push: {$each, $position, $slice, $sort}` and the bare value alike. */
interface Push {
  readonly items: readonly Value[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly sort: Comparison | undefined;
}

function wholeNumber(name: string, value: Value): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw failed(`The value for ${name} must be an integer value`);
  return value;
}

function sortOf(value: Value): Comparison | undefined {
  if (value === undefined) return undefined;
  if (value === 1 || value === -1) return (a, b) => compareValues(a, b) * value;
  if (!isPlainObject(value) || Object.keys(value).length === 0)
    throw failed('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  return compileSort(
    Object.entries(value).map(([field, direction]) => {
      if (direction !== 1 && direction !== -1) throw failed('The $sort element value must be either 1 or -1');
      return [field, direction] as const;
    }),
  );
}

function eachOf(operator: string, operand: PlainObject, allowed: readonly string[]): readonly Value[] {
  const stranger = Object.keys(operand).find((key) => !allowed.includes(key));
  if (stranger !== undefined) throw failed(`Unrecognized clause in ${operator}: ${stranger}`);
  const each = operand['$each'];
  if (!Array.isArray(each)) throw failed(`The argument to $each in ${operator} must be an array`);
  return each.map((item: Value) => takeValue(item));
}

function parsePush(operand: Value): Push {
  if (!isPlainObject(operand) || !('$each' in operand))
    return { items: [takeValue(operand)], position: undefined, slice: undefined, sort: undefined };
  return {
    items: eachOf('$push', operand, ['$each', '$position', '$slice', '$sort']),
    position: wholeNumber('$position', operand['$position']),
    slice: wholeNumber('$slice', operand['$slice']),
    sort: sortOf(operand['$sort']),
  };
}

const push: ArrayChange = (path, operand) => {
  const { items, position, slice, sort } = parsePush(operand);
  return (old) => {
    if (old !== undefined && !Array.isArray(old))
      throw failed(`The field '${path}' must be an array but is of type ${typeName(old)} in document`);
    const array: Value[] = old === undefined ? [] : [...(old as readonly Value[])];
    if (position === undefined) array.push(...items);
    else array.splice(position, 0, ...items);
    if (sort !== undefined) array.sort(sort);
    if (slice === undefined) return keepIfEqual(old, array);
    return keepIfEqual(old, slice >= 0 ? array.slice(0, slice) : array.slice(slice));
  };
};

const addToSet: ArrayChange = (path, operand) => {
  const items = isPlainObject(operand) && '$each' in operand ? eachOf('$addToSet', operand, ['$each']) : [takeValue(operand)];
  return (old) => {
    if (old !== undefined && !Array.isArray(old)) {
      throw failed(`Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(old)}`);
    }
    const array: Value[] = old === undefined ? [] : [...(old as readonly Value[])];
    for (const item of items) if (!array.some((element) => equalValues(element, item))) array.push(item);
    return keepIfEqual(old, array);
  };
};

/** Which elements `$pull` takes out: a document is a query on elements, operators test the element itself, any other value is the element. */
function pullTest(operand: Value): Predicate {
  if (isOperators(operand)) {
    if (Object.keys(operand).some((key) => ['$and', '$or', '$nor', '$expr'].includes(key))) return ofObjects(compileFilter(operand));
    const test = compileFilter({ element: operand });
    return (element) => test({ element });
  }
  if (isPlainObject(operand)) return ofObjects(compileFilter(operand));
  const value = takeValue(operand, true);
  if (value instanceof BSONRegExp) return compileOperator([], '$eq', value, NO_CONTEXT);
  return (element) => equalValues(element, value);
}

const ofObjects =
  (test: Predicate): Predicate =>
  (element) =>
    isPlainObject(element) && test(element);

const NO_CONTEXT = {
  filter: (filter: Record<string, Value>) => compileFilter(filter),
  operators: (): Predicate => {
    throw failed('no operators here');
  },
};

function remove(operator: string, test: Predicate): Change {
  return (old) => {
    if (old === undefined) return undefined;
    if (!Array.isArray(old)) throw failed(`Cannot apply ${operator} to a non-array value`);
    const rest = old.filter((element: Value) => !test(element));
    return rest.length === old.length ? old : rest;
  };
}

const pullAll: ArrayChange = (_path, operand) => {
  if (!Array.isArray(operand)) throw failed('$pullAll requires an array argument');
  const items = operand.map((item: Value) => takeValue(item, true));
  return remove('$pullAll', (element) => items.some((item) => equalValues(item, element)));
};

const pop: ArrayChange = (path, operand) => {
  if (operand !== 1 && operand !== -1) throw failed('$pop expects 1 or -1');
  return (old) => {
    if (old === undefined) return undefined;
    if (!Array.isArray(old)) throw failed(`Path '${path}' contains an element of non-array type '${typeName(old)}'`);
    if (old.length === 0) return old;
    return operand === 1 ? old.slice(0, -1) : old.slice(1);
  };
};

function keepIfEqual(old: Value, array: readonly Value[]): Value {
  return old !== undefined && equalValues(old, array) ? old : array;
}

/** A value's type as MongoDB's messages name it. */
export function typeName(value: Value): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'double') : typeof value;
}

export const ARRAY_CHANGES: Readonly<Record<string, ArrayChange>> = {
  $push: push,
  $addToSet: addToSet,
  $pull: (_path, operand) => remove('$pull', pullTest(operand)),
  $pullAll: pullAll,
  $pop: pop,
};
