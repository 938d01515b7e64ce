import { deepEqual, equal } from 'node:assert/strict';
import { openDatabase } from '../../index.ts';
import type { Database, Document, IndexSpec } from '../../types.ts';
import { matches, sorted, sortValue, type Filter, type Row } from '../model.ts';
import { Generator, type Act, type Order, type Statement } from './generate.ts';
import { SlowStore, type SlowTransaction } from './slow.ts';

const NAME = 'rows';
const UNIQUE: IndexSpec = { name: 'u', keys: [{ field: 'u', direction: 1 }], unique: true };
const CHOICE: readonly IndexSpec[] = [
  { name: 'a', keys: [{ field: 'a', direction: 1 }] },
  { name: 'a_b', keys: [{ field: 'a', direction: 1 }, { field: 'b', direction: -1 }] }, // prettier-ignore
  { name: 'b_c', keys: [{ field: 'b', direction: -1 }, { field: 'c.d', direction: 1 }] }, // prettier-ignore
  { name: 'c.d', keys: [{ field: 'c.d', direction: 1 }] },
];
const MOST_OPEN = 3;
/** Everything is compared as a whole so often, besides every single answer. */
const CHECKPOINT = 50;

export interface Tally {
  statements: number;
  refused: number;
  queries: number;
  transactions: number;
  waits: number;
  reopened: number;
}

/** Two arrays side by side cannot be indexed. */
function unindexable(row: Row, indexes: readonly IndexSpec[]): boolean {
  const isArray = (name: string): boolean => {
    const [root = '', leaf] = name.split('.');
    const top = row[root];
    if (Array.isArray(top) || leaf === undefined) return Array.isArray(top);
    return typeof top === 'object' && top !== null && Array.isArray((top as Record<string, unknown>)[leaf]);
  };
  return indexes.some(({ keys }) => keys.filter(({ field }) => isArray(field)).length > 1);
}

const byId = (rows: readonly Row[]): Row[] => [...rows].sort((x, y) => x._id - y._id);
const settled = (promise: Promise<unknown>): Promise<boolean> => promise.then(() => true, () => false); // prettier-ignore

/** Nothing here takes long: what does not come back waits for something that the model does not know of. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the store does not answer')), 10_000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The real store and the slow one, step by step. */
class Run {
  readonly #file: string;
  readonly #slow = new SlowStore();
  readonly #ids = new Map<SlowTransaction, string>();
  readonly #replica = new Map<unknown, Document>();
  readonly tally: Tally = { statements: 0, refused: 0, queries: 0, transactions: 0, waits: 0, reopened: 0 };
  #database!: Database;

  constructor(file: string) {
    this.#file = file;
  }

  async start(): Promise<void> {
    await this.#open();
    await this.#database.createCollection(NAME);
    await this.#database.ensureIndexes(NAME, [UNIQUE]);
  }

  async #open(): Promise<void> {
    this.#database = await openDatabase({ file: this.#file, now: () => 0 });
    this.#database.onCommit(({ changes }) => {
      for (const { id, after } of changes) {
        if (after === null) this.#replica.delete(id);
        else this.#replica.set(id, after);
      }
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  get openTransactions(): number {
    return this.#slow.open.length;
  }

