import { afterEach, expect, test, vi } from 'vitest';
import type { Commit, Database } from '../types.ts';
import { open } from './open.ts';

const CONFLICT = { code: 'DATABASE_TRANSACTION_CONFLICT', message: expect.stringContaining('TransactionConflict') as string };
const GONE = { code: 'DATABASE_TRANSACTION_FAIL', message: expect.stringContaining('TransactionNotExist') as string };

async function accounts(): Promise<Database> {
  const database = await open(['accounts']);
  await database.insert('accounts', [
    { _id: 'a', n: 10 },
    { _id: 'b', n: 10 },
  ]);
  return database;
}

const add = (database: Database, id: string, n: number, transactionId?: string) =>
  database.update('accounts', { filter: { _id: id }, update: { $inc: { n } }, transactionId });

const all = async (database: Database, transactionId?: string) =>
  (await database.find('accounts', { sort: [['_id', 1]], transactionId })).map(({ _id, n }) => [_id, n]);

afterEach(() => vi.useRealTimers());

test('a transaction sees its snapshot and its own writes; others see them after the commit, as one commit', async () => {
  const database = await accounts();
  const commits: Commit[] = [];
  database.onCommit((commit) => commits.push(commit));
  const id = await database.startTransaction();
  await add(database, 'a', -3, id);
  await add(database, 'a', -3, id);
  await database.insert('accounts', [{ _id: 'c', n: 6 }], id);
  await database.insert('accounts', [{ _id: 'd', n: 1 }]);
  await add(database, 'b', 5);
  expect(await all(database, id)).toEqual([
    ['a', 4],
    ['b', 10],
    ['c', 6],
  ]);
  expect(await database.find('accounts', { filter: { n: { $lt: 5 } }, transactionId: id })).toEqual([{ _id: 'a', n: 4 }]);
  expect(await database.find('accounts', { sort: [['n', -1]], skip: 1, limit: 1, transactionId: id })).toEqual([{ _id: 'c', n: 6 }]);
  expect(await all(database)).toEqual([
    ['a', 10],
    ['b', 15],
    ['d', 1],
  ]);
  await database.commitTransaction(id);
  expect(await all(database)).toEqual([
    ['a', 4],
    ['b', 15],
    ['c', 6],
    ['d', 1],
  ]);
  expect(commits.at(-1)?.changes).toEqual([
    { collection: 'accounts', id: 'a', before: { _id: 'a', n: 10 }, after: { _id: 'a', n: 4 }, kind: 'update' },
    { collection: 'accounts', id: 'c', before: null, after: { _id: 'c', n: 6 }, kind: 'add' },
  ]);
});

test('the second writer of a document conflicts at once, and its transaction is over', async () => {
  const database = await accounts();
  const [first, second] = [await database.startTransaction(), await database.startTransaction()];
  await add(database, 'b', 1, second);
  await add(database, 'a', 1, first);
  await expect(add(database, 'a', 1, second)).rejects.toMatchObject(CONFLICT);
  await expect(database.commitTransaction(second)).rejects.toMatchObject(GONE);
  await add(database, 'b', 1, first);
  await database.commitTransaction(first);
  expect(await all(database)).toEqual([
    ['a', 11],
    ['b', 11],
  ]);
});

test('writing what was committed after the snapshot conflicts, also an insert and also where the document is gone', async () => {
  const database = await accounts();
  const attempts = await Promise.all([1, 2, 3, 4].map(() => database.startTransaction()));
  await add(database, 'a', 1);
  await database.insert('accounts', [{ _id: 'c', n: 1 }]);
  await database.remove('accounts', { filter: { _id: 'b' } });
  const [w = '', x = '', y = '', z = ''] = attempts;
  await expect(add(database, 'a', 1, w)).rejects.toMatchObject(CONFLICT);
  await expect(database.insert('accounts', [{ _id: 'c' }], x)).rejects.toMatchObject(CONFLICT);
  await expect(database.remove('accounts', { filter: { _id: 'b' }, transactionId: y })).rejects.toMatchObject(CONFLICT);
  expect(await all(database, z)).toEqual([
    ['a', 10],
    ['b', 10],
  ]);
  await database.commitTransaction(z);
});

test('a plain write waits for the transaction that holds the document and is then worked out anew', async () => {
  const database = await accounts();
  const id = await database.startTransaction();
  await add(database, 'a', -10, id);
  let finished = false;
  const plain = database
    .update('accounts', { filter: { _id: 'a', n: { $gte: 5 } }, update: { $inc: { n: -5 } } })
    .finally(() => (finished = true));
  await add(database, 'b', 1);
  expect(finished).toBe(false);
  await database.commitTransaction(id);
  expect(await plain).toMatchObject({ matched: 0, modified: 0 });
  expect(await all(database)).toEqual([
    ['a', 0],
    ['b', 11],
  ]);
});

