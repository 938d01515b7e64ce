import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileStore } from '../store.ts';

let folder: string;
const child = (): string => join(folder, 'child.mjs');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storage-crash-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'crash-child.ts')],
    outfile: child(),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The last number that was acknowledged for each path. */
async function writeUntilKilled(first: number, acknowledgements: number): Promise<Map<string, number>> {
  const writer = spawn(process.execPath, [child(), join(folder, 'storage'), String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const last = new Map<string, number>();
  let count = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    const [path = '', n = ''] = line.split(' ');
    last.set(path, Number(n));
    if ((count += 1) === acknowledgements) writer.kill('SIGKILL');
  }
  return last;
}

test('after SIGKILL at any moment a path holds whole bytes, the acknowledged ones or newer, and nothing else lies about', async () => {
  for (const [round, moment] of [3, 7, 20, 31, 58, 77, 90, 120].entries()) {
    const last = await writeUntilKilled(round * 100_000, moment);
    const store = new FileStore(join(folder, 'storage'));
    for (const file of store.files()) {
      const handle = await store.read(file);
      const bytes = await handle.readFile();
      await handle.close();
      const [, before, after] = /^(\d+):x{20000}:(\d+)$/.exec(bytes.toString()) ?? [];
      expect([before, file.size, file.etag]).toEqual([after, bytes.length, createHash('md5').update(bytes).digest('hex')]);
      expect(Number(before)).toBeGreaterThanOrEqual(last.get(file.path) ?? 0);
    }
    expect([...store.files()].filter(({ path }) => last.has(path)).map(({ path }) => path)).toHaveLength(last.size);
    const onDisk = ['objects', 'incoming'].flatMap((name) =>
      readdirSync(join(folder, 'storage', name), { recursive: true, withFileTypes: true }),
    );
    expect(onDisk.filter((entry) => entry.isFile())).toHaveLength([...store.files()].length);
    store.close();
  }
});
