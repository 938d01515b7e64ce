import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** A loaded machine takes its time; only what hangs is given up. */
const READY_MS = 180_000;

export interface Emulator {
  readonly origin: string;
  readonly data: string;
  readonly process: ChildProcess;
  /** What it printed, for a failing test. */
  output(): string;
  /** Environment of an administrator's script, from `<data>/env`. */
  environment(): Record<string, string>;
  post<T>(path: string, body: unknown): Promise<T>;
  get<T>(path: string): Promise<T>;
  /** SIGKILL, as a power cut would. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ends it and, unless told to keep them, removes its data. */
  stop(options?: { keepData?: boolean }): Promise<void>;
}

export interface EmulatorOptions {
  readonly data?: string;
  readonly port?: number;
  readonly args?: readonly string[];
  /** Instead of the built one of this repository. */
  readonly main?: string;
  readonly cwd?: string;
  /** Instead of plainly starting it: under a limit. */
  readonly launch?: (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
}

/** Starts the built emulator with the built shop on a free port and a data folder of its own. */
export async function startEmulator({
  data = mkdtempSync(join(tmpdir(), 'shop-')),
  port = 0,
  args = [],
  main = join(ROOT, 'emulator/dist/main.js'),
  cwd = ROOT,
  launch = spawn,
}: EmulatorOptions = {}): Promise<Emulator> {
  const child = launch(process.execPath, [main, '--port', String(port), '--data', data, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '' },
  });
  let printed = '';
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the emulator was not ready in time\n${printed}`));
    }, READY_MS);
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-20_000);
      const ready = /^ready (http:\/\/127\.0\.0\.1:\d+)/m.exec(printed)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void gone.then(() => {
      clearTimeout(timer);
      reject(new Error(`the emulator ended before it was ready\n${printed}`));
    });
  });

  const request = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(origin + path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  };
  return {
    origin,
    data,
    process: child,
    output: () => printed,
    environment: () =>
      Object.fromEntries(
        readFileSync(join(data, 'env'), 'utf8')
          .split('\n')
          .filter((line) => /^\w+=/.test(line))
          .map((line) => [line.slice(0, line.indexOf('=')), unquote(line.slice(line.indexOf('=') + 1))]),
      ),
    post: (path, body) => request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    get: (path) => request(path),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    stop: async ({ keepData = false } = {}) => {
      child.kill('SIGTERM');
      await gone;
      if (!keepData) rmSync(data, { recursive: true, force: true });
    },
  };
}

function unquote(value: string): string {
  return /^'.*'$|^".*"$/.test(value) ? value.slice(1, -1) : value;
}
