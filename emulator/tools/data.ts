import { servingIndex, showServing } from '../database/suggestion.ts';
import type { Contents, Database, Exchanged, Filter, IndexSpec, Sort } from '../database/types.ts';
import type { Writers } from '../gateway/writers.ts';
import type { Clock, CollectionRules } from '../types.ts';
import { invalid, ToolError } from './failure.ts';
import { fromExtended, objectOf, toExtended } from './extended.ts';
import { readRelaxed } from './relaxed.ts';

export interface DataOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly writers: Writers;
  readonly rules: () => ReadonlyMap<string, CollectionRules>;
}

export interface CollectionAbout {
  readonly name: string;
  readonly count: number;
  readonly indexes: readonly IndexSpec[];
  /** Null: the project declares no rules for it, so that clients may not touch it. */
  readonly permission: CollectionRules['permission'] | null;
  readonly rule: CollectionRules['rule'] | null;
}

export interface QueryAnswer {
  /** In extended JSON. */
  readonly documents: readonly unknown[];
  readonly total: number;
  readonly explain: {
    readonly index: string | null;
    readonly examined: number;
    readonly returned: number;
    /** No index helped, though one was needed. */
    readonly scanned: boolean;
    /** The index that would help, and the same in a sentence. */
    readonly wouldServe: IndexSpec['keys'];
    readonly suggestion: string;
  };
  readonly ms: number;
}

/** How the feed names what is done here. */
export const WRITER = 'studio';
const MOST_ROWS = 200;

function whole(value: unknown, fallback: number, most: number, what: string): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > most)
    throw invalid(`${what} must be a whole number from 0 to ${most}`);
  return value;
}

/** `{total: -1, name: 1}`, or `-total, name`. */
export function readSort(text: string): Sort {
  const typed = text.trim();
  if (typed === '') return [];
  if (!typed.startsWith('{')) {
    return typed.split(',').map((part) => {
      const [, minus = '', field = ''] = /^\s*([-+]?)\s*([^\s,+-][^\s,]*)\s*$/.exec(part) ?? [];
      if (field === '') throw invalid(`"${part.trim()}" is no order: name fields, with a minus where it goes down`);
      return [field, minus === '-' ? -1 : 1] as const;
    });
  }
  return Object.entries(objectOf(readRelaxed(typed)) ?? {}).map(([field, direction]) => {
    if (direction !== 1 && direction !== -1) throw invalid(`${field}: an order is 1 or -1`);
    return [field, direction] as const;
  });
}

/** The data browser's share of the database: it sees and changes everything, through the same statements as the SDKs. */
export class DataTools {
  readonly #options: DataOptions;

  constructor(options: DataOptions) {
    this.#options = options;
  }

  async collections(): Promise<CollectionAbout[]> {
    const { database } = this.#options;
    const rules = this.#options.rules();
    return Promise.all(
      database.listCollections().map(async (name) => ({
        name,
        count: await database.count(name, {}),
        indexes: database.listIndexes(name),
        permission: rules.get(name)?.permission ?? null,
        rule: rules.get(name)?.rule ?? null,
      })),
    );
  }

  /** A page of a query. Filter and order are texts as people type them; refuses with the line that cannot be read. */
  async query(collection: string, asked: Readonly<Record<string, unknown>>): Promise<QueryAnswer> {
    const filter = this.#filter(asked['filter'] ?? '');
    if (typeof (asked['sort'] ?? '') !== 'string') throw invalid('sort must be a text');
    const sort = readSort((asked['sort'] as string | undefined) ?? '');
    const skip = whole(asked['skip'], 0, Number.MAX_SAFE_INTEGER, 'skip');
    const limit = whole(asked['limit'], 50, MOST_ROWS, 'limit') || MOST_ROWS;
    const started = performance.now();
    const { documents, total, ...how } = await this.#options.database.inspect(collection, { filter, sort, skip, limit });
    const ms = performance.now() - started;
    const wouldServe = how.scanned ? servingIndex(filter, sort) : [];
    return {
      documents: documents.map(toExtended),
      total,
      explain: { ...how, wouldServe, suggestion: how.scanned ? showServing(wouldServe) : '' },
      ms: Math.round(ms * 100) / 100,
    };
  }

  async read(collection: string, id: unknown): Promise<unknown> {
    const [document] = await this.#options.database.find(collection, { filter: { _id: this.#id(id) } });
    if (document === undefined) throw gone(collection, id);
    return toExtended(document);
  }

  /** Answers the new document's id. */
  insert(collection: string, text: unknown): Promise<unknown> {
    const document = this.#document(text);
    return this.#writing(collection, async () => toExtended((await this.#options.database.insert(collection, [document]))[0]));
  }