  #send(statement: Statement, transactionId: string | undefined): Promise<unknown> {
    const inside = transactionId === undefined ? {} : { transactionId };
    switch (statement.do) {
      case 'insert':
        return this.#database.insert(NAME, statement.rows, transactionId);
      case 'remove':
        return this.#database.remove(NAME, { filter: statement.filter, multi: true, ...inside });
      case 'replace': {
        const { id, body, upsert } = statement;
        return this.#database.update(NAME, { filter: { _id: id }, update: body, replace: true, upsert, ...inside });
      }
      case 'findAndModify':
        return this.#database.findAndModify(NAME, { filter: { _id: statement.id }, update: statement.update, ...inside });
      case 'update': {
        const { filter, update, upsert } = statement;
        return this.#database.update(NAME, { filter, update, upsert, multi: true, ...inside });
      }
    }
  }

  async #write(statement: Statement): Promise<void> {
    const sent = settled(this.#send(statement, undefined));
    for (;;) {
      const verdict = this.#slow.write(statement, this.#slow.plan(statement, this.#slow.rows));
      if (typeof verdict === 'string') {
        if (verdict === 'refused') this.tally.refused += 1;
        equal(await sent, verdict === 'done');
        return;
      }
      this.tally.waits += 1;
      await this.#end(verdict.waitsFor, this.tally.waits % 2 === 0);
    }
  }

  async #writeInside(transaction: SlowTransaction, statement: Statement): Promise<void> {
    const id = this.#ids.get(transaction);
    const plan = this.#slow.plan(statement, this.#slow.view(transaction));
    const done = await settled(this.#send(statement, id));
    const verdict = this.#slow.writeInside(transaction, statement, plan);
    if (verdict === 'refused') this.tally.refused += 1;
    equal(done, verdict === 'done');
  }

  async #end(transaction: SlowTransaction, commit: boolean): Promise<void> {
    const id = this.#ids.get(transaction) ?? '';
    this.#slow.end(transaction, commit);
    await (commit ? this.#database.commitTransaction(id) : this.#database.abortTransaction(id));
  }

  async #find(filter: Filter, sort: Order, skip: number, limit: number, transaction: SlowTransaction | undefined): Promise<void> {
    const transactionId = transaction === undefined ? undefined : this.#ids.get(transaction);
    const wanted = sorted(
      this.#slow.view(transaction).filter((row) => matches(row, filter)),
      sort,
    );
    const all = (await this.#database.find(NAME, { filter, transactionId })) as unknown as Row[];
    deepEqual(byId(all), byId(wanted));
    const keys = (rows: readonly Row[]): unknown[] => rows.map((row) => sort.map(([key, direction]) => sortValue(row, key, direction)));
    const page = (await this.#database.find(NAME, { filter, sort, skip, limit, transactionId })) as unknown as Row[];
    deepEqual(keys(page), keys(wanted.slice(skip, limit > 0 ? skip + limit : undefined)));
    if (transaction === undefined) equal(await this.#database.count(NAME, filter), wanted.length);
  }

  async #group(filter: Filter, by: string): Promise<void> {
    const counts = new Map<string, number>();
    for (const row of this.#slow.rows.filter((one) => matches(one, filter))) {
      const key = JSON.stringify(row[by] ?? null);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const rows = await this.#database.aggregate(NAME, [{ $match: filter }, { $group: { _id: `$${by}`, n: { $sum: 1 } } }]);
    deepEqual(new Map(rows.map((row) => [JSON.stringify(row['_id']), row['n']])), counts);
  }

  async #indexes(chosen: readonly boolean[]): Promise<void> {
    // New indexes end the transactions that have written.
    for (const transaction of [...this.#slow.open]) await this.#end(transaction, false);
    const indexes = CHOICE.filter((_index, at) => chosen[at] === true);
    const refused = this.#slow.rows.some((row) => unindexable(row, indexes));
    equal(await settled(this.#database.ensureIndexes(NAME, [UNIQUE, ...indexes])), !refused);
    if (!refused) this.#slow.unindexable = (row) => unindexable(row, indexes);
  }

  async #reopen(): Promise<void> {
    for (const transaction of [...this.#slow.open]) this.#slow.end(transaction, false);
    await this.#database.close();
    await this.#open();
    this.tally.reopened += 1;
  }

  async act(act: Act): Promise<void> {
    const inside = 'inside' in act && act.inside !== undefined ? this.#slow.open[act.inside] : undefined;
    switch (act.do) {
      case 'write':
        this.tally.statements += 1;
        return inside === undefined ? this.#write(act.statement) : this.#writeInside(inside, act.statement);
      case 'find':
        this.tally.queries += 1;
        return this.#find(act.filter, act.sort, act.skip, act.limit, inside);
      case 'group':
        this.tally.queries += 1;
        return this.#group(act.filter, act.by);
      case 'begin': {
        if (this.#slow.open.length >= MOST_OPEN) return;
        this.tally.transactions += 1;
        const transaction = this.#slow.begin();
        this.#ids.set(transaction, await this.#database.startTransaction());
        return;
      }
      case 'end': {
        const transaction = this.#slow.open[act.which];
        return transaction === undefined ? undefined : this.#end(transaction, act.commit);
      }
      case 'indexes':
        return this.#indexes(act.chosen);
      case 'reopen':
        return this.#reopen();
    }
  }

  /** All documents, and all that the commits told of, are those of the model. */
  async compare(): Promise<void> {
    const wanted = byId(this.#slow.rows);
    deepEqual(byId((await this.#database.find(NAME, {})) as unknown as Row[]), wanted);
    deepEqual(byId([...this.#replica.values()] as unknown as Row[]), wanted);
  }
}

export interface RandomOptions {
  readonly seed: number;
  /** An empty place. */
  readonly file: string;
  readonly operations: number;
  /** Stops earlier when so many ms have passed. */
  readonly atMostMs?: number;
  readonly progress?: (done: number, tally: Tally) => void;
}

/** Does the same to the store and to the model. Throws at the first difference, with the operation's number: the seed leads there again. */
export async function runRandom({ seed, file, operations, atMostMs = Infinity, progress }: RandomOptions): Promise<Tally> {
  const run = new Run(file);
  const generator = new Generator(seed);
  const until = performance.now() + atMostMs;
  await run.start();
  for (let number = 1; number <= operations && performance.now() < until; number += 1) {
    const act = generator.act(run.openTransactions);
    try {
      await soon(run.act(act));
      if (number % CHECKPOINT === 0) await run.compare();
    } catch (error) {
      throw new Error(`seed ${seed}, operation ${number}: ${JSON.stringify(act)}`, { cause: error });
    }
    progress?.(number, run.tally);
  }
  await run.compare();
  await run.close();
  return run.tally;
}
