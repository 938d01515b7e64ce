import { ApiFailure, type Options } from '../call.ts';
import { command } from './command.ts';
import { cloudApi } from './api.ts';
import { CloudFailure } from './failure.ts';
import { encodeDocument, encodeQuery, encodeUpdate } from './encode.ts';
import type { Realtime, WatchCallbacks, WatchHandle } from './realtime.ts';
import type { CloudSession } from './session.ts';
import { isPlainObject, RegExpCommand, ServerDate, type PlainObject } from './types.ts';
import { canonical, fromWire } from './values.ts';

/** A mini-program reads at most 20 documents at once. */
const READ_LIMIT = 20;

export interface DatabaseContext {
  readonly session: CloudSession;
  readonly realtime: Realtime;
  /** Throws where the environment or the initialisation is not what the cloud accepts. */
  check(): void;
}

interface Selection {
  readonly collection: string;
  readonly query: PlainObject | undefined;
  readonly orders: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  readonly limit: number | undefined;
  readonly skip: number;
  readonly projection: PlainObject | undefined;
}

function documentsPath(collection: string): string {
  return `/v1/database/instances/(default)/databases/(default)/collections/${encodeURIComponent(collection)}/documents`;
}

function parameters(entries: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(entries).filter(([, value]) => value !== undefined && value !== '');
  const encoded = pairs.map(
    ([key, value]) => `${key}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
  );
  return encoded.join('&');
}

function bodyField(body: unknown, name: string): unknown {
  return isPlainObject(body) ? body[name] : undefined;
}

function countOf(body: unknown, name: string): number {
  const value = bodyField(body, name);
  return typeof value === 'number' ? value : 0;
}

function projectionOf(fields: unknown): PlainObject {
  if (!isPlainObject(fields)) throw new ApiFailure('field() wants an object of field names');
  return Object.fromEntries(
    Object.entries(fields).map(([name, wanted]) => [name, typeof wanted === 'boolean' ? (wanted ? 1 : 0) : wanted]),
  );
}

function countArgument(name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new Error(`${name}() wants an integer of at least ${least}, not ${String(value)}`);
}

/** A query on one collection. Every method answers a new query; nothing is sent before `get`, `count`, `watch`, `update` or `remove`. */
class Query {
  protected readonly context: DatabaseContext;
  protected readonly selection: Selection;

  constructor(context: DatabaseContext, selection: Selection) {
    this.context = context;
    this.selection = selection;
  }

  #with(change: Partial<Selection>): Query {
    return new Query(this.context, { ...this.selection, ...change });
  }

  where(query: unknown): Query {
    return this.#with({ query: encodeQuery(query) });
  }

  orderBy(field: unknown, direction: unknown): Query {
    if (typeof field !== 'string' || field === '') throw new Error('orderBy() wants a field name');
    if (direction !== 'asc' && direction !== 'desc') throw new Error("orderBy() wants 'asc' or 'desc'");
    return this.#with({ orders: [...this.selection.orders, { field, direction }] });
  }

  limit(count: unknown): Query {
    return this.#with({ limit: countArgument('limit', count, 1) });
  }

  skip(count: unknown): Query {
    return this.#with({ skip: countArgument('skip', count, 0) });
  }

  field(fields: unknown): Query {
    return this.#with({ projection: projectionOf(fields) });
  }

  get(options?: Options): unknown {
    return cloudApi('collection.get', this.context, async () => {
      const { collection, query, orders, limit, skip, projection } = this.selection;
      if (limit !== undefined && limit > READ_LIMIT) {
        console.warn(
          `collection('${collection}').limit(${limit}): a mini-program reads at most ${READ_LIMIT} documents at once; the cloud answers ${READ_LIMIT}`,
        );
      }
      const address = parameters({
        offset: skip,
        limit: Math.min(limit ?? READ_LIMIT, READ_LIMIT),
        query: query === undefined ? undefined : canonical(query),
        order: orders.length === 0 ? undefined : orders,
        projection,
      });
      const { body } = await this.context.session.call({ method: 'GET', path: `${documentsPath(collection)}?${address}` });
      return { data: fromWire(bodyField(body, 'list') ?? []) };
    })(options);
  }

  count(options?: Options): unknown {
    return cloudApi('collection.count', this.context, async () => {
      const { collection, query } = this.selection;
      const address = parameters({ count: true, query: query === undefined ? undefined : canonical(query) });
      const { body } = await this.context.session.call({ method: 'GET', path: `${documentsPath(collection)}?${address}` });
      return { total: countOf(body, 'total') };
    })(options);
  }

  update(options?: Options): unknown {
    return cloudApi('collection.update', this.context, async ({ data }) => {
      const body = { query: this.selection.query ?? {}, data: encodeUpdate(data), multi: true, upsert: false, replaceMode: false };
      const answer = await this.context.session.call({ method: 'PATCH', path: documentsPath(this.selection.collection), body });
      return { stats: { updated: countOf(answer.body, 'updated') } };
    })(options);
  }

  remove(options?: Options): unknown {
    return cloudApi('collection.remove', this.context, async () => {
      const body = { query: this.selection.query ?? {}, multi: true };
      const answer = await this.context.session.call({ method: 'POST', path: `${documentsPath(this.selection.collection)}/remove`, body });
      return { stats: { removed: countOf(answer.body, 'deleted') } };
    })(options);
  }

  watch(callbacks: WatchCallbacks): WatchHandle {
    this.context.check();
    const { collection, query, orders, limit, skip, projection } = this.selection;
    if (skip !== 0 || projection !== undefined) throw new Error('watch() takes where, orderBy and limit only, not skip or field');
    return this.context.realtime.watch({ collection, query: query ?? {}, orders, limit }, callbacks);
  }
}

class Collection extends Query {
  constructor(context: DatabaseContext, name: string) {
    super(context, { collection: name, query: undefined, orders: [], limit: undefined, skip: 0, projection: undefined });
  }

  doc(id: unknown): DocumentReference {
    if (typeof id !== 'string' && typeof id !== 'number') throw new Error('docId必须为字符串或数字');
    return new DocumentReference(this.context, this.selection.collection, id, undefined);
  }

  add(options?: Options): unknown {
    return cloudApi('collection.add', this.context, async ({ data }) => {
      const body = { data: [encodeDocument(data)] };
      const answer = await this.context.session.call({ method: 'POST', path: documentsPath(this.selection.collection), body });
      const ids = bodyField(answer.body, 'insertedIds');
      return { _id: Array.isArray(ids) ? fromWire(ids[0]) : undefined };
    })(options);
  }

  aggregate(): never {
    throw new Error('collection.aggregate is not offered to mini-programs by the local CloudBase: aggregate in a function');
  }
}

class DocumentReference {
  readonly #context: DatabaseContext;
  readonly #collection: string;
  readonly #id: string | number;
  readonly #projection: PlainObject | undefined;

  constructor(context: DatabaseContext, collection: string, id: string | number, projection: PlainObject | undefined) {
    this.#context = context;
    this.#collection = collection;
    this.#id = id;
    this.#projection = projection;
  }

  field(fields: unknown): DocumentReference {
    return new DocumentReference(this.#context, this.#collection, this.#id, projectionOf(fields));
  }

  get(options?: Options): unknown {
    return cloudApi('document.get', this.#context, async () => {
      const query = canonical({ _id: this.#id });
      const address = parameters({ offset: 0, limit: 1, query, projection: this.#projection });
      const { body } = await this.#context.session.call({ method: 'GET', path: `${documentsPath(this.#collection)}?${address}` });
      const list = bodyField(body, 'list');
      const found: unknown = Array.isArray(list) ? list[0] : undefined;
      if (found === undefined) throw new CloudFailure('DOCUMENT_NOT_FOUND', `document with _id ${this.#id} does not exist`);
      return { data: fromWire(found) };
    })(options);
  }

  set(options?: Options): unknown {
    return cloudApi('document.set', this.#context, async ({ data }) => {
      const document = encodeDocument(data);
      if ('_id' in document) throw new CloudFailure('INVALID_PARAM', '不能更新_id的值');
      const body = { query: { _id: this.#id }, data: document, multi: false, upsert: true, replaceMode: true };
      const answer = await this.#context.session.call({ method: 'PATCH', path: documentsPath(this.#collection), body });
      const created = bodyField(answer.body, 'upsert_id');
      const isNew = created !== undefined && created !== null && created !== '';
      return { _id: this.#id, stats: { updated: countOf(answer.body, 'updated'), created: isNew ? 1 : 0 } };
    })(options);
  }

  update(options?: Options): unknown {
    return cloudApi('document.update', this.#context, async ({ data }) => {
      const body = { query: { _id: this.#id }, data: encodeUpdate(data), multi: false, upsert: false, replaceMode: false };
      const answer = await this.#context.session.call({ method: 'PATCH', path: documentsPath(this.#collection), body });
      return { stats: { updated: countOf(answer.body, 'updated') } };
    })(options);
  }

  remove(options?: Options): unknown {
    return cloudApi('document.remove', this.#context, async () => {
      const body = { query: { _id: this.#id }, multi: false };
      const answer = await this.#context.session.call({ method: 'POST', path: `${documentsPath(this.#collection)}/remove`, body });
      return { stats: { removed: countOf(answer.body, 'deleted') } };
    })(options);
  }

  watch(callbacks: WatchCallbacks): WatchHandle {
    this.#context.check();
    return this.#context.realtime.watch(
      { collection: this.#collection, query: { _id: this.#id }, orders: [], limit: undefined },
      callbacks,
    );
  }
}

const geo: object = new Proxy(
  {},
  {
    get(_target, name) {
      throw new Error(`db.Geo.${String(name)} is not offered by the local CloudBase: it has no geographic values`);
    },
  },
);

/** What `wx.cloud.database()` answers. */
export class MiniProgramDatabase {
  readonly command = command;
  readonly #context: DatabaseContext;

  constructor(context: DatabaseContext) {
    this.#context = context;
  }

  get Geo(): object {
    return geo;
  }

  collection(name: unknown): Collection {
    if (typeof name !== 'string' || name === '') throw new Error('Collection name is required');
    return new Collection(this.#context, name);
  }

  serverDate(options?: { readonly offset?: number }): ServerDate {
    return new ServerDate(options?.offset ?? 0);
  }

  RegExp(options: { readonly regexp: string; readonly options?: string }): RegExpCommand {
    return new RegExpCommand(options.regexp, options.options ?? '');
  }
}
