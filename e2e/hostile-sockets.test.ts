import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { Attacker, DOCUMENTS, held, Neighbour, openSocket, until } from './support/hostile.ts';

/** Connections that are slow, half open, idle or too loud: others are served meanwhile, and nothing is left of them. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CROWD = 500;
const PATIENCE_MS = 3_000;

let folder: string;
let emulator: Emulator;
let other: Attacker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const project = join(folder, 'project');
  cpSync(join(ROOT, 'emulator/test/fixtures/notes'), project, { recursive: true });
  emulator = await startEmulator({ data: join(folder, 'data'), args: ['--project', project] });
  other = await Attacker.of(emulator, 'o-other');
  await other.admin('database.insertDocument', { data: ['{"_id":"one","n":1}'] });
});

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs with a neighbour at work, and checks that he was served, that the emulator is well and that it holds no more than before. */
async function besides(act: () => Promise<() => void>): Promise<void> {
  const before = held(emulator);
  const neighbour = new Neighbour(() => other.send('GET', `${DOCUMENTS('open')}/one`));
  const leave = await act();
  const { worstMs } = await neighbour.stop(5).finally(leave);
  expect(worstMs).toBeLessThan(PATIENCE_MS);
  expect(emulator.process.exitCode).toBeNull();
  expect(emulator.output()).not.toMatch(/unexpected fault|Error:|Warning/);
  if (before === null) return;
  await until(() => (held(emulator)?.files ?? 0) <= before.files + 20, 'closed sockets are given back');
}

function crowd(make: () => Socket): Socket[] {
  return Array.from({ length: CROWD }, make);
}

/** Every socket is connected, and the last of them has been looked at. */
async function settled(sockets: readonly Socket[]): Promise<void> {
  await until(() => sockets.every((socket) => !socket.connecting), 'the sockets connect');
  await other.send('GET', '/__emulator/health');
}

const destroy = (sockets: readonly Socket[]) => (): void => sockets.forEach((socket) => socket.destroy());

it('hundreds of heads that never end', () =>
  besides(async () => {
    const sockets = crowd(() => openSocket(emulator));
    for (const socket of sockets) socket.write('POST /web HTTP/1.1\r\nhost: 127.0.0.1\r\nx-');
    await settled(sockets);
    for (const socket of sockets) socket.write('a');
    return destroy(sockets);
  }));

it('hundreds of bodies that never end', () =>
  besides(async () => {
    const sockets = crowd(() => openSocket(emulator));
    for (const socket of sockets)
      socket.write('POST /web HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"action"');
    await settled(sockets);
    return destroy(sockets);
  }));

