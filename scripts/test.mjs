// `npm test`: checks style and types, builds what is stale, and runs every test. `npm test -- e2e/orders` runs what matches; `-- --unit` what needs no build.
// The last line is `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const unitOnly = args.includes('--unit');
const filters = args.filter((arg) => arg !== '--unit');
const started = Date.now();
let passed = 0;
let failed = 0;

function step(name, command, commandArgs, env = {}) {
  const begun = Date.now();
  const { status } = spawnSync(command, commandArgs, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
  return status === 0;
}

/** One check after the other, what they print in one piece: two such rows run beside each other. */
async function checkInTurn(checks) {
  for (const [name, command, commandArgs] of checks) {
    const begun = Date.now();
    const said = [];
    const ok = await new Promise((resolve) => {
      const child = spawn(command, commandArgs, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
      child.once('error', (error) => (said.push(Buffer.from(error.message)), resolve(false)));
      child.once('close', (status) => resolve(status === 0));
    });
    process.stdout.write(Buffer.concat(said));
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - begun) / 1000).toFixed(0)} s)`);
    if (ok) passed += 1;
    else failed += 1;
  }
}

function run(project, options = []) {
  const report = join(root, 'test-results', `${project}.json`);
  rmSync(report, { force: true });
  const ran = step(`${project} tests`, 'npx', [
    '--no-install',
    'vitest',
    'run',
    '--project',
    project,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...options,
    ...filters,
  ]);
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests;
    // A file that breaks outside its tests fails as a whole.
    if (!ran && numFailedTests === 0) failed += Math.max(1, numFailedTestSuites);
    if (ran && numTotalTests === 0 && filters.length === 0) failed += 1;
  } catch {
    failed += 1;
  }
}

ensureInstalled(root);
mkdirSync(join(root, 'test-results'), { recursive: true });
if (filters.length === 0 && !unitOnly) {
  await Promise.all([
    checkInTurn([['types', process.execPath, [join(root, 'scripts/typecheck.mjs')]]]),
    checkInTurn([
      ['style and layers', 'npx', ['--no-install', 'eslint', '.']],
      ['format', 'npx', ['--no-install', 'prettier', '--check', '--log-level', 'warn', '.']],
      ['documents', process.execPath, [join(root, 'scripts/docs.mjs'), '--check']],
    ]),
  ]);
}
const { ensureBrowser } = await import('./browser.mjs');
try {
  process.env.CHROMIUM_PATH = ensureBrowser();
} catch (error) {
  console.error(error.message);
  failed += 1;
}
run('unit', [`--maxWorkers=${availableParallelism()}`]);
if (!unitOnly) {
  if (step('build', process.execPath, [join(root, 'scripts/build.mjs')])) {
    run('system');
  } else failed += 1;
}
console.log(`took ${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
