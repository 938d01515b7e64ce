import { afterAll, beforeAll, expect, test } from 'vitest';
import { brief, type Event, LiveClient } from './live-client.ts';
import { type Running, start } from './harness.ts';

let running: Running;
let client: LiveClient;

beforeAll(async () => {
  running = await start([
    { name: 'goods', permission: 'ADMINWRITE', indexes: [{ name: 'price', keys: [{ field: 'price', direction: 1 }] }] },
    { name: 'many', permission: 'ADMINWRITE', indexes: [] },
    { name: 'busy', permission: 'ADMINWRITE', indexes: [] },
    { name: 'staff', permission: 'ADMINONLY', indexes: [] },
    {
      name: 'orders',
      permission: 'CUSTOM',
      rule: { read: 'doc._openid == auth.openid || get(`database.staff.${auth.openid}`).orders == true', write: false },
      indexes: [],
    },
  ]);
  await running.database.insert('staff', [{ _id: 'o-clerk', orders: true }]);
  client = await LiveClient.open(running, await running.token('o-me'));
});

afterAll(async () => {
  await client.drop();
  await running.close();
});

const db = (): Running['database'] => running.database;

test('one watch sees documents come, change, and go', async () => {
  await db().insert('goods', [{ _id: 'a', kind: 'fruit', at: new Date(5), box: { n: 1, m: 2 } }]);
  const { events } = await client.watch('w1', 'goods', { kind: 'fruit' });
  expect(events).toMatchObject([{ id: 1, queue: 'init', data: 'init', doc: { _id: 'a', at: { $date: 5 }, box: { n: 1, m: 2 } } }]);

  await db().insert('goods', [{ _id: 'b', kind: 'fruit' }]);
  expect(await client.next('w1')).toMatchObject([{ id: 2, queue: 'enqueue', data: 'add', docId: 'b', doc: { kind: 'fruit' } }]);
  await db().update('goods', { filter: { _id: 'a' }, update: { $set: { 'box.n': 9 }, $unset: { 'box.m': '' } } });
  expect(await client.next('w1')).toMatchObject([
    { id: 3, queue: 'update', data: 'update', docId: 'a', updated: { 'box.n': 9 }, removed: ['box.m'] },
  ]);
  await db().update('goods', { filter: { _id: 'a' }, update: { kind: 'fruit', n: 1 }, replace: true });
  expect(await client.next('w1')).toMatchObject([{ id: 4, queue: 'update', data: 'replace', doc: { _id: 'a', kind: 'fruit', n: 1 } }]);
  await db().update('goods', { filter: {}, update: { $set: { kind: 'nut' } }, multi: true });
  expect(await client.next('w1')).toMatchObject([
    { id: 5, queue: 'dequeue', data: 'update' },
    { id: 5, queue: 'dequeue' },
  ]);
  await db().insert('goods', [
    { _id: 'c', kind: 'meat' },
    { _id: 'd', kind: 'fruit' },
  ]);
  expect(brief(await client.next('w1'))).toEqual(['enqueue/add d']);
  await db().remove('goods', { filter: { _id: 'd' } });
  expect(await client.next('w1')).toMatchObject([{ id: 7, queue: 'dequeue', data: 'remove', docId: 'd' }]);
  expect(client.waiting).toBe(0);
});

test('a window of the first few keeps its size', async () => {
  await db().insert(
    'goods',
    [1, 2, 3, 4].map((n) => ({ _id: `p${n}`, sale: true, price: n * 10 })),
  );
  const { events } = await client.watch('w2', 'goods', { sale: true }, { orderBy: { price: 'asc' }, limit: 2 });
  expect(brief(events)).toEqual(['init/init p1', 'init/init p2']);
  await db().insert('goods', [{ _id: 'p0', sale: true, price: 5 }]);
  expect(brief(await client.next('w2'))).toEqual(['dequeue/limit p2', 'enqueue/add p0']);
  await db().remove('goods', { filter: { _id: 'p1' } });
  expect(brief(await client.next('w2'))).toEqual(['dequeue/remove p1', 'enqueue/limit p2']);
  await db().update('goods', { filter: { _id: 'p0' }, update: { $set: { price: 100 } } });
  expect(brief(await client.next('w2'))).toEqual(['dequeue/limit p0', 'enqueue/limit p3']);
  await db().insert('goods', [{ _id: 'p9', sale: true, price: 90 }]);
  await db().update('goods', { filter: { _id: 'p2' }, update: { $set: { note: 'x' } } });
  expect(brief(await client.next('w2'))).toEqual(['update/update p2']);
});

