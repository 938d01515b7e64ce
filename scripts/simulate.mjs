// `node scripts/simulate.mjs --days 1000 --seed 1 --jobs 2`: lives random days of the shop and proves the books after each (e2e/simulation/main.ts has the options). Needs `npm run build`.
import { build } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// As deep in the tree as the tests' support, which finds the project by its own place.
const outdir = join(root, '.cache/simulate');
await mkdir(outdir, { recursive: true });
const EXTERNAL = ['@cloudbase/*', 'tenpay', 'wx-server-sdk'];
const common = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  outExtension: { '.js': '.mjs' },
};

await Promise.all([
  build({
    ...common,
    entryPoints: { main: 'e2e/simulation/main.ts', child: 'e2e/simulation/child.ts' },
    external: EXTERNAL,
  }),
  // Run anew for each process that the platform would start.
  build({
    ...common,
    ...{ format: 'cjs', outExtension: {}, supported: { 'dynamic-import': false } },
    entryPoints: { functions: 'e2e/simulation/functions.ts' },
    external: EXTERNAL,
  }),
  build({
    ...common,
    entryPoints: { emulator: 'emulator/server/emulator.ts' },
    external: ['libsql', 'esbuild'],
    // It moves time by itself, while the simulation around it has moved `Date`.
    define: { Date: 'simulationHouse.MachineDate' },
    banner: { js: "import { createRequire as emulatorRequire } from 'node:module'; const require = emulatorRequire(import.meta.url);" },
    plugins: [
      {
        name: 'functions in this process',
        setup({ onResolve }) {
          onResolve({ filter: /\/process\.ts$/ }, ({ importer }) =>
            importer.endsWith('/emulator/functions/host.ts') ? { path: join(root, 'e2e/simulation/inside/process.ts') } : undefined,
          );
        },
      },
    ],
  }),
]);

const { simulate } = await import(pathToFileURL(join(outdir, 'main.mjs')).href);
const bundles = { root, child: join(outdir, 'child.mjs'), functions: join(outdir, 'functions.js'), emulator: join(outdir, 'emulator.mjs') };
process.exit(await simulate(process.argv.slice(2), bundles));
