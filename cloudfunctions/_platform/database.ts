import { app } from './app.ts';

/** Field values, operators of {@link command}, dotted paths. `undefined` is refused: the SDK would drop it and widen the query. */
export type Where = Readonly<Record<string, unknown>>;
export type Change = Readonly<Record<string, unknown>>;
export type OrderBy = readonly (readonly [field: string, direction: 'asc' | 'desc'])[];

const db = app.database();

/** Query and update operators of the document database. */
export const command = db.command;

/** For a condition: the field holds this text, in capitals or not. */
export function containing(text: string): unknown {
  // A pattern with a zero in it is refused by the database.
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\0', '\\x00');
  return db.RegExp({ regexp: pattern, options: 'i' });
}

/** A write that met the same unique value: on `_id` it is what makes an act happen once. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';
}

/** The transaction met another one and was undone as a whole; {@link transact} tries again. */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The SDK tells errors apart by a code, and on some paths only by MongoDB's text. */
function normalise(error: unknown): unknown {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown; message?: unknown };
  if (textOf(code) === 'DATABASE_DUPLICATE_WRITE' || /E11000|duplicate key/i.test(textOf(message))) {
    return Object.assign(new DuplicateKey(textOf(message)), { cause: error });
  }
  if (textOf(code) === 'DATABASE_TRANSACTION_CONFLICT' || /TransactionConflict/.test(textOf(message))) {
    return Object.assign(new WriteConflict(textOf(message)), { cause: error });
  }
  return error;
}

async function asking<T>(ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    throw normalise(error);
  }
}

function checked(where: Where): Where {
  const entries = Object.entries(where);
  if (entries.length === 0) throw new TypeError('an empty condition would touch the whole collection');
  for (const [field, value] of entries) if (value === undefined) throw new TypeError(`condition on ${field} is undefined`);
  return where;
}

function withId<Doc>(list: unknown): Doc[] {
  return Array.isArray(list) ? (list as Doc[]) : [];
}

/** The part of the SDK's aggregation that is used here; the SDK itself types it as `any`. */
interface Pipeline {
  match(where: Where): Pipeline;
  group(by: object): Pipeline;
  limit(count: number): Pipeline;
  end(): Promise<{ data: unknown }>;
}

/** One collection, with the operations that are right under concurrency: reads, inserts, and conditional writes that say whether they matched. */
export class Table<Doc extends { _id: string }> {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async get(id: string): Promise<Doc | null> {
    const answer = await asking(db.collection(this.name).where({ _id: id }).limit(1).get());
    return withId<Doc>(answer.data)[0] ?? null;
  }

  /** At most 1000, as the cloud answers; in no particular order unless told. */
  async getMany(ids: readonly string[]): Promise<Doc[]> {
    if (ids.length === 0) return [];
    return this.find({ _id: command.in([...ids]) }, { limit: ids.length });
  }

  async find(where: Where, options: { orderBy?: OrderBy; limit: number }): Promise<Doc[]> {
    let query = db.collection(this.name).where(checked(where));
    for (const [field, direction] of options.orderBy ?? []) query = query.orderBy(field, direction);
    const answer = await asking(query.limit(options.limit).get());
    return withId<Doc>(answer.data);
  }

  async count(where: Where): Promise<number> {
    const answer = await asking(db.collection(this.name).where(checked(where)).count());
    return answer.total ?? 0;
  }

  /** Adds up the field `amount` (or 1: counts) over what matches, once for every combination of the `by` fields; done where the documents are. Throws beyond 1000 combinations. */
  async sums(where: Where, by: readonly string[], amount: string | 1): Promise<{ by: Record<string, string>; sum: number }[]> {
    const most = 1000;
    const group = { _id: Object.fromEntries(by.map((field) => [field, `$${field}`])), sum: { $sum: amount === 1 ? 1 : `$${amount}` } };
    const aggregate = db.collection(this.name).aggregate() as unknown as Pipeline;
    const { data } = await asking(
      aggregate
        .match(checked(where))
        .group(group)
        .limit(most + 1)
        .end(),
    );
    const list = withId<{ _id: Record<string, string>; sum: number }>(data);
    if (list.length > most) throw new RangeError(`${this.name} has more than ${most} sums by ${by.join(', ')}`);
    return list.map(({ _id, sum }) => ({ by: _id, sum }));
  }

