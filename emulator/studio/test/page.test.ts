import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWorker } from '../../functions/test/harness.ts';
import { startEmulator, type Emulator } from '../../server/emulator.ts';
import { createStudio } from '../index.ts';

const CHROMIUM = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

const PROGRAM = `Page({ onLoad() {}, call() { wx.cloud.callFunction({ name: 'hello', data: {} }) } })`;
const PROJECT = {
  functionRoot: 'fn',
  functions: [{ name: 'hello' }],
  emulator: {
    envId: 'env-studio',
    hosting: [
      { path: '/files', dir: 'files' },
      { path: '/site', dir: 'site', spa: true },
    ],
    miniprograms: [
      { name: 'one', title: '一号', appid: 'wx-one', dir: 'one', path: '/one' },
      { name: 'two', title: '二号', appid: 'wx-two', dir: 'two', path: '/two' },
    ],
    identities: [
      { openid: 'o-anna', name: '安娜', app: 'one' },
      { openid: 'o-bert', name: '伯特', app: 'one' },
    ],
    hints: ['先点一下 → 再看动态', '账号 admin / Secret@1'],
  },
};

let folder: string;
let emulator: Emulator;
let browser: Browser;
let page: Page;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function writeProgram(dir: string): void {
  write(`${dir}/app.json`, JSON.stringify({ pages: ['pages/a/index'], window: { navigationBarTitleText: dir } }));
  write(`${dir}/app.js`, `App({ onLaunch() { wx.cloud.init({ env: 'env-studio' }) } })`);
  write(`${dir}/app.wxss`, '');
  write(`${dir}/pages/a/index.js`, PROGRAM);
  write(`${dir}/pages/a/index.json`, '{}');
  write(`${dir}/pages/a/index.wxml`, `<view bindtap="call">叫一声</view>`);
  write(`${dir}/pages/a/index.wxss`, '');
}

