import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Users } from '../auth/users.ts';
import { HAS_BROWSER, openSdkPage, type SdkPage } from './browser.ts';
import { ENV_ID, type Running, start } from './harness.ts';

const PASSWORD = 'Leaf-green-2f';
const OTHER = 'Page-colour-7f';
const MINUTE = 60_000;

let running: Running;
let users: Users;
let sdk: SdkPage;

/** What the SDK made of a refusal: the cloud's name for it, and the SDK's own kind. */
interface Refused {
  readonly status?: string;
  readonly code?: string;
  readonly category?: string;
}

async function codeFor(to: string): Promise<string> {
  const { body } = await running.request('GET', '/__emulator/codes');
  const sent = (body['codes'] as { to: string; code: string; used: boolean }[]).find((code) => code.to === to && !code.used);
  return sent?.code ?? 'none';
}

const ERROR = 'const told = ({ error }) => error ? { status: error.status, category: error.category } : "in";';
const signIn = (name: string, password: string, more = ''): Promise<Refused | string> =>
  sdk.run(`${ERROR} return told(await auth.signInWithPassword({ username: '${name}', password: '${password}' ${more} }))`);
const whoCalls = (): Promise<unknown> => sdk.run(`return (await app.callFunction({ name: 'echo' })).result.identity`);
/** Codes go out once a minute for each address; sessions last two hours. */
const waitAMinute = (): void => running.clock.advance(MINUTE);

