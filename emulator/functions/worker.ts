/**
 * The process in which one function runs: it loads the bundle once and answers one invocation after another, each with its caller in `process.env`.
 */
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers';
import type { FromWorker, InvocationContext, ToWorker } from './protocol.ts';
import { installClock, machineNow, setClockOffset } from './worker-clock.ts';
import { failureOf } from './worker-failure.ts';

type Main = (event: unknown, context: unknown) => unknown;

const MAX_LOG_BYTES = 65_536;
let main: Main | null = null;
let logged = 0;
let cloudEnvironment: Record<string, string> = {};

function tell(message: FromWorker): void {
  process.send?.(message);
}

function captureOutput(stream: NodeJS.WriteStream): void {
  stream.write = (chunk: string | Uint8Array): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (logged < MAX_LOG_BYTES) tell({ type: 'log', text: text.slice(0, MAX_LOG_BYTES - logged) });
    logged += text.length;
    return true;
  };
}

/**
 * Every read of the real `process.env` asks the operating system, and the SDK reads fifty variables per request: a fifth of what a function costs. A plain
 * object in its place differs only in that an assigned value becomes text with the next call, not at once.
 */
function keepEnvironmentInside(): void {
  process.env = { ...process.env };
}

function textOnly(): void {
  for (const [name, value] of Object.entries<unknown>(process.env)) if (typeof value !== 'string') process.env[name] = String(value);
}

function crash(error: unknown): void {
  process.send?.({ type: 'crash', failure: failureOf(error, 433) } satisfies FromWorker, () => process.exit(1));
  setTimeout(() => process.exit(1), 500);
}

function load(message: Extract<ToWorker, { type: 'load' }>): void {
  setClockOffset(message.clockOffsetMs);
  cloudEnvironment = message.env;
  Object.assign(process.env, message.env);
  process.chdir(message.directory);
  try {
    const exported = createRequire(message.file)(message.file) as Record<string, unknown>;
    const handler = exported[message.handler];
    if (typeof handler !== 'function') throw new TypeError(`${message.file} exports no function "${message.handler}"`);
    main = handler as Main;
    tell({ type: 'loaded' });
  } catch (error) {
    crash(error);
  }
}

function contextOf(context: InvocationContext, env: Record<string, string>, deadline: number): object {
  return {
    callbackWaitsForEmptyEventLoop: false,
    memory_limit_in_mb: context.memoryMb,
    time_limit_in_ms: context.timeLimitMs,
    request_id: context.requestId,
    function_name: context.functionName,
    function_version: '$LATEST',
    namespace: context.namespace,
    environment: JSON.stringify({ ...cloudEnvironment, ...env }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
  };
}

function eventOf(data: string, userInfo: string | null): unknown {
  const event: unknown = data === '' ? {} : JSON.parse(data);
  if (userInfo === null || typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  return { ...event, userInfo: JSON.parse(userInfo) as unknown };
}

function memoryMb(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}

async function invoke({ id, data, userInfo, env, context }: Extract<ToWorker, { type: 'invoke' }>): Promise<void> {
  logged = 0;
  textOnly();
  const before = new Map(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  try {
    if (main === null) throw new Error('the function is not loaded');
    const value = await main(eventOf(data, userInfo), contextOf(context, env, machineNow() + context.timeLimitMs));
    tell({ type: 'result', id, result: JSON.stringify(value) ?? 'null', memoryMb: memoryMb() });
  } catch (error) {
    tell({ type: 'failure', id, failure: failureOf(error), memoryMb: memoryMb() });
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

installClock();
keepEnvironmentInside();
captureOutput(process.stdout);
captureOutput(process.stderr);
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the parent says when it is over.
process.on('SIGINT', () => undefined);
process.on('message', (message: ToWorker) => {
  if (message.type === 'invoke') void invoke(message);
  else if (message.type === 'clock') setClockOffset(message.offsetMs);
  else setImmediate(load, message);
});
