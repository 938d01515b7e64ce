import { Collection, type Found, type Id } from './collection.ts';
import { DatabaseError, failed, missingCollection } from './errors.ts';
import { DurableLog, encodeDocument, type LogWrite } from './log.ts';
import { servingIndex, showServing } from './suggestion.ts';
import { Transactions } from './transactions.ts';
import type {
  Change,
  Commit,
  Contents,
  DatabaseOptions,
  Document,
  Exchanged,
  ExchangeOptions,
  Filter,
  IndexSpec,
  Lookup,
  Scan,
  Sort,
} from './types.ts';
import { copyValue } from './values.ts';

/** A scan of so few documents is nobody's trouble. */
const FEW = 20;
const MOST_COLLECTIONS = 800;

export type CommitListener = (commit: Commit) => void;
export type ScanListener = (event: Scan) => void;

/** The committed state: collections in memory, every commit in the log, listeners told once it is durable. */
export class Store {
  readonly transactions = new Transactions();
  readonly now: () => number;
  readonly #strict: boolean;
  readonly #log: DurableLog;
  readonly #collections = new Map<string, Collection>();
  readonly #commitListeners = new Set<CommitListener>();
  readonly #scanListeners = new Set<ScanListener>();
  readonly #lookupListeners = new Set<(event: Lookup) => void>();
  #sequence: number;
  #origin: unknown;
  #announcing: unknown;

  constructor(options: DatabaseOptions) {
    this.now = options.now;
    this.#strict = options.strictIndexes === true;
    this.#log = new DurableLog(options.file, options.broken);
    const stored = this.#log.load();
    this.#sequence = stored.sequence;
    for (const { name, documents, indexes } of stored.collections) {
      const collection = new Collection(name);
      collection.load(documents, indexes);
      this.#collections.set(name, collection);
    }
  }

  get sequence(): number {
    return this.#sequence;
  }

