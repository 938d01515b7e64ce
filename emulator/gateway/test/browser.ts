import { existsSync } from 'node:fs';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ENV_ID, type Running } from './harness.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
export const HAS_BROWSER = existsSync(CHROMIUM);

/** A page with the real browser SDK, set up for a gateway; nobody is signed in. */
export interface SdkPage {
  readonly page: Page;
  /** Runs in the page; `app`, `auth` and `db` are the real SDK's. */
  run<T>(script: string): Promise<T>;
  close(): Promise<void>;
}

export async function openSdkPage(running: Running): Promise<SdkPage> {
  const bundle = await build({
    stdin: { contents: `import cloudbase from '@cloudbase/js-sdk'; globalThis.cloudbase = cloudbase;`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
  });
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  const page = await browser.newPage();
  await page.goto(`${running.origin}/__emulator/meter`);
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
  await page.evaluate(
    ([env, host]) => {
      const scope = globalThis as unknown as { cloudbase: { init(options: unknown): never } };
      const app = scope.cloudbase.init({ env }) as {
        registerHost(host: string | undefined, protocol: string): void;
        auth(options: unknown): unknown;
        database(): unknown;
      };
      app.registerHost(host, 'http');
      Object.assign(scope, { app, auth: app.auth({ persistence: 'local' }), db: app.database() });
    },
    [ENV_ID, new URL(running.origin).host],
  );
  return {
    page,
    run: <T>(script: string) =>
      page.evaluate<T, string>(async (text) => {
        const scope = globalThis as unknown as Record<'app' | 'auth' | 'db', unknown>;
        const run = new Function('app', 'auth', 'db', `return (async () => { ${text} })()`) as (...given: unknown[]) => Promise<never>;
        return run(scope.app, scope.auth, scope.db);
      }, script),
    close: () => browser.close(),
  };
}
