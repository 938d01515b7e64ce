import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import cloud from 'wx-server-sdk';
import { ENV_ID, type Running } from '../../gateway/test/harness.ts';
import type { Aggregate, Db, Row } from './cases/types.ts';
import { conformance, fill, startCloud, useCloud, type Driver } from './suite.ts';

/** What of the SDK is used here: its own types know less than it does. */
interface Query {
  where(query: object): Query;
  orderBy(field: string, way: string): Query;
  skip(count: number): Query;
  limit(count: number): Query;
  field(fields: object): Query;
  get(): Promise<{ data: Row[] }>;
  count(): Promise<{ total: number }>;
  update(options: { data: object; multi?: boolean }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
}
interface Document {
  field(fields: object): Document;
  get(): Promise<{ data: Row }>;
  set(options: { data: object }): Promise<{ _id: string; stats: { updated: number; created: number } }>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
}
interface Collection extends Query {
  doc(id: string | number): Document;
  add(options: { data: object }): Promise<{ _id: string; _ids: unknown[] }>;
  aggregate(): Aggregate & { end(): Promise<{ list: Row[] }> };
}
interface Transaction {
  collection(name: string): Collection;
  commit(): Promise<unknown>;
  rollback(reason?: unknown): Promise<unknown>;
}
interface Database extends Db {
  collection(name: string): Collection;
  createCollection(name: string): Promise<unknown>;
  startTransaction(): Promise<Transaction>;
  runTransaction(run: (transaction: Transaction) => Promise<unknown>, times?: number): Promise<unknown>;
}

let running: Running;
cloud.init({ env: ENV_ID });
const db = cloud.database() as unknown as Database;
const _ = db.command;
const ended = async (aggregate: Aggregate): Promise<Row[]> =>
  (await (aggregate as unknown as { end(): Promise<{ list: Row[] }> }).end()).list;

const driver: Driver = {
  joins: true,
  find: async (collection, where) =>
    (
      await db
        .collection(collection)
        .where(where(_, db) as object)
        .get()
    ).data,
  update: (collection, id, data) =>
    db
      .collection(collection)
      .doc(id)
      .update({ data: data(_, db) as object }),
  aggregate: (collection, build) => ended(build(db.collection(collection).aggregate(), _.aggregate, _)),
  compute: (expression, group) =>
    group
      ? ended(
          db
            .collection('sales')
            .aggregate()
            .match({ shop: 'north' })
            .sort({ _id: 1 })
            .group({ _id: null, value: expression(_.aggregate, _) })
            .project({ _id: 0 }),
        )
      : ended(
          db
            .collection('things')
            .aggregate()
            .project({ _id: 0, value: expression(_.aggregate, _) }),
        ),
};

beforeAll(async () => {
  running = await startCloud();
  useCloud(running, ENV_ID);
});
afterAll(() => running.close());

/** These are named by the SDK, but its inner library has no such stages: it throws before it sends anything. */
const NAMED_ONLY = ['collStats', 'facet', 'graphLookup', 'indexStats', 'out', 'redact'];
const methods = (object: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor');
const things = db.collection('things');

conformance(() => running, driver, {
  command: Object.keys(_),
  aggregate: Object.keys(_.aggregate),
  stages: methods(things.aggregate()).filter((name) => ![...NAMED_ONLY, 'end', 'pushStage'].includes(name)),
});

test.each(NAMED_ONLY)('aggregate().%s is only a name', (name) => {
  expect(() => (things.aggregate() as unknown as Record<string, (given: unknown) => unknown>)[name]?.({})).toThrow(TypeError);
});

describe('Collection', () => {
  test('add: one, several, and one that is there', async () => {
    await fill(running, 'things', []);
    expect((await things.add({ data: { a: 1 } }))._id).toMatch(/^[0-9a-f]{32}$/);
    expect((await things.add({ data: [{ _id: 'b' }, { _id: 7 }] }))._ids).toEqual(['b', 7]);
    // The SDK knows no number for a duplicate: only the text tells.
    await expect(things.add({ data: { _id: 7 } })).rejects.toMatchObject({
      errCode: -501001,
      errMsg: expect.stringContaining('E11000') as string,
    });
    await expect(db.collection('shops').add({ data: { city: '深圳' } })).rejects.toThrow(/E11000.*city/);
  });

  test('get, orderBy, skip, limit, field, count', async () => {
    await fill(
      running,
      'things',
      [3, 1, 2, 5, 4].map((n) => ({ _id: n, n, odd: n % 2 === 1 })),
    );
    expect((await things.where({ odd: true }).orderBy('n', 'desc').skip(1).limit(1).field({ n: true }).get()).data).toEqual([
      { _id: 3, n: 3 },
    ]);
    expect((await things.orderBy('odd', 'asc').orderBy('n', 'desc').field({ n: true, _id: false }).get()).data).toEqual(
      [4, 2, 5, 3, 1].map((n) => ({ n })),
    );
    expect((await things.where({ n: _.gt(2) }).count()).total).toBe(3);
    expect((await things.count()).total).toBe(5);
  });

  test('get: 100 documents unless told, 1000 at most', async () => {
    await fill(
      running,
      'things',
      Array.from({ length: 1001 }, (_none, n) => ({ n })),
    );
    expect((await things.get()).data).toHaveLength(100);
    expect((await things.limit(1000).get()).data).toHaveLength(1000);
  });

  test('update, remove', async () => {
    await fill(running, 'things', [{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect((await things.where({ n: 1 }).update({ data: { more: 1 } })).stats.updated).toBe(2);
    expect((await things.where({ n: 1 }).update({ data: { more: 2 }, multi: false })).stats.updated).toBe(1);
    expect((await things.where({ n: 1 }).update({ data: { n: 1 } })).stats.updated).toBe(0);
    expect((await things.where({ n: 1 }).remove()).stats.removed).toBe(2);
  });

  test('createCollection, and a collection that is not there', async () => {
    await db.createCollection('made');
    expect((await db.collection('made').get()).data).toEqual([]);
    await expect(db.collection('nowhere').get()).rejects.toMatchObject({ errCode: -502005 });
  });
});

describe('Document', () => {
  test('get: the document, or an error', async () => {
    await fill(running, 'things', [{ _id: 'x', at: new Date(5), tags: ['a'] }]);
    expect((await things.doc('x').get()).data).toEqual({ _id: 'x', at: new Date(5), tags: ['a'] });
    expect((await things.doc('x').field({ tags: true }).get()).data).toEqual({ _id: 'x', tags: ['a'] });
    await expect(things.doc('y').get()).rejects.toMatchObject({ errCode: -1, errMsg: expect.stringContaining('does not exist') as string });
  });

  test('set, update, remove', async () => {
    await fill(running, 'things', [{ _id: 'x', a: 1 }]);
    expect(await things.doc('x').set({ data: { b: 1 } })).toMatchObject({ _id: 'x', stats: { updated: 1, created: 0 } });
    expect(await things.doc('y').set({ data: { c: 1 } })).toMatchObject({ _id: 'y', stats: { updated: 0, created: 1 } });
    expect((await things.doc('x').update({ data: { b: _.inc(1) } })).stats.updated).toBe(1);
    expect((await things.doc('none').update({ data: { b: 1 } })).stats.updated).toBe(0);
    expect((await things.doc('y').remove()).stats.removed).toBe(1);
    expect(await running.database.find('things', {})).toEqual([{ _id: 'x', b: 2 }]);
  });
});

describe('Transaction', () => {
  test('startTransaction, doc.get, set, update, remove, add, commit', async () => {
    await fill(running, 'things', [
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
    ]);
    const transaction = await db.startTransaction();
    const inside = transaction.collection('things');
    expect((await inside.doc('a').get()).data).toEqual({ _id: 'a', n: 1 });
    await inside.doc('a').update({ data: { n: _.inc(1) } });
    await inside.doc('b').remove();
    await inside.doc('c').set({ data: { n: 3 } });
    await inside.add({ data: { _id: 'd', n: 4 } });
    expect((await things.doc('a').get()).data).toMatchObject({ n: 1 });
    await transaction.commit();
    expect((await things.orderBy('_id', 'asc').get()).data).toEqual([
      { _id: 'a', n: 2 },
      { _id: 'c', n: 3 },
      { _id: 'd', n: 4 },
    ]);
  });

  test('rollback leaves nothing', async () => {
    await fill(running, 'things', [{ _id: 'a', n: 1 }]);
    const transaction = await db.startTransaction();
    await transaction
      .collection('things')
      .doc('a')
      .update({ data: { n: 9 } });
    await transaction.rollback();
    expect((await things.doc('a').get()).data).toMatchObject({ n: 1 });
  });

  test('runTransaction: its value, its rollback; a conflict in it loses its code and is not tried again', async () => {
    await fill(running, 'things', [{ _id: 'a', n: 0 }]);
    expect(await db.runTransaction(() => Promise.resolve('done'))).toBe('done');
    await expect(db.runTransaction((transaction) => transaction.rollback(-100))).rejects.toBe(-100);
    const other = await db.startTransaction();
    await other
      .collection('things')
      .doc('a')
      .update({ data: { n: 1 } });
    let runs = 0;
    const attempt = db.runTransaction((transaction) => {
      runs += 1;
      return transaction
        .collection('things')
        .doc('a')
        .update({ data: { n: 2 } });
    });
    await expect(attempt).rejects.toMatchObject({ errCode: -501001, errMsg: expect.stringContaining('TransactionConflict') as string });
    expect(runs).toBe(1);
    await other.rollback();
  });
});
