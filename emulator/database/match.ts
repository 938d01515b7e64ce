import { failed, unknownOperator } from './errors.ts';
import { compileExpression, isTruthy } from './expression.ts';
import { compileOperator } from './match-operators.ts';
import { parsePath } from './paths.ts';
import type { Filter, Value } from './types.ts';
import { isPlainObject, takeValue } from './values.ts';

/** Decides about one value: a whole document, or an element of an array. */
export type Predicate = (value: Value) => boolean;

const DEEPEST = 100;

/** Turns a filter into its decision. Refuses what MongoDB refuses, and by name what this store does not know. */
export function compileFilter(filter: Filter, depth = 0): Predicate {
  if (!isPlainObject(filter)) throw failed('the query must be an object');
  if (depth > DEEPEST) throw failed(`queries may be nested at most ${DEEPEST} levels deep`);
  const parts = Object.keys(filter).map((key) => compileClause(key, filter[key], depth));
  const [first, second] = parts;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (value) => parts.every((part) => part(value));
}

function compileClause(key: string, operand: Value, depth: number): Predicate {
  if (!key.startsWith('$')) return compileField(key, operand, depth);
  switch (key) {
    case '$and': {
      const parts = branches(key, operand, depth);
      return (value) => parts.every((part) => part(value));
    }
    case '$or': {
      const parts = branches(key, operand, depth);
      return (value) => parts.some((part) => part(value));
    }
    case '$nor': {
      const parts = branches(key, operand, depth);
      return (value) => !parts.some((part) => part(value));
    }
    case '$expr': {
      const expression = compileExpression(operand);
      return (value) => isTruthy(expression(value));
    }
    case '$comment':
      return () => true;
    default:
      throw unknownOperator(`unknown top level operator: ${key}`);
  }
}

function branches(key: string, operand: Value, depth: number): Predicate[] {
  if (!Array.isArray(operand) || operand.length === 0) throw failed(`${key} must be a nonempty array`);
  return operand.map((branch: Value) => {
    if (!isPlainObject(branch)) throw failed('$or/$and/$nor entries need to be full objects');
    return compileFilter(branch, depth + 1);
  });
}

function compileField(field: string, operand: Value, depth: number): Predicate {
  const path = parsePath(field);
  if (!isOperators(operand)) return compileOperator(path, '$eq', takeValue(operand, true, depth), context(depth));
  return compileOperators(path, operand, depth);
}

/** Is this `{$gt: 1}` rather than a document to compare with? A mixture is refused. */
export function isOperators(operand: Value): operand is Record<string, Value> {
  if (!isPlainObject(operand)) return false;
  const keys = Object.keys(operand);
  if (keys[0]?.startsWith('$') !== true || keys[0] === '$ref' || keys[0] === '$id') return false;
  const stranger = keys.find((key) => !key.startsWith('$'));
  if (stranger !== undefined) throw unknownOperator(`unknown operator: ${stranger}`);
  return true;
}

function compileOperators(path: readonly string[], operators: Record<string, Value>, depth: number): Predicate {
  if (depth > DEEPEST) throw failed(`queries may be nested at most ${DEEPEST} levels deep`);
  const parts: Predicate[] = [];
  for (const key of Object.keys(operators)) {
    if (key === '$options') {
      if (!('$regex' in operators)) throw failed('$options needs a $regex');
      continue;
    }
    const operand = key === '$regex' ? { pattern: operators[key], options: operators['$options'] } : operators[key];
    parts.push(compileOperator(path, key, operand, context(depth)));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : (value) => parts.every((part) => part(value));
}

/** What operators need of the language around them: `$not` and `$elemMatch` hold queries themselves. */
export interface MatchContext {
  readonly depth: number;
  filter(operand: Filter): Predicate;
  operators(path: readonly string[], operand: Record<string, Value>): Predicate;
}

function context(depth: number): MatchContext {
  return {
    depth,
    filter: (operand) => compileFilter(operand, depth + 1),
    operators: (path, operand) => compileOperators(path, operand, depth + 1),
  };
}
