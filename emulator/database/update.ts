import { BSONRegExp, Decimal128 } from 'bson';
import { failed, unknownOperator } from './errors.ts';
import { isOperators } from './match.ts';
import { arithmetic, isNumeric } from './numbers.ts';
import { isArrayIndex, parsePath, type Path } from './paths.ts';
import type { Document, Filter, Value } from './types.ts';
import { ARRAY_CHANGES, typeName } from './update-arrays.ts';
import { changeAt, valueAt, type Change } from './update-path.ts';
import { changePositional, isPositional } from './update-positional.ts';
import { compareValues, equalValues, isPlainObject, takeValue, type PlainObject } from './values.ts';

/** What an update makes of a document; the document itself when nothing changes. `inserting` lets `$setOnInsert` act. */
export type Updater = (document: PlainObject, inserting: boolean) => PlainObject;

interface Step {
  readonly path: Path;
  readonly onlyInserting: boolean;
  /** `original` is the document before any step. */
  apply(document: Value, original: Value): Value;
}

type FieldChange = (path: string, operand: Value, now: number) => Change;

const replaceWith: FieldChange = (_path, operand) => {
  const value = takeValue(operand);
  return (old) => (old !== undefined && equalValues(old, value) ? old : value);
};

function calculate(operator: '$inc' | '$mul'): FieldChange {
  return (path, operand) => {
    const amount = takeValue(operand, true);
    if (!isNumeric(amount))
      throw failed(
        `Cannot ${operator === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${JSON.stringify(operand)}}`,
      );
    return (old) => {
      if (old === undefined) return operator === '$inc' ? amount : arithmetic('$mul', 0, amount);
      if (!isNumeric(old))
        throw failed(`Cannot apply ${operator} to a value of non-numeric type. The field '${path}' has type ${typeName(old)}`);
      const result = arithmetic(operator, old, amount);
      // A decimal may change its form (1 to 1.0) without changing its value.
      const same = result instanceof Decimal128 ? old instanceof Decimal128 && String(result) === String(old) : equalValues(result, old);
      return same ? old : result;
    };
  };
}

function extreme(sign: 1 | -1): FieldChange {
  return (_path, operand) => {
    const value = takeValue(operand);
    return (old) => (old === undefined || compareValues(value, old) * sign > 0 ? value : old);
  };
}

const currentDate: FieldChange = (_path, operand, now) => {
  const wanted = operand === true || (isPlainObject(operand) && operand['$type'] === 'date');
  if (!wanted) throw failed("$currentDate takes true or {$type: 'date'}; timestamps are not supported");
  return () => new Date(now);
};

