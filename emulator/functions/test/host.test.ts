import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mini, openWorkshop, type Workshop } from './harness.ts';

const SOURCES = {
  echo: `exports.main = async (event) => ({ event, pid: process.pid });`,
  identity: `exports.main = async (event, context) => {
    await new Promise((done) => setImmediate(done));
    const env = process.env;
    return { openid: env.WX_OPENID, from: env.WX_FROM_OPENID, uid: env.TCB_UUID, custom: env.TCB_CUSTOM_USER_ID, anonymous: env.TCB_ISANONYMOUS_USER,
      source: env.TCB_SOURCE, token: env.TENCENTCLOUD_SESSIONTOKEN, home: env.SECRET_OF_THE_DEVELOPER, request: context.request_id, event };
  };`,
  stuck: `exports.main = () => { console.log('before the loop'); for (;;); };`,
  crash: `exports.main = () => new Promise(() => setImmediate(() => { throw new Error('thrown where nobody listens'); }));`,
  quits: `exports.main = () => process.exit(3);`,
  throws: `exports.main = () => { console.log('about to'); console.error('fail'); throw new RangeError('too much'); };`,
  broken: `throw new Error('at load');`,
  time: `exports.main = () => { const [d, n] = [new Date(), Date.now()]; return { now: n, date: d.getTime(), fixed: new Date(0).getTime(), is: d instanceof Date, sub: new (class extends Date {})().getTime(), text: Date(), zone: d.getTimezoneOffset() }; };`,
  gate: `const fs = require('fs');
    exports.main = (event) => new Promise((done) => {
      fs.writeFileSync(event.here, '');
      const timer = setInterval(() => { if (event.others.every((file) => fs.existsSync(file))) { clearInterval(timer); done(process.pid); } }, 2);
    });`,
  mapped: ``,
  unheard: ``,
  hungry: `const kept = []; exports.main = () => { for (;;) kept.push(new Array(1e6).fill({}).map((_, n) => ({ n }))); };`,
  large: `exports.main = () => Buffer.alloc(200 * 1024 * 1024, 1).length;`,
  nothing: `exports.main = () => undefined;`,
  big: `exports.main = (event) => 'x'.repeat(event.bytes);`,
};

let shop: Workshop;
beforeAll(async () => {
  process.env['SECRET_OF_THE_DEVELOPER'] = 'x';
  shop = await openWorkshop(SOURCES, { timeouts: { stuck: 1 }, poolLimit: 4 });
});
afterAll(() => shop.close());

async function resultOf(name: string, data?: unknown, more?: Parameters<Workshop['call']>[2]): Promise<Record<string, unknown>> {
  const answer = await shop.call(name, data, more);
  if (!answer.ok) throw new Error(`${answer.code} ${answer.message}`);
  return JSON.parse(answer.result) as Record<string, unknown>;
}

describe('calls', () => {
  it('pass event and result through and keep the process', async () => {
    const first = await resultOf('echo', { a: [1, '二'] });
    const second = await resultOf('echo', {});
    expect(first['event']).toEqual({ a: [1, '二'] });
    expect(second['pid']).toBe(first['pid']);
    expect(await shop.call('nothing')).toMatchObject({ ok: true, result: 'null' });
  });

  it('are counted and told', async () => {
    const before = shop.meter.figures().functions['echo']?.calls ?? 0;
    shop.meter.database('echo', 'counted', 2, 1);
    await shop.call('echo', {}, { requestId: 'counted' });
    expect(shop.meter.figures().functions['echo']).toMatchObject({ calls: before + 1, reads: 2, writes: 1 });
    expect(shop.feed.recent().at(-1)).toMatchObject({ kind: 'call', name: 'echo', status: 'ok', reads: 2, writes: 1 });
    expect(shop.meter.ofRequest('counted')).toEqual({ reads: 0, writes: 0 });
  });

  it('run side by side, each in a process of its own, up to the limit', async () => {
    const files = [0, 1, 2].map((n) => `${shop.folder}/gate-${n}`);
    const pids = await Promise.all(files.map((here) => resultOf('gate', { here, others: files })));
    expect(new Set(pids).size).toBe(3);
    expect(files.every((file) => existsSync(file))).toBe(true);
  });

  it('are refused by name when the function is unknown or the event too large', async () => {
    expect(await shop.call('missing')).toMatchObject({ ok: false, code: 'FUNCTION_NOT_FOUND' });
    const text = 'x'.repeat(101 * 1024);
    expect(await shop.call('echo', { text }, { source: 'client' })).toMatchObject({ ok: false, code: 'EXCEED_MAX_PAYLOAD_SIZE' });
    expect(await shop.call('echo', { text }, { source: 'function' })).toMatchObject({ ok: true });
    expect(await shop.call('big', { bytes: 1024 * 1024 + 1 }, { source: 'client' })).toMatchObject({
      ok: false,
      code: 'EXCEED_MAX_RESPONSE_SIZE',
    });
  });
});

