import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Tokens } from '../auth/tokens.ts';
import { Users } from '../auth/users.ts';
import { HAS_BROWSER, openSdkPage, type SdkPage } from './browser.ts';
import { type Running, start } from './harness.ts';
import { LiveClient } from './live-client.ts';

const HOURS = 3_600_000;
const WATCH = { collName: 'notes', query: '{}' };

let running: Running;
let users: Users;

beforeAll(async () => {
  running = await start([{ name: 'notes', permission: 'PRIVATE', indexes: [] }], {}, undefined, {
    users: (clock) => (users = new Users({ clock })),
  });
  await users.declare([{ username: 'keeper', password: 'Shop-2f7d4f', uid: 'keeper-1' }]);
});
afterAll(() => running.close());

async function signIn(): Promise<string> {
  const { body } = await running.request('POST', '/auth/v1/signin', { body: { username: 'keeper', password: 'Shop-2f7d4f' } });
  return String(body['access_token']);
}

describe('sockets end with their session', () => {
  test('signing out closes the sockets of that session for good, and no others', async () => {
    const [token, other] = [await signIn(), await signIn()];
    const [client, kept] = [await LiveClient.open(running, token), await LiveClient.open(running, other)];
    await client.ask('INIT_WATCH', 'w', WATCH);
    await kept.ask('INIT_WATCH', 'w', WATCH);
    await running.request('POST', '/auth/v1/revoke', { body: { token } });
    expect(await client.closed).toBe(3050);
    await running.database.insert('notes', [{ _id: 'n1', _openid: 'keeper-1' }]);
    expect((await kept.next('w')).map(({ docId }) => docId)).toEqual(['n1']);
    expect(client.waiting).toBe(0);
    await kept.drop();
  });

  test('ending all sessions of a user closes all of his sockets', async () => {
    const clients = await Promise.all([signIn(), signIn()].map(async (token) => LiveClient.open(running, await token)));
    const bystander = await LiveClient.open(running, await running.token('o-1'));
    await running.request('DELETE', '/auth/v1/user/revoke/all', { token: await signIn() });
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([3050, 3050]);
    expect((await bystander.ask('INIT_WATCH', 'w', WATCH))['msgType']).toBe('INIT_EVENT');
    await bystander.drop();
  });

  test('an expired access token closes its sockets, but not for good; a signature of an ended session opens none', async () => {
    const token = await signIn();
    const client = await LiveClient.open(running, token);
    running.clock.advance(2 * HOURS - 60_000);
    expect((await client.ask('INIT_WATCH', 'w', WATCH))['msgType']).toBe('INIT_EVENT');
    running.clock.advance(60_000);
    expect(await client.closed).toBe(4401);
    const fresh = await signIn();
    const signed = await running.request('POST', '/web', { body: { action: 'auth.wsWebSign', access_token: fresh } });
    await running.request('POST', '/auth/v1/revoke', { body: { token: fresh } });
    await expect(LiveClient.open(running, fresh, signed.body)).rejects.toThrow('SIGN_INVALID_ERROR');
  });
});

test('what was ended stays ended after a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  const options = { secret: 'a secret of this test', file: join(folder, 'ended.jsonl') };
  const user = { kind: 'web', uid: 'u-1', anonymous: false } as const;
  const before = new Tokens(running.clock, options);
  const [gone, also, kept] = [before.open(user), before.open({ ...user, uid: 'u-2' }), before.open({ ...user, uid: 'u-3' })];
  before.revoke(gone.access_token);
  before.revokeAll({ ...user, uid: 'u-2' });
  before.close();
  const after = new Tokens(running.clock, options);
  expect(() => after.user(gone.access_token)).toThrow('not valid');
  expect(() => after.refresh(gone.refresh_token)).toThrow('ended');
  expect(() => after.refresh(also.refresh_token)).toThrow('ended');
  expect(after.user(after.refresh(kept.refresh_token).access_token)).toMatchObject({ uid: 'u-3' });
  after.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(!HAS_BROWSER)('with the browser SDK', () => {
  let sdk: SdkPage;
  beforeAll(async () => {
    sdk = await openSdkPage(running);
    await sdk.run(`
      const { error } = await auth.signInWithPassword({ username: 'keeper', password: 'Shop-2f7d4f' });
      if (error) throw new Error(error.message);
      globalThis.seen = [];
      globalThis.failures = [];
      globalThis.open = () => db.collection('notes').watch({
        onChange: ({ docs }) => seen.push(docs.map(({ _id }) => _id).sort().join()),
        onError: (error) => failures.push(String(error)),
      });
      open();
    `);
  }, 60_000);
  afterAll(() => sdk.close());

  const shows = (wanted: string): Promise<unknown> =>
    sdk.page.waitForFunction((text) => (globalThis as unknown as { seen: string[] }).seen.at(-1) === text, wanted, { timeout: 25_000 });

  test('a watch lives on past the end of its access token', async () => {
    await running.database.remove('notes', { filter: {}, multi: true });
    await running.database.insert('notes', [{ _id: 'a', _openid: 'keeper-1' }]);
    await shows('a');
    running.clock.advance(2 * HOURS);
    await running.database.insert('notes', [{ _id: 'b', _openid: 'keeper-1' }]);
    await shows('a,b');
    expect(await sdk.run('return failures')).toEqual([]);
  }, 40_000);

  test('a watch ends with an error when its user signs out', async () => {
    await sdk.run('await auth.signOut()');
    await sdk.page.waitForFunction(() => (globalThis as unknown as { failures: string[] }).failures.length > 0, undefined, {
      timeout: 10_000,
    });
    await running.database.insert('notes', [{ _id: 'c', _openid: 'keeper-1' }]);
    expect(await sdk.run('return seen.at(-1)')).toBe('a,b');
  });
});
