import type { Document, Filter } from '../../database/types.ts';
import { isPlainObject } from '../values.ts';

type Key = string | number | boolean;

export interface Indexed {
  readonly collection: string;
  readonly filter: Filter;
}

interface Discriminator {
  readonly field: string;
  readonly values: readonly Key[];
}

const MAX_VALUES = 50;

function isKey(value: unknown): value is Key {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function keysOf(condition: unknown): readonly Key[] | undefined {
  if (isKey(condition)) return [condition];
  if (!isPlainObject(condition)) return undefined;
  if (isKey(condition['$eq'])) return [condition['$eq']];
  const list = condition['$in'];
  return Array.isArray(list) && list.length <= MAX_VALUES && list.every(isKey) ? list : undefined;
}

/** An equality that every match must satisfy: by `_id`, by owner, else the first there is. */
function discriminatorOf(filter: Filter): Discriminator | undefined {
  const found: Discriminator[] = [];
  const look = (part: Filter): void => {
    for (const [field, condition] of Object.entries(part)) {
      if (field === '$and' && Array.isArray(condition))
        for (const clause of condition as unknown[]) if (isPlainObject(clause)) look(clause);
      if (field.startsWith('$')) continue;
      const values = keysOf(condition);
      if (values !== undefined) found.push({ field, values });
    }
  };
  look(filter);
  return found.find(({ field }) => field === '_id') ?? found.find(({ field }) => field === '_openid') ?? found[0];
}

/** Every value that an equality on `path` could meet in a document. */
function valuesAt(value: unknown, path: readonly string[], into: Set<Key>): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) valuesAt(item, path, into);
    const [index] = path;
    if (index !== undefined && /^\d+$/.test(index)) valuesAt((value as unknown[])[Number(index)], path.slice(1), into);
    return;
  }
  const [key, ...rest] = path;
  if (key === undefined) {
    if (isKey(value)) into.add(value);
  } else if (isPlainObject(value)) valuesAt(value[key], rest, into);
}

interface Shelf<T> {
  readonly others: Set<T>;
  readonly byField: Map<string, { readonly path: readonly string[]; readonly byValue: Map<Key, Set<T>> }>;
}

/** Finds the watches that a change can concern without asking the others. */
export class WatchIndex<T extends Indexed> {
  readonly #shelves = new Map<string, Shelf<T>>();

  has(collection: string): boolean {
    return this.#shelves.has(collection);
  }

  add(watch: T): void {
    let shelf = this.#shelves.get(watch.collection);
    if (shelf === undefined) this.#shelves.set(watch.collection, (shelf = { others: new Set(), byField: new Map() }));
    const discriminator = discriminatorOf(watch.filter);
    if (discriminator === undefined) {
      shelf.others.add(watch);
      return;
    }
    let field = shelf.byField.get(discriminator.field);
    if (field === undefined) shelf.byField.set(discriminator.field, (field = { path: discriminator.field.split('.'), byValue: new Map() }));
    for (const value of discriminator.values) {
      const watches = field.byValue.get(value);
      if (watches === undefined) field.byValue.set(value, new Set([watch]));
      else watches.add(watch);
    }
  }

  remove(watch: T): void {
    const shelf = this.#shelves.get(watch.collection);
    if (shelf === undefined) return;
    shelf.others.delete(watch);
    const discriminator = discriminatorOf(watch.filter);
    const field = discriminator === undefined ? undefined : shelf.byField.get(discriminator.field);
    for (const value of discriminator?.values ?? []) {
      const watches = field?.byValue.get(value);
      watches?.delete(watch);
      if (watches?.size === 0) field?.byValue.delete(value);
    }
    if (discriminator !== undefined && field?.byValue.size === 0) shelf.byField.delete(discriminator.field);
    if (shelf.others.size === 0 && shelf.byField.size === 0) this.#shelves.delete(watch.collection);
  }

  /** The watches of a collection that either version of a document may belong to. */
  concerned(collection: string, before: Document | null, after: Document | null, into: Set<T>): void {
    const shelf = this.#shelves.get(collection);
    if (shelf === undefined) return;
    for (const watch of shelf.others) into.add(watch);
    for (const { path, byValue } of shelf.byField.values()) {
      const values = new Set<Key>();
      if (before !== null) valuesAt(before, path, values);
      if (after !== null) valuesAt(after, path, values);
      for (const value of values) for (const watch of byValue.get(value) ?? []) into.add(watch);
    }
  }
}
