import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Assumptions, assumptionsFrom, DEFAULTS } from '../../assumptions.ts';
import { createCloud } from '../../miniprogram/wx/cloud/index.ts';
import type { CollectionRules } from '../../types.ts';
import { invokeRulesFrom } from '../rules/invoke.ts';
import { ENV_ID, type Running, start } from './harness.ts';

type Callable = (options?: unknown) => Promise<unknown>;
type Database = ReturnType<ReturnType<typeof tcb.init>['database']>;

const COLLECTIONS: readonly CollectionRules[] = [
  { name: 'notes', permission: 'ADMINONLY', indexes: [{ name: 'code', keys: [{ field: 'code', direction: 1 }], unique: true }] },
  { name: 'own', permission: 'CUSTOM', rule: { read: 'doc._openid == auth.openid', write: 'doc._openid == auth.openid' }, indexes: [] },
  { name: 'led', permission: 'CUSTOM', rule: { read: 'get(`database.notes.${auth.openid}`).lead == true', write: false }, indexes: [] },
  { name: 'guests', permission: 'CUSTOM', rule: { read: "auth.custom.role == 'guest'", write: false }, indexes: [] },
];

async function codeOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    return ((await asked) as { code?: string }).code ?? 'done';
  } catch (error) {
    const { code, errCode } = error as { code?: string; errCode?: number };
    return errCode ?? code ?? String(error);
  }
}

interface World {
  readonly running: Running;
  readonly db: Database;
  /** A mini-program user's SDK; the environment belongs to `wx1`. */
  readonly phone: (appid: string, openid: string) => { db: ReturnType<typeof miniDatabase>; call: Callable; api: Record<string, unknown> };
}

type MiniQuery = Record<'where' | 'doc', (given: unknown) => MiniQuery> &
  Record<'get' | 'remove', () => Promise<{ data: unknown[] }>> & { update(data: unknown): Promise<unknown> };
function miniDatabase(api: Record<string, unknown>): { collection(name: string): MiniQuery } {
  return (api['database'] as () => unknown)() as { collection(name: string): MiniQuery };
}

async function world(assume: Partial<Assumptions>, more: Parameters<typeof start>[3] = {}): Promise<World> {
  const running = await start(
    COLLECTIONS,
    {
      whoami: (_, { identity }) => identity,
      cloudbase_auth: (_, { identity }) =>
        identity.kind === 'mini' && identity.openid === 'o-banned'
          ? { errCode: 1, errMsg: 'no' }
          : { errCode: 0, errMsg: '', auth: '{"role":"guest"}' },
    },
    undefined,
    { assume, defaultAppid: 'wx1', ...more },
  );
  await running.database.insert('notes', [{ _id: 'o-me', lead: true, code: 'taken' }]);
  await running.database.insert('own', [
    { _id: 'mine', _openid: 'o-me' },
    { _id: 'hers', _openid: 'o-her' },
  ]);
  running.sessions.set('inside', { name: 'outer', requestId: 'r', identity: { kind: 'mini', appid: 'wx1', openid: 'o-me' } });
  const node = tcb.init({ env: ENV_ID, secretId: 'i', secretKey: 'k', sessionToken: 'inside', serviceUrl: `${running.origin}/admin` });
  return {
    running,
    db: node.database(),
    phone(appid, openid) {
      const cloud = createCloud({ origin: running.origin, envId: ENV_ID, appid, openid: () => openid });
      const api = cloud.api as Record<string, unknown>;
      void (api['init'] as Callable)({ env: ENV_ID });
      return { db: miniDatabase(api), call: api['callFunction'] as Callable, api };
    },
  };
}

