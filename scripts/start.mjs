// `npm start`: installs what is missing, builds what is stale, and runs the emulator with the shop on 127.0.0.1.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: 20.19 or newer is needed.`);
  process.exit(1);
}

ensureInstalled(root);
// In a process of its own: the builders' memory is gone before the emulator starts.
const { status, signal } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(signal ? 130 : 1);

process.chdir(root);
const main = join(root, 'emulator/dist/main.js');
process.argv.splice(1, 1, main);
await import(pathToFileURL(main).href);
