/** The cloud's limits and refusals, each met by the SDK that meets it in the cloud, with the code that this SDK shows. */
import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wx from 'wx-server-sdk';
import { HAS_BROWSER, openSdkPage, type SdkPage } from '../../gateway/test/browser.ts';
import { ENV_ID, type Running, start } from '../../gateway/test/harness.ts';
import { createCloud } from '../../miniprogram/wx/cloud/index.ts';
import type { CollectionRules } from '../../types.ts';
import { useCloud } from './suite.ts';

type Callable = (options?: unknown) => Promise<unknown>;
interface Refs {
  collection(name: string): MiniQuery;
}
type MiniQuery = Record<'where' | 'limit' | 'doc' | 'orderBy', (...given: unknown[]) => MiniQuery> &
  Record<
    'get' | 'count' | 'add' | 'update' | 'remove' | 'set',
    (...given: unknown[]) => Promise<{ data: unknown[]; stats: Record<string, number> }>
  >;

const MANY = 1100;
const KB = 1024;
const OPEN = { permission: 'CUSTOM' as const, rule: { read: true, write: true }, indexes: [] };
const COLLECTIONS: readonly CollectionRules[] = [
  { name: 'many', permission: 'READONLY', indexes: [{ name: 'n', keys: [{ field: 'n', direction: 1 }] }] },
  { name: 'open', ...OPEN },
  { name: 'heavy', ...OPEN },
  { name: 'own', permission: 'CUSTOM', rule: { read: 'doc._openid == auth.openid', write: 'doc._openid == auth.openid' }, indexes: [] },
  { name: 'private', permission: 'PRIVATE', indexes: [] },
  {
    name: 'keyed',
    permission: 'ADMINONLY',
    indexes: [
      { name: 'code', keys: [{ field: 'code', direction: 1 }], unique: true },
      { name: 'text', keys: [{ field: 'text', direction: 1 }] },
    ],
  },
];

let running: Running;
const node = tcb.init({ env: ENV_ID, secretId: 'id', secretKey: 'key', sessionToken: 'token' });
const db = node.database();
wx.init({ env: ENV_ID });
const wxDb = wx.database();
let mini: Refs;
let call: Callable;

/** The string code of node-sdk and js-sdk, or the number of the WeChat SDKs. */
async function codeOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    const { code } = (await asked) as { code?: string };
    return code ?? 'no refusal';
  } catch (error) {
    const { code, errCode } = error as { code?: string; errCode?: number };
    return errCode ?? code ?? String(error);
  }
}
const lengthOf = async (asked: Promise<unknown>): Promise<number> => ((await asked) as { data: unknown[] }).data.length;

beforeAll(async () => {
  running = await start(COLLECTIONS, { echo: (event) => event, big: (event) => 'x'.repeat((event as { size: number }).size) });
  useCloud(running, ENV_ID);
  running.sessions.set('token', { name: 'order', requestId: 'r-1', identity: { kind: 'system' } });
  await running.database.insert(
    'many',
    Array.from({ length: MANY }, (_, n) => ({ _id: `m${n}`, n })),
  );
  await running.database.insert('own', [
    { _id: 'mine', _openid: 'o-me' },
    { _id: 'hers', _openid: 'o-her' },
  ]);
  await running.database.insert('private', [
    { _id: 'mine', _openid: 'o-me' },
    { _id: 'hers', _openid: 'o-her' },
  ]);
  await running.database.insert(
    'heavy',
    Array.from({ length: 3 }, (_, n) => ({ _id: `h${n}`, text: 'x'.repeat(400 * KB) })),
  );
  await running.database.insert('keyed', [{ _id: 'k0' }, { _id: 'k1', code: 'a' }]);
  const cloud = createCloud({ origin: running.origin, envId: ENV_ID, appid: 'wx1', openid: () => 'o-me' });
  await (cloud.api['init'] as Callable)({ env: ENV_ID });
  mini = (cloud.api['database'] as () => unknown)() as Refs;
  call = cloud.api['callFunction'] as Callable;
}, 60_000);
afterAll(() => running.close());