test('one document; two watches on one socket; a closed one is silent', async () => {
  await db().insert('goods', [{ _id: 'one', n: 1 }]);
  await client.watch('w3', 'goods', { _id: 'one' });
  await client.watch('w4', 'goods', { n: { $gte: 1 } });
  await db().update('goods', { filter: { _id: 'one' }, update: { $set: { n: 2 } } });
  expect(brief(await client.next('w3'))).toEqual(['update/update one']);
  expect(await client.ask('PING', undefined, null)).toMatchObject({ msgType: 'PONG', msgData: null });
  expect(brief(await client.next('w4'))).toEqual(['update/update one']);
  void client.ask('CLOSE_WATCH', 'w4', null);
  await client.ask('PING', undefined, null);
  await db().update('goods', { filter: { _id: 'one' }, update: { $set: { n: 3 } } });
  await client.next('w3');
  await client.ask('PING', undefined, null);
  expect(client.waiting).toBe(0);
});

test('a transaction is one step', async () => {
  await client.watch('w5', 'goods', { pair: true });
  const id = await db().startTransaction();
  await db().insert('goods', [{ _id: 't1', pair: true }], id);
  await db().insert('goods', [{ _id: 't2', pair: true }], id);
  await db().commitTransaction(id);
  expect(brief(await client.next('w5'))).toEqual(['enqueue/add t1', 'enqueue/add t2']);
});

test('rules bind a watch, and a right withdrawn ends it', async () => {
  await db().insert('orders', [
    { _id: 'x', _openid: 'o-me', status: 'new' },
    { _id: 'y', _openid: 'o-other', status: 'new' },
  ]);
  await expect(client.watch('w6', 'orders', { status: 'new' })).rejects.toThrow('COLLECTION_PERMISSION_DENIED');
  expect(brief((await client.watch('w7', 'orders', { _openid: '{openid}', status: 'new' })).events)).toEqual(['init/init x']);
  const clerk = await LiveClient.open(running, await running.token('o-clerk'));
  expect((await clerk.watch('c1', 'orders', { status: 'new' })).events).toHaveLength(2);
  await db().update('orders', { filter: { _id: 'x' }, update: { $set: { status: 'paid' } } });
  expect(await client.next('w7')).toMatchObject([{ queue: 'dequeue', updated: { status: 'paid' } }]);
  await clerk.next('c1');
  await db().update('staff', { filter: { _id: 'o-clerk' }, update: { $set: { orders: false } } });
  expect(await clerk.error('c1')).toMatchObject({ code: 'COLLECTION_PERMISSION_DENIED' });
  await clerk.drop();
});

test('who lost the socket takes up where he was', async () => {
  const first = await LiveClient.open(running, await running.token('o-me'));
  const { queryID } = await first.watch('w8', 'goods', { lot: 1 });
  await db().insert('goods', [{ _id: 'l1', lot: 1 }]);
  await first.next('w8');
  await first.drop();
  await db().insert('goods', [{ _id: 'l2', lot: 1 }]);
  await db().insert('goods', [{ _id: 'l3', lot: 1 }]);
  const second = await LiveClient.open(running, await running.token('o-me'));
  const missed = await second.rebuild('w8', 'goods', queryID, 2);
  expect(missed.map(({ id, docId }) => [id, docId])).toEqual([
    [3, 'l2'],
    [4, 'l3'],
  ]);
  expect(await second.rebuild('w8', 'goods', queryID, 4)).toEqual([]);
  await db().insert('goods', [{ _id: 'l4', lot: 1 }]);
  expect((await second.next('w8'))[0]).toMatchObject({ id: 5, docId: 'l4' });
  expect(await second.ask('CHECK_LAST', 'w8', { queryID, eventID: 5 })).toMatchObject({
    msgType: 'CHECK_EVENT',
    msgData: { currEvent: 5 },
  });

  // A server that knows nothing of the watch any more: closing it here has the same effect.
  void second.ask('CLOSE_WATCH', 'w8', null);
  const restored = await second.rebuild('w8', 'goods', queryID, 5);
  expect(restored.map(({ id, queue, docId }) => [id, queue, docId])).toEqual([1, 2, 3, 4].map((n) => [6, 'init', `l${n}`]));
  await db().remove('goods', { filter: { _id: 'l4' } });
  expect((await second.next('w8'))[0]).toMatchObject({ id: 7, queue: 'dequeue' });
  await second.drop();
});

