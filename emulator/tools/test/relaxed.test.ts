import { describe, expect, it } from 'vitest';
import { readRelaxed, SyntaxProblem } from '../relaxed.ts';

function problemOf(text: string): unknown {
  try {
    return { read: readRelaxed(text) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return [error.code, error.line, error.column];
  }
}

describe('what people type', () => {
  it.each([
    ['{}', {}],
    [`{ status: 'paid', "total": { $gt: 100, }, }`, { status: 'paid', total: { $gt: 100 } }],
    ['{ "a.b": [1, -2.5, .5, 1e3, 0x1F, +4] }', { 'a.b': [1, -2.5, 0.5, 1000, 31, 4] }],
    ['{ items.0.sku: null, 名称: true, on: false }', { 'items.0.sku': null, 名称: true, on: false }],
    ['{ at: ISODate("2026-01-02T03:04:05Z") } // since then', { at: { $date: '2026-01-02T03:04:05.000Z' } }],
    ['{ at: { $gte: new Date("2026-01-02") } }', { at: { $gte: { $date: '2026-01-02T00:00:00.000Z' } } }],
    ['/* all */ { name: /^苹果\\/[/a]/mi }', { name: { $regularExpression: { pattern: '^苹果/[/a]', options: 'im' } } }],
    [`{ a: ObjectId('0123456789abcdef01234567') }`, { a: { $oid: '0123456789abcdef01234567' } }],
    [
      '[9007199254740993, NumberLong("5"), NumberDecimal("0.10")]',
      [{ $numberLong: '9007199254740993' }, { $numberLong: '5' }, { $numberDecimal: '0.10' }],
    ],
    ['[NaN, Infinity, -Infinity, -0]', ['NaN', 'Infinity', '-Infinity', '-0.0'].map(($numberDouble) => ({ $numberDouble }))],
    [`'it\\'s \\u4e2d\\n'`, "it's 中\n"],
  ])('%s', (text, value) => {
    expect(readRelaxed(text)).toEqual(value);
  });

  it.each([
    ['', 'value', 1, 1],
    ['{ a: 1', 'comma', 1, 7],
    ['{ a: 1\n  b: 2 }', 'comma', 2, 3],
    ['{ a 1 }', 'colon', 1, 5],
    ['{\n  "a": [1 2]\n}', 'bracket', 2, 11],
    ['{ : 1 }', 'name', 1, 3],
    ['{ a: "x\n" }', 'string', 1, 6],
    ['{ a: 12px }', 'number', 1, 6],
    ['{ a: ISODate("yesterday") }', 'date', 1, 6],
    ['{ a: alert(1) }', 'call', 1, 6],
    ['{ a: /(/ }', 'pattern', 1, 6],
    ['{ a: 1, a: 2 }', 'twice', 1, 9],
    ['{} {}', 'rest', 1, 4],
    ['['.repeat(200), 'deep', 1, 102],
  ])('%j is refused with its place', (text, code, line, column) => {
    expect(problemOf(text)).toEqual([code, line, column]);
  });

  it('reads all JSON as JSON does, and keeps a field called __proto__ apart', () => {
    for (const value of [{ a: [1, { b: 'ü"\\/\u2028' }], c: '', d: 1.5e-7, e: [[], {}] }, [null, true], 'text', 0])
      expect(readRelaxed(JSON.stringify(value, null, 2))).toEqual(value);
    const odd = readRelaxed('{"__proto__": {"x": 1}}') as object;
    expect([Object.keys(odd), 'x' in odd]).toEqual([['__proto__'], false]);
  });
});
