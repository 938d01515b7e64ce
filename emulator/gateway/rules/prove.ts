import type { EndUser } from '../context.ts';
import { isPlainObject } from '../values.ts';
import type { Comparison, Expression } from './expression.ts';
import { type Facts, sameValue } from './facts.ts';

/** What a part of a rule is known to be: a value, a field of the documents that the query may match, or nothing certain. */
export type Known =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'doc' }
  | { readonly kind: 'unknown' };

const UNKNOWN: Known = { kind: 'unknown' };

/**
 * A member that is not there: a web user's `auth.openid`, a field of a document that `get()` did not find. It equals the literal `null`, and
 * nothing else: a query for `_openid: null` must not pass as the query of a user without an openid.
 */
const NOTHING = Symbol('nothing');

function known(value: unknown): Known {
  return { kind: 'value', value };
}

export interface Situation {
  readonly auth: Readonly<Record<string, unknown>> | null;
  readonly facts: Facts;
  /** Is `facts` the whole document (a creation), so that a field not named is missing? */
  readonly closed: boolean;
  readonly requestData: Readonly<Record<string, unknown>> | undefined;
  /** A file, for rules of files. */
  readonly resource?: Readonly<Record<string, unknown>>;
  /** ms */
  readonly now: number;
  /** Documents read for `get()`, by path; null where there is none. */
  readonly fetched: ReadonlyMap<string, Readonly<Record<string, unknown>> | null>;
  /** Paths that `get()` asks for and `fetched` lacks. */
  readonly wanted: Set<string>;
}

/** `auth` as a rule sees the user. */
export function authOf(user: EndUser): Readonly<Record<string, unknown>> {
  if (user.kind === 'mini') {
    return { openid: user.openid, loginType: 'WECHAT', ...(user.unionid === undefined ? {} : { unionid: user.unionid }) };
  }
  return { uid: user.uid, loginType: user.anonymous ? 'ANONYMOUS' : (user.loginType ?? 'CUSTOM') };
}

function own(object: unknown, key: string): unknown {
  return isPlainObject(object) && Object.hasOwn(object, key)
    ? object[key]
    : Array.isArray(object)
      ? (object as unknown[])[Number(key)]
      : undefined;
}

function fieldValue(path: string, { facts, closed }: Situation): Known {
  const values = facts.get(path)?.oneOf;
  if (values?.length === 1) return known(values[0]);
  if (!closed) return { kind: 'field', path };
  const [first, ...rest] = path.split('.');
  return known(rest.reduce<unknown>((here, key) => own(here, key), facts.get(first ?? '')?.oneOf?.[0]));
}

function member(object: Known, key: Known, situation: Situation): Known {
  if (key.kind !== 'value' || (typeof key.value !== 'string' && typeof key.value !== 'number')) return UNKNOWN;
  const name = String(key.value);
  if (object.kind === 'doc') return fieldValue(name, situation);
  if (object.kind === 'field') return fieldValue(`${object.path}.${name}`, situation);
  return object.kind === 'value' ? known(own(object.value, name) ?? NOTHING) : UNKNOWN;
}

function textOf(parts: readonly Known[]): string | null | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind !== 'value') return undefined;
    if (part.value === null || part.value === undefined || part.value === NOTHING) return null;
    text += String(part.value);
  }
  return text;
}

function template(expression: Extract<Expression, { kind: 'template' }>, situation: Situation): Known {
  const values = expression.values.map((value) => resolve(value, situation));
  const text = textOf(expression.texts.flatMap((piece, index) => [known(piece), ...(values[index] === undefined ? [] : [values[index]])]));
  return text === undefined ? UNKNOWN : known(text);
}

/** Does a path hang on a field of which the query lists several values? The cloud wants one: `==`, or `in` with a single value. */
function isListed(path: Expression, situation: Situation): boolean {
  switch (path.kind) {
    case 'template':
      return path.values.some((value) => isListed(value, situation));
    case 'concat':
      return isListed(path.left, situation) || isListed(path.right, situation);
    case 'member': {
      if (path.object.kind !== 'variable') return isListed(path.object, situation);
      const key = path.key.kind === 'literal' ? String(path.key.value) : '';
      return path.object.name === 'doc' && situation.facts.get(key)?.listed === true;
    }
    default:
      return false;
  }
}

function fetched(path: Known, situation: Situation): Known {
  if (path.kind !== 'value') return UNKNOWN;
  // A path with a missing part (a web user has no openid) leads to no document.
  if (typeof path.value !== 'string') return known(null);
  const document = situation.fetched.get(path.value);
  if (document !== undefined) return known(document);
  situation.wanted.add(path.value);
  return UNKNOWN;
}

/** What a part of a rule is known to be. */
export function knownOf(expression: Expression, situation: Situation): Known {
  return resolve(expression, situation);
}

function resolve(expression: Expression, situation: Situation): Known {
  switch (expression.kind) {
    case 'literal':
      return known(expression.value);
    case 'list': {
      const items = expression.items.map((item) => resolve(item, situation));
      const values = items.flatMap((item) => (item.kind === 'value' ? [item.value] : []));
      return values.length === items.length ? known(values) : UNKNOWN;
    }
    case 'variable':
      if (expression.name === 'auth') return known(situation.auth);
      if (expression.name === 'now') return known(situation.now);
      if (expression.name === 'doc') return { kind: 'doc' };
      if (expression.name === 'resource') return situation.resource === undefined ? UNKNOWN : known(situation.resource);
      return situation.requestData === undefined ? UNKNOWN : known({ data: situation.requestData });
    case 'member':
      return member(resolve(expression.object, situation), resolve(expression.key, situation), situation);
    case 'template':
      return template(expression, situation);
    case 'concat': {
      const left = resolve(expression.left, situation);
      const right = resolve(expression.right, situation);
      if (left.kind === 'value' && right.kind === 'value' && typeof left.value === 'number' && typeof right.value === 'number')
        return known(left.value + right.value);
      const text = textOf([left, right]);
      return text === undefined ? UNKNOWN : known(text);
    }
    case 'test': {
      const operand = resolve(expression.operand, situation);
      return operand.kind === 'value' ? known(typeof operand.value === 'string' && expression.pattern.test(operand.value)) : UNKNOWN;
    }
    case 'get':
      if (isListed(expression.path, situation)) return UNKNOWN;
      return fetched(resolve(expression.path, situation), situation);
    default: {
      const truth = judge(expression, situation);
      return truth === undefined ? UNKNOWN : known(truth);
    }
  }
}

