import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../index.ts';
import { servingIndex, showServing } from '../suggestion.ts';
import type { Database, Filter, FindOptions, IndexSpec, Scan, Sort } from '../types.ts';
import { NOW, open, temporaryFile } from './open.ts';

const index = (...fields: string[]): IndexSpec => ({
  name: fields.join('_'),
  keys: fields.map((field) => (field.startsWith('-') ? { field: field.slice(1), direction: -1 } : { field, direction: 1 })),
});

const INDEXES = [
  index('status', 'sort'),
  index('user', '-at'),
  index('tags'),
  index('items.sku'),
  index('-at'),
  index('name'),
  index('items.n', 'items.sku'),
];

async function fill(database: Database): Promise<void> {
  await database.createCollection('rows');
  await database.ensureIndexes('rows', INDEXES);
  await database.insert(
    'rows',
    Array.from({ length: 100 }, (_, n) => ({
      _id: `r${n}`,
      status: n % 2 === 0 ? 'on' : 'off',
      sort: 100 - n,
      user: `u${n % 10}`,
      at: new Date(n),
      tags: [`t${n % 5}`, 'all'],
      items: [
        { sku: `s${n}`, n: 1 },
        { sku: 'common', n },
      ],
      name: `name ${n % 20}`,
      free: n,
      where: { type: 'Point', coordinates: [n, 0] },
    })),
  );
}

let database: Database;
beforeEach(async () => {
  database = await openDatabase({ file: temporaryFile(), now: () => NOW });
  onTestFinished(() => database.close());
  await fill(database);
});

const CASES: readonly (readonly [options: FindOptions, index: string | null, examined: number])[] = [
  [{ filter: { _id: 'r5', free: 5 } }, '_id_', 1],
  [{ filter: { _id: { $in: ['r5', 'r7', 'none'] } } }, '_id_', 2],
  [{ filter: { $and: [{ _id: 'r5' }, { free: 1 }] } }, '_id_', 1],
  [{ sort: [['_id', -1]], limit: 3 }, '_id_', 3],
  [{ filter: { status: 'on' } }, 'status_sort', 50],
  [{ filter: { status: 'on', sort: { $lte: 10 } } }, 'status_sort', 5],
  [{ filter: { $and: [{ status: { $eq: 'on' } }, { sort: { $gt: 10 } }, { sort: { $lte: 20 } }] } }, 'status_sort', 5],
  [{ filter: { status: 'on' }, sort: [['sort', 1]], skip: 2, limit: 3 }, 'status_sort', 5],
  [{ filter: { status: 'on' }, sort: [['sort', -1]], limit: 3 }, 'status_sort', 3],
  [
    {
      filter: { user: 'u3' },
      sort: [
        ['at', -1],
        ['_id', 1],
      ],
      limit: 2,
    },
    'user_-at',
    2,
  ],
  [{ filter: { user: 'u3' }, sort: [['at', 1]], limit: 2 }, 'user_-at', 2],
  [{ filter: { user: { $in: ['u3', 'u4'] } }, sort: [['at', 1]], limit: 2 }, 'user_-at', 20],
  [{ filter: { user: 'u3', status: 'off' }, sort: [['at', -1]], limit: 2 }, 'user_-at', 2],
  [{ filter: { tags: 't1' } }, 'tags', 20],
  [{ filter: { tags: { $in: ['t1', 'all'] } } }, 'tags', 100],
  [{ filter: { 'items.sku': 's7' } }, 'items.sku', 1],
  [{ filter: { items: { $elemMatch: { sku: 's7', n: { $gte: 1 } } } } }, 'items.sku', 1],
  [{ filter: { 'items.sku': 's7', 'items.n': 7 } }, 'items.n_items.sku', 1],
  [{ sort: [['at', -1]], limit: 4 }, '-at', 4],
  [{ filter: { at: { $gte: new Date(10), $lt: new Date(15) } } }, '-at', 5],
  [{ filter: { name: /^name 1/ } }, 'name', 55],
  [{ filter: { $or: [{ user: 'u1' }, { 'items.sku': 's7' }] } }, 'user_-at|items.sku', 11],
  [{ filter: { free: 5 } }, null, 100],
  [{ filter: { sort: 5 } }, null, 100],
  [{ filter: { name: /me 1/ } }, null, 100],
  [{ filter: { $or: [{ user: 'u1' }, { free: 7 }] } }, null, 100],
  [{ sort: [['free', 1]], limit: 3 }, null, 100],
];

