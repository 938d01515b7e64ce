import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { openJournal } from '../../sandbox/journal.ts';
import { openDatabase } from '../index.ts';
import { temporaryFile } from './open.ts';

/** Files that a machine has torn: what can be read is read, what is damaged is told by its name, and nothing wrong is answered. */
const COUNT = 2_000;
const open = (file: string): ReturnType<typeof openDatabase> => openDatabase({ file, now: () => 0 });

async function wholeFile(): Promise<string> {
  const file = temporaryFile();
  const database = await open(file);
  await database.createCollection('rows');
  await database.insert(
    'rows',
    Array.from({ length: COUNT }, (_none, n) => ({ _id: `r${n}`, n, text: 'x'.repeat(200) })),
  );
  await database.close();
  return file;
}

afterEach(() => vi.restoreAllMocks());

test.each([0.9, 0.5, 0.1])('a database file of which %d are left is refused by its name', async (share) => {
  const file = await wholeFile();
  truncateSync(file, Math.floor((statSync(file).size * share) / 4096) * 4096);
  await expect(open(file)).rejects.toThrow(file);
});

test('a database file with zeros in its middle, and one that is something else, are refused by their name', async () => {
  const bytes = readFileSync(await wholeFile());
  const zeros = temporaryFile();
  writeFileSync(zeros, bytes.fill(0, 8192, bytes.length - 8192));
  await expect(open(zeros)).rejects.toThrow(zeros);
  const text = temporaryFile();
  writeFileSync(text, 'no database at all, but a text that somebody has put here\n'.repeat(100));
  await expect(open(text)).rejects.toThrow(text);
});

test('what a dying process left of its last line is left out and told; a line that is damaged within is told as damage', () => {
  const told = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const file = temporaryFile();
  const journal = openJournal<number>(file);
  journal.put('a', 1);
  journal.put('b', 2);
  journal.close();
  appendFileSync(file, '["c",');
  const again = openJournal<number>(file);
  expect([...again.values()]).toEqual([1, 2]);
  again.put('d', 4);
  again.close();
  expect(told.mock.calls.map(([text]) => String(text))).toEqual([expect.stringMatching(/line 3 was cut off by a sudden end/)]);
  writeFileSync(file, readFileSync(file, 'utf8').replace('["b"', '["b'));
  const damaged = openJournal<number>(file);
  expect([...damaged.values()]).toEqual([1, 4]);
  damaged.close();
  expect(String(told.mock.calls[1]?.[0])).toMatch(/line 2 cannot be read: the file is damaged/);
});
