import { dateText } from './words.ts';

type Row = Readonly<Record<string, unknown>>;

export interface Cell {
  readonly text: string;
  readonly kind: 'text' | 'number' | 'date' | 'flag' | 'null' | 'missing' | 'list' | 'object';
  /** What does not fit, shown by the pointer. Empty when the text is all. */
  readonly title: string;
}

const MOST_COLUMNS = 14;
const LONG = 40;
const LONGEST_TITLE = 600;

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of one extended-JSON wrapper; undefined when it is none. */
function wrapped(value: Row): Cell | undefined {
  const [key = '', ...others] = Object.keys(value);
  if (others.length > 0 || !key.startsWith('$')) return undefined;
  const inside = value[key];
  if (key === '$date' && typeof inside === 'string') return { text: dateText(new Date(inside)), kind: 'date', title: inside };
  if (key === '$numberLong' || key === '$numberDecimal' || key === '$numberDouble')
    return { text: String(inside), kind: 'number', title: key.slice(1) };
  if (key === '$oid') return { text: String(inside), kind: 'text', title: 'ObjectId' };
  return { text: JSON.stringify(value), kind: 'object', title: '' };
}

/** How one value is shown in the table. */
export function cellOf(value: unknown): Cell {
  if (value === undefined) return { text: '', kind: 'missing', title: '没有这个字段' };
  if (value === null) return { text: 'null', kind: 'null', title: '' };
  if (typeof value === 'string')
    return { text: value.replace(/\s+/g, ' ').slice(0, 200), kind: 'text', title: value.length > 24 ? value.slice(0, LONGEST_TITLE) : '' };
  if (typeof value === 'number') return { text: String(value), kind: 'number', title: '' };
  if (typeof value === 'boolean') return { text: String(value), kind: 'flag', title: '' };
  const title = JSON.stringify(value, null, 1).slice(0, LONGEST_TITLE);
  if (Array.isArray(value)) {
    const [first] = value as readonly unknown[];
    const scalars = value.length > 0 && value.every((item) => typeof item !== 'object');
    const preview = scalars ? value.join('、') : first === undefined ? '' : JSON.stringify(first);
    return { text: value.length === 0 ? '[]' : `${value.length} 项 ${preview.slice(0, LONG)}`, kind: 'list', title };
  }
  if (isObject(value)) return wrapped(value) ?? { text: preview(value), kind: 'object', title };
  return { text: String(value), kind: 'text', title: '' };
}

function preview(value: Row): string {
  const parts = Object.entries(value).map(
    ([name, item]) => `${name}: ${isObject(item) || Array.isArray(item) ? cellOf(item).text : JSON.stringify(item)}`,
  );
  return `{ ${parts.join(', ')} }`.slice(0, LONG * 2);
}

/** The fields worth a column: `_id` first, then those that most documents have; of equally frequent ones plain values before lists and objects. */
export function columnsOf(rows: readonly Row[]): readonly string[] {
  const fields = new Map<string, { count: number; deep: number; place: number }>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const field = fields.get(name) ?? { count: 0, deep: 0, place: fields.size };
      fields.set(name, field);
      field.count += 1;
      if (['list', 'object'].includes(cellOf(value).kind)) field.deep += 1;
    }
  }
  fields.delete('_id');
  const isDeep = ({ count, deep }: { count: number; deep: number }): number => Number(deep * 2 > count);
  // Frequency in tenths, so that a field that one document lacks does not change its place.
  const tenth = ({ count }: { count: number }): number => Math.round((count / rows.length) * 10);
  const sorted = [...fields].sort(([, a], [, b]) => tenth(b) - tenth(a) || isDeep(a) - isDeep(b) || a.place - b.place);
  return ['_id', ...sorted.slice(0, MOST_COLUMNS - 1).map(([name]) => name)];
}

/** Numbers stand under each other: is this a column of numbers? */
export function isNumeric(rows: readonly Row[], column: string): boolean {
  const cells = rows.map((row) => cellOf(row[column])).filter(({ kind }) => kind !== 'missing' && kind !== 'null');
  return cells.length > 0 && cells.every(({ kind }) => kind === 'number');
}

/** Filters to begin with, made of what is there. */
export function examplesFor(rows: readonly Row[], indexed: readonly string[]): readonly string[] {
  const [row] = rows;
  if (row === undefined) return ['{ _id: "…" }'];
  const name = (field: string): string => (/^[A-Za-z_$][\w$]*$/.test(field) ? field : JSON.stringify(field));
  const fields = [...indexed, ...Object.keys(row)].filter((field, at, all) => field in row && all.indexOf(field) === at && field !== '_id');
  const of = (kind: Cell['kind']): string | undefined => fields.find((field) => cellOf(row[field]).kind === kind);
  const [text, number, date, list] = [of('text'), of('number'), of('date'), of('list')];
  const examples = [`{ _id: ${JSON.stringify(row['_id'])} }`];
  if (text !== undefined) {
    const value = String(row[text]);
    examples.push(
      `{ ${name(text)}: ${JSON.stringify(value)} }`,
      `{ ${name(text)}: /^${value.slice(0, 2).replace(/[^\p{L}\p{N}_-]/gu, '.')}/ }`,
    );
  }
  if (number !== undefined) examples.push(`{ ${name(number)}: { $gte: ${cellOf(row[number]).text} } }`);
  if (date !== undefined) examples.push(`{ ${name(date)}: { $gte: ISODate("${cellOf(row[date]).title.slice(0, 10)}") } }`);
  if (list !== undefined) examples.push(`{ ${name(list)}: { $size: ${(row[list] as readonly unknown[]).length} } }`);
  return examples;
}
