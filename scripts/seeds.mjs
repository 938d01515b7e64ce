// `node scripts/seeds.mjs [--times 20] [--seed 1] [filters]`: runs the unit tests with one seed after the other for all properties, so that none holds by luck only. A seed
// that fails is printed; `--times 1 --seed S` is that run again. SHOP_RUNS=2000 lets each property that names no number of its own try so many inputs instead of 100.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({ options: { times: { type: 'string' }, seed: { type: 'string' } }, allowPositionals: true });
const times = Number(values.times ?? 20);
const first = Number(values.seed ?? 1 + Math.floor(Math.random() * 1_000_000));
if (![times, first].every((value) => Number.isSafeInteger(value) && value > 0))
  throw new RangeError('--times and --seed are whole numbers above 0');

const failed = [];
for (let seed = first; seed < first + times; seed += 1) {
  const begun = performance.now();
  const { status, stdout } = spawnSync('npx', ['--no-install', 'vitest', 'run', '--project', 'unit', '--reporter=dot', ...positionals], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, SHOP_SEED: String(seed) },
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  console.log(`seed ${seed}: ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  if (status === 0) continue;
  failed.push(seed);
  console.log(stdout.slice(-6000));
}
console.log(failed.length === 0 ? `${times} seeds from ${first}, all passed` : `failed with ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