describe.skipIf(!HAS_BROWSER)('users of the environment, with the browser SDK', () => {
  beforeAll(async () => {
    running = await start(
      [{ name: 'notes', permission: 'PRIVATE', indexes: [] }],
      { echo: (_, { identity }) => ({ identity }) },
      undefined,
      {
        users: (clock) => (users = new Users({ clock })),
      },
    );
    await users.declare([{ username: 'keeper', password: 'shop', uid: 'keeper-1', email: 'Keeper@shop.example', phone: '13900000001' }]);
    sdk = await openSdkPage(running);
  }, 60_000);
  afterAll(async () => {
    await sdk.close();
    await running.close();
  });
  beforeEach(waitAMinute);

  test.each(['keeper', 'keeper@shop.example', '13900000001', '+86 13900000001'])('a declared user signs in as %s', async (name) => {
    expect(await signIn(name, 'shop')).toBe('in');
    const loginType = name === 'keeper' ? 'USERNAME' : name.includes('@') ? 'EMAIL' : 'PHONE';
    expect(await whoCalls()).toEqual({ kind: 'web', uid: 'keeper-1', anonymous: false, loginType });
    expect(await sdk.run(`const { data } = await auth.getUser(); return [data.user.id, data.user.email, data.user.phone]`)).toEqual([
      'keeper-1',
      'keeper@shop.example',
      '+86 13900000001',
    ]);
  });

  test('by e-mail and by telephone as the SDK names them', async () => {
    expect(await sdk.run(`${ERROR} return told(await auth.signInWithPassword({ email: 'keeper@shop.example', password: 'shop' }))`)).toBe(
      'in',
    );
    expect(await sdk.run(`${ERROR} return told(await auth.signInWithPassword({ phone: '13900000001', password: 'shop' }))`)).toBe('in');
  });

  test('with an encrypted password, which never crosses the wire', async () => {
    const bodies: string[] = [];
    const note = (request: { postData(): string | null }): void => void bodies.push(request.postData() ?? '');
    sdk.page.on('request', note);
    expect(await signIn('keeper', 'shop', ', options: { is_encrypt: true }')).toBe('in');
    sdk.page.off('request', note);
    expect(bodies.some((body) => body.includes('public_key_thumbprint'))).toBe(true);
    expect(bodies.filter((body) => body.includes('shop"'))).toEqual([]);
    expect(await whoCalls()).toMatchObject({ uid: 'keeper-1' });
  });

  test('a wrong password and an unknown name are refused alike; the fifth wrong one locks for ten minutes', async () => {
    const wrong = { status: 'invalid_username_or_password', category: 'INVALID_CREDENTIALS' };
    expect(await signIn('nobody', 'shop')).toEqual(wrong);
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await signIn('keeper', 'wrong')).toEqual(wrong);
    expect(await signIn('keeper', 'shop')).toMatchObject({ status: 'invalid_status' });
    running.clock.advance(10 * MINUTE);
    expect(await signIn('keeper', 'shop')).toBe('in');
    expect(await signIn('keeper', 'wrong')).toEqual(wrong);
    expect(await signIn('keeper', 'shop')).toBe('in');
  });

  test('signs up by e-mail with a name and a password, and in by each of them', async () => {
    const id = await sdk.run<string>(
      `return globalThis.sent = await auth.getVerification({ email: 'leaf@shop.example' }), sent.verification_id`,
    );
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const code = await codeFor('leaf@shop.example');
    const uid = await sdk.run<string>(`
      const { verification_token } = await auth.verify({ verification_id: sent.verification_id, verification_code: '${code}' });
      await auth.signUp({ email: 'leaf@shop.example', verification_code: '${code}', verification_token, username: 'leaf', password: '${PASSWORD}', name: '小叶' });
      const { data } = await auth.getUser();
      if (data.user.user_metadata.name !== '小叶' || data.user.user_metadata.username !== 'leaf') throw new Error(JSON.stringify(data));
      return data.user.id;
    `);
    expect(uid).toMatch(/^\d{19}$/);
    expect(await sdk.run(`return [await auth.isUsernameRegistered('leaf'), await auth.isUsernameRegistered('stem')]`)).toEqual([
      true,
      false,
    ]);
    expect(await signIn('leaf', PASSWORD)).toBe('in');
    const found = await sdk.run<{ data: unknown[] }>(`return auth.queryUser({ username: 'keeper' })`);
    expect(found.data).toEqual([{ id: 'keeper-1', username: 'keeper', name: 'keeper' }]);
    await sdk.run(`await db.collection('notes').add({ _id: 'n', text: 'mine' })`);
    expect(await running.database.find('notes', {})).toEqual([{ _id: 'n', text: 'mine', _openid: uid }]);
  });

  test.each([
    ['weak', 'weak_password'],
    ['alllowercase1', 'weak_password'],
  ])('the password %s is refused', async (password, status) => {
    const refused = await sdk.run<Refused>(`
      const sent = await auth.getVerification({ email: '${password}@shop.example' });
      const { codes } = await (await fetch('/__emulator/codes')).json();
      const { verification_token } = await auth.verify({ verification_id: sent.verification_id, verification_code: codes[0].code });
      return auth.signUp({ email: '${password}@shop.example', verification_token, password: '${password}' }).then(() => 'in', (error) => ({ status: error.error }));
    `);
    expect(refused).toEqual({ status });
  });

  test('by a code sent to a telephone: a new user, and then the same one', async () => {
    const flow = `
      const { data, error } = await auth.signInWithOtp({ phone: '13700000001' });
      if (error) throw new Error(error.message);
      globalThis.otp = data;
    `;
    await sdk.run(flow);
    const first = await sdk.run<string>(
      `const { data, error } = await otp.verifyOtp({ token: '${await codeFor('+86 13700000001')}' }); if (error) throw new Error(error.message); return data.user.id`,
    );
    await sdk.run('await auth.signOut()');
    waitAMinute();
    await sdk.run(flow);
    const again = await sdk.run<string>(
      `const { data } = await otp.verifyOtp({ token: '${await codeFor('+86 13700000001')}' }); return data.user.id`,
    );
    expect(again).toBe(first);
    expect(await whoCalls()).toMatchObject({ uid: first, loginType: 'PHONE' });
  });

  test('by signInWithSms and signInWithEmail', async () => {
    await sdk.run(`globalThis.sent = await auth.getVerification({ phone_number: '13900000001' })`);
    expect(await sdk.run('return sent.is_user')).toBe(true);
    const byPhone = await codeFor('+86 13900000001');
    await sdk.run(`await auth.signInWithSms({ verificationInfo: sent, verificationCode: '${byPhone}', phoneNum: '13900000001' })`);
    expect(await whoCalls()).toMatchObject({ uid: 'keeper-1', loginType: 'PHONE' });
    await sdk.run(`globalThis.sent = await auth.getVerification({ email: 'keeper@shop.example' })`);
    const byMail = await codeFor('keeper@shop.example');
    await sdk.run(`await auth.signInWithEmail({ verificationInfo: sent, verificationCode: '${byMail}', email: 'keeper@shop.example' })`);
    expect(await whoCalls()).toMatchObject({ uid: 'keeper-1', loginType: 'EMAIL' });
  });

  test('a code is good once, for ten minutes and five guesses; an address gets one a minute', async () => {
    const send = (to: string): Promise<string> =>
      sdk.run(`return auth.getVerification({ email: '${to}' }).then((sent) => (globalThis.sent = sent, 'sent'), (error) => error.error)`);
    const verify = (code: string): Promise<string> =>
      sdk.run(
        `return auth.verify({ verification_id: sent.verification_id, verification_code: '${code}' }).then(() => 'right', ({ error, error_code }) => error + ' ' + error_code)`,
      );
    expect(await send('a@shop.example')).toBe('sent');
    const right = await codeFor('a@shop.example');
    const wrong = right === '000000' ? '111111' : '000000';
    expect(await verify(wrong)).toBe('invalid_argument 3');
    expect(await verify(right)).toBe('right');
    expect(await verify(right)).toBe('invalid_argument 3');
    expect(await send('a@shop.example')).toBe('resource_exhausted');
    waitAMinute();
    expect(await send('a@shop.example')).toBe('sent');
    const late = await codeFor('a@shop.example');
    running.clock.advance(10 * MINUTE + 1);
    expect(await verify(late)).toBe('invalid_argument 3');
    expect(await send('a@shop.example')).toBe('sent');
    const guessed = await codeFor('a@shop.example');
    for (let guess = 0; guess < 5; guess += 1) await verify(guessed === '000000' ? '111111' : '000000');
    expect(await verify(guessed)).toBe('invalid_argument 3');
  });

  test('changes the password by the old one: other sessions end, this one stays', async () => {
    const elsewhere = String(
      (await running.request('POST', '/auth/v1/signin', { body: { username: 'keeper', password: 'shop' } })).body['access_token'],
    );
    expect(await signIn('keeper', 'shop')).toBe('in');
    const change = (old: string, next: string): Promise<unknown> =>
      sdk.run(`${ERROR} return told(await auth.resetPasswordForOld({ old_password: '${old}', new_password: '${next}' }))`);
    expect(await change('wrong', PASSWORD)).toMatchObject({ status: 'invalid_password' });
    expect(await change('shop', PASSWORD)).toBe('in');
    expect(await whoCalls()).toMatchObject({ uid: 'keeper-1' });
    expect((await running.request('GET', '/auth/v1/user/me', { token: elsewhere })).status).toBe(401);
    expect(await signIn('keeper', 'shop')).toMatchObject({ status: 'invalid_username_or_password' });
    expect(await signIn('keeper', PASSWORD)).toBe('in');
  });

  test('changes it encrypted, and resets a forgotten one by a code', async () => {
    expect(await signIn('keeper', PASSWORD)).toBe('in');
    await sdk.run(`await auth.modifyPassword({ password: '${PASSWORD}', new_password: '${OTHER}' })`);
    expect(await signIn('keeper', OTHER)).toBe('in');
    await sdk.run(`await auth.modifyPasswordWithoutLogin({ username: 'keeper', password: '${OTHER}', new_password: '${PASSWORD}' })`);
    expect(await sdk.run(`return (await auth.getUser()).data.user`)).toBeNull();
    await sdk.run(
      `const { data, error } = await auth.resetPasswordForEmail('keeper@shop.example'); if (error) throw new Error(error.message); globalThis.reset = data`,
    );
    const code = await codeFor('keeper@shop.example');
    expect(await sdk.run(`${ERROR} return told(await reset.updateUser({ nonce: '${code}', password: '${OTHER}' }))`)).toBe('in');
    expect(await whoCalls()).toMatchObject({ uid: 'keeper-1' });
  });

  test('edits what he says of himself, moves to another address, and leaves', async () => {
    await sdk.run(`globalThis.sent = await auth.getVerification({ email: 'brief@shop.example' })`);
    const code = await codeFor('brief@shop.example');
    await sdk.run(`
      const { verification_token } = await auth.verify({ verification_id: sent.verification_id, verification_code: '${code}' });
      await auth.signUp({ email: 'brief@shop.example', verification_token, password: '${PASSWORD}' });
      await auth.updateUser({ nickname: '短', username: 'brief' });
      const { data, error } = await auth.updateUser({ email: 'long@shop.example' });
      if (error) throw new Error(error.message);
      globalThis.moving = data;
    `);
    const moved = await codeFor('long@shop.example');
    const after = await sdk.run(`
      const { error } = await moving.verifyOtp({ email: 'long@shop.example', token: '${moved}' });
      if (error) throw new Error(error.message);
      const { data } = await auth.getUser();
      return [data.user.email, data.user.user_metadata.username, data.user.user_metadata.name];
    `);
    expect(after).toEqual(['long@shop.example', 'brief', '短']);
    expect(await sdk.run(`${ERROR} return told(await auth.deleteUser({ password: 'wrong' }))`)).toMatchObject({
      status: 'invalid_password',
    });
    expect(await sdk.run(`${ERROR} return told(await auth.deleteUser({ password: '${PASSWORD}' }))`)).toBe('in');
    expect(await signIn('brief', PASSWORD)).toMatchObject({ status: 'invalid_username_or_password' });
  });

  test('a function learns of a user by his id and by what he signs in with', async () => {
    const app = tcb.init({ env: ENV_ID, secretId: 'id', secretKey: 'key', serviceUrl: `${running.origin}/admin` });
    const { userInfo } = (await app.auth().getEndUserInfo('keeper-1')) as { userInfo: Record<string, unknown> };
    expect(userInfo).toMatchObject({ uid: 'keeper-1', username: 'keeper', email: 'keeper@shop.example', phoneNumber: '+86 13900000001' });
    expect(await app.auth().queryUserInfo({ platform: 'EMAIL', platformId: 'keeper@shop.example' })).toMatchObject({
      userInfo: { uid: 'keeper-1' },
    });
    await expect(app.auth().getEndUserInfo('nobody-1')).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  });
});
