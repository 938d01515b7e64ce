import { spend, spendOn } from './effort.ts';
import { failed } from './errors.ts';
import type { Compile, Expression, Variables } from './expression.ts';
import { checkCount, isMissing, isTruthy, VALUE_OPERATORS, type ValueOperator } from './expression-values.ts';
import type { Value } from './types.ts';
import { isPlainObject, takeValue, type PlainObject } from './values.ts';

type Operator = (operand: Value, compile: Compile) => Expression;

function eager(name: string, operator: ValueOperator): Operator {
  return (operand, compile) => {
    const operands: readonly Value[] = Array.isArray(operand) ? operand : [operand];
    checkCount(name, operator, operands.length);
    const items = operands.map(compile);
    return (root, variables) => spendOn(operator.compute(items.map((item) => item(root, variables))));
  };
}

function list(name: string, value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw failed(`The argument to ${name} must be an array`);
  return value;
}

function named(name: string, operand: Value, fields: readonly string[]): PlainObject {
  if (!isPlainObject(operand)) throw failed(`${name} only supports an object as its argument`);
  const stranger = Object.keys(operand).find((key) => !fields.includes(key));
  if (stranger !== undefined) throw failed(`Unrecognized parameter to ${name}: ${stranger}`);
  return operand;
}

const condition: Operator = (operand, compile) => {
  if (Array.isArray(operand) && operand.length !== 3)
    throw failed(`Expression $cond takes exactly 3 arguments. ${operand.length} were passed in.`);
  const [test, yes, no]: readonly Value[] = Array.isArray(operand)
    ? operand
    : ['if', 'then', 'else'].map((field) => {
        const given = named('$cond', operand, ['if', 'then', 'else']);
        if (!(field in given)) throw failed(`Missing '${field}' parameter to $cond`);
        return given[field];
      });
  const [decide, first, second] = [compile(test), compile(yes), compile(no)];
  return (root, variables) => (isTruthy(decide(root, variables)) ? first(root, variables) : second(root, variables));
};

const switchCase: Operator = (operand, compile) => {
  const given = named('$switch', operand, ['branches', 'default']);
  const cases = list('$switch', given['branches']).map((branch) => {
    const { case: test, then } = named('$switch branch', branch, ['case', 'then']);
    return [compile(test), compile(then)] as const;
  });
  const otherwise = 'default' in given ? compile(given['default']) : undefined;
  return (root, variables) => {
    for (const [test, then] of cases) if (isTruthy(test(root, variables))) return then(root, variables);
    if (otherwise === undefined) throw failed('$switch could not find a matching branch for an input, and no default was specified.');
    return otherwise(root, variables);
  };
};

const ifNull: Operator = (operand, compile) => {
  if (!Array.isArray(operand) || operand.length < 2) throw failed('$ifNull needs at least two arguments');
  const items = operand.map(compile);
  return (root, variables) => {
    let value: Value;
    for (const item of items) if (!isMissing((value = item(root, variables)))) break;
    return value;
  };
};

const logical =
  (all: boolean): Operator =>
  (operand, compile) => {
    const items = (Array.isArray(operand) ? operand : [operand]).map(compile);
    const test = (root: Value, variables?: Variables) => (item: Expression) => isTruthy(item(root, variables));
    return (root, variables) => (all ? items.every(test(root, variables)) : items.some(test(root, variables)));
  };

const bind: Operator = (operand, compile) => {
  const given = named('$let', operand, ['vars', 'in']);
  const names = Object.entries(isPlainObject(given['vars']) ? given['vars'] : {}).map(([name, value]) => [name, compile(value)] as const);
  const body = compile(given['in']);
  return (root, variables) =>
    body(root, { ...variables, ...Object.fromEntries(names.map(([name, value]) => [name, value(root, variables)])) });
};

function eachOf(name: string, body: string, keep: (items: readonly Value[], results: readonly Value[]) => Value): Operator {
  return (operand, compile) => {
    const given = named(name, operand, ['input', 'as', body]);
    const as = typeof given['as'] === 'string' ? given['as'] : 'this';
    const [input, each] = [compile(given['input']), compile(given[body])];
    return (root, variables) => {
      const items = input(root, variables);
      if (isMissing(items)) return null;
      spend(list(name, items).length);
      return keep(
        list(name, items),
        list(name, items).map((item) => each(root, { ...variables, [as]: item })),
      );
    };
  };
}

const reduce: Operator = (operand, compile) => {
  const given = named('$reduce', operand, ['input', 'initialValue', 'in']);
  const [input, initial, body] = [compile(given['input']), compile(given['initialValue']), compile(given['in'])];
  return (root, variables) => {
    const items = input(root, variables);
    if (isMissing(items)) return null;
    spend(list('$reduce', items).length);
    return list('$reduce', items).reduce((value, item) => body(root, { ...variables, value, this: item }), initial(root, variables));
  };
};

/** The operators that decide themselves what of their operand is computed, and when. */
const CONTROL: Readonly<Record<string, Operator>> = {
  $literal: (operand) => {
    const constant = takeValue(operand, true);
    return () => constant;
  },
  $and: logical(true),
  $or: logical(false),
  $cond: condition,
  $switch: switchCase,
  $ifNull: ifNull,
  $let: bind,
  $filter: eachOf('$filter', 'cond', (items, results) => items.filter((_item, at) => isTruthy(results[at]))),
  $map: eachOf('$map', 'in', (_items, results) => results.map((value) => value ?? null)),
  $reduce: reduce,
};

/** Turns an operator into its computation; `undefined` for what this store does not know. */
export function compileNamed(name: string, operand: Value, compile: Compile): Expression | undefined {
  if (Object.hasOwn(CONTROL, name)) return CONTROL[name]?.(operand, compile);
  const operator = Object.hasOwn(VALUE_OPERATORS, name) ? VALUE_OPERATORS[name] : undefined;
  return operator === undefined ? undefined : eager(name, operator)(operand, compile);
}
