import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENV_ID, type Running, start } from './harness.ts';

let running: Running;
const BASE = '/v1/database/instances/(default)/databases/(default)/collections';

beforeAll(async () => {
  running = await start(
    [
      { name: 'orders', permission: 'CUSTOM', rule: { read: 'doc._openid == auth.openid', write: false }, indexes: [] },
      { name: 'goods', permission: 'ADMINWRITE', indexes: [] },
      { name: 'notes', permission: 'PRIVATE', indexes: [] },
    ],
    { echo: (event, { identity, source }) => ({ event, identity, source }), big: () => 'x'.repeat(1024 * 1024 + 1) },
  );
  const at = new Date(1_700_000_000_000);
  await running.database.insert(
    'goods',
    Array.from({ length: 150 }, (_, n) => ({ _id: `g${n}`, n, at, price: 1.5 })),
  );
  await running.database.insert('orders', [
    { _id: 'mine', _openid: 'o-me', n: 1 },
    { _id: 'other', _openid: 'o-other', n: 2 },
  ]);
});

afterAll(() => running.close());

function query(value: unknown): string {
  return encodeURIComponent(JSON.stringify(value));
}

async function webToken(uid: string): Promise<Record<string, unknown>> {
  const app = tcb.init({ env: ENV_ID, secretId: 'x', secretKey: 'y', credentials: running.customLoginKey });
  const ticket = app.auth().createTicket(uid, { refresh: 3_600_000 });
  const answer = await running.request('POST', '/auth/v1/signin/custom', { body: { provider_id: 'custom', ticket } });
  expect(answer.status).toBe(200);
  return answer.body;
}

test('a mini-program user reads what his rule allows, 20 at most', async () => {
  const token = await running.token('o-me');
  const goods = await running.request(
    'GET',
    `${BASE}/goods/documents?offset=0&limit=50&order=${query([{ field: 'n', direction: 'desc' }])}`,
    { token },
  );
  const list = goods.body['list'] as Record<string, unknown>[];
  expect(list).toHaveLength(20);
  expect(list[0]).toEqual({
    _id: 'g149',
    n: { $numberInt: '149' },
    at: { $date: { $numberLong: '1700000000000' } },
    price: { $numberDouble: '1.5' },
  });
  expect(
    (await running.request('GET', `${BASE}/goods/documents?count=true&query=${query({ n: { $lt: { $numberInt: '10' } } })}`, { token }))
      .body,
  ).toEqual({ total: 10 });
  const own = await running.request('GET', `${BASE}/orders/documents?query=${query({ _openid: '{openid}' })}`, { token });
  expect((own.body['list'] as { _id: string }[]).map(({ _id }) => _id)).toEqual(['mine']);
  expect(await running.request('GET', `${BASE}/orders/documents`, { token })).toMatchObject({
    status: 401,
    body: { code: 'DATABASE_PERMISSION_DENIED' },
  });
  expect(running.feed.recent().at(-1)).toMatchObject({ kind: 'warning', title: 'read on orders refused' });
});

test('what a user writes is his own', async () => {
  const token = await running.token('o-me');
  const added = await running.request('POST', `${BASE}/notes/documents`, { token, body: { data: [{ text: 'a', at: { $date: 5 } }] } });
  const [id] = added.body['insertedIds'] as string[];
  expect(await running.database.find('notes', { filter: { _id: id } })).toEqual([{ _id: id, text: 'a', at: new Date(5), _openid: 'o-me' }]);
  const change = (asked: string, data: unknown): Promise<{ body: Record<string, unknown> }> =>
    running.request('PATCH', `${BASE}/notes/documents`, {
      token: asked,
      body: { query: { _id: id }, data, multi: false, upsert: false, replaceMode: false },
    });
  expect((await change(token, { $set: { text: 'b' } })).body).toMatchObject({ updated: 1 });
  expect((await change(await running.token('o-other'), { $set: { text: 'c' } })).body).toMatchObject({ updated: 0 });
  expect((await change(token, { $set: { _openid: 'x' } })).body).toMatchObject({ code: 'DATABASE_PERMISSION_DENIED' });
  const set = await running.request('PATCH', `${BASE}/notes/documents`, {
    token,
    body: { query: { _id: 'n2' }, data: { text: 'new' }, upsert: true, replaceMode: true },
  });
  expect(set.body).toMatchObject({ updated: 0, upsert_id: 'n2' });
  expect(await running.database.find('notes', { filter: { _id: 'n2' } })).toEqual([{ _id: 'n2', text: 'new', _openid: 'o-me' }]);
  expect(
    (await running.request('POST', `${BASE}/notes/documents/remove`, { token, body: { query: { _id: id }, multi: false } })).body,
  ).toEqual({ deleted: 1 });
});

