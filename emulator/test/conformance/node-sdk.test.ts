import tcb from '@cloudbase/node-sdk';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENV_ID, type Running } from '../../gateway/test/harness.ts';
import type { Aggregate, Db, Row } from './cases/types.ts';
import { conformance, fill, startCloud, useCloud, type Driver } from './suite.ts';

let running: Running;
const app = tcb.init({ env: ENV_ID, secretId: 'id', secretKey: 'key' });
const real = app.database();
const db = real as unknown as Db;
const _ = db.command;

const rowsOf = (answer: unknown): Row[] => {
  const { data, code, message } = answer as { data: Row[]; code?: string; message?: string };
  if (code !== undefined) throw new Error(`${code}: ${message ?? ''}`);
  return data;
};
const pipeline = (collection: string): Aggregate & { end(): Promise<unknown> } =>
  real.collection(collection).aggregate() as unknown as Aggregate & { end(): Promise<unknown> };
const ended = async (aggregate: Aggregate): Promise<Row[]> => rowsOf(await (aggregate as unknown as { end(): Promise<unknown> }).end());

const driver: Driver = {
  joins: true,
  find: async (collection, where) =>
    rowsOf(
      await real
        .collection(collection)
        .where(where(_, db) as object)
        .get(),
    ),
  update: (collection, id, data) =>
    real
      .collection(collection)
      .doc(id)
      .update(data(_, db) as object),
  aggregate: (collection, build) => ended(build(pipeline(collection), _.aggregate, _)),
  compute: (expression, group) =>
    group
      ? ended(
          pipeline('sales')
            .match({ shop: 'north' })
            .sort({ _id: 1 })
            .group({ _id: null, value: expression(_.aggregate, _) })
            .project({ _id: 0 }),
        )
      : ended(pipeline('things').project({ _id: 0, value: expression(_.aggregate, _) })),
};

beforeAll(async () => {
  running = await startCloud();
  useCloud(running, ENV_ID);
});
afterAll(() => running.close());

const methods = (object: object): string[] =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor');
const things = real.collection('things');

conformance(() => running, driver, {
  command: Object.keys(real.command),
  aggregate: Object.keys(real.command.aggregate),
  stages: methods(things.aggregate()).filter((name) => !['end', 'unwrap', 'done', '_pipe'].includes(name)),
});