test.each(CASES)('%j uses %s and looks at %i', async (options, name, examined) => {
  const explained = await database.explain('rows', options);
  expect(explained).toMatchObject({ index: name, examined });
  const everything = await database.find('rows', {});
  const { filter = {}, sort = [], skip = 0, limit = 100 } = options;
  const wanted = everything.filter((row) => database.matches(filter, row)).sort((a, b) => database.compare(sort, a, b));
  const found = await database.find('rows', options);
  const order = (ids: readonly unknown[]) => (sort.length === 0 ? [...ids].sort() : ids);
  expect(order(found.map(({ _id }) => _id))).toEqual(order(wanted.slice(skip, skip + limit).map(({ _id }) => _id)));
  expect(explained.returned).toBe(found.length);
});

describe('scans', () => {
  test('are told of, with the filter, for reads and writes alike; small collections and "everything" are not', async () => {
    const scans: unknown[] = [];
    database.onScan((event) => scans.push(event));
    await database.find('rows', { filter: { free: 5 } });
    await database.update('rows', { filter: { free: 6 }, update: { $set: { x: 1 } } });
    await database.count('rows', { free: 7 });
    await database.aggregate('rows', [{ $match: { free: 8 } }]);
    const examined = { collection: 'rows', examined: expect.any(Number) as number };
    expect(scans).toMatchObject([5, 6, 7, 8].map((free) => ({ ...examined, filter: { free } })));
    await database.find('rows', { limit: 5 });
    await database.count('rows', {});
    await database.find('rows', { filter: { status: 'on' }, sort: [['sort', 1]] });
    await database.createCollection('small');
    await database.insert(
      'small',
      Array.from({ length: 20 }, (_, n) => ({ n })),
    );
    await database.find('small', { filter: { n: 5 } });
    expect(scans).toHaveLength(4);
  });

  test('are refused in strict mode', async () => {
    const strict = await open([], { strictIndexes: true });
    await fill(strict);
    await expect(strict.find('rows', { filter: { free: 5 } })).rejects.toMatchObject({
      code: 'DATABASE_REQUEST_FAILED',
      message: expect.stringContaining('free') as string,
    });
    await expect(strict.update('rows', { filter: { free: 5 }, update: { $set: { free: 0 } } })).rejects.toMatchObject({
      code: 'DATABASE_REQUEST_FAILED',
    });
    expect(await strict.count('rows', { user: 'u1' })).toBe(10);
  });

  test.each<[Filter, Sort, string]>([
    [{ free: 5 }, [], 'the index {free: 1} would serve it'],
    [{ more: { $gt: 3 }, free: 5 }, [['other', -1]], 'the index {free: 1, other: -1, more: 1} would serve it'],
    [{ $and: [{ free: { $in: [1, 2] } }, { 'a.b': { $gte: 1, $lt: 2 } }] }, [], 'the index {free: 1, a.b: 1} would serve it'],
    [{}, [['free', 1]], 'the index {free: 1} would serve it'],
    [{ $or: [{ free: 1 }, { more: 2 }] }, [], 'the index {free: 1} would serve it'],
    [{ free: { $ne: 1 } }, [], 'no index could serve it: it names no value and no range'],
    [{ free: 1, where: { $geoWithin: { $centerSphere: [[0, 0], 1] } } }, [], 'the index {free: 1, where: 2dsphere} would serve it'],
  ])('%j sorted by %j: %s', async (filter, sort, wanted) => {
    const events: Scan[] = [];
    const stop = database.onScan((event) => events.push(event));
    await database.find('rows', { filter, sort });
    stop();
    expect(events.map(({ wouldServe }) => showServing(wouldServe))).toEqual([wanted]);
    const whole = await open([], { strictIndexes: true });
    await fill(whole);
    await expect(whole.find('rows', { filter, sort })).rejects.toThrow(wanted);
    if (wanted.startsWith('no')) return;
    // What is proposed does serve.
    for (const branch of [filter, ...((filter['$or'] as Filter[] | undefined) ?? []).slice(1)])
      await whole.ensureIndexes('rows', [
        ...whole.listIndexes('rows'),
        { name: showServing(servingIndex(branch, sort)), keys: servingIndex(branch, sort) },
      ]);
    expect(await whole.find('rows', { filter, sort })).toEqual(await database.find('rows', { filter, sort }));
  });
});