describe('a missing collection is refused, and not made', () => {
  test.each<[string, () => Promise<unknown>, unknown]>([
    ['node-sdk reads', () => db.collection('nowhere').get(), 'DATABASE_COLLECTION_NOT_EXIST'],
    ['node-sdk counts', () => db.collection('nowhere').count(), 'DATABASE_COLLECTION_NOT_EXIST'],
    ['node-sdk adds', () => db.collection('nowhere').add({ a: 1 }), 'DATABASE_COLLECTION_NOT_EXIST'],
    ['node-sdk sets', () => db.collection('nowhere').doc('x').set({ a: 1 }), 'DATABASE_COLLECTION_NOT_EXIST'],
    ['node-sdk aggregates', () => db.collection('nowhere').aggregate().end(), 'DATABASE_COLLECTION_NOT_EXIST'],
    ['wx-server-sdk reads', () => wxDb.collection('nowhere').get() as Promise<unknown>, -502005],
    ['wx-server-sdk adds', () => wxDb.collection('nowhere').add({ data: { a: 1 } }) as Promise<unknown>, -502005],
    ['a mini-program reads', () => mini.collection('nowhere').get(), -502005],
    ['a mini-program adds', () => mini.collection('nowhere').add({ data: { a: 1 } }), -502005],
  ])('%s', async (_, run, code) => {
    expect(await codeOf(run())).toBe(code);
    expect(running.database.hasCollection('nowhere')).toBe(false);
  });
});

describe('a read answers so many documents', () => {
  test.each<[string, () => Promise<unknown>, number]>([
    ['20 to a mini-program', () => mini.collection('many').get(), 20],
    ['20 to a mini-program that asks for more', () => mini.collection('many').limit(50).get(), 20],
    ['100 to node-sdk', () => db.collection('many').get(), 100],
    ['1000 to node-sdk that asks for more', () => db.collection('many').limit(2000).get(), 1000],
    ['100 to wx-server-sdk', () => wxDb.collection('many').get() as Promise<unknown>, 100],
    ['1000 to wx-server-sdk', () => wxDb.collection('many').limit(1000).get() as Promise<unknown>, 1000],
    ['20 to an aggregation without a limit', () => db.collection('many').aggregate().match({}).end(), 20],
    ['what an aggregation asks for', () => db.collection('many').aggregate().match({}).limit(1050).end(), 1050],
  ])('%s', async (_, run, count) => expect(await lengthOf(run())).toBe(count));
});

describe('names of collections', () => {
  test.each([['_hidden'], ['with space'], ['a'.repeat(97)], ['a.b']])('%s is refused', async (name) => {
    expect(await codeOf(running.database.createCollection(name))).toBe('DATABASE_REQUEST_FAILED');
  });
});

describe('indexes', () => {
  test.each<[string, () => Promise<unknown>, unknown]>([
    ['a missing field is null, and null is unique', () => db.collection('keyed').add({ other: 1 }), 'DATABASE_DUPLICATE_WRITE'],
    ['a value that is taken', () => db.collection('keyed').add({ code: 'a' }), 'DATABASE_DUPLICATE_WRITE'],
    ['wx-server-sdk knows no such code', () => wxDb.collection('keyed').add({ data: { code: 'a' } }) as Promise<unknown>, -501001],
    ['a value of more than 1024 bytes', () => db.collection('keyed').add({ code: 'b', text: 'x'.repeat(1025) }), 'DATABASE_REQUEST_FAILED'],
  ])('%s', async (_, run, code) => expect(await codeOf(run())).toBe(code));

  test('a value of 1024 bytes is taken', async () => {
    expect(await codeOf(db.collection('keyed').add({ code: 'c', text: 'x'.repeat(1000) }))).toBe('no refusal');
  });
});

