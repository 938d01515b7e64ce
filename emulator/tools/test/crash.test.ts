import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileStore } from '../../storage/store.ts';
import { openWorld, type World } from './world.ts';

let folder: string;
// Beside the packages, so that the bundle finds the native ones.
const bundles = join(import.meta.dirname, '../../../node_modules/.cache/snapshot-crash');
const child = join(bundles, `child-${process.pid}.mjs`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-crash-'));
  mkdirSync(bundles, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'crash-child.ts')],
    outfile: child,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['libsql'],
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(child, { force: true });
});

async function putFile(data: string, path: string, text: string): Promise<void> {
  const store = new FileStore(join(data, 'storage'));
  store.commit(path, await store.receive(Readable.from([Buffer.from(text)]), 1000), { type: 'text/plain', owner: '', now: 1 });
  store.close();
}

async function stateOf(world: World): Promise<unknown> {
  const documents = Object.fromEntries((await world.database.contents()).map((one) => [one.name, one.documents]));
  const store = new FileStore(world.data.file('storage'));
  const files: Record<string, string> = {};
  for (const file of store.files()) {
    const handle = await store.read(file);
    files[file.path] = (await handle.readFile()).toString();
    await handle.close();
  }
  store.close();
  return { documents, files, setup: world.data.read('setup.json') };
}

/** A data folder in a second state, with a snapshot of a first one. */
async function prepare(data: string): Promise<{ readonly id: string; readonly saved: unknown; readonly present: unknown }> {
  const first = await openWorld(data);
  await first.database.insert(
    'orders',
    Array.from({ length: 300 }, (_, n) => ({ _id: `o${n}`, number: n, at: new Date(n) })),
  );
  first.data.write('setup.json', '["first"]');
  await first.close();
  await putFile(data, 'a.txt', 'saved');
  const again = await openWorld(data);
  const { id } = await again.snapshots.save('saved');
  const saved = await stateOf(again);
  await again.database.remove('orders', { filter: { number: { $lt: 100 } }, multi: true });
  await again.database.insert('goods', [{ _id: 'present' }]);
  again.data.write('setup.json', '["second"]');
  await again.close();
  await putFile(data, 'a.txt', 'present');
  await putFile(data, 'b.txt', 'present');
  const last = await openWorld(data);
  const present = await stateOf(last);
  await last.close();
  return { id, saved, present };
}

test.each([
  ['before restoring', 'present'],
  ['after restoring', 'saved'],
  ['documents in memory', 'saved'],
  ['documents are durable', 'saved'],
  ['before the files', 'saved'],
  ['after the files', 'saved'],
  ['before setup.json', 'saved'],
  ['after setup.json', 'saved'],
  ['before the intent goes', 'saved'],
  ['never', 'saved'],
])('killed %s, a return to a snapshot leaves the %s state whole', async (step, expected) => {
  const data = join(folder, step.replaceAll(' ', '-'));
  const { id, saved, present } = await prepare(data);
  const run = spawnSync(process.execPath, [child, data, id, step], { encoding: 'utf8' });
  expect([run.stderr, run.signal, run.stdout]).toEqual(step === 'never' ? ['', null, 'done\n'] : ['', 'SIGKILL', '']);
  for (let start = 0; start < 2; start += 1) {
    const world = await openWorld(data);
    await world.snapshots.recover();
    expect(await stateOf(world)).toEqual(expected === 'saved' ? saved : present);
    expect(existsSync(join(data, 'restoring'))).toBe(false);
    await world.close();
  }
  expect(readdirSync(join(data, 'snapshots'))).toEqual([id]);
});

test('a snapshot whose file bytes are gone, or whose text is torn, is refused before anything changes', async () => {
  const data = join(folder, 'broken');
  const { id, present } = await prepare(data);
  const world = await openWorld(data);
  const objects = join(data, 'snapshots', id, 'files/objects');
  const [object = ''] = readdirSync(objects);
  unlinkSync(join(objects, object));
  await expect(world.snapshots.restore(id)).rejects.toThrow('a.txt');
  writeFileSync(join(data, 'snapshots', id, 'dataset.ndjson'), 'torn');
  await expect(world.snapshots.restore(id)).rejects.toMatchObject({ name: 'DatasetError' });
  expect(await stateOf(world)).toEqual(present);
  await world.close();
});