const bits: FieldChange = (path, operand) => {
  if (!isPlainObject(operand) || Object.keys(operand).length === 0) throw failed('The $bit modifier needs a document of and, or, xor');
  const steps = Object.entries(operand).map(([name, mask]) => {
    if (typeof mask !== 'number' || (mask | 0) !== mask) throw failed('The $bit modifier takes 32-bit integers');
    if (name !== 'and' && name !== 'or' && name !== 'xor')
      throw failed(`The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    return (value: number) => (name === 'and' ? value & mask : name === 'or' ? value | mask : value ^ mask);
  });
  return (old) => {
    const value = old ?? 0;
    if (typeof value !== 'number' || (value | 0) !== value)
      throw failed(`Cannot apply $bit to a value of non-integral type: the field '${path}'`);
    return steps.reduce((result, step) => step(result), value);
  };
};

const FIELD_CHANGES: Readonly<Record<string, FieldChange>> = {
  $set: replaceWith,
  $setOnInsert: replaceWith,
  $unset: () => () => undefined,
  $inc: calculate('$inc'),
  $mul: calculate('$mul'),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bits,
  ...ARRAY_CHANGES,
};

function parseTarget(field: string, positional = false): Path {
  const path = parsePath(field);
  const odd = path.find((part, at) => part.startsWith('$') && !(positional && at > 0 && isPositional(part)));
  if (odd !== undefined) throw failed(`'${odd}' in the path '${field}' is not supported here`);
  return path;
}

function compileRename(from: string, operand: Value): Step[] {
  if (typeof operand !== 'string') throw failed(`The 'to' field for $rename must be a string: ${from}`);
  const source = parseTarget(from);
  const target = parseTarget(operand);
  if (from === operand) throw failed(`The source and target field for $rename must differ: ${from}`);
  const move = (document: Value): Value => {
    const value = valueAt(document, source);
    if (value === undefined) return document;
    for (const path of [source, target]) {
      if (path.some((_part, at) => at > 0 && Array.isArray(valueAt(document, path.slice(0, at)))))
        throw failed(`$rename cannot go through an array: '${path.join('.')}'`);
    }
    return changeAt(
      changeAt(document, source, () => undefined),
      target,
      () => value,
    );
  };
  return [
    { path: source, onlyInserting: false, apply: (document) => document },
    { path: target, onlyInserting: false, apply: move },
  ];
}

function compileSteps(operator: string, fields: Value, now: number, filter: Filter): Step[] {
  const known = operator === '$rename' || Object.hasOwn(FIELD_CHANGES, operator);
  if (!known) throw unknownOperator(`Unknown modifier: ${operator}`);
  if (!isPlainObject(fields)) throw failed(`Modifiers operate on fields but we found type ${typeName(fields)} instead: {${operator}: ...}`);
  return Object.keys(fields).flatMap((field) => {
    const operand = fields[field];
    if (operator === '$rename') return compileRename(field, operand);
    const path = parseTarget(field, true);
    const change = FIELD_CHANGES[operator]?.(field, operand, now) ?? ((old: Value) => old);
    const apply: Step['apply'] = path.some(isPositional)
      ? (document, original) => changePositional(document, path, change, original, filter)
      : (document) => changeAt(document, path, change);
    return [{ path, onlyInserting: operator === '$setOnInsert', apply }];
  });
}

/** Numbers in paths by size, names by spelling: the order in which MongoDB applies changes, and so adds fields. */
function comparePaths(a: Step, b: Step): number {
  for (const [at, part] of a.path.entries()) {
    const other = b.path[at];
    if (other === undefined) return 1;
    if (part === other) continue;
    if (isArrayIndex(part) && isArrayIndex(other)) return Number(part) - Number(other);
    return part < other ? -1 : 1;
  }
  return a.path.length - b.path.length;
}

function refuseConflicts(steps: readonly Step[]): void {
  const targets = new Set<string>();
  for (const { path } of steps) {
    const whole = path.join('.');
    if (targets.has(whole)) throw failed(`Updating the path '${whole}' would create a conflict at '${whole}'`);
    targets.add(whole);
  }
  for (const { path } of steps) {
    for (let length = 1; length < path.length; length += 1) {
      const prefix = path.slice(0, length).join('.');
      if (targets.has(prefix)) throw failed(`Updating the path '${path.join('.')}' would create a conflict at '${prefix}'`);
    }
  }
}

/**
 * Turns an operator document into its effect. `now` is what `$currentDate` writes, in ms; `filter` found the documents and so tells what
 * `$` in a path stands for. Refuses conflicts between paths.
 */
export function compileUpdate(update: Record<string, Value>, now: number, filter: Filter = {}): Updater {
  const operators = Object.keys(update);
  const plain = operators.find((key) => !key.startsWith('$'));
  if (plain !== undefined) throw unknownOperator(`Unknown modifier: ${plain}`);
  const steps = operators.flatMap((operator) => compileSteps(operator, update[operator], now, filter));
  if (steps.length > 1) {
    refuseConflicts(steps);
    steps.sort(comparePaths);
  }
  return (document, inserting) => {
    let result: Value = document;
    for (const step of steps) if (inserting || !step.onlyInserting) result = step.apply(result, document);
    if (!isPlainObject(result)) throw failed('an update must leave a document');
    if (!inserting && !equalValues(result['_id'], document['_id']))
      throw failed("Performing an update on the path '_id' would modify the immutable field '_id'");
    return result;
  };
}

/** A whole document in place of another; it keeps the `_id`. */
export function compileReplacement(replacement: Record<string, Value>): Updater {
  const operator = Object.keys(replacement).find((key) => key.startsWith('$'));
  if (operator !== undefined) throw failed(`the replacement document must not contain update operators: ${operator}`);
  const body = takeValue(replacement);
  if (!isPlainObject(body)) throw failed('the replacement must be a document');
  return (document) => {
    const id = document['_id'];
    if (id !== undefined && body['_id'] !== undefined && !equalValues(id, body['_id'])) {
      throw failed("After applying the update, the (immutable) field '_id' was found to have been altered");
    }
    const result = id === undefined ? body : { _id: id, ...body };
    return equalValues(result, document) ? document : result;
  };
}

/** What an upsert starts from: the fields that the filter pins to one value. */
export function upsertSeed(filter: Filter): PlainObject {
  let seed: Value = {};
  const collect = (part: Filter): void => {
    for (const [key, operand] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(operand)) operand.filter(isPlainObject).forEach(collect);
      if (key.startsWith('$')) continue;
      const pinned = isOperators(operand) ? operand['$eq'] : operand;
      if (pinned === undefined || pinned instanceof RegExp || pinned instanceof BSONRegExp) continue;
      seed = changeAt(seed, parsePath(key), () => takeValue(pinned));
    }
  };
  collect(filter);
  return seed as PlainObject;
}

export function asDocument(value: PlainObject): Document {
  const id = value['_id'];
  if (typeof id === 'string' || (typeof id === 'number' && !Number.isNaN(id))) return value as Document;
  throw failed(`an _id must be a string or a number, not ${typeName(id)}`);
}
