import { runPipeline, runStages, sortOf, wholeNumber, type Pipeline, type Row } from './aggregate.ts';
import { spend, STEPS_PER_ROW } from './effort.ts';
import { failed } from './errors.ts';
import { compileExpression } from './expression.ts';
import { graphLookup } from './graph-lookup.ts';
import { lookup } from './lookup.ts';
import { compileFilter } from './match.ts';
import { runExpressionStage } from './mingo.ts';
import { parsePath } from './paths.ts';
import { redact } from './redact.ts';
import { compileSort } from './sort.ts';
import type { Value } from './types.ts';
import { changeAt, valueAt } from './update-path.ts';
import { isPlainObject, type PlainObject } from './values.ts';

type StageRunner = (rows: readonly Row[], operand: Value, pipeline: Pipeline) => readonly Row[];

const match: StageRunner = (rows, operand, { variables }) => {
  if (!isPlainObject(operand)) throw failed('the match filter must be an expression in an object');
  return rows.filter(compileFilter(operand, { depth: 0, variables, near: false }));
};

interface Unwind {
  readonly path: readonly string[];
  readonly placeField: readonly string[] | undefined;
  readonly keepEmpty: boolean;
}

function parseUnwind(operand: Value): Unwind {
  const given: PlainObject = typeof operand === 'string' ? { path: operand } : isPlainObject(operand) ? operand : {};
  const { path, includeArrayIndex: place, preserveNullAndEmptyArrays: keep } = given;
  if (typeof path !== 'string' || !path.startsWith('$')) throw failed("path option to $unwind stage should be prefixed with a '$'");
  if (place !== undefined && (typeof place !== 'string' || place.startsWith('$')))
    throw failed('includeArrayIndex option to $unwind stage should be a field name');
  return { path: parsePath(path.slice(1)), placeField: place === undefined ? undefined : parsePath(place), keepEmpty: keep === true };
}

function withField(row: Row, path: readonly string[], value: Value): Row {
  const changed = changeAt(row, path, () => value);
  return isPlainObject(changed) ? changed : row;
}

const unwind: StageRunner = (rows, operand) => {
  const { path, placeField, keepEmpty } = parseUnwind(operand);
  const place = (row: Row, at: number | null): Row => (placeField === undefined ? row : withField(row, placeField, at));
  return rows.flatMap((row) => {
    const value = valueAt(row, path);
    if (Array.isArray(value)) spend(value.length * STEPS_PER_ROW);
    if (Array.isArray(value) && value.length > 0) return value.map((item: Value, at) => place(withField(row, path, item), at));
    if (!Array.isArray(value) && value !== null && value !== undefined) return [place(row, null)];
    if (!keepEmpty) return [];
    return [place(Array.isArray(value) ? withField(row, path, undefined) : row, null)];
  });
};

const facet: StageRunner = (rows, operand, pipeline) => {
  if (!isPlainObject(operand) || Object.keys(operand).length === 0) throw failed('the $facet specification must be a non-empty object');
  const entries = Object.entries(operand).map(([name, stages]) => {
    if (name === '__proto__' || name.includes('.') || name.startsWith('$') || !Array.isArray(stages))
      throw failed(`arguments to $facet must be arrays under plain names, ${name} is not`);
    return [name, runStages(rows, stages as PlainObject[], { ...pipeline, depth: pipeline.depth + 1 })] as const;
  });
  return [Object.fromEntries(entries)];
};

const count: StageRunner = (rows, operand) => {
  if (typeof operand !== 'string' || operand === '' || operand.startsWith('$') || operand.includes('.') || operand === '__proto__') {
    throw failed('the count field must be a non-empty string without $ and dots');
  }
  return rows.length === 0 ? [] : [{ [operand]: rows.length }];
};

const sortByCount: StageRunner = (rows, operand, { variables, now }) => {
  const grouped = runExpressionStage({ $group: { _id: operand, count: { $sum: 1 } } }, rows, variables, now);
  return grouped.sort(compileSort([['count', -1]]));
};

const sample: StageRunner = (rows, operand) => {
  const size = wholeNumber('size argument to $sample', isPlainObject(operand) ? operand['size'] : undefined, 1);
  const drawn = rows.map((row) => ({ row, lot: Math.random() })).sort((a, b) => a.lot - b.lot);
  return drawn.slice(0, size).map(({ row }) => row);
};

/** The stages that are this store's own: they decide about whole documents, not about expressions. */
export const STAGES: Readonly<Record<string, StageRunner>> = {
  $match: match,
  $sort: (rows, operand) => [...rows].sort(compileSort(sortOf(operand))),
  $skip: (rows, operand) => rows.slice(wholeNumber('$skip', operand, 0)),
  $limit: (rows, operand) => rows.slice(0, wholeNumber('$limit', operand, 1)),
  $count: count,
  $sample: sample,
  $unwind: unwind,
  $facet: facet,
  $sortByCount: sortByCount,
  $lookup: (rows, operand, pipeline) => lookup(rows, operand, pipeline, { runPipeline, compileExpression }),
  $graphLookup: (rows, operand, pipeline) => graphLookup(rows, operand, pipeline, { runPipeline, compileExpression }),
  $redact: (rows, operand, { variables }) => redact(rows, compileExpression(operand), variables),
  $geoNear: () => {
    throw failed('$geoNear is only valid as the first stage in a pipeline.');
  },
};
