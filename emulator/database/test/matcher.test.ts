import { BSONRegExp, Decimal128, Long, ObjectId } from 'bson';
import { describe, expect, test } from 'vitest';
import { compileFilter } from '../match.ts';

type Case = readonly [filter: Record<string, unknown>, document: Record<string, unknown>, matches: boolean];

/** What MongoDB answers. */
const CASES: Record<string, readonly Case[]> = {
  'null and missing': [
    [{ a: null }, {}, true],
    [{ a: null }, { a: null }, true],
    [{ a: null }, { a: 0 }, false],
    [{ a: null }, { a: [1, null] }, true],
    [{ a: null }, { a: [] }, false],
    [{ 'a.b': null }, { a: 5 }, true],
    [{ 'a.b': null }, { a: [1, 2] }, false],
    [{ 'a.b': null }, { a: [] }, false],
    [{ 'a.b': null }, { a: [{ b: 1 }, {}] }, true],
    [{ a: { $ne: null } }, {}, false],
    [{ a: { $ne: 1 } }, {}, true],
    [{ a: { $ne: 1 } }, { a: [1, 2] }, false],
    [{ a: { $exists: false } }, { a: null }, false],
    [{ 'a.b': { $exists: false } }, { a: [1] }, true],
    [{ a: { $in: [null, 3] } }, {}, true],
    [{ a: { $nin: [null, 3] } }, { b: 1 }, false],
    [{ a: { $gte: null } }, {}, true],
    [{ a: { $gt: null } }, { a: 1 }, false],
  ],
  'types do not mix in ranges': [
    [{ a: { $gt: 1 } }, { a: '5' }, false],
    [{ a: { $lt: 'b' } }, { a: 'a' }, true],
    [{ a: { $lt: new Date(5) } }, { a: 1 }, false],
    [{ a: { $gte: new Date(5) } }, { a: new Date(5) }, true],
    [{ a: { $gt: false } }, { a: true }, true],
    [{ a: true }, { a: 1 }, false],
    [{ a: NaN }, { a: NaN }, true],
    [{ a: { $lt: 5 } }, { a: NaN }, false],
    [{ a: { $gte: NaN } }, { a: NaN }, true],
    [{ a: Long.fromString('9007199254740993') }, { a: 9007199254740992 }, false],
    [{ a: { $gt: 9007199254740992 } }, { a: Long.fromString('9007199254740993') }, true],
    [{ a: 1.5 }, { a: Decimal128.fromString('1.50') }, true],
    [{ a: 0.1 }, { a: Decimal128.fromString('0.1') }, false],
    [{ a: new ObjectId('0123456789abcdef01234567') }, { a: new ObjectId('0123456789abcdef01234567') }, true],
    [{ a: '0123456789abcdef01234567' }, { a: new ObjectId('0123456789abcdef01234567') }, false],
  ],
  arrays: [
    [{ a: 2 }, { a: [1, 2] }, true],
    [{ a: [1, 2] }, { a: [1, 2] }, true],
    [{ a: [1, 2] }, { a: [[1, 2]] }, true],
    [{ a: [2, 1] }, { a: [1, 2] }, false],
    [{ a: 1 }, { a: [[1]] }, false],
    [{ a: { $gt: 1, $lt: 3 } }, { a: [0, 5] }, true],
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 5] }, false],
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [2] }, true],
    [{ a: { $elemMatch: { $gt: 1 } } }, { a: 2 }, false],
    [{ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { c: 2 }] }, false],
    [{ 'a.b': 1, 'a.c': 2 }, { a: [{ b: 1 }, { c: 2 }] }, true],
    [{ 'a.1': 5 }, { a: [4, 5] }, true],
    [{ 'a.0.b': 1 }, { a: [{ b: 1 }] }, true],
    [{ 'a.b.c': 1 }, { a: [{ b: [{ c: 1 }] }] }, true],
    [{ a: { $size: 0 } }, { a: [] }, true],
    [{ a: { $size: 1 } }, { a: 5 }, false],
    [{ a: { $all: [1, 2] } }, { a: [2, 1, 3] }, true],
    [{ a: { $all: [1] } }, { a: 1 }, true],
    [{ a: { $all: [] } }, { a: [] }, false],
    [{ a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } }, { a: [{ b: 1 }, { b: 2 }] }, true],
    [{ a: { $in: [[1]] } }, { a: [1] }, true],
    [{ a: { $type: 'array' } }, { a: [1] }, true],
    [{ a: { $type: 'string' } }, { a: [1, 'x'] }, true],
  ],
  objects: [
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }, true],
    [{ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }, false],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, false],
    [{ a: {} }, { a: {} }, true],
    [{ 'constructor.name': 'Object' }, {}, false],
  ],
  'text and patterns': [
    [{ a: /^x/i }, { a: 'Xy' }, true],
    [{ a: new BSONRegExp('^x', 'i') }, { a: ['b', 'X'] }, true],
    [{ a: { $regex: 'b.d', $options: 's' } }, { a: 'b\nd' }, true],
    [{ a: { $regex: '^y' } }, { a: 5 }, false],
    [{ a: { $in: [/^x/, 1] } }, { a: 'xy' }, true],
    [{ a: { $not: /^x/ } }, { a: 'y' }, true],
    [{ a: { $not: /^x/ } }, {}, true],
    [{ a: { $gt: '\uffff' } }, { a: '\u{1f600}' }, true],
  ],
  logic: [
    [{ $or: [{ a: 1 }, { b: 1 }] }, { b: 1 }, true],
    [{ $nor: [{ a: 1 }, { b: 1 }] }, { c: 1 }, true],
    [{ $and: [{ a: { $gt: 1 } }, { a: { $lt: 3 } }] }, { a: 2 }, true],
    [{ a: { $not: { $gt: 1 } } }, { a: 'x' }, true],
    [{ a: { $mod: [4, 1] } }, { a: 5.9 }, true],
    [{ a: { $mod: [4, -1] } }, { a: -5 }, true],
    [{ a: { $mod: [4, 1] } }, { a: '5' }, false],
    [{}, {}, true],
  ],
  expressions: [
    [{ $expr: { $gte: [{ $subtract: ['$quantity', { $ifNull: ['$reserved', 0] }] }, 3] } }, { quantity: 5 }, true],
    [{ $expr: { $gte: [{ $subtract: ['$quantity', { $ifNull: ['$reserved', 0] }] }, 3] } }, { quantity: 5, reserved: 3 }, false],
    [{ $expr: { $eq: ['$a', null] } }, {}, false],
    [{ $expr: { $lt: ['$a', null] } }, {}, true],
    [{ $expr: { $eq: ['$a', { $literal: '$b' }] } }, { a: '$b', b: 1 }, true],
    [{ $expr: { $switch: { branches: [{ case: { $eq: ['$a', 1] }, then: true }], default: false } } }, { a: 1 }, true],
    [
      { $expr: { $eq: [{ $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this.n'] } } }, 3] } },
      { l: [{ n: 1 }, { n: 2 }] },
      true,
    ],
    [
      {
        $expr: {
          $eq: [
            { $map: { input: { $filter: { input: '$l', as: 'x', cond: { $gt: ['$$x', 1] } } }, as: 'y', in: { $multiply: ['$$y', 2] } } },
            [4, 6],
          ],
        },
      },
      { l: [1, 2, 3] },
      true,
    ],
    [{ $expr: { $lt: ['$at', { $add: ['$from', 1000] }] } }, { at: new Date(1500), from: new Date(1000) }, true],
    [
      { $expr: { $eq: [{ $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: '+08:00' } }, '2024-05-03'] } },
      { at: new Date('2024-05-02T20:00:00Z') },
      true,
    ],
    [
      { $expr: { $anyElementTrue: { $map: { input: '$l', as: 'x', in: { $regexMatch: { input: '$$x', regex: '^a' } } } } } },
      { l: ['b', 'ab'] },
      true,
    ],
    [{ $expr: { $gt: ['$a', 5] } }, { a: 'text' }, true],
    [{ $expr: { $in: ['b', '$list'] } }, { list: ['a', 'b'] }, true],
    [{ $expr: { $eq: [{ $size: '$list.x' }, 2] } }, { list: [{ x: 1 }, {}, { x: 2 }] }, true],
    [{ $expr: { $cond: [{ $gt: ['$a', 1] }, '$b', false] } }, { a: 2, b: 1 }, true],
    [{ $expr: { $eq: [{ $let: { vars: { n: '$a' }, in: { $multiply: ['$$n', 2] } } }, 6] } }, { a: 3 }, true],
  ],
};

describe.each(Object.entries(CASES))('%s', (_name, cases) => {
  test.each(cases)('%j on %j is %s', (filter, document, matches) => {
    expect(compileFilter(filter)(document)).toBe(matches);
  });
});

test.each([
  [{ a: { $near: [1, 2] } }, 'DATABASE_REQUEST_FAILED'],
  [{ $where: 'true' }, 'DATABASE_INVALID_OPERRATOR'],
  [{ $text: { $search: 'x' } }, 'DATABASE_INVALID_OPERRATOR'],
  [{ $expr: { $function: {} } }, 'DATABASE_INVALID_OPERRATOR'],
  [{ $expr: { $toString: { $function: {} } } }, 'DATABASE_INVALID_OPERRATOR'],
  [{ $expr: { $nothing: 1 } }, 'DATABASE_INVALID_OPERRATOR'],
  [{ a: { $in: 5 } }, 'DATABASE_REQUEST_FAILED'],
  [{ $or: [] }, 'DATABASE_REQUEST_FAILED'],
  [{ a: { $mod: [0, 1] } }, 'DATABASE_REQUEST_FAILED'],
  [{ a: { $regex: '(' } }, 'DATABASE_REQUEST_FAILED'],
  [{ a: { $regex: 'a', $options: 'x' } }, 'DATABASE_REQUEST_FAILED'],
  [{ a: { $ne: /x/ } }, 'DATABASE_REQUEST_FAILED'],
  [{ a: { $size: -1 } }, 'DATABASE_REQUEST_FAILED'],
])('%j is refused with %s', (filter, code) => {
  expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code }) as Error);
});