it('hundreds that say nothing, and hundreds that only close their side', () =>
  besides(async () => {
    const silent = crowd(() => openSocket(emulator));
    const half = crowd(() => openSocket(emulator));
    for (const socket of half) socket.end('GET /__emulator/health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    await settled([...silent, ...half]);
    return destroy([...silent, ...half]);
  }));

it('hundreds of answers that nobody reads', () =>
  besides(async () => {
    const sockets = crowd(() => openSocket(emulator).pause());
    for (const socket of sockets) socket.write('GET /__emulator/health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'.repeat(20));
    await settled(sockets);
    return destroy(sockets);
  }));

it('uploads that break off leave no bytes behind', () =>
  besides(async () => {
    const { text } = await other.admin('storage.getUploadMetadata', { path: 'a/b.txt' });
    const { url, authorization, cosFileId, token } = (JSON.parse(text) as { data: Record<string, string> }).data;
    const path = new URL(url ?? '').pathname;
    const sockets = Array.from({ length: 50 }, () => openSocket(emulator));
    for (const socket of sockets)
      socket.write(
        `PUT ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization ?? ''}\r\nx-cos-meta-fileid: ${cosFileId ?? ''}\r\nx-cos-security-token: ${token ?? ''}\r\ncontent-length: 100000\r\n\r\nabc`,
      );
    await settled(sockets);
    return destroy(sockets);
  }));

async function openWatch(): Promise<WebSocket> {
  const { text } = await other.web('auth.wsWebSign', {});
  const { wsUrl, signStr } = (JSON.parse(text) as { data: Record<string, string> }).data;
  const socket = new WebSocket(wsUrl ?? '');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  const said = new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
  socket.send(JSON.stringify({ requestId: '1', msgType: 'LOGIN', msgData: {}, exMsgData: { signStr } }));
  expect(await said).toContain('LOGIN_RES');
  return socket;
}

const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', (code) => resolve(code)));

it.each([
  ['a frame beyond measure', (socket: WebSocket) => socket.send('x'.repeat(1024 * 1024)), 1009],
  ['bytes', (socket: WebSocket) => socket.send(Buffer.alloc(100)), 1003],
  ['no JSON', (socket: WebSocket) => socket.send('{'), 1003],
  ['a list', (socket: WebSocket) => socket.send('[]'), 1003],
])('a watching socket that sends %s is closed', async (_what, send, code) => {
  await besides(async () => {
    const socket = await openWatch();
    const end = closed(socket);
    send(socket);
    expect(await end).toBe(code);
    return () => undefined;
  });
});

it('frames that make no sense are answered with what is wrong', () =>
  besides(async () => {
    const socket = await openWatch();
    const answers: string[] = [];
    socket.on('message', (data) => answers.push(String(data)));
    const frames = [
      { msgType: 'INIT_WATCH' },
      { msgType: 'INIT_WATCH', watchId: 'a', msgData: { collName: 'open', query: '{"n":{"$where":1}}' } },
      { msgType: 'INIT_WATCH', watchId: 'b', msgData: { collName: 'open', query: '{', limit: 1e9 } },
      { msgType: 'INIT_WATCH', watchId: 'c', msgData: { collName: '__proto__', query: '{}' } },
      { msgType: 'INIT_WATCH', watchId: 'd', msgData: { collName: 'open', query: '{}', orderBy: { n: 'sideways' } } },
      { msgType: 'REBUILD_WATCH', watchId: 'e', msgData: { queryID: '!!!', eventID: -1 } },
      { msgType: 'CHECK_LAST', watchId: 'zzz', msgData: {} },
      { msgType: 'CONSTRUCTOR', watchId: 'f' },
    ];
    for (const [at, frame] of frames.entries()) socket.send(JSON.stringify({ requestId: `r${at}`, ...frame }));
    await until(() => answers.length >= frames.length, `every frame is answered: ${answers.join('\n')}`);
    for (const answer of answers) expect(answer).toMatch(/"msgType":"ERROR".*"code":"(?!SYS_ERR)/);
    socket.terminate();
    return () => undefined;
  }));

it('a pattern that backtracks without end ends its own watch, and no other', () =>
  besides(async () => {
    const socket = await openWatch();
    const frames: Record<string, unknown>[] = [];
    socket.on('message', (data) => frames.push(JSON.parse(String(data)) as Record<string, unknown>));
    const watch = (watchId: string, query: object): void =>
      socket.send(
        JSON.stringify({ requestId: watchId, watchId, msgType: 'INIT_WATCH', msgData: { collName: 'open', query: JSON.stringify(query) } }),
      );
    watch('bad', { text: { $regex: '^(a+)+$' } });
    watch('good', { n: { $gte: 0 } });
    await until(() => frames.filter(({ msgType }) => msgType === 'INIT_EVENT').length === 2, 'both watches begin');
    const data = JSON.stringify({ _id: 'bomb', n: 2, text: `${'a'.repeat(40)}!` });
    expect((await other.admin('database.insertDocument', { data: [data] })).code).toBe('');
    await until(() => frames.some(({ watchId, msgType }) => watchId === 'good' && msgType === 'NEXT_EVENT'), 'the good watch hears of it');
    expect(frames.find(({ msgType }) => msgType === 'ERROR')).toMatchObject({ watchId: 'bad', msgData: { code: 'DATABASE_TIMEOUT' } });
    return () => socket.terminate();
  }));

it('hundreds of watching sockets come and go', async () => {
  const before = held(emulator);
  for (let round = 0; round < 2; round += 1)
    await besides(async () => {
      const sockets: WebSocket[] = [];
      for (let at = 0; at < CROWD / 10; at += 1) sockets.push(...(await Promise.all(Array.from({ length: 10 }, openWatch))));
      return () => sockets.forEach((socket) => socket.terminate());
    });
  const after = held(emulator);
  if (before !== null && after !== null) expect(after.mb - before.mb).toBeLessThan(200);
}, 60_000);