  /**
   * Puts another document in the place of one. `expected` is that one as the asker saw it (extended JSON): has it become another meanwhile, it
   * is refused with CHANGED and the present one.
   */
  replace(collection: string, given: unknown, text: unknown, expected: unknown): Promise<unknown> {
    const { database } = this.#options;
    const id = this.#id(given);
    const document = this.#document(text);
    if ('_id' in document && document['_id'] !== id) throw new ToolError(400, 'ID_CHANGED', 'the _id of a document cannot be changed');
    return this.#writing(collection, async () => {
      const transactionId = await database.startTransaction();
      try {
        const [present] = await database.find(collection, { filter: { _id: id }, transactionId });
        if (present === undefined) throw gone(collection, given);
        const shown = toExtended(present);
        if (expected !== undefined && JSON.stringify(shown) !== JSON.stringify(expected))
          throw new ToolError(409, 'CHANGED', 'the document has been changed meanwhile', { document: shown });
        await database.update(collection, { filter: { _id: id }, update: document, replace: true, transactionId });
        await database.commitTransaction(transactionId);
      } finally {
        await database.abortTransaction(transactionId);
      }
      return this.read(collection, given);
    });
  }

  /** Answers the document that is gone now, so that it can be put back. */
  remove(collection: string, given: unknown): Promise<unknown> {
    const { database } = this.#options;
    const id = this.#id(given);
    return this.#writing(collection, async () => {
      const document = await this.read(collection, given);
      if ((await database.remove(collection, { filter: { _id: id } })) === 0) throw gone(collection, given);
      return document;
    });
  }

  /** What is in these collections, or in all. */
  async contents(names: readonly string[] | null): Promise<readonly Contents[]> {
    const missing = names?.find((name) => !this.#options.database.hasCollection(name));
    if (missing !== undefined) throw new ToolError(404, 'DATABASE_COLLECTION_NOT_EXIST', `there is no collection ${missing}`);
    const contents = await this.#options.database.contents();
    return names === null ? contents : contents.filter(({ name }) => names.includes(name));
  }

  /**
   * Takes collections in: `replace` puts them in the place of those of the same name, `merge` lays their documents over those with the same `_id`.
   * Other collections stay, unless `only`: then they are emptied, and those that the project does not declare go. Collections that are there keep their indexes.
   */
  async takeIn(
    given: readonly Contents[],
    { mode, only = false, reason }: { readonly mode: 'replace' | 'merge'; readonly only?: boolean; readonly reason: string },
  ): Promise<Exchanged> {
    const { database } = this.#options;
    const rules = this.#options.rules();
    const present = database.listCollections();
    const others = only ? present.filter((name) => !given.some((contents) => contents.name === name)) : [];
    const emptied = others.filter((name) => rules.has(name)).map((name) => ({ name, indexes: [], documents: [] }));
    const contents = [...given, ...emptied].map(({ name, indexes, documents }) => ({
      name,
      indexes: present.includes(name) ? database.listIndexes(name) : (rules.get(name)?.indexes ?? indexes),
      documents,
    }));
    const leave = contents.map(({ name }) => this.#options.writers.enter(name, WRITER));
    return database
      .exchange(contents, { merge: mode === 'merge', drop: others.filter((name) => !rules.has(name)), reason })
      .finally(() => leave.forEach((end) => end()));
  }

  async #writing<T>(collection: string, work: () => Promise<T>): Promise<T> {
    const leave = this.#options.writers.enter(collection, WRITER);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #filter(text: unknown): Filter {
    if (typeof text !== 'string') throw invalid('filter must be a text');
    if (text.trim() === '') return {};
    const filter = objectOf(fromExtended(readRelaxed(text), this.#options.clock.now(), 'filter'));
    if (filter === null) throw new ToolError(400, 'NOT_OBJECT', 'a filter is an object: {field: value}');
    return filter;
  }

  #document(text: unknown): Record<string, unknown> {
    if (typeof text !== 'string') throw invalid('document must be a text');
    const document = objectOf(fromExtended(readRelaxed(text), this.#options.clock.now(), 'document'));
    if (document === null) throw new ToolError(400, 'NOT_OBJECT', 'a document is an object');
    return document;
  }

  #id(value: unknown): string | number {
    const id = fromExtended(value, this.#options.clock.now(), 'document');
    if (typeof id !== 'string' && typeof id !== 'number') throw invalid('id must be a text or a number');
    return id;
  }
}

function gone(collection: string, id: unknown): ToolError {
  return new ToolError(404, 'DOCUMENT_NOT_FOUND', `${collection} has no document ${JSON.stringify(id)} any more`);
}
