import type { Pipeline, Row, Stage } from './aggregate.ts';
import { spend, STEPS_PER_ROW } from './effort.ts';
import { failed } from './errors.ts';
import type { Expression } from './expression.ts';
import { parsePath, visitPath } from './paths.ts';
import type { Filter, Value } from './types.ts';
import { changeAt } from './update-path.ts';
import { isPlainObject, type PlainObject } from './values.ts';

/** What the stage needs of the machinery around it, which itself knows the stage. */
interface Machinery {
  runPipeline(collection: string, stages: readonly Stage[], pipeline: Pipeline): Row[];
  compileExpression(expression: Value): Expression;
}

const FIELDS = ['from', 'localField', 'foreignField', 'let', 'pipeline', 'as'];

function text(given: PlainObject, name: string): string {
  const value = given[name];
  if (typeof value !== 'string') throw failed(`$lookup argument '${name}' must be a string`);
  return value;
}

/** The query that finds a row's partners: missing counts as null on both sides, an array stands for its elements. */
function partnersOf(row: Row, localField: string, foreignField: string): Filter {
  const values: Value[] = [];
  visitPath(row, parsePath(localField), (value) => {
    if (!Array.isArray(value)) values.push(value ?? null);
    return false;
  });
  const [only] = values;
  return { [foreignField]: values.length === 1 ? { $eq: only } : { $in: values } };
}

function variablesOf(given: Value, { compileExpression }: Machinery): readonly (readonly [string, Expression])[] {
  if (given === undefined) return [];
  if (!isPlainObject(given)) throw failed("$lookup argument 'let' must be an object");
  return Object.entries(given).map(([name, expression]) => {
    if (!/^[a-z\u0080-\uffff]\w*$/.test(name)) throw failed(`'${name}' starts with an invalid character for a user variable name`);
    return [name, compileExpression(expression)];
  });
}

/** `$lookup` by equal fields, by a pipeline with variables, or by both. */
export function lookup(rows: readonly Row[], operand: Value, pipeline: Pipeline, machinery: Machinery): readonly Row[] {
  if (!isPlainObject(operand)) throw failed('the $lookup specification must be an object');
  const stranger = Object.keys(operand).find((key) => !FIELDS.includes(key));
  if (stranger !== undefined) throw failed(`unknown argument to $lookup: ${stranger}`);
  const [from, as] = [text(operand, 'from'), parsePath(text(operand, 'as'))];
  const byFields = 'localField' in operand || 'foreignField' in operand;
  const fields = byFields ? ([text(operand, 'localField'), text(operand, 'foreignField')] as const) : undefined;
  const stages = operand['pipeline'] ?? [];
  if (!Array.isArray(stages) || (fields === undefined && !('pipeline' in operand)))
    throw failed('$lookup needs localField and foreignField, or a pipeline');
  const variables = variablesOf(operand['let'], machinery);
  return rows.map((row) => {
    const bound = Object.fromEntries(variables.map(([name, compute]) => [name, compute(row, pipeline.variables) ?? null]));
    const inner = { ...pipeline, variables: { ...pipeline.variables, ...bound }, depth: pipeline.depth + 1 };
    const first = fields === undefined ? [] : [{ $match: partnersOf(row, ...fields) }];
    const found = machinery.runPipeline(from, [...first, ...(stages as Stage[])], inner);
    spend(found.length * STEPS_PER_ROW);
    const joined = changeAt(row, as, () => found);
    return isPlainObject(joined) ? joined : row;
  });
}
