import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ActivityFeed, Clock, Identity, Invocation, Meter } from '../../types.ts';
import { createClock } from '../../server/clock.ts';
import { createFeed } from '../../server/feed.ts';
import { createMeter } from '../../server/meter.ts';
import { createFunctionHost, type FunctionDeclaration, type RunningFunctionHost } from '../host.ts';

export interface Workshop {
  readonly host: RunningFunctionHost;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly folder: string;
  readonly logs: string[];
  write(name: string, code: string): void;
  call(name: string, data?: unknown, more?: Partial<Invocation>): Promise<Awaited<ReturnType<RunningFunctionHost['invoke']>>>;
  close(): Promise<void>;
}

let counter = 0;

export async function buildWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'worker.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outfile;
}

/** A function host over functions given as source text, in a folder of its own. */
export async function openWorkshop(
  sources: Record<string, string>,
  options: {
    poolLimit?: number;
    idleShare?: () => number;
    timeouts?: Record<string, number>;
    origin?: string;
    env?: Record<string, string>;
  } = {},
): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'functions-'));
  const workerFile = await buildWorker(folder);
  const write = (name: string, code: string): void => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.js'), code);
  };
  for (const [name, code] of Object.entries(sources)) write(name, code);
  const functions = Object.keys(sources).map((name): FunctionDeclaration => ({
    name,
    directory: join(folder, name),
    handler: 'index.main',
    timeoutSeconds: options.timeouts?.[name] ?? 10,
    memoryMb: 128,
    env: options.env ?? {},
  }));
  const clock = createClock();
  const meter = createMeter();
  const feed = createFeed(clock);
  const logs: string[] = [];
  const host = createFunctionHost({
    functions,
    cloud: { envId: 'env-test', region: 'ap-shanghai', origin: options.origin ?? 'http://127.0.0.1:9', ownerAppid: 'wx-owner' },
    clock,
    meter,
    feed,
    workerFile,
    log: ({ name, text }) => logs.push(`${name}: ${text}`),
    ...(options.idleShare === undefined ? {} : { idleShare: options.idleShare }),
    ...(options.poolLimit === undefined ? {} : { poolLimit: options.poolLimit }),
  });
  return {
    host,
    clock,
    meter,
    feed,
    folder,
    logs,
    write,
    call: (name, data = {}, more = {}) =>
      host.invoke({
        name,
        data: JSON.stringify(data),
        identity: { kind: 'system' },
        ip: '127.0.0.1',
        requestId: `r${(counter += 1)}`,
        source: 'script',
        ...more,
      }),
    async close() {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function mini(openid: string, appid = 'wx-owner'): Identity {
  return { kind: 'mini', appid, openid };
}
