import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '@shop/shared/contracts/contract.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, MANAGE, newRequest } from './support/shop.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(async () => {
  await emulator.stop();
});

interface LoggedIn {
  ticket: string;
  user: { id: string; role: string; permissions: string[] };
}

async function signIn(body: unknown): Promise<Reply<LoggedIn>> {
  const response = await fetch(`${emulator.origin}/adminLogin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return (await response.json()) as Reply<LoggedIn>;
}

async function session(ticket: string): Promise<string> {
  const response = await fetch(`${emulator.origin}/auth/v1/signin/custom?client_id=shop-local`, {
    method: 'POST',
    body: JSON.stringify({ provider_id: 'custom', ticket }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

async function call(token: string, name: string, data: unknown): Promise<Reply<Record<string, unknown>>> {
  const response = await fetch(`${emulator.origin}/v1/functions/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(data),
  });
  return (await response.json()) as Reply<Record<string, unknown>>;
}

describe('the console', () => {
  it('lets an admin in by user name and password, with what his role permits', async () => {
    const answer = await signIn({ username: 'admin', password: 'Tianjian@2026' });
    expect(answer).toMatchObject({ status: 200, data: { user: { role: 'super' } } });
    const token = await session(answer.data?.ticket ?? '');
    expect(await call(token, 'staffSession', {})).toMatchObject({ status: 200, data: { role: 'super' } });
    expect(await call(token, 'initDatabase', {})).toMatchObject({ status: 200, data: { created: [] } });

    const clerk = await session((await signIn({ username: 'order', password: 'Dingdan@2026' })).data?.ticket ?? '');
    expect(await call(clerk, 'initDatabase', {})).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    expect(await call(clerk, 'stock', { action: 'in', requestId: newRequest(), skuId: 'k', quantity: 1, reason: '进货' })).toMatchObject({
      status: 403,
    });
  });

  it.each<[string, unknown, number, string]>([
    ['a wrong password', { username: 'order', password: 'wrong-one' }, 401, 'LOGIN_WRONG'],
    ['an unknown name, which answers the same', { username: 'nobody', password: 'wrong-one' }, 401, 'LOGIN_WRONG'],
    ['an operator for a name', { username: { $ne: null }, password: 'wrong-one' }, 400, 'INPUT_INVALID'],
    ['no JSON', 'username=admin', 400, 'INPUT_INVALID'],
    ['an empty password', { username: 'admin', password: '' }, 400, 'INPUT_INVALID'],
  ])('refuses %s', async (_what, body, status, reason) => {
    expect(await signIn(body)).toMatchObject({ status, reason, data: null });
  });

  it('locks an account after five wrong passwords, for a quarter of an hour, and writes every attempt down', async () => {
    const right = { username: 'admin', password: 'Tianjian@2026' };
    for (let attempt = 0; attempt < 5; attempt += 1)
      expect(await signIn({ ...right, password: 'wrong-one' })).toMatchObject({ status: 401 });
    expect(await signIn(right)).toMatchObject({ status: 429, reason: 'LOGIN_LOCKED', data: null });
    await emulator.post('/__emulator/clock', { advanceMs: 16 * 60_000 });
    expect(await signIn(right)).toMatchObject({ status: 200 });
    const { data } = await adminDatabase(emulator).collection('loginLogs').where({ username: 'admin' }).limit(100).get();
    const results = (data as { result: string }[]).map((row) => row.result);
    expect(results.filter((result) => result === 'wrong_password')).toHaveLength(5);
    expect(results.filter((result) => result === 'locked')).toHaveLength(1);
  });

  it('refuses a session that was signed out, and a ticket somebody made up', async () => {
    const made = await fetch(`${emulator.origin}/auth/v1/signin/custom?client_id=shop-local`, {
      method: 'POST',
      body: JSON.stringify({ provider_id: 'custom', ticket: 'abc/@@/def' }),
    });
    expect(made.ok).toBe(false);
    const response = await fetch(`${emulator.origin}/v1/functions/staffSession`, {
      method: 'POST',
      headers: { authorization: 'Bearer nonsense' },
      body: '{}',
    });
    expect(response.status).toBe(401);
  });
});

describe('the staff mini-program', () => {
  it('knows its people by openid, and nobody else', async () => {
    const keeper = await actAs(emulator, 'o-demo-staff-01', MANAGE);
    expect(await keeper.must('staffSession', {})).toMatchObject({ role: 'warehouse', roleLabel: '仓库员' });
    const stranger = await actAs(emulator, 'o-stranger', MANAGE);
    expect(await stranger.call('staffSession', {})).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
  });
});

