// `node scripts/simulate.mjs --days 200 --seed 1`: lives random days of the shop on the built emulator and proves the books after each. Needs `npm run build`.
import { build } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// As deep in the tree as the tests' support, which finds the project by its own place.
const outfile = join(root, '.cache/simulate/main.mjs');
await mkdir(dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['e2e/simulation/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['@cloudbase/*', 'tenpay', 'wx-server-sdk'],
  logLevel: 'warning',
});
const { simulate } = await import(pathToFileURL(outfile).href);
process.exit(await simulate(process.argv.slice(2), root));
