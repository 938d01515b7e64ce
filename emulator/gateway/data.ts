import { type Assumptions, DEFAULTS } from '../assumptions.ts';
import { AssumedLimits } from './assumed.ts';
import { conflict } from '../database/errors.ts';
import type { Database, Document, Filter, FindOptions, Sort, UpdateResult } from '../database/types.ts';
import { type Caller, nameOf, ownerOf } from './context.ts';
import { CloudError } from './failure.ts';
import { AGGREGATE_DEFAULT, MINI_READ_MAX, SERVER_READ_DEFAULT, SERVER_READ_MAX } from './limits.ts';
import type { Guard } from './rules/guard.ts';
import type { Faults, Meter, Trace } from '../types.ts';
import type { PlainObject } from './values.ts';
import type { Writers } from './writers.ts';

export interface ReadRequest {
  readonly collection: string;
  readonly filter: Filter;
  readonly sort?: Sort | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly projection?: PlainObject | undefined;
  readonly transactionId?: string | undefined;
}

export interface WriteRequest {
  readonly collection: string;
  readonly filter: Filter;
  /** Operators, or a whole document. */
  readonly data: PlainObject;
  readonly multi: boolean;
  readonly upsert: boolean;
  /** A document without operators replaces the stored one; otherwise its fields are set. */
  readonly replace: boolean;
  readonly transactionId?: string | undefined;
}

export interface DataOptions {
  readonly database: Database;
  readonly meter: Meter;
  readonly guard: Guard;
  readonly writers: Writers;
  readonly trace?: Trace | undefined;
  readonly faults?: Faults | undefined;
  readonly assume?: Assumptions;
}

/** A statement as the timeline of its call tells it. */
interface Statement {
  readonly operation: string;
  readonly collection: string;
  readonly condition: unknown;
  readonly transactionId?: string | undefined;
}

function hasOperators(data: PlainObject): boolean {
  for (const key in data) if (key.charCodeAt(0) === 36) return true;
  return false;
}

function count(value: number | undefined, name: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isInteger(value) || value < 0) throw new CloudError('INVALID_PARAM', `${name} is not a whole number of at least 0`);
  return value;
}

/** The database as callers see it, whatever their dialect: limits, rules and the meter are here, storage is below. */
export class Data {
  readonly #database: Database;
  readonly #meter: Meter;
  readonly #guard: Guard;
  readonly #writers: Writers;
  readonly #trace: Trace | undefined;
  readonly #faults: Faults | undefined;
  readonly #limits: AssumedLimits;

  constructor({ database, meter, guard, writers, trace, faults, assume = DEFAULTS }: DataOptions) {
    this.#trace = trace;
    this.#faults = faults;
    this.#limits = new AssumedLimits(assume);
    this.#database = database;
    this.#meter = meter;
    this.#guard = guard;
    this.#writers = writers;
  }

  /** How many documents a read may answer: 20 for mini-programs; 100 by default and 1000 at most for the rest. */
  limitFor(caller: Caller, asked: number | undefined): number {
    if (caller.kind === 'user' && caller.user.kind === 'mini')
      return Math.min(count(asked, 'limit', MINI_READ_MAX), MINI_READ_MAX) || MINI_READ_MAX;
    return Math.min(count(asked, 'limit', SERVER_READ_DEFAULT), SERVER_READ_MAX) || SERVER_READ_DEFAULT;
  }