/** What a point of doubt lets one do, in its default position and in the other. */
const SWITCHES: readonly (readonly [
  name: keyof Assumptions,
  other: Assumptions[keyof Assumptions],
  act: (world: World) => Promise<unknown>,
  byDefault: unknown,
  otherwise: unknown,
])[] = [
  ['missingCollection', 'create', ({ db }) => codeOf(db.collection('fresh').add({ a: 1 })), 'DATABASE_COLLECTION_NOT_EXIST', 'done'],
  [
    'missingCollection',
    'create',
    ({ db }) => codeOf(db.collection('other').doc('x').set({ a: 1 })),
    'DATABASE_COLLECTION_NOT_EXIST',
    'done',
  ],
  [
    'serverDateInQueries',
    'refuse',
    ({ db }) =>
      codeOf(
        db
          .collection('notes')
          .where({ at: db.command.lt(db.serverDate()) })
          .get(),
      ),
    'done',
    'INVALID_PARAM',
  ],
  [
    'sharedOpenid',
    'none',
    ({ phone }) => codeOf(phone('wx2', 'o-me').db.collection('own').where({ _openid: '{openid}' }).get()),
    'done',
    -502003,
  ],
  [
    'sharedOpenid',
    'none',
    ({ phone }) => codeOf(phone('wx1', 'o-me').db.collection('own').where({ _openid: '{openid}' }).get()),
    'done',
    'done',
  ],
  [
    'writesById',
    'read',
    ({ phone }) =>
      codeOf(
        phone('wx1', 'o-me')
          .db.collection('own')
          .doc('mine')
          .update({ data: { a: 1 } }),
      ),
    -502003,
    'done',
  ],
  ['writesById', 'read', ({ phone }) => codeOf(phone('wx1', 'o-me').db.collection('own').doc('hers').remove()), -502003, -502003],
  ['templateInGet', 'refuse', ({ phone }) => codeOf(phone('wx1', 'o-me').db.collection('led').where({ a: 1 }).get()), 'done', -502003],
  ['emptyWhere', 'refuse', ({ db }) => codeOf(db.collection('notes').where({}).update({ a: 1 })), 'done', 'INVALID_PARAM'],
  [
    'duplicateCode',
    'DATABASE_REQUEST_FAILED',
    ({ db }) => codeOf(db.collection('notes').add({ code: 'taken' })),
    'DATABASE_DUPLICATE_WRITE',
    'DATABASE_REQUEST_FAILED',
  ],
  [
    'documentBytes',
    1000,
    ({ db }) => codeOf(db.collection('notes').add({ code: 'long', text: 'x'.repeat(1000) })),
    'done',
    'DATABASE_REQUEST_FAILED',
  ],
  [
    'listValues',
    3,
    ({ db }) =>
      codeOf(
        db
          .collection('notes')
          .where({ n: db.command.in([1, 2, 3, 4]) })
          .get(),
      ),
    'done',
    'DATABASE_REQUEST_FAILED',
  ],
  ['skip', 10, ({ db }) => codeOf(db.collection('notes').skip(11).get()), 'done', 'DATABASE_REQUEST_FAILED'],
  [
    'transactionStatements',
    2,
    ({ db }) =>
      codeOf(
        db.runTransaction(async (transaction: Pick<Database, 'collection'>) => {
          for (let n = 0; n < 3; n += 1) await transaction.collection('notes').doc('o-me').get();
          return {};
        }),
      ),
    'done',
    'DATABASE_REQUEST_FAILED',
  ],
  [
    'lookups',
    1,
    ({ db }) => {
      const join = { from: 'own', localField: 'a', foreignField: 'b', as: 'c' };
      return codeOf(
        db
          .collection('notes')
          .aggregate()
          .lookup(join)
          .lookup({ ...join, as: 'd' })
          .end(),
      );
    },
    'done',
    'DATABASE_REQUEST_FAILED',
  ],
  [
    'nestedIdentity',
    'none',
    async ({ running }) => {
      const node = tcb.init({ env: ENV_ID, secretId: 'i', secretKey: 'k', sessionToken: 'inside', serviceUrl: `${running.origin}/admin` });
      return ((await node.callFunction({ name: 'whoami', data: {} })) as { result: { kind: string } }).result.kind;
    },
    'mini',
    'system',
  ],
];

let usual: World;
beforeAll(async () => (usual = await world({})));
afterAll(() => usual.running.close());

describe.each(SWITCHES)('%s, otherwise %o', (name, other, act, byDefault, otherwise) => {
  test('by default', async () => expect(await act(usual)).toEqual(byDefault));
  test('switched', async () => {
    const here = await world({ [name]: other });
    expect(await act(here)).toEqual(otherwise);
    await here.running.close();
  });
});

test('every switch has a case here or beside its part', () => {
  const elsewhere = ['indexes', 'timersTwice', 'passwords'];
  const here = new Set<string>(SWITCHES.map(([name]) => name));
  expect(Object.keys(DEFAULTS).filter((name) => !here.has(name) && !elsewhere.includes(name))).toEqual([]);
});

