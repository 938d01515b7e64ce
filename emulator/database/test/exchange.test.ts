import { describe, expect, it } from 'vitest';
import type { Change } from '../types.ts';
import { openDatabase } from '../index.ts';
import { NOW, open, temporaryFile } from './open.ts';

const UNIQUE = [{ name: 'number', keys: [{ field: 'number', direction: 1 }], unique: true }] as const;

describe('an exchange of whole collections', () => {
  it('is one commit of what is different, though unique keys change hands', async () => {
    const database = await open(['a', 'b', 'c']);
    await database.ensureIndexes('a', UNIQUE);
    await database.insert(
      'a',
      [1, 2, 3].map((n) => ({ _id: String(n), number: n })),
    );
    await database.insert('c', [{ _id: 'x' }]);
    const commits: (readonly Change[])[] = [];
    database.onCommit(({ changes }) => commits.push(changes));
    const outcome = await database.exchange(
      [
        {
          name: 'a',
          indexes: UNIQUE,
          documents: [
            { _id: '2', number: 1 },
            { _id: '1', number: 2 },
            { _id: '4', number: 4 },
          ],
        },
        { name: 'new', indexes: [], documents: [{ _id: 'n' }] },
      ],
      { drop: ['c'], reason: 'test' },
    );
    expect(outcome).toEqual({ added: 2, changed: 2, removed: 2 });
    expect(commits).toHaveLength(1);
    expect(commits[0]?.map(({ collection, id, kind }) => `${kind} ${collection}/${id}`)).toEqual([
      'replace a/2',
      'replace a/1',
      'add a/4',
      'remove a/3',
      'add new/n',
      'remove c/x',
    ]);
    expect(database.listCollections()).toEqual(['a', 'b', 'new']);
    expect(await database.explain('a', { filter: { number: 2 } })).toEqual({ index: 'number', examined: 1, returned: 1 });
    await expect(database.insert('a', [{ number: 4 }])).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
  });

  it('puts the same documents into another order, and leaves alone what is the same already', async () => {
    const file = temporaryFile();
    const database = await openDatabase({ file, now: () => NOW });
    await database.createCollection('a');
    await database.insert('a', [{ _id: 'x' }, { _id: 'y' }]);
    const same = { name: 'a', indexes: [], documents: [{ _id: 'x' }, { _id: 'y' }] };
    const nothing = { added: 0, changed: 0, removed: 0 };
    expect(await database.exchange([same], { reason: 'test' })).toEqual(nothing);
    expect(await database.contents()).toEqual([same]);
    const other = {
      name: 'a',
      indexes: UNIQUE,
      documents: [
        { _id: 'y', number: 1 },
        { _id: 'x', number: 2 },
      ],
    };
    expect(await database.exchange([other], { reason: 'test' })).toEqual({ ...nothing, changed: 2 });
    const turned = { ...other, documents: [...other.documents].reverse() };
    expect(await database.exchange([turned], { reason: 'test' })).toEqual(nothing);
    await database.close();
    const again = await openDatabase({ file, now: () => NOW });
    expect(await again.contents()).toEqual([turned]);
    await again.close();
  });

  it('leaves everything as it was when it is refused', async () => {
    const database = await open(['a', 'b']);
    await database.insert('a', [{ _id: '1', number: 1 }]);
    const transaction = await database.startTransaction();
    await database.insert('a', [{ _id: 'open' }], transaction);
    const before = await database.contents();
    const refused = [
      [
        {
          name: 'a',
          indexes: UNIQUE,
          documents: [
            { _id: '8', number: 1 },
            { _id: '9', number: 1 },
          ],
        },
      ],
      [
        { name: 'b', indexes: [], documents: [{ _id: '1' }] },
        { name: 'a', indexes: [], documents: [{ _id: '1' }, { _id: '1' }] },
      ],
      [{ name: '_bad', indexes: [], documents: [] }],
      [{ name: 'a', indexes: [], documents: [{ _id: 'large', text: 'x'.repeat(17 * 1024 * 1024) }] }],
    ];
    for (const contents of refused) await expect(database.exchange(contents, { reason: 'test' })).rejects.toThrow();
    expect(await database.contents()).toEqual(before);
    await database.commitTransaction(transaction);
    expect(await database.count('a', {})).toBe(2);
  });

  it('ends open transactions, and lets a write go on that waited for one', async () => {
    const database = await open(['a']);
    await database.insert('a', [{ _id: '1', n: 1 }]);
    const transaction = await database.startTransaction();
    await database.update('a', { filter: { _id: '1' }, update: { $inc: { n: 10 } }, transactionId: transaction });
    const waiting = database.update('a', { filter: { _id: '1' }, update: { $inc: { n: 1 } } });
    await database.exchange([{ name: 'a', indexes: [], documents: [{ _id: '1', n: 5 }] }], { reason: 'put back' });
    await expect(database.commitTransaction(transaction)).rejects.toMatchObject({
      code: 'DATABASE_TRANSACTION_FAIL',
      message: expect.stringContaining('put back') as unknown,
    });
    await waiting;
    expect(await database.find('a', {})).toEqual([{ _id: '1', n: 6 }]);
  });

  it('is there after a restart, in its order', async () => {
    const file = temporaryFile();
    const first = await openDatabase({ file, now: () => NOW });
    await first.createCollection('a');
    await first.createCollection('gone');
    await first.insert('a', [{ _id: 'x' }, { _id: 'y' }]);
    await first.exchange(
      [
        {
          name: 'a',
          indexes: UNIQUE,
          documents: [
            { _id: 'z', number: 1 },
            { _id: 'x', number: 2 },
          ],
        },
      ],
      { drop: ['gone'], reason: 'test' },
    );
    await first.close();
    const second = await openDatabase({ file, now: () => NOW });
    expect(await second.contents()).toEqual([
      {
        name: 'a',
        indexes: UNIQUE,
        documents: [
          { _id: 'z', number: 1 },
          { _id: 'x', number: 2 },
        ],
      },
    ]);
    await second.close();
  });
});
