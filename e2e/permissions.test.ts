import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACTS, type Reply } from '@shop/shared/contracts/index.ts';
import { accessAreas, PERMISSIONS, type Permission } from '@shop/shared/domain/permissions.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { ACTIONS, soundInput, spoiltInputs, type ActionShape } from './support/samples.ts';
import { actAs } from './support/shop.ts';

/** Who may do what, and with what: every action of every contract, so a new one cannot be forgotten. What is declared is what docs/functions.md says. */
let emulator: Emulator;
let visitor: string;
let admin: string;
let customer: string;

const titleOf = ({ name, action }: { name: string; action: string }): string => (action === '' ? name : `${name} ${action}`);

/** `function action` → who may, from the published table. */
const DECLARED: ReadonlyMap<string, string> = new Map(
  readFileSync(join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/functions.md'), 'utf8')
    .split('\n')
    .map((line) => /^\| `(\w+)` \| ([^|]*) \| .* \| ([^|]+) \|$/.exec(line))
    .filter((row) => row !== null)
    .map(([, name = '', action = '', access = '']) => [titleOf({ name, action: action.trim() }), access.trim()]),
);

/** By user name and password over HTTP; it has no session to check. */
const OVER_HTTP = ['adminLogin'];
const CALLABLE = ACTIONS.filter(({ name }) => !OVER_HTTP.includes(name));

function accessOf(shape: ActionShape): string {
  const access = DECLARED.get(titleOf(shape));
  if (access === undefined) throw new Error(`docs/functions.md does not name ${titleOf(shape)}: node scripts/docs.mjs`);
  return access;
}

const isPermission = (access: string): access is Permission => Object.hasOwn(PERMISSIONS, access);
const FOR_STAFF = CALLABLE.filter((shape) => isPermission(accessOf(shape)));
const FOR_CUSTOMERS = CALLABLE.filter((shape) => !isPermission(accessOf(shape)));

async function send(token: string, name: string, data: unknown): Promise<Reply<unknown>> {
  const response = await fetch(`${emulator.origin}/v1/functions/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(data),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${name} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Reply<unknown>;
}

/** Reads and writes of the database by a function, since the last time anybody asked. */
async function touched(name: string): Promise<{ reads: number; writes: number }> {
  const { functions } = await emulator.get<{ functions: Record<string, { reads: number; writes: number }> }>('/__emulator/meter');
  await emulator.post('/__emulator/meter/reset', {});
  const { reads, writes } = functions[name] ?? { reads: 0, writes: 0 };
  return { reads, writes };
}

async function signIn(path: string, body: object): Promise<string> {
  const response = await fetch(`${emulator.origin}/auth/v1/${path}?client_id=shop-local`, { method: 'POST', body: JSON.stringify(body) });
  return ((await response.json()) as { access_token: string }).access_token;
}

const openidWithout = (permission: string): string => `o-without-${permission.replace('.', '-')}`;
const openidWith = (permission: string): string => `o-only-${permission.replace('.', '-')}`;

async function enrol(identity: string, permissions: readonly string[]): Promise<void> {
  const person = { _id: identity, loginKey: `openid:${identity}`, name: '测试', role: 'test', status: 'active' };
  await adminDatabase(emulator).collection('staff').add(person);
  await adminDatabase(emulator)
    .collection('staffAccess')
    .add({
      _id: identity,
      staffId: identity,
      name: '测试',
      role: 'test',
      permissions,
      ...accessAreas(permissions),
      updateTime: new Date(),
    });
}

beforeAll(async () => {
  emulator = await startEmulator();
  const all = Object.keys(PERMISSIONS);
  for (const permission of all) {
    await enrol(
      openidWithout(permission),
      all.filter((one) => one !== permission),
    );
    await enrol(openidWith(permission), [permission]);
  }
  visitor = await signIn('signin/anonymously', {});
  const response = await fetch(`${emulator.origin}/adminLogin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: 'Tianjian@2026' }),
  });
  const { data } = (await response.json()) as Reply<{ ticket: string }>;
  admin = await signIn('signin/custom', { provider_id: 'custom', ticket: data?.ticket });
  customer = (await actAs(emulator, 'o-demo-customer-02')).token;
});

afterAll(async () => {
  await emulator.stop();
});

it('docs/functions.md names every action of every contract with who may', () => {
  const wanted = CALLABLE.map(titleOf);
  const named = [...DECLARED.keys()].filter(
    (title) => Object.hasOwn(CONTRACTS, title.split(' ')[0] ?? '') && !OVER_HTTP.includes(title.split(' ')[0] ?? ''),
  );
  expect(named.sort()).toEqual([...wanted].sort());
  for (const shape of CALLABLE)
    expect(['member', 'signed-in', 'system', ...Object.keys(PERMISSIONS)], titleOf(shape)).toContain(accessOf(shape));
});

