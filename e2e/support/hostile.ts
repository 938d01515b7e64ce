import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Emulator } from './emulator.ts';

export const DOCUMENTS = (collection: string): string =>
  `/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents`;

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The refusal's code, where there is one. */
  readonly code: string;
}

/** Sends what no SDK would. */
export class Attacker {
  readonly #emulator: Emulator;
  readonly #token: string;
  readonly #secretId: string;

  private constructor(emulator: Emulator, token: string) {
    this.#emulator = emulator;
    this.#token = token;
    this.#secretId = emulator.environment()['TENCENTCLOUD_SECRETID'] ?? '';
  }

  static async of(emulator: Emulator, openid: string): Promise<Attacker> {
    const { access_token: token } = await emulator.post<{ access_token: string }>('/__emulator/session', { openid, appid: 'wx1' });
    return new Attacker(emulator, token);
  }

  async send(method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(this.#emulator.origin + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Uint8Array.from(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, code: /"code":"(\w+)"/.exec(text)?.[1] ?? '' };
  }

  /** A mini-program's or a page's request. */
  web(action: string, fields: object): Promise<Reply> {
    return this.send('POST', '/web', JSON.stringify({ action, access_token: this.#token, collectionName: 'open', ...fields }));
  }

  /** As a script with the administrator's key: only the values are hostile. `fields` may be JSON text, for what no object can say. */
  admin(action: string, fields: object | string): Promise<Reply> {
    const rest = typeof fields === 'string' ? fields : JSON.stringify(fields).slice(1, -1);
    return this.send('POST', '/admin', `{"action":"${action}","collectionName":"open",${rest}}`, this.key);
  }

  get key(): Record<string, string> {
    return { authorization: `TC3-HMAC-SHA256 Credential=${this.#secretId}/x` };
  }

  /** Bytes as they are on a connection of their own; answers what comes back until the other side closes. */
  bytes(...pieces: readonly (string | Buffer)[]): Promise<string> {
    return new Promise((resolve) => {
      const socket = openSocket(this.#emulator);
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.on('close', () => resolve(text));
      for (const piece of pieces) socket.write(piece);
      socket.end();
    });
  }
}

export function openSocket(emulator: Emulator): Socket {
  const socket = connect(Number(new URL(emulator.origin).port), '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}

/** Somebody else, who asks for small things all the while. */
export class Neighbour {
  readonly #ask: () => Promise<Reply>;
  #running = true;
  #worstMs = 0;
  #answered = 0;
  readonly #done: Promise<void>;

  constructor(ask: () => Promise<Reply>) {
    this.#ask = ask;
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const begun = performance.now();
      const { status, text } = await this.#ask();
      if (status !== 200) throw new Error(`the neighbour was refused: ${status} ${text}`);
      this.#worstMs = Math.max(this.#worstMs, performance.now() - begun);
      this.#answered += 1;
    }
  }

  /** Stops after at least so many answers. */
  async stop(atLeast: number): Promise<{ worstMs: number }> {
    await until(() => this.#answered >= atLeast, 'the neighbour is answered');
    this.#running = false;
    await this.#done;
    return { worstMs: this.#worstMs };
  }
}

/** Open files and sockets of the emulator's process, and its memory in MB; null where there is no /proc. */
export function held(emulator: Emulator): { readonly files: number; readonly mb: number } | null {
  const { pid } = emulator.process;
  try {
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return { files: readdirSync(`/proc/${String(pid)}/fd`).length, mb: Number(rss ?? 0) / 1024 };
  } catch {
    return null;
  }
}

export async function until(holds: () => boolean | Promise<boolean>, what: string, patienceMs = 15_000): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds());) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
