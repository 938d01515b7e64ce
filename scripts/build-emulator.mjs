/** Bundles the emulator into emulator/dist: main.js (the server), worker.cjs (the process in which a function runs), the host of mini-programs with
 * its browser runtime, and the studio with its page. */
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

/** As `runtimeBuildOptions` of emulator/miniprogram/server.ts, which bundles the same when this file is not there. */
const BROWSER = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: true,
  keepNames: true,
  charset: 'utf8',
  define: { 'process.env.NODE_ENV': '"production"' },
};

async function buildEmulator() {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
    sourcemap: 'linked',
  };
  await Promise.all([
    build({
      ...common,
      // The host of mini-programs is loaded on first use: its compilers take more memory than all the rest.
      entryPoints: {
        main: 'main.ts',
        'miniprogram-host': 'miniprogram/server.ts',
        studio: 'studio/index.ts',
      },
      outdir: 'dist',
      format: 'esm',
      external: EXTERNAL,
      banner: { js: REQUIRE },
    }),
    build({
      ...common,
      entryPoints: ['functions/worker.ts'],
      outfile: 'dist/worker.cjs',
      format: 'cjs',
      minifySyntax: true,
      sourcemap: false,
    }),
    build({
      ...BROWSER,
      absWorkingDir: root,
      entryPoints: ['miniprogram/runtime/main.ts'],
      outfile: 'dist/miniprogram-runtime.js',
      sourcemap: 'linked',
      logLevel: 'warning',
    }),
    build({
      ...BROWSER,
      absWorkingDir: root,
      entryPoints: [
        { in: 'studio/page/main.ts', out: 'studio-page' },
        { in: 'studio/styles/main.css', out: 'studio-page' },
      ],
      outdir: 'dist',
      logLevel: 'warning',
    }),
  ]);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  await buildEmulator();
  console.log(`emulator/dist built in ${Math.round(performance.now() - started)} ms`);
}