test('functions hear who calls, and answer their result itself', async () => {
  const token = await running.token('o-me');
  const { body } = await running.request('POST', '/v1/functions/echo', { token, body: { a: 1 } });
  expect(body).toEqual({ event: { a: 1 }, identity: { kind: 'mini', appid: 'wx1', openid: 'o-me' }, source: 'client' });
  expect(await running.request('POST', '/v1/functions/none', { token, body: {} })).toMatchObject({
    status: 404,
    body: { code: 'FUNCTION_NOT_FOUND' },
  });
  expect(await running.request('POST', '/v1/functions/echo', { token, body: { x: 'y'.repeat(101 * 1024) } })).toMatchObject({
    status: 413,
  });
  expect((await running.request('POST', '/v1/functions/big', { token })).body).toMatchObject({ code: 'EXCEED_MAX_RESPONSE_SIZE' });
  expect(await running.request('POST', '/v1/functions/echo', { body: {} })).toMatchObject({
    status: 401,
    body: { code: 'CHECK_LOGIN_FAILED' },
  });
});

test('web users sign in by ticket, refresh with rotation, and sign out', async () => {
  const credentials = await webToken('admin-1');
  expect(credentials).toMatchObject({ token_type: 'Bearer', expires_in: 7200, sub: 'admin-1' });
  const token = String(credentials['access_token']);
  expect((await running.request('GET', '/auth/v1/user/me', { token })).body).toMatchObject({ sub: 'admin-1', name: 'admin-1' });
  expect((await running.request('POST', '/v1/functions/echo', { token })).body).toMatchObject({
    identity: { kind: 'web', uid: 'admin-1', customUserId: 'admin-1', anonymous: false },
  });

  const refresh = (value: unknown): Promise<{ status: number; body: Record<string, unknown> }> =>
    running.request('POST', '/auth/v1/token', { body: { client_id: ENV_ID, grant_type: 'refresh_token', refresh_token: value } });
  const second = await refresh(credentials['refresh_token']);
  expect(second.status).toBe(200);
  running.clock.advance(60_000);
  expect(await refresh(credentials['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await refresh(second.body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });

  const other = await webToken('admin-1');
  running.clock.advance(7200_000);
  const late = await running.request('POST', '/v1/functions/echo', { token: String(other['access_token']) });
  expect(late).toMatchObject({ status: 401, body: { code: 'ACCESS_TOKEN_EXPIRED' } });
  const renewed = await refresh(other['refresh_token']);
  expect(await running.request('POST', '/auth/v1/revoke', { body: { token: renewed.body['access_token'] } })).toMatchObject({
    status: 200,
  });
  expect(await running.request('GET', '/auth/v1/user/me', { token: String(renewed.body['access_token']) })).toMatchObject({
    status: 401,
    body: { error: 'unauthenticated' },
  });
});

test('tickets of another key, environment or time are refused', async () => {
  const app = tcb.init({ env: ENV_ID, secretId: 'x', secretKey: 'y', credentials: running.customLoginKey });
  const ticket = app.auth().createTicket('admin-1');
  const sign = (value: string): Promise<{ status: number }> =>
    running.request('POST', '/auth/v1/signin/custom', { body: { ticket: value } });
  expect((await sign(ticket.replace('key-1', 'key-2'))).status).toBe(400);
  const [head, payload, signature] = ticket.split('/@@/')[1]?.split('.') ?? [];
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
  const forged = Buffer.from(JSON.stringify({ ...claims, uid: 'someone' })).toString('base64url');
  expect((await sign(`key-1/@@/${head}.${forged}.${signature}`)).status).toBe(400);
  running.clock.advance(11 * 60_000);
  expect((await sign(ticket)).status).toBe(400);
});

test('the action protocol of the browser SDK', async () => {
  const token = await running.token('o-me');
  const web = async (body: Record<string, unknown>): Promise<Record<string, unknown>> =>
    (await running.request('POST', `/web?env=${ENV_ID}`, { body: { access_token: token, ...body } })).body;
  const read = await web({
    action: 'database.queryDocument',
    collectionName: 'goods',
    query: { n: { $lt: 2 } },
    order: [{ field: 'n', direction: 'desc' }],
    limit: 5,
  });
  expect((read['data'] as { list: unknown[] }).list[0]).toEqual({ _id: 'g1', n: 1, at: { $date: 1_700_000_000_000 }, price: 1.5 });
  const called = await web({ action: 'functions.invokeFunction', function_name: 'echo', request_data: '{"a":2}' });
  expect(JSON.parse((called['data'] as { response_data: string }).response_data)).toMatchObject({ event: { a: 2 } });
  expect(await web({ action: 'database.queryDocument', collectionName: 'orders', query: {} })).toMatchObject({
    code: 'DATABASE_PERMISSION_DENIED',
  });
});

test('pages of other sites are kept out; the figures and the feed are there', async () => {
  const foreign = await running.request('POST', '/__emulator/session', {
    body: { openid: 'o-me' },
    headers: { origin: 'https://evil.example' },
  });
  expect(foreign.body).toMatchObject({ code: 'INVALID_REQUEST_SOURCE' });
  expect((await running.request('GET', '/__emulator/meter')).body).toHaveProperty('total');
  await running.request('POST', '/__emulator/meter/reset');
  expect(running.meter.figures().total.reads).toBe(0);
  const response = await fetch(`${running.origin}/__emulator/feed`);
  const first = await response.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toContain('"kind":"warning"');
});
