import { failed, unknownOperator } from './errors.ts';
import { compileExpression, type Variables } from './expression.ts';
import { isTruthy } from './expression-values.ts';
import { compileGeo, GEO_OPERATORS } from './geo/operators.ts';
import { compileOperator } from './match-operators.ts';
import { parsePath } from './paths.ts';
import type { Filter, Value } from './types.ts';
import { isPlainObject, takeValue } from './values.ts';

/** Decides about one value: a whole document, or an element of an array. */
export type Predicate = (value: Value) => boolean;

/** How deep a query stands in others, and what `$$` variables a `$lookup` around it gives to its `$expr`. */
export interface Scope {
  readonly depth: number;
  readonly variables: Variables;
  /** May `$near` stand here? It orders whole results, so it may not stand under `$or`, `$not` and their like, nor in a `$match`. */
  readonly near?: boolean;
}

const DEEPEST = 100;
const TOP: Scope = { depth: 0, variables: {}, near: true };

function deeper({ depth, variables }: Scope, near = false): Scope {
  if (depth >= DEEPEST) throw failed(`queries may be nested at most ${DEEPEST} levels deep`);
  return { depth: depth + 1, variables, near };
}

/** Turns a filter into its decision. Refuses what MongoDB refuses, and by name what this store does not know. */
export function compileFilter(filter: Filter, scope = TOP): Predicate {
  if (!isPlainObject(filter)) throw failed('the query must be an object');
  const parts = Object.keys(filter).map((key) => compileClause(key, filter[key], scope));
  const [first, second] = parts;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  return (value) => parts.every((part) => part(value));
}

function compileClause(key: string, operand: Value, scope: Scope): Predicate {
  if (!key.startsWith('$')) return compileField(key, operand, scope);
  switch (key) {
    case '$and': {
      const parts = branches(key, operand, scope);
      return (value) => parts.every((part) => part(value));
    }
    case '$or': {
      const parts = branches(key, operand, scope);
      return (value) => parts.some((part) => part(value));
    }
    case '$nor': {
      const parts = branches(key, operand, scope);
      return (value) => !parts.some((part) => part(value));
    }
    case '$expr': {
      const expression = compileExpression(operand);
      return (value) => isTruthy(expression(value, scope.variables));
    }
    case '$comment':
      return () => true;
    default:
      throw unknownOperator(`unknown top level operator: ${key}`);
  }
}

function branches(key: string, operand: Value, scope: Scope): Predicate[] {
  if (!Array.isArray(operand) || operand.length === 0) throw failed(`${key} must be a nonempty array`);
  return operand.map((branch: Value) => {
    if (!isPlainObject(branch)) throw failed('$or/$and/$nor entries need to be full objects');
    return compileFilter(branch, deeper(scope, key === '$and' && scope.near === true));
  });
}

function compileField(field: string, operand: Value, scope: Scope): Predicate {
  const path = parsePath(field);
  if (!isOperators(operand)) return compileOperator(path, '$eq', takeValue(operand, true, scope.depth), context(scope));
  return compileOperators(path, operand, scope);
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

function compileOperators(path: readonly string[], operators: Record<string, Value>, scope: Scope): Predicate {
  const parts: Predicate[] = [];
  for (const key of Object.keys(operators)) {
    if (GEO_OPERATORS.has(key)) {
      if (key.startsWith('$near') && scope.near !== true) throw failed('$geoNear, $near, and $nearSphere are not allowed in this context');
      parts.push(compileGeo(path, key, operators[key]));
      continue;
    }
    if (key === '$options') {
      if (!('$regex' in operators)) throw failed('$options needs a $regex');
      continue;
    }
    const operand = key === '$regex' ? { pattern: operators[key], options: operators['$options'] } : operators[key];
    parts.push(compileOperator(path, key, operand, context(scope)));
  }
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : (value) => parts.every((part) => part(value));
}

/** What operators need of the language around them: `$not` and `$elemMatch` hold queries themselves. */
export interface MatchContext {
  filter(operand: Filter): Predicate;
  operators(path: readonly string[], operand: Record<string, Value>): Predicate;
}

function context(scope: Scope): MatchContext {
  return {
    filter: (operand) => compileFilter(operand, deeper(scope)),
    operators: (path, operand) => compileOperators(path, operand, deeper(scope)),
  };
}