describe('the caller', () => {
  it('is in the environment of his own call only', async () => {
    const anna = await resultOf('identity', { userInfo: { openId: 'o-forged' } }, { identity: mini('o-anna'), source: 'client' });
    expect(anna).toMatchObject({ openid: 'o-anna', source: 'wx_client', event: { userInfo: { openId: 'o-anna', appId: 'wx-owner' } } });
    expect(anna).not.toHaveProperty('from');
    const web = await resultOf(
      'identity',
      {},
      { identity: { kind: 'web', uid: 'u1', customUserId: 'admin', anonymous: false }, source: 'client' },
    );
    expect(web).toMatchObject({ uid: 'u1', custom: 'admin', anonymous: 'false' });
    expect(web).not.toHaveProperty('openid');
    const system = await resultOf('identity');
    for (const name of ['openid', 'uid', 'custom', 'anonymous', 'home']) expect(system).not.toHaveProperty(name);
  });

  it('of a second mini-program comes as FROM_OPENID', async () => {
    const other = await resultOf('identity', {}, { identity: mini('o-staff', 'wx-second'), source: 'client' });
    expect(other).toMatchObject({ from: 'o-staff' });
    expect(other).not.toHaveProperty('openid');
  });

  it('is known by the session token while the call runs, and no longer', async () => {
    const call = shop.call('identity', {}, { identity: mini('o-ben'), requestId: 'ben' });
    const answer = await call;
    const { token, request } = JSON.parse(answer.ok ? answer.result : '{}') as { token: string; request: string };
    expect(request).toBe('ben');
    expect(shop.host.invocationOf(token)).toBeNull();
    expect(shop.host.invocationOf('anything')).toBeNull();
  });
});

