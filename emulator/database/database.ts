import { runPipeline } from './aggregate.ts';
import type { Collection, Found, Query } from './collection.ts';
import { conflict, DatabaseError } from './errors.ts';
import { compileFilter, type Predicate } from './match.ts';
import { namedIds } from './planner.ts';
import { Patience } from './patience.ts';
import { compileProjection } from './projection.ts';
import { compileSort, type Comparison } from './sort.ts';
import { insertion, removing, updating, type Effect } from './statements.ts';
import { Store, type CommitListener, type ScanListener } from './store.ts';
import type { Transaction } from './transactions.ts';
import type {
  Change,
  Contents,
  Database,
  DatabaseOptions,
  Document,
  Exchanged,
  ExchangeOptions,
  Explain,
  Filter,
  FindOptions,
  IndexSpec,
  Inspection,
  Lookup,
  Sort,
  UpdateOptions,
  UpdateResult,
  Value,
} from './types.ts';
import { copyValue } from './values.ts';

type Id = string | number;

/** The store behind its interface: statements outside transactions and in them. */
export class DocumentDatabase implements Database {
  readonly #store: Store;
  readonly #predicates = new WeakMap<Filter, Predicate>();
  readonly #comparisons = new WeakMap<Sort, Comparison>();

  constructor(options: DatabaseOptions) {
    this.#store = new Store(options);
  }

  listCollections(): string[] {
    return this.#store.names();
  }

  hasCollection(name: string): boolean {
    return this.#store.has(name);
  }

  createCollection(name: string): Promise<void> {
    return this.#store.createCollection(name);
  }

  listIndexes(collection: string): readonly IndexSpec[] {
    return copyValue(this.#store.collection(collection).indexes);
  }

  ensureIndexes(collection: string, indexes: readonly IndexSpec[]): Promise<void> {
    return this.#store.setIndexes(collection, indexes);
  }

  async insert(collection: string, documents: readonly Record<string, Value>[], transactionId?: string): Promise<Id[]> {
    const changes = insertion(collection, documents);
    await this.#write(collection, transactionId, () => ({ changes, matched: 0 }));
    return changes.map(({ id }) => id);
  }

  async find(name: string, options: FindOptions): Promise<Document[]> {
    const project = compileProjection(options.projection);
    const found = this.#find(name, options, options.transactionId, true).documents.map(project);
    await this.#store.settled();
    return found;
  }

  async explain(name: string, options: FindOptions): Promise<Explain> {
    const { index, examined, documents } = this.#find(name, options, options.transactionId, false);
    await this.#store.settled();
    return { index, examined, returned: documents.length };
  }

  async inspect(name: string, { filter = {}, sort, skip, limit }: FindOptions): Promise<Inspection> {
    const page = this.#find(name, { filter, ...(sort && { sort }), ...(skip && { skip }), ...(limit && { limit }) }, undefined, false);
    const total = this.#find(name, { filter }, undefined, false).documents.length;
    const { index, examined, scanned } = page;
    const documents = copyValue(page.documents);
    await this.#store.settled();
    return { documents, total, index, examined, scanned, returned: documents.length };
  }

  async contents(): Promise<readonly Contents[]> {
    const contents = this.#store.contents();
    await this.#store.settled();
    return contents;
  }

  exchange(contents: readonly Contents[], options: ExchangeOptions): Promise<Exchanged> {
    return this.#store.exchange(contents, options);
  }

  async count(name: string, filter: Filter): Promise<number> {
    const isWhole = Object.keys(filter).length === 0;
    const total = isWhole ? this.#store.collection(name).documents.size : this.#find(name, { filter }, undefined, true).documents.length;
    await this.#store.settled();
    return total;
  }

  async update(name: string, options: UpdateOptions): Promise<UpdateResult> {
    const limit = options.multi === true ? 0 : 1;
    const { matched, changes } = await this.#write(name, options.transactionId, (transactionId) => {
      const { documents } = this.#find(name, { filter: options.filter, limit }, transactionId, true);
      return updating(this.#store.collection(name), options, documents, this.#store.now());
    });
    const [first] = changes;
    const upserted = matched === 0 && first !== undefined;
    return { matched, modified: upserted ? 0 : changes.length, upsertedId: upserted ? first.id : null };
  }

