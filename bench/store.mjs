// The database at 1 000, 100 000 and 1 000 000 documents: through the unmodified SDK, over HTTP without it, and the store alone; what one change costs that
// 2 000 watchers see; start-up and memory. Needs `node scripts/build.mjs emulator`. `node bench/store.mjs [documents …] [--ms 2000] [--watchers 2000]`
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { WebSocket } from 'ws';
import { memoryOf, percentile, ROOT, startEmulator } from './support.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { ms: { type: 'string' }, watchers: { type: 'string' } } });
const SIZES = positionals.length > 0 ? positionals.map(Number) : [1_000, 100_000, 1_000_000];
const MS = Number(values.ms ?? 2_000);
const WATCHERS = Number(values.watchers ?? 2_000);
const WATCHES_PER_SOCKET = 10;
const CALLERS = 16;
const KINDS = 1_000;
const NAME = 'open';

/** As bench/store-floor.ts has them. */
const INDEXES = [
  { name: 'n', keys: [{ field: 'n', direction: 1 }] },
  {
    name: 'kind',
    keys: [
      { field: 'kind', direction: 1 },
      { field: 'price', direction: -1 },
    ],
  },
];

const require = createRequire(import.meta.url);
const bundles = join(ROOT, 'node_modules/.cache', `bench-store-${process.pid}`);
mkdirSync(bundles, { recursive: true });
const floor = join(bundles, 'floor.mjs');
await build({
  entryPoints: [join(ROOT, 'bench/store-floor.ts')],
  outfile: floor,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['libsql'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'error',
});
// A project of its own: one collection, nothing else.
const project = join(bundles, 'project');
mkdirSync(project);
writeFileSync(join(project, 'cloudbaserc.json'), '{"envId":"bench","emulator":{"database":"database.json"}}');
writeFileSync(join(project, 'database.json'), JSON.stringify({ collections: [{ name: NAME, permission: 'ADMINONLY', indexes: INDEXES }] }));

function alone(what, file, count) {
  return JSON.parse(execFileSync(process.execPath, [floor, what, file, String(count), String(MS)], { encoding: 'utf8' }));
}

async function perSecond(act) {
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() - begun < MS) await act((done += 1));
    }),
  );
  return done / ((performance.now() - begun) / 1000);
}

