import { failed } from './errors.ts';
import { cellsOf } from './geo/cells.ts';
import { geoName } from './geo/operators.ts';
import { storedShape } from './geo/shapes.ts';
import { fieldOf, parsePath, visitPath, type Path } from './paths.ts';
import { SortedList, type Locate } from './sorted-list.ts';
import type { Document, IndexSpec, Value } from './types.ts';
import { compareText, compareValues, showValue } from './values.ts';

/** One row of an index: the values of its fields and the document that they are of. */
export interface Entry {
  readonly key: readonly Value[];
  readonly id: string | number;
}

interface Field {
  readonly name: string;
  readonly path: Path;
  readonly direction: 1 | -1;
  /** Has a document ever had an array on this path? Then one document may have several rows. */
  multikey: boolean;
  /** Holds where things are (as numbers of cells), not the values. */
  readonly geo: boolean;
}

/** A cloud index holds at most so many bytes per value. */
const LONGEST_KEY = 1024;

export function compareIds(a: string | number, b: string | number): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  return typeof b === 'number' ? 1 : compareText(a, b);
}

/** The rows of one declared index, in its order. */
export class IndexTree {
  readonly spec: IndexSpec;
  readonly fields: readonly Field[];
  readonly #entries: SortedList<Entry>;

  constructor(spec: IndexSpec, documents: Iterable<Document>) {
    this.spec = spec;
    this.fields = spec.keys.map(({ field, direction }) => {
      if (direction !== '2dsphere') return { name: field, path: parsePath(field), direction, multikey: false, geo: false };
      if (spec.unique === true) throw failed(`index ${spec.name}: a 2dsphere index cannot be unique here`);
      return { name: geoName(field), path: parsePath(field), direction: 1, multikey: true, geo: true };
    });
    this.#entries = new SortedList((a, b) => this.compareKeys(a.key, b.key) || compareIds(a.id, b.id));
    const rows: Entry[] = [];
    for (const document of documents) for (const key of this.keysOf(document)) rows.push({ key, id: document._id });
    this.#entries.load(rows);
    if (spec.unique === true) this.#refuseDuplicates(rows);
  }

  #refuseDuplicates(rows: readonly Entry[]): void {
    rows.forEach((row, at) => {
      const next = rows[at + 1];
      if (next !== undefined && next.id !== row.id && this.compareKeys(next.key, row.key) === 0) throw new DuplicateRows(row.key);
    });
  }

  compareKeys(a: readonly Value[], b: readonly Value[]): number {
    for (let at = 0; at < this.fields.length; at += 1) {
      const order = compareValues(a[at], b[at]) * (this.fields[at]?.direction ?? 1);
      if (order !== 0) return order;
    }
    return 0;
  }

  /**
   * Every key of a document, each once. A missing field counts as null. Fields of one array are combined in every way, which finds more
   * than the elements hold together: matches are tested anyway, but such keys cannot tell what is unique. Refuses arrays in two places.
   */
  keysOf(document: Document): readonly (readonly Value[])[] {
    let keys: Value[][] = [[]];
    let array: string | undefined;
    for (const field of this.fields) {
      const place = field.geo ? undefined : arrayOn(document, field.path);
      if (place !== undefined && array !== undefined && place !== array) throw failed(`cannot index parallel arrays [${place}] [${array}]`);
      if (place !== undefined && array !== undefined && this.spec.unique === true)
        throw failed(`a unique index over several fields of the array ${place} is not supported`);
      array ??= place;
      const values = this.#valuesOf(document, field);
      const [only] = values;
      if (values.length === 1) for (const key of keys) key.push(only);
      else keys = keys.flatMap((key) => values.map((value) => [...key, value]));
    }
    return keys;
  }

  #valuesOf(document: Document, field: Field): readonly Value[] {
    if (field.geo) return placesOf(document, field.path);
    const [name = ''] = field.path;
    const own = document[name];
    if (field.path.length === 1 && !Array.isArray(own)) return [limited(field, own ?? null)];
    const values: Value[] = [];
    const arrays: Value[] = [];
    visitPath(
      document,
      field.path,
      (value) => (Array.isArray(value) ? arrays.push(value) : values.push(limited(field, value ?? null))) < 0,
    );
    if (arrays.length > 0 || values.length !== 1) field.multikey = true;
    for (const array of arrays) values.push(...(Array.isArray(array) && array.length === 0 ? [undefined, array] : [array]));
    if (values.length === 0) values.push(null);
    values.sort((a, b) => (a === undefined ? -1 : b === undefined ? 1 : compareValues(a, b)));
    return values.filter((value, at) => at === 0 || compareValues(value, values[at - 1]) !== 0);
  }

  add(document: Document): void {
    for (const key of this.keysOf(document)) this.#entries.add({ key, id: document._id });
  }

  remove(document: Document): void {
    for (const key of this.keysOf(document)) this.#entries.remove({ key, id: document._id });
  }

  /** Another document that already has this key, if there is one that is not to be passed over. */
  holderOf(key: readonly Value[], passOver: (id: string | number) => boolean): string | number | undefined {
    for (const { id } of this.#entries.ascending((other) => this.compareKeys(other.key, key))) if (!passOver(id)) return id;
    return undefined;
  }

  walk(locate: Locate<Entry>, backwards: boolean): Generator<Entry, void, undefined> {
    return backwards ? this.#entries.descending(locate) : this.#entries.ascending(locate);
  }
}

/** The cells of all that stands in a geo field; null when nothing does. Refuses what is no geometry, as MongoDB does. */
function placesOf(document: Document, path: Path): readonly Value[] {
  const cells = new Set<number>();
  visitPath(
    document,
    path,
    (value) => {
      if (value === null || value === undefined) return false;
      const shape = storedShape(value);
      const shapes = shape !== null ? [shape] : Array.isArray(value) ? value.map((item: Value) => storedShape(item)) : [null];
      for (const each of shapes) {
        if (each === null) throw failed(`Can't extract geo keys: unknown GeoJSON: ${showValue(value)}`);
        for (const cell of cellsOf(each)) cells.add(cell);
      }
      return false;
    },
    false,
  );
  return cells.size === 0 ? [null] : [...cells];
}

/** Where on the path the first array stands. */
function arrayOn(document: Document, path: Path): string | undefined {
  let value: Value = document;
  for (const [at, part] of path.entries()) {
    value = fieldOf(value, part);
    if (Array.isArray(value)) return path.slice(0, at + 1).join('.');
  }
  return undefined;
}

function limited(field: Field, value: Value): Value {
  if (typeof value === 'string' && value.length * 3 > LONGEST_KEY && Buffer.byteLength(value) > LONGEST_KEY) {
    throw failed(`WiredTigerIndex::insert: key too large to index, failing: ${field.name} (at most ${LONGEST_KEY} bytes)`);
  }
  return value;
}

/** A unique index cannot be built: two documents have this key. */
export class DuplicateRows extends Error {
  readonly key: readonly Value[];

  constructor(key: readonly Value[]) {
    super('duplicate key');
    this.key = key;
  }
}
