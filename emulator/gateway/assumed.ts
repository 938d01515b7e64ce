import type { Assumptions } from '../assumptions.ts';
import type { Database } from '../database/types.ts';
import { CloudError } from './failure.ts';
import { isPlainObject, type PlainObject } from './values.ts';

/** Refuses `db.serverDate()` within a query, where that is assumed. `query` is as it came: text, or parsed. */
export function checkQuery({ serverDateInQueries }: Assumptions, query: unknown): void {
  if (serverDateInQueries === 'evaluate' || query === undefined) return;
  const text = typeof query === 'string' ? query : JSON.stringify(query);
  if (text.includes('$tcb_server_date'))
    throw new CloudError('INVALID_PARAM', 'serverDate() within a query is not evaluated (emulator.assume.serverDateInQueries)');
}

function refuse(what: string, most: number, name: keyof Assumptions): never {
  throw new CloudError('DATABASE_REQUEST_FAILED', `${what}: ${most} at most (emulator.assume.${name})`);
}

function checkLists(value: unknown, most: number): void {
  if (Array.isArray(value)) for (const item of value) checkLists(item, most);
  if (!isPlainObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if ((key === '$in' || key === '$nin') && Array.isArray(item) && item.length > most)
      refuse(`${key} lists ${item.length} values`, most, 'listValues');
    checkLists(item, most);
  }
}

/** The limits that nobody could confirm, kept for whoever asks the database. */
export class AssumedLimits {
  readonly #assume: Assumptions;
  readonly #statements = new Map<string, number>();

  constructor(assume: Assumptions) {
    this.#assume = assume;
  }

  query(filter: PlainObject, skip = 0): void {
    checkLists(filter, this.#assume.listValues);
    if (skip > this.#assume.skip) refuse(`a query skips ${skip} documents`, this.#assume.skip, 'skip');
  }

  /** A change of several documents. */
  change(filter: PlainObject, multi: boolean): void {
    this.query(filter);
    if (multi && this.#assume.emptyWhere === 'refuse' && Object.keys(filter).length === 0)
      throw new CloudError('INVALID_PARAM', 'a change of every document wants a condition (emulator.assume.emptyWhere)');
  }

  pipeline(stages: readonly PlainObject[]): void {
    const lookups = stages.filter((stage) => '$lookup' in stage).length;
    if (lookups > this.#assume.lookups) refuse(`an aggregation has ${lookups} lookups`, this.#assume.lookups, 'lookups');
  }

  documents(documents: readonly PlainObject[]): void {
    const most = this.#assume.documentBytes;
    if (most >= 16 * 1024 * 1024) return;
    for (const document of documents) {
      const length = Buffer.byteLength(JSON.stringify(document));
      if (length > most) refuse(`a document has ${length} bytes`, most, 'documentBytes');
    }
  }

  statement(transactionId: string | undefined): void {
    if (transactionId === undefined) return;
    const count = (this.#statements.get(transactionId) ?? 0) + 1;
    this.#statements.set(transactionId, count);
    if (count > this.#assume.transactionStatements)
      refuse(`a transaction has ${count} statements`, this.#assume.transactionStatements, 'transactionStatements');
  }

  ended(transactionId: string): void {
    this.#statements.delete(transactionId);
  }

  /** A server's first write makes the collection, where that is assumed. */
  async collection(database: Database, name: string): Promise<void> {
    if (this.#assume.missingCollection === 'create' && !database.hasCollection(name)) await database.createCollection(name);
  }
}
