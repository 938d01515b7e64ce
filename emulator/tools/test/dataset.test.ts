import { Binary, BSONRegExp, Decimal128, Long, ObjectId } from 'bson';
import { describe, expect, it } from 'vitest';
import { takeDocument } from '../../database/statements.ts';
import type { Contents } from '../../database/types.ts';
import { DatasetError, DatasetReader, linesOf, writeDataset } from '../dataset.ts';
import { fromExtended, toExtended } from '../extended.ts';
import { readRelaxed } from '../relaxed.ts';
import { temporaryWorld } from './temporary.ts';

const ODD = takeDocument({
  _id: 'odd',
  at: new Date(-1),
  far: new Date(8.64e15),
  long: Long.fromString('9007199254740993'),
  decimal: Decimal128.fromString('0.10'),
  oid: new ObjectId('0123456789abcdef01234567'),
  pattern: new BSONRegExp('^a/b', 'i'),
  bytes: new Binary(Uint8Array.from([0, 255, 7]), 4),
  numbers: [1, -0, 0.1, 1e300, Number.NaN, Number.POSITIVE_INFINITY],
  nested: { 'empty text': '', null: null, list: [[], {}], 中文: '一\u2028"\\' },
});
const CONTENTS: readonly Contents[] = [
  {
    name: 'orders',
    indexes: [{ name: 'n', keys: [{ field: 'number', direction: 1 }], unique: true }],
    documents: [ODD, { _id: 5, number: 'b' }, { _id: '5', number: 'c' }],
  },
  { name: 'empty', indexes: [], documents: [] },
];
const LINES = [...writeDataset(CONTENTS, { env: 'env', at: 0 })].map((line) => line.trimEnd());

function read(lines: readonly string[]): Contents[] {
  const reader = new DatasetReader(0);
  lines.forEach((line) => reader.take(line));
  return reader.finish();
}

function refusalOf(lines: readonly string[]): unknown {
  try {
    return read(lines);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return [error.code, error.line];
  }
}

describe('a dataset', () => {
  it('brings every value back with its type', () => {
    expect(read(LINES)).toEqual(CONTENTS);
    expect(Object.is((read(LINES)[0]?.documents[0]?.['numbers'] as number[])[1], -0)).toBe(true);
  });

  it('shows values as people can type them', () => {
    const typed = readRelaxed(JSON.stringify(toExtended(ODD), null, 2));
    expect(takeDocument(fromExtended(typed, 0, 'document') as typeof ODD)).toEqual(ODD);
  });

  it('is refused wherever it is torn, at the line that is missing', () => {
    for (let kept = 1; kept < LINES.length; kept += 1) expect(refusalOf(LINES.slice(0, kept))).toEqual(['torn', kept + 1]);
    const text = LINES.join('\n');
    for (let cut = 1; cut < text.length; cut += 7) {
      const lines = text.slice(0, cut).split('\n');
      expect(refusalOf(lines)).toEqual([expect.stringMatching(/^(torn|line|foreign)$/), expect.any(Number)]);
    }
  });

  it.each([
    ['a line lost', [...LINES.slice(0, 3), ...LINES.slice(4)], 'torn', 5],
    ['another file', ['{"_id":"1"}'], 'foreign', 1],
    ['nothing', [], 'foreign', 1],
    ['no JSON at all', ['PK\u0003\u0004'], 'foreign', 1],
    ['a later version', [LINES[0]?.replace('"version":1', '"version":2') ?? ''], 'version', 1],
    ['a document without an id', [LINES[0] ?? '', LINES[1] ?? '', '{"a":1}'], 'document', 3],
    ['a value that is none', [LINES[0] ?? '', LINES[1] ?? '', '{"_id":"1","at":{"$date":"soon"}}'], 'document', 3],
    ['a field that cannot be stored', [LINES[0] ?? '', LINES[1] ?? '', '{"_id":"1","$set":1}'], 'document', 3],
    ['the same document again', [...LINES.slice(0, 4), LINES[2] ?? '', ...LINES.slice(5)], 'twice', 5],
    ['something after its end', [...LINES, '{}'], 'line', LINES.length + 1],
  ])('is refused for %s, naming the line', (_what, lines, code, line) => {
    expect(refusalOf(lines)).toEqual([code, line]);
  });

  it('is cut into lines wherever its bytes are cut', async () => {
    const bytes = Buffer.from('一二\r\n三\n\n四');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      async function* pieces(): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, cut);
        await Promise.resolve();
        yield bytes.subarray(cut);
      }
      const lines: string[] = [];
      for await (const line of linesOf(pieces())) lines.push(line);
      expect(lines).toEqual(['一二', '三', '', '四']);
    }
  });

  it('goes through a database unchanged, merged by _id or in the place of what was there', async () => {
    const { tools, database } = await temporaryWorld();
    await database.insert('orders', [
      { _id: 5, number: 'old' },
      { _id: 'mine', number: 'mine' },
    ]);
    const merged = await tools.takeIn(read(LINES), { mode: 'merge', reason: 'test' });
    expect(merged).toEqual({ added: 2, changed: 1, removed: 0 });
    expect((await database.find('orders', {})).map(({ _id }) => _id)).toEqual([5, 'mine', 'odd', '5']);
    expect(await tools.takeIn(read(LINES), { mode: 'replace', reason: 'test' })).toEqual({ added: 0, changed: 0, removed: 1 });
    const stored = await tools.contents(['orders', 'empty']);
    expect(stored.map(({ documents }) => documents)).toEqual(CONTENTS.map(({ documents }) => documents));
    expect(database.listIndexes('orders').map(({ name }) => name)).toEqual(['number', 'status_total']);
  });
});
