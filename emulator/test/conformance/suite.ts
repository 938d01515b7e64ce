import { describe, expect, test } from 'vitest';
import type { CollectionRules } from '../../types.ts';
import { type Running, start } from '../../gateway/test/harness.ts';
import { ACCUMULATOR_CASES, EXPRESSION_CASES, SALES, SUBJECT } from './cases/expressions.ts';
import { QUERY_CASES } from './cases/queries.ts';
import { LOOKUP_CASES, STAGE_CASES } from './cases/stages.ts';
import { EXPRESSIONS, QUERIES, STAGES, UPDATES, type Aggregate, type Command, type Db, type Row } from './cases/types.ts';
import { UPDATE_CASES } from './cases/updates.ts';

/** How one SDK does what a case asks. Answers are its documents, as it hands them out. */
export interface Driver {
  find(collection: string, where: (_: Command, db: Db) => unknown): Promise<Row[]>;
  update(collection: string, id: string, data: (_: Command, db: Db) => unknown): Promise<unknown>;
  aggregate(collection: string, build: (aggregate: Aggregate, $: Command['aggregate'], _: Command) => Aggregate): Promise<Row[]>;
  /** An expression of `x`, or with `group` an accumulator over the sales of the north. */
  compute(expression: ($: Command['aggregate'], _: Command) => unknown, group: boolean): Promise<Row[]>;
  /** May it join other collections? Clients may not. */
  readonly joins: boolean;
  /** Cases that the SDK itself cannot ask. */
  readonly unable?: readonly string[];
}

const GEO = { keys: [{ field: 'a', direction: '2dsphere' as const }] };
const OPEN = { permission: 'CUSTOM' as const, rule: { read: true, write: true } };

export const COLLECTIONS: readonly CollectionRules[] = [
  { name: 'things', ...OPEN, indexes: [] },
  { name: 'places', ...OPEN, indexes: [{ name: 'a', ...GEO }] },
  { name: 'sales', ...OPEN, indexes: [{ name: 'at', keys: [{ field: 'at', direction: '2dsphere' }] }] },
  { name: 'shops', ...OPEN, indexes: [{ name: 'city', keys: [{ field: 'city', direction: 1 }], unique: true }] },
];

/** A cloud of its own with these collections and what the cases read. */
export async function startCloud(): Promise<Running> {
  const running = await start(COLLECTIONS, { echo: (event) => event });
  await running.database.insert('sales', SALES);
  await running.database.insert('shops', [
    { _id: 'north', city: '杭州' },
    { _id: 'south', city: '深圳' },
  ]);
  return running;
}

export async function fill(running: Running, collection: string, documents: readonly Row[]): Promise<void> {
  await running.database.remove(collection, { filter: {}, multi: true });
  if (documents.length > 0) await running.database.insert(collection, documents);
}

const nameOf = (api: string): string => api.split(':')[0] ?? '';

/** What no SDK can ask: `text` is sent empty (a fault of the SDKs), the rest this CloudBase refuses by name. */
const REFUSED_QUERIES = ['jsonSchema', 'text'];
const REFUSED_EXPRESSIONS = ['meta'];

/** The cases that all SDKs share, and the proof that no API of the database library is without one. */
export function conformance(
  running: () => Running,
  driver: Driver,
  api: { readonly command: readonly string[]; readonly aggregate: readonly string[]; readonly stages: readonly string[] } | null,
): void {
  const able = <T extends { readonly api: string }>(cases: readonly T[]): T[] =>
    cases.filter((one) => driver.unable?.includes(one.api) !== true);

  describe('db.command: queries', () => {
    test.each(able(QUERY_CASES))('$api', async ({ api: name, documents, where, ids }) => {
      const collection = name.startsWith('geo') ? 'places' : 'things';
      await fill(running(), collection, documents);
      const found = (await driver.find(collection, where)).map(({ _id }) => _id);
      expect(name.startsWith('geoNear') ? found : found.sort()).toEqual(ids);
    });

    test('jsonSchema is refused by name', async () => {
      await fill(running(), 'things', [{ a: 1 }]);
      await expect(driver.find('things', (_) => _.jsonSchema({ required: ['a'] }))).rejects.toThrow(/jsonSchema/);
    });
  });

  describe('db.command: updates', () => {
    test.each(UPDATE_CASES)('$api', async ({ before, update, after }) => {
      await fill(running(), 'things', [{ _id: 'x', ...before }]);
      await driver.update('things', 'x', update);
      const [stored] = await running().database.find('things', {});
      expect(stored).toEqual({ _id: 'x', ...after });
      expect(Object.keys(stored ?? {})).toEqual(['_id', ...Object.keys(after)]);
    });
  });

  describe('db.command.aggregate', () => {
    test.each(able(EXPRESSION_CASES))('$api', async ({ expression, value }) => {
      await fill(running(), 'things', [SUBJECT]);
      expect(await driver.compute(expression, false)).toStrictEqual([value === undefined ? {} : { value }]);
    });

    test.each(ACCUMULATOR_CASES)('group: $api', async ({ expression, value }) => {
      expect(await driver.compute(expression, true)).toStrictEqual([{ value }]);
    });

    test('meta is refused by name', async () => {
      await fill(running(), 'things', [SUBJECT]);
      await expect(driver.compute(($) => $.meta('textScore'), false)).rejects.toThrow(/meta/);
    });
  });

  describe('aggregate()', () => {
    test.each([...STAGE_CASES, ...(driver.joins ? LOOKUP_CASES : [])])('$api', async ({ build, rows }) => {
      expect(await driver.aggregate('sales', build)).toEqual(rows);
    });

    test.skipIf(driver.joins)('lookup is refused to a client', async () => {
      const join = (a: Aggregate): Aggregate => a.lookup({ from: 'shops', localField: 'shop', foreignField: '_id', as: 'shops' });
      await expect(driver.aggregate('sales', join)).rejects.toThrow(/lookup/);
    });
  });

  test('every API has a case', () => {
    const shown = (list: readonly { readonly api: string }[]): Set<string> => new Set(list.map((one) => nameOf(one.api)));
    const commands = new Set([...shown(QUERY_CASES), ...shown(UPDATE_CASES), ...REFUSED_QUERIES]);
    const expressions = new Set([...shown(EXPRESSION_CASES), ...shown(ACCUMULATOR_CASES), ...REFUSED_EXPRESSIONS]);
    const stages = new Set([...shown(STAGE_CASES), ...shown(LOOKUP_CASES)]);
    expect([...QUERIES, ...UPDATES].filter((name) => !commands.has(name))).toEqual([]);
    expect(EXPRESSIONS.filter((name) => !expressions.has(name))).toEqual([]);
    expect(STAGES.filter((name) => !stages.has(name))).toEqual([]);
    // And the SDK has nothing beyond.
    if (api === null) return;
    expect(api.command.filter((name) => !commands.has(name) && name !== 'aggregate' && name !== 'project')).toEqual([]);
    expect(api.aggregate.filter((name) => !expressions.has(name) && name !== 'pipeline')).toEqual([]);
    expect(api.stages.filter((name) => !stages.has(name))).toEqual([]);
  });
}

/** Points the server SDKs at a running cloud. */
export function useCloud(running: Running, envId: string): void {
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${running.origin}/admin` }),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: envId,
    TENCENTCLOUD_SECRETID: 'id',
    TENCENTCLOUD_SECRETKEY: 'key',
    TENCENTCLOUD_SESSIONTOKEN: 'token',
  });
}
