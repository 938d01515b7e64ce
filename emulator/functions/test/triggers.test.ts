import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock, FunctionHost, Invocation, Service } from '../../types.ts';
import { createAlarms, createClock, type Alarms } from '../../server/clock.ts';
import { createMeter } from '../../server/meter.ts';
import { createHttpAccess } from '../http-access.ts';
import { createTimers, cronOf } from '../timers.ts';

/** A host that writes down what it is asked and answers what it is told. */
function notebook(answer: (invocation: Invocation) => unknown): FunctionHost & { readonly calls: Invocation[] } {
  const calls: Invocation[] = [];
  return {
    calls,
    list: () => ['tick', 'web'],
    invocationOf: () => null,
    invoke(invocation) {
      calls.push(invocation);
      return Promise.resolve({ ok: true, result: JSON.stringify(answer(invocation)), log: '', durationMs: 1 });
    },
  };
}

describe('timers', () => {
  const HOUR = 3_600_000;
  let clock: Clock;
  let alarms: Alarms;
  beforeEach(() => {
    clock = createClock();
    alarms = createAlarms(clock);
  });
  afterEach(() => alarms.close());

  it('read their seven fields in UTC+8', () => {
    expect(cronOf('0 30 2 * * * *').nextRun(new Date('2026-01-01T00:00:00Z'))?.toISOString()).toBe('2026-01-01T18:30:00.000Z');
    expect(() => cronOf('* * * * *')).toThrow('seven fields');
    expect(() => cronOf('0 0 0 1 1 * 2030')).toThrow('year');
  });

  it('fire when the clock is moved past them, once for all the times passed, and go on', async () => {
    const host = notebook(() => null);
    const timers = createTimers([{ function: 'tick', name: 'hourly', config: '0 0 * * * * *' }], host, clock, alarms);
    timers.start();
    clock.advance(3 * HOUR);
    await alarms.settled();
    clock.advance(HOUR);
    await alarms.settled();
    expect(host.calls).toHaveLength(2);
    const [first, second] = host.calls.map(({ data }) => JSON.parse(data) as { Type: string; TriggerName: string; Time: string });
    expect(first).toMatchObject({ Type: 'Timer', TriggerName: 'hourly' });
    expect(Date.parse(second?.Time ?? '') - Date.parse(first?.Time ?? '')).toBe(HOUR);
    expect(clock.now() - Date.parse(second?.Time ?? '')).toBeLessThan(HOUR);
    expect(host.calls[0]).toMatchObject({ name: 'tick', source: 'timer', identity: { kind: 'system' } });
    timers.close();
  });

  it('are delivered twice where that is assumed', async () => {
    const host = notebook(() => null);
    const timers = createTimers([{ function: 'tick', name: 'hourly', config: '0 0 * * * * *' }], host, clock, alarms, undefined, {
      twice: true,
    });
    timers.start();
    clock.advance(HOUR);
    await alarms.settled();
    expect(host.calls).toHaveLength(2);
    expect(host.calls[0]?.data).toBe(host.calls[1]?.data);
    expect(host.calls[0]?.requestId).not.toBe(host.calls[1]?.requestId);
    timers.close();
  });

  it('can be fired by hand', async () => {
    const host = notebook(() => 'done');
    const timers = createTimers([], host, clock, alarms);
    expect(await timers.fire('tick')).toMatchObject({ ok: true, result: '"done"' });
    expect(await timers.fire('unknown')).toBeNull();
  });
});

describe('HTTP access', () => {
  let server: Server;
  let access: Service;
  let origin: string;
  let reply: unknown;
  let host: ReturnType<typeof notebook>;
  beforeEach(async () => {
    host = notebook(() => reply);
    access = createHttpAccess({ routes: [{ path: '/web', function: 'web' }], host, meter: createMeter(), envId: 'env-test' });
    server = createServer((request, response) => {
      void access
        .handle(request, response, new URL(request.url ?? '/', 'http://127.0.0.1'))
        .then((own) => own || response.writeHead(404).end('nobody'));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('hands the request over as the cloud does', async () => {
    reply = { statusCode: 201, headers: { 'Content-Type': 'application/xml' }, body: '<ok/>' };
    const response = await fetch(`${origin}/web/notice?a=1&b=%E4%BA%8C`, {
      method: 'POST',
      body: '<xml>中</xml>',
      headers: { 'content-type': 'text/xml' },
    });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([201, 'application/xml', '<ok/>']);
    const [call] = host.calls;
    expect(call).toMatchObject({ name: 'web', source: 'http', identity: { kind: 'system' } });
    expect(JSON.parse(call?.data ?? '')).toMatchObject({
      httpMethod: 'POST',
      path: '/notice',
      queryStringParameters: { a: '1', b: '二' },
      body: '<xml>中</xml>',
      isBase64Encoded: false,
      requestContext: { envId: 'env-test', requestId: call?.requestId },
    });
  });

  it.each([
    ['a text', 'hi', 'text/plain', 'hi'],
    ['an object', { a: 1 }, 'application/json', '{"a":1}'],
    ['bytes', { statusCode: 200, body: 'aGk=', isBase64Encoded: true, headers: { 'content-type': 'image/png' } }, 'image/png', 'hi'],
  ])('answers %s', async (_what, value, type, text) => {
    reply = value;
    const response = await fetch(`${origin}/web`);
    expect(response.headers.get('content-type')).toContain(type);
    expect(await response.text()).toBe(text);
  });

  it('passes bytes as base64, leaves other paths alone and lets pages of this machine only ask', async () => {
    reply = 'ok';
    await fetch(`${origin}/web`, { method: 'POST', body: Buffer.from([255, 0]), headers: { 'content-type': 'image/png' } });
    expect(JSON.parse(host.calls[0]?.data ?? '')).toMatchObject({ body: '/wA=', isBase64Encoded: true });
    expect(await (await fetch(`${origin}/website`)).text()).toBe('nobody');
    const own = await fetch(`${origin}/web`, { method: 'OPTIONS', headers: { origin: 'http://localhost:5173' } });
    expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    const foreign = await fetch(`${origin}/web`, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});