test('arrays that no index can hold are refused', async () => {
  const refused = { code: 'DATABASE_REQUEST_FAILED' };
  await expect(database.ensureIndexes('rows', [index('tags', 'items.sku')])).rejects.toMatchObject(refused);
  await expect(database.ensureIndexes('rows', [{ ...index('items.n', 'items.sku'), unique: true }])).rejects.toMatchObject(refused);
  expect(database.listIndexes('rows')).toEqual(INDEXES);
});

test('indexes follow the documents', async () => {
  await database.update('rows', {
    filter: { _id: 'r7' },
    update: { $set: { 'items.0.sku': 'moved', status: 'gone' }, $pull: { tags: 'all' } },
  });
  expect(await database.count('rows', { 'items.sku': 's7' })).toBe(0);
  expect(await database.count('rows', { 'items.sku': 'moved' })).toBe(1);
  expect(await database.count('rows', { status: 'gone' })).toBe(1);
  expect(await database.count('rows', { tags: 'all' })).toBe(99);
  await database.remove('rows', { filter: { user: 'u1' }, multi: true });
  expect(await database.count('rows', { tags: 'all' })).toBe(89);
  await database.ensureIndexes('rows', [index('free')]);
  expect((await database.explain('rows', { filter: { free: 3 } })).index).toBe('free');
  expect((await database.explain('rows', { filter: { status: 'on' } })).index).toBe(null);
});

test.each([
  [{ a: 1 }, { _id: 1, a: 1 }],
  [{ a: 1, _id: 0 }, { a: 1 }],
  [{ a: 0 }, { _id: 1, b: { c: 2, d: [3, 4] }, l: [{ x: 1, y: 2 }, 5, { y: 3 }] }],
  [{ 'b.c': true }, { _id: 1, b: { c: 2 } }],
  [{ 'b.c': 0 }, { _id: 1, a: 1, b: { d: [3, 4] }, l: [{ x: 1, y: 2 }, 5, { y: 3 }] }],
  [{ 'l.y': 1, _id: 0 }, { l: [{ y: 2 }, { y: 3 }] }],
  [
    { 'l.y': 0, _id: 0 },
    { a: 1, b: { c: 2, d: [3, 4] }, l: [{ x: 1 }, 5, {}] },
  ],
  [
    { 'b.d': { $slice: -1 }, a: 1 },
    { _id: 1, a: 1, b: { d: [4] } },
  ],
  [{ l: { $elemMatch: { y: 3 } } }, { _id: 1, l: [{ y: 3 }] }],
  [{ _id: 1 }, { _id: 1 }],
])('projection %j', async (projection, row) => {
  const plain = await open(['one']);
  await plain.insert('one', [{ _id: 1, a: 1, b: { c: 2, d: [3, 4] }, l: [{ x: 1, y: 2 }, 5, { y: 3 }] }]);
  expect(await plain.find('one', { projection })).toEqual([row]);
  await expect(plain.find('one', { projection: { a: 1, b: 0 } })).rejects.toMatchObject({ code: 'DATABASE_REQUEST_FAILED' });
});
