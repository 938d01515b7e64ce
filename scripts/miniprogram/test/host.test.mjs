import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMiniprogramHost } from '../../../emulator/miniprogram/server.ts';
import { buildMiniprogram } from '../build.mjs';

const sample = fileURLToPath(new URL('./fixtures/sample', import.meta.url));
const executablePath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

describe.skipIf(executablePath === undefined)('a mini-program in the browser', () => {
  let root, server, service, origin, browser, context, page, troubles;
  const build = () => buildMiniprogram('sample', { root, appid: 'wx0000000000000001' });

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'mp-host-'));
    cpSync(sample, root, { recursive: true });
    await build();
    service = createMiniprogramHost({
      miniprograms: [{ name: 'sample', title: '样例', appid: 'wx0000000000000001', dir: 'dist', path: '/sample' }],
      envId: 'local',
      projectDir: root,
    });
    server = createServer(async (request, response) => {
      const url = new URL(request.url, 'http://localhost');
      if (url.pathname === '/__emulator/identities')
        return response.end(JSON.stringify({ identities: [{ openid: 'o-1', name: '甲', app: 'sample' }] }));
      if (!(await service.handle(request, response, url))) response.writeHead(404).end();
      return undefined;
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${server.address().port}`;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await service?.close();
    server?.closeAllConnections();
    await new Promise((done) => server.close(done));
    rmSync(root, { recursive: true, force: true });
  });

  beforeEach(async () => {
    troubles = [];
    context = await browser.newContext({ viewport: { width: 375, height: 812 }, hasTouch: true });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    page.on(
      'request',
      (request) =>
        /^(data|blob):/.test(request.url()) || request.url().startsWith(origin) || troubles.push(`left the machine: ${request.url()}`),
    );
    await page.goto(`${origin}/sample/`);
    await page.getByText('数量 1 ¥1.00').waitFor();
  });
  afterEach(() => context.close());

  it('runs the library: button, stepper, popup closed by its mask, icon font', async () => {
    await page.getByRole('button', { name: '加倍' }).tap();
    await page.getByText('数量 2 ¥2.00').waitFor();
    await page.locator('.van-stepper__plus').tap();
    await page.getByText('步进 3').waitFor();
    await page.getByRole('button', { name: '打开' }).tap();
    await page.getByTestId('sheet').waitFor({ state: 'visible' });
    await page.touchscreen.tap(180, 200);
    await page.getByTestId('sheet').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.fonts.ready.then((fonts) => [...fonts].map((font) => font.status)))).toEqual(['loaded']);
    expect(troubles).toEqual([]);
  });

  it('works with a mouse as with a finger', async () => {
    await page.getByRole('button', { name: '加倍' }).click();
    await page.getByText('数量 2').waitFor();
  });

  it('keeps styles of page and component apart and turns rpx into the width of the phone', async () => {
    const look = (testId) =>
      page
        .getByTestId(testId)
        .first()
        .evaluate((element) => {
          const { color, backgroundColor, fontSize, width } = getComputedStyle(element);
          return { color, backgroundColor, fontSize, width };
        });
    expect(await look('title')).toMatchObject({ color: 'rgb(47, 125, 79)', backgroundColor: 'rgba(0, 0, 0, 0)', fontSize: '18px' });
    expect(await look('card')).toMatchObject({ backgroundColor: 'rgb(255, 255, 255)', fontSize: '14px' });
    expect(await look('tall')).toMatchObject({ width: '187.5px' });
  });

  it('passes events of components, fills slots, binds a field both ways', async () => {
    await page.getByText('梨').tap();
    await page.getByText('选中 2@1').waitFor();
    await page.getByText('脚1').waitFor();
    await page.locator('.input input').fill('你好');
    await page.getByText('写了 你好').waitFor();
  });

  it('opens pages with their query, comes back to them after a reload, and back to the first', async () => {
    await page.getByText('去第二页').tap();
    await page.getByText('编号 7 苹果 第 2 层').waitFor();
    expect(await page.getByTestId('mp-title').textContent()).toBe('第二页 7');
    await page.reload();
    await page.getByText('编号 7 苹果').waitFor();
    await page.getByRole('button', { name: '回去' }).tap();
    await page.getByText('数量 1').waitFor();
    expect(troubles).toEqual([]);
  });

  it('follows the browser’s Back', async () => {
    await page.getByText('去第二页').tap();
    await page.getByText('编号 7').waitFor();
    await page.evaluate(() => history.back());
    await page.getByText('日志 load show ready hide show').waitFor();
  });

  it('lets the mouse drag what a finger would scroll', async () => {
    await page.mouse.move(200, 600);
    await page.mouse.down();
    await page.mouse.move(200, 500, { steps: 5 });
    await page.mouse.up();
    expect(await page.locator('wx-page').evaluate((scroller) => scroller.scrollTop)).toBeGreaterThan(50);
  });

  it('keeps a tab page alive while another is shown, with its data and its place', async () => {
    await page.getByRole('button', { name: '加倍' }).tap();
    await page.locator('wx-page').evaluate((scroller) => scroller.scrollTo(0, 300));
    await page.getByRole('tab', { name: '我的' }).tap();
    await page.getByText('我的页').waitFor();
    await page.getByRole('tab', { name: '首页' }).tap();
    await page.getByText('日志 load show ready hide show').waitFor();
    await page.getByText('数量 2').waitFor();
    expect(await page.locator('.mp-page:not([hidden]) wx-page').evaluate((scroller) => scroller.scrollTop)).toBe(300);
  });

  it('tells the bottom once, and a pull at the top', async () => {
    await page.locator('wx-page').evaluate((scroller) => scroller.scrollTo(0, 10_000));
    await page.getByText('到底 1 次').waitFor();
    await page.locator('wx-page').evaluate((scroller) => scroller.scrollTo(0, 0));
    const touch = await context.newCDPSession(page);
    const at = (y) => [{ x: 200, y }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(150) });
    for (let y = 160; y <= 320; y += 10) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(y) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByText('到底 1 次，刷新 1 次').waitFor();
  });

  it('shows a fault of a page with the file it is in', async () => {
    await page.locator('.boom').tap();
    const sheet = page.getByTestId('mp-error');
    await sheet.waitFor();
    expect(await sheet.textContent()).toMatch(/boom in page.*\/sample\/pages\/index\/index\.js:\d+/s);
  });

  it('starts anew for another user', async () => {
    await page.getByText('去第二页').tap();
    await page.getByText('编号 7').waitFor();
    const hash = new URL(page.url()).hash;
    await page.goto(`${origin}/sample/?openid=o-2${hash}`);
    await page.getByText('数量 1').waitFor();
  });

  it('reloads after a build, and says what is wrong when there is no program', async () => {
    const script = join(root, 'pages/three/index.ts');
    const before = readFileSync(script, 'utf8');
    const reloaded = page.waitForEvent('load');
    writeFileSync(script, 'Page({ data: { rebuilt: true } });');
    await build();
    await reloaded;
    writeFileSync(script, before);
    writeFileSync(join(root, 'dist/pages/three/index.wxml'), '<view>{{ a + }}</view>');
    await page.getByTestId('mp-fault').waitFor();
    expect(await page.getByTestId('mp-fault').textContent()).toContain('pages/three/index.wxml:1');
    await build();
    await page.getByText('数量 1').waitFor();
  });
});
