import { deserialize, serialize } from 'bson';
import SQLite from 'libsql';
import { failed } from './errors.ts';
import type { Document, IndexSpec } from './types.ts';
import { refuseDepth, type PlainObject } from './values.ts';

type Id = string | number;

/** What one write leaves in the log. `body` null: the document is gone. */
export interface LogWrite {
  readonly collection: string;
  readonly id: Id;
  readonly body: Uint8Array | null;
}

export interface StoredCollection {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
  /** Read as they are asked for, collection after collection: a million of them need not lie there twice. */
  readonly documents: Iterable<Document>;
}

/** MongoDB's limit for one document. */
const LARGEST = 16 * 1024 * 1024;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (name TEXT PRIMARY KEY, indexes TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS documents (place INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (collection, id));
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
`;

/** A document as BSON. Refuses what is larger or deeper than MongoDB allows. */
export function encodeDocument(document: PlainObject): Uint8Array {
  refuseDepth(document);
  let body: Uint8Array;
  try {
    body = serialize(document, { checkKeys: false });
  } catch (error) {
    // The serializer's own buffer is a little larger than the limit; what overflows it is too large in any case.
    if (error instanceof RangeError) throw tooLarge('more than that');
    throw error;
  }
  if (body.length > LARGEST) throw tooLarge(String(body.length));
  return body;
}

function tooLarge(size: string): Error {
  return failed(`BSONObj size: ${size} is invalid. Size must be between 0 and ${LARGEST}`);
}

function decodeDocument(body: Uint8Array): Document {
  return deserialize(body, { promoteLongs: false, bsonRegExp: true, validation: { utf8: false } }) as Document;
}

/** The number 5 and the text "5" are different ids. */
function tagId(id: Id): string {
  return typeof id === 'number' ? `n${id}` : `s${id}`;
}

interface Waiting {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * The log of truth: a SQLite file that one process holds. What is appended in one turn of the event loop becomes one SQLite
 * transaction, committed before anybody hears of it. After a failed commit the log takes nothing more.
 */
export class DurableLog {
  readonly #file: string;
  readonly #db: SQLite.Database;
  readonly #put: SQLite.Statement<unknown[]>;
  readonly #remove: SQLite.Statement<unknown[]>;
  readonly #count: SQLite.Statement<unknown[]>;
  readonly #begin: SQLite.Statement<unknown[]>;
  readonly #commit: SQLite.Statement<unknown[]>;
  #writes: (() => void)[] = [];
  #after: (() => void)[] = [];
  #waiting: Waiting | null = null;
  #failure: Error | null = null;
  #sequence = 0;
  readonly #broken: (error: Error) => void;

  constructor(file: string, broken: (error: Error) => void = () => undefined) {
    this.#file = file;
    this.#broken = broken;
    this.#db = openAlone(file);
    this.#put = this.#db.prepare(
      'INSERT INTO documents (collection, id, body) VALUES (?, ?, ?) ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body',
    );
    this.#remove = this.#db.prepare('DELETE FROM documents WHERE collection = ? AND id = ?');
    this.#begin = this.#db.prepare('BEGIN IMMEDIATE');
    this.#commit = this.#db.prepare('COMMIT');
    this.#count = this.#db.prepare(
      "INSERT INTO counters (name, value) VALUES ('sequence', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
  }

  /** Everything that was acknowledged, in the order in which it was first inserted. Refuses a file that is torn, by its name. */
  load(): { readonly sequence: number; readonly collections: readonly StoredCollection[] } {
    const { names, counter } = this.#reading(() => ({
      names: this.#db.prepare('SELECT name, indexes FROM collections ORDER BY rowid').all() as { name: string; indexes: string }[],
      counter: this.#db.prepare("SELECT value FROM counters WHERE name = 'sequence'").get() as { value: number } | undefined,
    }));
    this.#sequence = counter?.value ?? 0;
    return {
      sequence: this.#sequence,
      collections: names.map(({ name, indexes }) => ({
        name,
        indexes: JSON.parse(indexes) as IndexSpec[],
        documents: this.#documentsOf(name),
      })),
    };
  }

  *#documentsOf(collection: string): Generator<Document> {
    const rows = this.#reading(() =>
      this.#db.prepare('SELECT body FROM documents WHERE collection = ? ORDER BY place').iterate(collection),
    ) as Iterator<{ body: Uint8Array }>;
    for (;;) {
      const document = this.#reading(() => {
        const { done, value } = rows.next();
        return done === true ? null : decodeDocument((value as { body: Uint8Array }).body);
      });
      if (document === null) return;
      yield document;
    }
  }

  /** A file that is torn or was written over is said to be so, and nothing is made of it. */
  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failed(`the database file ${this.#file} is damaged (${reason}): put a copy of it back, or begin anew with --reset`);
    }
  }

  /** Appends a commit; `durable` runs once it cannot be lost any more, in the order of appending, before the promise resolves. */
  append(sequence: number, writes: readonly LogWrite[], durable: () => void): Promise<void> {
    this.#sequence = sequence;
    for (const { collection, id, body } of writes) {
      this.#writes.push(() => (body === null ? this.#remove.run(collection, tagId(id)) : this.#put.run(collection, tagId(id), body)));
    }
    this.#after.push(durable);
    return this.#schedule();
  }

  saveCollection(name: string, indexes: readonly IndexSpec[]): Promise<void> {
    this.#writes.push(() =>
      this.#db
        .prepare('INSERT INTO collections (name, indexes) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET indexes = excluded.indexes')
        .run(name, JSON.stringify(indexes)),
    );
    return this.#schedule();
  }

  /** Puts rows in the place of all that a collection holds; durable with the next commit that is appended. */
  replaceCollection(name: string, indexes: readonly IndexSpec[], rows: readonly { readonly id: Id; readonly body: Uint8Array }[]): void {
    void this.saveCollection(name, indexes).catch(() => undefined);
    this.#writes.push(() => {
      this.#db.prepare('DELETE FROM documents WHERE collection = ?').run(name);
      for (const { id, body } of rows) this.#put.run(name, tagId(id), body);
    });
  }

  /** Forgets a collection; durable with the next commit that is appended. */
  dropCollection(name: string): void {
    this.#writes.push(() => {
      this.#db.prepare('DELETE FROM documents WHERE collection = ?').run(name);
      this.#db.prepare('DELETE FROM collections WHERE name = ?').run(name);
    });
  }

  clear(): Promise<void> {
    this.#writes.push(() => this.#db.exec('DELETE FROM documents; DELETE FROM collections'));
    return this.#schedule();
  }

  /** Resolves when all that was appended so far is durable. */
  settled(): Promise<void> | undefined {
    if (this.#failure !== null) throw this.#failure;
    return this.#waiting?.promise;
  }

  /** Refuses at once when an earlier commit failed: memory and file may differ then. */
  assertUsable(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  close(): void {
    this.#flush();
    // What could not be written cannot be tidied up either: the next start does.
    if (this.#failure !== null) return void this.#db.close();
    this.#failure = failed('the database is closed');
    // Prepared statements live until they are collected, and the file's lock with them: it is given back by hand, leaving one file.
    this.#db.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM counters');
    this.#db.close();
  }

  #schedule(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#waiting === null) {
      this.#waiting = waiting();
      setImmediate(() => this.#flush());
    }
    return this.#waiting.promise;
  }

  #flush(): void {
    const waiter = this.#waiting;
    if (waiter === null) return;
    const [writes, after] = [this.#writes, this.#after];
    [this.#writes, this.#after, this.#waiting] = [[], [], null];
    try {
      this.#begin.run();
      for (const write of writes) write();
      this.#count.run(this.#sequence);
      this.#commit.run();
    } catch (error) {
      this.#failure = failed(`the database file could not be written: ${error instanceof Error ? error.message : String(error)}`);
      waiter.reject(this.#failure);
      this.#broken(this.#failure);
      return;
    }
    for (const durable of after) durable();
    waiter.resolve();
  }
}

/** Opens the file and takes its lock at once, for as long as it is open. */
function openAlone(file: string): SQLite.Database {
  let db: SQLite.Database | undefined;
  try {
    db = new SQLite(file);
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA journal_mode = WAL');
    // In the operating system's hands at every commit, on the disk at every checkpoint: a process killed at any instant loses nothing it
    // acknowledged, a power cut at most the last moments, and neither tears the file. FULL would wait for the disk at every turn.
    db.exec('PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA wal_autocheckpoint = 4000');
    db.exec(SCHEMA);
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return db;
  } catch (error) {
    db?.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw failed(
      /locked|busy/i.test(reason)
        ? `the database file ${file} is held by another process`
        : `the database file ${file} cannot be opened: ${reason}`,
    );
  }
}

function waiting(): Waiting {
  let settle: Pick<Waiting, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // A reader may be the only one who waits, or nobody.
  promise.catch(() => undefined);
  return { promise, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}
