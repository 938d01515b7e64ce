import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, start } from '../../gateway/test/harness.ts';
import { hasChromium, openSdkPage } from '../../gateway/test/sdk-page.ts';

const withBrowser = test.skipIf(!hasChromium);

let running: Running;
let browser: Browser | undefined;
let page: Page;

/** Runs in the page; `app` is the real SDK's, in the mode named. */
function inPage<T>(mode: string, script: string): Promise<T> {
  return page.evaluate<T, [string, string]>(
    async ([which, text]) => {
      const run = new Function('app', `return (async () => { ${text} })()`) as (app: unknown) => Promise<never>;
      return run((globalThis as unknown as { apps: Record<string, unknown> }).apps[which]);
    },
    [mode, script],
  );
}

beforeAll(async () => {
  running = await start([], {}, { permission: 'READONLY', uploads: [{ under: 'web/' }] });
  if (hasChromium) ({ browser, page } = await openSdkPage(running, ['GATEWAY', 'CLOUD_API']));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await running.close();
});

const WHOLE_LIFE = `
  const name = 'web/' + mode + '/报告 1.txt';
  const { fileID } = await app.uploadFile({ cloudPath: name, filePath: new File(['written in a browser'], 'a.txt', { type: 'text/plain' }) });
  const { fileList: [{ tempFileURL, code }] } = await app.getTempFileURL({ fileList: [{ fileID, maxAge: 60 }] });
  const text = await (await fetch(tempFileURL)).text();
  const { fileList: [info] } = await app.getFileInfo({ fileList: [fileID] });
  const { fileList: [copied] } = await app.copyFile({ fileList: [{ srcPath: name, dstPath: 'web/' + mode + '/copy/报告 1.txt' }] });
  const downloads = [];
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () { downloads.push(this.download); };
  await app.downloadFile({ fileID }).catch((error) => downloads.push(String(error)));
  HTMLAnchorElement.prototype.click = click;
  const refused = await app.uploadFile({ cloudPath: 'elsewhere/a.txt', filePath: new File(['x'], 'a.txt') }).then((answer) => JSON.stringify(answer), (error) => error.message ?? JSON.stringify(error));
  const { fileList: deleted } = await app.deleteFile({ fileList: [fileID, fileID + 'x'] });
  return { fileID, code, text, size: info.size, mime: info.mime, copied: copied.code, refused, deleted: deleted.map(({ code }) => code), downloads };
`;

for (const mode of ['GATEWAY', 'CLOUD_API']) {
  withBrowser(`the browser SDK's files, in the mode ${mode}`, async () => {
    const life = await inPage<Record<string, unknown>>(mode, `const mode = '${mode}'; ${WHOLE_LIFE}`);
    expect(life).toMatchObject({
      fileID: running.storage.fileIdOf(`web/${mode}/报告 1.txt`),
      code: 'SUCCESS',
      text: 'written in a browser',
      size: 20,
      mime: 'text/plain',
      copied: 'SUCCESS',
      refused: expect.stringContaining('STORAGE_EXCEED_AUTHORITY') as string,
      deleted: ['SUCCESS', 'STORAGE_FILE_NONEXIST'],
    });
    expect(JSON.stringify(life['downloads'])).not.toContain('rror');
    expect(running.storage.files().filter(({ path }) => path.includes(mode))).toMatchObject([{ owner: 'admin-1', type: 'text/plain' }]);
  });
}
