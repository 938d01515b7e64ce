import { existsSync } from 'node:fs';
import tcb from '@cloudbase/node-sdk';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ENV_ID, type Running } from './harness.ts';

export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export type EndPointMode = 'GATEWAY' | 'CLOUD_API';

interface App {
  registerHost(host: string | undefined, protocol: string): void;
  auth(options: unknown): { signInWithCustomTicket(get: () => Promise<unknown>): Promise<{ error?: unknown }> };
  database(): unknown;
}

/**
 * A page of the emulator with the real browser SDK in it, signed in by ticket as `admin-1`: `apps` holds one app for each mode named, `app` and `db` are the first one's.
 * Without modes there is one app, in the mode that the SDK takes by itself.
 */
export async function openSdkPage(running: Running, modes: readonly EndPointMode[] = []): Promise<{ browser: Browser; page: Page }> {
  const bundle = await build({
    stdin: { contents: `import cloudbase from '@cloudbase/js-sdk'; globalThis.cloudbase = cloudbase;`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    logLevel: 'error',
  });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  const page = await browser.newPage();
  await page.goto(`${running.origin}/__emulator/meter`);
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? '' });
  const signer = tcb.init({ env: ENV_ID, secretId: 'x', secretKey: 'y', credentials: running.customLoginKey });
  await page.evaluate(
    async ({ env, host, ticket, wanted }) => {
      const scope = globalThis as unknown as { cloudbase: { init(options: unknown): App }; apps: Record<string, App> };
      scope.apps = {};
      for (const endPointMode of wanted) {
        const app = scope.cloudbase.init({ env, ...(endPointMode === '' ? {} : { endPointMode }) });
        app.registerHost(host, 'http');
        const { error } = await app.auth({ persistence: 'local' }).signInWithCustomTicket(async () => ticket);
        if (error) throw new Error(JSON.stringify(error));
        scope.apps[endPointMode] = app;
      }
      const [first] = Object.values(scope.apps);
      Object.assign(scope, { app: first, db: first?.database() });
    },
    {
      env: ENV_ID,
      host: new URL(running.origin).host,
      ticket: signer.auth().createTicket('admin-1'),
      wanted: modes.length === 0 ? [''] : [...modes],
    },
  );
  return { browser, page };
}
