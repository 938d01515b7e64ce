import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brief, LiveClient } from '../../gateway/test/live-client.ts';
import { start as startGateway } from '../../gateway/test/harness.ts';
import { Writers } from '../../gateway/writers.ts';
import { createClock } from '../../server/clock.ts';
import { startEmulator, type Emulator } from '../../server/emulator.ts';
import { readDataCommand, runDataCommand } from '../cli.ts';
import { DataTools } from '../data.ts';
import { RULES } from './world.ts';

type Json = Record<string, unknown>;

let folder: string;
let emulator: Emulator;

function startOne(): Promise<Emulator> {
  return startEmulator({
    port: 0,
    data: join(folder, 'data'),
    project: folder,
    reset: false,
    demo: true,
    help: false,
    workerFile: join(folder, 'none.cjs'),
    loadStudio: () => Promise.resolve(null),
    loadMiniprogramHost: async () => (await import('../../miniprogram/server.ts')).createMiniprogramHost,
    say: () => undefined,
    complain: () => undefined,
  });
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Json & { status: number }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${emulator.origin}/__emulator/data/${path}`, {
    method: 'POST',
    headers: { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json', ...headers },
    body: text,
  });
  return { status: response.status, ...((await response.json()) as Json) };
}
async function get(path: string): Promise<Json> {
  return (await (await fetch(`${emulator.origin}/__emulator/data/${path}`)).json()) as Json;
}
const query = (more: Json): Promise<Json & { status: number }> => post('query', { collection: 'orders', ...more });
/** `fetch` sets these headers itself. */
function statusFor(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(`${emulator.origin}/__emulator/data/${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });
}
function run(...args: string[]): Promise<string> {
  const command = readDataCommand([...args, '--data', join(folder, 'data'), '--project', folder]);
  if (command === null) throw new Error('no command');
  return runDataCommand(command);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tool-routes-'));
  writeFileSync(join(folder, 'database.json'), JSON.stringify({ collections: RULES }));
  writeFileSync(
    join(folder, 'cloudbaserc.json'),
    JSON.stringify({ envId: 'env-tools', emulator: { envId: 'env-tools', database: 'database.json' } }),
  );
  emulator = await startOne();
  const lines = [
    { format: 'cloudbase-dataset', version: 1, at: '2026-01-01T00:00:00.000Z', env: 'other', collections: 2 },
    { collection: 'orders', documents: 30, indexes: [] },
    ...Array.from({ length: 30 }, (_, n) => ({
      _id: `o${n}`,
      number: n,
      status: n % 2 === 0 ? 'paid' : 'new',
      total: n * 100,
      at: { $date: new Date(n).toISOString() },
    })),
    { collection: 'goods', documents: 1, indexes: [] },
    { _id: 7, name: '苹果' },
    { end: true, documents: 31 },
  ];
  expect(await post('import?mode=replace', lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual({
    status: 200,
    collections: 2,
    documents: 31,
    added: 31,
    changed: 0,
    removed: 0,
  });
}, 60_000);
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the data routes', () => {
  it('show collections with counts, indexes and permissions', async () => {
    expect(await get('collections')).toMatchObject({
      collections: [
        { name: 'orders', count: 30, permission: 'ADMINONLY', indexes: [{ name: 'number', unique: true }, { name: 'status_total' }] },
        { name: 'goods', count: 1, permission: 'READONLY', indexes: [] },
      ],
    });
  });

  it('answer a query page by page and say how it was served', async () => {
    const page = await query({ filter: `{ status: 'paid', total: {$gte: 1000} }`, sort: '-total', skip: 2, limit: 3 });
    expect(page).toMatchObject({ status: 200, total: 10, explain: { index: 'status_total', scanned: false, returned: 3, suggestion: '' } });
    expect((page['documents'] as Json[]).map(({ _id }) => _id)).toEqual(['o24', 'o22', 'o20']);
    expect((page['documents'] as Json[])[0]).toMatchObject({ at: { $date: '1970-01-01T00:00:00.024Z' } });
    const scan = await query({ filter: `{ at: { $lt: ISODate("1970-01-01T00:00:00.005Z") } }`, sort: '{ number: 1 }' });
    expect(scan).toMatchObject({ total: 5, explain: { index: 'number', scanned: false } });
    const none = await query({ filter: `{ at: { $lt: ISODate("1970-01-01T00:00:00.005Z") } }` });
    expect(none).toMatchObject({
      total: 5,
      explain: { index: null, scanned: true, examined: 30, wouldServe: [{ field: 'at', direction: 1 }] },
    });
    expect(await query({ filter: '{ _id: /^o2$/ }' })).toMatchObject({ total: 1 });
  });

  it('name the line that cannot be read, and refuse what is no query', async () => {
    expect(await query({ filter: '{\n  status: paid }' })).toMatchObject({
      status: 400,
      code: 'SYNTAX',
      problem: 'call',
      line: 2,
      column: 11,
    });
    expect(await query({ filter: '[1]' })).toMatchObject({ status: 400, code: 'NOT_OBJECT' });
    expect(await query({ filter: '{ a: { $near: 1 } }' })).toMatchObject({
      status: expect.any(Number) as unknown,
      code: expect.stringMatching(/^DATABASE/) as unknown,
    });
    expect(await query({ sort: 'a b' })).toMatchObject({ status: 400, code: 'INVALID_PARAM' });
    expect(await query({ collection: 'none' })).toMatchObject({ status: 404, code: 'DATABASE_COLLECTION_NOT_EXIST' });
    expect(await query({ limit: 1000 })).toMatchObject({ status: 400 });
  });

  it('insert, replace and delete with types kept, unique keys held, and nobody overwritten unseen', async () => {
    const document = `{ _id: 'new', number: 100, at: ISODate("2026-01-01T00:00:00Z"), large: NumberLong("9007199254740993"), }`;
    expect(await post('insert', { collection: 'orders', document })).toEqual({ status: 200, id: 'new' });
    expect(await post('insert', { collection: 'orders', document: '{ number: 100 }' })).toMatchObject({
      status: 409,
      code: 'DATABASE_DUPLICATE_WRITE',
    });
    const read = await post('document', { collection: 'orders', id: 'new' });
    const expected = { _id: 'new', number: 100, at: { $date: '2026-01-01T00:00:00.000Z' }, large: { $numberLong: '9007199254740993' } };
    expect(read).toEqual({ status: 200, document: expected });
    const replaced = await post('replace', { collection: 'orders', id: 'new', document: '{ number: 101 }', expected });
    expect(replaced).toEqual({ status: 200, document: { _id: 'new', number: 101 } });
    expect(await post('replace', { collection: 'orders', id: 'new', document: '{ number: 102 }', expected })).toMatchObject({
      status: 409,
      code: 'CHANGED',
      document: { number: 101 },
    });
    expect(await post('replace', { collection: 'orders', id: 'new', document: '{ number: 3 }' })).toMatchObject({ status: 409 });
    expect(await post('replace', { collection: 'orders', id: 'new', document: `{ _id: 'x' }` })).toMatchObject({ code: 'ID_CHANGED' });
    expect(await post('replace', { collection: 'orders', id: 'new', document: '{ $set: { a: 1 } }' })).toMatchObject({ status: 400 });
    expect(await post('remove', { collection: 'orders', id: 'new' })).toEqual({ status: 200, document: { _id: 'new', number: 101 } });
    expect(await post('remove', { collection: 'orders', id: 'new' })).toMatchObject({ status: 404, code: 'DOCUMENT_NOT_FOUND' });
    expect(await post('document', { collection: 'goods', id: 7 })).toMatchObject({ document: { name: '苹果' } });
  });

  it('tell an open page what changes', async () => {
    const stream = await fetch(`${emulator.origin}/__emulator/data/follow`);
    const reader = (stream.body ?? new ReadableStream<Uint8Array>()).getReader();
    const decoder = new TextDecoder();
    let text = '';
    const until = async (mark: RegExp): Promise<void> => {
      while (!mark.test(text)) text += decoder.decode((await reader.read()).value, { stream: true });
    };
    await until(/event: hello/);
    await post('insert', { collection: 'goods', document: `{ _id: 'g' }` });
    await until(/event: changed\n.*\n\n/);
    expect(text).toContain('[{"collection":"goods","count":2,"ids":["g"],"many":false}]');
    await post('remove', { collection: 'goods', id: 'g' });
    await reader.cancel();
  });

  it('are closed to other sites, other ports and unasked bodies', async () => {
    const json = { 'content-type': 'application/json' };
    const port = new URL(emulator.origin).port;
    expect(await statusFor('GET', 'collections', {})).toBe(200);
    expect(await statusFor('GET', 'collections', { origin: emulator.origin })).toBe(200);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', `http://localhost:${port}`]) {
      expect(await statusFor('GET', 'collections', { origin })).toBe(403);
      expect(await statusFor('POST', 'snapshots/save', { ...json, origin })).toBe(403);
    }
    for (const site of ['cross-site', 'same-site']) expect(await statusFor('GET', 'export', { 'sec-fetch-site': site })).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', ''])
      for (const path of ['insert', 'import', 'snapshots/restore'])
        expect(await statusFor('POST', path, { 'content-type': type })).toBe(415);
    expect(await statusFor('GET', 'collections', { host: `evil.example:${port}` })).toBe(421);
    expect(await statusFor('GET', 'query', {})).toBe(404);
  });

  it('carry data out and in again, all or nothing, naming the line of a torn file', async () => {
    const whole = await (await fetch(`${emulator.origin}/__emulator/data/export`)).text();
    const one = await (await fetch(`${emulator.origin}/__emulator/data/export?collections=goods`)).text();
    expect([whole.split('\n').length, one.split('\n')[2]]).toEqual([36, '{"_id":7,"name":"苹果"}']);
    expect((await fetch(`${emulator.origin}/__emulator/data/export?collections=none`)).status).toBe(404);
    const torn = whole.slice(0, whole.indexOf('"o20"'));
    expect(await post('import', torn)).toMatchObject({ status: 400, code: 'DATASET', problem: 'line', line: 23 });
    expect(await post('import', whole.replace('"number":5', '"number":6'))).toMatchObject({
      status: 409,
      code: 'DATABASE_DUPLICATE_WRITE',
    });
    expect(await post('import?mode=other', whole)).toMatchObject({ status: 400 });
    expect(await get('collections')).toMatchObject({ collections: [{ count: 30 }, { count: 1 }] });
    expect(await post('import?mode=merge', one.replace('苹果', '梨'))).toMatchObject({ status: 200, changed: 1 });
    expect(await post('import', whole)).toMatchObject({ status: 200, added: 0, changed: 1, removed: 0 });
  });

  it('save a state and go back to it', async () => {
    const saved = await post('snapshots/save', { name: '三十单' });
    expect(await get('snapshots')).toMatchObject({ snapshots: [{ name: '三十单', documents: 31 }] });
    await post('remove', { collection: 'orders', id: 'o3' });
    expect(await post('snapshots/restore', { id: saved['id'] })).toMatchObject({ status: 200, added: 1, changed: 0, removed: 0 });
    expect(await query({ filter: '{ _id: "o3" }' })).toMatchObject({ total: 1 });
    expect(await post('snapshots/remove', { id: saved['id'] })).toMatchObject({ status: 200 });
    expect(await post('snapshots/restore', { id: saved['id'] })).toMatchObject({ status: 404 });
  });

  it('are reached from the command line, whether the emulator runs or not', async () => {
    const file = join(folder, 'out.ndjson');
    const other = join(folder, 'other.ndjson');
    // This process holds the lock itself: another one is told that it runs.
    const lock = readFileSync(join(folder, 'data/lock'), 'utf8');
    const holder = execFile(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    writeFileSync(join(folder, 'data/lock'), String(holder.pid));
    expect(await run('export', file)).toContain('exported');
    expect(await run('export', other, '--collections', 'goods')).toContain('exported');
    expect(await run('import', other, '--merge')).toBe('imported 1 collections: 0 documents added, 0 changed, 0 removed');
    writeFileSync(other, readFileSync(other, 'utf8').slice(0, 200));
    await expect(run('import', other)).rejects.toThrow(/line \d: .*nothing was changed/);
    await expect(run('export', other, '--collections', 'none')).rejects.toThrow('there is no collection none');
    holder.kill();
    writeFileSync(join(folder, 'data/lock'), lock);
    await post('remove', { collection: 'orders', id: 'o1' });
    await emulator.close();
    expect(await run('import', file, '--merge')).toBe('imported 2 collections: 1 documents added, 0 changed, 0 removed');
    expect(await run('export', other)).toContain('exported');
    expect(readFileSync(other, 'utf8').split('\n').slice(1).sort()).toEqual(readFileSync(file, 'utf8').split('\n').slice(1).sort());
    await expect(run('import', join(folder, 'database.json'))).rejects.toThrow('line 1: this is no dataset');
    expect(() => readDataCommand(['export'])).toThrow('needs one FILE');
    expect(readDataCommand(['--port', '1'])).toBeNull();
    emulator = await startOne();
    expect(await get('collections')).toMatchObject({ collections: [{ count: 30 }, { count: 1 }] });
  });
});

describe('a watch of a client', () => {
  it('sees a whole collection exchanged as the changes that it is', async () => {
    const running = await startGateway([{ name: 'goods', permission: 'READONLY', indexes: [] }]);
    await running.database.insert(
      'goods',
      ['a', 'b', 'c'].map((_id) => ({ _id, price: 1 })),
    );
    const client = await LiveClient.open(running, await running.token('o-me'));
    await client.watch('w', 'goods', {});
    const tools = new DataTools({ database: running.database, clock: createClock(), writers: new Writers(), rules: () => new Map() });
    const documents = [
      { _id: 'a', price: 1 },
      { _id: 'b', price: 2 },
      { _id: 'd', price: 1 },
    ];
    await tools.takeIn([{ name: 'goods', indexes: [], documents }], { mode: 'replace', reason: 'test' });
    expect(brief(await client.next('w')).sort()).toEqual(['dequeue/remove c', 'enqueue/add d', 'update/replace b']);
    await client.drop();
    await running.close();
  });
});