describe('sizes', () => {
  test.each<[string, () => Promise<unknown>, unknown]>([
    ['a mini-program is answered 1 MB', () => mini.collection('heavy').get(), -602001],
    ['a mini-program writes 512 KB', () => mini.collection('open').add({ data: { text: 'x'.repeat(513 * KB) } }), -501007],
    ['a mini-program calls with 100 KB', () => call({ name: 'echo', data: { text: 'x'.repeat(101 * KB) } }), -501007],
    ['a mini-program is answered 1 MB by a function', () => call({ name: 'big', data: { size: 1024 * KB + 1 } }), -604001],
    ['a server sends 6 MB', () => node.callFunction({ name: 'echo', data: { text: 'x'.repeat(6 * KB * KB) } }), 'EXCEED_MAX_PAYLOAD_SIZE'],
  ])('%s at most', async (_, run, code) => expect(await codeOf(run())).toBe(code));

  test.each<[string, () => Promise<unknown>]>([
    ['a mini-program that reads less', () => mini.collection('heavy').limit(2).get()],
    ['a mini-program that writes less', () => mini.collection('open').add({ data: { text: 'x'.repeat(500 * KB) } })],
    ['a mini-program that calls with less', () => call({ name: 'echo', data: { text: 'x'.repeat(99 * KB) } })],
    ['a server that reads 1.2 MB', () => db.collection('heavy').get()],
    ['a server that writes 1 MB', () => db.collection('open').add({ text: 'x'.repeat(KB * KB) })],
    ['a server that calls with 1 MB', () => node.callFunction({ name: 'echo', data: { text: 'x'.repeat(KB * KB) } })],
  ])('%s is served', async (_, run) => expect(await codeOf(run())).toBe('no refusal'));
});

describe('rules, as a mini-program meets them', () => {
  test.each<[string, () => Promise<unknown>, unknown]>([
    ['by id under a rule on doc', () => mini.collection('own').doc('mine').get(), -502003],
    [
      'an update by id under a rule on doc',
      () =>
        mini
          .collection('own')
          .doc('mine')
          .update({ data: { a: 1 } }),
      -502003,
    ],
    ['a removal by id under a rule on doc', () => mini.collection('own').doc('mine').remove(), -502003],
    ['_openid in a new document', () => mini.collection('private').add({ data: { _openid: 'o-her' } }), -502003],
    [
      '_openid in an update',
      () =>
        mini
          .collection('private')
          .doc('mine')
          .update({ data: { _openid: 'o-her' } }),
      -502003,
    ],
    [
      'several at once without a custom rule',
      () =>
        mini
          .collection('private')
          .where({ a: 1 })
          .update({ data: { a: 2 } }),
      -502003,
    ],
    ['a collection of administrators', () => mini.collection('keyed').get(), -502003],
  ])('%s is refused', async (_, run, code) => expect(await codeOf(run())).toBe(code));

  test('with the owner in the query it passes; PRIVATE answers the own documents alone; another’s is updated 0 times', async () => {
    expect((await mini.collection('own').where({ _openid: '{openid}' }).get()).data).toMatchObject([{ _id: 'mine' }]);
    expect((await mini.collection('private').get()).data).toMatchObject([{ _id: 'mine' }]);
    expect(
      (
        await mini
          .collection('private')
          .doc('hers')
          .update({ data: { a: 1 } })
      ).stats,
    ).toMatchObject({ updated: 0 });
    expect(
      (
        await mini
          .collection('own')
          .where({ _openid: '{openid}' })
          .update({ data: { a: 1 } })
      ).stats,
    ).toMatchObject({ updated: 1 });
  });
});

