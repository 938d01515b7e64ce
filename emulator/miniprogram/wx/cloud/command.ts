/** `db.command`: comparisons, logic and updates as values, encoded when the query or the update is sent. */
const COMPARISONS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'all', 'elemMatch', 'exists', 'size', 'mod'] as const;
type Comparison = (typeof COMPARISONS)[number];

const UPDATES = [
  'set',
  'remove',
  'inc',
  'mul',
  'min',
  'max',
  'rename',
  'push',
  'pop',
  'shift',
  'unshift',
  'addToSet',
  'pull',
  'pullAll',
] as const;
type Update = (typeof UPDATES)[number];

type Logic = 'and' | 'or' | 'nor' | 'not';

export class UpdateCommand {
  readonly operator: Update;
  readonly operand: unknown;

  constructor(operator: Update, operand: unknown) {
    this.operator = operator;
    this.operand = operand;
  }
}

/** A condition on a field, or on a whole document. Conditions chain: `_.gt(1).and(_.lt(5))`, `_.gt(1).lt(5)`. */
export class Condition {
  readonly operator: Comparison | Logic;
  readonly operands: readonly unknown[];

  constructor(operator: Comparison | Logic, operands: readonly unknown[]) {
    this.operator = operator;
    this.operands = operands;
  }

  isLogic(): boolean {
    return this.operator === 'and' || this.operator === 'or' || this.operator === 'nor' || this.operator === 'not';
  }

  and(...others: readonly unknown[]): Condition {
    return new Condition('and', [this, ...listOf(others)]);
  }

  or(...others: readonly unknown[]): Condition {
    return new Condition('or', [this, ...listOf(others)]);
  }

  eq(value: unknown): Condition {
    return this.and(compare('eq', value));
  }
  neq(value: unknown): Condition {
    return this.and(compare('neq', value));
  }
  gt(value: unknown): Condition {
    return this.and(compare('gt', value));
  }
  gte(value: unknown): Condition {
    return this.and(compare('gte', value));
  }
  lt(value: unknown): Condition {
    return this.and(compare('lt', value));
  }
  lte(value: unknown): Condition {
    return this.and(compare('lte', value));
  }
  in(list: unknown): Condition {
    return this.and(compare('in', list));
  }
  nin(list: unknown): Condition {
    return this.and(compare('nin', list));
  }
}

function compare(operator: Comparison, value: unknown): Condition {
  if ((operator === 'in' || operator === 'nin' || operator === 'all') && !Array.isArray(value)) {
    throw new Error(`db.command.${operator} wants an array`);
  }
  return new Condition(operator, [value]);
}

/** Both spellings are allowed: `_.or([a, b])` and `_.or(a, b)`. */
function listOf(given: readonly unknown[]): readonly unknown[] {
  const first = given[0];
  return given.length === 1 && Array.isArray(first) ? first : given;
}

function refuseGeo(name: string): () => never {
  return () => {
    throw new Error(`db.command.${name} is not offered by the local CloudBase: it has no geographic queries`);
  };
}

type CommandFunction = (...given: readonly unknown[]) => unknown;

function logic(operator: Logic): CommandFunction {
  return (...given) => new Condition(operator, listOf(given));
}

function createCommand(): Readonly<Record<string, CommandFunction>> {
  const table: Record<string, CommandFunction> = { and: logic('and'), or: logic('or'), nor: logic('nor'), not: logic('not') };
  for (const operator of COMPARISONS) table[operator] = (value) => compare(operator, value);
  for (const operator of UPDATES) table[operator] = (value) => new UpdateCommand(operator, value);
  // Several values may be pushed at once, as a list or one after another; an object with `each` carries modifiers.
  for (const operator of ['push', 'unshift'] as const) {
    table[operator] = (...given) => new UpdateCommand(operator, given.length > 1 ? given : given[0]);
  }
  for (const name of ['geoNear', 'geoWithin', 'geoIntersects']) table[name] = refuseGeo(name);
  return table;
}

export const command = createCommand();
