import { deepEqual, equal } from 'node:assert/strict';
import tcb from '@cloudbase/node-sdk';
import { Chance } from '../../database/test/random/chance.ts';
import { startCloud } from './cloud.ts';

export interface SdkCrashOptions {
  readonly seed: number;
  readonly crashes: number;
  /** The built emulator, a project with the collection `open`, and an empty folder. */
  readonly main: string;
  readonly project: string;
  readonly data: string;
  readonly progress?: (crashes: number, acknowledged: number) => void;
}

const NAME = 'open';
const BATCH = 3;
/** Under load a kill comes this long after it was decided, at most. */
const LONGEST_DELAY_MS = 40;

type Db = ReturnType<ReturnType<typeof tcb.init>['database']>;

interface Row {
  readonly _id: string;
  readonly n: number;
  readonly kind: string;
  readonly state?: string;
}

/** What was answered before the kill, by the number of the write. */
interface Acknowledged {
  readonly plain: Set<number>;
  readonly changed: Set<number>;
  readonly batches: Set<number>;
  readonly turned: Set<number>;
  readonly entries: Set<number>;
}

const none = (): Acknowledged => ({ plain: new Set(), changed: new Set(), batches: new Set(), turned: new Set(), entries: new Set() });
const total = (all: Acknowledged): number => Object.values(all).reduce((sum, set) => sum + (set as Set<number>).size, 0);

/** Writers that go on until nobody answers. */
class Writers {
  readonly acknowledged = none();
  readonly #db: Db;
  readonly #told: () => void;
  #next: number;

  constructor(db: Db, first: number, told: () => void) {
    this.#db = db;
    this.#next = first;
    this.#told = told;
  }

  #note(kind: keyof Acknowledged, n: number): void {
    this.acknowledged[kind].add(n);
    this.#told();
  }

  async #plain(): Promise<never> {
    const collection = this.#db.collection(NAME);
    for (;;) {
      const n = (this.#next += 1);
      await collection.add({ _id: `p${n}`, n, kind: 'plain', state: 'new' });
      this.#note('plain', n);
      await collection.doc(`p${n}`).update({ state: 'changed' });
      this.#note('changed', n);
    }
  }

  async #batches(): Promise<never> {
    const collection = this.#db.collection(NAME);
    for (;;) {
      const n = (this.#next += 1);
      await collection.add(Array.from({ length: BATCH }, (_none, at) => ({ _id: `b${n}:${at}`, n, kind: 'batch', state: 'new' })));
      this.#note('batches', n);
      await collection.where({ n, kind: 'batch' }).update({ state: 'turned' });
      this.#note('turned', n);
    }
  }

  async #transfers(): Promise<never> {
    const _ = this.#db.command;
    for (;;) {
      const transaction = await this.#db.startTransaction();
      const n = (this.#next += 1);
      await transaction
        .collection(NAME)
        .doc('left')
        .update({ n: _.inc(-1) });
      await transaction
        .collection(NAME)
        .doc('right')
        .update({ n: _.inc(1) });
      await transaction.collection(NAME).add({ _id: `e${n}`, n, kind: 'entry' });
      await transaction.commit();
      this.#note('entries', n);
    }
  }

  /** Ends when every writer has met the emulator's death. */
  async run(): Promise<void> {
    await Promise.allSettled([this.#plain(), this.#plain(), this.#batches(), this.#transfers()]);
  }
}

async function everything(db: Db): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  for (let after = ''; ;) {
    const { data } = await db
      .collection(NAME)
      .where({ _id: db.command.gt(after) })
      .orderBy('_id', 'asc')
      .limit(1000)
      .get();
    for (const row of data as Row[]) found.set(row._id, row);
    after = (data as Row[]).at(-1)?._id ?? '';
    if (data.length < 1000) return found;
  }
}

/** Nothing acknowledged is missing, nothing is half there, and the index knows what the documents say. */
async function check(db: Db, { plain, changed, batches, turned, entries }: Acknowledged, sample: number): Promise<void> {
  const rows = await everything(db);
  const lost = [
    ...[...plain].filter((n) => !rows.has(`p${n}`)).map((n) => `plain ${n}`),
    ...[...changed].filter((n) => rows.get(`p${n}`)?.state !== 'changed').map((n) => `change ${n}`),
    ...[...batches].filter((n) => !rows.has(`b${n}:0`)).map((n) => `batch ${n}`),
    ...[...turned].filter((n) => rows.get(`b${n}:0`)?.state !== 'turned').map((n) => `turn ${n}`),
    ...[...entries].filter((n) => !rows.has(`e${n}`)).map((n) => `entry ${n}`),
  ];
  deepEqual(lost, [], 'acknowledged and lost');
  const halves = [...rows.values()].filter(
    ({ _id, n, kind, state }) =>
      kind === 'batch' &&
      Array.from({ length: BATCH }, (_none, at) => rows.get(`b${n}:${at}`)?.state).some((other) => other !== state) &&
      _id !== '',
  );
  deepEqual(halves, [], 'half a statement');
  const booked = [...rows.values()].filter(({ kind }) => kind === 'entry').length;
  deepEqual([rows.get('left')?.n, rows.get('right')?.n], [-booked, booked], 'half a transaction');
  const wanted = [...rows.values()].filter(({ n, kind }) => n > sample && kind !== 'account').length;
  const { total: indexed } = await db
    .collection(NAME)
    .where({ n: db.command.gt(sample), kind: db.command.neq('account') })
    .count();
  equal(indexed, wanted, 'the index knows other documents');
}

/**
 * Kills the emulator again and again while unmodified server SDKs write plainly, in batches and in transactions, and checks after each
 * death what the next life holds. Answers how many writes were acknowledged. Throws at the first loss.
 */
export async function runSdkCrashes({ seed, crashes, main, project, data, progress }: SdkCrashOptions): Promise<number> {
  const chance = new Chance(seed);
  let cloud = await startCloud({ main, project, data, port: 0 });
  const { port } = cloud;
  const db = tcb.init({ env: process.env['TCB_ENV'] ?? '' }).database();
  await db.collection(NAME).add([
    { _id: 'left', n: 0, kind: 'account' },
    { _id: 'right', n: 0, kind: 'account' },
  ]);
  const all = none();
  for (let round = 0; round < crashes; round += 1) {
    const moment = 1 + chance.below(60);
    const delayMs = chance.is(0.4) ? 0 : chance.next() * LONGEST_DELAY_MS;
    const first = round * 10_000;
    let answers = 0;
    const living = cloud;
    const writers: Writers = new Writers(db, first, () => {
      answers += 1;
      if (answers !== moment) return;
      if (delayMs === 0) void living.kill();
      else setTimeout(() => void living.kill(), delayMs);
    });
    await writers.run();
    cloud = await startCloud({ main, project, data, port });
    for (const kind of Object.keys(all) as (keyof Acknowledged)[]) for (const n of writers.acknowledged[kind]) all[kind].add(n);
    // The last of the rounds look back at all of them.
    const isLast = round === crashes - 1 || round % 25 === 24;
    try {
      await check(db, isLast ? all : writers.acknowledged, first);
    } catch (error) {
      throw new Error(`seed ${seed}, crash ${round + 1}, after ${moment} answers and ${delayMs.toFixed(1)} ms`, { cause: error });
    }
    progress?.(round + 1, total(all));
  }
  await cloud.kill();
  return total(all);
}
