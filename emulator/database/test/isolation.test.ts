import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '../index.ts';
import type { Database } from '../types.ts';
import { NOW, temporaryFile } from './open.ts';

/** Snapshot isolation, told the slow way: every transaction has a whole copy of the world. */
interface Session {
  readonly id: string;
  readonly started: number;
  readonly world: Map<number, number>;
  readonly written: Set<number>;
}

type Step = {
  readonly who: number;
  readonly key: number;
  readonly act: 'begin' | 'read' | 'write' | 'insert' | 'remove' | 'commit' | 'abort' | 'plain';
};

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(2),
  key: fc.nat(4),
  act: fc.constantFrom('begin', 'begin', 'read', 'read', 'write', 'write', 'insert', 'remove', 'commit', 'abort', 'plain', 'plain'),
});

class Model {
  readonly committed = new Map<number, number>();
  readonly changedAt = new Map<number, number>();
  readonly sessions: (Session | undefined)[] = [];
  clock = 0;

  conflicts(session: Session, key: number): boolean {
    const isHeld = this.sessions.some((other) => other !== undefined && other !== session && other.written.has(key));
    return isHeld || (this.changedAt.get(key) ?? -1) >= session.started;
  }

  isHeld(key: number): boolean {
    return this.sessions.some((session) => session?.written.has(key) === true);
  }

  store(key: number, value: number | undefined): void {
    if (value === undefined) this.committed.delete(key);
    else this.committed.set(key, value);
    this.changedAt.set(key, this.clock);
  }
}

const world = (rows: readonly { _id: string | number; n?: unknown }[]): [unknown, unknown][] => rows.map(({ _id, n }) => [_id, n]);
const listed = (map: ReadonlyMap<number, number>): [number, number][] => [...map].sort(([a], [b]) => a - b);
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

/** What the model expects of a write, and what the write makes of its world; undefined expectation: no write happens. */
function expectedWrite(model: Model, session: Session, { act, key }: Step): string {
  const exists = session.world.has(key);
  if (act !== 'insert' && !exists) return 'ok';
  if (model.conflicts(session, key)) return 'DATABASE_TRANSACTION_CONFLICT';
  return act === 'insert' && exists ? 'DATABASE_DUPLICATE_WRITE' : 'ok';
}

function act(database: Database, { act: kind, key }: Step, transactionId: string | undefined): Promise<unknown> {
  if (kind === 'insert') return database.insert('rows', [{ _id: key, n: 100 }], transactionId);
  if (kind === 'remove') return database.remove('rows', { filter: { _id: key }, transactionId });
  return database.update('rows', { filter: { _id: key }, update: { $inc: { n: 1 } }, transactionId });
}

async function write(database: Database, model: Model, session: Session, taken: Step): Promise<boolean> {
  const wanted = expectedWrite(model, session, taken);
  expect(await codeOf(act(database, taken, session.id))).toBe(wanted);
  if (wanted !== 'ok') return false;
  const { act: kind, key } = taken;
  const old = session.world.get(key);
  if (kind === 'insert') session.world.set(key, 100);
  else if (old === undefined) return true;
  else if (kind === 'remove') session.world.delete(key);
  else session.world.set(key, old + 1);
  session.written.add(key);
  return true;
}

async function run(database: Database, steps: readonly Step[]): Promise<void> {
  await database.reset();
  await database.createCollection('rows');
  const model = new Model();
  for (const taken of steps) {
    model.clock += 1;
    const session = model.sessions[taken.who];
    if (taken.act === 'plain') {
      if (model.isHeld(taken.key)) continue;
      const old = model.committed.get(taken.key);
      const kind = old === undefined ? 'insert' : taken.who === 0 ? 'remove' : 'write';
      await act(database, { ...taken, act: kind }, undefined);
      model.store(taken.key, kind === 'insert' ? 100 : kind === 'remove' ? undefined : (old ?? 0) + 1);
    } else if (taken.act === 'begin' && session === undefined) {
      model.sessions[taken.who] = {
        id: await database.startTransaction(),
        started: model.clock,
        world: new Map(model.committed),
        written: new Set(),
      };
    } else if (session === undefined || taken.act === 'begin') {
      continue;
    } else if (taken.act === 'read') {
      expect(world(await database.find('rows', { sort: [['_id', 1]], transactionId: session.id }))).toEqual(listed(session.world));
      const matching = [...session.world].filter(([key, n]) => key === taken.key && n > 100);
      expect(world(await database.find('rows', { filter: { _id: taken.key, n: { $gt: 100 } }, transactionId: session.id }))).toEqual(
        matching,
      );
    } else if (taken.act === 'commit') {
      model.sessions[taken.who] = undefined;
      await database.commitTransaction(session.id);
      for (const key of session.written) if (session.world.has(key) || model.committed.has(key)) model.store(key, session.world.get(key));
    } else if (taken.act === 'abort' || !(await write(database, model, session, taken))) {
      model.sessions[taken.who] = undefined;
      await database.abortTransaction(session.id);
    }
    expect(world(await database.find('rows', { sort: [['_id', 1]] }))).toEqual(listed(model.committed));
  }
}

test('interleaved transactions keep snapshot isolation, the first writer winning', async () => {
  const database = await openDatabase({ file: temporaryFile(), now: () => NOW });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => run(database, steps)),
    { seed: 11, numRuns: 60 },
  );
  await database.close();
});
