import { Decimal128, Long } from 'bson';
import { describe, expect, test } from 'vitest';
import { compileUpdate } from '../update.ts';
import { NOW } from './open.ts';

type Document = Record<string, unknown>;
type Case = readonly [update: Document, before: Document, after: Document];

/** What MongoDB makes of the document. */
const CASES: Record<string, readonly Case[]> = {
  fields: [
    [{ $set: { a: 1, 'b.c': 2 } }, { b: { d: 1 } }, { b: { d: 1, c: 2 }, a: 1 }],
    [{ $set: { 'a.2': 'x' } }, { a: ['p'] }, { a: ['p', null, 'x'] }],
    [{ $set: { 'a.0.b': 1 } }, { a: [{ c: 1 }] }, { a: [{ c: 1, b: 1 }] }],
    [{ $set: { 'a.0': 1 } }, {}, { a: { 0: 1 } }],
    [{ $unset: { a: '', 'b.c': '', 'x.y': '' } }, { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2 } }],
    [{ $unset: { 'a.0': '' } }, { a: [1, 2] }, { a: [null, 2] }],
    [{ $rename: { a: 'b.c' } }, { a: 1 }, { b: { c: 1 } }],
    [{ $rename: { a: 'b' } }, { b: 1 }, { b: 1 }],
    [{ $setOnInsert: { a: 1 } }, {}, {}],
    [{ $currentDate: { a: true } }, {}, { a: new Date(NOW) }],
    [{ $set: {} }, { a: 1 }, { a: 1 }],
  ],
  numbers: [
    [{ $inc: { a: 2, 'b.c': -1 } }, { a: 1 }, { a: 3, b: { c: -1 } }],
    [{ $inc: { a: 0.1 } }, { a: 0.2 }, { a: 0.30000000000000004 }],
    [{ $inc: { a: 1 } }, { a: 9007199254740991 }, { a: Long.fromString('9007199254740992') }],
    [{ $inc: { a: -1 } }, { a: Long.fromString('9007199254740992') }, { a: 9007199254740991 }],
    [{ $mul: { a: 3, b: 2 } }, { a: 2 }, { a: 6, b: 0 }],
    [{ $min: { a: 1, b: 1, c: 5 } }, { a: 2, b: 0 }, { a: 1, b: 0, c: 5 }],
    [{ $max: { a: 'x' } }, { a: 5 }, { a: 'x' }],
    [{ $bit: { a: { and: 6, or: 8 } } }, { a: 5 }, { a: 12 }],
  ],
  arrays: [
    [{ $push: { a: 1 } }, {}, { a: [1] }],
    [{ $push: { a: [1] } }, { a: [0] }, { a: [0, [1]] }],
    [{ $push: { a: { $each: [1, 2], $position: 0 } } }, { a: [3] }, { a: [1, 2, 3] }],
    [{ $push: { a: { $each: [1], $position: -1 } } }, { a: [3, 4] }, { a: [3, 1, 4] }],
    [{ $push: { a: { $each: [5, 1], $sort: -1, $slice: 2 } } }, { a: [3] }, { a: [5, 3] }],
    [{ $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 }, $slice: -2 } } }, { a: [{ n: 3 }, { n: 2 }] }, { a: [{ n: 2 }, { n: 3 }] }],
    [{ $push: { a: { $each: [], $slice: 0 } } }, { a: [3] }, { a: [] }],
    [{ $addToSet: { a: { x: 1 } } }, { a: [{ x: 1 }] }, { a: [{ x: 1 }] }],
    [{ $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1] }, { a: [1, 2] }],
    [{ $addToSet: { a: [1] } }, { a: [1] }, { a: [1, [1]] }],
    [{ $pull: { a: 1 } }, { a: [1, 2, 1] }, { a: [2] }],
    [{ $pull: { a: { x: { $gt: 1 } } } }, { a: [{ x: 1, y: 1 }, { x: 2 }, 5] }, { a: [{ x: 1, y: 1 }, 5] }],
    [{ $pull: { a: { $in: [1, 2] } } }, { a: [1, 2, 3] }, { a: [3] }],
    [{ $pull: { a: { $gte: 2 } } }, { a: [1, 2, 3] }, { a: [1] }],
    [{ $pull: { a: /^x/ } }, { a: ['xa', 'y'] }, { a: ['y'] }],
    [{ $pull: { a: 1 } }, {}, {}],
    [{ $pullAll: { a: [1, { b: 1 }] } }, { a: [1, { b: 1 }, { b: 1, c: 1 }] }, { a: [{ b: 1, c: 1 }] }],
    [{ $pop: { a: 1 } }, { a: [1, 2] }, { a: [1] }],
    [{ $pop: { a: -1 } }, { a: [1, 2] }, { a: [2] }],
  ],
};

describe.each(Object.entries(CASES))('%s', (_name, cases) => {
  test.each(cases)('%j on %j gives %j', (update, before, after) => {
    const original = structuredClone(before);
    const result = compileUpdate(update, NOW)(before, false);
    expect(result).toEqual(after);
    expect(Object.keys(result)).toEqual(Object.keys(after));
    if (!JSON.stringify(before).includes('"low"')) expect(before).toEqual(original);
  });
});

