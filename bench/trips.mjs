// What each function of the trade asks of the database: reads, writes, requests, and how many of these come one after the other. `node bench/trips.mjs [words]`, after `npm run build`.
// Every request to the database is held up for a while, so that requests made side by side arrive together and the others apart: what is counted does not depend on the machine.
import { readFileSync } from 'node:fs';
import { acts } from './trips/acts.mjs';
import { openShop } from './trips/shop.mjs';
import { startEmulator } from './support.mjs';

/** Longer than anything that a function does between two requests. */
const HELD_MS = 300;
const words = process.argv.slice(2);

const emulator = await startEmulator();
for (const line of readFileSync(`${emulator.data}/env`, 'utf8').split('\n')) {
  const at = line.indexOf('=');
  if (at > 0) process.env[line.slice(0, at)] = line.slice(at + 1).replace(/^['"]|['"]$/g, '');
}

async function ask(path, options) {
  const response = await fetch(emulator.origin + path, options);
  if (!response.ok) throw new Error(`${path} ${response.status} ${await response.text()}`);
  return response.json();
}

/** The last call of a function, with its statements. */
async function lastCall(name) {
  const { calls } = await ask(`/__emulator/logs?function=${name}&limit=1`);
  return ask(`/__emulator/logs/${calls[0].requestId}`);
}

function waves(steps) {
  const times = steps.map(({ at }) => at).sort((a, b) => a - b);
  return times.filter((at, index) => index === 0 || at - times[index - 1] > HELD_MS / 2).length;
}

async function measure({ name, run }, shop) {
  // Once without, so that the process is warm and knows the shop's settings.
  await (
    await run(shop)
  )();
  const act = await run(shop);
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const { id } = await ask('/__emulator/faults', { ...json, body: JSON.stringify({ kind: 'latency', route: 'database', ms: HELD_MS }) });
  try {
    await act();
  } finally {
    await ask(`/__emulator/faults/${id}`, { method: 'DELETE' });
  }
  const { reads, writes, steps } = await lastCall(/^\w+/.exec(name)[0]);
  const statements = steps.filter(({ kind }) => kind === 'database' || kind === 'transaction');
  return { reads, writes, requests: statements.length, trips: waves(statements) };
}

try {
  const shop = await openShop(emulator);
  console.log('| call | reads | writes | requests | one after the other |\n|---|---|---|---|---|');
  for (const act of acts.filter(({ name }) => words.every((word) => name.includes(word)))) {
    const { reads, writes, requests, trips } = await measure(act, shop);
    console.log(`| \`${act.name}\` | ${reads} | ${writes} | ${requests} | ${trips} |`);
  }
} finally {
  await emulator.stop();
}