test('a switch that does not exist, or has no such position, is refused by name', () => {
  expect(assumptionsFrom({ skips: 5 })).toMatch(/^skips: there is no such switch; known are missingCollection/);
  expect(assumptionsFrom({ writesById: 'maybe' })).toBe('writesById: it is one of refuse, read');
  expect(assumptionsFrom({ lookups: 0 })).toBe('lookups: it is a whole number above 0');
  expect(assumptionsFrom({ timersTwice: 'yes' })).toBe('timersTwice: it is true or false');
  expect(assumptionsFrom({ lookups: 3 })).toEqual({ ...DEFAULTS, lookups: 3 });
});

describe('a shared environment', () => {
  let here: World;
  beforeAll(async () => (here = await world({})));
  afterAll(() => here.running.close());

  test('opens through cloudbase_auth, whose word is auth.custom in rules; who is refused there does not get in', async () => {
    const { api, db } = here.phone('wx2', 'o-guest');
    const Shared = api['Cloud'] as new (options: unknown) => { init(): Promise<void> };
    expect(await codeOf(db.collection('guests').where({}).get())).toBe(-502003);
    await new Shared({ resourceAppid: 'wx1', resourceEnv: ENV_ID }).init();
    expect(await codeOf(db.collection('guests').where({}).get())).toBe('done');
    const banned = here.phone('wx2', 'o-banned').api['Cloud'] as typeof Shared;
    await expect(new banned({ resourceAppid: 'wx1', resourceEnv: ENV_ID }).init()).rejects.toMatchObject({
      errMsg: expect.stringContaining('cloudbase_auth refused') as string,
    });
    expect(await codeOf(here.phone('wx2', 'o-banned').db.collection('guests').where({}).get())).toBe(-502003);
  });

  test('auth.custom is nothing to users of the owner’s own mini-program', async () => {
    const { call, db } = here.phone('wx1', 'o-guest');
    await call({ name: 'cloudbase_auth' });
    expect(await codeOf(db.collection('guests').where({}).get())).toBe(-502003);
  });
});

describe('rules for functions', () => {
  const rules = invokeRulesFrom({
    '*': { invoke: "auth.loginType != 'ANONYMOUS' && auth != null" },
    whoami: { invoke: 'auth!=null' },
    cloudbase_auth: { invoke: false },
  });
  if (typeof rules === 'string') throw new Error(rules);
  let here: World;
  beforeAll(async () => (here = await world({}, { invokeRules: rules })));
  afterAll(() => here.running.close());

  test.each([
    ['anonymous', 'whoami', 'invoked'],
    ['anonymous', 'cloudbase_auth', 'EXCEED_AUTHORITY'],
    ['anonymous', 'none', 'EXCEED_AUTHORITY'],
    ['mini', 'whoami', 'invoked'],
    ['mini', 'cloudbase_auth', 'EXCEED_AUTHORITY'],
    ['mini', 'none', 'FUNCTION_NOT_FOUND'],
  ])('%s calls %s: %s', async (who, name, wanted) => {
    const { running } = here;
    const signedIn = await running.request('POST', '/auth/v1/signin/anonymously', { body: {} });
    const token = who === 'mini' ? await running.token('o-me') : String(signedIn.body['access_token']);
    const { status, body } = await running.request('POST', `/v1/functions/${name}`, { token, body: {} });
    expect(body['code'] ?? 'invoked').toBe(wanted);
    if (wanted === 'EXCEED_AUTHORITY')
      expect([status, running.feed.recent().at(-1)]).toMatchObject([403, { title: `invoke on ${name} refused` }]);
    const byAction = await running.request('POST', '/web', {
      body: { action: 'functions.invokeFunction', access_token: token, function_name: name },
    });
    expect(byAction.body['code'] ?? 'invoked').toBe(wanted === 'EXCEED_AUTHORITY' ? 'PERMISSION_DENIED' : wanted);
  });

  test('servers and functions are not bound by them', async () => {
    const node = tcb.init({ env: ENV_ID, secretId: 'i', secretKey: 'k', serviceUrl: `${here.running.origin}/admin` });
    expect(await node.callFunction({ name: 'cloudbase_auth', data: {} })).toMatchObject({ result: { errCode: 0 } });
  });

  test.each([
    [{ a: { invoke: true } }, '"*" is wanted'],
    [{ '*': {} }, 'must have "invoke"'],
    [{ '*': { invoke: true, read: true } }, 'nothing else'],
    [{ '*': { invoke: "auth.loginType == 'WECHAT'" } }, 'the cloud knows'],
    [{ '*': { invoke: 'auth.uid != null || auth.openid != null' } }, 'the cloud knows'],
  ])('%o is refused at the start', (declared, why) => {
    expect(invokeRulesFrom(declared)).toContain(why);
  });
});
