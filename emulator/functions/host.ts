import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ActivityFeed, Clock, Faults, FunctionHost, Identity, Invocation, InvocationResult, Meter, Trace } from '../types.ts';
import { invocationEnvironment, processEnvironment, userInfoOf, type CloudEnvironment } from './environment.ts';
import { idleProcessors, SPARE_SHARE } from './load.ts';
import { FunctionPool, type PoolOutcome } from './pool.ts';
import { FunctionProcess, type CallOrder } from './process.ts';
import type { FunctionFailure } from './protocol.ts';
import { Turns } from './turns.ts';

export interface FunctionDeclaration {
  readonly name: string;
  /** The folder that holds `index.js`. */
  readonly directory: string;
  /** File and export, e.g. `index.main`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface FunctionHostOptions {
  readonly functions: readonly FunctionDeclaration[];
  readonly cloud: CloudEnvironment;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly trace?: Trace;
  readonly faults?: Faults;
  /** The bundled `worker.ts`. */
  readonly workerFile: string;
  /** Processes of one function at most. */
  readonly poolLimit?: number;
  /** The share of the machine's processors that have nothing to do (0 to 1), where it is not to be measured. */
  readonly idleShare?: () => number;
  /** What functions print and how they fail: with the invocation's id, or null when it was printed between two invocations. */
  readonly log?: (entry: {
    readonly name: string;
    readonly requestId: string | null;
    readonly text: string;
    readonly failed: boolean;
  }) => void;
}

export interface RunningFunctionHost extends FunctionHost {
  /** The code of a function has changed. */
  renew(name: string): void;
  processCount(): number;
  close(): Promise<void>;
}

const MAX_EVENT_BYTES = 6 * 1024 * 1024;
/** The gateway in front of clients takes less than the function itself. */
const MAX_CLIENT_EVENT_BYTES = 100 * 1024;
const MAX_CLIENT_RESULT_BYTES = 1024 * 1024;
const MAX_RESULT_BYTES = 6 * 1024 * 1024;
const SWEEP_MS = 15_000;
const RESTOCK_MS = 200;

type Ending =
  | { readonly ok: true; readonly result: string; readonly log: string }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly log: string; readonly readable: string };
type Session = { readonly name: string; readonly requestId: string; readonly identity: Identity };

function refused(code: string, message: string, log = ''): Ending {
  return { ok: false, code, message, log, readable: `${code}: ${message}` };
}

/** The cloud puts the error as JSON into the message; people get it line by line. */
function failed(failure: FunctionFailure, log = ''): Ending {
  const readable = [failure.errorMessage, ...failure.stackTrace.slice(0, 8).map((line) => `    ${line}`)].join('\n');
  return { ok: false, code: 'FUNCTIONS_EXECUTE_FAIL', message: JSON.stringify(failure), log, readable };
}

function who(identity: Identity): string {
  if (identity.kind === 'mini') return identity.openid;
  return identity.kind === 'web' ? (identity.customUserId ?? identity.uid) : 'system';
}

