// Bundles every function of cloudbaserc.json into cloudfunctions/dist/<name>: what `tcb fn deploy` uploads and what the emulator runs.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Packages that the SDK requires at load and that no function here reaches: its AI models, its data-model client, its extension shim. A call that did reach one
 * fails by name.
 */
const LEFT_OUT = /^(@cloudbase\/(ai|app|wx-cloud-client-sdk|adapter-interface)|axios)$/;
/** Packages that few calls reach: bundled, but run only when first used. */
const LAZY = /^(form-data|xml2js|jsonwebtoken|https-proxy-agent|http-proxy-agent)$/;

/** Both keep a bundle's load time low: two thirds of the SDK's own is spent on what a shop never calls (docs/performance.md). */
const startLight = {
  name: 'start-light',
  setup(builder) {
    builder.onResolve({ filter: LEFT_OUT }, ({ path }) => ({ path, namespace: 'left-out' }));
    builder.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get(_, name) { if (name === '__esModule' || typeof name === 'symbol') return undefined; throw new Error(${JSON.stringify(`${path} is not part of this bundle`)}); } });`,
    }));
    builder.onResolve({ filter: LAZY }, async ({ path, importer, resolveDir, pluginData }) => {
      if (pluginData === 'real' || !importer.includes('@cloudbase')) return undefined;
      const real = await builder.resolve(path, { kind: 'require-call', resolveDir, importer, pluginData: 'real' });
      return { path: real.path, namespace: 'lazy' };
    });
    builder.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      resolveDir: dirname(path),
      contents: `let real; const load = () => (real ??= require(${JSON.stringify(path)}));
module.exports = new Proxy(function () {}, {
  get: (_, name) => (name === '__esModule' ? undefined : load()[name]),
  apply: (_, self, args) => Reflect.apply(load(), self, args),
  construct: (_, args) => Reflect.construct(load(), args),
});`,
    }));
  },
};

/** With `coverage`, a folder, each function writes down what ran of it (scripts/coverage.mjs); such a build is for that alone. */
export async function buildFunctions({ sourcemap = true, coverage } = {}) {
  const { functions, functionRoot } = JSON.parse(await readFile(join(root, 'cloudbaserc.json'), 'utf8'));
  const out = join(root, functionRoot);
  const recorder = join(root, 'scripts/coverage/recorder.cjs');
  const watched = coverage && {
    minify: false,
    banner: {
      js: `const coverageOf = require(${JSON.stringify(recorder)}).watchBundle(${JSON.stringify(coverage)}, require('node:path').basename(__dirname), __filename);`,
    },
    footer: { js: 'module.exports = coverageOf(module.exports);' },
  };
  const result = await build({
    absWorkingDir: root,
    entryPoints: functions.map(({ name }) => ({ in: `cloudfunctions/${name}/index.ts`, out: `${name}/index` })),
    outdir: out,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: false,
    sourcemap: sourcemap ? 'external' : false,
    legalComments: 'none',
    external: ['proxy-agent', 'supports-color', 'bufferutil', 'utf-8-validate'],
    plugins: [startLight],
    metafile: true,
    logLevel: 'warning',
    ...watched,
  });
  await Promise.all(
    functions.map(async ({ name }) => {
      await mkdir(join(out, name), { recursive: true });
      await writeFile(join(out, name, 'package.json'), `${JSON.stringify({ name, version: '0.0.0', private: true, main: 'index.js' })}\n`);
    }),
  );
  // What is no function any more goes; what is one is replaced in place, so that a running emulator never meets a gap.
  const names = new Set(functions.map(({ name }) => name));
  for (const entry of await readdir(out)) if (!names.has(entry)) await rm(join(out, entry), { recursive: true, force: true });
  return result.metafile;
}

/** `shared/dist/database.json`: collections, indexes and rules, for the emulator and for deployment. */
async function buildDatabaseDeclaration() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['shared/database/build.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const { databaseDeclaration } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  await mkdir(join(root, 'shared/dist'), { recursive: true });
  await writeFile(join(root, 'shared/dist/database.json'), databaseDeclaration());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const metafile = await buildFunctions();
  await buildDatabaseDeclaration();
  for (const [file, { bytes }] of Object.entries(metafile.outputs))
    if (file.endsWith('.js')) console.log(`${(bytes / 1024).toFixed(0).padStart(6)} KB  ${file}`);
}
