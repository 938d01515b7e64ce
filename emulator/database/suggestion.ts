import { conditionsOf } from './conditions.ts';
import { isOperators } from './match.ts';
import type { Filter, IndexSpec, Sort } from './types.ts';
import { isPlainObject } from './values.ts';

type Keys = IndexSpec['keys'];

/** The fields in which a filter searches for a place. */
function geoFields(filter: Filter): string[] {
  return Object.entries(filter).flatMap(([key, operand]) => {
    if (key === '$and' && Array.isArray(operand)) return operand.filter(isPlainObject).flatMap(geoFields);
    if (key.startsWith('$') || !isOperators(operand)) return [];
    return '$geoWithin' in operand || '$geoIntersects' in operand ? [key] : [];
  });
}

/** The branches of the first `$or`, each of which needs an index of its own; the first one without conditions elsewhere stands for them. */
function firstBranch(filter: Filter): Filter {
  const branches = filter['$or'];
  const [first] = Array.isArray(branches) ? branches.filter(isPlainObject) : [];
  return first ?? {};
}

/**
 * The index that would serve a query: fields that are equal to something, then the order, then one range. Empty when no index could:
 * a query of negations looks at everything.
 */
export function servingIndex(filter: Filter, sort: Sort): Keys {
  const [place] = geoFields(filter);
  const conditions = conditionsOf(filter);
  const named = [...conditions].filter(([field]) => !field.startsWith('\0'));
  const equal = named.filter(([, list]) => list.some(({ points }) => points)).map(([field]) => field);
  const ranges = named.map(([field]) => field).filter((field) => !equal.includes(field));
  const keys: { field: string; direction: 1 | -1 | '2dsphere' }[] = equal.map((field) => ({ field, direction: 1 }));
  if (place !== undefined) return [...keys, { field: place, direction: '2dsphere' }];
  for (const [field, direction] of sort) if (!equal.includes(field)) keys.push({ field, direction });
  const [range] = ranges;
  if (range !== undefined && !keys.some(({ field }) => field === range)) keys.push({ field: range, direction: 1 });
  if (keys.length === 0 && '$or' in filter) return servingIndex(firstBranch(filter), []);
  return keys.slice(0, 31);
}

/** Says it in a sentence. */
export function showServing(keys: Keys): string {
  if (keys.length === 0) return 'no index could serve it: it names no value and no range';
  return `the index {${keys.map(({ field, direction }) => `${field}: ${direction}`).join(', ')}} would serve it`;
}
