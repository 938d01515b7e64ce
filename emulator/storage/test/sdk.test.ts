import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import serverSdk from 'wx-server-sdk';
import { ENV_ID, type Running, start } from '../../gateway/test/harness.ts';
import { createCloud } from '../../miniprogram/wx/cloud/index.ts';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a small picture')]);

let running: Running;
let app: ReturnType<typeof tcb.init>;
let folder: string;

beforeAll(async () => {
  running = await start(
    [],
    {},
    {
      permission: 'CUSTOM',
      rule: {
        read: '/^public\\//.test(resource.path) == true || resource.openid == auth.openid',
        write: '/^members\\//.test(resource.path) == true && resource.openid == auth.openid',
      },
      uploads: [{ under: 'members/{openid}/', types: ['image/png'], maxBytes: 1000 }],
    },
  );
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${running.origin}/admin` }),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: ENV_ID,
    TENCENTCLOUD_SECRETID: 'id',
    TENCENTCLOUD_SECRETKEY: 'key',
    TENCENTCLOUD_SESSIONTOKEN: 'token-of-script',
  });
  app = tcb.init({ env: ENV_ID });
});

afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

async function upload(cloudPath: string, content: Buffer | string): Promise<string> {
  return (await app.uploadFile({ cloudPath, fileContent: Buffer.from(content) as never })).fileID;
}

describe('the server SDK', () => {
  it('stores, tells of, reads, replaces and deletes a file', async () => {
    const local = join(folder, 'local.txt');
    writeFileSync(local, 'first');
    const { fileID } = await app.uploadFile({ cloudPath: 'a/说明 1.txt', fileContent: createReadStream(local) });
    expect(fileID).toBe(`cloud://${ENV_ID}.7368-${ENV_ID}-1250000000/a/说明 1.txt`);
    expect(String((await app.downloadFile({ fileID })).fileContent)).toBe('first');
    await upload('a/说明 1.txt', 'the second');
    expect((await app.getFileInfo({ fileList: [fileID] })).fileList).toMatchObject([{ code: 'SUCCESS', size: 10, mime: 'text/plain' }]);
    await app.downloadFile({ fileID, tempFilePath: join(folder, 'got.txt') });
    expect((await app.deleteFile({ fileList: [fileID, `${fileID}x`] })).fileList).toMatchObject([
      { code: 'SUCCESS', fileID },
      { code: 'STORAGE_FILE_NONEXIST' },
    ]);
    await expect(app.downloadFile({ fileID })).rejects.toMatchObject({ code: 'STORAGE_FILE_NONEXIST' });
    expect(readFileSync(local, 'utf8')).toBe('first');
  });

  it('copies and moves', async () => {
    const fileID = await upload('from/x.txt', 'x');
    await upload('to/x.txt', 'old');
    const order = { srcPath: 'from/x.txt', dstPath: 'to/x.txt' };
    expect((await app.copyFile({ fileList: [{ ...order, overwrite: false }] })).fileList).toMatchObject([{ code: 'STORAGE_REQUEST_FAIL' }]);
    const { fileList } = await app.copyFile({ fileList: [{ ...order, overwrite: true, removeOriginal: true }] });
    expect(fileList).toMatchObject([{ code: 'SUCCESS' }]);
    expect(String((await app.downloadFile({ fileID: fileID.replace('/from/', '/to/') })).fileContent)).toBe('x');
    await expect(app.downloadFile({ fileID })).rejects.toMatchObject({ code: 'STORAGE_FILE_NONEXIST' });
  });

  it.each(['', '/a', 'a//b', 'a/', '../a', 'a/../../b', 'a\u0018', '长'.repeat(300)])('takes no file called %j', async (cloudPath) => {
    await expect(upload(cloudPath, 'x')).rejects.toMatchObject({ code: 'INVALID_PARAM' });
  });

  it('tells of fifty files at a time, and of a name’s own ending whatever it holds', async () => {
    await expect(app.getTempFileURL({ fileList: Array.from({ length: 51 }, () => 'cloud://x') })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
    });
    const fileID = await upload('odd/100%25 & “q”?.图', 'odd');
    expect(String((await app.downloadFile({ fileID })).fileContent)).toBe('odd');
  });
});