export function createFunctionHost(options: FunctionHostOptions): RunningFunctionHost {
  const { cloud, clock, meter, feed, trace, faults, idleShare = idleProcessors } = options;
  const declared = new Map(options.functions.map((declaration) => [declaration.name, declaration]));
  const pools = new Map<string, FunctionPool>();
  const processes = new Set<FunctionProcess>();
  const sessions = new Map<string, Session>();
  /** Whose each process is, once it is somebody's. */
  const owners = new WeakMap<FunctionProcess, string>();
  const turns = new Turns();
  const toldOfMemory = new Set<string>();
  const offset = (): number => clock.now() - Date.now();
  const usualMemoryMb = options.functions[0]?.memoryMb ?? 256;
  let spare: FunctionProcess | null = null;
  let restocking: NodeJS.Timeout | null = null;
  let closed = false;

  function fork(memoryMb: number): FunctionProcess {
    const process: FunctionProcess = new FunctionProcess(options.workerFile, memoryMb, (text) =>
      options.log?.({ name: owners.get(process) ?? '(starting)', requestId: null, text, failed: false }),
    );
    processes.add(process);
    void process.exited.then(() => processes.delete(process));
    return process;
  }

  /** A started process that belongs to no function yet spares the next cold call node's own start. */
  function takeProcess({ memoryMb }: FunctionDeclaration): FunctionProcess {
    if (memoryMb !== usualMemoryMb) return fork(memoryMb);
    const taken = spare !== null && !spare.dead ? spare : fork(usualMemoryMb);
    spare = null;
    restock();
    return taken;
  }

  /** Starting a process holds this thread up for some ms: the next spare one waits until the machine has leisure. */
  function restock(): void {
    restocking ??= setTimeout(() => {
      restocking = null;
      if (closed || spare !== null) return;
      if (idleShare() < SPARE_SHARE) restock();
      else spare = fork(usualMemoryMb);
    }, RESTOCK_MS).unref();
  }

  async function start(declaration: FunctionDeclaration): Promise<FunctionProcess> {
    const process = takeProcess(declaration);
    owners.set(process, declaration.name);
    const token = `p-${randomBytes(18).toString('base64url')}`;
    sessions.set(token, { name: declaration.name, requestId: `load-${declaration.name}`, identity: { kind: 'system' } });
    void process.exited.then(() => sessions.delete(token));
    const [file = 'index', handler = 'main'] = declaration.handler.split('.');
    const env = { ...declaration.env, ...processEnvironment(cloud, declaration.name, token) };
    await process.load({
      file: join(declaration.directory, `${file}.js`),
      directory: declaration.directory,
      handler,
      env,
      clockOffsetMs: offset(),
    });
    process.setClock(offset());
    return process;
  }

  function poolOf(declaration: FunctionDeclaration): FunctionPool {
    let pool = pools.get(declaration.name);
    if (!pool) {
      pool = new FunctionPool(options.poolLimit ?? 16, () => start(declaration), idleShare, turns);
      pools.set(declaration.name, pool);
    }
    return pool;
  }

  function endingOf(declaration: FunctionDeclaration, invocation: Invocation, outcome: PoolOutcome): Ending {
    switch (outcome.kind) {
      case 'result': {
        const limit = invocation.source === 'client' ? MAX_CLIENT_RESULT_BYTES : MAX_RESULT_BYTES;
        if (Buffer.byteLength(outcome.result) > limit)
          return refused('EXCEED_MAX_RESPONSE_SIZE', `the result of ${declaration.name} is larger than ${limit} bytes`, outcome.log);
        return { ok: true, result: outcome.result, log: outcome.log };
      }
      case 'failure':
        return failed(outcome.failure, outcome.log);
      case 'unloadable':
        return failed(outcome.failure);
      case 'timeout':
        return refused('FUNCTION_TIME_LIMIT_EXCEEDED', `Invoking task timed out after ${declaration.timeoutSeconds} seconds`, outcome.log);
      case 'busy':
        return refused('EXCEED_CONCURRENT_REQUEST_LIMIT', `too many calls of ${declaration.name} are waiting`);
    }
  }

  /** Said once of each function: the heap alone is bounded here, the cloud ends a process that holds more in all. */
  function tellOfMemory({ name, memoryMb }: FunctionDeclaration, outcome: PoolOutcome): void {
    if (!('memoryMb' in outcome) || (outcome.memoryMb ?? 0) <= memoryMb || toldOfMemory.has(name)) return;
    toldOfMemory.add(name);
    feed.publish({
      kind: 'warning',
      title: `${name} needs more memory than it has`,
      detail: `${String(outcome.memoryMb)} MB of ${memoryMb} MB after a call: the cloud may end it (memorySize)`,
    });
  }

  async function run(invocation: Invocation): Promise<Ending> {
    const declaration = declared.get(invocation.name);
    if (!declaration) return refused('FUNCTION_NOT_FOUND', `[ResourceNotFound.Function] Function not found: ${invocation.name}`);
    const pool = poolOf(declaration);
    const file = join(declaration.directory, `${declaration.handler.split('.')[0] ?? 'index'}.js`);
    // Who has a process has a file: it need not be looked for a thousand times a second.
    if (pool.size === 0 && !existsSync(file))
      return refused('FUNCTION_NOT_FOUND', `${invocation.name} has not been built: ${file} is missing`);
    const limit = invocation.source === 'client' ? MAX_CLIENT_EVENT_BYTES : MAX_EVENT_BYTES;
    if (Buffer.byteLength(invocation.data) > limit)
      return refused('EXCEED_MAX_PAYLOAD_SIZE', `the event of ${invocation.name} is larger than ${limit} bytes`);
    const dying = new AbortController();
    const fault = faults?.call(invocation.name, invocation.requestId, () => dying.abort()) ?? null;
    if (fault !== null) trace?.note(invocation.requestId, { kind: 'fault', fault: fault.kind });
    if (fault?.kind === 'refuse') {
      if (fault.code === 'FUNCTIONS_EXECUTE_FAIL') return failed({ errorCode: 1, errorMessage: fault.message, stackTrace: [] });
      return refused(fault.code, fault.message);
    }
    let token = '';
    const order = (): CallOrder => {
      token = `i-${randomBytes(18).toString('base64url')}`;
      sessions.set(token, { name: invocation.name, requestId: invocation.requestId, identity: invocation.identity });
      return {
        data: invocation.data,
        userInfo: userInfoOf(invocation.identity),
        env: invocationEnvironment(invocation, cloud.ownerAppid, token),
        context: {
          requestId: invocation.requestId,
          functionName: invocation.name,
          namespace: cloud.envId,
          memoryMb: declaration.memoryMb,
          timeLimitMs: declaration.timeoutSeconds * 1000,
        },
        ...(fault?.kind === 'kill' ? { kill: dying.signal } : {}),
      };
    };
    try {
      const outcome = await pool.run(order);
      tellOfMemory(declaration, outcome);
      const lost = fault?.kind === 'timeout' && outcome.kind === 'result';
      return endingOf(declaration, invocation, lost ? { kind: 'timeout', log: outcome.log } : outcome);
    } finally {
      sessions.delete(token);
      faults?.callEnded(invocation.requestId);
    }
  }

  const stopListening = clock.onAdvance(() => {
    for (const pool of pools.values()) pool.setClock(offset());
  });
  const sweeping = setInterval(() => {
    for (const pool of pools.values()) pool.sweep();
  }, SWEEP_MS).unref();

  return {
    list: () => [...declared.keys()],
    invocationOf: (token) => sessions.get(token) ?? null,
    renew: (name) => pools.get(name)?.renew(),
    processCount: () => processes.size,
    async invoke(invocation): Promise<InvocationResult> {
      const started = performance.now();
      trace?.begin(invocation, declared.get(invocation.name)?.memoryMb ?? 0);
      await faults?.delay('functions');
      const ending = await run(invocation);
      const durationMs = Math.round((performance.now() - started) * 10) / 10;
      const { reads, writes } = meter.ofRequest(invocation.requestId);
      meter.call(invocation.name, invocation.requestId, durationMs);
      feed.publish({
        kind: 'call',
        name: invocation.name,
        source: invocation.source,
        who: who(invocation.identity),
        status: ending.ok ? 'ok' : ending.code,
        ms: durationMs,
        reads,
        writes,
        requestId: invocation.requestId,
      });
      trace?.end(invocation.requestId, {
        ms: durationMs,
        status: ending.ok ? 'ok' : ending.code,
        error: ending.ok ? '' : ending.readable,
        printed: ending.log,
        reads,
        writes,
      });
      const text = ending.ok ? ending.log : `${ending.log}${ending.readable}\n`;
      if (text !== '') options.log?.({ name: invocation.name, requestId: invocation.requestId, text, failed: !ending.ok });
      if (ending.ok) return { ...ending, durationMs };
      return { ok: false, code: ending.code, message: ending.message, log: ending.log, durationMs };
    },
    async close() {
      closed = true;
      stopListening();
      clearInterval(sweeping);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      const rest = [...processes];
      for (const process of rest) process.kill();
      await Promise.all(rest.map((process) => process.exited));
    },
  };
}
