import type { StageCase } from './types.ts';

/** Every stage of `aggregate()`, over the sales of `SALES`. */
export const STAGE_CASES: readonly StageCase[] = [
  {
    api: 'match',
    build: (a, _$, _) => a.match({ n: _.gt(4) }).project({ n: 1 }),
    rows: [
      { _id: 4, n: 6 },
      { _id: 5, n: 9 },
    ],
  },
  {
    api: 'project',
    build: (a, $) => a.match({ _id: 1 }).project({ _id: 0, shop: 1, twice: $.multiply(['$n', 2]) }),
    rows: [{ shop: 'north', twice: 8 }],
  },
  { api: 'project: excluding', build: (a) => a.match({ _id: 1 }).project({ goods: 0, at: 0 }), rows: [{ _id: 1, shop: 'north', n: 4 }] },
  {
    api: 'addFields',
    build: (a, $) =>
      a
        .match({ _id: 3 })
        .addFields({ more: { n: $.add(['$n', 1]) } })
        .project({ goods: 0, at: 0 }),
    rows: [{ _id: 3, shop: 'north', n: 2, more: { n: 3 } }],
  },
  {
    api: 'group',
    build: (a, $) => a.group({ _id: '$shop', n: $.sum('$n') }).sort({ _id: 1 }),
    rows: [
      { _id: 'north', n: 12 },
      { _id: 'south', n: 10 },
    ],
  },
  { api: 'group: everything', build: (a, $) => a.group({ _id: null, most: $.max('$n') }), rows: [{ _id: null, most: 9 }] },
  {
    api: 'group: null and missing are one',
    build: (a, $) => a.match({ shop: 'south' }).group({ _id: { $arrayElemAt: ['$goods', 5] }, n: $.sum('$n') }),
    rows: [{ _id: null, n: 10 }],
  },
  {
    api: 'group: by several fields',
    build: (a, $) => a.group({ _id: { shop: '$shop', big: $.gt(['$n', 5]) }, count: $.sum(1) }).sort({ '_id.shop': 1, '_id.big': 1 }),
    rows: [
      { _id: { shop: 'north', big: false }, count: 2 },
      { _id: { shop: 'north', big: true }, count: 1 },
      { _id: { shop: 'south', big: false }, count: 1 },
      { _id: { shop: 'south', big: true }, count: 1 },
    ],
  },
  {
    api: 'sort',
    build: (a) => a.sort({ shop: -1, n: 1 }).project({ n: 1 }),
    rows: [
      { _id: 2, n: 1 },
      { _id: 5, n: 9 },
      { _id: 3, n: 2 },
      { _id: 1, n: 4 },
      { _id: 4, n: 6 },
    ],
  },
  { api: 'skip', build: (a) => a.sort({ _id: 1 }).skip(3).project({ _id: 1 }), rows: [{ _id: 4 }, { _id: 5 }] },
  { api: 'limit', build: (a) => a.sort({ _id: -1 }).limit(2).project({ _id: 1 }), rows: [{ _id: 5 }, { _id: 4 }] },
  { api: 'count', build: (a) => a.match({ shop: 'north' }).count('total'), rows: [{ total: 3 }] },
  { api: 'count: of nothing is no row', build: (a) => a.match({ shop: 'west' }).count('total'), rows: [] },
  {
    api: 'unwind: empty and missing lists vanish',
    build: (a) => a.unwind('$goods').sort({ _id: 1 }).project({ goods: 1 }),
    rows: [
      { _id: 1, goods: 'tea' },
      { _id: 2, goods: 'rice' },
      { _id: 2, goods: 'tea' },
      { _id: 4, goods: 'rice' },
    ],
  },
  {
    api: 'unwind: kept, with their places',
    build: (a) =>
      a
        .match({ shop: 'south' })
        .unwind({ path: '$goods', includeArrayIndex: 'place', preserveNullAndEmptyArrays: true })
        .sort({ _id: 1 })
        .project({ goods: 1, place: 1 }),
    rows: [
      { _id: 2, goods: 'rice', place: 0 },
      { _id: 2, goods: 'tea', place: 1 },
      { _id: 5, place: null },
    ],
  },
  {
    api: 'sortByCount',
    build: (a) => a.sortByCount('$shop'),
    rows: [
      { _id: 'north', count: 3 },
      { _id: 'south', count: 2 },
    ],
  },
  {
    api: 'bucket',
    build: (a) => a.bucket({ groupBy: '$n', boundaries: [0, 3, 7], default: 'more' }),
    rows: [
      { _id: 0, count: 2 },
      { _id: 3, count: 2 },
      { _id: 'more', count: 1 },
    ],
  },
  {
    api: 'bucketAuto',
    build: (a) => a.bucketAuto({ groupBy: '$n', buckets: 2 }),
    rows: [
      { _id: { min: 1, max: 6 }, count: 3 },
      { _id: { min: 6, max: 9 }, count: 2 },
    ],
  },
  {
    api: 'replaceRoot',
    build: (a, $) => a.match({ _id: 1 }).replaceRoot({ newRoot: $.mergeObjects([{ from: 'root' }, { n: '$n' }]) }),
    rows: [{ from: 'root', n: 4 }],
  },
  {
    api: 'sample: no more than there are',
    build: (a) => a.sample({ size: 9 }).sort({ _id: 1 }).project({ _id: 1 }),
    rows: [{ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 4 }, { _id: 5 }],
  },
  {
    api: 'geoNear',
    build: (a) =>
      a
        .geoNear({
          near: { longitude: 4, latitude: 0 },
          spherical: true,
          distanceField: 'metres',
          maxDistance: 250_000,
          query: { shop: 'north' },
        })
        .project({ whole: { $round: ['$metres', 0] } }),
    rows: [
      { _id: 4, whole: 111_319 },
      { _id: 3, whole: 222_638 },
    ],
  },
];

/** Joins, which a client may not make. */
export const LOOKUP_CASES: readonly StageCase[] = [
  {
    api: 'lookup: by equal fields',
    build: (a) => a.match({ _id: 1 }).lookup({ from: 'shops', localField: 'shop', foreignField: '_id', as: 'shops' }).project({ shops: 1 }),
    rows: [{ _id: 1, shops: [{ _id: 'north', city: '杭州' }] }],
  },
  {
    api: 'lookup: by a pipeline with variables',
    build: (a, $, _) =>
      a
        .match({ _id: 2 })
        .lookup({
          from: 'shops',
          let: { wanted: '$shop' },
          pipeline: [{ $match: _.expr($.neq(['$_id', '$$wanted'])) }, { $project: { _id: 0, city: 1 } }],
          as: 'others',
        })
        .project({ others: 1 }),
    rows: [{ _id: 2, others: [{ city: '杭州' }] }],
  },
];