describe('without a session', () => {
  it.each(Object.keys(CONTRACTS))('%s does not run', async (name) => {
    const answer = await fetch(`${emulator.origin}/v1/functions/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({}),
    });
    expect(answer.ok).toBe(false);
    await answer.text();
  });
});

describe('a visitor of the web, who is nobody', () => {
  it.each(CALLABLE.map((shape) => [titleOf(shape), shape] as const))('is refused by %s', async (_title, shape) => {
    await touched(shape.name);
    expect(await send(visitor, shape.name, soundInput(shape))).toMatchObject({ status: 401, reason: 'NOT_SIGNED_IN', data: null });
    expect(await touched(shape.name)).toEqual({ reads: 0, writes: 0 });
  });
});

describe('a customer', () => {
  it.each(FOR_STAFF.map((shape) => [titleOf(shape), shape] as const))('is refused by %s', async (_title, shape) => {
    await touched(shape.name);
    expect(await send(customer, shape.name, soundInput(shape))).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED', data: null });
    expect((await touched(shape.name)).writes).toBe(0);
  });

  it.each(['orderTimer', 'audit', 'reconcile'])('who says he is the timer is refused by %s', async (name) => {
    const answer = await send(customer, name, { Type: 'Timer', TriggerName: 'every', Time: '2026-11-20T02:30:00Z' });
    expect(['PERMISSION_DENIED', 'INPUT_INVALID']).toContain(answer.reason);
    expect((await touched(name)).writes).toBe(0);
  });
});

describe('an admin of the console, who is no customer', () => {
  it.each(FOR_CUSTOMERS.filter((shape) => accessOf(shape) === 'member').map((shape) => [titleOf(shape), shape] as const))(
    'is refused by %s',
    async (_title, shape) => {
      await touched(shape.name);
      expect(await send(admin, shape.name, soundInput(shape))).toMatchObject({ status: 401, reason: 'NOT_SIGNED_IN', data: null });
      expect((await touched(shape.name)).writes).toBe(0);
    },
  );
});

describe('staff who may do everything but the one thing', () => {
  it.each(FOR_STAFF.map((shape) => [titleOf(shape), accessOf(shape) as Permission, shape] as const))(
    'are refused by %s, which names %s',
    async (_title, permission, shape) => {
      const { token } = await actAs(emulator, openidWithout(permission));
      await touched(shape.name);
      const answer = await send(token, shape.name, soundInput(shape));
      expect(answer).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED', data: null });
      expect(answer.message).toContain(`「${PERMISSIONS[permission]}」`);
      expect((await touched(shape.name)).writes).toBe(0);
    },
  );
});

describe('an input that the contract does not know', () => {
  it.each(CALLABLE.map((shape) => [titleOf(shape), shape] as const))('is refused by %s before anything is read', async (_title, shape) => {
    const { token } = await actAs(emulator, isPermission(accessOf(shape)) ? openidWith(accessOf(shape)) : 'o-demo-customer-02');
    const spoilt = spoiltInputs(shape);
    for (const { what, input } of spoilt) expect(CONTRACTS[shape.name].input.safeParse(input).success, what).toBe(false);
    // Over the wire some of them, from all over the input: what refuses is the same for all.
    const sent = [0, 1, 2, 3].map((part) => spoilt[Math.floor((part * (spoilt.length - 1)) / 3)]).filter((one) => one !== undefined);
    expect(sent.length).toBe(4);
    await touched(shape.name);
    for (const { what, input } of sent)
      expect(await send(token, shape.name, input), what).toMatchObject({ status: 400, reason: 'INPUT_INVALID', data: null });
    expect(await touched(shape.name)).toEqual({ reads: 0, writes: 0 });
  });
});

/** Last, because some of these do what they are asked to. */
describe('staff who may do that one thing only', () => {
  it.each(FOR_STAFF.map((shape) => [titleOf(shape), accessOf(shape), shape] as const))(
    'are let in by %s with %s',
    async (_title, permission, shape) => {
      const { token } = await actAs(emulator, openidWith(permission));
      const answer = await send(token, shape.name, soundInput(shape));
      expect(['NOT_SIGNED_IN', 'PERMISSION_DENIED', 'INTERNAL'], answer.message).not.toContain(answer.reason ?? '');
    },
  );
});
