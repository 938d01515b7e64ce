import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { openDatabase } from '../../database/index.ts';
import type { Database } from '../../database/types.ts';
import { createStorage, type Storage } from '../../storage/index.ts';
import { createWechat } from '../../sandbox/wechat/index.ts';
import { createFeed } from '../../server/feed.ts';
import { createMeter } from '../../server/meter.ts';
import type { ActivityFeed, Clock, CollectionRules, FunctionHost, Identity, Invocation, Meter, StorageRules } from '../../types.ts';
import { type Assumptions, DEFAULTS } from '../../assumptions.ts';
import type { InvokeRules } from '../rules/invoke.ts';
import type { Users } from '../auth/users.ts';
import { createGateway } from '../index.ts';

export interface Running {
  readonly origin: string;
  readonly database: Database;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Every call that reached a function. */
  readonly calls: Invocation[];
  /** Session tokens of "running" invocations. */
  readonly sessions: Map<string, { name: string; requestId: string; identity: Identity }>;
  readonly customLoginKey: { readonly private_key_id: string; readonly private_key: string; readonly env_id: string };
  token(openid: string): Promise<string>;
  request(
    method: string,
    path: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export const ENV_ID = 'shop-test';

type Handler = (event: unknown, invocation: Invocation) => unknown;

function ticking(): Clock {
  let offset = 0;
  const listeners = new Set<(offsetMs: number) => void>();
  return {
    now: () => Date.now() + offset,
    advance(ms) {
      offset += ms;
      for (const listener of listeners) listener(offset);
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function hostOf(handlers: Readonly<Record<string, Handler>>, calls: Invocation[], sessions: Running['sessions']): FunctionHost {
  return {
    list: () => Object.keys(handlers),
    invoke: async (invocation) => {
      calls.push(invocation);
      const handler = handlers[invocation.name];
      if (handler === undefined)
        return { ok: false, code: 'FUNCTION_NOT_FOUND', message: `function ${invocation.name} does not exist`, log: '', durationMs: 0 };
      const result = await handler(JSON.parse(invocation.data), invocation);
      return { ok: true, result: JSON.stringify(result ?? null), log: '', durationMs: 1 };
    },
    invocationOf: (token) => sessions.get(token) ?? null,
  };
}

/** The gateway with the real store, on a port of its own; functions are plain functions. */
export async function start(
  collections: readonly CollectionRules[],
  handlers: Readonly<Record<string, Handler>> = {},
  storageRules: StorageRules = { permission: 'READONLY' },
  more: {
    readonly users?: (clock: Clock) => Users;
    readonly assume?: Partial<Assumptions>;
    readonly invokeRules?: InvokeRules;
    readonly defaultAppid?: string;
  } = {},
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const clock = ticking();
  const database = await openDatabase({ file: join(folder, 'data.db'), now: () => clock.now() });
  for (const { name, indexes } of collections) {
    await database.createCollection(name);
    await database.ensureIndexes(name, indexes);
  }
  const rules = new Map(collections.map((collection) => [collection.name, collection]));
  const feed = createFeed(clock);
  const meter = createMeter();
  const calls: Invocation[] = [];
  const sessions: Running['sessions'] = new Map();
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  let origin = '';
  const storage = createStorage({
    folder: join(folder, 'storage'),
    envId: ENV_ID,
    rules: storageRules,
    secret: 'a secret of this test',
    clock,
    feed,
    meter,
    origin: () => origin,
  });
  const wechat = createWechat({ folder, clock, feed });
  const gateway = createGateway({
    database,
    storage,
    openApi: wechat,
    functions: hostOf(handlers, calls, sessions),
    clock,
    meter,
    feed,
    rules: () => rules,
    envId: ENV_ID,
    origin: () => origin,
    ...(more.invokeRules === undefined ? {} : { invokeRules: more.invokeRules }),
    ...(more.defaultAppid === undefined ? {} : { defaultAppid: more.defaultAppid }),
    assume: { ...DEFAULTS, ...more.assume },
    ...(more.users === undefined ? {} : { users: more.users(clock) }),
    customLoginKey: { privateKeyId: 'key-1', publicKeyPem: pair.publicKey },
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    void (async () => {
      for (const part of [gateway, wechat.control]) if (await part.handle(request, response, url)) return;
      response.writeHead(404).end();
    })();
  });
  server.on('upgrade', (request, socket, head) => {
    if (gateway.upgrade?.(request, socket, head, new URL(request.url ?? '/', origin)) !== true) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const request: Running['request'] = async (method, path, { token, body, headers = {} } = {}) => {
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    origin,
    database,
    meter,
    feed,
    storage,
    clock,
    calls,
    sessions,
    customLoginKey: { private_key_id: 'key-1', private_key: pair.privateKey, env_id: ENV_ID },
    request,
    token: async (openid) =>
      String((await request('POST', '/__emulator/session', { body: { openid, appid: 'wx1' } })).body['access_token']),
    async close() {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      storage.close();
      await wechat.control.close();
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
