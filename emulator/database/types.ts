/**
 * What the document store offers to the gateway. Values are MongoDB's, as JavaScript sees them: number, string, boolean,
 * null, Date, array, plain object, and `bson` classes (ObjectId, Long beyond 2^53, Decimal128, BSONRegExp, Binary) where no
 * JavaScript value fits. Documents handed out are never shared with the store: callers may change them.
 */
export type Value = unknown;
export type Document = Record<string, Value> & { _id: string | number };
export type Filter = Record<string, Value>;
export type Sort = readonly (readonly [field: string, direction: 1 | -1])[];

export interface IndexSpec {
  readonly name: string;
  readonly keys: readonly { readonly field: string; readonly direction: 1 | -1 | '2dsphere' }[];
  readonly unique?: boolean;
}

export interface FindOptions {
  readonly filter?: Filter;
  readonly sort?: Sort;
  readonly skip?: number;
  readonly limit?: number;
  readonly projection?: Record<string, Value>;
  readonly transactionId?: string | undefined;
}

export interface UpdateOptions {
  readonly filter: Filter;
  /** An operator document (`$set`, `$inc`, …), or with `replace` a whole document without operators. */
  readonly update: Record<string, Value>;
  readonly multi?: boolean;
  readonly upsert?: boolean;
  readonly replace?: boolean;
  readonly transactionId?: string | undefined;
}

export interface UpdateResult {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId: string | number | null;
}

/** One document as one commit changed it. `before` is null for an insert, `after` null for a removal. */
export interface Change {
  readonly collection: string;
  readonly id: string | number;
  readonly before: Document | null;
  readonly after: Document | null;
  readonly kind: 'add' | 'update' | 'replace' | 'remove';
}

/** One commit: all changes of one write or one transaction, in order, with a sequence number that only grows. */
export interface Commit {
  readonly sequence: number;
  readonly changes: readonly Change[];
  /** Who {@link Database.as} said was writing; undefined when nobody said. */
  readonly origin?: unknown;
}

/** How one statement found its documents, told as it happens. */
export interface Lookup extends Explain {
  readonly collection: string;
  /** It looked at one document after the other, though it asked for more than all of them. */
  readonly scanned: boolean;
  readonly origin: unknown;
}

/** All that a collection holds. */
export interface Contents {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
  readonly documents: readonly Document[];
}

export interface ExchangeOptions {
  /** Lays the documents over those with the same `_id` instead; others stay. */
  readonly merge?: boolean;
  /** Collections to be taken away. */
  readonly drop?: readonly string[];
  /** What open transactions are told. */
  readonly reason: string;
}

/** How many documents an exchange has brought, made into others and taken away. */
export interface Exchanged {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** A page of a query as a tool sees it. `total` counts all that match; `scanned`: it asked for more than "all of them" and no index helped. */
export interface Inspection extends Explain {
  readonly documents: Document[];
  readonly total: number;
  readonly scanned: boolean;
}

/** How a query was served. `index` is null for a collection scan; `examined` counts documents looked at. */
export interface Explain {
  readonly index: string | null;
  readonly examined: number;
  readonly returned: number;
}

/** A query that no index served. `wouldServe` is the index that would, best first field first; empty when none could. */
export interface Scan {
  readonly collection: string;
  readonly filter: Filter;
  readonly sort: Sort;
  readonly examined: number;
  readonly wouldServe: IndexSpec['keys'];
}

/** Every refusal of the store carries the cloud's own code (`DATABASE_COLLECTION_NOT_EXIST`, `DATABASE_DUPLICATE_WRITE`, …). */
export interface DatabaseErrorShape extends Error {
  readonly code: string;
}

export interface Database {
  listCollections(): string[];
  hasCollection(name: string): boolean;
  /** Refuses with DATABASE_COLLECTION_ALREADY_EXIST and on names the cloud refuses. */
  createCollection(name: string): Promise<void>;
  listIndexes(collection: string): readonly IndexSpec[];
  /** Builds what is missing, drops what is no longer declared. */
  ensureIndexes(collection: string, indexes: readonly IndexSpec[]): Promise<void>;

  insert(collection: string, documents: readonly Record<string, Value>[], transactionId?: string): Promise<(string | number)[]>;
  find(collection: string, options: FindOptions): Promise<Document[]>;
  count(collection: string, filter: Filter): Promise<number>;
  update(collection: string, options: UpdateOptions): Promise<UpdateResult>;
  /** Changes one matching document atomically and answers it as it is after. */
  findAndModify(
    collection: string,
    options: Omit<UpdateOptions, 'multi' | 'upsert' | 'replace'>,
  ): Promise<{ updated: number; document: Document | null }>;
  remove(collection: string, options: { filter: Filter; multi?: boolean; transactionId?: string | undefined }): Promise<number>;
  aggregate(collection: string, pipeline: readonly Record<string, Value>[]): Promise<Record<string, Value>[]>;
  explain(collection: string, options: FindOptions): Promise<Explain>;
  /** For tools: a query with the way it was served, of which nobody is told, and which strict mode does not refuse. */
  inspect(collection: string, options: Omit<FindOptions, 'projection' | 'transactionId'>): Promise<Inspection>;

  /** Every collection as it is at the moment of the call; fulfils when all of it is durable. The documents are the store's own: not to be changed. */
  contents(): Promise<readonly Contents[]>;
  /**
   * Puts these contents in the place of what the collections hold, makes those that are missing and drops others, as one commit: all of it or
   * nothing. Watches hear of every document that became another; open transactions end, with `reason`. Refuses, before anything changes, what
   * an insert refuses: E11000 for keys that two documents share, names, sizes.
   */
  exchange(contents: readonly Contents[], options: ExchangeOptions): Promise<Exchanged>;

  startTransaction(): Promise<string>;
  commitTransaction(id: string): Promise<void>;
  /** Ending an unknown or ended transaction is silent. */
  abortTransaction(id: string): Promise<void>;

  /** Called after each durable commit, in commit order. Returns the way to stop. */
  onCommit(listener: (commit: Commit) => void): () => void;
  /** Called for every query that no index served, in collections of more than a few documents. */
  onScan(listener: (event: Scan) => void): () => void;
  /** Called for every search of a statement, its own and those inside a pipeline. */
  onLookup(listener: (event: Lookup) => void): () => void;
  /** Statements begun in `run` before its first `await` are `origin`'s: their lookups and commits say so. */
  as<Result>(origin: unknown, run: () => Result): Result;
  readonly origin: unknown;
  /** While commit listeners are told: the origin of the commit they hear of. */
  readonly announcing: unknown;

  /** Does a document match a filter (the same matcher that queries use)? The realtime service decides with it. */
  matches(filter: Filter, document: Document): boolean;
  /** Orders two documents as `sort` would. */
  compare(sort: Sort, a: Document, b: Document): number;

  /** Removes everything, indexes and collections too. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** The file that holds the data; its folder must exist. */
  readonly file: string;
  /** The emulator's clock, in ms. */
  readonly now: () => number;
  /** Refuse a query that no index serves instead of only reporting it. */
  readonly strictIndexes?: boolean;
  /** Told once when the file could not be written: nothing is taken any more, and only opening it anew gives what it holds. */
  readonly broken?: (error: Error) => void;
}
