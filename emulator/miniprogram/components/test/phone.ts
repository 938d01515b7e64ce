import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { createMiniprogramHost } from '../../server.ts';

const CHROMIUM = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
export const hasBrowser = CHROMIUM !== undefined;

/** A mini-program of one page, by file name inside the page's folder (`wxml`, `js`, `wxss`), in a phone of its own. */
export interface Phone {
  readonly page: Page;
  /** What the page noted with `note(...)` since the last reading. */
  notes(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const NOTE =
  'globalThis.__notes = globalThis.__notes || []; const note = (...said) => globalThis.__notes.push(said.length === 1 ? said[0] : said);\n';

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export async function openPhone(
  files: { readonly wxml: string; readonly js: string; readonly wxss?: string },
  answer: (method: string, path: string, body: string) => Answer = () => ({ status: 404, body: {} }),
): Promise<Phone> {
  const folder = await mkdtemp(join(tmpdir(), 'phone-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await write('app.json', JSON.stringify({ pages: ['pages/one/index'], window: { navigationBarTitleText: 'one' } }));
  await write('app.js', 'App({})');
  await write('app.wxss', '');
  await write('pages/one/index.json', '{}');
  await write('pages/one/index.wxml', files.wxml);
  await write('pages/one/index.js', NOTE + files.js);
  await write('pages/one/index.wxss', files.wxss ?? '');
  const program = { name: 'one', title: '田间集', appid: 'wx1', dir: folder, path: '/one' };
  const host = createMiniprogramHost({ miniprograms: [program], envId: 'test', projectDir: folder });
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      if (await host.handle(request, response, url)) return;
      if (url.pathname === '/__emulator/identities')
        reply(response, { status: 200, body: { identities: [{ openid: 'o-1', name: '林小满', app: 'one' }] } });
      else reply(response, answer(request.method ?? '', url.pathname + url.search, await bodyOf(request)));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await host.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
    const page = await browser.newPage({ viewport: { width: 375, height: 812 } });
    await page.goto(`http://127.0.0.1:${port}/one/`);
    await page.waitForSelector('wx-page > mp-root > *');
    const notes = (): Promise<readonly unknown[]> =>
      page.evaluate(() => {
        const said: unknown = Reflect.get(globalThis, '__notes');
        Reflect.set(globalThis, '__notes', []);
        return (Array.isArray(said) ? said : []) as unknown[];
      });
    return { page, notes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
