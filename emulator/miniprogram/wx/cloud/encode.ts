import { Condition, UpdateCommand } from './command.ts';
import { isPlainObject, type PlainObject } from './types.ts';
import { toWire } from './values.ts';

/** Two names differ from MongoDB's. */
const QUERY_NAMES: Readonly<Record<string, string>> = { neq: 'ne' };

function encodeField(field: string, value: unknown): PlainObject[] {
  if (value instanceof Condition) return [encodeConditionOn(field, value)];
  if (value instanceof UpdateCommand) throw new Error(`db.command.${value.operator} changes documents; it cannot be part of a query`);
  if (isPlainObject(value) && Object.keys(value).length > 0) {
    // A nested object means its fields one by one, as the SDK flattens it.
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.every(([key]) => !key.startsWith('$'))) return entries.flatMap(([key, item]) => encodeField(`${field}.${key}`, item));
  }
  return [{ [field]: toWire(value) }];
}

function encodeConditionOn(field: string, condition: Condition): PlainObject {
  if (condition.operator === 'not') {
    const inner = condition.operands[0];
    const negated = inner instanceof Condition && !inner.isLogic() ? comparison(inner) : toWire(inner);
    return { [field]: { $not: negated } };
  }
  if (condition.isLogic()) {
    return { [`$${condition.operator}`]: condition.operands.map((operand) => merge(encodeField(field, operand))) };
  }
  return { [field]: comparison(condition) };
}

function comparison(condition: Condition): PlainObject {
  const operand = condition.operands[0];
  const name = QUERY_NAMES[condition.operator] ?? condition.operator;
  return { [`$${name}`]: condition.operator === 'elemMatch' && isPlainObject(operand) ? encodeElement(operand) : toWire(operand) };
}

/** `elemMatch` takes conditions on the element's fields, or one on the element itself. */
function encodeElement(operand: PlainObject): PlainObject {
  return encodeQuery(operand);
}

/** Joins clauses; where two speak of the same field or the same logic, `$and` keeps both. */
function merge(clauses: readonly PlainObject[]): PlainObject {
  const merged: PlainObject = {};
  const clashing: PlainObject[] = [];
  for (const clause of clauses) {
    if (Object.keys(clause).some((key) => key in merged)) clashing.push(clause);
    else Object.assign(merged, clause);
  }
  if (clashing.length === 0) return merged;
  const rest = merged['$and'];
  return Array.isArray(rest) ? { ...merged, $and: [...rest, ...clashing] } : { ...merged, $and: clashing };
}

/** A `where` condition in MongoDB's form, values in the wire's dialect. */
export function encodeQuery(query: unknown): PlainObject {
  if (query instanceof Condition) {
    if (!query.isLogic()) throw new Error(`db.command.${query.operator} needs a field to compare`);
    const parts = query.operands.map(encodeQuery);
    return query.operator === 'not' ? { $nor: parts } : { [`$${query.operator}`]: parts };
  }
  if (!isPlainObject(query)) throw new Error('查询参数必须为对象');
  return merge(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .flatMap(([field, value]) => encodeField(field, value)),
  );
}

const UPDATE_NAMES: Readonly<Record<string, string>> = { remove: 'unset', shift: 'pop', unshift: 'push' };

function operandOf(change: UpdateCommand): unknown {
  switch (change.operator) {
    case 'remove':
      return '';
    case 'pop':
      return 1;
    case 'shift':
      return -1;
    case 'push':
    case 'unshift':
      return pushed(change);
    case 'addToSet':
      return isPlainObject(change.operand) && Array.isArray(change.operand['each'])
        ? { $each: toWire(change.operand['each']) }
        : toWire(change.operand);
    case 'pull':
      return change.operand instanceof Condition
        ? comparison(change.operand)
        : isPlainObject(change.operand)
          ? encodeQuery(change.operand)
          : toWire(change.operand);
    default:
      return toWire(change.operand);
  }
}

function pushed(change: UpdateCommand): PlainObject {
  const given = change.operand;
  if (isPlainObject(given) && Array.isArray(given['each'])) {
    const modifiers: PlainObject = { $each: toWire(given['each']) };
    for (const name of ['position', 'sort', 'slice']) if (given[name] !== undefined) modifiers[`$${name}`] = given[name];
    return modifiers;
  }
  const each = toWire(Array.isArray(given) ? given : [given]);
  return change.operator === 'unshift' ? { $each: each, $position: 0 } : { $each: each };
}

function collect(into: Record<string, PlainObject>, field: string, value: unknown): void {
  if (value === undefined) return;
  if (value instanceof Condition) throw new Error(`db.command.${value.operator} asks; it cannot be part of an update`);
  if (value instanceof UpdateCommand) {
    const name = `$${UPDATE_NAMES[value.operator] ?? value.operator}`;
    (into[name] ??= {})[field] = operandOf(value);
    return;
  }
  if (isPlainObject(value) && Object.keys(value).length > 0) {
    for (const [key, item] of Object.entries(value)) collect(into, `${field}.${key}`, item);
    return;
  }
  (into['$set'] ??= {})[field] = toWire(value);
}

/** An `update({data})` as operators: plain values go into `$set`, nested objects field by field, as the SDK does. */
export function encodeUpdate(data: unknown): PlainObject {
  if (!isPlainObject(data)) throw new Error('参数必需是非空对象');
  if ('_id' in data) throw new Error('不能更新_id的值');
  const operators: Record<string, PlainObject> = {};
  for (const [field, value] of Object.entries(data)) collect(operators, field, value);
  if (Object.keys(operators).length === 0) throw new Error('参数必需是非空对象');
  return operators;
}

/** A whole document for `add` and `set`. */
export function encodeDocument(data: unknown): PlainObject {
  if (!isPlainObject(data)) throw new Error('parameter.data should be object');
  for (const value of Object.values(data)) {
    if (value instanceof UpdateCommand || value instanceof Condition)
      throw new Error('update operator complicit: a new document takes values only');
  }
  const encoded = toWire(data);
  return isPlainObject(encoded) ? encoded : {};
}