test('a watch of more than 5000 documents is refused, and ends when it grows beyond', async () => {
  for (let part = 0; part < 5; part += 1)
    await db().insert(
      'many',
      Array.from({ length: 1000 }, (_, n) => ({ n: part * 1000 + n })),
    );
  expect((await client.watch('w9', 'many', {})).events).toHaveLength(5000);
  await db().insert('many', [{ n: -1 }]);
  expect(await client.error('w9')).toMatchObject({ code: 'EXCEED_REQUEST_LIMIT' });
  await expect(client.watch('w10', 'many', {})).rejects.toThrow('5000');
});

test('signatures open one socket each', async () => {
  const signed = await running.request('POST', '/web', { body: { action: 'auth.wsWebSign', access_token: await running.token('o-me') } });
  const { signStr } = signed.body['data'] as { signStr: string };
  const login = (): Promise<Record<string, unknown>> => client.ask('LOGIN', undefined, { envId: '' }, { exMsgData: { signStr } });
  expect(await login()).toMatchObject({ msgType: 'LOGIN_RES', msgData: { envId: 'shop-test' } });
  expect(await login()).toMatchObject({ msgData: { code: 'SIGN_INVALID_ERROR' } });
});

/** What a client shows after these events. */
function applied(documents: Map<unknown, Record<string, unknown>>, events: readonly Event[]): void {
  for (const { queue, docId, doc } of events) {
    if (queue === 'dequeue') documents.delete(docId);
    else if (doc !== undefined) documents.set(docId, doc);
  }
}

const STORMED: readonly { readonly query: Record<string, unknown>; readonly limit?: number; readonly orderBy?: unknown }[] = [
  { query: { open: true } },
  { query: {}, limit: 5, orderBy: { step: 'desc' } },
  { query: { step: { $gt: 20 } } },
];

test('watches opened and dropped in a storm of writes end with what the store holds', async () => {
  const token = await running.token('o-me');
  const writing = (async () => {
    for (let step = 0; step < 300; step += 1) {
      const id = `b${step % 12}`;
      if (step % 7 === 3) await db().remove('busy', { filter: { _id: id } });
      else await db().update('busy', { filter: { _id: id }, update: { step, open: step % 3 !== 0 }, replace: true, upsert: true });
    }
  })();
  const watching = await Promise.all(
    STORMED.map(async ({ query, ...more }, index) => {
      const first = await LiveClient.open(running, token);
      const documents = new Map<unknown, Record<string, unknown>>();
      const { queryID, events } = await first.watch('s', 'busy', query, more);
      applied(documents, events);
      let seen = 1;
      for (let turn = 0; turn < 15 + index; turn += 1) {
        const next = await first.next('s');
        expect(next[0]?.id).toBe(seen + 1);
        seen += 1;
        applied(documents, next);
      }
      await first.drop();
      const second = await LiveClient.open(running, token);
      const missed = await second.rebuild('s', 'busy', queryID, seen);
      const ids = [...new Set(missed.map(({ id }) => id))];
      expect(ids).toEqual(ids.map((_, position) => seen + 1 + position));
      applied(documents, missed);
      return { own: second, documents };
    }),
  );
  await writing;
  // The last write concerns every watch: when it is seen, all before it were.
  await db().insert('busy', [{ _id: 'last', step: 1000, open: true }]);
  for (const [index, { own, documents }] of watching.entries()) {
    while (!documents.has('last')) applied(documents, await own.next('s'));
    await own.drop();
    const { query, limit } = { limit: 1000, ...STORMED[index] };
    const wanted = await db().find('busy', { filter: query ?? {}, limit, sort: [['step', -1]] });
    expect([...documents.values()].sort(byId)).toEqual(wanted.sort(byId));
  }
});

function byId(left: Record<string, unknown>, right: Record<string, unknown>): number {
  return String(left['_id']) < String(right['_id']) ? -1 : 1;
}
