import type { Comparison, Expression } from './expression.ts';
import { judge, knownOf, type Situation } from './prove.ts';

/** Why a rule was not proven, in words for whoever wrote the query or the rule. */
export interface Shortfall {
  /** The parts of the rule that could not be proven, as it has them. */
  readonly parts: readonly string[];
  /** Conditions that a query must have beside its own, as `where()` takes them; null where no query can pass. */
  readonly conditions: readonly string[] | null;
}

const QUOTED: Readonly<Record<Exclude<Comparison, '=='>, string>> = {
  '!=': 'neq',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  in: 'in',
};
const MIRRORED: Readonly<Record<string, Comparison>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

/** An expression as a rule would write it. */
export function textOf(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? `'${expression.value}'` : String(expression.value);
    case 'list':
      return `[${expression.items.map(textOf).join(', ')}]`;
    case 'variable':
      return expression.name;
    case 'member':
      return expression.key.kind === 'literal' && typeof expression.key.value === 'string'
        ? `${textOf(expression.object)}.${expression.key.value}`
        : `${textOf(expression.object)}[${textOf(expression.key)}]`;
    case 'template':
      return `\`${expression.texts.map((text, at) => text + (expression.values[at] === undefined ? '' : `\${${textOf(expression.values[at])}}`)).join('')}\``;
    case 'get':
      return `get(${textOf(expression.path)})`;
    case 'test':
      return `${String(expression.pattern)}.test(${textOf(expression.operand)})`;
    case 'not':
      return `!${inner(expression.operand)}`;
    case 'and':
      return `${inner(expression.left)} && ${inner(expression.right)}`;
    case 'or':
      return `${textOf(expression.left)} || ${textOf(expression.right)}`;
    case 'compare':
      return `${textOf(expression.left)} ${expression.operator} ${textOf(expression.right)}`;
    case 'concat':
      return `${textOf(expression.left)} + ${textOf(expression.right)}`;
  }
}

function inner(expression: Expression): string {
  return expression.kind === 'or' || expression.kind === 'and' ? `(${textOf(expression)})` : textOf(expression);
}

/** Does a part speak of the caller's own name? Then the query says so with the template, which holds for every user. */
function templateOf(expression: Expression): string | null {
  if (expression.kind !== 'member' || expression.object.kind !== 'variable' || expression.object.name !== 'auth') return null;
  const key = expression.key.kind === 'literal' ? expression.key.value : null;
  return key === 'openid' || key === 'uid' ? `'{${key}}'` : null;
}

function condition(path: string, operator: Comparison, side: Expression, value: unknown): string {
  const field = /^[A-Za-z_$][\w$]*$/.test(path) ? path : `'${path}'`;
  const text = templateOf(side) ?? (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));
  return operator === '==' ? `${field}: ${text}` : `${field}: _.${QUOTED[operator]}(${text})`;
}

function compared(expression: Extract<Expression, { kind: 'compare' }>, situation: Situation): string | null {
  const [left, right] = [knownOf(expression.left, situation), knownOf(expression.right, situation)];
  if (left.kind === 'field' && right.kind === 'value' && typeof right.value !== 'symbol')
    return condition(left.path, expression.operator, expression.right, right.value);
  if (right.kind === 'field' && left.kind === 'value' && typeof left.value !== 'symbol' && expression.operator !== 'in')
    return condition(right.path, MIRRORED[expression.operator] ?? expression.operator, expression.left, left.value);
  return null;
}

function both(left: Shortfall, right: Shortfall): Shortfall {
  const conditions = left.conditions === null || right.conditions === null ? null : [...left.conditions, ...right.conditions];
  return { parts: [...left.parts, ...right.parts], conditions };
}

/** Of two ways to pass the one that asks for less; what no query reaches is the last resort. */
function easier(left: Shortfall, right: Shortfall): Shortfall {
  if (left.conditions === null || right.conditions === null) return left.conditions === null ? right : left;
  return right.conditions.length < left.conditions.length ? right : left;
}

/** What keeps an expression from being proven; nothing for one that is. */
export function shortfallOf(expression: Expression, situation: Situation): Shortfall {
  const verdict = judge(expression, situation);
  if (verdict === true) return { parts: [], conditions: [] };
  if (expression.kind === 'and') return both(shortfallOf(expression.left, situation), shortfallOf(expression.right, situation));
  if (expression.kind === 'or') {
    const [left, right] = [shortfallOf(expression.left, situation), shortfallOf(expression.right, situation)];
    const best = easier(left, right);
    return { ...best, parts: best.conditions === null ? [textOf(expression)] : best.parts };
  }
  // A field that the query fixes to something else is not mended by one more condition on it.
  const wanted = expression.kind === 'compare' && verdict !== false ? compared(expression, situation) : null;
  return { parts: [textOf(expression)], conditions: wanted === null ? null : [wanted] };
}

/** A sentence for the log: which part failed, and what would pass. */
export function explain(expression: Expression, situation: Situation): string {
  const { parts, conditions } = shortfallOf(expression, situation);
  const failed = `not proven: ${parts.join(' && ')}`;
  if (situation.closed) return failed;
  return conditions === null
    ? `${failed}; no condition of a query can prove it for this user`
    : `${failed}; add where({ ${conditions.join(', ')} })`;
}
