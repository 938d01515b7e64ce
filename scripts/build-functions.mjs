// Bundles every function of cloudbaserc.json into cloudfunctions/dist/<name>: what `tcb fn deploy` uploads and what the emulator runs.
import { build } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Packages that the SDK names and these functions never reach: its AI models and the agents behind them, and urllib's lazily required proxy. A call that did
 * reach one would fail by name. Leaving them out is what keeps a bundle's load time low.
 */
const UNUSED = /^(@cloudbase\/(ai|adapter-interface-ai|agent.*)|@langchain\/.*|langchain|@langfuse\/.*|openai|@opentelemetry\/.*)$/;

const leaveOut = {
  name: 'leave-out',
  setup(builder) {
    builder.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'left-out' }));
    builder.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get(_, name) { if (name === '__esModule' || typeof name === 'symbol') return undefined; throw new Error(${JSON.stringify(`${path} is not part of this bundle`)}); } });`,
    }));
  },
};

export async function buildFunctions({ sourcemap = true } = {}) {
  const { functions, functionRoot } = JSON.parse(await readFile(join(root, 'cloudbaserc.json'), 'utf8'));
  const out = join(root, functionRoot);
  await rm(out, { recursive: true, force: true });
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
    plugins: [leaveOut],
    metafile: true,
    logLevel: 'warning',
  });
  await Promise.all(
    functions.map(async ({ name }) => {
      await mkdir(join(out, name), { recursive: true });
      await writeFile(join(out, name, 'package.json'), `${JSON.stringify({ name, version: '0.0.0', private: true, main: 'index.js' })}\n`);
    }),
  );
  return result.metafile;
}

/** `shared/dist/database.json`: collections, indexes and rules, for the emulator and for deployment. */
export async function buildDatabaseDeclaration() {
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
