import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENV_ID, type Running, start } from '../../gateway/test/harness.ts';
import { SCRIPT, type Caller } from '../../gateway/context.ts';
import { rangeOf } from '../range.ts';

let running: Running;
const ME: Caller = { kind: 'user', user: { kind: 'mini', appid: 'wx1', openid: 'o-me' } };
const OTHER: Caller = { kind: 'user', user: { kind: 'mini', appid: 'wx1', openid: 'o-other' } };

type Place = ReturnType<Running['storage']['uploadPlace']>;

function put(place: Place, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(place.url, {
    method: 'PUT',
    body,
    headers: { authorization: place.authorization, 'x-cos-meta-fileid': place.cosFileId, 'content-type': 'text/plain', ...headers },
  });
}

const addressOf = (fileId: string, maxAge?: number): string => running.storage.addressesOf(SCRIPT, [{ fileId, maxAge }])[0]?.url ?? '';

beforeAll(async () => {
  running = await start([], {}, { permission: 'READONLY' });
});
afterAll(() => running.close());

describe('reading', () => {
  let place: Place;
  beforeEach(async () => {
    place = running.storage.uploadPlace(SCRIPT, 'a.txt');
    await put(place, '0123456789');
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, expect.stringContaining('InvalidRange'), 'bytes */10'],
    ['bytes=1-2,4-5', 200, '0123456789', null],
    ['bytes=4-2', 200, '0123456789', null],
  ])('answers %s', async (range, status, body, contentRange) => {
    const response = await fetch(addressOf(place.fileId), { headers: { range } });
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([status, body, contentRange]);
  });

  it('tells type, size and mark, saves what is unchanged, and never runs an uploaded page', async () => {
    const url = addressOf(place.fileId);
    const head = await fetch(url, { method: 'HEAD' });
    expect(Object.fromEntries(head.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '10',
      'accept-ranges': 'bytes',
    });
    expect((await fetch(url, { headers: { 'if-none-match': head.headers.get('etag') ?? '' } })).status).toBe(304);
    const page = running.storage.uploadPlace(SCRIPT, 'evil.html');
    await put(page, '<script>1</script>', { 'content-type': 'text/html' });
    expect((await fetch(addressOf(page.fileId))).headers.get('content-security-policy')).toContain('sandbox');
  });

  it('ends with its time on the emulator’s clock, and takes no forged address', async () => {
    const url = addressOf(place.fileId, 60);
    expect((await fetch(url)).status).toBe(200);
    const [text = '', mark = ''] = url.slice(url.lastIndexOf('/') + 1).split('.');
    const forged = Buffer.from(Buffer.from(text, 'base64url').toString().replace('a.txt', 'b.txt')).toString('base64url');
    expect((await fetch(`${url.slice(0, url.lastIndexOf('/') + 1)}${forged}.${mark}`)).status).toBe(403);
    running.clock.advance(60_000);
    const late = await fetch(url);
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  });

  it('refuses pages of other sites and picture processing by name', async () => {
    const url = addressOf(place.fileId);
    expect((await fetch(url, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    const processed = await fetch(`${url}?imageMogr2/thumbnail/10x10`);
    expect([processed.status, await processed.text()]).toEqual([501, expect.stringContaining('imageMogr2')]);
  });

  it('reads a range as the rules say', () => {
    expect([rangeOf('', 5), rangeOf('bytes=-0', 5), rangeOf('bytes=0-0', 0), rangeOf('bytes=-9', 5)]).toEqual([
      null,
      'outside',
      'outside',
      { start: 0, end: 4 },
    ]);
  });
});

describe('writing', () => {
  it('takes the bytes that were signed, for the file that was signed', async () => {
    const place = running.storage.uploadPlace(ME, 'signed.txt', { size: 3, type: 'text/plain' });
    expect((await put(place, 'four')).status).toBe(403);
    expect((await put(place, 'abc', { 'content-type': 'text/html' })).status).toBe(403);
    expect((await put({ ...place, url: running.storage.uploadPlace(ME, 'other.txt').url }, 'abc')).status).toBe(403);
    expect((await put({ ...place, authorization: 'x.y' }, 'abc')).status).toBe(403);
    expect((await put(place, 'abc')).status).toBe(200);
    expect(running.storage.files().filter(({ path }) => path.startsWith('signed'))).toMatchObject([
      { size: 3, type: 'text/plain', owner: 'o-me' },
    ]);
    running.clock.advance(15 * 60_000);
    expect((await put(place, 'abc')).status).toBe(403);
  });

  it('gives a name that two users were promised to the first of them', async () => {
    const [mine, others] = [running.storage.uploadPlace(ME, 'both.txt'), running.storage.uploadPlace(OTHER, 'both.txt')];
    expect((await put(mine, 'mine')).status).toBe(200);
    expect((await put(others, 'theirs')).status).toBe(403);
    expect(await (await fetch(addressOf(mine.fileId))).text()).toBe('mine');
    expect(() => running.storage.uploadPlace(OTHER, 'both.txt')).toThrow('permission denied');
    await put(running.storage.uploadPlace(SCRIPT, 'both.txt'), 'by a function');
    expect(running.storage.files().find(({ path }) => path === 'both.txt')).toMatchObject({ owner: 'o-me', size: 13 });
  });

  it('leaves the old file when the sender breaks off', async () => {
    const place = running.storage.uploadPlace(ME, 'half.txt');
    await put(place, 'whole');
    await new Promise<void>((resolve) => {
      const sending = httpRequest(place.url, {
        method: 'PUT',
        headers: { authorization: place.authorization, 'x-cos-meta-fileid': place.cosFileId, 'content-length': '1000' },
      });
      sending.on('error', () => resolve());
      sending.write('only a part', () => sending.destroy());
    });
    expect(await (await fetch(addressOf(place.fileId))).text()).toBe('whole');
  });

  it('hands a reader the bytes it began with', async () => {
    const place = running.storage.uploadPlace(ME, 'long.txt');
    await put(place, 'a'.repeat(4_000_000));
    const reading = await fetch(addressOf(place.fileId));
    await put(place, 'b');
    expect(await reading.text()).toBe('a'.repeat(4_000_000));
  });

  it('knows only file ids of this environment', () => {
    const ids = [
      `cloud://${ENV_ID}.other/a.txt`,
      `cloud://other.${running.storage.bucket}/a.txt`,
      `${running.storage.fileIdOf('..')}/secret`,
      'a.txt',
    ];
    expect(
      running.storage
        .addressesOf(
          SCRIPT,
          ids.map((fileId) => ({ fileId })),
        )
        .map(({ code }) => code),
    ).toEqual(ids.map(() => 'STORAGE_FILE_NONEXIST'));
  });
});
