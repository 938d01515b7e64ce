import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWorker } from '../../functions/test/harness.ts';
import { startEmulator, type Emulator } from '../emulator.ts';

/** The SDK that functions run with in the cloud, unmodified, and this repository's place to find it. */
const SDK = createRequire(import.meta.url).resolve('@cloudbase/node-sdk');
const WX_SDK = createRequire(import.meta.url).resolve('wx-server-sdk');
const OPEN = `const tcb = require(${JSON.stringify(SDK)}); const app = tcb.init({ env: tcb.SYMBOL_CURRENT_ENV }); const db = app.database();`;

const FUNCTIONS: Record<string, string> = {
  init: `${OPEN} exports.main = async () => { await db.createCollection('notes'); await db.createCollection('ticks'); return { status: 200 }; };`,
  add: `${OPEN} exports.main = async (event, context) => {
    const { id } = await db.collection('notes').add({ text: event.text, at: new Date() });
    const { data } = await db.collection('notes').doc(id).get();
    return { data, caller: app.auth().getUserInfo(), requestId: context.request_id };
  };`,
  outer: `${OPEN} exports.main = async (event) => (await app.callFunction({ name: 'add', data: event })).result;`,
  wx: `const cloud = require(${JSON.stringify(WX_SDK)}); cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
    exports.main = async () => ({ who: cloud.getWXContext(), count: (await cloud.database().collection('notes').count()).total });`,
  tick: `${OPEN} exports.main = async (event) => { await db.collection('ticks').add({ now: new Date(), name: event.TriggerName }); };`,
  notice: `exports.main = async (event) => ({ statusCode: 200, headers: { 'content-type': 'text/plain' }, body: event.httpMethod + event.path + event.body });`,
  who: `${OPEN} exports.main = async (event, context) => ({ ...app.auth().getUserInfo(), type: (await app.auth().getAuthContext(context)).loginType,
    user: (await app.auth().getEndUserInfo('keeper-1')).userInfo.username });`,
  code: `exports.main = () => 'old';`,
};

let folder: string;
let emulator: Emulator;
const said: string[] = [];

async function start(port = 0): Promise<Emulator> {
  return startEmulator({
    port,
    data: join(folder, 'data'),
    project: join(folder, 'project'),
    reset: false,
    demo: true,
    help: false,
    workerFile: join(folder, 'worker.cjs'),
    loadStudio: () => Promise.resolve(null),
    loadMiniprogramHost: async () => (await import('../../miniprogram/server.ts')).createMiniprogramHost,
    say: (text) => said.push(text),
    complain: (text) => said.push(text),
  });
}