  async findOne(where: Where): Promise<Doc | null> {
    return (await this.find(where, { limit: 1 }))[0] ?? null;
  }

  /** All or none of them; throws {@link DuplicateKey}. */
  async insert(docs: Doc | readonly Doc[]): Promise<void> {
    const list: object | object[] = Array.isArray(docs) ? [...(docs as readonly Doc[])] : (docs as Doc);
    await asking(db.collection(this.name).add(list));
  }

  /** False when a document with this `_id` (or another unique value of it) is there already. */
  async insertOnce(doc: Doc): Promise<boolean> {
    try {
      await this.insert(doc);
      return true;
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }

  /** One conditional write on at most one document; true when it matched. */
  async updateOne(where: Where, change: Change): Promise<boolean> {
    const answer = await asking(db.collection(this.name).where(checked(where)).options({ multiple: false }).update(change));
    return (answer.updated ?? 0) > 0;
  }

  /** Every matching document, each atomically; answers how many changed. */
  async updateAll(where: Where, change: Change): Promise<number> {
    const answer = await asking(db.collection(this.name).where(checked(where)).update(change));
    return answer.updated ?? 0;
  }

  /** One conditional write, answered with the document as it is after it; null when nothing matched. */
  async updateAndRead(where: Where, change: Change): Promise<Doc | null> {
    const answer = (await asking(db.collection(this.name).where(checked(where)).updateAndReturn(change))) as {
      updated?: number;
      doc?: unknown;
    };
    return answer.updated ? ((answer.doc as Doc | null) ?? null) : null;
  }

  async remove(where: Where): Promise<number> {
    const answer = await asking(db.collection(this.name).where(checked(where)).remove());
    return typeof answer.deleted === 'number' ? answer.deleted : 0;
  }
}

/** The part of the SDK's transaction that is used here; the SDK itself types it as `any`. */
interface Session {
  collection(name: string): {
    doc(id: string): { get(): Promise<{ data: unknown }>; update(change: Change): Promise<unknown> };
    add(doc: object): Promise<unknown>;
  };
  commit(): Promise<unknown>;
  rollback(reason: unknown): Promise<unknown>;
}

/**
 * What may be done inside a transaction: single documents by id, and inserts. Everything else of the SDK silently leaves the
 * transaction (`where().update()` and its kin), so it is not offered.
 */
export interface Transaction {
  get<Doc extends { _id: string }>(table: Table<Doc>, id: string): Promise<Doc | null>;
  update<Doc extends { _id: string }>(table: Table<Doc>, id: string, change: Change): Promise<void>;
  insert<Doc extends { _id: string }>(table: Table<Doc>, doc: Doc): Promise<void>;
}

const ATTEMPTS = 5;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Runs `work` in one transaction. What `work` answers with `commit: false` undoes everything (a refusal found inside). Conflicts are tried
 * again up to five times with growing, random pauses; `work` therefore does nothing but database operations.
 */
export async function transact<T>(work: (transaction: Transaction) => Promise<{ commit: boolean; result: T }>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const session = await asking(db.startTransaction() as Promise<Session>);
    try {
      const { commit, result } = await work({
        get: async <Doc extends { _id: string }>(table: Table<Doc>, id: string): Promise<Doc | null> => {
          const answer = await asking(session.collection(table.name).doc(id).get());
          const data: unknown = answer.data;
          return ((Array.isArray(data) ? data[0] : data) as Doc | undefined | null) ?? null;
        },
        update: async (table, id, change) => {
          await asking(session.collection(table.name).doc(id).update(change));
        },
        insert: async (table, doc) => {
          await asking(session.collection(table.name).add(doc));
        },
      });
      if (commit) await asking(session.commit());
      else await session.rollback(undefined);
      return result;
    } catch (error) {
      const fault = normalise(error);
      await session.rollback(undefined).catch(() => undefined);
      if (!(fault instanceof WriteConflict) || attempt >= ATTEMPTS) throw fault;
      await pause(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/** For the function that makes the collections; an existing one is left alone. True when it was made. */
export async function createCollection(name: string): Promise<boolean> {
  try {
    await db.createCollection(name);
    return true;
  } catch (error) {
    const text = textOf((error as { code?: unknown }).code) + textOf((error as { message?: unknown }).message);
    if (/exist/i.test(text) && !/not exist/i.test(text)) return false;
    throw error;
  }
}
