import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium that `npm test` found or brought (scripts/browser.mjs). */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: FLAGS });
}

export interface Screen {
  readonly page: Page;
  /** Uncaught errors so far. */
  readonly faults: string[];
  /** True while the page has not been loaded anew since it was opened. */
  unreloaded(): Promise<boolean>;
  /** What a person sees and can press: older pages of a mini-program stay in the document, hidden. */
  button(name: string | RegExp): Locator;
  text(text: string | RegExp): Locator;
}

/** Opens a page of its own, with its own storage, as a device of this size. */
export async function openScreen(browser: Browser, url: string, size: { width: number; height: number }): Promise<Screen> {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(url);
  await page.evaluate(() => Object.assign(globalThis, { unreloaded: true }));
  return {
    page,
    faults,
    unreloaded: () => page.evaluate(() => 'unreloaded' in globalThis),
    button: (name) => page.getByRole('button', { name }).filter({ visible: true }).first(),
    text: (text) => page.getByText(text).filter({ visible: true }).first(),
  };
}

export const PHONE = { width: 375, height: 812 };
export const DESK = { width: 1440, height: 900 };
