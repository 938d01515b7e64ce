import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CloudOptions {
  /** The built emulator. */
  readonly main: string;
  readonly project: string;
  readonly data: string;
  /** 0: any. */
  readonly port: number;
}

/** A running emulator that can be killed at any moment. */
export interface Cloud {
  readonly port: number;
  readonly startMs: number;
  kill(): Promise<void>;
}

/** Starts the emulator and makes this process its administrator, as `--env-file=<data>/env` does. */
export async function startCloud({ main, project, data, port }: CloudOptions): Promise<Cloud> {
  const begun = performance.now();
  const child = spawn(process.execPath, [main, '--project', project, '--data', data, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '' },
  });
  let printed = '';
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const ready = /^ready (http:\S+)/m.exec(printed)?.[1];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void gone.then(() => reject(new Error(`the emulator ended\n${printed}`)));
  });
  for (const line of readFileSync(join(data, 'env'), 'utf8').split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) process.env[line.slice(0, at)] = line.slice(at + 1);
  }
  return {
    port: Number(new URL(origin).port),
    startMs: performance.now() - begun,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