  names(): string[] {
    return [...this.#collections.keys()];
  }

  has(name: string): boolean {
    return this.#collections.has(name);
  }

  collection(name: string): Collection {
    this.#log.assertUsable();
    const collection = this.#collections.get(name);
    if (collection === undefined) throw missingCollection(name);
    return collection;
  }

  async createCollection(name: string): Promise<void> {
    refuseName(name);
    if (this.has(name)) throw new DatabaseError('DATABASE_COLLECTION_ALREADY_EXIST', `[ResourceExist] Table exist: ${name}`);
    if (this.#collections.size >= MOST_COLLECTIONS) throw tooManyCollections();
    this.#log.assertUsable();
    this.#collections.set(name, new Collection(name));
    await this.#log.saveCollection(name, []);
  }

  async setIndexes(name: string, specs: readonly IndexSpec[]): Promise<void> {
    const collection = this.collection(name);
    for (const transaction of [...this.transactions.open()]) {
      if (transaction.writes.has(name)) this.transactions.end(transaction, `the indexes of ${name} changed`);
    }
    collection.setIndexes(copyValue(specs));
    await this.#log.saveCollection(name, collection.indexes);
  }

  /** Tells of a query that no index served, and refuses it in strict mode. */
  report(collection: Collection, filter: Filter, sort: Sort, found: Found): void {
    if (this.#lookupListeners.size > 0) {
      const { index, examined, scanned, documents } = found;
      const event = { collection: collection.name, index, examined, scanned, returned: documents.length, origin: this.#origin };
      for (const listener of this.#lookupListeners) guarded(() => listener(event));
    }
    if (!found.scanned || collection.documents.size <= FEW) return;
    const { name } = collection;
    const event = { collection: name, filter: copyValue(filter), sort, examined: found.examined, wouldServe: servingIndex(filter, sort) };
    for (const listener of this.#scanListeners) guarded(() => listener(event));
    if (!this.#strict) return;
    const asked = Object.keys(filter).join(', ') || 'its order';
    throw failed(`strict mode: no index of ${name} serves this query on ${asked}; ${showServing(event.wouldServe)}`);
  }

  /**
   * Makes changes durable as one commit: all or none. `checked` changes have had their unique keys reserved; others are refused with
   * E11000 when a key is taken. Memory changes at once, the promise resolves when the commit is in the log.
   */
  async commit(changes: readonly Change[], checked = false): Promise<void> {
    if (changes.length === 0) return;
    this.#log.assertUsable();
    const writes = changes.map(({ collection, id, after }): LogWrite => ({
      collection,
      id,
      body: after === null ? null : encodeDocument(after),
    }));
    this.#apply(changes, checked);
    this.#sequence += 1;
    const commit: Commit = { sequence: this.#sequence, changes, origin: this.#origin };
    this.transactions.remember(commit.sequence, changes);
    await this.#log.append(commit.sequence, writes, () => this.#announce(commit));
  }

  contents(): Contents[] {
    this.#log.assertUsable();
    return [...this.#collections.values()].map(({ name, indexes, documents }) => ({ name, indexes, documents: [...documents.values()] }));
  }

  /** See `Database.exchange`. Everything is worked out before the first change. */
  async exchange(contents: readonly Contents[], { merge = false, drop = [], reason }: ExchangeOptions): Promise<Exchanged> {
    this.#log.assertUsable();
    const steps = contents.map(({ name, indexes, documents: given }) => {
      if (!this.has(name)) refuseName(name);
      const collection = this.#collections.get(name) ?? new Collection(name);
      const specs = copyValue(indexes);
      const documents = merge ? laidOver(collection, given) : given;
      const rows = documents.map((document) => ({ id: document._id, body: encodeDocument(document) }));
      const changes = differences(collection, documents, rows);
      // What is the same already is neither indexed nor written again.
      const isSame = changes.length === 0 && this.has(name) && isLaidOut(collection, documents, specs);
      return { collection, specs, rows, changes, isSame, install: isSame ? () => undefined : collection.prepare(documents, specs) };
    });
    const dropped = drop.filter((name) => this.has(name) && !steps.some(({ collection }) => collection.name === name));
    if (new Set([...this.names(), ...contents.map(({ name }) => name)]).size - dropped.length > MOST_COLLECTIONS)
      throw tooManyCollections();
    this.transactions.endAll(reason);
    const changes = steps.flatMap((step) => step.changes);
    for (const { collection, specs, rows, isSame, install } of steps) {
      if (isSame) continue;
      install();
      this.#collections.set(collection.name, collection);
      this.#log.replaceCollection(collection.name, specs, rows);
    }
    for (const name of dropped) {
      changes.push(...differences(this.collection(name), [], []));
      this.#collections.delete(name);
      this.#log.dropCollection(name);
    }
    this.#sequence += 1;
    const commit = { sequence: this.#sequence, changes };
    await this.#log.append(commit.sequence, [], () => this.#announce(commit));
    const count = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
    return { added: count('add'), changed: count('replace'), removed: count('remove') };
  }

  #apply(changes: readonly Change[], checked: boolean): void {
    const done: Change[] = [];
    try {
      for (const change of changes) {
        const collection = this.collection(change.collection);
        if (!checked && change.after !== null) this.#refuseClash(collection, change);
        collection.replace(change.before, change.after);
        done.push(change);
      }
    } catch (error) {
      for (const { collection, before, after } of done.reverse()) this.collection(collection).replace(after, before);
      throw error;
    }
  }

  #refuseClash(collection: Collection, { id, before, after }: Change): void {
    if (before === null && collection.documents.has(id)) throw collection.duplicateId(id);
    const clash = after === null ? null : collection.clashOf(after);
    if (clash !== null) throw clash.refusal;
  }

  #announce(commit: Commit): void {
    this.#announcing = commit.origin;
    for (const listener of this.#commitListeners) {
      guarded(() => listener({ ...commit, changes: commit.changes.map((change) => copyValue(change)) }));
    }
    this.#announcing = undefined;
  }

  onCommit(listener: CommitListener): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  onScan(listener: ScanListener): () => void {
    this.#scanListeners.add(listener);
    return () => this.#scanListeners.delete(listener);
  }

  onLookup(listener: (event: Lookup) => void): () => void {
    this.#lookupListeners.add(listener);
    return () => this.#lookupListeners.delete(listener);
  }

  get origin(): unknown {
    return this.#origin;
  }

  get announcing(): unknown {
    return this.#announcing;
  }

  as<Result>(origin: unknown, run: () => Result): Result {
    const outer = this.#origin;
    this.#origin = origin;
    try {
      return run();
    } finally {
      this.#origin = outer;
    }
  }

  /** Resolves when everything that a reader could have seen by now is durable. */
  settled(): Promise<void> | undefined {
    return this.#log.settled();
  }

  async reset(): Promise<void> {
    this.transactions.endAll('the database was reset');
    this.#collections.clear();
    await this.#log.clear();
  }

  close(): void {
    this.transactions.endAll('the database was closed');
    this.#log.close();
  }
}

function refuseName(name: string): void {
  if (!/^[A-Za-z0-9-][\w-]{0,95}$/.test(name))
    throw failed(`'${name}' is not a valid collection name: letters, digits, _ and -, not starting with _, at most 96`);
}

function tooManyCollections(): DatabaseError {
  return new DatabaseError('DATABASE_COLLECTION_EXCEED_LIMIT', `an environment has at most ${MOST_COLLECTIONS} collections`);
}

/** Are these the documents' order and the indexes that a collection has? */
function isLaidOut(collection: Collection, documents: readonly Document[], specs: readonly IndexSpec[]): boolean {
  const ids = [...collection.documents.keys()];
  const isOrdered = ids.length === documents.length && documents.every(({ _id: id }, at) => id === ids[at]);
  return isOrdered && JSON.stringify(specs) === JSON.stringify(collection.indexes);
}

function laidOver({ documents }: Collection, given: readonly Document[]): Document[] {
  const byId = new Map(documents);
  for (const document of given) byId.set(document._id, document);
  return [...byId.values()];
}

/** What leads from the documents that a collection holds to others. `rows` are the others as they are stored: equal ones have equal bytes. */
function differences(collection: Collection, documents: readonly Document[], rows: readonly { readonly body: Uint8Array }[]): Change[] {
  const { name } = collection;
  const changes: Change[] = [];
  const kept = new Set<Id>();
  for (const [at, after] of documents.entries()) {
    const before = collection.documents.get(after._id) ?? null;
    kept.add(after._id);
    if (before === after || (before !== null && Buffer.compare(encodeDocument(before), rows[at]?.body ?? new Uint8Array()) === 0)) continue;
    changes.push({ collection: name, id: after._id, before, after, kind: before === null ? 'add' : 'replace' });
  }
  for (const [id, before] of collection.documents) {
    if (!kept.has(id)) changes.push({ collection: name, id, before, after: null, kind: 'remove' });
  }
  return changes;
}

/** A listener's fault is its own: it is shown, and neither the writer nor other listeners suffer. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

export type { Id };
