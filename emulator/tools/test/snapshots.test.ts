import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FileStore } from '../../storage/store.ts';
import { temporaryFolder, temporaryWorld } from './temporary.ts';
import { openWorld, type World } from './world.ts';

/** Makes a file as an upload does. */
async function upload(world: World, path: string, text: string): Promise<void> {
  const { url, authorization, cosFileId } = world.storage.uploadPlace({ kind: 'admin', functionName: null, requestId: null }, path);
  const request = Object.assign(Readable.from([Buffer.from(text)]), {
    method: 'PUT',
    headers: { authorization, 'x-cos-meta-fileid': cosFileId, host: '127.0.0.1:1', 'content-length': String(Buffer.byteLength(text)) },
    socket: { destroyed: false },
  });
  let status = 0;
  const response = { setHeader: () => undefined, writeHead: (code: number) => (status = code), end: () => undefined };
  await world.storage.bytes.handle(request as never, response as never, new URL(url));
  expect(status).toBe(200);
}

async function bytesOf(world: World): Promise<Record<string, string>> {
  const store = new FileStore(world.data.file('storage'));
  const found: Record<string, string> = {};
  for (const file of store.files()) {
    const handle = await store.read(file);
    found[file.path] = (await handle.readFile()).toString();
    await handle.close();
  }
  store.close();
  return found;
}

describe('snapshots', () => {
  it('bring documents and files back, empty what came since and stay for another time', async () => {
    const world = await temporaryWorld();
    const { database, snapshots, data } = world;
    await database.insert('orders', [{ _id: 'a', number: 1, at: new Date(5) }]);
    await upload(world, 'pictures/a.txt', 'one');
    data.write('setup.json', '["seed"]');
    const about = await snapshots.save(' 开业前 ');
    expect(about).toMatchObject({ name: '开业前', documents: 1, files: 1, collections: 2 });
    for (let round = 0; round < 2; round += 1) {
      await database.update('orders', { filter: { _id: 'a' }, update: { $set: { number: 2 } } });
      await database.insert('goods', [{ _id: `since${round}` }]);
      await database.createCollection('later');
      await upload(world, 'pictures/a.txt', 'two');
      await upload(world, 'pictures/b.txt', 'new');
      data.write('setup.json', '["seed","more"]');
      expect(await snapshots.restore(about.id)).toEqual({ added: 0, changed: 1, removed: 1 });
      expect(await database.find('orders', {})).toEqual([{ _id: 'a', number: 1, at: new Date(5) }]);
      expect([await database.count('goods', {}), database.hasCollection('later'), data.read('setup.json')]).toEqual([0, false, '["seed"]']);
      expect(await bytesOf(world)).toEqual({ 'pictures/a.txt': 'one' });
    }
    await snapshots.remove(about.id);
    expect([snapshots.list(), readdirSync(data.file('snapshots'))]).toEqual([[], []]);
    expect(await bytesOf(world)).toEqual({ 'pictures/a.txt': 'one' });
  });

  it('are refused while another is in work, without a name, and when they are gone', async () => {
    const { snapshots, database } = await temporaryWorld();
    await database.insert('goods', [{ _id: 'x' }]);
    const saving = snapshots.save('one');
    await expect(snapshots.save('two')).rejects.toMatchObject({ code: 'BUSY' });
    const { id } = await saving;
    expect(() => snapshots.save(' ')).toThrow(/1 to 60/);
    expect(() => snapshots.restore('../..')).toThrow(/no such snapshot/);
    await snapshots.remove(id);
    expect(() => snapshots.restore(id)).toThrow(/no such snapshot/);
  });

  it('that a stricter index cannot hold change nothing', async () => {
    const { snapshots, database, data } = await temporaryWorld();
    await database.insert(
      'goods',
      ['a', 'b'].map((_id) => ({ _id, code: 1 })),
    );
    const { id } = await snapshots.save('twins');
    await database.remove('goods', { filter: { _id: 'b' } });
    await database.ensureIndexes('goods', [{ name: 'code', keys: [{ field: 'code', direction: 1 }], unique: true }]);
    await expect(snapshots.restore(id)).rejects.toMatchObject({ code: 'DATABASE_DUPLICATE_WRITE' });
    expect([await database.count('goods', {}), existsSync(data.file('restoring'))]).toEqual([1, false]);
  });

  it('lasts, and what a dead process left half made does not', async () => {
    const folder = join(temporaryFolder(), 'data');
    const first = await openWorld(folder);
    const { id } = await first.snapshots.save('kept');
    await first.close();
    const second = await openWorld(folder);
    expect(second.snapshots.list().map((about) => about.id)).toEqual([id]);
    expect(await second.snapshots.recover()).toBeNull();
    await second.close();
  });
});