  async read(caller: Caller, request: ReadRequest): Promise<Document[]> {
    this.#limits.query(request.filter, request.skip);
    this.#limits.statement(request.transactionId);
    const filter = caller.kind === 'admin' ? request.filter : await this.#guard.read(caller.user, request.collection, request.filter);
    this.#read(caller);
    const options: { -readonly [K in keyof FindOptions]: FindOptions[K] } = { filter, limit: this.limitFor(caller, request.limit) };
    if (request.sort !== undefined) options.sort = request.sort;
    if (request.skip !== undefined && request.skip !== 0) options.skip = count(request.skip, 'offset', 0);
    if (request.projection !== undefined) options.projection = request.projection;
    if (request.transactionId !== undefined) options.transactionId = request.transactionId;
    const { collection, transactionId } = request;
    return this.#statement(
      caller,
      { operation: 'find', collection, condition: filter, transactionId },
      () => this.#database.find(collection, options),
      (documents) => ({ read: documents.length }),
    );
  }

  async count(caller: Caller, collection: string, asked: Filter): Promise<number> {
    const filter = caller.kind === 'admin' ? asked : await this.#guard.read(caller.user, collection, asked);
    this.#read(caller);
    return this.#statement(
      caller,
      { operation: 'count', collection, condition: filter },
      () => this.#database.count(collection, filter),
      () => ({}),
    );
  }

  async insert(
    caller: Caller,
    collection: string,
    documents: readonly PlainObject[],
    transactionId?: string,
  ): Promise<readonly (string | number)[]> {
    if (documents.length === 0) throw new CloudError('INVALID_PARAM', 'data holds no document');
    this.#limits.documents(documents);
    let written = documents;
    if (caller.kind === 'admin' && transactionId === undefined) await this.#limits.collection(this.#database, collection);
    if (caller.kind === 'user') written = await this.#guard.create(caller.user, collection, documents);
    this.#wrote(caller);
    return this.#written(
      caller,
      { operation: 'insert', collection, condition: {}, transactionId },
      () => this.#database.insert(collection, written, transactionId),
      (ids) => ids.length,
    );
  }

  async update(caller: Caller, request: WriteRequest): Promise<UpdateResult> {
    const operators = hasOperators(request.data);
    if (!operators && !request.replace && Object.keys(request.data).length === 0) return { matched: 0, modified: 0, upsertedId: null };
    this.#limits.change(request.filter, request.multi);
    if (request.replace) this.#limits.documents([request.data]);
    if (caller.kind === 'admin' && request.upsert && request.transactionId === undefined)
      await this.#limits.collection(this.#database, request.collection);
    let filter = request.filter;
    let update: PlainObject = operators || request.replace ? request.data : { $set: request.data };
    const replace = request.replace && !operators;
    if (caller.kind === 'user') {
      filter = await this.#guard.update(caller.user, request.collection, filter, update, request);
      if (replace) update = { ...update, _openid: ownerOf(caller.user) };
      else if (request.upsert) update = { ...update, $setOnInsert: { _openid: ownerOf(caller.user) } };
    }
    this.#wrote(caller);
    const { collection, transactionId, multi, upsert } = request;
    return this.#written(
      caller,
      { operation: replace ? 'replace' : 'update', collection, condition: filter, transactionId },
      () => this.#database.update(collection, { filter, update, multi, upsert, replace, transactionId }),
      ({ modified, upsertedId }) => modified + (upsertedId === null ? 0 : 1),
    );
  }

  async findAndModify(
    caller: Caller,
    collection: string,
    filter: Filter,
    data: PlainObject,
    transactionId?: string,
  ): Promise<{ updated: number; document: Document | null }> {
    if (caller.kind === 'user') throw new CloudError('DATABASE_PERMISSION_DENIED', 'updateAndReturn is for functions only');
    const update = hasOperators(data) ? data : { $set: data };
    this.#wrote(caller);
    return this.#written(
      caller,
      { operation: 'findAndModify', collection, condition: filter, transactionId },
      () => this.#database.findAndModify(collection, { filter, update, transactionId }),
      ({ updated }) => updated,
    );
  }

  async remove(caller: Caller, collection: string, asked: Filter, multi: boolean, transactionId?: string): Promise<number> {
    this.#limits.change(asked, multi);
    const filter = caller.kind === 'admin' ? asked : await this.#guard.remove(caller.user, collection, asked, multi);
    this.#wrote(caller);
    return this.#written(
      caller,
      { operation: 'remove', collection, condition: filter, transactionId },
      () => this.#database.remove(collection, { filter, multi, transactionId }),
      (removed) => removed,
    );
  }

  /** Without a `$limit` of its own a pipeline answers 20. */
  async aggregate(caller: Caller, collection: string, asked: readonly PlainObject[]): Promise<PlainObject[]> {
    const pipeline = caller.kind === 'admin' ? [...asked] : await this.#guard.aggregate(caller.user, collection, asked);
    this.#limits.pipeline(pipeline);
    if (!pipeline.some((stage) => '$limit' in stage)) pipeline.push({ $limit: AGGREGATE_DEFAULT });
    this.#read(caller);
    return this.#statement(
      caller,
      { operation: 'aggregate', collection, condition: pipeline },
      () => this.#database.aggregate(collection, pipeline),
      (rows) => ({ read: rows.length }),
    );
  }

  async createCollection(caller: Caller, name: unknown): Promise<void> {
    if (caller.kind === 'user') throw new CloudError('DATABASE_PERMISSION_DENIED', 'a client may not create collections');
    if (typeof name !== 'string' || name === '') throw new CloudError('INVALID_PARAM', 'collectionName is missing');
    await this.#database.createCollection(name);
  }

  startTransaction(caller: Caller): Promise<string> {
    if (caller.kind === 'user') return Promise.reject(new CloudError('DATABASE_PERMISSION_DENIED', 'a client may not open transactions'));
    return this.#transaction(
      caller,
      'start',
      () => this.#database.startTransaction(),
      (id) => id,
    );
  }

  async commitTransaction(caller: Caller, id: string): Promise<void> {
    this.#limits.ended(id);
    const leave = this.#writers.enterTransaction(id, nameOf(caller));
    try {
      await this.#transaction(
        caller,
        'commit',
        () => this.#conflicting(id) ?? this.#database.commitTransaction(id),
        () => id,
      );
    } finally {
      leave();
    }
  }

  async abortTransaction(caller: Caller, id: string): Promise<void> {
    this.#limits.ended(id);
    this.#writers.forgetTransaction(id);
    await this.#transaction(
      caller,
      'abort',
      () => this.#database.abortTransaction(id),
      () => id,
    );
  }

  #read(caller: Caller): void {
    if (caller.kind === 'admin') this.#meter.database(caller.functionName, caller.requestId, 1, 0);
    else this.#meter.database(null, null, 1, 0);
  }

  #wrote(caller: Caller): void {
    if (caller.kind === 'admin') this.#meter.database(caller.functionName, caller.requestId, 0, 1);
    else this.#meter.database(null, null, 0, 1);
  }

  async #written<Result>(
    caller: Caller,
    statement: Statement,
    run: () => Promise<Result>,
    written: (result: Result) => number,
  ): Promise<Result> {
    const { collection, transactionId } = statement;
    const count = (result: Result): { written: number } => ({ written: written(result) });
    if (transactionId !== undefined) {
      this.#limits.statement(transactionId);
      this.#writers.noteTransaction(transactionId, collection);
      return this.#statement(caller, statement, () => this.#conflicting<Result>(transactionId) ?? run(), count);
    }
    const leave = this.#writers.enter(collection, nameOf(caller));
    try {
      return await this.#statement(caller, statement, run, count);
    } finally {
      leave();
    }
  }

  async #statement<Result>(
    caller: Caller,
    { transactionId, ...what }: Statement,
    run: () => Promise<Result>,
    count: (result: Result) => { readonly read?: number; readonly written?: number },
  ): Promise<Result> {
    const requestId = caller.kind === 'admin' ? caller.requestId : null;
    const late = this.#late(run);
    if (this.#trace === undefined || requestId === null) return late();
    try {
      return await this.#trace.statement(requestId, { ...what, transaction: transactionId ?? null }, late, count);
    } finally {
      this.#faults?.statementDone(requestId);
    }
  }

  #transaction<Result>(
    caller: Caller,
    operation: 'start' | 'commit' | 'abort',
    run: () => Promise<Result>,
    id: (result: Result) => string,
  ): Promise<Result> {
    const requestId = caller.kind === 'admin' ? caller.requestId : null;
    return this.#trace === undefined ? run() : this.#trace.transaction(requestId, operation, run, id);
  }

  /** The same, after the delay that was ordered. */
  #late<Result>(run: () => Promise<Result>): () => Promise<Result> {
    const delay = this.#faults?.delay('database');
    if (delay === undefined) return run;
    return () => {
      const { origin } = this.#database;
      return delay.then(() => this.#database.as(origin, run));
    };
  }

  /** Where a conflict was ordered: ends the transaction, as a real one does, and fails. */
  #conflicting<Result>(transactionId: string): Promise<Result> | undefined {
    if (this.#faults?.conflict() !== true) return undefined;
    return this.#database.abortTransaction(transactionId).then(() => Promise.reject(conflict()));
  }
}
