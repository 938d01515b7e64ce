import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../index.ts';
import { NOW, temporaryFile } from './open.ts';

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

/** Lets a child write until it has acknowledged so many writes, then kills it; answers all that it acknowledged. */
async function writeUntilKilled(file: string, first: number, acknowledgements: number): Promise<string[]> {
  const writer = spawn(process.execPath, [child, file, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(line);
    if (lines.length === acknowledgements) writer.kill('SIGKILL');
  }
  return lines;
}

test('after SIGKILL at any moment every acknowledged write is there and nothing is half there', async () => {
  const file = temporaryFile();
  const setup = await openDatabase({ file, now: () => NOW });
  for (const name of ['pairs', 'accounts', 'entries']) await setup.createCollection(name);
  await setup.ensureIndexes('pairs', [{ name: 'n', keys: [{ field: 'n', direction: 1 }] }]);
  await setup.insert('accounts', [
    { _id: 'left', n: 0 },
    { _id: 'right', n: 0 },
  ]);
  await setup.close();
  const moments = fc.sample(fc.integer({ min: 1, max: 80 }), { seed: 7, numRuns: KILLS });
  const acknowledged: string[] = [];
  for (const [round, moment] of moments.entries()) {
    acknowledged.push(...(await writeUntilKilled(file, round * 100_000, moment)));
    const database = await openDatabase({ file, now: () => NOW });
    const states = new Map((await database.find('pairs', {})).map(({ _id, state }) => [_id, state]));
    const entries = new Set((await database.find('entries', {})).map(({ _id }) => _id));
    const isThere = (line: string): boolean => {
      const [kind, n = ''] = line.split(' ');
      if (kind === 'entry') return entries.has(Number(n));
      return ['a', 'b'].every((half) => (kind === 'pair' ? states.has(`${n}:${half}`) : states.get(`${n}:${half}`) === 'old'));
    };
    expect(acknowledged.filter((line) => !isThere(line))).toEqual([]);
    const otherHalf = (id: string): string => id.slice(0, -1) + (id.endsWith('a') ? 'b' : 'a');
    expect([...states].filter(([id, state]) => states.get(otherHalf(String(id))) !== state)).toEqual([]);
    expect(await database.find('accounts', { sort: [['_id', 1]] })).toEqual([
      { _id: 'left', n: -entries.size },
      { _id: 'right', n: entries.size },
    ]);
    await database.close();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(moments.reduce((sum, moment) => sum + moment, 0));
}, 60_000);