test.each([
  [{ $set: { a: 1 } }, { a: 1 }],
  [{ $inc: { a: 0 } }, { a: 1 }],
  [{ $pull: { a: 5 } }, { a: [1] }],
  [{ $addToSet: { a: 1 } }, { a: [1] }],
  [{ $set: { a: { b: new Date(1) } } }, { a: { b: new Date(1) } }],
])('%j on %j is no change at all', (update, before) => {
  expect(compileUpdate(update, NOW)(before, false)).toBe(before);
});

test.each([
  [{ $set: { 'a.b': 1 } }, { a: 5 }, 'Cannot create field'],
  [{ $set: { 'a.b': 1 } }, { a: null }, 'Cannot create field'],
  [{ $set: { 'a.x': 1 } }, { a: [1] }, 'Cannot create field'],
  [{ $inc: { a: 1 } }, { a: 'x' }, 'non-numeric'],
  [{ $inc: { a: 1 } }, { a: null }, 'non-numeric'],
  [{ $inc: { a: 'x' } }, {}, 'non-numeric'],
  [{ $push: { a: 1 } }, { a: 5 }, 'must be an array'],
  [{ $pull: { a: 1 } }, { a: 5 }, 'non-array'],
  [{ $addToSet: { a: 1 } }, { a: null }, 'non-array'],
  [{ $pop: { a: 1 } }, { a: 'x' }, 'non-array'],
  [{ $set: { a: 1, 'a.b': 2 } }, {}, 'conflict'],
  [{ $set: { a: 1 }, $inc: { a: 1 } }, {}, 'conflict'],
  [{ $set: { _id: 2 } }, { _id: 1 }, 'immutable'],
  [{ $set: { 'a.$': 1 } }, {}, 'positional operator'],
  [{ $set: { 'a.$[].b': 1 } }, {}, 'must exist'],
  [{ $set: { 'a.$[x].b': 1 } }, { a: [] }, 'not supported'],
  [{ $set: { '$.b': 1 } }, {}, 'not supported'],
  [{ $nope: { a: 1 } }, {}, 'Unknown modifier'],
  [{ a: 1 }, {}, 'Unknown modifier'],
  [{ $set: { a: { $b: 1 } } }, {}, 'not valid for storage'],
  [{ $inc: { a: Long.fromString('9223372036854775807') } }, { a: 1 }, '64 bits'],
])('%j on %j is refused', (update, before, message) => {
  expect(() => compileUpdate(update as Document, NOW)(before, false)).toThrow(message);
});

test.each([
  [
    { 'l.sku': 'b' },
    { $inc: { 'l.$.n': 1 } },
    [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 2 },
    ],
  ],
  [{ l: { $elemMatch: { sku: 'b', n: 1 } } }, { $set: { 'l.$': 0 } }, [{ sku: 'a', n: 1 }, 0]],
  [
    { $and: [{ n: 1 }, { 'l.n': 1 }] },
    { $set: { 'l.$.n': 5 } },
    [
      { sku: 'a', n: 5 },
      { sku: 'b', n: 1 },
    ],
  ],
  [
    {},
    { $inc: { 'l.$[].n': 1 } },
    [
      { sku: 'a', n: 2 },
      { sku: 'b', n: 2 },
    ],
  ],
  [{ 'l.sku': 'a' }, { $unset: { 'l.$.n': '' }, $set: { x: 1 } }, [{ sku: 'a' }, { sku: 'b', n: 1 }]],
])('found by %j, %j changes the elements to %j', (filter, update, l) => {
  const before = {
    n: 1,
    l: [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 1 },
    ],
  };
  expect(compileUpdate(update as Document, NOW, filter)(before, false)).toMatchObject({ l });
});

test.each<[string, unknown, unknown, string]>([
  ['$inc', '0.1', '0.2', '0.3'],
  ['$inc', '0.1', 1, '1.1'],
  ['$inc', 2, '0.50', '2.50'],
  ['$inc', 0.1, '0.1', '0.200000000000000'],
  ['$inc', '9999999999999999999999999999999999', '1', '1.000000000000000000000000000000000E+34'],
  ['$inc', '1E+40', '1', '1.000000000000000000000000000000000E+40'],
  ['$inc', 'NaN', '1', 'NaN'],
  ['$inc', '-Infinity', '1', '-Infinity'],
  ['$mul', '1.20', '3', '3.60'],
  ['$mul', 3, '0.1', '0.3'],
  ['$mul', '1E+6000', '1E+6000', 'Infinity'],
  ['$mul', '0.3333333333333333333333333333333333', '3', '0.9999999999999999999999999999999999'],
])('%s of %s and %s with decimals is %s', (operator, before, operand, wanted) => {
  const value = (given: unknown): unknown => (typeof given === 'string' ? Decimal128.fromString(given) : given);
  const after = compileUpdate({ [operator]: { a: value(operand) } }, NOW)({ _id: 1, a: value(before) }, false);
  expect(String(after['a'])).toBe(wanted);
  expect(after['a']).toBeInstanceOf(Decimal128);
});