describe('somebody who is dismissed', () => {
  const OPENID = 'o-demo-staff-02';
  const become = (fields: object): Promise<unknown> =>
    adminDatabase(emulator)
      .collection('staff')
      .where({ loginKey: `openid:${OPENID}` })
      .update(fields);
  const list = { action: 'list' } as const;
  const reads = async (token: string, collection: string): Promise<boolean> => {
    const path = `/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents?offset=0&limit=1&query=${encodeURIComponent('{"status":"paid"}')}`;
    return (await fetch(emulator.origin + path, { headers: { authorization: `Bearer ${token}` } })).ok;
  };

  it('is refused by the next call, and reads nothing more after the timer, though he asks for no session', async () => {
    const sales = await actAs(emulator, OPENID, MANAGE);
    await sales.must('customer', list);
    expect(await reads(sales.token, 'orders')).toBe(true);
    await become({ status: 'disabled' });
    expect(await sales.call('customer', list)).toMatchObject({ status: 403, reason: 'ACCOUNT_DISABLED' });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await reads(sales.token, 'orders')).toBe(false);
    expect(await sales.call('staffSession', {})).toMatchObject({ status: 403, reason: 'ACCOUNT_DISABLED' });

    await become({ status: 'active' });
    expect(await sales.call('customer', list)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    await sales.must('staffSession', {});
    await sales.must('customer', list);
    await become({ status: 'disabled' });
    expect(await sales.call('staffSession', {})).toMatchObject({ status: 403, reason: 'ACCOUNT_DISABLED' });
    expect(await reads(sales.token, 'orders')).toBe(false);
  });

  it('or given another role, keeps nothing of the old one', async () => {
    await become({ status: 'active' });
    const person = await actAs(emulator, OPENID, MANAGE);
    expect(await person.must('staffSession', {})).toMatchObject({ role: 'sales' });
    await become({ role: 'warehouse' });
    expect(await person.call('customer', list)).toMatchObject({ status: 403, message: '您的权限有变化，请重新打开页面' });
    expect(await reads(person.token, 'member_user')).toBe(true);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await reads(person.token, 'member_user')).toBe(false);
    expect(await person.must('staffSession', {})).toMatchObject({ role: 'warehouse' });
    await become({ role: 'sales' });
  });

  it('or is no more in the list, may nothing, and is still known by his name', async () => {
    await adminDatabase(emulator)
      .collection('staff')
      .where({ loginKey: `openid:${OPENID}` })
      .remove();
    const person = await actAs(emulator, OPENID, MANAGE);
    expect(await person.call('customer', list)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    const { data } = await adminDatabase(emulator).collection('staffAccess').where({ _id: OPENID }).get();
    expect(data).toMatchObject([{ name: '吴销售', permissions: [], orders: false, members: false }]);
  });
});

describe('clients and the database', () => {
  const query = (token: string, collection: string, where: object): Promise<Response> =>
    fetch(
      `${emulator.origin}/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents?offset=0&limit=10&query=${encodeURIComponent(JSON.stringify(where))}`,
      { headers: { authorization: `Bearer ${token}` } },
    );

  it('a customer reads his own orders and nobody else’s', async () => {
    const buyer = await actAs(emulator, 'o-demo-customer-02');
    expect((await query(buyer.token, 'orders', { _openid: buyer.openid })).status).toBe(200);
    for (const where of [{}, { _openid: 'o-demo-customer-01' }, { placed: true }])
      expect((await query(buyer.token, 'orders', where)).ok).toBe(false);
    for (const closed of ['staff', 'roles', 'counters', 'productCosts']) expect((await query(buyer.token, closed, {})).ok).toBe(false);
  });

  it('staff read what their role opens', async () => {
    const keeper = await actAs(emulator, 'o-demo-staff-01', MANAGE);
    expect((await query(keeper.token, 'orders', { placed: true })).status).toBe(200);
    expect((await query(keeper.token, 'member_user', {})).ok).toBe(false);
  });

  it('nobody writes', async () => {
    const buyer = await actAs(emulator, 'o-demo-customer-02');
    const base = `${emulator.origin}/v1/database/instances/(default)/databases/(default)/collections`;
    const headers = { authorization: `Bearer ${buyer.token}`, 'content-type': 'application/json' };
    const attempts = [
      fetch(`${base}/member_user/documents`, {
        method: 'PATCH',
        headers,
        body: JSON.stringify({
          query: { _id: buyer.openid },
          data: { $set: { balance: 1 } },
          multi: true,
          upsert: false,
          replaceMode: false,
        }),
      }),
      fetch(`${base}/orders/documents`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ data: [{ _openid: buyer.openid, status: 'paid' }] }),
      }),
      fetch(`${base}/cart/documents/remove`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: { _openid: buyer.openid }, multi: true }),
      }),
    ];
    for (const response of await Promise.all(attempts)) expect(response.ok).toBe(false);
    const { data } = await adminDatabase(emulator).collection('member_user').where({ _id: buyer.openid }).get();
    expect((data as { balance: number }[])[0]?.balance).not.toBe(1);
  });

  it('a web page does not reach the administrator’s door', async () => {
    const response = await fetch(`${emulator.origin}/admin`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.ok).toBe(false);
  });
});