function writeFunction(name: string, code: string): void {
  const directory = join(folder, 'project/fn', name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.js'), code);
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const response = await fetch(emulator.origin + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return (await response.json()) as Record<string, unknown>;
}

async function call(openid: string, name: string, data: unknown): Promise<Record<string, unknown>> {
  const { access_token: token } = await post('/__emulator/session', { openid });
  return post(`/v1/functions/${name}`, data, { authorization: `Bearer ${String(token)}` });
}

async function health(): Promise<Record<string, unknown>> {
  return (await (await fetch(`${emulator.origin}/__emulator/health`)).json()) as Record<string, unknown>;
}

/** What a developer's own script sees, run as DESIGN says: with the env file and the plain SDK. */
async function script(code: string): Promise<unknown> {
  const file = join(folder, 'script.cjs');
  writeFileSync(
    file,
    `const tcb = require(${JSON.stringify(SDK)}); const db = tcb.init({}).database(); (async () => console.log('=' + JSON.stringify(${code})))();`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [`--env-file=${join(folder, 'data/env')}`, file]);
  return JSON.parse(/^=(.*)$/m.exec(stdout)?.[1] ?? 'null') as unknown;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  await buildWorker(folder);
  for (const [name, code] of Object.entries(FUNCTIONS)) writeFunction(name, code);
  const declared = {
    name: 'notes',
    permission: 'PRIVATE',
    indexes: [{ name: 'text', keys: [{ field: 'text', direction: 1 }], unique: true }],
  };
  writeFileSync(join(folder, 'project/database.json'), JSON.stringify({ collections: [declared] }));
  writeFileSync(
    join(folder, 'project/cloudbaserc.json'),
    JSON.stringify({
      functionRoot: 'fn',
      functions: Object.keys(FUNCTIONS).map((name) => ({
        name,
        ...(name === 'notice' ? { path: '/notice' } : {}),
        ...(name === 'tick' ? { triggers: [{ name: 'hourly', type: 'timer', config: '0 0 * * * * *' }] } : {}),
      })),
      emulator: {
        envId: 'env-test',
        database: 'database.json',
        setup: [{ function: 'init' }],
        users: [{ username: 'keeper', password: 'shop', uid: 'keeper-1', phone: '13900000001' }],
        functions: { '*': { invoke: 'auth != null' }, init: { invoke: false } },
        miniprograms: [
          { name: 'one', title: '一', appid: 'wx-one', dir: 'one', path: '/one' },
          { name: 'two', title: '二', appid: 'wx-two', dir: 'two', path: '/two' },
        ],
      },
    }),
  );
  emulator = await start();
}, 30_000);
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the emulator', () => {
  it('runs the unmodified server SDK in functions, for the user who calls', async () => {
    expect(await health()).toMatchObject({
      ready: true,
      envId: 'env-test',
      collections: expect.arrayContaining(['notes', 'ticks']) as unknown,
    });
    expect(await call('o-anna', 'add', { text: 'a' })).toMatchObject({
      data: [{ text: 'a' }],
      caller: { openId: 'o-anna', appId: 'wx-one' },
    });
    expect(await call('o-ben', 'outer', { text: 'b' })).toMatchObject({ data: [{ text: 'b' }], caller: { openId: 'o-ben' } });
    expect(await call('o-cara', 'wx', {})).toMatchObject({ who: { OPENID: 'o-cara', APPID: 'wx-one', ENV: 'env-test' }, count: 2 });
    expect(await call('o-anna', 'add', { text: 'a' })).toMatchObject({
      code: 'FUNCTIONS_EXECUTE_FAIL',
      message: expect.stringContaining('E11000') as unknown,
    });
  });

  it('makes a script with the env file an administrator, and nobody else', async () => {
    expect(await script(`(await db.collection('notes').orderBy('text', 'asc').get()).data.map((note) => note.text)`)).toEqual(['a', 'b']);
    expect(await post('/admin', { action: 'database.queryDocument' })).toHaveProperty('code');
  });

  it('fires timers as its clock is moved, with functions on the same time', async () => {
    const { now } = await post('/__emulator/clock', { advanceMs: 3_600_000 });
    const [tick] = (await script(`(await db.collection('ticks').get()).data`)) as { now: string; name: string }[];
    expect(tick?.name).toBe('hourly');
    expect(Math.abs(Date.parse(tick?.now ?? '') - Number(now))).toBeLessThan(5_000);
    expect(await post('/__emulator/timer', { function: 'tick' })).toMatchObject({ ok: true });
    expect(await post('/__emulator/timer', { function: 'none' })).toMatchObject({ code: 'FUNCTION_NOT_FOUND' });
    expect(await post('/__emulator/clock', { advanceMs: -1 })).toMatchObject({ code: 'INVALID_PARAM' });
  });

  it('answers HTTP access, and only under its own name', async () => {
    const response = await fetch(`${emulator.origin}/notice/x`, { method: 'POST', body: 'hi' });
    expect(await response.text()).toBe('POST/xhi');
    const port = new URL(emulator.origin).port;
    const rebound = createRequire(import.meta.url)('node:http') as typeof import('node:http');
    const status = await new Promise((done) =>
      rebound.get({ host: '127.0.0.1', port, path: '/__emulator/health', headers: { host: 'evil.example' } }, (answer) =>
        done(answer.resume().statusCode),
      ),
    );
    expect(status).toBe(421);
  });

  it('takes up changed code', async () => {
    expect(await call('o-anna', 'code', {})).toBe('old');
    writeFunction('code', `exports.main = () => 'new';`);
    await expect.poll(() => call('o-anna', 'code', {}), { timeout: 10_000 }).toBe('new');
  });

  it('knows its declared users, tells functions who they are, and keeps what they changed', async () => {
    const signIn = (password: string): Promise<Record<string, unknown>> => post('/auth/v1/signin', { username: 'keeper', password });
    const first = await signIn('shop');
    const authorization = `Bearer ${String(first['access_token'])}`;
    const seen = { uid: 'keeper-1', isAnonymous: false, type: 'USERNAME', user: 'keeper' };
    expect(await post('/v1/functions/who', {}, { authorization })).toMatchObject(seen);
    expect(await post('/v1/functions/init', {}, { authorization })).toMatchObject({ code: 'EXCEED_AUTHORITY' });
    await post('/auth/v1/verification', { phone_number: '+86 13900000001' });
    expect(said.join()).toMatch(/a verification code was sent: \+86 139\*{4}0001: \d{6}/);
    const { codes } = (await (await fetch(`${emulator.origin}/__emulator/codes`)).json()) as { codes: { code: string }[] };
    expect(said.join()).toContain(String(codes[0]?.code));
    const { sudo_token } = await post('/auth/v1/user/sudo', { password: 'shop' }, { authorization });
    await fetch(`${emulator.origin}/auth/v1/user/password`, {
      method: 'PATCH',
      headers: { authorization },
      body: JSON.stringify({ sudo_token, new_password: 'Shop-2f7d4f' }),
    });
    await post('/auth/v1/revoke', { token: first['access_token'] });
    await emulator.close();
    emulator = await start();
    expect(await signIn('shop')).toMatchObject({ error: 'invalid_username_or_password' });
    expect(await signIn('Shop-2f7d4f')).toMatchObject({ sub: 'keeper-1' });
    expect(await post('/v1/functions/who', {}, { authorization })).toMatchObject({ code: 'CHECK_LOGIN_FAILED' });
    expect(readFileSync(join(folder, 'data/users.jsonl'), 'utf8')).not.toContain('2f7d4f');
  });

  it('goes on where it was after a restart: data, time, set-up and sessions', async () => {
    const { access_token: token } = await post('/__emulator/session', { openid: 'o-anna' });
    await emulator.close();
    said.length = 0;
    emulator = await start();
    expect(said).toEqual([]);
    const again = await post('/v1/functions/wx', {}, { authorization: `Bearer ${String(token)}` });
    expect(again).toMatchObject({ who: { OPENID: 'o-anna' }, count: 2 });
    const { offsetMs } = (await (await fetch(`${emulator.origin}/__emulator/clock`)).json()) as { offsetMs: number };
    expect(offsetMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it('says when the port is taken, and leaves the data folder free', async () => {
    await emulator.close();
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    await expect(start((other.address() as AddressInfo).port)).rejects.toThrow('is taken by another program');
    await new Promise((done) => other.close(done));
    emulator = await start();
    expect(readFileSync(join(folder, 'data/env'), 'utf8')).toContain(`${emulator.origin}/admin`);
  });
});