  async findAndModify(
    name: string,
    options: Omit<UpdateOptions, 'multi' | 'upsert' | 'replace'>,
  ): Promise<{ updated: number; document: Document | null }> {
    let document: Document | null = null;
    const { changes } = await this.#write(name, options.transactionId, (transactionId) => {
      const { documents } = this.#find(name, { filter: options.filter, limit: 1 }, transactionId, true);
      const effect = updating(
        this.#store.collection(name),
        { ...options, multi: false, upsert: false, replace: false },
        documents,
        this.#store.now(),
      );
      document = effect.changes[0]?.after ?? documents[0] ?? null;
      return effect;
    });
    return { updated: changes.length, document: copyValue(document) };
  }

  async remove(name: string, options: { filter: Filter; multi?: boolean; transactionId?: string | undefined }): Promise<number> {
    const limit = options.multi === true ? 0 : 1;
    const { matched } = await this.#write(name, options.transactionId, (transactionId) =>
      removing(name, this.#find(name, { filter: options.filter, limit }, transactionId, true).documents),
    );
    return matched;
  }

  async aggregate(name: string, pipeline: readonly Record<string, Value>[]): Promise<Record<string, Value>[]> {
    const read = (collection: string, options: FindOptions): Document[] => this.#find(collection, options, undefined, true).documents;
    const geoFields = (collection: string): readonly string[] => this.#store.collection(collection).geoFields;
    const result = runPipeline(name, pipeline, { read, geoFields, now: this.#store.now(), variables: {}, depth: 0 });
    await this.#store.settled();
    return result;
  }

  #find(name: string, options: FindOptions, transactionId: string | undefined, report: boolean): Found {
    const collection = this.#store.collection(name);
    const filter = options.filter ?? {};
    const query: Query = {
      filter,
      matches: compileFilter(filter),
      sort: options.sort ?? [],
      skip: options.skip ?? 0,
      limit: options.limit ?? 0,
    };
    if (query.sort !== undefined && query.sort.length > 0) compileSort(query.sort);
    const view = transactionId === undefined ? undefined : this.#view(transactionId, name, filter);
    const found = collection.query(view === undefined ? query : { ...query, ...view });
    if (report) this.#store.report(collection, filter, query.sort ?? [], found);
    return found;
  }

  #view(transactionId: string, name: string, filter: Filter): Pick<Query, 'hidden' | 'extra'> {
    const { transactions } = this.#store;
    const hidden = transactions.viewOf(transactions.get(transactionId), name, namedIds(filter));
    return { hidden, extra: [...hidden.values()].filter((document) => document !== null) };
  }

  /** Runs a write statement. Outside a transaction it waits for one that holds a document, and is then worked out anew. */
  async #write(name: string, transactionId: string | undefined, work: (transactionId: string | undefined) => Effect): Promise<Effect> {
    const collection = this.#store.collection(name);
    if (transactionId !== undefined) return this.#writeInTransaction(collection, transactionId, work);
    const patience = new Patience();
    const { origin } = this.#store;
    try {
      for (;;) {
        const { effect, holder, committed } = this.#store.as(origin, () => this.#attempt(collection, work));
        if (holder === undefined) {
          await committed;
          return effect;
        }
        await patience.until(holder.ended);
      }
    } finally {
      patience.end();
    }
  }

  #attempt(
    collection: Collection,
    work: (transactionId: undefined) => Effect,
  ): { readonly effect: Effect; readonly holder: Transaction | undefined; readonly committed: Promise<void> | undefined } {
    const effect = work(undefined);
    const holder = effect.changes.length === 0 ? undefined : this.#holderOf(collection, effect.changes, undefined);
    if (holder !== undefined) return { effect, holder, committed: undefined };
    return { effect, holder, committed: effect.changes.length === 0 ? this.#store.settled() : this.#store.commit(effect.changes) };
  }

  /** The open transaction that writes one of the documents, or that claims one of their unique keys. */
  #holderOf(collection: Collection, changes: readonly Change[], except: Transaction | undefined): Transaction | undefined {
    for (const transaction of this.#store.transactions.open()) {
      if (transaction === except) continue;
      const writes = transaction.writes.get(collection.name);
      if (writes === undefined) continue;
      if (changes.some(({ id }) => writes.has(id))) return transaction;
      if (!collection.hasUniqueIndex) continue;
      const pending = [...writes.values()].flatMap(({ after }) => after ?? []);
      const clashes = ({ after }: Change): boolean =>
        after !== null && pending.some((other) => collection.clashBetween(after, other) !== null);
      if (changes.some(clashes)) return transaction;
    }
    return undefined;
  }

  /** Any refusal ends the transaction, as in MongoDB: what it had claimed is free at once. */
  #writeInTransaction(collection: Collection, transactionId: string, work: (transactionId: string) => Effect): Effect {
    const { transactions } = this.#store;
    const transaction = transactions.get(transactionId);
    try {
      const effect = work(transactionId);
      for (const change of effect.changes) this.#claim(collection, transaction, change);
      return effect;
    } catch (error) {
      transactions.end(transaction, error instanceof DatabaseError ? `it was aborted by ${error.code}` : 'it was aborted by a failure');
      throw error;
    }
  }

  #claim(collection: Collection, transaction: Transaction, change: Change): void {
    const { transactions } = this.#store;
    const { id, before, after, kind } = change;
    if (transactions.isNewer(transaction, collection.name, id)) throw conflict();
    if (this.#holderOf(collection, [change], transaction) !== undefined) throw conflict();
    if (after !== null) this.#refuseClash(collection, transaction, change, after);
    transactions.claim(transaction, collection.name, id);
    transaction.put(collection.name, id, { before, after, kind });
  }

  #refuseClash(collection: Collection, transaction: Transaction, { id, before }: Change, after: Document): void {
    const own = transaction.writes.get(collection.name);
    const write = own?.get(id);
    const exists = write === undefined ? collection.documents.has(id) : write.after !== null;
    if (before === null && exists) throw collection.duplicateId(id);
    const stored = collection.clashOf(after, own);
    // A key that was taken after the snapshot is a race that another attempt can win or see.
    if (stored !== null) throw this.#store.transactions.isNewer(transaction, collection.name, stored.holder) ? conflict() : stored.refusal;
    for (const [other, { after: pending }] of own ?? []) {
      const clash = other === id || pending === null ? null : collection.clashBetween(after, pending);
      if (clash !== null) throw clash;
    }
  }

  startTransaction(): Promise<string> {
    return Promise.resolve(this.#store.transactions.start(this.#store.sequence).id);
  }

  async commitTransaction(id: string): Promise<void> {
    const { transactions } = this.#store;
    const transaction = transactions.get(id);
    const changes = transaction.changes();
    const committed = this.#store.commit(changes, true);
    transactions.end(transaction, 'it was committed');
    await committed;
    await this.#store.settled();
  }

  async abortTransaction(id: string): Promise<void> {
    const { transactions } = this.#store;
    const transaction = transactions.find(id);
    if (transaction !== undefined) transactions.end(transaction, 'it was aborted');
    return Promise.resolve();
  }

  onCommit(listener: CommitListener): () => void {
    return this.#store.onCommit(listener);
  }

  onScan(listener: ScanListener): () => void {
    return this.#store.onScan(listener);
  }

  onLookup(listener: (event: Lookup) => void): () => void {
    return this.#store.onLookup(listener);
  }

  as<Result>(origin: unknown, run: () => Result): Result {
    return this.#store.as(origin, run);
  }

  get origin(): unknown {
    return this.#store.origin;
  }

  get announcing(): unknown {
    return this.#store.announcing;
  }

  matches(filter: Filter, document: Document): boolean {
    let predicate = this.#predicates.get(filter);
    if (predicate === undefined) this.#predicates.set(filter, (predicate = compileFilter(filter)));
    return predicate(document);
  }

  compare(sort: Sort, a: Document, b: Document): number {
    let comparison = this.#comparisons.get(sort);
    if (comparison === undefined) this.#comparisons.set(sort, (comparison = compileSort(sort)));
    return comparison(a, b);
  }

  reset(): Promise<void> {
    return this.#store.reset();
  }

  close(): Promise<void> {
    this.#store.close();
    return Promise.resolve();
  }
}
