// `node scripts/coverage.mjs [--unit] [--lines] [filters]`: runs the tests (`--unit`: only those that need no build; filters: only files that match) and says how much of
// `shared/domain` and of the functions' services ran, in the tests' own processes and in the functions' processes behind the emulator. `--lines` names the lines that did not,
// a branch of a line with `?`; `--report` tells again what the last run found.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions } from './build-functions.mjs';
import { points } from './coverage/source-map.mjs';
import { unitsOf } from './coverage/units.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, '.cache/coverage');
const built = join(root, 'cloudfunctions/dist');
/** Folder and the least share of its statements that must run. */
const WATCHED = [
  ['shared/domain', 95],
  ['cloudfunctions/_services', 85],
];
const args = process.argv.slice(2);
const filters = args.filter((arg) => !arg.startsWith('--'));
const has = (name) => args.includes(`--${name}`);

function run(project) {
  const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', '--project', project, '--passWithNoTests', ...filters], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SHOP_COVERAGE: folder },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function sourcesUnder(place) {
  return readdirSync(join(root, place), { recursive: true })
    .map((name) => join(place, name).split(sep).join('/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.d.ts'));
}

const files = new Map(
  WATCHED.flatMap(([place]) => sourcesUnder(place)).map((name) => {
    const parsed = unitsOf(readFileSync(join(root, name), 'utf8'), name);
    return [name, { ...parsed, ran: new Set() }];
  }),
);

/** Notes for each source which of its places ran; `shift` is what stands before the text that the map knows. */
function note(map, text, ran, base, shift = 0) {
  const own = shift === 0 ? text : text.slice(shift);
  for (const { offset, source, line, column } of points(map, own)) {
    if (source === null || source === undefined) continue;
    const file = files.get(relative(root, resolve(base, source)).split(sep).join('/'));
    if (file !== undefined && ran[offset + shift] === 1) file.ran.add(file.offsetOf(line, column));
  }
}

/** Every process's stretches of one text, put together. */
function gather(scripts, key, text, hit, about) {
  if (!scripts.has(key)) scripts.set(key, { ...about, text: text(), ran: null });
  const script = scripts.get(key);
  script.ran ??= new Uint8Array(script.text.length + 1);
  for (let at = 0; at < hit.length; at += 2) script.ran.fill(1, hit[at], hit[at + 1]);
}

function collect() {
  const bundles = new Map();
  const modules = new Map();
  for (const name of readdirSync(folder)) {
    const { bundle, hit, files: loaded = [] } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    if (bundle !== undefined) gather(bundles, bundle, () => readFileSync(join(built, bundle, 'index.js'), 'utf8'), hit, {});
    for (const { url, text, hit: ran } of loaded) gather(modules, text, () => text, ran, { url });
  }
  for (const [name, { text, ran }] of bundles)
    note(JSON.parse(readFileSync(join(built, name, 'index.js.map'), 'utf8')), text, ran, join(built, name));
  for (const { url, text, ran } of modules.values()) {
    const inline = /^[^,]*base64,([A-Za-z0-9+/=]+)/.exec(text.slice(text.lastIndexOf('//# sourceMappingURL=')))?.[1];
    if (inline === undefined) throw new Error(`${url} has no source map`);
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    const map = JSON.parse(Buffer.from(inline, 'base64').toString('utf8'));
    // What the test runner puts before a module's own text.
    const wrapper = /^'use strict';async \([^)]*\)\s*=>\s*\{\{/.exec(text)?.[0].length ?? 0;
    note({ ...map, sources: map.sources.map(() => path) }, text, ran, root, wrapper);
  }
}

function ranUnit({ ran }, { from, to, inner }) {
  for (const place of ran) if (place >= from && place < to && !inner.some(([start, end]) => place >= start && place < end)) return true;
  return false;
}

function figures(names) {
  const sum = { statement: [0, 0], branch: [0, 0], missing: new Map() };
  for (const name of names) {
    const file = files.get(name);
    for (const unit of file.units) {
      const ran = ranUnit(file, unit);
      sum[unit.kind][0] += ran ? 1 : 0;
      sum[unit.kind][1] += 1;
      if (!ran) {
        const line = `${file.lineOf(unit.from)}${unit.kind === 'branch' ? '?' : ''}`;
        sum.missing.set(name, [...(sum.missing.get(name) ?? []), line]);
      }
    }
  }
  return sum;
}

const share = ([ran, all]) => (all === 0 ? 100 : (100 * ran) / all);
const row = (name, { statement, branch }) =>
  `${name.padEnd(44)} ${share(statement).toFixed(1).padStart(6)} % ${`${statement[0]}/${statement[1]}`.padStart(12)} ${share(branch).toFixed(1).padStart(8)} % ${`${branch[0]}/${branch[1]}`.padStart(12)}`;

function report() {
  console.log(`${''.padEnd(44)} ${'statements'.padStart(21)} ${'branches'.padStart(23)}`);
  let enough = true;
  for (const [place, least] of WATCHED) {
    const names = [...files.keys()].filter((name) => name.startsWith(`${place}/`)).sort();
    const parts = new Map();
    for (const name of names) {
      const rest = name.slice(place.length + 1);
      const part = rest.includes('/') ? `${place}/${rest.slice(0, rest.indexOf('/'))}` : place === 'shared/domain' ? name : place;
      parts.set(part, [...(parts.get(part) ?? []), name]);
    }
    for (const [part, members] of parts) console.log(row(part, figures(members)));
    const whole = figures(names);
    console.log(row(`${place}, all of it`, whole), share(whole.statement) >= least ? 'ok' : `below ${least} %`);
    if (share(whole.statement) < least) enough = false;
    if (has('lines')) for (const [name, lines] of whole.missing) console.log(`  ${name}: ${[...new Set(lines)].join(' ')}`);
  }
  return enough;
}

if (!has('report')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
let passed = true;
try {
  if (!has('report')) {
    passed = run('unit');
    if (!has('unit')) {
      await buildFunctions({ coverage: folder });
      passed = run('system') && passed;
    }
  }
  collect();
} finally {
  if (!has('unit') && !has('report')) await buildFunctions();
}
const enough = report();
process.exitCode = passed && enough ? 0 : 1;
