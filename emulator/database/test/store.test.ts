import { expect, test, vi } from 'vitest';
import { openDatabase } from '../index.ts';
import type { Commit } from '../types.ts';
import { NOW, open, temporaryFile } from './open.ts';

const UNIQUE = { name: 'code', keys: [{ field: 'code', direction: 1 as const }], unique: true };

test('what was written is there after the file is opened again, in its order', async () => {
  const file = temporaryFile();
  const first = await openDatabase({ file, now: () => NOW });
  await first.createCollection('goods');
  await first.ensureIndexes('goods', [UNIQUE]);
  await first.insert('goods', [
    { _id: 'b', code: 1, at: new Date(5) },
    { _id: 5, code: 2 },
    { _id: '5', code: 3 },
  ]);
  await first.update('goods', { filter: { _id: 'b' }, update: { $set: { 'deep.er': [1, null] } } });
  await first.remove('goods', { filter: { _id: 5 } });
  await first.close();
  const second = await openDatabase({ file, now: () => NOW });
  expect(await second.find('goods', {})).toEqual([
    { _id: 'b', code: 1, at: new Date(5), deep: { er: [1, null] } },
    { _id: '5', code: 3 },
  ]);
  expect(second.listIndexes('goods')).toEqual([UNIQUE]);
  await expect(second.insert('goods', [{ code: 3 }])).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
  await second.close();
});

test('two processes cannot hold one file', async () => {
  const file = temporaryFile();
  const holder = await openDatabase({ file, now: () => NOW });
  await expect(openDatabase({ file, now: () => NOW })).rejects.toThrow('held by another process');
  await holder.close();
});

test('a missing collection is refused, also for reading', async () => {
  const database = await open([]);
  for (const act of [() => database.find('no', {}), () => database.count('no', {}), () => database.insert('no', [{ a: 1 }])]) {
    await expect(act()).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_NOT_EXIST' });
  }
  await database.createCollection('yes');
  await expect(database.createCollection('yes')).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_ALREADY_EXIST' });
  await expect(database.createCollection('_no')).rejects.toMatchObject({ code: 'DATABASE_REQUEST_FAILED' });
});

test('documents handed out and taken in are copies', async () => {
  const database = await open(['goods']);
  const given = { _id: 'a', list: [{ n: 1 }], at: new Date(1) };
  await database.insert('goods', [given]);
  given.list[0] = { n: 2 };
  given.at.setTime(2);
  const [first] = await database.find('goods', {});
  (first?.['list'] as unknown[]).push('mine');
  expect(await database.find('goods', {})).toEqual([{ _id: 'a', list: [{ n: 1 }], at: new Date(1) }]);
});

test('a unique index counts a missing field as null and leaves nothing of a refused statement', async () => {
  const database = await open(['goods']);
  await database.ensureIndexes('goods', [UNIQUE]);
  await database.insert('goods', [{ _id: 'none' }, { _id: 'x', code: 'x' }]);
  const duplicate = { code: 'DATABASE_DUPLICATE_WRITE', message: expect.stringContaining('E11000 duplicate key') as string };
  await expect(database.insert('goods', [{ _id: 'y', code: 'y' }, { other: 1 }])).rejects.toMatchObject(duplicate);
  await expect(database.update('goods', { filter: { _id: 'none' }, update: { $set: { code: 'x' } } })).rejects.toMatchObject(duplicate);
  await expect(database.insert('goods', [{ _id: 'x' }])).rejects.toMatchObject(duplicate);
  expect(await database.count('goods', {})).toBe(2);
  await database.insert('goods', [{ _id: 'y', code: 'y' }]);
  await database.update('goods', { filter: { _id: 'x' }, update: { $set: { code: 'z' } } });
  await database.insert('goods', [{ code: 'x' }]);
});

test('an index on data with duplicates is refused and the old indexes stay', async () => {
  const database = await open(['goods']);
  await database.insert('goods', [{ code: 1 }, { code: 1 }]);
  await expect(database.ensureIndexes('goods', [UNIQUE])).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
  expect(database.listIndexes('goods')).toEqual([]);
});

test('commits are announced in order, with before and after, once they are durable', async () => {
  const database = await open(['goods']);
  const commits: Commit[] = [];
  const stop = database.onCommit((commit) => commits.push(commit));
  const added = database.insert('goods', [{ _id: 'a', n: 1 }]);
  const changed = database.update('goods', { filter: { _id: 'a' }, update: { $inc: { n: 1 } } });
  const unchanged = database.update('goods', { filter: { _id: 'a' }, update: { $set: { n: 2 } } });
  expect(commits).toEqual([]);
  expect(await Promise.all([added, changed, unchanged])).toMatchObject([['a'], { matched: 1, modified: 1 }, { matched: 1, modified: 0 }]);
  await database.update('goods', { filter: { _id: 'a' }, update: { n: 9 }, replace: true });
  await database.remove('goods', { filter: {}, multi: true });
  expect(commits.flatMap(({ changes }) => changes.map(({ kind, before, after }) => [kind, before?.['n'], after?.['n']]))).toEqual([
    ['add', undefined, 1],
    ['update', 1, 2],
    ['replace', 2, 9],
    ['remove', 9, undefined],
  ]);
  const numbers = commits.map(({ sequence }) => sequence);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  stop();
  await database.insert('goods', [{}]);
  expect(commits).toHaveLength(4);
});

