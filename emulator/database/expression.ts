import { failed, unknownOperator } from './errors.ts';
import { compileNamed } from './expression-operators.ts';
import { borrowedExpression } from './mingo.ts';
import { fieldOf, parsePath } from './paths.ts';
import type { Value } from './types.ts';
import { isPlainObject, takeValue, type PlainObject } from './values.ts';

/** Computes a value from a document. `undefined` is MongoDB's "missing". */
export type Expression = (root: Value, variables?: Variables) => Value;
export type Variables = Readonly<Record<string, Value>>;
export type Compile = (expression: Value) => Expression;

const DEEPEST = 100;
/** What `$$DESCEND`, `$$PRUNE` and `$$KEEP` are: only `$redact` understands them. */
export const DESCEND = Symbol('$$DESCEND');
export const PRUNE = Symbol('$$PRUNE');
export const KEEP = Symbol('$$KEEP');
const VERDICTS: ReadonlyMap<string, symbol> = new Map([
  ['DESCEND', DESCEND],
  ['PRUNE', PRUNE],
  ['KEEP', KEEP],
]);
const NONE: Variables = {};

/** Turns an aggregation expression into its computation. Refuses by name what this store does not know. */
export function compileExpression(expression: Value, depth = 0): Expression {
  if (depth > DEEPEST) throw failed(`expressions may be nested at most ${DEEPEST} levels deep`);
  const compile: Compile = (inner) => compileExpression(inner, depth + 1);
  if (typeof expression === 'string' && expression.startsWith('$')) return compileReference(expression);
  if (Array.isArray(expression)) {
    const items = expression.map(compile);
    return (root, variables) => items.map((item) => item(root, variables) ?? null);
  }
  if (isPlainObject(expression)) return compileObject(expression, compile);
  const constant = takeValue(expression, true);
  return () => constant;
}

function compileObject(expression: PlainObject, compile: Compile): Expression {
  const keys = Object.keys(expression);
  const [first] = keys;
  if (first?.startsWith('$') === true) {
    if (keys.length > 1) throw failed('an object representing an expression must have exactly one field');
    const compiled = compileNamed(first, expression[first], compile) ?? borrowedExpression(first, expression[first]);
    if (compiled === null) throw unknownOperator(`Unrecognized expression '${first}'`);
    return compiled;
  }
  const fields = keys.map((key) => {
    if (key === '__proto__' || key.startsWith('$')) throw failed(`the field name '${key}' is not allowed`);
    return [key, compile(expression[key])] as const;
  });
  return (root, variables) => {
    const object: PlainObject = {};
    for (const [key, compute] of fields) {
      const value = compute(root, variables);
      if (value !== undefined) object[key] = value;
    }
    return object;
  };
}

function compileReference(text: string): Expression {
  if (!text.startsWith('$$')) {
    const path = parsePath(text.slice(1));
    return (root) => read(root, path, 0);
  }
  const [name = '', ...path] = parsePath(text.slice(2));
  if (name === 'ROOT' || name === 'CURRENT') return (root) => read(root, path, 0);
  if (name === 'REMOVE') return () => undefined;
  const verdict = path.length === 0 ? VERDICTS.get(name) : undefined;
  if (verdict !== undefined) return () => verdict;
  if (!/^[a-z\u0080-\uffff]/.test(name)) throw failed(`Use of undefined or unsupported variable: ${name}`);
  return (_root, variables = NONE) => {
    if (!Object.hasOwn(variables, name)) throw failed(`Use of undefined variable: ${name}`);
    return read(variables[name], path, 0);
  };
}

/** A path in an expression: through an array it gives the array of what its documents hold; numbers are names, never places. */
function read(value: Value, path: readonly string[], depth: number): Value {
  if (depth === path.length) return value;
  if (!Array.isArray(value)) return readField(value, path, depth);
  const found: Value[] = [];
  for (const item of value) {
    const inner: Value = isPlainObject(item) || Array.isArray(item) ? read(item, path, depth) : undefined;
    if (inner !== undefined) found.push(inner);
  }
  return found;
}

function readField(value: Value, path: readonly string[], depth: number): Value {
  const field = fieldOf(value, path[depth] ?? '');
  return field === undefined ? undefined : read(field, path, depth + 1);
}
