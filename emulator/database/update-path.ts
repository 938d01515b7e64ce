import { failed } from './errors.ts';
import { fieldOf, isArrayIndex, type Path } from './paths.ts';
import type { Value } from './types.ts';
import { isPlainObject, showValue, type PlainObject } from './values.ts';

/** MongoDB's limit for how far a write beyond an array's end may fill it up. */
const MOST_FILLED = 1_500_000;

/** What becomes of a value: `undefined` is "missing" both ways, the same value means "no change". */
export type Change = (old: Value) => Value;

/** The object without one field. */
function without(object: PlainObject, name: string): PlainObject {
  const copy = { ...object };
  delete copy[name];
  return copy;
}

/** What stands at a path when a change descends it: arrays by place only. */
export function valueAt(root: Value, path: Path): Value {
  return path.reduce<Value>((value, part) => {
    if (!Array.isArray(value)) return fieldOf(value, part);
    return isArrayIndex(part) ? (value as readonly Value[])[Number(part)] : undefined;
  }, root);
}

/**
 * The container after a change at a path. Nothing is changed in place: what lies on the path is copied, the rest is shared, and without
 * a change the container itself comes back. Refuses to build fields under a scalar or by name in an array, as MongoDB does.
 */
export function changeAt(container: Value, path: Path, change: Change, at = 0): Value {
  if (at === path.length) return change(container);
  const part = path[at] ?? '';
  if (isPlainObject(container)) return changeField(container, part, changeAt(fieldOf(container, part), path, change, at + 1));
  if (Array.isArray(container) && isArrayIndex(part)) return changeElement(container, path, change, at);
  const value = build(path, change, at);
  if (value === undefined) return container;
  if (container === undefined) return value;
  throw failed(`Cannot create field '${part}' in element {${path[at - 1] ?? ''}: ${showValue(container)}}`);
}

function changeField(object: PlainObject, name: string, value: Value): PlainObject {
  if (value === undefined) return Object.hasOwn(object, name) ? without(object, name) : object;
  return object[name] === value && Object.hasOwn(object, name) ? object : { ...object, [name]: value };
}

function build(path: Path, change: Change, at: number): Value {
  const value = change(undefined);
  if (value === undefined) return undefined;
  return path.slice(at).reduceRight<Value>((inner, part) => ({ [part]: inner }), value);
}

function changeElement(array: readonly Value[], path: Path, change: Change, at: number): readonly Value[] {
  const place = Number(path[at]);
  const old = place < array.length ? array[place] : undefined;
  const value = changeAt(old, path, change, at + 1);
  if (value === old) return array;
  if (place - array.length > MOST_FILLED) throw failed(`can't backfill more than ${MOST_FILLED} elements`);
  const copy = [...array];
  while (copy.length < place) copy.push(null);
  copy[place] = value ?? null;
  return copy;
}
