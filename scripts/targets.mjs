// What is built from what. A target is stale when its sources are not what its last build saw.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Order matters: the emulator first, because nothing runs without it. */
export const TARGETS = [
  {
    name: 'emulator',
    command: ['node', 'scripts/build-emulator.mjs'],
    sources: ['emulator', 'scripts/build-emulator.mjs'],
    output: 'emulator/dist/main.js',
  },
  {
    name: 'functions',
    command: ['node', 'scripts/build-functions.mjs'],
    sources: ['cloudfunctions', 'shared', 'cloudbaserc.json', 'scripts/build-functions.mjs'],
    output: 'shared/dist/database.json',
  },
  {
    name: 'mall',
    command: ['node', 'scripts/miniprogram/build.mjs', 'mall'],
    sources: ['miniprogram-mall', 'shared', 'scripts/miniprogram', 'cloudbaserc.json'],
    output: 'miniprogram-mall/dist/app.json',
  },
  {
    name: 'manage',
    command: ['node', 'scripts/miniprogram/build.mjs', 'manage'],
    sources: ['miniprogram-manage', 'shared', 'scripts/miniprogram', 'cloudbaserc.json'],
    output: 'miniprogram-manage/dist/app.json',
  },
  {
    name: 'console',
    command: ['npx', '--no-install', 'vite', 'build', '--logLevel', 'warn'],
    cwd: 'web-admin',
    sources: ['web-admin', 'shared'],
    output: 'web-admin/dist/index.html',
  },
];

const SKIP = new Set(['node_modules', 'dist', 'test', 'coverage', '.cache']);

async function* files(path) {
  const info = await stat(path).catch(() => null);
  if (info === null) return;
  if (!info.isDirectory()) {
    yield `${path}:${info.size}:${Math.floor(info.mtimeMs)}`;
    return;
  }
  for (const entry of (await readdir(path)).sort()) {
    if (!SKIP.has(entry) && !entry.startsWith('.') && !/\.(test\.ts|md)$/.test(entry)) yield* files(join(path, entry));
  }
}

export async function fingerprint({ sources }) {
  const hash = createHash('sha256');
  for (const source of [...sources, 'package-lock.json']) for await (const line of files(join(root, source))) hash.update(line);
  return hash.digest('hex');
}

const stamp = ({ name }) => join(root, '.cache', 'build', name);

export async function isFresh(target) {
  const [seen, built] = await Promise.all([
    readFile(stamp(target), 'utf8').catch(() => ''),
    stat(join(root, target.output)).catch(() => null),
  ]);
  return built !== null && seen !== '' && seen === (await fingerprint(target));
}

export async function markFresh(target, print) {
  await mkdir(dirname(stamp(target)), { recursive: true });
  await writeFile(stamp(target), print);
}