function order(left: unknown, right: unknown): number | undefined {
  const a = left instanceof Date ? left.getTime() : left;
  const b = right instanceof Date ? right.getTime() : right;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return undefined;
}

function compareValues(left: unknown, operator: Comparison, right: unknown): boolean {
  if (left === NOTHING || right === NOTHING) return operator === '!=';
  if (operator === '==') return sameValue(left, right);
  if (operator === '!=') return !sameValue(left, right);
  if (operator === 'in')
    return Array.isArray(right) ? right.some((item) => sameValue(left, item)) : isPlainObject(right) && Object.hasOwn(right, String(left));
  const difference = order(left, right);
  if (difference === undefined) return false;
  if (operator === '>') return difference > 0;
  if (operator === '>=') return difference >= 0;
  return operator === '<' ? difference < 0 : difference <= 0;
}

/** Does a bound of the query imply (true) or exclude (false) the comparison for every document? */
function impliedByBound(
  bound: { readonly operator: '>' | '>=' | '<' | '<='; readonly value: unknown },
  operator: Comparison,
  value: unknown,
): boolean | undefined {
  const difference = order(bound.value, value);
  if (difference === undefined) return undefined;
  const isLower = bound.operator === '>' || bound.operator === '>=';
  const strict = bound.operator === '>' || bound.operator === '<';
  // Seen from below: a lower bound says "field ≥ bound"; an upper one is its mirror image.
  const distance = isLower ? difference : -difference;
  const beyond = distance > 0 || (distance === 0 && strict);
  if (operator === '==') return beyond ? false : undefined;
  if (operator === '!=') return beyond ? true : undefined;
  const same = isLower ? ['>', '>='] : ['<', '<='];
  if (operator === same[0]) return beyond ? true : undefined;
  if (operator === same[1]) return distance >= 0 ? true : undefined;
  if (operator === 'in') return undefined;
  const opposite = isLower ? ['<', '<='] : ['>', '>='];
  if (operator === opposite[0]) return distance >= 0 ? false : undefined;
  return operator === opposite[1] && beyond ? false : undefined;
}

function compareField(path: string, operator: Comparison, value: unknown, { facts }: Situation): boolean | undefined {
  if (value === NOTHING) return operator === '!=';
  const constraint = facts.get(path);
  if (constraint === undefined) return undefined;
  if (constraint.oneOf !== undefined) {
    const results = constraint.oneOf.map((item) => compareValues(item, operator, value));
    if (results.every((result) => result)) return true;
    return results.some((result) => result) ? undefined : false;
  }
  if (operator === '==' && constraint.noneOf.some((item) => sameValue(item, value))) return false;
  if (operator === '!=' && constraint.noneOf.some((item) => sameValue(item, value))) return true;
  if (operator === '!=' && (value === null || value === undefined) && constraint.bounds.length > 0) return true;
  for (const bound of constraint.bounds) {
    const implied = impliedByBound(bound, operator, value);
    if (implied !== undefined) return implied;
  }
  return undefined;
}

const MIRRORED: Readonly<Record<Comparison, Comparison | undefined>> = {
  '==': '==',
  '!=': '!=',
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  in: undefined,
};

function isNull(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === null;
}

function nothingIsNull(side: Known, other: Expression): Known {
  return side.kind === 'value' && side.value === NOTHING && isNull(other) ? known(null) : side;
}

function compare(expression: Extract<Expression, { kind: 'compare' }>, situation: Situation): boolean | undefined {
  const left = nothingIsNull(resolve(expression.left, situation), expression.right);
  const right = nothingIsNull(resolve(expression.right, situation), expression.left);
  const { operator } = expression;
  if (left.kind === 'value' && right.kind === 'value') return compareValues(left.value, operator, right.value);
  if (left.kind === 'field' && right.kind === 'value') return compareField(left.path, operator, right.value, situation);
  const mirrored = MIRRORED[operator];
  if (left.kind === 'value' && right.kind === 'field' && mirrored !== undefined)
    return compareField(right.path, mirrored, left.value, situation);
  return undefined;
}

/** Is the expression true (or false) for every document that satisfies the facts? Undefined: not proven either way. */
export function judge(expression: Expression, situation: Situation): boolean | undefined {
  switch (expression.kind) {
    case 'and': {
      const left = judge(expression.left, situation);
      if (left === false) return false;
      const right = judge(expression.right, situation);
      if (right === false) return false;
      return left === true && right === true ? true : undefined;
    }
    case 'or': {
      const left = judge(expression.left, situation);
      if (left === true) return true;
      const right = judge(expression.right, situation);
      if (right === true) return true;
      return left === false && right === false ? false : undefined;
    }
    case 'not': {
      const operand = judge(expression.operand, situation);
      return operand === undefined ? undefined : !operand;
    }
    case 'compare':
      return compare(expression, situation);
    default: {
      const value = resolve(expression, situation);
      return value.kind === 'value' ? value.value !== NOTHING && Boolean(value.value) : undefined;
    }
  }
}