describe('the server SDK of WeChat', () => {
  it('stores, addresses and deletes, with numbers for refusals', async () => {
    serverSdk.init({ env: ENV_ID });
    const { fileID } = await serverSdk.uploadFile({ cloudPath: 'wx/a.png', fileContent: PNG });
    expect((await serverSdk.downloadFile({ fileID })).fileContent).toEqual(PNG);
    const asked = await serverSdk.getTempFileURL({ fileList: [{ fileID, maxAge: 60 }, 'cloud://none'] });
    expect(asked?.fileList).toMatchObject([
      { fileID, status: 0, maxAge: 60 },
      { status: -503003, tempFileURL: '' },
    ]);
    expect((await serverSdk.deleteFile({ fileList: [fileID] }))?.fileList).toMatchObject([{ fileID, status: 0 }]);
    await expect(serverSdk.downloadFile({ fileID })).rejects.toMatchObject({
      errMsg: expect.stringContaining('storage file not exists') as string,
    });
  });
});

describe('wx.cloud', () => {
  type Api = (options: unknown) => Promise<Record<string, unknown>>;
  let openid = 'o-me';
  let api: (name: string) => Api;
  const local = (bytes: Buffer, type: string): string => URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));

  beforeAll(() => {
    const cloud = createCloud({ origin: running.origin, envId: ENV_ID, appid: 'wx1', openid: () => openid });
    api = (name) => cloud.api[name] as Api;
    (cloud.api['init'] as (options: unknown) => void)({ env: ENV_ID });
  });

  it('keeps a customer’s picture his own', async () => {
    const { fileID } = await api('uploadFile')({ cloudPath: 'members/o-me/a.png', filePath: local(PNG, 'image/png') });
    const mine = await api('downloadFile')({ fileID });
    expect(Buffer.from(await (await fetch(String(mine['tempFilePath']))).arrayBuffer())).toEqual(PNG);
    openid = 'o-other';
    await expect(api('downloadFile')({ fileID })).rejects.toMatchObject({ errCode: -503002 });
    const replaced = api('uploadFile')({ cloudPath: 'members/o-me/a.png', filePath: local(PNG, 'image/png') });
    await expect(replaced).rejects.toMatchObject({ errCode: -503002 });
    expect(await api('deleteFile')({ fileList: [fileID] })).toMatchObject({ fileList: [{ fileID, status: -503002 }] });
    openid = 'o-me';
    expect(await api('getTempFileURL')({ fileList: [{ fileID, maxAge: 30 }] })).toMatchObject({
      fileList: [{ fileID, status: 0, maxAge: 30, errMsg: 'ok' }],
    });
    expect(await api('deleteFile')({ fileList: [fileID] })).toMatchObject({ fileList: [{ fileID, status: 0 }] });
  });

  it('reads what is public, and writes only pictures that are small enough, in his own folder', async () => {
    const shared = await upload('public/banner.png', PNG);
    expect(await api('downloadFile')({ fileID: shared })).toMatchObject({ statusCode: 200 });
    const hidden = await upload('private/list.txt', 'secret');
    await expect(api('downloadFile')({ fileID: hidden })).rejects.toMatchObject({ errCode: -503002 });
    for (const [cloudPath, bytes, type] of [
      ['public/me.png', PNG, 'image/png'],
      ['members/o-other/a.png', PNG, 'image/png'],
      ['members/o-me/a.txt', Buffer.from('text'), 'text/plain'],
      ['members/o-me/big.png', Buffer.concat([PNG, Buffer.alloc(1000)]), 'image/png'],
    ] as const)
      await expect(api('uploadFile')({ cloudPath, filePath: local(bytes, type) }), cloudPath).rejects.toMatchObject({ errCode: -503002 });
    const disguised = api('uploadFile')({ cloudPath: 'members/o-me/a.png', filePath: local(Buffer.from('<script>'), 'image/png') });
    await expect(disguised).rejects.toMatchObject({ errCode: -503001 });
    expect(running.storage.files().filter(({ path }) => path.startsWith('members/'))).toEqual([]);
  });
});