function environmentOf(data) {
  const lines = readFileSync(join(data, 'env'), 'utf8').split('\n');
  return Object.fromEntries(lines.filter(Boolean).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** `/admin` as the SDK speaks it, without the SDK. */
function plainHttp(origin, environment) {
  const headers = { 'content-type': 'application/json', authorization: `TC3 Credential=${environment.TENCENTCLOUD_SECRETID}/x` };
  return async (action, fields) => {
    const body = JSON.stringify({ action, collectionName: NAME, ...fields });
    const answer = await (await fetch(`${origin}/admin`, { method: 'POST', headers, body })).json();
    if (answer.code) throw new Error(`${action}: ${answer.code} ${answer.message}`);
    return answer.data;
  };
}

function figuresOf(count, db, http) {
  const any = (turn) => `d${(turn * 7_919) % count}`;
  const row = (id, turn) => ({
    _id: `${id}${turn}`,
    n: -turn,
    kind: `k${turn % KINDS}`,
    title: `第 ${turn} 件商品，东北大米`,
    price: turn % 10_000,
    at: new Date(),
    tags: ['a'],
  });
  const collection = db.collection(NAME);
  const _ = db.command;
  return {
    read: [
      (turn) => collection.doc(any(turn)).get(),
      (turn) => http('database.getDocument', { query: JSON.stringify({ _id: any(turn) }), queryType: 'DOC' }),
    ],
    query: [
      (turn) =>
        collection
          .where({ kind: `k${turn % KINDS}` })
          .orderBy('price', 'desc')
          .limit(20)
          .get(),
      (turn) =>
        http('database.getDocument', {
          query: JSON.stringify({ kind: `k${turn % KINDS}` }),
          order: [{ field: 'price', direction: 'desc' }],
          limit: 20,
        }),
    ],
    insert: [
      (turn) => collection.add(row('s', turn)),
      (turn) => http('database.insertDocument', { data: [JSON.stringify({ ...row('h', turn), at: 0 })] }),
    ],
    update: [
      (turn) => collection.where({ _id: any(turn), price: _.gte(0) }).update({ price: _.inc(1) }),
      (turn) =>
        http('database.modifyDocument', {
          query: JSON.stringify({ _id: any(turn), price: { $gte: 0 } }),
          data: '{"$inc":{"price":1}}',
          multi: true,
          merge: true,
        }),
    ],
    transaction: [
      async (turn) => {
        const transaction = await db.startTransaction();
        await transaction
          .collection(NAME)
          .doc(any(turn * 2))
          .update({ price: _.inc(1) });
        await transaction.collection(NAME).add(row('t', turn));
        await transaction.commit();
      },
      null,
    ],
  };
}

async function openSocket(http, watches) {
  const { wsUrl, signStr } = await http('auth.wsWebSign', {});
  const socket = new WebSocket(wsUrl);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let begun = 0;
  await new Promise((resolve) => {
    socket.on('message', (data) => {
      const { msgType } = JSON.parse(data);
      if (msgType === 'LOGIN_RES')
        for (let at = 0; at < watches; at += 1)
          socket.send(
            JSON.stringify({
              requestId: `w${at}`,
              watchId: `w${at}`,
              msgType: 'INIT_WATCH',
              msgData: { collName: NAME, query: '{"_id":"d1"}' },
            }),
          );
      if (msgType === 'INIT_EVENT' && (begun += 1) === watches) resolve();
    });
    socket.send(JSON.stringify({ requestId: 'login', msgType: 'LOGIN', msgData: {}, exMsgData: { signStr } }));
  });
  return socket;
}

/** One change, seen by all: from the write's beginning to the last receiver, in ms; and how many frames a second when changes follow each other. */
async function broadcast(http) {
  const sockets = [];
  for (let at = 0; at < WATCHERS / WATCHES_PER_SOCKET; at += 1) sockets.push(await openSocket(http, WATCHES_PER_SOCKET));
  let heard = 0;
  let all = () => undefined;
  for (const socket of sockets)
    socket.on('message', (data) => {
      if (data.includes('NEXT_EVENT') && (heard += 1) === sockets.length * WATCHES_PER_SOCKET) all();
    });
  const times = [];
  const begun = performance.now();
  for (let turn = 0; turn < 50; turn += 1) {
    heard = 0;
    const everybody = new Promise((resolve) => (all = resolve));
    const from = performance.now();
    await http('database.modifyDocument', {
      query: '{"_id":"d1"}',
      data: JSON.stringify({ $set: { price: turn } }),
      multi: true,
      merge: true,
    });
    await everybody;
    times.push(performance.now() - from);
  }
  const perSecond = (50 * sockets.length * WATCHES_PER_SOCKET) / ((performance.now() - begun) / 1000);
  for (const socket of sockets) socket.terminate();
  return { sockets: sockets.length, p50: percentile(times, 0.5), p99: percentile(times, 0.99), perSecond };
}

const number = (value) => (value === undefined ? '–' : value.toFixed(value < 10 ? 1 : 0));

async function measure(count) {
  const data = mkdtempSync(join(tmpdir(), 'bench-store-'));
  try {
    writeFileSync(join(data, 'emulator.json'), '{"format":1}');
    const file = join(data, 'database.db');
    const { filledMs } = alone('fill', file, count);
    const bytes = statSync(file).size;
    const emulator = await startEmulator(['--project', project, '--data', data]);
    const memory = memoryOf(emulator.pid).mb;
    const environment = environmentOf(data);
    Object.assign(process.env, environment);
    const db = require('@cloudbase/node-sdk').init({ env: environment.TCB_ENV }).database();
    const http = plainHttp(emulator.origin, environment);
    const rows = [];
    for (const [name, [sdk, plain]] of Object.entries(figuresOf(count, db, http)))
      rows.push([name, { sdk: await perSecond(sdk), plain: plain === null ? undefined : await perSecond(plain) }]);
    const told = await broadcast(http);
    await emulator.stop({ keepData: true });
    rmSync(emulator.data, { recursive: true, force: true });
    const store = alone('measure', file, count);
    console.log(
      `\n${count} documents (${(bytes / 2 ** 20).toFixed(0)} MB; filled in ${(filledMs / 1000).toFixed(1)} s), load ${loadavg()[0].toFixed(0)}`,
    );
    console.log(
      `start ${(emulator.readyMs / 1000).toFixed(1)} s, of it the store ${(store.openMs / 1000).toFixed(1)} s; memory ${memory.toFixed(0)} MB, of it the store ${store.rssMb.toFixed(0)} MB`,
    );
    console.log('| per second, 16 callers | SDK | HTTP without the SDK | store alone |\n|---|---|---|---|');
    for (const [name, { sdk, plain }] of rows)
      console.log(`| ${name} | ${number(sdk)} | ${number(plain)} | ${number(store.figures[name])} |`);
    console.log(
      `one change to ${WATCHERS} watchers on ${told.sockets} sockets, last receiver: p50 ${number(told.p50)} ms, p99 ${number(told.p99)} ms; ${number(told.perSecond)} frames per second`,
    );
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

try {
  for (const count of SIZES) await measure(count);
} finally {
  rmSync(bundles, { recursive: true, force: true });
}
process.exit(0);