test('a failing listener disturbs nobody', async () => {
  const database = await open(['goods']);
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  database.onCommit(() => {
    throw new Error('mine');
  });
  await database.insert('goods', [{ a: 1 }]);
  expect(warning).toHaveBeenCalledOnce();
  warning.mockRestore();
});

test('a conditional decrement never oversells', async () => {
  const database = await open(['goods']);
  await database.insert('goods', [{ _id: 'a', stock: 20 }]);
  const sell = () => database.update('goods', { filter: { _id: 'a', stock: { $gte: 1 } }, update: { $inc: { stock: -1 } } });
  const results = await Promise.all(Array.from({ length: 60 }, sell));
  expect(results.filter(({ modified }) => modified === 1)).toHaveLength(20);
  expect(await database.find('goods', {})).toEqual([{ _id: 'a', stock: 0 }]);
});

test('upsert builds on what the filter pins, findAndModify answers the document after it', async () => {
  const database = await open(['goods']);
  const upsert = { filter: { kind: 'pear', n: { $gt: 1 } }, update: { $inc: { n: 1 }, $setOnInsert: { fresh: true } }, upsert: true };
  const { upsertedId } = await database.update('goods', upsert);
  expect(upsertedId).toMatch(/^[0-9a-f]{32}$/);
  expect(await database.find('goods', { projection: { _id: 0 } })).toEqual([{ kind: 'pear', n: 1, fresh: true }]);
  expect(await database.update('goods', { filter: { _id: 'z' }, update: { a: 1 }, replace: true, upsert: true })).toMatchObject({
    upsertedId: 'z',
    modified: 0,
  });
  expect(await database.findAndModify('goods', { filter: { _id: 'z' }, update: { $inc: { a: 1 } } })).toEqual({
    updated: 1,
    document: { _id: 'z', a: 2 },
  });
  expect(await database.findAndModify('goods', { filter: { _id: 'q' }, update: { $inc: { a: 1 } } })).toEqual({
    updated: 0,
    document: null,
  });
});

test('reset leaves nothing', async () => {
  const database = await open(['goods']);
  await database.insert('goods', [{ a: 1 }]);
  await database.reset();
  expect(database.listCollections()).toEqual([]);
});

test('what cannot be stored is refused', async () => {
  const database = await open(['goods']);
  let deep: unknown = 1;
  for (let level = 0; level < 120; level += 1) deep = { deep };
  const bad = [
    JSON.parse('{"__proto__": {"a": 1}}') as object,
    { deep },
    { $where: '1' },
    { a: { $b: 1 } },
    { _id: [1] },
    { _id: null },
    { f: () => 1 },
  ];
  for (const document of bad)
    await expect(database.insert('goods', [document as Record<string, unknown>])).rejects.toMatchObject({
      code: 'DATABASE_REQUEST_FAILED',
    });
  await expect(database.find('goods', { filter: { $where: '1' } })).rejects.toMatchObject({ code: 'DATABASE_INVALID_OPERRATOR' });
  await expect(database.find('goods', { filter: { '__proto__.a': 1 } })).rejects.toThrow();
  await expect(database.update('goods', { filter: {}, update: { $set: { 'a.__proto__.b': 1 } } })).rejects.toThrow();
  expect(await database.count('goods', {})).toBe(0);
  await database.insert('goods', [{ _id: 'a' }]);
  const path = Array.from({ length: 60 }, () => 'd').join('.');
  await database.update('goods', { filter: { _id: 'a' }, update: { $set: { [path]: {} } } });
  const deeper = { filter: { _id: 'a' }, update: { $rename: { d: path.replaceAll('d', 'e') } } };
  await expect(database.update('goods', deeper)).rejects.toMatchObject({ code: 'DATABASE_REQUEST_FAILED' });
  const halves = ['x'.repeat(10_000_000), 'y'.repeat(10_000_000), 1];
  for (const large of [halves, halves.join('')]) {
    await expect(database.insert('goods', [{ large }])).rejects.toMatchObject({ code: 'DATABASE_REQUEST_FAILED' });
  }
  expect(await database.count('goods', {})).toBe(1);
});
