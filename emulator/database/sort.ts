import { failed } from './errors.ts';
import { parsePath, visitPath, type Path } from './paths.ts';
import type { Sort, Value } from './types.ts';
import { compareValues } from './values.ts';

export type Comparison = (a: Value, b: Value) => number;

/** MongoDB's limit for the fields of one order. */
const MOST_FIELDS = 32;

/** What a document is sorted by: of an array the smallest element going up and the largest going down, of nothing null. */
export function sortKey(document: Value, path: Path, direction: 1 | -1): Value {
  let best: Value = null;
  let found = false;
  visitPath(document, path, (value) => {
    if (Array.isArray(value) && value.length > 0 && isWhole(document, path, value)) return false;
    const key = Array.isArray(value) && value.length === 0 ? undefined : (value ?? null);
    if (!found || compareValues(key, best) * direction < 0) best = key;
    found = true;
    return false;
  });
  return best;
}

/** Is the array the field's whole value, whose elements were shown already, rather than an element that is an array? */
function isWhole(document: Value, path: Path, array: readonly Value[]): boolean {
  return visitPath(document, path, (value) => value === array, false);
}

/** Orders documents as MongoDB's `sort` does. Ties are left as they are. */
export function compileSort(sort: Sort): Comparison {
  if (sort.length > MOST_FIELDS) throw failed(`a sort may have at most ${MOST_FIELDS} fields`);
  const keys = sort.map(([field, direction]) => {
    if (direction !== 1 && direction !== -1) throw failed('the sort direction must be 1 or -1');
    return { path: parsePath(field), direction };
  });
  return (a, b) => {
    for (const { path, direction } of keys) {
      const order = compareValues(sortKey(a, path, direction), sortKey(b, path, direction)) * direction;
      if (order !== 0) return order;
    }
    return 0;
  };
}