test('an abort leaves nothing, frees everything, and can be repeated', async () => {
  const database = await accounts();
  const id = await database.startTransaction();
  await add(database, 'a', 1, id);
  await database.remove('accounts', { filter: { _id: 'b' }, transactionId: id });
  const waiting = add(database, 'a', 100);
  await database.abortTransaction(id);
  await database.abortTransaction(id);
  await database.abortTransaction('never');
  await waiting;
  expect(await all(database)).toEqual([
    ['a', 110],
    ['b', 10],
  ]);
  for (const act of [() => add(database, 'a', 1, id), () => all(database, 'never'), () => database.commitTransaction(id)]) {
    await expect(act()).rejects.toMatchObject(GONE);
  }
});

test('a transaction expires after 30 s and lets waiting writers go', async () => {
  const database = await accounts();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const id = await database.startTransaction();
  await add(database, 'a', 1, id);
  const waiting = add(database, 'a', 100);
  await vi.advanceTimersByTimeAsync(29_999);
  await add(database, 'a', 1, id);
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  await expect(database.commitTransaction(id)).rejects.toMatchObject({
    code: 'DATABASE_TRANSACTION_FAIL',
    message: expect.stringContaining(id) as string,
  });
  expect(await all(database)).toEqual([
    ['a', 110],
    ['b', 10],
  ]);
});

test('a plain write gives up after 30 s of transactions that take turns', async () => {
  const database = await accounts();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let id = await database.startTransaction();
  await add(database, 'a', 1, id);
  const refused = expect(add(database, 'a', 100)).rejects.toMatchObject(CONFLICT);
  await vi.advanceTimersByTimeAsync(20_000);
  const next = await database.startTransaction();
  const ending = database.abortTransaction(id);
  await add(database, 'a', 1, next);
  await ending;
  id = next;
  await vi.advanceTimersByTimeAsync(10_000);
  await refused;
  await database.commitTransaction(id);
});

test('unique keys are claimed by open transactions too', async () => {
  const database = await accounts();
  await database
    .ensureIndexes('accounts', [
      {
        name: 'code',
        keys: [
          { field: 'code', direction: 1 },
          { field: 'n', direction: 1 },
        ],
        unique: true,
      },
    ])
    .catch(() => undefined);
  await database.ensureIndexes('accounts', []);
  await add(database, 'b', 1);
  await database.ensureIndexes('accounts', [{ name: 'n', keys: [{ field: 'n', direction: 1 }], unique: true }]);
  const id = await database.startTransaction();
  await database.insert('accounts', [{ n: 1 }], id);
  const other = await database.startTransaction();
  await expect(database.insert('accounts', [{ n: 1 }], other)).rejects.toMatchObject(CONFLICT);
  const plain = expect(database.insert('accounts', [{ n: 1 }])).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
  await database.commitTransaction(id);
  await plain;
  const third = await database.startTransaction();
  await expect(database.insert('accounts', [{ n: 1 }], third)).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
});

test('in a transaction a key that it has freed can be used again', async () => {
  const database = await accounts();
  await add(database, 'b', 1);
  await database.ensureIndexes('accounts', [{ name: 'n', keys: [{ field: 'n', direction: 1 }], unique: true }]);
  const id = await database.startTransaction();
  await database.remove('accounts', { filter: { _id: 'a' }, transactionId: id });
  await add(database, 'b', -1, id);
  await database.insert('accounts', [{ _id: 'a', n: 11 }], id);
  await database.commitTransaction(id);
  expect(await all(database)).toEqual([
    ['a', 11],
    ['b', 10],
  ]);
  await expect(database.insert('accounts', [{ n: 11 }])).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
});

test('parallel transfers with retries keep the sum', async () => {
  const database = await accounts();
  const transfer = async (from: string, to: string): Promise<void> => {
    const id = await database.startTransaction();
    try {
      await add(database, from, -1, id);
      await add(database, to, 1, id);
      await database.commitTransaction(id);
    } catch (error) {
      if ((error as { code?: string }).code !== 'DATABASE_TRANSACTION_CONFLICT') throw error;
      await transfer(from, to);
    }
  };
  await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 3 === 0 ? transfer('a', 'b') : transfer('b', 'a'))));
  expect(await all(database)).toEqual([
    ['a', 22],
    ['b', -2],
  ]);
});
