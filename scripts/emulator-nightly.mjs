// The store against a slow, obvious model and against sudden death, and the whole emulator against sudden death under writing SDKs, for as
// long as it takes. Not part of `npm test`. The same seed does the same again:
// `node scripts/emulator-nightly.mjs [--seed N] [--operations 200000] [--kills 300] [--crashes 300]`. The last needs `node scripts/build.mjs emulator`.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, operations: { type: 'string' }, kills: { type: 'string' }, crashes: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const operations = Number(values.operations ?? 200_000);
const kills = Number(values.kills ?? 300);
const crashes = Number(values.crashes ?? 300);
if (![seed, operations, kills, crashes].every(Number.isSafeInteger))
  throw new Error('--seed, --operations, --kills and --crashes are whole numbers');

const root = fileURLToPath(new URL('..', import.meta.url));
const tests = join(root, 'emulator/database/test');
// Beside the packages, so that the bundles find the native ones.
const bundles = join(root, 'node_modules/.cache', `emulator-nightly-${process.pid}`);
mkdirSync(bundles, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'emulator-nightly-'));

console.log(`seed ${seed}: ${operations} operations, ${kills} kills, ${crashes} crashes`);
let status = 1;
try {
  const [main, child, crash] = [
    join(tests, 'random/main.ts'),
    join(tests, 'crash-child.ts'),
    join(root, 'emulator/test/crash/main.ts'),
  ].map((from, at) => ({ from, to: join(bundles, `${at}.mjs`) }));
  for (const { from, to } of [main, child, crash]) {
    await build({
      entryPoints: [from],
      outfile: to,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['libsql', '@cloudbase/node-sdk'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  }
  const run = (...args) => spawnSync(process.execPath, ['--enable-source-maps', ...args.map(String)], { stdio: 'inherit' }).status ?? 1;
  status = run(main.to, seed, operations, kills, data, child.to);
  if (status === 0 && crashes > 0) {
    const [built, project] = ['emulator/dist/main.js', 'emulator/test/fixtures/notes'].map((path) => join(root, path));
    status = run(crash.to, seed, crashes, built, project, join(data, 'crashes'));
  }
} finally {
  rmSync(bundles, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
}
if (status !== 0)
  console.error(`again: node scripts/emulator-nightly.mjs --seed ${seed} --operations ${operations} --kills ${kills} --crashes ${crashes}`);
process.exit(status);
