import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENV_ID, type Running, start } from './harness.ts';

type Transaction = Awaited<ReturnType<ReturnType<ReturnType<typeof tcb.init>['database']>['startTransaction']>>;

let running: Running;
let app: ReturnType<typeof tcb.init>;

beforeAll(async () => {
  running = await start(
    [
      { name: 'goods', permission: 'ADMINONLY', indexes: [{ name: 'code', keys: [{ field: 'code', direction: 1 }], unique: true }] },
      { name: 'orders', permission: 'ADMINONLY', indexes: [] },
    ],
    { echo: (event, { identity }) => ({ event, identity }), fails: () => Promise.reject(new Error('no')) },
  );
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${running.origin}/admin` }),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: ENV_ID,
    TENCENTCLOUD_SECRETID: 'id',
    TENCENTCLOUD_SECRETKEY: 'key',
    TENCENTCLOUD_SESSIONTOKEN: 'token-of-script',
  });
  app = tcb.init({ env: ENV_ID });
});

afterAll(() => running.close());

test('documents keep their types on the way there and back', async () => {
  const db = app.database();
  const at = new Date('2026-05-01T08:00:00.000Z');
  const added = await db.collection('goods').add({
    code: 'a',
    price: 1.5,
    big: 5_000_000_000,
    n: 3,
    at,
    tags: ['x', { deep: at }],
    none: null,
    madeAt: db.serverDate({ offset: 1000 }),
  });
  const { data } = await db.collection('goods').doc(String(added.id)).get();
  expect(data[0]).toMatchObject({ code: 'a', price: 1.5, big: 5_000_000_000, n: 3, at, tags: ['x', { deep: at }], none: null });
  const madeAt = (data[0] as { madeAt: Date }).madeAt;
  expect(Math.abs(madeAt.getTime() - 1000 - Date.now())).toBeLessThan(5000);
});

test('queries, updates and removals say how many', async () => {
  const db = app.database();
  const _ = db.command;
  const goods = db.collection('goods');
  await goods.add([1, 2, 3, 4, 5].map((n) => ({ _id: `q${n}`, code: `q${n}`, n, kind: 'q' })));
  const page = await goods
    .where({ kind: 'q', n: _.gt(1) })
    .orderBy('n', 'desc')
    .skip(1)
    .limit(2)
    .field({ n: true })
    .get();
  expect(page.data).toEqual([
    { _id: 'q4', n: 4 },
    { _id: 'q3', n: 3 },
  ]);
  expect((await goods.where({ code: /^q[12]$/ }).count()).total).toBe(2);
  expect((await goods.where({ kind: 'q', n: _.lte(2) }).update({ n: _.inc(10), extra: { a: 1 } })).updated).toBe(2);
  expect((await goods.doc('q1').update({ extra: { b: 2 } })).updated).toBe(1);
  expect((await goods.doc('q1').get()).data[0]).toEqual({ _id: 'q1', code: 'q1', n: 11, kind: 'q', extra: { a: 1, b: 2 } });
  expect(await goods.doc('q9').set({ code: 'q9', n: 9, kind: 'q' })).toMatchObject({ updated: 0, upsertedId: 'q9' });
  expect((await goods.doc('q9').set({ code: 'q9' })).updated).toBe(1);
  expect((await goods.doc('q9').get()).data[0]).toEqual({ _id: 'q9', code: 'q9' });
  const changed = await goods.where({ _id: 'q2' }).updateAndReturn({ n: _.inc(1) });
  expect(changed).toMatchObject({ updated: 1, doc: { n: 13 } });
  expect((await goods.where({ kind: 'q' }).remove()).deleted).toBe(5);
});

test('a read answers 100 by default and 1000 at most, an aggregation 20', async () => {
  const db = app.database();
  for (let part = 0; part < 11; part += 1)
    await db.collection('orders').add(Array.from({ length: 100 }, (_, index) => ({ no: part * 100 + index, shop: index % 2 })));
  expect((await db.collection('orders').get()).data).toHaveLength(100);
  expect((await db.collection('orders').limit(5000).get()).data).toHaveLength(1000);
  const some = await db
    .collection('orders')
    .aggregate()
    .match({ no: db.command.lt(50) })
    .end();
  expect(some.data).toHaveLength(20);
  const sums = await db
    .collection('orders')
    .aggregate()
    .group({ _id: '$shop', sum: db.command.aggregate.sum('$no') })
    .sort({ _id: 1 })
    .end();
  expect(sums.data).toEqual([
    { _id: 0, sum: 301_950 },
    { _id: 1, sum: 302_500 },
  ]);
});

test('refusals carry the cloud’s codes', async () => {
  const db = app.database();
  await db.collection('goods').add({ code: 'twice' });
  await expect(db.collection('goods').add({ code: 'twice' })).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
  await expect(db.collection('nowhere').get()).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_NOT_EXIST' });
  await expect(app.callFunction({ name: 'nothing', data: {} })).rejects.toMatchObject({ code: 'FUNCTION_NOT_FOUND' });
});

test('a transaction is all or nothing, and the second of two writers is run again', async () => {
  const db = app.database();
  await db.collection('orders').doc('account').set({ sum: 10 });
  let runs = 0;
  const spend = (): Promise<unknown> =>
    db.runTransaction(async (transaction: Transaction) => {
      runs += 1;
      const account = transaction.collection('orders').doc('account');
      const read = (await account.get()) as unknown as { data: { sum: number } };
      await account.update({ sum: read.data.sum - 1 });
    });
  await Promise.all([spend(), spend()]);
  expect((await db.collection('orders').doc('account').get()).data[0]).toMatchObject({ sum: 8 });
  expect(runs).toBeGreaterThan(2);
  await expect(
    db.runTransaction(async (transaction: Transaction) => {
      await transaction.collection('orders').add({ _id: 'ghost' });
      await transaction.rollback('enough');
    }),
  ).rejects.toBe('enough');
  expect((await db.collection('orders').doc('ghost').get()).data).toEqual([]);
});

test('a running function is known by its token: figures, identity of nested calls, warnings', async () => {
  const identity = { kind: 'mini', appid: 'wx1', openid: 'o-1' } as const;
  running.sessions.set('t-1', { name: 'order', requestId: 'r-1', identity });
  process.env['TENCENTCLOUD_SESSIONTOKEN'] = 't-1';
  const inside = tcb.init({ env: ENV_ID });
  try {
    await inside.database().collection('goods').where({ code: 'none' }).get();
    await inside.database().collection('goods').where({ code: 'none' }).update({ n: 1 });
    expect(running.meter.ofRequest('r-1')).toEqual({ reads: 1, writes: 1 });
    const answer = await inside.callFunction({ name: 'echo', data: { a: 1 } });
    expect(answer.result).toEqual({ event: { a: 1 }, identity });
    expect(running.calls.at(-1)?.source).toBe('function');
    await inside.database().runTransaction(async (transaction: Transaction) => {
      await transaction.collection('goods').where({ code: 'none' }).update({ n: 2 });
    });
    expect(running.feed.recent().some((event) => event.kind === 'warning' && event.title.includes('outside an open transaction'))).toBe(
      true,
    );
  } finally {
    process.env['TENCENTCLOUD_SESSIONTOKEN'] = 'token-of-script';
  }
});

test('a web page may not be an administrator', async () => {
  const body = { action: 'database.getDocument', collectionName: 'goods' };
  for (const headers of [{ origin: running.origin }, { 'sec-fetch-site': 'same-origin' }]) {
    expect(await running.request('POST', '/admin', { body, headers })).toMatchObject({
      status: 403,
      body: { code: 'INVALID_REQUEST_SOURCE' },
    });
  }
});
