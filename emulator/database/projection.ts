import { failed, unknownOperator } from './errors.ts';
import { compileFilter, isOperators } from './match.ts';
import { parsePath, type Path } from './paths.ts';
import type { Document, Value } from './types.ts';
import { copyValue, isPlainObject, type PlainObject } from './values.ts';

interface Branch {
  readonly children: Map<string, Branch>;
  /** Set where a path ends: what becomes of the value. */
  end?: (value: Value) => Value;
}

/** A copy of a document with the wanted fields. */
export type Projection = (document: Document) => Document;

function isIncluded(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  throw failed('a projection takes 0, 1, true, false, $slice or $elemMatch');
}

function sliceOf(operand: Value): (value: Value) => Value {
  const parts: readonly Value[] = Array.isArray(operand) ? operand : [operand];
  if (parts.length < 1 || parts.length > 2 || !parts.every((part) => typeof part === 'number' && Number.isInteger(part)))
    throw failed('$slice takes a number or [skip, limit]');
  const [first = 0, count] = parts as readonly number[];
  if (count !== undefined && count <= 0) throw failed('$slice limit must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (count === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first);
    const from = first >= 0 ? first : Math.max(0, value.length + first);
    return value.slice(from, from + count);
  };
}

function elementOf(operand: Value): (value: Value) => Value {
  if (!isPlainObject(operand)) throw failed('elemMatch: Invalid argument, object required');
  const test = isOperators(operand) ? compileFilter({ value: operand }) : compileFilter(operand);
  const matches = (item: Value): boolean => (isOperators(operand) ? test({ value: item }) : isPlainObject(item) && test(item));
  return (value) => {
    const found = Array.isArray(value) ? value.findIndex(matches) : -1;
    return found === -1 || !Array.isArray(value) ? undefined : [value[found]];
  };
}

function plant(root: Branch, path: Path, end: (value: Value) => Value): void {
  let branch = root;
  for (const part of path) {
    if (branch.end !== undefined) throw failed(`Path collision at ${path.join('.')}`);
    const child = branch.children.get(part) ?? { children: new Map<string, Branch>() };
    branch.children.set(part, child);
    branch = child;
  }
  if (branch.end !== undefined || branch.children.size > 0) throw failed(`Path collision at ${path.join('.')}`);
  branch.end = end;
}

function pick(value: Value, branch: Branch, including: boolean): Value {
  if (branch.end !== undefined) return branch.end(value);
  if (Array.isArray(value)) {
    const items: readonly Value[] = value;
    return items.map((item) => pick(item, branch, including)).filter((item) => item !== undefined);
  }
  if (!isPlainObject(value)) return including ? undefined : value;
  const result: PlainObject = {};
  for (const key of Object.keys(value)) {
    const child = branch.children.get(key);
    const picked = child === undefined ? (including ? undefined : value[key]) : pick(value[key], child, including);
    if (picked !== undefined) result[key] = picked;
  }
  return result;
}

/** Turns a projection into its effect. `_id` comes along unless it is excluded. Refuses to mix including and excluding. */
export function compileProjection(projection: Record<string, Value> | undefined): Projection {
  if (projection === undefined || Object.keys(projection).length === 0) return (document) => copyValue(document);
  const root: Branch = { children: new Map() };
  let including: boolean | undefined;
  let withId: boolean | undefined;
  for (const [field, operand] of Object.entries(projection)) {
    if (field.includes('$')) throw failed(`positional projection '${field}' is not supported`);
    const path = parsePath(field);
    if (isPlainObject(operand)) {
      const [operator = ''] = Object.keys(operand);
      if (operator === '$slice') plant(root, path, sliceOf(operand[operator]));
      else if (operator === '$elemMatch') {
        plant(root, path, elementOf(operand[operator]));
        including ??= true;
      } else throw unknownOperator(`Unsupported projection option: ${field}: ${JSON.stringify(operand)}`);
      continue;
    }
    const included = isIncluded(operand);
    if (field === '_id') {
      withId = included;
      continue;
    }
    if (including !== undefined && including !== included) throw failed('Projection cannot have a mix of inclusion and exclusion.');
    including = included;
    plant(root, path, included ? (value) => value : () => undefined);
  }
  const inclusive = including ?? withId ?? false;
  const keep = withId ?? true;
  plant(root, ['_id'], keep ? (value) => value : () => undefined);
  return (document) => copyValue(pick(document, root, inclusive)) as Document;
}
