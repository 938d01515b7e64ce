// `npm run typecheck`: every TypeScript project of the workspace.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const checks = [
  ['shared, cloudfunctions, e2e, bench', '.', ['tsc', '-p', 'tsconfig.json']],
  ['emulator', 'emulator', ['tsc', '-p', 'tsconfig.json']],
  ['miniprogram-mall', 'miniprogram-mall', ['tsc', '-p', 'tsconfig.json']],
  ['miniprogram-manage', 'miniprogram-manage', ['tsc', '-p', 'tsconfig.json']],
  ['web-admin', 'web-admin', ['vue-tsc', '-p', 'tsconfig.json', '--noEmit']],
];

let failed = false;
for (const [name, cwd, command] of checks) {
  if (!existsSync(join(root, cwd, 'tsconfig.json'))) {
    console.error(`${name}: no tsconfig.json`);
    failed = true;
    continue;
  }
  const { status } = spawnSync('npx', ['--no-install', ...command], {
    cwd: join(root, cwd),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
