import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Ground, Running } from '../ground.ts';
import { hand } from './request.ts';

interface Options {
  readonly port: number;
  readonly data: string;
  readonly project: string;
}

interface Bundle {
  startEmulator(options: object): Promise<{ readonly origin: string; close(): Promise<void> }>;
}

type Refuse = (fault: object) => Error;

/** The emulator in this process: its database, its gateway and its WeChat Pay are the real ones, and statements reach it without a socket. */
export async function insideGround(root: string, bundle: string): Promise<Ground> {
  const { startEmulator } = (await import(pathToFileURL(bundle).href)) as Bundle;
  const sdk = createRequire(join(root, 'package.json')).resolve('@cloudbase/node-sdk');
  const { E: refusal } = createRequire(sdk)('./utils/utils') as { E: Refuse };
  let at: { readonly server: Server; readonly secretId: string; readonly envId: string } | null = null;

  return {
    async start({ data, port }) {
      const options: Options = { port, data, project: root };
      const emulator = await startEmulator({
        ...options,
        ...{ reset: false, demo: true, strict: false, help: false, workerFile: 'none' },
        loadStudio: () => Promise.resolve(null),
        loadMiniprogramHost: () => Promise.reject(new Error('no pages in a simulation')),
        say: () => undefined,
        complain: (text: string) => console.error(text),
      });
      const server = await serverAt(emulator.origin);
      const environment = environmentOf(data);
      at = { server, secretId: environment['TENCENTCLOUD_SECRETID'] ?? '', envId: environment['TCB_ENV'] ?? '' };
      const running: Running = {
        origin: emulator.origin,
        environment: () => environment,
        post: async <T>(path: string, body: unknown) => JSON.parse(await hand(server, path, {}, JSON.stringify(body))) as T,
        get: async <T>(path: string) => JSON.parse(await hand(server, path, {})) as T,
        // What the disk holds at this moment is what a killed process leaves.
        async kill() {
          cpSync(data, `${data}-cut`, { recursive: true });
          await emulator.close();
          rmSync(data, { recursive: true, force: true });
          renameSync(`${data}-cut`, data);
        },
        stop: () => emulator.close(),
      };
      return running;
    },

    async send(action, params) {
      if (at === null) throw new Error('no emulator runs');
      const authorization = `TC3-HMAC-SHA256 Credential=${at.secretId}/, Signature=none`;
      const body = JSON.stringify({ ...params, action, envName: at.envId });
      const answer = JSON.parse(await hand(at.server, '/admin', { authorization }, body)) as { code?: string };
      if (answer.code) throw refusal(answer);
      return answer;
    },
  };
}

/** The emulator tells its address alone; node tells which server a request came to. */
async function serverAt(origin: string): Promise<Server> {
  let found: Server | null = null;
  const hear = (message: unknown): void => void (found = (message as { server: Server }).server);
  subscribe('http.server.request.start', hear);
  try {
    await (await fetch(`${origin}/__emulator/health`)).text();
  } finally {
    unsubscribe('http.server.request.start', hear);
  }
  if (found === null) throw new Error(`nothing served ${origin}`);
  return found;
}

function environmentOf(data: string): Record<string, string> {
  const lines = readFileSync(join(data, 'env'), 'utf8').split('\n');
  const pairs = lines
    .filter((line) => /^\w+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value.replace(/^'(.*)'$|^"(.*)"$/, '$1$2')]));
}
