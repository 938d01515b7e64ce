import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileStore, TooLong } from '../store.ts';

let folder: string;
let store: FileStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  store = new FileStore(join(folder, 'storage'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

async function keep(path: string, text: string, now = 1): Promise<void> {
  store.commit(path, await store.receive(Readable.from([Buffer.from(text)]), 1000), { type: 'text/plain', owner: 'o-me', now });
}

async function textOf(path: string): Promise<string | null> {
  const file = store.get(path);
  if (file === undefined) return null;
  const handle = await store.read(file);
  const text = await handle.readFile('utf8');
  await handle.close();
  return text;
}

function onDisk(): string[] {
  return ['objects', 'incoming'].flatMap((name) =>
    readdirSync(join(folder, 'storage', name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name: file }) => file),
  );
}

/** As a start after the process was killed: nothing was closed. */
function startAgain(): void {
  store = new FileStore(join(folder, 'storage'));
}

it('keeps what it was given, with who, what and when, for the next start', async () => {
  await keep('a', 'one', 5);
  await keep('a/b', 'below a file', 6);
  await keep('a', 'two', 7);
  await keep('gone', 'x');
  store.remove('gone');
  startAgain();
  expect([...store.files()].map(({ path }) => path)).toEqual(['a', 'a/b']);
  expect(store.get('a')).toMatchObject({
    size: 3,
    type: 'text/plain',
    owner: 'o-me',
    createdAt: 5,
    updatedAt: 7,
    etag: 'b8a9f715dbb64fd5c56e7783c6820a61',
  });
  expect([await textOf('a'), await textOf('a/b'), await textOf('gone')]).toEqual(['two', 'below a file', null]);
  expect(onDisk()).toHaveLength(2);
});

it('sweeps what a killed process left half done, and believes only whole lines', async () => {
  await keep('a', 'whole');
  await store.receive(Readable.from([Buffer.from('never committed')]), 1000);
  mkdirSync(join(folder, 'storage/objects/zz'));
  writeFileSync(join(folder, 'storage/objects/zz/orphan'), 'its line was never written');
  writeFileSync(join(folder, 'storage/files.jsonl'), `${readFileSync(join(folder, 'storage/files.jsonl'), 'utf8')}["b",{"file":{"pa`);
  startAgain();
  expect([await textOf('a'), store.get('b'), onDisk().length]).toEqual(['whole', undefined, 1]);
});

it('keeps nothing of what is too long', async () => {
  await expect(store.receive(Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), 1000)).rejects.toThrow(TooLong);
  expect(onDisk()).toEqual([]);
});

it('follows no links', async () => {
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'secret');
  await keep('a', 'mine');
  const object = store.get('a')?.object ?? '';
  const place = join(folder, 'storage/objects', object.slice(0, 2), object);
  rmSync(place);
  symlinkSync(secret, place);
  await expect(textOf('a')).rejects.toMatchObject({ code: 'ELOOP' });
  store.remove('a');
  expect(existsSync(secret)).toBe(true);
  symlinkSync(folder, join(folder, 'link'));
  expect(() => new FileStore(join(folder, 'link'))).toThrow('follows no links');
});