describe.skipIf(CHROMIUM === undefined)('the studio', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'studio-'));
    const workerFile = await buildWorker(folder);
    write('cloudbaserc.json', JSON.stringify(PROJECT));
    write('fn/hello/index.js', `exports.main = async () => 'hello';`);
    write('files/a.txt', 'a');
    write('site/index.html', '<!doctype html><title>site</title><h1>网站</h1>');
    writeProgram('one');
    writeProgram('two');
    emulator = await startEmulator({
      port: 0,
      data: join(folder, 'data'),
      project: folder,
      reset: false,
      demo: true,
      help: false,
      workerFile,
      loadStudio: () => Promise.resolve(createStudio()),
      loadMiniprogramHost: async () => (await import('../../miniprogram/server.ts')).createMiniprogramHost,
      say: () => undefined,
      complain: () => undefined,
    });
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(emulator.origin);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await emulator?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows every end, and what a person does in a phone', async () => {
    await page.frameLocator('[data-testid=site]').getByText('网站').waitFor();
    await page.frameLocator('[data-testid=phone-two]').getByText('叫一声').waitFor();
    await page.frameLocator('[data-testid=phone-one]').getByText('叫一声').click();
    const row = page.getByTestId('feed').locator('[data-kind=call] .row', { hasText: 'hello' });
    await row.waitFor();
    expect(await row.innerText()).toContain('安娜');
    await row.click();
    expect(await page.getByTestId('feed').locator('.row-details:visible').innerText()).toContain('o-anna');
    const outside = await page.evaluate(() => [
      document.documentElement.scrollWidth > innerWidth,
      document.documentElement.scrollHeight > innerHeight,
    ]);
    expect(outside).toEqual([false, false]);
  });

  it('gives one phone to another person and leaves the others alone', async () => {
    const other = page.frame({ url: /\/two\// });
    await other?.evaluate(() => Object.assign(globalThis, { untouched: true }));
    const reloaded = page.waitForEvent('framenavigated', (frame) => frame.url().includes('o-bert'));
    await page.getByTestId('person-one').selectOption({ label: '伯特' });
    await reloaded;
    await page.frameLocator('[data-testid=phone-one]').getByText('叫一声').click();
    await page.getByTestId('feed').locator('.row', { hasText: '伯特' }).waitFor();
    expect(await other?.evaluate(() => 'untouched' in globalThis)).toBe(true);
  });

  it('filters, pauses and clears the feed', async () => {
    const rows = page.getByTestId('feed').locator('.row:visible');
    await page.locator('.chip[data-kind=call]').click();
    await page.getByText('选中的种类里还没有动态').waitFor();
    await page.locator('.chip[data-kind=call]').click();
    const before = await rows.count();
    await page.getByRole('button', { name: '暂停' }).click();
    await page.frameLocator('[data-testid=phone-one]').getByText('叫一声').click();
    await page.getByText('已暂停，1 条新动态').click();
    await expect.poll(() => rows.count()).toBe(before + 1);
    await page.getByRole('button', { name: '清空' }).click();
    expect(await rows.count()).toBe(0);
  });

  it('moves the clock and shows by how much', async () => {
    await page.getByRole('button', { name: '+1 小时' }).click();
    await page.getByText('已拨快 1 小时').first().waitFor();
    const { offsetMs } = (await (await fetch(`${emulator.origin}/__emulator/clock`)).json()) as { offsetMs: number };
    expect(offsetMs).toBe(3_600_000);
  });

  it('switches views by the address and leaves the phones as they are', async () => {
    const other = page.frame({ url: /\/two\// });
    await other?.evaluate(() => Object.assign(globalThis, { kept: innerWidth }));
    await page.getByRole('link', { name: '日志' }).click();
    await page.getByTestId('view-logs').waitFor();
    expect(await page.getByTestId('phone-two').isVisible()).toBe(false);
    await page.goto(`${emulator.origin}/#/meter`);
    await page.getByTestId('view-meter').waitFor();
    expect(await page.getByTestId('view-logs').isVisible()).toBe(false);
    expect(await other?.evaluate(() => (globalThis as unknown as { kept?: number }).kept === innerWidth)).toBe(true);
    await page.getByRole('link', { name: '商店' }).click();
    await page.getByTestId('phone-two').waitFor({ state: 'visible' });
  });

  it('tells of a fault in every view until it is used up, keeps the failed call in the log, and counts it', async () => {
    await page.goto(`${emulator.origin}/#/faults`);
    const card = page.getByTestId('view-faults').locator('form[data-kind=refuse]');
    await card.getByRole('button', { name: '开始' }).click();
    await page.getByTestId('fault-banner').getByText('接下来 1 次调用被拒绝').waitFor();
    await page.getByRole('link', { name: '商店' }).click();
    expect(await page.getByTestId('fault-banner').isVisible()).toBe(true);
    await page.frameLocator('[data-testid=phone-one]').getByText('叫一声').click();
    await page.getByTestId('fault-banner').waitFor({ state: 'hidden' });

    await page.getByRole('link', { name: '日志' }).click();
    const calls = page.getByTestId('calls').locator('.call-row');
    await page.getByRole('button', { name: '只看失败' }).click();
    await expect.poll(() => calls.count()).toBe(1);
    await calls.first().click();
    const detail = page.getByTestId('call');
    await detail.getByText('注入的故障：拒绝调用').waitFor();
    expect(await detail.innerText()).toContain('FUNCTIONS_EXECUTE_FAIL');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('no such words');
    await page.getByText('没有符合条件的调用').waitFor();

    await page.getByRole('link', { name: '用量' }).click();
    await page.getByTestId('view-meter').getByRole('rowheader', { name: 'hello' }).waitFor();
    await page.getByTestId('view-meter').getByText('还不知道什么算一单').waitFor();
    await page.getByRole('link', { name: '商店' }).click();
  });

  it('shows the steps until they are put away, and one end at a time in a narrow window', async () => {
    await page.getByTestId('guide').getByRole('button').click();
    await page.reload();
    await page.getByRole('button', { name: '演示步骤' }).waitFor();
    expect(await page.getByTestId('guide').isVisible()).toBe(false);
    await page.setViewportSize({ width: 900, height: 800 });
    await page.getByRole('tab', { name: '二号' }).click();
    await page.getByTestId('phone-two').waitFor({ state: 'visible' });
    expect(await page.getByTestId('phone-one').isVisible()).toBe(false);
  });
});
