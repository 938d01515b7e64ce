import { failed, unknownOperator } from './errors.ts';
import type { Variables } from './expression.ts';
import { nearOf } from './geo/operators.ts';
import { geoNear } from './geo/stage.ts';
import { EXPRESSION_STAGES, runExpressionStage } from './mingo.ts';
import { STAGES } from './stages.ts';
import type { Document, FindOptions, Sort, Value } from './types.ts';
import { copyValue, isPlainObject, type PlainObject } from './values.ts';

/** What a pipeline works with: how collections are read, the emulator's time in ms, and the variables of a `$lookup` around it. */
export interface Pipeline {
  read(collection: string, options: FindOptions): readonly Document[];
  /** The fields of a collection that have a 2dsphere index. */
  geoFields(collection: string): readonly string[];
  readonly now: number;
  readonly variables: Variables;
  readonly depth: number;
}

export type Row = PlainObject;
export type Stage = PlainObject;

const DEEPEST = 20;

function nameOf(stage: Value): string {
  const [name, other] = isPlainObject(stage) ? Object.keys(stage) : [];
  if (name === undefined || other !== undefined) throw failed('A pipeline stage specification object must contain exactly one field.');
  if (!Object.hasOwn(STAGES, name) && !EXPRESSION_STAGES.has(name))
    throw unknownOperator(`Unrecognized or unsupported pipeline stage name: '${name}'`);
  return name;
}

export function sortOf(operand: Value): Sort {
  if (!isPlainObject(operand) || Object.keys(operand).length === 0) throw failed('$sort stage must have at least one sort key');
  return Object.entries(operand).map(([field, direction]) => {
    if (direction !== 1 && direction !== -1) throw failed('$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    return [field, direction];
  });
}

export function wholeNumber(name: string, operand: Value, least: number): number {
  if (typeof operand !== 'number' || !Number.isInteger(operand) || operand < least)
    throw failed(`${name} must be a whole number of at least ${least}`);
  return operand;
}

/** What the first stages ask of the collection, so that its indexes can serve them; and how many stages that covers. */
function reading(stages: readonly Stage[], variables: Variables): { options: FindOptions; used: number } {
  const options: { filter?: PlainObject; sort?: Sort; skip?: number; limit?: number } = {};
  const order = ['$match', '$sort', '$skip', '$limit'];
  let used = 0;
  for (const stage of stages) {
    const place = order.indexOf(nameOf(stage));
    if (place === -1) break;
    order.splice(0, place + 1);
    const operand = Object.values(stage)[0];
    if ('$match' in stage) {
      // A filter that knows variables is a stage of its own.
      if (Object.keys(variables).length > 0 && JSON.stringify(operand).includes('$$')) break;
      if (!isPlainObject(operand)) throw failed('the match filter must be an expression in an object');
      if (nearOf(operand) !== null) throw failed('$geoNear, $near, and $nearSphere are not allowed in this context');
      options.filter = operand;
    } else if ('$sort' in stage) options.sort = sortOf(operand);
    else if ('$skip' in stage) options.skip = wholeNumber('$skip', operand, 0);
    else options.limit = wholeNumber('$limit', operand, 1);
    used += 1;
  }
  return { options, used };
}

/** Runs a pipeline over a collection. What comes back is the caller's own. */
export function runPipeline(collection: string, stages: readonly Stage[], pipeline: Pipeline): Row[] {
  if (pipeline.depth > DEEPEST) throw failed('pipelines are nested too deeply');
  stages.forEach(nameOf);
  const [first] = stages;
  if (first !== undefined && '$geoNear' in first) {
    const nearest = geoNear(collection, first['$geoNear'], pipeline);
    return runStages(nearest, stages.slice(1), pipeline).map((row) => copyValue(row));
  }
  const { options, used } = reading(stages, pipeline.variables);
  const rows = pipeline.read(collection, options);
  return runStages(rows, stages.slice(used), pipeline).map((row) => copyValue(row));
}

export function runStages(rows: readonly Row[], stages: readonly Stage[], pipeline: Pipeline): readonly Row[] {
  return stages.reduce<readonly Row[]>((current, stage) => {
    const name = nameOf(stage);
    const run = STAGES[name];
    return run === undefined ? runExpressionStage(stage, current, pipeline.variables, pipeline.now) : run(current, stage[name], pipeline);
  }, rows);
}