describe('failures', () => {
  it('say what was thrown and where, with what was printed', async () => {
    const answer = await shop.call('throws');
    expect(answer).toMatchObject({ ok: false, code: 'FUNCTIONS_EXECUTE_FAIL', log: 'about to\nfail\n' });
    const { errorMessage, stackTrace } = JSON.parse(answer.ok ? '{}' : answer.message) as { errorMessage: string; stackTrace: string[] };
    expect(errorMessage).toBe('RangeError: too much');
    expect(stackTrace[0]).toMatch(/throws\/index\.js:1:/);
  });

  it('name the line of the source where a source map lies beside the bundle', async () => {
    const source = join(shop.folder, 'till.ts');
    writeFileSync(
      source,
      ['interface Sum { fen: number }', '', 'exports.main = (sum: Sum) => {', '  throw new Error(`no ${sum.fen}`);', '};'].join('\n'),
    );
    await build({
      entryPoints: [source],
      outfile: join(shop.folder, 'mapped/index.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      sourcemap: true,
      minify: true,
    });
    const answer = await shop.call('mapped');
    expect(answer.ok ? '' : answer.message).toContain('till.ts:4:9');
  });

  it('kill the process at the time limit, even in a loop, and the next call works', async () => {
    const answer = await shop.call('stuck');
    expect(answer).toMatchObject({ ok: false, code: 'FUNCTION_TIME_LIMIT_EXCEEDED', log: 'before the loop\n' });
    expect(answer.durationMs).toBeGreaterThanOrEqual(1000);
    shop.write('stuck', `exports.main = () => 'free';`);
    shop.host.renew('stuck');
    expect(await shop.call('stuck')).toMatchObject({ ok: true, result: '"free"' });
  });

  it('name the source also of a promise that nobody waits for', async () => {
    const source = join(shop.folder, 'late.ts');
    writeFileSync(
      source,
      [
        'const fail = async (why: string): Promise<never> => {',
        '  throw new Error(`late ${why}`);',
        '};',
        'exports.main = () => {',
        "  void fail('news');",
        '  return new Promise(() => undefined);',
        '};',
      ].join('\n'),
    );
    await build({
      entryPoints: [source],
      outfile: join(shop.folder, 'unheard/index.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      sourcemap: true,
      minify: true,
    });
    const answer = await shop.call('unheard', {}, { requestId: 'unheard-1' });
    expect(answer.ok ? '' : answer.message).toMatch(/late news.*late\.ts:2:9/s);
    expect(shop.logs.find((line) => line.startsWith('unheard:'))).toContain('late.ts:2:9');
  });

  it('tell of a function that needs more memory than it has, and of one that used more than the cloud gives', async () => {
    const hungry = await shop.call('hungry');
    expect(hungry.ok ? '' : hungry.message).toMatch(/"errorCode":434.*out of memory: the limit is 128 MB/);
    expect(await shop.call('large')).toMatchObject({ ok: true });
    const told = shop.feed.recent().find((event) => event.kind === 'warning' && event.title.startsWith('large'));
    expect(told).toMatchObject({
      title: 'large needs more memory than it has',
      detail: expect.stringMatching(/^\d{3} MB of 128 MB/) as string,
    });
  });

  it('of a process are the failure of its call', async () => {
    const crash = await shop.call('crash');
    expect(crash.ok ? '' : crash.message).toMatch(/thrown where nobody listens.*crash\/index\.js:1:/s);
    const quits = await shop.call('quits');
    expect(quits.ok ? '' : quits.message).toContain('exited with code 3');
    const broken = await shop.call('broken');
    expect(broken.ok ? '' : broken.message).toContain('at load');
  });
});

describe('time and code', () => {
  it('is the emulator’s, in UTC', async () => {
    await resultOf('time');
    shop.clock.advance(86_400_000);
    const answer = await resultOf('time');
    expect(Math.abs(Number(answer['now']) - shop.clock.now())).toBeLessThan(5_000);
    expect(answer).toMatchObject({ fixed: 0, is: true, zone: 0 });
    for (const name of ['date', 'sub']) expect(Math.abs(Number(answer[name]) - Number(answer['now']))).toBeLessThan(1_000);
    expect(Math.abs(new Date(String(answer['text'])).getTime() - Number(answer['now']))).toBeLessThan(2_000);
  });

  it('is loaded anew when it has changed', async () => {
    await shop.call('nothing');
    shop.write('nothing', `exports.main = () => 'changed';`);
    shop.host.renew('nothing');
    expect(await shop.call('nothing')).toMatchObject({ ok: true, result: '"changed"' });
  });
});

describe('the spare process', () => {
  it('is started when the machine has leisure, and what a process prints is under the name of its function', async () => {
    let [idle, asked] = [0, 0];
    const ticking = `setInterval(() => console.log('tick'), 20); exports.main = () => process.pid;`;
    const own = await openWorkshop(
      { first: ticking, second: ticking },
      {
        idleShare: () => {
          asked += 1;
          return idle;
        },
      },
    );
    try {
      await own.call('first');
      await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
      expect(own.host.processCount()).toBe(1);
      idle = 1;
      await expect.poll(() => own.host.processCount(), { timeout: 10_000 }).toBe(2);
      await own.call('second');
      own.logs.length = 0;
      await expect.poll(() => new Set(own.logs), { timeout: 10_000 }).toEqual(new Set(['first: tick\n', 'second: tick\n']));
    } finally {
      await own.close();
    }
  });
});
