/** Bundles the emulator into emulator/dist: main.js (the server) and worker.cjs (the process in which a function runs). */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../emulator/', import.meta.url));

/** Native, or found by their own paths at run time. */
const EXTERNAL = [
  'libsql',
  'esbuild',
  'acorn',
  'acorn-walk',
  'magic-string',
  'postcss',
  'postcss-selector-parser',
  'glass-easel*',
  '@vant/*',
  'fsevents',
];

/** A bundle that is an ES module still holds CommonJS packages, which ask for `require`. */
const REQUIRE = "import { createRequire as emulatorRequire } from 'node:module'; const require = emulatorRequire(import.meta.url);";

export async function buildEmulator() {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    sourcemap: 'linked',
  };
  const browser = 'miniprogram/runtime/main.ts';
  await Promise.all([
    build({ ...common, entryPoints: ['main.ts'], outfile: 'dist/main.js', format: 'esm', external: EXTERNAL, banner: { js: REQUIRE } }),
    build({
      ...common,
      entryPoints: ['functions/worker.ts'],
      outfile: 'dist/worker.cjs',
      format: 'cjs',
      minifySyntax: true,
      sourcemap: false,
    }),
    existsSync(`${root}${browser}`) &&
      build({
        ...common,
        entryPoints: [browser],
        outfile: 'dist/miniprogram-runtime.js',
        platform: 'browser',
        format: 'iife',
        target: 'es2022',
        minify: true,
      }),
  ]);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  await buildEmulator();
  console.log(`emulator/dist built in ${Math.round(performance.now() - started)} ms`);
}
