import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, start } from './harness.ts';
import { hasChromium, openSdkPage } from './sdk-page.ts';

const withBrowser = test.skipIf(!hasChromium);

let running: Running;
let browser: Browser | undefined;
let page: Page;

/** Runs in the page; `app` and `db` are the real SDK's, signed in. */
function inPage<T>(script: string): Promise<T> {
  return page.evaluate<T, string>(async (text) => {
    const run = new Function('app', 'db', `return (async () => { ${text} })()`) as (app: unknown, db: unknown) => Promise<never>;
    const scope = globalThis as unknown as { app: unknown; db: unknown };
    return run(scope.app, scope.db);
  }, script);
}

beforeAll(async () => {
  running = await start(
    [
      { name: 'goods', permission: 'READONLY', indexes: [] },
      { name: 'orders', permission: 'CUSTOM', rule: { read: 'doc.owner == auth.uid', write: false }, indexes: [] },
    ],
    { echo: (event, { identity }) => ({ event, identity }) },
  );
  if (hasChromium) ({ browser, page } = await openSdkPage(running));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await running.close();
});

withBrowser('the browser SDK signs in by ticket and calls functions', async () => {
  expect(await inPage(`return (await app.callFunction({ name: 'echo', data: { a: 1 } })).result`)).toEqual({
    event: { a: 1 },
    identity: { kind: 'web', uid: 'admin-1', customUserId: 'admin-1', anonymous: false },
  });
});

withBrowser('the browser SDK reads and writes documents with their types', async () => {
  const answer = await inPage<Record<string, unknown>>(`
    const goods = db.collection('goods');
    await goods.add({ _id: 'a', n: 1, at: new Date(5000), price: 1.5 });
    await goods.add({ _id: 'b', n: 2 });
    await goods.doc('a').update({ n: db.command.inc(5), box: { x: 1 } });
    const read = await goods.where({ n: db.command.gt(1) }).orderBy('n', 'desc').get();
    const total = (await goods.where({ n: db.command.gt(1) }).count()).total;
    const removed = await goods.doc('b').remove();
    return { n: read.data.map(({ n }) => n), isDate: read.data[0].at instanceof Date, ms: Number(read.data[0].at), box: read.data[0].box, total, removed };
  `);
  expect(answer).toMatchObject({ n: [6, 2], isDate: true, ms: 5000, box: { x: 1 }, total: 2 });
  expect(await running.database.find('goods', { filter: {} })).toEqual([
    { _id: 'a', n: 6, at: new Date(5000), price: 1.5, _openid: 'admin-1', box: { x: 1 } },
  ]);
  expect(await inPage(`return db.collection('orders').get().then((answer) => answer.code, (error) => error.code)`)).toBe(
    'DATABASE_PERMISSION_DENIED',
  );
});

withBrowser(
  'the browser SDK watches, also across a lost connection',
  async () => {
    await running.database.insert('orders', [{ _id: 'o1', owner: 'admin-1', n: 1 }]);
    await inPage(`
    globalThis.sockets = new Set();
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (text) { sockets.add(this); return send.call(this, text); };
    globalThis.seen = [];
    globalThis.failure = undefined;
    db.collection('orders').where({ owner: 'admin-1' }).watch({ onChange: (snapshot) => seen.push(snapshot.docs.map(({ _id, n }) => _id + n)), onError: (error) => { failure = String(error); } });
  `);
    const shows = async (wanted: string): Promise<void> => {
      await page.waitForFunction((text) => JSON.stringify((globalThis as unknown as { seen: unknown[] }).seen.at(-1)) === text, wanted, {
        timeout: 15_000,
      });
    };
    await shows('["o11"]');
    await running.database.insert('orders', [{ _id: 'o2', owner: 'admin-1', n: 1 }]);
    await shows('["o11","o21"]');
    await running.database.update('orders', { filter: { _id: 'o1' }, update: { $set: { n: 2 } } });
    await shows('["o12","o21"]');
    await inPage('for (const socket of sockets) socket.close(4000)');
    await running.database.update('orders', { filter: { _id: 'o2' }, update: { $set: { n: 3 } } });
    await shows('["o12","o23"]');
    await running.database.remove('orders', { filter: { _id: 'o1' } });
    await shows('["o23"]');
    expect(await inPage('return failure')).toBeUndefined();
  },
  40_000,
);

withBrowser('the browser SDK signs out, and in again as nobody', async () => {
  const identity = await inPage(`
    await app.auth().signOut();
    const { error } = await app.auth().signInAnonymously({});
    if (error) throw new Error(JSON.stringify(error));
    return (await app.callFunction({ name: 'echo' })).result.identity;
  `);
  expect(identity).toMatchObject({ kind: 'web', anonymous: true });
});
