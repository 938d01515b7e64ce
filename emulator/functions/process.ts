import { fork, type ChildProcess } from 'node:child_process';
import type { FromWorker, FunctionFailure, InvocationContext, ToWorker } from './protocol.ts';

/** A module that has not finished loading by then never will. */
const LOAD_LIMIT_MS = 30_000;

export interface LoadOrder {
  readonly file: string;
  readonly directory: string;
  readonly handler: string;
  readonly env: Record<string, string>;
  readonly clockOffsetMs: number;
}

export interface CallOrder {
  readonly data: string;
  readonly userInfo: string | null;
  readonly env: Record<string, string>;
  readonly context: InvocationContext;
  /** Ends the process in the middle of the call, as a crash of the machine would. */
  readonly kill?: AbortSignal;
}

export type CallOutcome =
  /** `memoryMb`: what the process held when the call ended; not known of a dead one. */
  | { readonly kind: 'result'; readonly result: string; readonly log: string; readonly memoryMb?: number }
  | { readonly kind: 'failure'; readonly failure: FunctionFailure; readonly log: string; readonly memoryMb?: number }
  | { readonly kind: 'timeout'; readonly log: string };

/** Everything of the developer's own environment stays outside, as in the cloud, whose clock is UTC. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  return Object.fromEntries(Object.entries({ PATH, HOME, LANG, TMPDIR, TZ: 'UTC' }).filter(([, value]) => value !== undefined));
}

interface Call {
  readonly id: number;
  readonly log: string[];
  readonly finish: (outcome: CallOutcome) => void;
}

/** One child process: first nobody's, then one function's, running at most one invocation at a time. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  readonly #lateLog: (text: string) => void;
  readonly #memoryMb: number;
  #call: Call | null = null;
  #calls = 0;
  #loaded: { resolve: () => void; reject: (failure: FunctionFailure) => void } | null = null;
  #crash: FunctionFailure | null = null;
  #dead = false;
  readonly exited: Promise<void>;
  /** When it was last given back, in the machine's ms. */
  idleSince = 0;

  constructor(workerFile: string, memoryMb: number, lateLog: (text: string) => void) {
    this.#lateLog = lateLog;
    this.#memoryMb = memoryMb;
    this.#child = fork(workerFile, [], {
      env: bareEnvironment(),
      execArgv: [`--max-old-space-size=${memoryMb}`, '--max-semi-space-size=4', '--no-warnings'],
      // What the function prints comes as messages; only the engine's own last words (out of memory) come this way.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'json',
    });
    this.#child.on('message', (message) => this.#hear(message as FromWorker));
    this.#child.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#dead = true;
        this.#end(code, signal);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Rejects with the {@link FunctionFailure} when the module can't be loaded, or not in time; the process ends then. */
  load(order: LoadOrder): Promise<void> {
    return new Promise((done, refuse: (failure: FunctionFailure) => void) => {
      if (this.#dead) return refuse(this.#deathOf(null, null));
      const limit = setTimeout(() => {
        this.#crash = { errorCode: 438, errorMessage: `loading took longer than ${LOAD_LIMIT_MS / 1000} seconds`, stackTrace: [] };
        this.kill();
      }, LOAD_LIMIT_MS);
      const after =
        <Value>(settle: (value: Value) => void) =>
        (value: Value): void => {
          clearTimeout(limit);
          settle(value);
        };
      this.#loaded = { resolve: after<void>(done), reject: after(refuse) };
      this.#tell({ type: 'load', ...order });
    });
  }

  /** Runs one invocation. Past the time limit the process is killed, wherever it is. */
  call({ kill, ...order }: CallOrder): Promise<CallOutcome> {
    return new Promise((resolve) => {
      const id = (this.#calls += 1);
      const log: string[] = [];
      const limit = setTimeout(() => {
        this.kill();
        finish({ kind: 'timeout', log: log.join('') });
      }, order.context.timeLimitMs);
      const finish = (outcome: CallOutcome): void => {
        clearTimeout(limit);
        if (this.#call?.id === id) this.#call = null;
        resolve(outcome);
      };
      kill?.addEventListener('abort', () => this.kill(), { once: true });
      this.#call = { id, log, finish };
      if (this.#dead) this.#end(null, null);
      else this.#tell({ type: 'invoke', id, ...order });
      if (kill?.aborted === true) this.kill();
    });
  }

  setClock(offsetMs: number): void {
    if (!this.#dead) this.#tell({ type: 'clock', offsetMs });
  }

  kill(): void {
    if (!this.#dead) this.#child.kill('SIGKILL');
  }

  #tell(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'log':
        if (this.#call) this.#call.log.push(message.text);
        else this.#lateLog(message.text);
        return;
      case 'loaded':
        this.#loaded?.resolve();
        this.#loaded = null;
        return;
      case 'crash':
        this.#crash = message.failure;
        return;
      case 'result':
      case 'failure': {
        const call = this.#call;
        if (call?.id !== message.id) return;
        const log = call.log.join('');
        call.finish(
          message.type === 'result'
            ? { kind: 'result', result: message.result, log, memoryMb: message.memoryMb }
            : { kind: 'failure', failure: message.failure, log, memoryMb: message.memoryMb },
        );
      }
    }
  }

  #deathOf(code: number | null, signal: NodeJS.Signals | null): FunctionFailure {
    if (this.#crash === null && signal === 'SIGABRT') {
      // The engine's own end when its heap is full; the cloud calls it so too.
      const errorMessage = `MemoryLimitReached: out of memory: the limit is ${this.#memoryMb} MB`;
      return { errorCode: 434, errorMessage, stackTrace: [] };
    }
    const cause = signal !== null ? `killed by ${signal}` : `exited with code ${code ?? 'unknown'}`;
    return this.#crash ?? { errorCode: 439, errorMessage: `the function's process ended: ${cause}`, stackTrace: [] };
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    const failure = this.#deathOf(code, signal);
    this.#loaded?.reject(failure);
    this.#loaded = null;
    this.#call?.finish({ kind: 'failure', failure, log: this.#call.log.join('') });
  }
}
