import type { QueryCase, Row } from './types.ts';

/** Documents whose ids are letters, with these values of `a`. */
const of = (...values: unknown[]): Row[] => values.map((a, at) => ({ _id: 'abcdefghij'[at], ...(a === undefined ? {} : { a }) }));
const point = (x: number, y: number): Row => ({ type: 'Point', coordinates: [x, y] });
const numbers = of(1, 2, 3, '2', null, undefined, [2, 9]);

export const QUERY_CASES: readonly QueryCase[] = [
  { api: 'where: a literal is an equality', documents: numbers, where: () => ({ a: 2 }), ids: ['b', 'g'] },
  { api: 'where: null means null or missing', documents: numbers, where: () => ({ a: null }), ids: ['e', 'f'] },
  { api: 'where: nested objects are paths', documents: of({ b: 1, c: 2 }, { b: 2 }), where: () => ({ a: { b: 1 } }), ids: ['a'] },
  { api: 'where: an array is the whole array', documents: of([1, 2], [2, 1], [1, 2, 3]), where: () => ({ a: [1, 2] }), ids: ['a'] },
  { api: 'where: a date', documents: of(new Date(5), new Date(6)), where: () => ({ a: new Date(5) }), ids: ['a'] },
  { api: 'where: a regular expression', documents: of('apple', 'Banana', 3), where: () => ({ a: /^b/i }), ids: ['b'] },
  { api: 'where: a path through an array', documents: of([{ b: 1 }, { b: 2 }], [{ b: 3 }]), where: () => ({ 'a.b': 2 }), ids: ['a'] },
  { api: 'where: a place in an array', documents: of([1, 2], [2, 1]), where: () => ({ 'a.0': 2 }), ids: ['b'] },
  { api: 'eq', documents: numbers, where: (_) => ({ a: _.eq(2) }), ids: ['b', 'g'] },
  { api: 'neq: also what lacks the field', documents: numbers, where: (_) => ({ a: _.neq(2) }), ids: ['a', 'c', 'd', 'e', 'f'] },
  { api: 'lt: of the same type only', documents: numbers, where: (_) => ({ a: _.lt(2) }), ids: ['a'] },
  { api: 'lte', documents: numbers, where: (_) => ({ a: _.lte(2) }), ids: ['a', 'b', 'g'] },
  { api: 'gt: any element of an array', documents: numbers, where: (_) => ({ a: _.gt(2) }), ids: ['c', 'g'] },
  { api: 'gte: text by its code points', documents: of('a', 'b', '甲', 1), where: (_) => ({ a: _.gte('b') }), ids: ['b', 'c'] },
  { api: 'in', documents: numbers, where: (_) => ({ a: _.in([1, '2', null]) }), ids: ['a', 'd', 'e', 'f'] },
  { api: 'in: an empty list finds nothing', documents: numbers, where: (_) => ({ a: _.in([]) }), ids: [] },
  { api: 'nin', documents: numbers, where: (_) => ({ a: _.nin([1, 2, null]) }), ids: ['c', 'd'] },
  { api: 'all', documents: of([1, 2, 3], [1, 2], 1), where: (_) => ({ a: _.all([1, 3]) }), ids: ['a'] },
  { api: 'all: of one value is an equality', documents: of([1, 2], 1, 2), where: (_) => ({ a: _.all([1]) }), ids: ['a', 'b'] },
  {
    api: 'elemMatch: one element meets everything',
    documents: of(
      [{ x: 1, y: 2 }],
      [
        { x: 1, y: 1 },
        { x: 0, y: 2 },
      ],
      { x: 1, y: 2 },
    ),
    where: (_) => ({ a: _.elemMatch({ x: _.gt(0), y: 2 }) }),
    ids: ['a'],
  },
  {
    api: 'elemMatch: of plain values, in arrays only',
    documents: of([1, 9], [2], 9),
    where: (_) => ({ a: _.elemMatch(_.gt(2)) }),
    ids: ['a'],
  },
  { api: 'exists: null is there', documents: of(1, null, undefined), where: (_) => ({ a: _.exists(true) }), ids: ['a', 'b'] },
  { api: 'exists: not', documents: of(1, null, undefined), where: (_) => ({ a: _.exists(false) }), ids: ['c'] },
  { api: 'size', documents: of([], [1], [1, 2], 2), where: (_) => ({ a: _.size(2) }), ids: ['c'] },
  { api: 'mod: of whole parts, negative too', documents: of(5, -3, 5.9, 4, '5'), where: (_) => ({ a: _.mod([4, 1]) }), ids: ['a', 'c'] },
  { api: 'and: of conditions on a field', documents: of(1, 2, 3), where: (_) => ({ a: _.gt(1).and(_.lt(3)) }), ids: ['b'] },
  { api: 'and: of whole queries', documents: of(1, 2, 3), where: (_) => _.and([{ a: _.gt(1) }, { _id: 'c' }]), ids: ['c'] },
  {
    api: 'and: two conditions may be met by two elements',
    documents: of([1, 9], [1], 5),
    where: (_) => ({ a: _.lt(2).and(_.gt(8)) }),
    ids: ['a'],
  },
  { api: 'or: of conditions on a field', documents: of(1, 2, 3), where: (_) => ({ a: _.eq(1).or(_.eq(3)) }), ids: ['a', 'c'] },
  { api: 'or: of whole queries', documents: of(1, 2, 3), where: (_) => _.or([{ a: 1 }, { _id: 'c' }]), ids: ['a', 'c'] },
  {
    api: 'or: on two fields becomes one $or',
    documents: [
      { _id: 1, a: 1, b: 9 },
      { _id: 2, a: 9, b: 9 },
    ],
    where: (_) => ({ a: _.or(_.eq(1), _.eq(2)), b: _.or(_.eq(3), _.eq(4)) }),
    ids: [1],
  },
  { api: 'nor', documents: of(1, 2, 3), where: (_) => _.nor([{ a: 1 }, { a: _.gt(2) }]), ids: ['b'] },
  {
    api: 'not: also what lacks the field',
    documents: of(1, 2, 3, undefined, 'x'),
    where: (_) => ({ a: _.not(_.gt(1)) }),
    ids: ['a', 'd', 'e'],
  },
  {
    api: 'expr: two fields of a document',
    documents: [
      { _id: 1, a: 2, b: 1 },
      { _id: 2, a: 1, b: 1 },
    ],
    where: (_) => _.expr(_.aggregate.gt(['$a', '$b'])),
    ids: [1],
  },
  { api: 'expr: types are compared too', documents: of(1, 'x', null), where: (_) => _.expr(_.aggregate.gt(['$a', 5])), ids: ['b'] },
  {
    api: 'RegExp',
    documents: of('shop 12', 'SHOP 3', 'x'),
    where: (_, db) => ({ a: db.RegExp({ regexp: '^shop \\d', options: 'i' }) }),
    ids: ['a', 'b'],
  },
  {
    api: 'geoNear: nearest first, within its bounds',
    documents: of(point(10, 0), point(1, 0), point(2, 0), point(40, 0)),
    where: (_, db) => ({ a: _.geoNear({ geometry: new db.Geo.Point(0, 0), minDistance: 120_000, maxDistance: 2_000_000 }) }),
    ids: ['c', 'a'],
  },
  {
    api: 'geoWithin: a polygon, its border included',
    documents: of(point(1, 1), point(5, 1), point(0, 0)),
    where: (_, db) => {
      const at = (x: number, y: number): unknown => new db.Geo.Point(x, y);
      const ring = new db.Geo.LineString([at(0, 0), at(3, 0), at(3, 3), at(0, 3), at(0, 0)]);
      return { a: _.geoWithin({ geometry: new db.Geo.Polygon([ring]) }) };
    },
    ids: ['a', 'c'],
  },
  {
    api: 'geoWithin: a circle in radians',
    documents: of(point(1, 0), point(3, 0)),
    where: (_, db) => ({ a: _.geoWithin({ centerSphere: [new db.Geo.Point(0, 0), (2 * Math.PI) / 180] }) }),
    ids: ['a'],
  },
  {
    api: 'geoIntersects: a line',
    documents: of(
      point(1, 0),
      {
        type: 'LineString',
        coordinates: [
          [1, -1],
          [1, 1],
        ],
      },
      {
        type: 'LineString',
        coordinates: [
          [3, 1],
          [4, 1],
        ],
      },
    ),
    where: (_, db) => ({ a: _.geoIntersects({ geometry: new db.Geo.LineString([new db.Geo.Point(0, 0), new db.Geo.Point(2, 0)]) }) }),
    ids: ['a', 'b'],
  },
];
