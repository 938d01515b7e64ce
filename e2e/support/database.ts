import { createRequire } from 'node:module';
import type { Contracts, FunctionName, InputOf, OutputOf, Reply } from '@shop/shared/contracts/index.ts';
import type { Emulator } from './emulator.ts';

interface Query {
  where(condition: object): Query;
  orderBy(field: string, direction: 'asc' | 'desc'): Query;
  limit(count: number): Query;
  get(): Promise<{ data: unknown[] }>;
  update(change: object): Promise<{ updated: number }>;
  remove(): Promise<{ deleted: number }>;
  count(): Promise<{ total: number }>;
}

export interface Database {
  command: {
    gt(value: unknown): object;
    in(values: unknown[]): object;
    set(value: unknown): object;
    inc(by: number): object;
    remove(): object;
  };
  collection(name: string): Query & { add(doc: object): Promise<unknown> };
}

interface Sdk {
  init(options: object): {
    database(): Database;
    callFunction(call: { name: string; data: object }): Promise<{ result: unknown }>;
  };
}

function adminSdk(emulator: Pick<Emulator, 'environment'>): ReturnType<Sdk['init']> {
  const environment = emulator.environment();
  Object.assign(process.env, environment);
  const tcb = createRequire(import.meta.url)('@cloudbase/node-sdk') as Sdk;
  return tcb.init({ env: environment['TCB_ENV'] ?? 'shop-local' });
}

/** The document database as an administrator's script sees it, through the unmodified node-sdk and the credentials of `<data>/env`. */
export function adminDatabase(emulator: Pick<Emulator, 'environment'>): Database {
  return adminSdk(emulator).database();
}

/** Calls a function as an administrator's script does: nobody's, so allowed everything. */
export async function callAsSystem<Name extends FunctionName>(
  emulator: Emulator,
  name: Name,
  data: InputOf<Contracts[Name]> & object,
): Promise<OutputOf<Contracts[Name]>> {
  const { result } = await adminSdk(emulator).callFunction({ name, data });
  const answer = result as Reply<OutputOf<Contracts[Name]>>;
  if (answer.status !== 200 || answer.data === null) throw new Error(`${name} refused: ${answer.status} ${answer.reason ?? ''}`);
  return answer.data;
}

/** The one document with this id. */
export async function documentOf<Doc>(db: Database, collection: string, id: string): Promise<Doc> {
  const [doc] = (await db.collection(collection).where({ _id: id }).get()).data as Doc[];
  if (doc === undefined) throw new Error(`no ${id} in ${collection}`);
  return doc;
}

/** Every document of a collection, a thousand at a time. */
export async function all<Doc extends { _id: string }>(db: Database, collection: string): Promise<Doc[]> {
  const found: Doc[] = [];
  for (let after = ''; ;) {
    const { data } = await db
      .collection(collection)
      .where({ _id: db.command.gt(after) })
      .orderBy('_id', 'asc')
      .limit(1000)
      .get();
    found.push(...(data as Doc[]));
    const last = found.at(-1);
    if (data.length < 1000 || last === undefined) return found;
    after = last._id;
  }
}
