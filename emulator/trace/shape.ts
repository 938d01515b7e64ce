const LONGEST = 300;
const DEEPEST = 6;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (typeof value !== 'object') return typeof value;
  const bson = (value as { readonly _bsontype?: unknown })._bsontype;
  return typeof bson === 'string' ? bson.toLowerCase() : '';
}

function shape(value: unknown, depth: number): string {
  const kind = kindOf(value);
  if (kind !== '') return kind;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) {
    const kinds = [...new Set(value.slice(0, 20).map((entry) => shape(entry, depth + 1)))];
    return value.length === 0 ? '[]' : `[${kinds.join(' | ')}${value.length > 1 ? ` × ${value.length}` : ''}]`;
  }
  const fields = Object.entries(value as object).map(([name, entry]) => `${name}: ${shape(entry, depth + 1)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A condition without its values: `{ status: { $in: [string × 3] }, total: number }`. At most 300 characters. */
export function shapeOf(condition: unknown): string {
  const text = shape(condition, 0);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
