// `npm run build [-- target…] [--force]`: builds what is stale, two at a time.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, isFresh, markFresh, root, TARGETS } from './targets.mjs';

function run({ command: [program, ...args], cwd = '.' }) {
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(program, args, { cwd: join(root, cwd), stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}

async function buildOne(target) {
  const started = performance.now();
  const print = await fingerprint(target);
  const { code, output } = await run(target);
  if (code !== 0) throw new Error(`building ${target.name} failed\n${output}`);
  await markFresh(target, print);
  console.log(`built ${target.name.padEnd(10)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

async function buildStale({ only = [], force = false } = {}) {
  const wanted = TARGETS.filter(({ name }) => only.length === 0 || only.includes(name));
  const stale = [];
  for (const target of wanted) if (force || !(await isFresh(target))) stale.push(target);
  const queue = [...stale];
  const worker = async () => {
    for (let target = queue.shift(); target; target = queue.shift()) await buildOne(target);
  };
  await Promise.all([worker(), worker()]);
  return stale.map(({ name }) => name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  try {
    const built = await buildStale({ only: args.filter((arg) => !arg.startsWith('-')), force: args.includes('--force') });
    if (built.length === 0) console.log('everything is up to date');
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
