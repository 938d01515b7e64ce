import { createHash, randomBytes } from 'node:crypto';
import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { JPEG, placeAs, storagesAs, uploadAs, type Place } from './support/storage.ts';

const MINE = 'members/o-demo-customer-01/review.jpg';

let emulator: Emulator;

const storages = <T>(openid: string, operation: string, item: unknown): Promise<T> => storagesAs<T>(emulator, openid, operation, item);
const place = (openid: string, objectId: string, size: number, type?: string): Promise<Place> =>
  placeAs(emulator, openid, objectId, size, type);
const upload = (openid: string, path: string, bytes: Buffer): Promise<string> => uploadAs(emulator, openid, path, bytes);

function administrator(): ReturnType<typeof tcb.init> {
  Object.assign(process.env, emulator.environment());
  return tcb.init({ env: tcb.SYMBOL_CURRENT_ENV });
}

beforeAll(async () => {
  emulator = await startEmulator({ args: ['--no-demo'] });
});
afterAll(() => emulator.stop());

describe('the shop’s files', () => {
  it('are a customer’s own pictures under his own name, of 5 MB at most', async () => {
    expect(await upload('o-demo-customer-01', MINE, JPEG)).toMatch(/^cloud:\/\/shop-local\..+\/members\//);
    const refused = [
      await upload('o-demo-customer-02', MINE, JPEG),
      await upload('o-demo-customer-02', 'members/o-demo-customer-01/other.jpg', JPEG),
      await upload('o-demo-customer-01', 'public/banner.jpg', JPEG),
      await upload('o-demo-customer-01', 'members/o-demo-customer-01/page.html', JPEG),
      (await place('o-demo-customer-01', MINE, 5_242_881)).code,
      (await place('o-demo-customer-01', MINE, 10, 'text/html')).code,
    ];
    expect(refused).toEqual(refused.map(() => 'STORAGE_EXCEED_AUTHORITY'));
    expect(await upload('o-demo-customer-01', MINE, Buffer.from('<html>'))).toBe('403');
  });

  it('are read by their owner and by functions; what is public by everybody', async () => {
    const app = administrator();
    const { fileID } = await app.uploadFile({ cloudPath: 'public/notice.txt', fileContent: Buffer.from('开业') as never });
    const read = (openid: string, cloudObjectId: string): Promise<{ code?: string; downloadUrl?: string }> =>
      storages(openid, 'get-objects-download-info', { cloudObjectId });
    expect((await read('o-demo-customer-02', fileID)).code).toBeUndefined();
    const picture = fileID.replace('public/notice.txt', MINE);
    expect((await read('o-demo-customer-02', picture)).code).toBe('STORAGE_EXCEED_AUTHORITY');
    const { downloadUrl = '' } = await read('o-demo-customer-01', picture);
    expect(Buffer.from(await (await fetch(downloadUrl)).arrayBuffer())).toEqual(JPEG);
    expect((await app.downloadFile({ fileID: picture })).fileContent).toEqual(JPEG);
  });

  it('outlive a power cut in the middle of uploads, whole', async () => {
    const app = administrator();
    const sent = new Map<string, Buffer>();
    const acknowledged = new Set<string>();
    const uploads = Array.from({ length: 40 }, async (_, index) => {
      const bytes = randomBytes(300_000);
      const path = `reports/${index}.bin`;
      sent.set(path, bytes);
      await app.uploadFile({ cloudPath: path, fileContent: bytes as never });
      acknowledged.add(path);
      if (acknowledged.size === 8) await emulator.kill();
    });
    await Promise.allSettled(uploads);
    expect(acknowledged.size).toBeLessThan(40);
    const { data } = emulator;
    emulator = await startEmulator({ data, args: ['--no-demo'] });
    const again = administrator();
    const { fileID } = await again.uploadFile({ cloudPath: 'reports/after.bin', fileContent: Buffer.from('x') as never });
    const hash = (bytes: Buffer | undefined): string =>
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex');
    for (const [path, bytes] of sent) {
      const got = await again
        .downloadFile({ fileID: fileID.replace('reports/after.bin', path) })
        .catch((error: { code: string }) => error.code);
      if (typeof got === 'string') expect([got, acknowledged.has(path)], path).toEqual(['STORAGE_FILE_NONEXIST', false]);
      else expect(hash(got.fileContent as Buffer), path).toBe(hash(bytes));
    }
  });
});
