import { conditionsOf, position, type Condition, type Conditions, type Interval } from './conditions.ts';
import { capIntervals, geoName, type Near } from './geo/operators.ts';
import { compareIds, type Entry, type IndexTree } from './index-tree.ts';
import type { Locate } from './sorted-list.ts';
import type { Filter, Sort, Value } from './types.ts';
import { compareValues, isPlainObject } from './values.ts';

/** Stretches of an index that hold every match. `sorted`: walking them gives the wanted order. */
export interface IndexPlan {
  readonly index: IndexTree;
  readonly runs: readonly Locate<Entry>[];
  readonly backwards: boolean;
  readonly sorted: boolean;
  readonly score: number;
}

/** More runs than this are not worth it: the index is used with fewer fields. */
const MOST_RUNS = 1000;

interface Prefix {
  /** How many fields the points fix. */
  readonly depth: number;
  readonly points: readonly (readonly Value[])[];
  readonly range: readonly Interval[] | undefined;
  readonly second: Interval | undefined;
}

/** How far conditions lead into an index: values for its first fields, then one range. */
function prefixOf(index: IndexTree, conditions: Conditions): Prefix {
  let points: Value[][] = [[]];
  let depth = 0;
  for (const field of index.fields) {
    const wanted = conditions.get(field.name) ?? [];
    const exact = wanted.find((condition) => condition.points);
    if (exact !== undefined && points.length * exact.intervals.length <= MOST_RUNS) {
      points = points.flatMap((prefix) => exact.intervals.map(({ low }) => [...prefix, low?.value]));
      depth += 1;
      continue;
    }
    const [first, ...others] = wanted;
    if (first === undefined) break;
    return { depth, points, range: first.intervals, second: field.multikey ? undefined : otherSide(first, others) };
  }
  return { depth, points, range: undefined, second: undefined };
}

/** The condition that bounds the other end, where one value has to meet both. */
function otherSide(first: Condition, others: readonly Condition[]): Interval | undefined {
  const [interval] = first.intervals;
  const candidate = others.find(
    (condition) => condition.intervals.length === 1 && (condition.intervals[0]?.low === undefined) !== (interval?.low === undefined),
  );
  return candidate?.intervals[0];
}

function locateRun(index: IndexTree, prefix: readonly Value[], range: Interval | undefined, second: Interval | undefined): Locate<Entry> {
  const direction = index.fields[prefix.length]?.direction ?? 1;
  return ({ key }) => {
    for (let at = 0; at < prefix.length; at += 1) {
      const order = compareValues(key[at], prefix[at]);
      if (order !== 0) return order * (index.fields[at]?.direction ?? 1);
    }
    if (range === undefined) return 0;
    const value = key[prefix.length];
    return (position(range, value) || (second === undefined ? 0 : position(second, value))) * direction;
  };
}

/** Does walking the index from `depth` on give the order; forwards or backwards? */
function orderFrom(index: IndexTree, depth: number, sort: Sort): 'forwards' | 'backwards' | null {
  const pinned = index.fields.slice(0, depth);
  const wanted = sort.filter(([field]) => !pinned.some((other) => other.name === field && !other.multikey));
  let direction = 0;
  for (const [at, [name, way]] of wanted.entries()) {
    const field = index.fields[depth + at];
    const matches =
      field === undefined
        ? name === '_id' && depth + at === index.fields.length && at === wanted.length - 1
        : field.name === name && !field.multikey;
    const turn = way * (field?.direction ?? 1);
    if (!matches || (direction !== 0 && turn !== direction)) return null;
    direction = turn;
  }
  return direction === -1 ? 'backwards' : 'forwards';
}

function planIndex(index: IndexTree, conditions: Conditions, sort: Sort): IndexPlan | null {
  const { depth, points, range, second } = prefixOf(index, conditions);
  const order = points.length === 1 && (range === undefined || range.length === 1) ? orderFrom(index, depth, sort) : null;
  const sorted = sort.length > 0 && order !== null;
  const score = depth * 10 + (sorted ? 5 : 0) + (range === undefined ? 0 : 4);
  if (score === 0) return null;
  const runs = points.flatMap((prefix) => (range ?? [undefined]).map((interval) => locateRun(index, prefix, interval, second)));
  return { index, runs, backwards: order === 'backwards', sorted, score };
}

/** The index that serves a filter and an order best: the longest run of equal fields, then order, then a range. Null when none does. */
export function planQuery(indexes: readonly IndexTree[], filter: Filter, sort: Sort): IndexPlan | null {
  const conditions = conditionsOf(filter);
  let best: IndexPlan | null = null;
  for (const index of indexes) {
    const plan = planIndex(index, conditions, sort);
    if (plan !== null && plan.score > (best?.score ?? 0)) best = plan;
  }
  return best;
}

/** Leads to everything within some metres of where `$near` starts; null when no index knows the field's places. */
export function planNear(indexes: readonly IndexTree[], filter: Filter, near: Near, metres: number): IndexPlan | null {
  const name = geoName(near.field);
  const conditions = new Map(conditionsOf(filter)).set(name, [{ intervals: capIntervals(near, metres), points: false }]);
  let best: IndexPlan | null = null;
  for (const index of indexes) {
    if (!index.fields.some((field) => field.name === name)) continue;
    const all = { index, runs: [() => 0], backwards: false, sorted: false, score: 0 };
    const plan = planIndex(index, conditions, []) ?? all;
    if (best === null || plan.score > best.score) best = plan;
  }
  return best;
}

/** A plan for each branch of an `$or` that stands beside other demands; null when a branch has none. */
export function planBranches(indexes: readonly IndexTree[], filter: Filter): readonly IndexPlan[] | null {
  for (const clause of clausesOf(filter)) {
    const branches = clause['$or'];
    if (!Array.isArray(branches)) continue;
    const plans = branches.filter(isPlainObject).map((branch) => planQuery(indexes, branch, []) ?? undefined);
    const found = plans.filter((plan) => plan !== undefined);
    if (found.length === plans.length) return found;
  }
  return null;
}

function clausesOf(filter: Filter): readonly Filter[] {
  const nested = filter['$and'];
  return Array.isArray(nested) ? [filter, ...nested.filter(isPlainObject).flatMap(clausesOf)] : [filter];
}

const isId = (value: Value): value is string | number => typeof value === 'string' || typeof value === 'number';

/** The ids that a filter names by `_id`, in their order; null when it names none. */
export function namedIds(filter: Filter): readonly (string | number)[] | null {
  for (const clause of clausesOf(filter)) {
    const named = clause['_id'];
    if (isId(named)) return [named];
    if (!isPlainObject(named)) continue;
    const { $eq: one, $in: list } = named;
    if (isId(one)) return [one];
    if (Array.isArray(list) && list.every(isId)) return [...new Set(list)].sort(compareIds);
  }
  return null;
}
