// Load time of every function bundle, package sizes, the console's first load. `node bench/size.mjs`, after `npm run build`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { percentile, ROOT } from './support.mjs';

const RUNS = 7;

/** Median of the time that `require` takes in a fresh process. */
function loadTime(module) {
  const script = `const t = process.hrtime.bigint(); require(${JSON.stringify(module)}); console.log(Number(process.hrtime.bigint() - t) / 1e6); process.exit(0)`;
  const times = Array.from({ length: RUNS }, () =>
    Number(
      spawnSync(process.execPath, ['-e', script], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
      }).stdout,
    ),
  );
  return percentile(times, 0.5);
}

function sizeOf(path) {
  const info = statSync(path);
  return info.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : info.size;
}

console.log(`@cloudbase/node-sdk from node_modules loads in ${loadTime('@cloudbase/node-sdk').toFixed(0)} ms`);
for (const name of readdirSync(join(ROOT, 'cloudfunctions/dist')).sort()) {
  const file = join(ROOT, 'cloudfunctions/dist', name, 'index.js');
  if (existsSync(file))
    console.log(
      `${name.padEnd(24)} ${loadTime(file).toFixed(0).padStart(4)} ms  ${(statSync(file).size / 1024).toFixed(0).padStart(5)} KB`,
    );
}
for (const name of ['miniprogram-mall', 'miniprogram-manage'])
  console.log(`${name}: ${(sizeOf(join(ROOT, name, 'dist')) / 1024).toFixed(0)} KB`);

const dist = join(ROOT, 'web-admin/dist');
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const first = [...html.matchAll(/(?:src|href)="\/console\/([^"]+\.(?:js|css))"/g)].map(([, path]) => join(dist, path));
const gzip = [join(dist, 'index.html'), ...first].reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0);
console.log(`console, named by index.html: ${(gzip / 1024).toFixed(0)} KB gzip in ${first.length + 1} files`);