describe('Collection', () => {
  test('add: one document, and its id', async () => {
    await fill(running, 'things', []);
    const { id } = (await things.add({ a: 1 })) as { id: string };
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await running.database.find('things', {})).toEqual([{ _id: id, a: 1 }]);
  });

  test('add: several, in their order, with ids of their own', async () => {
    await fill(running, 'things', []);
    expect(await things.add([{ _id: 'b' }, { _id: 7 }])).toMatchObject({ ids: ['b', 7] });
    await expect(things.add({ _id: 7 })).rejects.toMatchObject({
      code: 'DATABASE_DUPLICATE_WRITE',
      message: expect.stringContaining('E11000') as string,
    });
  });

  test('get, orderBy, skip, limit, field, count, options', async () => {
    await fill(
      running,
      'things',
      [3, 1, 2, 5, 4].map((n) => ({ _id: n, n, odd: n % 2 === 1, more: 'x' })),
    );
    const page = await things.where({ odd: true }).orderBy('n', 'desc').skip(1).limit(1).field({ n: true }).get();
    expect(page.data).toEqual([{ _id: 3, n: 3 }]);
    expect((await things.orderBy('odd', 'asc').orderBy('n', 'desc').field({ n: true, _id: false }).get()).data).toEqual(
      [4, 2, 5, 3, 1].map((n) => ({ n })),
    );
    expect((await things.where({ odd: true }).count()).total).toBe(3);
    expect((await things.count()).total).toBe(5);
    expect((await things.where({ odd: true }).options({ multiple: false }).update({ more: 'y' })).updated).toBe(1);
    expect(await running.database.count('things', { more: 'y' })).toBe(1);
  });

  test('update: how many have changed', async () => {
    await fill(running, 'things', [{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect((await things.where({ n: 1 }).update({ n: 1, more: 1 })).updated).toBe(2);
    expect((await things.where({ n: 1 }).update({ n: 1 })).updated).toBe(0);
    expect((await things.where({ n: 9 }).update({ n: 1 })).updated).toBe(0);
  });

  test('updateAndReturn: one document, as it is afterwards', async () => {
    await fill(running, 'things', [{ _id: 'x', n: 1 }]);
    expect(await things.where({ _id: 'x' }).updateAndReturn({ n: real.command.inc(2) })).toMatchObject({
      updated: 1,
      doc: { _id: 'x', n: 3 },
    });
    expect(await things.where({ _id: 'y' }).updateAndReturn({ n: 1 })).toMatchObject({ updated: 0, doc: null });
  });

  test('remove', async () => {
    await fill(running, 'things', [{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect((await things.where({ n: 1 }).remove()).deleted).toBe(2);
    expect(await running.database.count('things', {})).toBe(1);
  });

  test('createCollection, and a collection that is not there', async () => {
    await real.createCollection('made');
    expect((await real.collection('made').get()).data).toEqual([]);
    await expect(real.createCollection('made')).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_ALREADY_EXIST' });
    await expect(real.collection('nowhere').add({})).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_NOT_EXIST' });
  });
});

describe('Document', () => {
  test('get: a list of one, or of none', async () => {
    await fill(running, 'things', [{ _id: 'x', at: new Date(5), tags: ['a'] }]);
    expect((await things.doc('x').get()).data).toEqual([{ _id: 'x', at: new Date(5), tags: ['a'] }]);
    expect((await things.doc('x').field({ tags: 1 }).get()).data).toEqual([{ _id: 'x', tags: ['a'] }]);
    expect((await things.doc('y').get()).data).toEqual([]);
  });

  test('set: replaces, or makes', async () => {
    await fill(running, 'things', [{ _id: 'x', a: 1, b: { c: 1 } }]);
    expect(await things.doc('x').set({ b: { d: 2 } })).toMatchObject({ updated: 1 });
    expect(await things.doc('y').set({ n: 1 })).toMatchObject({ updated: 0, upsertedId: 'y' });
    expect(await running.database.find('things', { sort: [['_id', 1]] })).toEqual([
      { _id: 'x', b: { d: 2 } },
      { _id: 'y', n: 1 },
    ]);
  });

  test('create, update, remove, delete', async () => {
    await fill(running, 'things', []);
    await (things.doc('x') as unknown as { create(data: object): Promise<unknown> }).create({ n: 1 });
    expect((await things.doc('x').update({ n: 2 })).updated).toBe(1);
    expect((await things.doc('y').update({ n: 2 })).updated).toBe(0);
    expect(await things.doc('x').remove()).toMatchObject({ deleted: 1 });
    expect(await things.doc('x').delete()).toMatchObject({ deleted: 0 });
  });
});

describe('values', () => {
  test('serverDate, ObjectId, RegExp, Geo come back as what they are', async () => {
    await fill(running, 'things', []);
    await things.add({
      _id: 'x',
      at: real.serverDate({ offset: 3_600_000 }),
      id: new real.ObjectId({ id: '0123456789abcdef01234567' }),
      place: new real.Geo.Point(120, 30),
      big: 5_000_000_000,
      half: 0.5,
    });
    const [row] = (await things.get()).data as [{ at: Date; place: unknown; big: number; half: number }];
    expect(Math.abs(row.at.getTime() - Date.now() - 3_600_000)).toBeLessThan(60_000);
    // The SDK itself hands out an empty object for an ObjectId.
    expect((await running.database.find('things', {}))[0]?.['id']).toEqual(new ObjectId('0123456789abcdef01234567'));
    expect(row.place).toEqual(new real.Geo.Point(120, 30));
    expect([row.big, row.half]).toEqual([5_000_000_000, 0.5]);
  });
});

describe('Transaction', () => {
  type Transaction = Awaited<ReturnType<typeof real.startTransaction>>;

  test('startTransaction, doc.get, set, update, remove, add, commit: all at once', async () => {
    await fill(running, 'things', [
      { _id: 'a', n: 1 },
      { _id: 'b', n: 1 },
    ]);
    const transaction = await real.startTransaction();
    const inside = transaction.collection('things');
    expect(await inside.doc('a').get()).toMatchObject({ data: { _id: 'a', n: 1 } });
    expect(await inside.doc('none').get()).toMatchObject({ data: null });
    await inside.doc('a').update({ n: real.command.inc(1) });
    await inside.doc('b').remove();
    await inside.doc('c').set({ n: 3 });
    await inside.add({ _id: 'd', n: 4 });
    expect(await inside.doc('a').get()).toMatchObject({ data: { n: 2 } });
    expect((await things.doc('a').get()).data).toMatchObject([{ n: 1 }]);
    await transaction.commit();
    expect((await things.orderBy('_id', 'asc').get()).data).toEqual([
      { _id: 'a', n: 2 },
      { _id: 'c', n: 3 },
      { _id: 'd', n: 4 },
    ]);
    await expect(inside.doc('a').update({ n: 0 })).rejects.toMatchObject({ code: 'DATABASE_TRANSACTION_FAIL' });
  });

  test('where().get() sees the snapshot, where().updateAndReturn() writes in it', async () => {
    await fill(running, 'things', [{ _id: 'a', n: 1 }]);
    const transaction = await real.startTransaction();
    await things.add({ _id: 'later', n: 1 });
    expect((await transaction.collection('things').where({ n: 1 }).get()).data).toEqual([{ _id: 'a', n: 1 }]);
    await transaction.collection('things').where({ _id: 'a' }).updateAndReturn({ n: 5 });
    await transaction.rollback();
    expect((await things.doc('a').get()).data).toMatchObject([{ n: 1 }]);
  });

  test('runTransaction: its value, its rollback, a conflict tried again', async () => {
    await fill(running, 'things', [{ _id: 'a', n: 0 }]);
    expect(await real.runTransaction(() => Promise.resolve('done'))).toBe('done');
    await expect(real.runTransaction((transaction: Transaction) => transaction.rollback('no'))).rejects.toBe('no');
    const add = (transaction: Transaction): Promise<unknown> =>
      transaction
        .collection('things')
        .doc('a')
        .update({ n: real.command.inc(1) });
    await Promise.all([real.runTransaction(add), real.runTransaction(add)]);
    expect((await things.doc('a').get()).data).toMatchObject([{ n: 2 }]);
  });

  test('the second of two writers is refused at once', async () => {
    await fill(running, 'things', [{ _id: 'a', n: 0 }]);
    const [one, two] = [await real.startTransaction(), await real.startTransaction()];
    await one.collection('things').doc('a').update({ n: 1 });
    await expect(two.collection('things').doc('a').update({ n: 2 })).rejects.toMatchObject({
      code: 'DATABASE_TRANSACTION_CONFLICT',
      message: expect.stringContaining('TransactionConflict') as string,
    });
    await one.commit();
    expect((await things.doc('a').get()).data).toMatchObject([{ n: 1 }]);
  });
});
