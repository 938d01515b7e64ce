import { expect, test } from 'vitest';
import type { Database } from '../types.ts';
import { NOW, open } from './open.ts';

type Row = Record<string, unknown>;

async function shop(): Promise<Database> {
  const database = await open(['orders', 'goods']);
  await database.insert('goods', [
    { _id: 'g1', name: 'pear', tags: ['fruit', 'sweet'] },
    { _id: 'g2', name: 'leek', tags: ['green'] },
    { _id: 'g3', name: 'salt' },
  ]);
  await database.insert('orders', [
    { _id: 1, goods: 'g1', n: 2, price: 150, at: new Date('2024-05-01T10:00:00Z'), user: 'u1' },
    { _id: 2, goods: 'g2', n: 1, price: 80, at: new Date('2024-05-02T10:00:00Z'), user: 'u1' },
    { _id: 3, goods: 'g1', n: 5, price: 150, at: new Date('2024-05-02T20:00:00Z'), user: 'u2' },
    { _id: 4, n: 1, price: 10, user: 'u3' },
  ]);
  return database;
}

/** Pipeline and MongoDB's answer. */
const CASES: readonly (readonly [name: string, collection: string, pipeline: Row[], rows: Row[]])[] = [
  [
    'match, sort, skip, limit',
    'orders',
    [{ $match: { n: { $lt: 5 } } }, { $sort: { price: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { n: 1 } }],
    [{ _id: 2, n: 1 }],
  ],
  [
    'group with expressions',
    'orders',
    [
      {
        $group: {
          _id: '$user',
          total: { $sum: { $multiply: ['$n', '$price'] } },
          most: { $max: '$n' },
          mean: { $avg: '$n' },
          all: { $push: '$_id' },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 'u1', total: 380, most: 2, mean: 1.5, all: [1, 2] },
      { _id: 'u2', total: 750, most: 5, mean: 5, all: [3] },
      { _id: 'u3', total: 10, most: 1, mean: 1, all: [4] },
    ],
  ],
  [
    'group by day in a time zone',
    'orders',
    [
      { $match: { at: { $exists: true } } },
      { $group: { _id: { $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: '+08:00' } }, n: { $sum: '$n' } } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: '2024-05-01', n: 2 },
      { _id: '2024-05-02', n: 1 },
      { _id: '2024-05-03', n: 5 },
    ],
  ],
  [
    'unwind',
    'goods',
    [
      { $unwind: { path: '$tags', includeArrayIndex: 'at', preserveNullAndEmptyArrays: true } },
      { $project: { _id: 0, name: 1, tags: 1, at: 1 } },
    ],
    [
      { name: 'pear', tags: 'fruit', at: 0 },
      { name: 'pear', tags: 'sweet', at: 1 },
      { name: 'leek', tags: 'green', at: 0 },
      { name: 'salt', at: null },
    ],
  ],
  ['unwind drops what has nothing', 'goods', [{ $unwind: '$tags' }, { $count: 'n' }], [{ n: 3 }]],
  [
    'lookup by fields: missing counts as null',
    'orders',
    [
      { $match: { _id: { $in: [1, 4] } } },
      { $lookup: { from: 'goods', localField: 'goods', foreignField: '_id', as: 'found' } },
      { $project: { names: '$found.name' } },
    ],
    [
      { _id: 1, names: ['pear'] },
      { _id: 4, names: [] },
    ],
  ],
  [
    'lookup by a pipeline with variables',
    'goods',
    [
      {
        $lookup: {
          from: 'orders',
          let: { id: '$_id' },
          pipeline: [
            { $match: { $expr: { $eq: ['$goods', '$$id'] } } },
            { $group: { _id: null, sold: { $sum: '$n' }, of: { $first: '$$id' } } },
            { $project: { _id: 0 } },
          ],
          as: 'sales',
        },
      },
      { $project: { sales: 1 } },
    ],
    [
      { _id: 'g1', sales: [{ sold: 7, of: 'g1' }] },
      { _id: 'g2', sales: [{ sold: 1, of: 'g2' }] },
      { _id: 'g3', sales: [] },
    ],
  ],
  [
    'facet',
    'orders',
    [{ $facet: { count: [{ $count: 'n' }], top: [{ $sort: { n: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }] } }],
    [{ count: [{ n: 4 }], top: [{ _id: 3 }] }],
  ],
  ['sortByCount', 'orders', [{ $sortByCount: '$user' }, { $limit: 1 }], [{ _id: 'u1', count: 2 }]],
  [
    'bucket',
    'orders',
    [{ $bucket: { groupBy: '$price', boundaries: [0, 100, 200], output: { n: { $sum: 1 } } } }],
    [
      { _id: 0, n: 2 },
      { _id: 100, n: 2 },
    ],
  ],
  [
    'replaceRoot and addFields',
    'goods',
    [{ $limit: 1 }, { $addFields: { 'in.name': { $toUpper: '$name' } } }, { $replaceRoot: { newRoot: '$in' } }],
    [{ name: 'PEAR' }],
  ],
  ['count of nothing is no row', 'orders', [{ $match: { n: 99 } }, { $count: 'n' }], []],
  [
    'missing is not null in expressions',
    'goods',
    [
      { $match: { _id: 'g3' } },
      { $project: { eq: { $eq: ['$tags', null] }, lt: { $lt: ['$tags', null] }, or: { $ifNull: ['$tags', 'none'] } } },
    ],
    [{ _id: 'g3', eq: false, lt: true, or: 'none' }],
  ],
  [
    "the time is the store's",
    'goods',
    [{ $limit: 1 }, { $project: { _id: 0, now: '$$NOW', year: { $year: '$$NOW' } } }],
    [{ now: new Date(NOW), year: 2024 }],
  ],
  [
    'rounding, cutting, finding',
    'goods',
    [
      { $limit: 1 },
      {
        $project: {
          _id: 0,
          a: { $round: [2.5, 0] },
          b: { $round: [1.255, 2] },
          c: { $trunc: -1.7 },
          d: { $indexOfCP: ['$name', 'a'] },
          e: { $arrayToObject: [[['k', 1]]] },
        },
      },
    ],
    [{ a: 2, b: 1.26, c: -1, d: 2, e: { k: 1 } }],
  ],
];

test.each(CASES)('%s', async (_name, collection, pipeline, rows) => {
  expect(await (await shop()).aggregate(collection, pipeline)).toEqual(rows);
});

test.each([
  [{ $out: 'x' }],
  [{ $merge: { into: 'x' } }],
  [{ $geoNear: {} }],
  [{ $project: { a: { $function: { body: 'return 1' } } } }],
  [{ $addFields: { 'constructor.prototype.polluted': 1 } }],
  [{ $group: { _id: null, x: { $accumulator: {} } } }],
  [{ $match: {}, $sort: { a: 1 } }],
  [{ $project: { a: { $nothing: 1 } } }],
  [{ $lookup: { from: 'nowhere', localField: 'a', foreignField: 'b', as: 'c' } }],
])('%j is refused', async (stage) => {
  const database = await shop();
  await expect(database.aggregate('orders', [stage])).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_/) as string });
  expect(({} as Row)['polluted']).toBeUndefined();
});

