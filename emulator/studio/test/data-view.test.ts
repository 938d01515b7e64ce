import { describe, expect, it } from 'vitest';
import { cellOf, columnsOf, examplesFor, isNumeric } from '../page/views/data/cells.ts';
import { bytesText, exchangedText, said } from '../page/views/data/words.ts';
import { readRelaxed } from '../../tools/relaxed.ts';

describe('the table of the data browser', () => {
  it('shows _id first, then what most documents have, plain values before lists', () => {
    const rows = [
      { tags: [1], name: 'a', rare: 1, _id: '1', at: null },
      { tags: [2], name: 'b', _id: '2', at: null },
      { tags: [3], name: 'c', _id: '3', at: null },
    ];
    expect(columnsOf(rows)).toEqual(['_id', 'name', 'at', 'tags', 'rare']);
    expect([isNumeric(rows, 'rare'), isNumeric(rows, 'name'), isNumeric(rows, 'at')]).toEqual([true, false, false]);
  });

  it.each([
    [undefined, 'missing', ''],
    [null, 'null', 'null'],
    [1.5, 'number', '1.5'],
    [{ $numberLong: '9007199254740993' }, 'number', '9007199254740993'],
    [true, 'flag', 'true'],
    ['a\n b', 'text', 'a b'],
    [[], 'list', '[]'],
    [['x', 'y'], 'list', '2 项 x、y'],
    [{ a: { b: 1 }, c: 'd' }, 'object', '{ a: { b: 1 }, c: "d" }'],
  ])('shows %j as %s', (value, kind, text) => {
    expect(cellOf(value)).toMatchObject({ kind, text });
  });

  it('offers filters that can be read', () => {
    const row = { _id: 'x', 'odd name': '苹果/a', total: 5, at: { $date: '2026-01-02T00:00:00.000Z' }, list: [1, 2] };
    const examples = examplesFor([row], ['total']);
    expect(examples).toHaveLength(6);
    for (const example of examples) expect(() => readRelaxed(example)).not.toThrow();
  });
});

describe('the words of the data browser', () => {
  it('say what was refused, and where', () => {
    expect(said({ code: 'SYNTAX', problem: 'comma', line: 2, column: 5 })).toBe('第 2 行第 5 列：这里少一个逗号，或者右花括号 }');
    expect(said({ code: 'DATASET', problem: 'torn', line: 9, message: '' })).toContain('第 9 行：文件不完整');
    expect(
      said({ code: 'DATABASE_DUPLICATE_WRITE', message: 'E11000 duplicate key error collection: o index: number dup key: { number: 1 }' }),
    ).toBe('违反唯一索引 number：已经有 { number: 1 }');
  });

  it('write sizes and outcomes', () => {
    expect([12, 2048, 5_000_000].map(bytesText)).toEqual(['12 B', '2.0 KB', '4.8 MB']);
    expect(exchangedText({ added: 1200, changed: 0, removed: 1 })).toBe('新增 1,200 份，移除 1 份');
    expect(exchangedText({ added: 0, changed: 0, removed: 0 })).toContain('没有变动');
  });
});
