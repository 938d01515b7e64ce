/** A slow, obvious model of what a collection answers, written independently of the store: whole scans, deep copies. */
export type Row = { _id: number } & Record<string, unknown>;
export type Filter = Record<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value that a query on the path meets. */
export function reached(value: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path;
  if (name === undefined) return Array.isArray(value) ? [...(value as unknown[]), value] : [value];
  if (Array.isArray(value)) return value.filter(isObject).flatMap((item) => reached(item, path));
  return isObject(value) ? (name in value ? reached(value[name], rest) : [undefined]) : [undefined];
}

const TYPES = ['undefined', 'null', 'number', 'string', 'object', 'array', 'boolean'];

function typeOf(value: unknown): number {
  if (value === null) return 1;
  return TYPES.indexOf(Array.isArray(value) ? 'array' : typeof value);
}

export function order(a: unknown, b: unknown): number {
  const types = typeOf(a) - typeOf(b);
  if (types !== 0) return types;
  if (Array.isArray(a) && Array.isArray(b)) {
    const different = a.findIndex((item, at) => at >= b.length || order(item, b[at]) !== 0);
    return different === -1 ? a.length - b.length : different >= b.length ? 1 : order(a[different], b[different]);
  }
  if (isObject(a) && isObject(b)) {
    const flat = (value: Record<string, unknown>) => Object.entries(value).flatMap(([key, item]) => [typeOf(item), key, item]);
    return order(flat(a), flat(b));
  }
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

function holds(value: unknown, operator: string, operand: unknown): boolean {
  if (operator === '$eq')
    return operand === null ? value === null || value === undefined : value !== undefined && order(value, operand) === 0;
  if (operand === null) return operator.endsWith('e') && holds(value, '$eq', null);
  if (value === undefined || typeOf(value) !== typeOf(operand)) return false;
  const sign = order(value, operand);
  return { $gt: sign > 0, $gte: sign >= 0, $lt: sign < 0, $lte: sign <= 0 }[operator] ?? false;
}

export function matches(row: Row, filter: Filter): boolean {
  return Object.entries(filter).every(([key, operand]) => {
    if (key === '$and') return (operand as Filter[]).every((part) => matches(row, part));
    if (key === '$or') return (operand as Filter[]).some((part) => matches(row, part));
    const values = reached(row, key.split('.'));
    const operators = isObject(operand) && Object.keys(operand)[0]?.startsWith('$') === true ? operand : { $eq: operand };
    return Object.entries(operators).every(([operator, wanted]) => {
      if (operator === '$ne') return !values.some((value) => holds(value, '$eq', wanted));
      if (operator === '$in') return values.some((value) => (wanted as unknown[]).some((item) => holds(value, '$eq', item)));
      if (operator === '$exists') return values.some((value) => value !== undefined) === wanted;
      return values.some((value) => holds(value, operator, wanted));
    });
  });
}

/** What a row is sorted by: the smallest of an array going up, the largest going down; an empty array before null. */
export function sortValue(row: Row, field: string, direction: 1 | -1): unknown {
  const path = field.split('.');
  const reach = (value: unknown, rest: readonly string[]): unknown[] => {
    const [name, ...more] = rest;
    if (name === undefined) return Array.isArray(value) ? (value.length === 0 ? [undefined] : (value as unknown[])) : [value ?? null];
    if (Array.isArray(value)) return value.filter(isObject).flatMap((item) => reach(item, rest));
    return isObject(value) && name in value ? reach(value[name], more) : [null];
  };
  const values = [...reach(row, path)].sort((a, b) => (a === undefined ? -1 : b === undefined ? 1 : order(a, b) * direction));
  return values.length === 0 ? null : direction === -1 && values[0] === undefined && values.length > 1 ? values[1] : values[0];
}

export function sorted(rows: readonly Row[], sort: readonly (readonly [string, 1 | -1])[]): Row[] {
  return [...rows].sort((a, b) => {
    for (const [field, direction] of sort) {
      const sign = order(sortValue(a, field, direction), sortValue(b, field, direction)) * direction;
      if (sign !== 0) return sign;
    }
    return 0;
  });
}

/** The row after `$set`, `$unset`, `$inc` and `$push` on own fields; null when MongoDB refuses. */
export function updated(row: Row, update: Record<string, Record<string, unknown>>): Row | null {
  const copy = structuredClone(row);
  for (const [operator, fields] of Object.entries(update)) {
    for (const [field, operand] of Object.entries(fields)) {
      const old = copy[field];
      if (operator === '$set') copy[field] = structuredClone(operand);
      else if (operator === '$unset') delete copy[field];
      else if (operator === '$inc') {
        if (old !== undefined && typeof old !== 'number') return null;
        copy[field] = ((old as number | undefined) ?? 0) + (operand as number);
      } else {
        if (old !== undefined && !Array.isArray(old)) return null;
        copy[field] = [...((old as unknown[] | undefined) ?? []), operand];
      }
    }
  }
  return copy;
}
