import { randomUUID } from 'node:crypto';
import type { Id } from './collection.ts';
import { transactionGone } from './errors.ts';
import type { Change, Document } from './types.ts';

/** How long a transaction may stay open, in ms. */
export const TRANSACTION_LIMIT = 30_000;
/** How many ended transactions are remembered for the sake of a clear message. */
const REMEMBERED = 1000;

/** What a transaction did to one document, from its snapshot on. */
export type Write = Omit<Change, 'collection' | 'id'>;

interface Version {
  readonly sequence: number;
  readonly collection: string;
  readonly id: Id;
  readonly before: Document | null;
}

export class Transaction {
  readonly id = randomUUID();
  /** The last commit that it sees. */
  readonly snapshot: number;
  readonly writes = new Map<string, Map<Id, Write>>();
  readonly ended: Promise<void>;
  #end: () => void = () => undefined;

  constructor(snapshot: number) {
    this.snapshot = snapshot;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  finish(): void {
    this.#end();
  }

  write(collection: string, id: Id): Write | undefined {
    return this.writes.get(collection)?.get(id);
  }

  /** Notes a write; the state before the first one stays. */
  put(collection: string, id: Id, write: Write): void {
    const writes = this.writes.get(collection) ?? new Map<Id, Write>();
    this.writes.set(collection, writes);
    const earlier = writes.get(id);
    writes.set(id, earlier === undefined ? write : { before: earlier.before, after: write.after, kind: kindOf(earlier, write) });
  }

  changes(): Change[] {
    return [...this.writes].flatMap(([collection, writes]) =>
      [...writes].filter(([, write]) => write.before !== write.after).map(([id, write]) => ({ collection, id, ...write })),
    );
  }
}

function kindOf(earlier: Write, later: Write): Change['kind'] {
  if (earlier.before === null) return 'add';
  if (later.after === null) return 'remove';
  return earlier.kind === 'update' && later.kind === 'update' ? 'update' : 'replace';
}

/** The open transactions, who writes which document, and what their snapshots need of the past. */
export class Transactions {
  readonly #open = new Map<string, Transaction>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #reasons = new Map<string, string>();
  readonly #writers = new Map<string, Map<Id, Transaction>>();
  readonly #versions = new Map<string, Map<Id, Version[]>>();
  #past: Version[] = [];

  start(sequence: number): Transaction {
    const transaction = new Transaction(sequence);
    this.#open.set(transaction.id, transaction);
    const timer = setTimeout(
      () => this.end(transaction, `it was open for more than ${TRANSACTION_LIMIT / 1000} s and has expired`),
      TRANSACTION_LIMIT,
    );
    timer.unref();
    this.#timers.set(transaction.id, timer);
    return transaction;
  }

  /** Refuses unknown and ended ones. */
  get(id: string): Transaction {
    const transaction = this.#open.get(id);
    if (transaction === undefined) throw transactionGone(`${id}: ${this.#reasons.get(id) ?? 'it is unknown'}`);
    return transaction;
  }

  find(id: string): Transaction | undefined {
    return this.#open.get(id);
  }

  open(): Iterable<Transaction> {
    return this.#open.values();
  }

  /** Frees all that it holds and wakes those who wait for it. */
  end(transaction: Transaction, reason: string): void {
    if (!this.#open.delete(transaction.id)) return;
    clearTimeout(this.#timers.get(transaction.id));
    this.#timers.delete(transaction.id);
    this.#explain(transaction.id, reason);
    for (const [collection, writes] of transaction.writes) {
      const writers = this.#writers.get(collection);
      for (const id of writes.keys()) writers?.delete(id);
    }
    this.#forget();
    transaction.finish();
  }

  #explain(id: string, reason: string): void {
    this.#reasons.set(id, reason);
    const [oldest] = this.#reasons.keys();
    if (this.#reasons.size > REMEMBERED && oldest !== undefined) this.#reasons.delete(oldest);
  }

  endAll(reason: string): void {
    for (const transaction of [...this.#open.values()]) this.end(transaction, reason);
  }

  writerOf(collection: string, id: Id): Transaction | undefined {
    return this.#writers.get(collection)?.get(id);
  }

  claim(transaction: Transaction, collection: string, id: Id): void {
    const writers = this.#writers.get(collection) ?? new Map<Id, Transaction>();
    this.#writers.set(collection, writers.set(id, transaction));
  }

  /** Keeps what a commit overwrites as long as a snapshot may ask for it. */
  remember(sequence: number, changes: readonly Change[]): void {
    if (this.#open.size === 0) return;
    for (const { collection, id, before } of changes) {
      const version = { sequence, collection, id, before };
      const versions = this.#versions.get(collection) ?? new Map<Id, Version[]>();
      this.#versions.set(collection, versions);
      const ofDocument = versions.get(id);
      if (ofDocument === undefined) versions.set(id, [version]);
      else ofDocument.push(version);
      this.#past.push(version);
    }
  }

  /** Was the document committed after the snapshot was taken? */
  isNewer(transaction: Transaction, collection: string, id: Id): boolean {
    return (
      this.#versions
        .get(collection)
        ?.get(id)
        ?.some((version) => version.sequence > transaction.snapshot) ?? false
    );
  }

  /** The documents that a transaction sees otherwise than they are stored (null: not at all). `ids` limits the question. */
  viewOf(transaction: Transaction, collection: string, ids: readonly Id[] | null): Map<Id, Document | null> {
    const view = new Map<Id, Document | null>();
    const versions = this.#versions.get(collection);
    for (const id of ids ?? versions?.keys() ?? []) {
      const version = versions?.get(id)?.find(({ sequence }) => sequence > transaction.snapshot);
      if (version !== undefined) view.set(id, version.before);
    }
    const writes = transaction.writes.get(collection);
    for (const id of ids ?? writes?.keys() ?? []) {
      const write = writes?.get(id);
      if (write !== undefined) view.set(id, write.after);
    }
    return view;
  }

  /** Drops the versions that no open snapshot can ask for. */
  #forget(): void {
    const oldest = Math.min(...[...this.#open.values()].map(({ snapshot }) => snapshot));
    const kept = this.#past.findIndex(({ sequence }) => sequence > oldest);
    const dropped = this.#past.splice(0, kept === -1 ? this.#past.length : kept);
    for (const { collection, id } of dropped) {
      const versions = this.#versions.get(collection);
      const rest = versions?.get(id)?.filter(({ sequence }) => sequence > oldest) ?? [];
      if (rest.length > 0) versions?.set(id, rest);
      else versions?.delete(id);
    }
  }
}
