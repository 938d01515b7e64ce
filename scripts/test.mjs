// `npm test`: checks style and types, builds what is stale, and runs every test. `npm test -- e2e/orders` runs what matches; `-- --unit` what needs no build.
// The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
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

function check(name, command, commandArgs) {
  if (step(name, command, commandArgs)) passed += 1;
  else failed += 1;
}

function run(project) {
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
  check('style and layers', 'npx', ['--no-install', 'eslint', '.']);
  check('format', 'npx', ['--no-install', 'prettier', '--check', '--log-level', 'warn', '.']);
  check('documents', process.execPath, [join(root, 'scripts/docs.mjs'), '--check']);
  check('types', process.execPath, [join(root, 'scripts/typecheck.mjs')]);
}
const { ensureBrowser } = await import('./browser.mjs');
try {
  process.env.CHROMIUM_PATH = ensureBrowser();
} catch (error) {
  console.error(error.message);
  failed += 1;
}
run('unit');
if (!unitOnly) {
  if (step('build', process.execPath, [join(root, 'scripts/build.mjs')])) {
    run('system');
  } else failed += 1;
}
console.log(`took ${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
