import type { Pipeline, Row, Stage } from './aggregate.ts';
import { failed } from './errors.ts';
import type { Expression } from './expression.ts';
import { parsePath, visitPath } from './paths.ts';
import type { Value } from './types.ts';
import { changeAt } from './update-path.ts';
import { isPlainObject, type PlainObject } from './values.ts';

interface Machinery {
  runPipeline(collection: string, stages: readonly Stage[], pipeline: Pipeline): Row[];
  compileExpression(expression: Value): Expression;
}

const FIELDS = ['from', 'startWith', 'connectFromField', 'connectToField', 'as', 'maxDepth', 'depthField', 'restrictSearchWithMatch'];
/** MongoDB stops at 100 MB; so many documents of one search are as good a sign that it went astray. */
const MOST_FOUND = 100_000;

function text(given: PlainObject, name: string): string {
  const value = given[name];
  if (typeof value !== 'string' || value.startsWith('$'))
    throw failed(`$graphLookup argument '${name}' must be a field name or a collection`);
  return value;
}

interface Search {
  readonly from: string;
  readonly step: string;
  readonly target: string;
  readonly deepest: number;
  readonly restriction: PlainObject;
  readonly depthField: readonly string[] | undefined;
}

function searchOf(given: PlainObject): Search {
  const { maxDepth, depthField, restrictSearchWithMatch: restriction = {} } = given;
  if (maxDepth !== undefined && (typeof maxDepth !== 'number' || !Number.isInteger(maxDepth) || maxDepth < 0))
    throw failed('maxDepth requires a nonnegative argument');
  if (!isPlainObject(restriction)) throw failed('restrictSearchWithMatch must be an object');
  return {
    from: text(given, 'from'),
    step: text(given, 'connectFromField'),
    target: text(given, 'connectToField'),
    deepest: maxDepth ?? Infinity,
    restriction,
    depthField: depthField === undefined ? undefined : parsePath(text(given, 'depthField')),
  };
}

function valuesAt(row: Row, path: readonly string[]): Value[] {
  const values: Value[] = [];
  visitPath(row, path, (value) => {
    if (!Array.isArray(value) && value !== undefined) values.push(value);
    return false;
  });
  return values;
}

/** Everything that can be reached from some values, each document once, at the depth where it was first met. */
function reach(start: readonly Value[], search: Search, pipeline: Pipeline, { runPipeline }: Machinery): Row[] {
  const met = new Map<Value, Row>();
  let next = start;
  const path = parsePath(search.step);
  for (let depth = 0; depth <= search.deepest && next.length > 0; depth += 1) {
    const filter = { $and: [{ [search.target]: { $in: next } }, search.restriction] };
    const fresh = runPipeline(search.from, [{ $match: filter }], pipeline).filter((row) => !met.has(row['_id']));
    for (const row of fresh) {
      const shown = search.depthField === undefined ? row : changeAt(row, search.depthField, () => depth);
      met.set(row['_id'], isPlainObject(shown) ? shown : row);
    }
    if (met.size > MOST_FOUND) throw failed(`$graphLookup found more than ${MOST_FOUND} documents`);
    next = fresh.flatMap((row) => valuesAt(row, path));
  }
  return [...met.values()];
}

/** `$graphLookup`: follows a field from document to document, as far as it leads. */
export function graphLookup(rows: readonly Row[], operand: Value, pipeline: Pipeline, machinery: Machinery): readonly Row[] {
  if (!isPlainObject(operand)) throw failed('the $graphLookup specification must be an object');
  const stranger = Object.keys(operand).find((key) => !FIELDS.includes(key));
  if (stranger !== undefined) throw failed(`unknown argument to $graphLookup: ${stranger}`);
  if (!('startWith' in operand)) throw failed('$graphLookup requires startWith');
  const search = searchOf(operand);
  const as = parsePath(text(operand, 'as'));
  const start = machinery.compileExpression(operand['startWith']);
  const inner = { ...pipeline, depth: pipeline.depth + 1 };
  return rows.map((row) => {
    const value = start(row, pipeline.variables);
    const values = Array.isArray(value) ? (value as readonly Value[]) : [value ?? null];
    const joined = changeAt(row, as, () => reach(values, search, inner, machinery));
    return isPlainObject(joined) ? joined : row;
  });
}
