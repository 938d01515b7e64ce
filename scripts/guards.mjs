// `node scripts/guards.mjs [words]`: takes each guard of scripts/guards/list.mjs out of the last commit, in a copy, and says whether its test notices. Words pick guards by what
// they keep, or by their file. Needs `npm run build`.
// `node scripts/guards.mjs --missing`: names every condition of the services that no guard takes out and nobody has said why not (scripts/guards/unwatched.mjs); `--all`
// names every one, with who looks after it.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GUARDS } from './guards/list.mjs';
import { inventory } from './guards/sites.mjs';
import { OPEN, UNWATCHED } from './guards/unwatched.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const words = process.argv.slice(2);
if (words[0] === '--missing' || words[0] === '--all') process.exit(tellInventory(words[0] === '--all'));
const chosen = GUARDS.filter(({ what, file }) => words.every((word) => what.includes(word) || file.includes(word)));

/** Answers 1 when there is a condition that nobody has looked at. */
function tellInventory(all) {
  const { sites } = inventory(GUARDS, UNWATCHED);
  const missing = sites.filter(({ by, why }) => by.length === 0 && why === null);
  const open = sites.filter(({ by, why }) => by.length === 0 && why === OPEN);
  for (const { file, line, name, by, why } of all ? sites : [...missing, ...open])
    console.log(`${file}:${line} ${name.slice(0, 100)} — ${by.join('; ') || (why ?? 'nobody has looked at it')}`);
  const watched = sites.filter(({ by }) => by.length > 0).length;
  const spared = sites.length - watched - open.length - missing.length;
  console.log(
    `${sites.length} conditions: ${watched} have a test that fails without them, ${spared} need none, ${open.length} still open, ${missing.length} not looked at`,
  );
  return missing.length === 0 ? 0 : 1;
}

/** The last commit with what was built, beside it: packages are shared, the project's own ones are the copy's. */
function copyOfProject() {
  const copy = join(mkdtempSync(join(tmpdir(), 'shop-guards-')), 'copy');
  execFileSync('git', ['clone', '--quiet', '--shared', root, copy]);
  const packages = join(root, 'node_modules');
  mkdirSync(join(copy, 'node_modules/@shop'), { recursive: true });
  for (const name of readdirSync(packages)) if (name !== '@shop') symlinkSync(join(packages, name), join(copy, 'node_modules', name));
  for (const name of readdirSync(join(packages, '@shop'))) symlinkSync(join(copy, name), join(copy, 'node_modules/@shop', name));
  for (const built of ['emulator/dist', 'shared/dist', 'cloudfunctions/dist'])
    cpSync(join(root, built), join(copy, built), { recursive: true });
  return copy;
}

/** How many tests ran, and how many of them failed; null when the file could not be tried at all. */
function tried(copy, { test, name }) {
  const report = join(copy, 'guards.json');
  rmSync(report, { force: true });
  const { stdout, stderr } = spawnSync(
    'npx',
    [
      '--no-install',
      'vitest',
      'run',
      '--project',
      'system',
      test,
      ...(name === '' ? [] : ['-t', name]),
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    { cwd: copy, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (!existsSync(report)) return { ran: 0, failed: 0, told: `${stdout}\n${stderr}` };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const told = testResults.flatMap(({ message, assertionResults }) => [
    message,
    ...assertionResults.flatMap((one) => one.failureMessages ?? []),
  ]);
  return { ran: numPassedTests + numFailedTests, failed: numFailedTests, told: told.filter(Boolean).join('\n') };
}

/** Builds the functions unless they are built from this text. */
function build(copy, guard) {
  if (built === guard) return;
  execFileSync(process.execPath, ['scripts/build.mjs', 'functions'], { cwd: copy, stdio: 'ignore' });
  built = guard;
}

const copy = copyOfProject();
const missed = [];
let built = null;
try {
  for (const guard of chosen) {
    const begun = performance.now();
    const path = join(copy, 'cloudfunctions/_services', guard.file);
    const text = readFileSync(path, 'utf8');
    if (!guard.functions) build(copy, null);
    const verdict = (() => {
      if (text.split(guard.find).length !== 2) return `not found once in ${guard.file}`;
      writeFileSync(
        path,
        text.replace(guard.find, () => guard.replace),
      );
      if (guard.functions) build(copy, guard);
      const { ran, failed, told } = tried(copy, guard);
      if (ran === 0) return `no test ran: ${told.slice(0, 300)}`;
      return failed > 0 ? 'caught' : 'NOT CAUGHT';
    })();
    writeFileSync(path, text);
    if (verdict !== 'caught') missed.push(guard.what);
    console.log(`${verdict.padEnd(11)} ${guard.what} (${guard.file}; ${guard.test}; ${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  }
} finally {
  rmSync(dirname(copy), { recursive: true, force: true });
}
console.log(
  missed.length === 0
    ? `${chosen.length} guards: each has a test that fails without it`
    : `${missed.length} of ${chosen.length} guards have no test that fails without them: ${missed.join('; ')}`,
);
process.exitCode = missed.length === 0 ? 0 : 1;
