import { Decimal128, Long } from 'bson';
import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import * as pipeline from 'mingo/operators/pipeline';
import * as projection from 'mingo/operators/projection';
import * as query from 'mingo/operators/query';
import { spendOn } from './effort.ts';
import { DatabaseError, failed, unknownOperator } from './errors.ts';
import { checkCount, VALUE_OPERATORS } from './expression-values.ts';
import type { Expression, Variables } from './expression.ts';
import { approximate } from './numbers.ts';
import { supervised } from './regular-expression.ts';
import type { Value } from './types.ts';
import { copyValue, isPlainObject, type PlainObject } from './values.ts';

/** Stages whose work is expressions: mingo's, with this store's own operators where it has them. */
export const EXPRESSION_STAGES: ReadonlySet<string> = new Set([
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$group',
  '$bucket',
  '$bucketAuto',
  '$replaceRoot',
  '$replaceWith',
]);

/** What mingo answers wrongly, runs as code, or lacks. */
const REFUSED: ReadonlySet<string> = new Set([
  '$where',
  '$function',
  '$accumulator',
  '$meta',
  '$toObjectId',
  '$rand',
  '$toDecimal',
  '$jsonSchema',
]);
const HARMFUL = new Set(['__proto__', 'constructor', 'prototype']);
const DEEPEST = 100;

type Evaluate = (object: Value, expression: Value, options: Parameters<typeof evalExpr>[2]) => Value;

/** Own operators in mingo's form: it computes the arguments, the value is ours. Accumulators are called with whole groups and stay mingo's. */
const ownOperators = Object.fromEntries(
  Object.entries(VALUE_OPERATORS)
    .filter(([name]) => name === '$mergeObjects' || !Object.hasOwn(accumulator, name))
    .map(([name, operator]): [string, Evaluate] => [
      name,
      (object, argument, options) => {
        // As an accumulator it is asked about a whole group at once.
        if (name === '$mergeObjects' && Array.isArray(object))
          return operator.compute([
            object.map((row: Value) => evalExpr(row, argument, { ...OPTIONS, variables: options?.variables ?? {} })),
          ]);
        const operands: readonly Value[] = Array.isArray(argument) ? argument : [argument];
        checkCount(name, operator, operands.length);
        return operator.compute(operands.map((operand) => evalExpr(object, operand, options)));
      },
    ]),
);

/** mingo's, broken off when the pattern backtracks without end. */
const supervisedOperators = Object.fromEntries(
  (['$regexMatch', '$regexFind', '$regexFindAll'] as const).map((name): [string, Evaluate] => [
    name,
    (object, argument, options) =>
      supervised(`the regular expression of ${name}`, () => (expression[name] as Evaluate)(object, argument, options)),
  ]),
);

const operators = Object.fromEntries(
  Object.entries<Evaluate>({ ...(expression as Record<string, Evaluate>), ...ownOperators, ...supervisedOperators }).map(
    ([name, evaluate]): [string, Evaluate] => [name, (object, argument, options) => spendOn(evaluate(object, argument, options))],
  ),
);

const context = Context.init({
  accumulator,
  expression: operators,
  pipeline,
  projection,
  query,
});

const OPTIONS = {
  idKey: '_id',
  processingMode: ProcessingMode.CLONE_OFF,
  useStrictMode: true,
  scriptEnabled: false,
  failOnError: true,
  context,
};

/** Refuses names that reach into JavaScript's own objects, operators that would be answered wrongly, and bottomless nesting. */
function inspect(value: Value, depth = 0): void {
  if (depth > DEEPEST) throw failed(`expressions may be nested at most ${DEEPEST} levels deep`);
  if (typeof value === 'string') inspectPath(value.startsWith('$') ? value : '');
  else if (Array.isArray(value)) value.forEach((item: Value) => inspect(item, depth + 1));
  else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      inspectPath(key);
      if (REFUSED.has(key)) throw unknownOperator(`the expression ${key} is not supported`);
      inspect(item, depth + 1);
    }
  }
}

function inspectPath(path: string): void {
  if (path.split('.').some((part) => HARMFUL.has(part.replace(/^\$+/, ''))))
    throw failed(`the path '${path}' is not allowed in an aggregation`);
}

/** Refuses decimals by name: in these stages they would come out as doubles. */
function refuseDecimals(value: Value, stage: string): void {
  if (value instanceof Decimal128) throw failed(`Decimal128 is not supported in ${stage}`);
  if (Array.isArray(value)) for (const item of value) refuseDecimals(item, stage);
  else if (isPlainObject(value)) for (const key in value) refuseDecimals(value[key], stage);
}

/** A copy with numbers as JavaScript has them: mingo knows no others. */
function plainNumbers(value: Value): Value {
  if (value instanceof Long || value instanceof Decimal128) return approximate(value);
  if (Array.isArray(value)) return value.map(plainNumbers);
  if (!isPlainObject(value)) return copyValue(value);
  const copy: PlainObject = {};
  for (const key in value) copy[key] = plainNumbers(value[key]);
  return copy;
}

/** An expression that only mingo knows; null when it does not know it either. What it would answer wrongly is refused by name. */
export function borrowedExpression(name: string, operand: Value): Expression | null {
  if (!Object.hasOwn(expression, name) || REFUSED.has(name)) return null;
  inspect({ [name]: operand });
  const argument = plainNumbers(useClock(operand));
  return (root, variables) =>
    translated(() => evalExpr(plainNumbers(root), { [name]: argument }, { ...OPTIONS, variables: variables ?? {} }));
}

function translated<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw error instanceof DatabaseError ? error : failed(error instanceof Error ? error.message : String(error));
  }
}

/** Runs one expression stage on copies of the rows. `now` is what `$$NOW` is, in ms. */
export function runExpressionStage(stage: PlainObject, rows: readonly PlainObject[], variables: Variables, now: number): PlainObject[] {
  inspect(stage);
  for (const row of rows) refuseDecimals(row, Object.keys(stage)[0] ?? '');
  const known = { ...variables, clockNow: new Date(now) };
  const plain = groupingNull(plainNumbers(useClock(stage)) as PlainObject);
  return translated(() => new Aggregator([plain], { ...OPTIONS, variables: known }).run(rows.map(plainNumbers)) as PlainObject[]);
}

/** What lacks the field that a `$group` goes by belongs to null's group; mingo would make a group without an `_id`. */
function groupingNull(stage: PlainObject): PlainObject {
  const group = stage['$group'];
  if (!isPlainObject(group)) return stage;
  const id = group['_id'];
  const isComputed = typeof id === 'string' || (isPlainObject(id) && Object.keys(id)[0]?.startsWith('$') === true);
  return isComputed ? { $group: { ...group, _id: { $ifNull: [id, null] } } } : stage;
}

/** `$$NOW` is the emulator's clock; mingo would take the machine's. */
function useClock(value: Value): Value {
  if (value === '$$NOW') return '$$clockNow';
  if (Array.isArray(value)) return value.map(useClock);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === '$literal' ? item : useClock(item)]));
}
