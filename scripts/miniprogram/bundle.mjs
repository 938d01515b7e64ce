import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { BuildRefusal } from './files.mjs';
import { LIBRARY } from './units.mjs';

/** What a phone runs: WeChat's oldest clients in use understand ES2017. */
const TARGET = 'es2017';

/** Packages that belong to the server side of a contract: a page needs only their types. */
const SERVER_ONLY = ['zod'];

function importChain(inputs, target) {
  const parents = new Map();
  for (const [file, { imports }] of Object.entries(inputs))
    for (const one of imports) if (!parents.has(one.path)) parents.set(one.path, file);
  const chain = [target];
  while (parents.has(chain[0]) && chain.length < 8) chain.unshift(parents.get(chain[0]));
  return chain.join(' → ');
}

function refuseServerPackages(metafile) {
  const shipped = new Set(Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs)));
  const problems = SERVER_ONLY.flatMap((name) => {
    const file = [...shipped].find((path) => path.includes(`node_modules/${name}/`));
    return file === undefined ? [] : [`${name} would be shipped: ${importChain(metafile.inputs, file)}; use \`import type\` for contracts`];
  });
  if (problems.length > 0) throw new BuildRefusal(problems);
}

const nodeModulesStayOut = {
  name: 'miniprogram-modules',
  setup(context) {
    context.onResolve({ filter: /^node:/ }, ({ path, importer }) => ({
      errors: [{ text: `${path} does not exist in a mini-program (${importer})` }],
    }));
  },
};

/**
 * Bundles app, pages and components. Code used by several becomes modules in `common/`; every output file is CommonJS and requires
 * relative files only (and the library's modules, which stay outside).
 * @param {import('./units.mjs').Program} program
 * @returns {Promise<{ files: Map<string, string>, modules: { name: string, usedBy: string, module: true }[] }>}
 */
export async function bundleScripts(program) {
  const entries = ['app', ...program.units.map((unit) => unit.path)];
  let result;
  try {
    result = await build({
      absWorkingDir: program.root,
      entryPoints: Object.fromEntries(entries.map((path) => [path, join(program.root, `${path}.ts`)])),
      outdir: program.root,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: TARGET,
      chunkNames: 'common/[hash]',
      external: [`${LIBRARY}/*`],
      define: { 'process.env.NODE_ENV': '"production"' },
      minify: true,
      charset: 'utf8',
      treeShaking: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
      plugins: [nodeModulesStayOut],
    });
  } catch (failure) {
    const errors = failure?.errors;
    if (!Array.isArray(errors)) throw failure;
    throw new BuildRefusal(
      errors.map(({ text, location }) => `${location === null ? '' : `${location.file}:${location.line}:${location.column} `}${text}`),
    );
  }
  refuseServerPackages(result.metafile);
  const files = new Map();
  const modules = new Map();
  for (const output of result.outputFiles) {
    const name = relative(program.root, output.path).replaceAll('\\', '/');
    const { code } = await transform(output.text, { format: 'cjs', target: TARGET, minify: true, charset: 'utf8' });
    files.set(name, code);
    for (const match of code.matchAll(/require\("(@vant\/weapp\/[^"]+)"\)/g))
      modules.set(match[1], { name: match[1], usedBy: name, module: true });
  }
  for (const path of entries) if (!files.has(`${path}.js`) && existsSync(join(program.root, `${path}.ts`))) files.set(`${path}.js`, '');
  return { files, modules: [...modules.values()] };
}