test('rows handed out share nothing with the store', async () => {
  const database = await shop();
  for (const pipeline of [
    [],
    [{ $match: {} }],
    [{ $unwind: '$tags' }],
    [{ $addFields: { x: 1 } }],
    [{ $group: { _id: '$_id', doc: { $first: '$$ROOT' } } }],
  ]) {
    const rows = await database.aggregate('goods', pipeline);
    const change = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      Object.values(value).forEach(change);
      for (const key of Object.keys(value)) (value as Row)[key] = 'changed';
    };
    change(rows);
  }
  expect(await database.find('goods', { filter: { _id: 'g1' } })).toEqual([{ _id: 'g1', name: 'pear', tags: ['fruit', 'sweet'] }]);
});

test('$graphLookup follows a field as far as it leads, each document once', async () => {
  const database = await open(['people']);
  await database.insert('people', [{ _id: 'a', boss: 'b' }, { _id: 'b', boss: 'c', away: true }, { _id: 'c', boss: 'a' }, { _id: 'd' }]);
  const up = (more: object): Promise<Record<string, unknown>[]> =>
    database.aggregate('people', [
      { $match: { _id: 'a' } },
      { $graphLookup: { from: 'people', startWith: '$boss', connectFromField: 'boss', connectToField: '_id', as: 'up', ...more } },
      { $project: { up: { _id: 1, level: 1 } } },
    ]);
  expect(await up({ depthField: 'level' })).toEqual([
    {
      _id: 'a',
      up: [
        { _id: 'b', level: 0 },
        { _id: 'c', level: 1 },
        { _id: 'a', level: 2 },
      ],
    },
  ]);
  expect(await up({ maxDepth: 0 })).toEqual([{ _id: 'a', up: [{ _id: 'b' }] }]);
  expect(await up({ restrictSearchWithMatch: { away: { $ne: true } } })).toEqual([{ _id: 'a', up: [] }]);
});

test('$redact keeps, prunes and descends', async () => {
  const database = await open(['files']);
  await database.insert('files', [
    {
      _id: 1,
      level: 1,
      parts: [
        { level: 3, text: 'secret' },
        { level: 1, text: 'open', inner: { level: 5 } },
      ],
      cover: { level: 4 },
      n: 7,
    },
    { _id: 2, level: 5 },
  ]);
  const rows = await database.aggregate('files', [{ $redact: { $cond: [{ $lte: ['$level', 2] }, '$$DESCEND', '$$PRUNE'] } }]);
  expect(rows).toEqual([{ _id: 1, level: 1, parts: [{ level: 1, text: 'open' }], n: 7 }]);
  await expect(database.aggregate('files', [{ $redact: 'yes' }])).rejects.toThrow('$$DESCEND, $$PRUNE or $$KEEP');
});
