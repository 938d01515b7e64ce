import type { Filter } from '../../database/types.ts';
import { CloudError } from '../failure.ts';
import { isPlainObject } from '../values.ts';

/** What a query says of one field: every document it can match satisfies all of these. */
export interface Constraint {
  /** The field is one of these (`eq`, `in`). */
  oneOf?: readonly unknown[];
  readonly noneOf: unknown[];
  /** One of several values that the query lists: `get()` may not follow it. */
  readonly listed?: boolean;
  readonly bounds: { readonly operator: '>' | '>=' | '<' | '<='; readonly value: unknown }[];
}

export type Facts = ReadonlyMap<string, Constraint>;

/** Alternatives beyond this are not tried: a proof must stay cheap. */
const MAX_BRANCHES = 64;

const BOUNDS = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const;

function isBound(operator: string): operator is keyof typeof BOUNDS {
  return operator in BOUNDS;
}

export function sameValue(left: unknown, right: unknown): boolean {
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (left === undefined || left === null) return right === undefined || right === null;
  return left === right;
}

type Branch = Map<string, Constraint>;

function constraintOf(branch: Branch, field: string): Constraint {
  let constraint = branch.get(field);
  if (constraint === undefined) branch.set(field, (constraint = { noneOf: [], bounds: [] }));
  return constraint;
}

/** A value that the rule language can compare: anything else might equal in the store what it does not equal here. */
function isComparable(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date || Array.isArray(value) || isPlainObject(value);
}

/**
 * Adds `field ∈ values`. Two conditions without a common value are no contradiction (a list may hold both), so then the earlier one stands:
 * it alone holds for whatever the query matches.
 */
function narrow(branch: Branch, field: string, values: readonly unknown[]): void {
  if (!values.every(isComparable)) throw unsupported(`the kind of value given for ${field}`);
  const constraint = constraintOf(branch, field);
  const before = constraint.oneOf;
  const common = before?.filter((value) => values.some((other) => sameValue(value, other)));
  if (common === undefined) constraint.oneOf = values;
  else if (common.length > 0) constraint.oneOf = common;
}

function copy(branch: Branch): Branch {
  return new Map(
    [...branch].map(([field, constraint]) => [field, { ...constraint, noneOf: [...constraint.noneOf], bounds: [...constraint.bounds] }]),
  );
}

function unsupported(what: string): CloudError {
  return new CloudError(
    'DATABASE_PERMISSION_DENIED',
    `Permission denied: ${what} cannot be judged against a security rule; only and, or, eq, neq, gt, gte, lt, lte, in and nin can`,
  );
}

function operand(field: string, operator: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new CloudError('INVALID_PARAM', `${field}: ${operator} needs a list`);
  return value as unknown[];
}

function addField(branch: Branch, field: string, condition: unknown): void {
  if (!isPlainObject(condition) || !Object.keys(condition).some((key) => key.startsWith('$'))) {
    narrow(branch, field, [condition]);
    return;
  }
  for (const [operator, value] of Object.entries(condition)) {
    if (operator === '$eq') narrow(branch, field, [value]);
    else if (operator === '$in') narrow(branch, field, operand(field, operator, value));
    else if (operator === '$ne') constraintOf(branch, field).noneOf.push(value);
    else if (operator === '$nin') constraintOf(branch, field).noneOf.push(...operand(field, operator, value));
    else if (isBound(operator)) constraintOf(branch, field).bounds.push({ operator: BOUNDS[operator], value });
    else throw unsupported(operator);
  }
}

function clausesOf(operator: string, value: unknown): readonly Filter[] {
  const clauses = operand(operator, operator, value);
  if (clauses.length === 0 || !clauses.every(isPlainObject))
    throw new CloudError('INVALID_PARAM', `${operator} needs a list of conditions`);
  return clauses;
}

function addClauses(branches: readonly Branch[], filter: Filter): Branch[] {
  let current = [...branches];
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$and') {
      for (const clause of clausesOf(field, condition)) current = addClauses(current, clause);
    } else if (field === '$or') {
      current = clausesOf(field, condition).flatMap((clause) => addClauses(current.map(copy), clause));
      if (current.length > MAX_BRANCHES) throw unsupported(`a query with more than ${MAX_BRANCHES} alternatives`);
    } else if (field.startsWith('$')) throw unsupported(field);
    else for (const branch of current) addField(branch, field, condition);
  }
  return current;
}

/**
 * A query as alternatives; a document it matches satisfies at least one of them. Lists of values (`in`) are split where
 * they are few, so that a rule may treat each value in its own way.
 */
export function factsOf(filter: Filter): readonly Facts[] {
  const branches = addClauses([new Map()], filter);
  const split: Branch[] = [];
  for (const branch of branches) {
    let parts: Branch[] = [branch];
    for (const [field, constraint] of branch) {
      const values = constraint.oneOf;
      if (values === undefined || values.length < 2 || parts.length * values.length + split.length > MAX_BRANCHES) continue;
      parts = parts.flatMap((part) =>
        values.map((value) => {
          const next = copy(part);
          next.set(field, { ...constraintOf(next, field), oneOf: [value], listed: true });
          return next;
        }),
      );
    }
    split.push(...parts);
  }
  return split;
}

/** Facts of a document that is fully known: what a client is about to write. */
export function factsOfDocument(document: Readonly<Record<string, unknown>>): Facts {
  return new Map(Object.entries(document).map(([field, value]) => [field, { oneOf: [value], noneOf: [], bounds: [] }]));
}
