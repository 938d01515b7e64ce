// The store against a slow, obvious model and against sudden death, for as long as it takes. Not part of `npm test`.
// `node scripts/emulator-nightly.mjs [--seed N] [--operations 200000] [--kills 300]`: the same seed does the same again.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { seed: { type: 'string' }, operations: { type: 'string' }, kills: { type: 'string' } } });
const seed = Number(values.seed ?? randomInt(2 ** 31));
const operations = Number(values.operations ?? 200_000);
const kills = Number(values.kills ?? 300);
if (![seed, operations, kills].every(Number.isSafeInteger)) throw new Error('--seed, --operations and --kills are whole numbers');

const root = fileURLToPath(new URL('..', import.meta.url));
const tests = join(root, 'emulator/database/test');
// Beside the packages, so that the bundles find the native ones.
const bundles = join(root, 'node_modules/.cache', `emulator-nightly-${process.pid}`);
mkdirSync(bundles, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'emulator-nightly-'));

console.log(`seed ${seed}: ${operations} operations, ${kills} kills`);
let status = 1;
try {
  const [main, child] = ['random/main', 'crash-child'].map((name) => ({
    from: join(tests, `${name}.ts`),
    to: join(bundles, `${name}.mjs`),
  }));
  for (const { from, to } of [main, child]) {
    await build({
      entryPoints: [from],
      outfile: to,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['libsql'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  }
  const ran = spawnSync(process.execPath, ['--enable-source-maps', main.to, ...[seed, operations, kills].map(String), data, child.to], {
    stdio: 'inherit',
  });
  status = ran.status ?? 1;
} finally {
  rmSync(bundles, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
}
if (status !== 0) console.error(`again: node scripts/emulator-nightly.mjs --seed ${seed} --operations ${operations} --kills ${kills}`);
process.exit(status);
