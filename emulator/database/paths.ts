import { failed } from './errors.ts';
import type { Value } from './types.ts';
import { isPlainObject } from './values.ts';

export type Path = readonly string[];

const INDEX = /^(0|[1-9]\d*)$/;

/** A dotted path in its parts. Refuses empty parts and names that JavaScript gives a meaning. */
export function parsePath(text: string): Path {
  const parts = text.split('.');
  if (parts.some((part) => part === '' || part === '__proto__'))
    throw failed(`The path '${text}' is not valid: it has an empty or forbidden field name`);
  if (parts.length > 100) throw failed('paths may be at most 100 levels deep');
  return parts;
}

export function isArrayIndex(part: string): boolean {
  return INDEX.test(part);
}

/** A document's own field; `undefined` when it has none. */
export function fieldOf(container: Value, name: string): Value {
  return isPlainObject(container) && Object.hasOwn(container, name) ? container[name] : undefined;
}

/**
 * Shows every value that a query on a path looks at, in MongoDB's way: arrays on the way are entered, an array at the end shows its
 * elements and then itself, a missing field shows `undefined`. An empty path shows the value alone. Stops when `visit` answers true, and
 * says whether it did.
 */
export function visitPath(root: Value, path: Path, visit: (value: Value) => boolean, leafElements = true, at = 0): boolean {
  if (path.length === 0) return visit(root);
  let value = root;
  let depth = at;
  while (depth < path.length && !Array.isArray(value)) {
    value = fieldOf(value, path[depth] ?? '');
    depth += 1;
  }
  if (!Array.isArray(value)) return visit(value);
  const array: readonly Value[] = value;
  if (depth < path.length) return visitElements(array, path, visit, leafElements, depth);
  if (leafElements) for (const element of array) if (visit(element)) return true;
  return visit(array);
}

function visitElements(
  array: readonly Value[],
  path: Path,
  visit: (value: Value) => boolean,
  leafElements: boolean,
  depth: number,
): boolean {
  const part = path[depth] ?? '';
  for (const element of array) {
    if (isPlainObject(element) && visitPath(element, path, visit, leafElements, depth)) return true;
  }
  if (!isArrayIndex(part) || Number(part) >= array.length) return false;
  const element = array[Number(part)];
  if (depth + 1 === path.length) return visit(element);
  return (isPlainObject(element) || Array.isArray(element)) && visitPath(element, path, visit, leafElements, depth + 1);
}
