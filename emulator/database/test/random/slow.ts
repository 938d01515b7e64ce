import { matches, updated, type Filter, type Row } from '../model.ts';
import type { Statement } from './generate.ts';

/** A transaction of the model: what it saw when it began, and what it would change. */
export interface SlowTransaction {
  readonly began: number;
  readonly snapshot: readonly Row[];
  readonly writes: Map<number, Row | null>;
}

/** What a statement would do: rows by id, null for "gone". `refused`: MongoDB does not take it. */
export interface Outcome {
  readonly refused: boolean;
  /** The indexes cannot hold what would become: refused as well, but only when it is the statement's turn. */
  readonly unfit?: boolean;
  readonly matched: number;
  readonly changes: ReadonlyMap<number, Row | null>;
}

export type Verdict = 'done' | 'refused' | { readonly waitsFor: SlowTransaction };

const REFUSED: Outcome = { refused: true, matched: 0, changes: new Map() };
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The value that the unique index keeps; a missing one is null. */
const unique = (row: Row): unknown => row['u'] ?? null;

/**
 * A collection with transactions, written to be obviously right: every transaction copies everything, every statement looks at everything.
 * `unindexable` says what the declared indexes cannot hold.
 */
export class SlowStore {
  rows: Row[] = [];
  readonly open: SlowTransaction[] = [];
  unindexable: (row: Row) => boolean = () => false;
  #sequence = 0;
  readonly #changed = new Map<number, number>();

  begin(): SlowTransaction {
    const transaction = { began: this.#sequence, snapshot: structuredClone(this.rows), writes: new Map<number, Row | null>() };
    this.open.push(transaction);
    return transaction;
  }

  /** What a reader sees. */
  view(transaction?: SlowTransaction): Row[] {
    if (transaction === undefined) return this.rows;
    const kept = transaction.snapshot.filter(({ _id }) => !transaction.writes.has(_id));
    return [...kept, ...[...transaction.writes.values()].filter((row) => row !== null)];
  }

  end(transaction: SlowTransaction, commit: boolean): void {
    this.open.splice(this.open.indexOf(transaction), 1);
    if (commit) this.#apply(transaction.writes);
  }

  #apply(changes: ReadonlyMap<number, Row | null>): void {
    this.#sequence += 1;
    for (const [id, row] of changes) {
      this.#changed.set(id, this.#sequence);
      this.rows = this.rows.filter(({ _id }) => _id !== id);
      if (row !== null) this.rows.push(row);
    }
  }

  plan(statement: Statement, rows: readonly Row[]): Outcome {
    switch (statement.do) {
      case 'insert': {
        const ids = statement.rows.map(({ _id }) => _id);
        if (new Set(ids).size < ids.length) return REFUSED;
        return this.#checked(0, new Map(statement.rows.map((row) => [row._id, structuredClone(row)])));
      }
      case 'remove': {
        const found = rows.filter((row) => matches(row, statement.filter));
        return { refused: false, matched: found.length, changes: new Map(found.map(({ _id }) => [_id, null])) };
      }
      case 'replace': {
        const found = rows.find(({ _id }) => _id === statement.id);
        const after = { _id: statement.id, ...structuredClone(statement.body) };
        if (found === undefined && !statement.upsert) return { refused: false, matched: 0, changes: new Map() };
        return this.#checked(
          found === undefined ? 0 : 1,
          found !== undefined && same(found, after) ? new Map() : new Map([[statement.id, after]]),
        );
      }
      case 'findAndModify':
        return this.#updating({ _id: statement.id }, statement.update, false, rows);
      case 'update':
        return this.#updating(statement.filter, statement.update, statement.upsert, rows);
    }
  }

  #updating(filter: Filter, update: Record<string, Record<string, unknown>>, upsert: boolean, rows: readonly Row[]): Outcome {
    const found = rows.filter((row) => matches(row, filter));
    const before: Row[] = found.length === 0 && upsert ? [{ _id: filter['_id'] as number }] : found;
    const after = before.map((row) => updated(row, update));
    if (after.includes(null)) return REFUSED;
    const changes = new Map<number, Row>();
    for (const [at, row] of after.entries()) if (row !== null && (found.length === 0 || !same(row, before[at]))) changes.set(row._id, row);
    return this.#checked(found.length, changes);
  }

  #checked(matched: number, changes: ReadonlyMap<number, Row>): Outcome {
    return { refused: false, unfit: [...changes.values()].some((row) => this.unindexable(row)), matched, changes };
  }

  #clashes(changes: ReadonlyMap<number, Row | null>, others: readonly (Row | null)[]): boolean {
    return [...changes.values()].some(
      (row) => row !== null && others.some((other) => other !== null && other._id !== row._id && same(unique(row), unique(other))),
    );
  }

  /** Carries a statement out, unless an open transaction is in its way. */
  write(statement: Statement, { refused, unfit, changes }: Outcome): Verdict {
    if (refused) return 'refused';
    for (const transaction of this.open) {
      const isHeld =
        [...changes.keys()].some((id) => transaction.writes.has(id)) || this.#clashes(changes, [...transaction.writes.values()]);
      if (changes.size > 0 && isHeld) return { waitsFor: transaction };
    }
    const isTaken = statement.do === 'insert' && statement.rows.some((row) => this.rows.some(({ _id }) => _id === row._id));
    const rest = this.rows.filter(({ _id }) => !changes.has(_id));
    if (unfit === true || isTaken || this.#clashes(changes, [...rest, ...changes.values()])) return 'refused';
    if (changes.size > 0) this.#apply(changes);
    return 'done';
  }

  /** The same in a transaction: a refusal ends it. */
  writeInside(transaction: SlowTransaction, statement: Statement, { refused, unfit, changes }: Outcome): 'done' | 'refused' {
    const isLate = [...changes.keys()].some((id) => (this.#changed.get(id) ?? 0) > transaction.began);
    const others = this.open.filter((other) => other !== transaction);
    const isHeld = others.some(
      (other) => [...changes.keys()].some((id) => other.writes.has(id)) || this.#clashes(changes, [...other.writes.values()]),
    );
    const isTaken = statement.do === 'insert' && statement.rows.some((row) => this.view(transaction).some(({ _id }) => _id === row._id));
    const pending = [...transaction.writes].filter(([id]) => !changes.has(id)).map(([, row]) => row);
    const stored = this.rows.filter(({ _id }) => !changes.has(_id) && !transaction.writes.has(_id));
    if (refused || unfit === true || isLate || isHeld || isTaken || this.#clashes(changes, [...stored, ...pending, ...changes.values()])) {
      this.end(transaction, false);
      return 'refused';
    }
    for (const [id, row] of changes) transaction.writes.set(id, row);
    return 'done';
  }
}
