import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFile } from './open.ts';
import { runCrashes } from './random/crash.ts';

const KILLS = 20;
const here = import.meta.dirname;
// Beside the packages, so that the bundle finds the native ones.
const folder = join(here, '../../../node_modules/.cache/database-crash');
const child = join(folder, `child-${process.pid}.mjs`);

// One file starts faster than a tree of modules; what is CommonJS in it needs `require`.
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(here, 'crash-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['libsql'],
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
});

afterAll(() => rmSync(child, { force: true }));

test('after SIGKILL at any moment every acknowledged write is there and nothing is half there', async () => {
  expect(await runCrashes({ seed: 7, file: temporaryFile(), child, kills: KILLS })).toBeGreaterThan(KILLS);
}, 60_000);
