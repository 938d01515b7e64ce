// Installs dependencies when they are missing or others than the lock file's. Uses nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';

/** Returns true when something was installed. */
export function ensureInstalled(root) {
  const text = readFileSync(join(root, 'package-lock.json'));
  const lock = createHash('sha256').update(text).digest('hex');
  const stamp = join(root, 'node_modules', '.installed');
  const known = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (known === lock) return false;
  if (known === '' && installedByHand(root, JSON.parse(text))) {
    writeFileSync(stamp, lock);
    return false;
  }
  console.log('installing dependencies …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed');
  writeFileSync(stamp, lock);
  return true;
}

/** Somebody ran npm already: what npm wrote down at its end holds every package of the lock file in its version. */
function installedByHand(root, lock) {
  const written = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(written)) return false;
  const there = JSON.parse(readFileSync(written, 'utf8')).packages;
  return Object.entries(lock.packages).every(
    ([path, wanted]) => !path.startsWith('node_modules/') || wanted.link || wanted.optional || there[path]?.version === wanted.version,
  );
}
