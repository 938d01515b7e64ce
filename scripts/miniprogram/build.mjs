import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleScripts } from './bundle.mjs';
import { checkProgram } from './check.mjs';
import { BuildRefusal, kilobytes, listFiles, readJson, writeIfChanged } from './files.mjs';
import { collectLibrary } from './library.mjs';
import { LIBRARY, readProgram, resolveComponent } from './units.mjs';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Main package: WeChat refuses 2 MB; this project stays at half, so that the first start is quick. */
const MAIN_PACKAGE_LIMIT = 1024 * 1024;

/** Pictures and other files that are copied as they are. */
const ASSET = /\.(png|jpe?g|gif|svg|webp|wxs)$/;

/** Settings under which WeChat's tool takes the files as they are: compiled, minified and checked here. */
function toolConfig(appid, name) {
  return {
    appid,
    projectname: name,
    compileType: 'miniprogram',
    miniprogramRoot: './',
    libVersion: '3.8.12',
    setting: {
      es6: false,
      enhance: false,
      minified: false,
      minifyWXML: false,
      minifyWXSS: false,
      postcss: false,
      urlCheck: true,
      packNpmManually: false,
    },
  };
}

function libraryConfig(config, using) {
  if (config.usingComponents === undefined) return config;
  const names = Object.keys(config.usingComponents);
  return {
    ...config,
    usingComponents: Object.fromEntries(names.map((tag) => [tag, using[tag].startsWith(`${LIBRARY}/`) ? using[tag] : `/${using[tag]}`])),
  };
}

function collectTexts(program, extra) {
  const out = new Map();
  const copy = (file) => out.set(file, readFileSync(join(program.root, file)));
  const appUsing = Object.fromEntries(
    Object.entries(program.app.usingComponents ?? {}).map(([tag, name]) => [tag, resolveComponent(name, 'app')]),
  );
  out.set('app.json', JSON.stringify(libraryConfig({ lazyCodeLoading: 'requiredComponents', ...program.app }, appUsing)));
  if (existsSync(join(program.root, 'app.wxss'))) copy('app.wxss');
  if (existsSync(join(program.root, 'sitemap.json'))) copy('sitemap.json');
  for (const unit of program.units) {
    out.set(`${unit.path}.json`, JSON.stringify(libraryConfig(unit.config, unit.using)));
    copy(`${unit.path}.wxml`);
    if (existsSync(join(program.root, `${unit.path}.wxss`))) copy(`${unit.path}.wxss`);
  }
  for (const file of extra) copy(file);
  for (const file of program.files) if (ASSET.test(file)) copy(file);
  return out;
}

/**
 * Builds one mini-program to what WeChat's tool opens: `miniprogram-<name>/dist`. Refuses (BuildRefusal, every problem at once) missing
 * files, unknown components, pages that app.json does not list, template faults, server packages in pages and a main package that is too
 * large. Returns sizes in bytes.
 * @param {string} name `mall` or `manage`
 * @param {{ root?: string, out?: string, appid?: string, title?: string }} [options] other folders than `miniprogram-<name>` and its `dist` (tests)
 */
export async function buildMiniprogram(name, options = {}) {
  const started = performance.now();
  const root = options.root ?? join(projectRoot, `miniprogram-${name}`);
  if (!existsSync(root)) throw new BuildRefusal([`miniprogram-${name}: there is no such folder`]);
  const known = (readJson(join(projectRoot, 'cloudbaserc.json'), 'cloudbaserc.json').emulator?.miniprograms ?? []).find(
    (one) => one.name === name,
  );
  const appid = options.appid ?? known?.appid;
  if (appid === undefined) throw new BuildRefusal([`cloudbaserc.json: emulator.miniprograms has no appid for "${name}"`]);

  const program = readProgram(root);
  const { problems, warnings, extra } = checkProgram(program);
  if (problems.length > 0) throw new BuildRefusal(problems);
  const scripts = await bundleScripts(program);
  const components = program.units.flatMap((unit) =>
    Object.values(unit.using)
      .filter((target) => target.startsWith(`${LIBRARY}/`))
      .map((target) => ({ name: target, usedBy: `${unit.path}.json` })),
  );
  const files = new Map([...collectTexts(program, extra), ...collectLibrary([...components, ...scripts.modules]), ...scripts.files]);
  files.set('project.config.json', JSON.stringify(toolConfig(appid, options.title ?? known?.title ?? name), null, 2));

  const sizes = { main: 0, library: 0, packages: Object.fromEntries(program.packages.map((one) => [one, 0])) };
  for (const [file, content] of files) {
    const bytes = Buffer.byteLength(content);
    const own = program.packages.find((one) => file.startsWith(`${one.replace(/\/$/, '')}/`));
    if (own === undefined) sizes.main += bytes;
    else sizes.packages[own] += bytes;
    if (file.startsWith('miniprogram_npm/')) sizes.library += bytes;
  }
  if (sizes.main > MAIN_PACKAGE_LIMIT) {
    const largest = [...files]
      .map(([file, content]) => [file, Buffer.byteLength(content)])
      .sort((a, b) => b[1] - a[1])
      .slice(0, 5);
    throw new BuildRefusal([
      `main package ${kilobytes(sizes.main)} > ${kilobytes(MAIN_PACKAGE_LIMIT)}`,
      ...largest.map(([file, bytes]) => `  ${file} ${kilobytes(bytes)}`),
    ]);
  }
  const out = options.out ?? join(root, 'dist');
  for (const [file, content] of files) writeIfChanged(join(out, file), content);
  for (const file of listFiles(out)) if (!files.has(file)) rmSync(join(out, file));
  return {
    name,
    pages: program.units.filter((unit) => unit.kind === 'page').length,
    files: files.size,
    sizes,
    warnings,
    milliseconds: performance.now() - started,
  };
}

/** One line for people. @param {Awaited<ReturnType<typeof buildMiniprogram>>} built */
function describeBuild(built) {
  const packages = Object.entries(built.sizes.packages).map(([name, bytes]) => `, ${name} ${kilobytes(bytes)}`);
  return `miniprogram-${built.name}: ${built.pages} pages, ${built.files} files, main package ${kilobytes(built.sizes.main)} (of it @vant/weapp ${kilobytes(built.sizes.library)})${packages.join('')}, ${Math.round(built.milliseconds)} ms`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  if (names.length === 0) {
    console.error('usage: node scripts/miniprogram/build.mjs mall|manage …');
    process.exitCode = 2;
  }
  for (const name of names) {
    try {
      const built = await buildMiniprogram(name);
      for (const warning of built.warnings) console.warn(`warning: ${warning}`);
      console.log(describeBuild(built));
    } catch (error) {
      if (!(error instanceof BuildRefusal)) throw error;
      console.error(`miniprogram-${name}: not built\n${error.problems.map((problem) => `  ${problem}`).join('\n')}`);
      process.exitCode = 1;
    }
  }
}
