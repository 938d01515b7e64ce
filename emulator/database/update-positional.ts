import { failed } from './errors.ts';
import { compileFilter } from './match.ts';
import type { Path } from './paths.ts';
import type { Filter, Value } from './types.ts';
import { changeAt, valueAt, type Change } from './update-path.ts';
import { isPlainObject } from './values.ts';

/** Is the part an array's place that only the document tells: `$` (the element that matched) or `$[]` (every element)? */
export function isPositional(part: string): boolean {
  return part === '$' || part === '$[]';
}

/** The filter's demands on an array or on something in its elements, the last one first. */
function demandsOn(filter: Filter, array: string): Filter[] {
  const found: Filter[] = [];
  for (const [key, operand] of Object.entries(filter)) {
    if (key === '$and' && Array.isArray(operand)) found.unshift(...operand.filter(isPlainObject).flatMap((part) => demandsOn(part, array)));
    else if (key === array || key.startsWith(`${array}.`)) found.unshift({ [key]: operand });
  }
  return found;
}

/** Which element of an array made the document match. */
function matchedPlace(document: Value, path: Path, filter: Filter): number {
  const elements = valueAt(document, path);
  if (Array.isArray(elements)) {
    for (const demand of demandsOn(filter, path.join('.'))) {
      const test = compileFilter(demand);
      const place = elements.findIndex((element: Value) => test(changeAt(document, path, () => [element])));
      if (place !== -1) return place;
    }
  }
  throw failed('The positional operator did not find the match needed from the query.');
}

/** Applies a change at a path with `$` or `$[]` in it. `original` is the document as the filter found it. */
export function changePositional(document: Value, path: Path, change: Change, original: Value, filter: Filter): Value {
  const at = path.findIndex(isPositional);
  if (at === -1) return changeAt(document, path, change);
  const [before, after] = [path.slice(0, at), path.slice(at + 1)];
  const places = path[at] === '$' ? [matchedPlace(original, before, filter)] : everyPlace(document, before);
  return places.reduce<Value>(
    (result, place) => changePositional(result, [...before, String(place), ...after], change, original, filter),
    document,
  );
}

function everyPlace(document: Value, path: Path): readonly number[] {
  const elements = valueAt(document, path);
  if (!Array.isArray(elements)) throw failed(`The path '${path.join('.')}' must exist in the document in order to apply array updates.`);
  return [...elements.keys()];
}