describe('transactions', () => {
  test('the second writer of a document is refused at once', async () => {
    const [first, second] = [await db.startTransaction(), await db.startTransaction()];
    await first.collection('open').doc('t').set({ n: 1 });
    const began = performance.now();
    expect(await codeOf(second.collection('open').doc('t').set({ n: 2 }))).toBe('DATABASE_TRANSACTION_CONFLICT');
    expect(performance.now() - began).toBeLessThan(1000);
    expect(await codeOf(second.commit())).toMatch(/^DATABASE_TRANSACTION_/);
    await first.commit();
    expect((await db.collection('open').doc('t').get()).data).toMatchObject([{ n: 1 }]);
  });

  test('an unknown one is gone, and to abort it is no fault', async () => {
    const transaction = await db.startTransaction();
    await transaction.commit();
    expect(await codeOf(transaction.collection('open').doc('t').get())).toBe('DATABASE_TRANSACTION_FAIL');
  });

  test('where().update() is outside of it, and the feed says so', async () => {
    const transaction = await db.startTransaction();
    await (transaction.collection('open') as unknown as MiniQuery).where({ n: 1 }).update({ outside: true });
    await transaction.rollback();
    expect((await db.collection('open').doc('t').get()).data).toMatchObject([{ outside: true }]);
    expect(running.feed.recent().findLast(({ kind }) => kind === 'warning')).toMatchObject({
      title: 'modifyDocument outside an open transaction',
    });
  });
});

describe.skipIf(!HAS_BROWSER)('the browser SDK', () => {
  let sdk: SdkPage;
  beforeAll(async () => {
    sdk = await openSdkPage(running);
    await sdk.run('const { error } = await auth.signInAnonymously({}); if (error) throw new Error(error.message)');
  }, 60_000);
  afterAll(() => sdk.close());

  const codeInPage = (script: string): Promise<unknown> =>
    sdk.run(`return (async () => ${script})().then((answer) => answer?.code ?? 'no refusal', (error) => error.code ?? String(error))`);

  test.each([
    ['a missing collection', `db.collection('nowhere').get()`, 'DATABASE_COLLECTION_NOT_EXIST'],
    ['a transaction', `db.startTransaction()`, 'DATABASE_PERMISSION_DENIED'],
    ['runTransaction', `db.runTransaction(async () => 1)`, 'DATABASE_PERMISSION_DENIED'],
    [
      'lookup',
      `db.collection('open').aggregate().lookup({ from: 'own', localField: 'a', foreignField: 'b', as: 'c' }).end()`,
      'DATABASE_PERMISSION_DENIED',
    ],
    ['a new collection', `db.createCollection('mine')`, 'DATABASE_PERMISSION_DENIED'],
    ['more than 512 KB', `db.collection('open').add({ text: 'x'.repeat(513 * 1024) })`, 'EXCEED_MAX_PAYLOAD_SIZE'],
    ['an answer of more than 1 MB', `db.collection('heavy').get()`, 'EXCEED_MAX_RESPONSE_SIZE'],
    [
      'a call with more than 100 KB',
      `app.callFunction({ name: 'echo', data: { text: 'x'.repeat(101 * 1024) } })`,
      'EXCEED_MAX_PAYLOAD_SIZE',
    ],
    ['a function that is not there', `app.callFunction({ name: 'none' })`, 'FUNCTION_NOT_FOUND'],
    [
      'an aggregation whose first match does not satisfy the rule',
      `db.collection('own').aggregate().match({ a: 1 }).end()`,
      'DATABASE_PERMISSION_DENIED',
    ],
    [
      'one that matches only later',
      `db.collection('own').aggregate().sort({ a: 1 }).match({ _openid: '{openid}' }).end()`,
      'DATABASE_PERMISSION_DENIED',
    ],
  ])('%s is refused', async (_, script, code) => expect(await codeInPage(script)).toBe(code));

  test.each([
    ['100 by default', `db.collection('many').get()`, 100],
    ['1000 at most', `db.collection('many').limit(2000).get()`, 1000],
    ['20 of an aggregation', `db.collection('many').aggregate().match({}).end()`, 20],
  ])('it is answered %s', async (_, script, count) => {
    expect(await sdk.run(`return (await ${script}).data.length`)).toBe(count);
  });
});
