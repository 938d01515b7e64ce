import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import serverSdk from 'wx-server-sdk';
import { createCloud } from '../../miniprogram/wx/cloud/index.ts';
import { ENV_ID, type Running, start } from './harness.ts';

type Callable = (options?: unknown) => unknown;
type Query = Record<
  'where' | 'get' | 'orderBy' | 'limit' | 'doc' | 'update' | 'remove' | 'add' | 'watch' | 'count' | 'set',
  (...given: unknown[]) => Query & Promise<Record<string, unknown>>
>;

let running: Running;
let openid = 'o-me';
let cloud: ReturnType<typeof createCloud>;
let db: { collection(name: string): Query; command: Record<string, Callable> };

beforeAll(async () => {
  Object.assign(globalThis, { WebSocket });
  running = await start(
    [
      { name: 'notes', permission: 'PRIVATE', indexes: [] },
      { name: 'orders', permission: 'CUSTOM', rule: { read: 'doc._openid == auth.openid', write: false }, indexes: [] },
    ],
    { echo: (event, { identity }) => ({ event, identity }), cloudbase_auth: () => ({ errCode: 0, errMsg: '', auth: '{}' }) },
  );
  cloud = createCloud({ origin: running.origin, envId: ENV_ID, appid: 'wx1', openid: () => openid });
  (cloud.api['init'] as Callable)({ env: ENV_ID });
  db = (cloud.api['database'] as Callable)() as typeof db;
});

afterAll(() => running.close());

test('wx.cloud: documents, dates, refusals', async () => {
  const notes = db.collection('notes');
  const { _id } = await notes.add({ data: { text: 'a', at: new Date(5000), n: 1 } });
  expect(await notes.doc(_id).get()).toMatchObject({ data: { _id, text: 'a', at: new Date(5000), n: 1, _openid: 'o-me' } });
  expect(await notes.doc(_id).update({ data: { n: db.command['inc']?.(2) } })).toMatchObject({ stats: { updated: 1 } });
  expect(await notes.where({ n: db.command['gt']?.(2), at: new Date(5000) }).count()).toMatchObject({ total: 1 });
  expect(await notes.doc('new').set({ data: { n: 9 } })).toMatchObject({ stats: { created: 1 } });
  expect(await notes.doc('new').set({ data: { n: 10 } })).toMatchObject({ stats: { updated: 1, created: 0 } });
  expect(await notes.orderBy('n', 'desc').limit(1).get()).toMatchObject({ data: [{ _id: 'new', n: 10 }] });
  expect(await notes.doc(_id).remove()).toMatchObject({ stats: { removed: 1 } });
  await expect(notes.doc(_id).get()).rejects.toMatchObject({ errCode: -1 });
  await expect(db.collection('orders').get()).rejects.toMatchObject({ errCode: -502003 });
  await expect(db.collection('nowhere').get()).rejects.toMatchObject({ errCode: -502005 });
});

test('wx.cloud: functions, shared environments', async () => {
  const call = cloud.api['callFunction'] as Callable;
  expect(await call({ name: 'echo', data: { a: 1 } })).toMatchObject({
    result: { event: { a: 1 }, identity: { kind: 'mini', openid: 'o-me', appid: 'wx1' } },
  });
  await expect(call({ name: 'none' })).rejects.toMatchObject({ errCode: -501000 });
  const Shared = cloud.api['Cloud'] as new (options: unknown) => { init(): Promise<void> };
  await new Shared({ resourceAppid: 'wx1', resourceEnv: ENV_ID }).init();
});

test('wx.cloud: a watch follows its user', async () => {
  await running.database.insert('orders', [
    { _id: 'mine', _openid: 'o-me', n: 1 },
    { _id: 'hers', _openid: 'o-her', n: 1 },
  ]);
  const snapshots: { docs: Record<string, unknown>[] }[] = [];
  let wake: (() => void) | undefined;
  const shows = async (wanted: unknown): Promise<void> => {
    while (JSON.stringify(snapshots.at(-1)?.docs.map(({ _id, n }) => [_id, n])) !== JSON.stringify(wanted))
      await new Promise<void>((resolve) => (wake = resolve));
  };
  const onChange = (snapshot: (typeof snapshots)[number]): void => {
    snapshots.push(snapshot);
    wake?.();
  };
  const failed: unknown[] = [];
  const handle = db
    .collection('orders')
    .where({ _openid: '{openid}' })
    .watch({ onChange, onError: (error: unknown) => failed.push(error) }) as unknown as { close(): Promise<void> };
  await shows([['mine', 1]]);
  await running.database.update('orders', { filter: { _id: 'mine' }, update: { $set: { n: 2 } } });
  await shows([['mine', 2]]);
  openid = 'o-her';
  cloud.identityChanged();
  await shows([['hers', 1]]);
  await handle.close();
  openid = 'o-me';
  expect(failed).toEqual([]);
});

test('wx-server-sdk: the same door, its own error numbers', async () => {
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${running.origin}/admin` }),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: ENV_ID,
    TENCENTCLOUD_SECRETID: 'id',
    TENCENTCLOUD_SECRETKEY: 'key',
  });
  serverSdk.init({ env: ENV_ID });
  const orders = serverSdk.database().collection('orders');
  await orders.add({ data: { _id: 's1', n: 1, at: new Date(7) } });
  expect(await orders.doc('s1').get()).toMatchObject({ data: { _id: 's1', n: 1, at: new Date(7) } });
  expect(await orders.where({ n: 1, _id: 's1' }).update({ data: { n: serverSdk.database().command.inc(1) } })).toMatchObject({
    stats: { updated: 1 },
  });
  await expect(orders.doc('none').get()).rejects.toMatchObject({ errCode: -1 });
  await expect(serverSdk.database().collection('nowhere').get()).rejects.toMatchObject({ errCode: -502005 });
  expect(await serverSdk.callFunction({ name: 'echo', data: { b: 2 } })).toMatchObject({ result: { event: { b: 2 } } });
  await expect(serverSdk.openapi.subscribeMessage.send({ touser: 'x' })).rejects.toThrow('subscribeMessage.send');
});
