import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggedCall } from '../types.ts';

/** Calls that can be asked for. */
export const KEPT_CALLS = 2000;
/** A file is put aside when it holds so much; the one before it goes. */
const LARGEST_BYTES = 16 * 1024 * 1024;
/** Lines are written together: what a killed process had not written yet is lost, and nothing depends on it. */
const WRITE_EVERY_MS = 200;

export interface LogQuery {
  readonly function?: string | undefined;
  /** `ok`, `error` (anything else) or one code. */
  readonly status?: string | undefined;
  /** Found in the request id, the function's name, what it printed, its error, or the collections it touched. */
  readonly q?: string | undefined;
  /** Only calls before that sequence number. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

export interface LogStore {
  add(call: Omit<LoggedCall, 'sequence'>): LoggedCall;
  get(requestId: string): LoggedCall | undefined;
  /** The newest first; `more` when older ones fit too. */
  find(query: LogQuery): { readonly calls: readonly LoggedCall[]; readonly more: boolean };
  /** Of all that are kept: how many of each function, and how many failed. */
  tally(): Readonly<Record<string, { readonly calls: number; readonly errors: number }>>;
  children(requestId: string): readonly LoggedCall[];
  clear(): void;
  close(): void;
}

function readCalls(file: string): LoggedCall[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line === '') return [];
      try {
        return [JSON.parse(line) as LoggedCall];
      } catch {
        // The last line of a process that was killed while writing.
        return [];
      }
    });
}

function contains(call: LoggedCall, text: string): boolean {
  const wanted = text.toLowerCase();
  const has = (value: string): boolean => value.toLowerCase().includes(wanted);
  return (
    has(call.requestId) ||
    has(call.name) ||
    has(call.who) ||
    has(call.status) ||
    has(call.error) ||
    has(call.printed) ||
    call.steps.some((step) => 'collection' in step && has(step.collection))
  );
}

function fits(call: LoggedCall, { function: name, status, q, before, after }: LogQuery): boolean {
  if (name !== undefined && call.name !== name) return false;
  if (status !== undefined && !(status === 'error' ? call.status !== 'ok' : call.status === status)) return false;
  if (before !== undefined && call.sequence >= before) return false;
  if (after !== undefined && call.sequence <= after) return false;
  return q === undefined || q === '' || contains(call, q);
}

/** The last {@link KEPT_CALLS} calls: in memory, and in two files of `folder` so that a restart does not lose them. */
export function openLogStore(folder: string): LogStore {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'calls.jsonl');
  const older = `${file}.1`;
  let calls = [...readCalls(older), ...readCalls(file)].slice(-KEPT_CALLS);
  let byId = new Map(calls.map((call) => [call.requestId, call]));
  let sequence = calls.at(-1)?.sequence ?? 0;
  let handle = openSync(file, 'a');
  let size = existsSync(file) ? readFileSync(file).length : 0;
  let lines = 0;
  // After a torn line the next one begins anew; an empty line is passed over.
  let waiting: string[] = size > 0 ? ['\n'] : [];
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    const text = waiting.join('');
    waiting = [];
    if (text === '') return;
    try {
      writeSync(handle, text);
      size += Buffer.byteLength(text);
      if (size < LARGEST_BYTES && lines < KEPT_CALLS) return;
      closeSync(handle);
      renameSync(file, older);
      handle = openSync(file, 'a');
      size = 0;
      lines = 0;
    } catch {
      // A full disk must not take the emulator down; memory still has them.
    }
  }

  return {
    add(ended) {
      const call: LoggedCall = { ...ended, sequence: (sequence += 1) };
      calls.push(call);
      byId.set(call.requestId, call);
      if (calls.length > KEPT_CALLS * 1.1) {
        for (const { requestId } of calls.splice(0, calls.length - KEPT_CALLS)) byId.delete(requestId);
      }
      waiting.push(`${JSON.stringify(call)}\n`);
      lines += 1;
      timer ??= setTimeout(flush, WRITE_EVERY_MS).unref();
      return call;
    },
    get: (requestId) => byId.get(requestId),
    find(query) {
      const limit = query.limit ?? 100;
      const found: LoggedCall[] = [];
      for (let index = calls.length - 1; index >= 0 && found.length <= limit; index -= 1) {
        const call = calls[index];
        if (call !== undefined && fits(call, query)) found.push(call);
      }
      return { calls: found.slice(0, limit), more: found.length > limit };
    },
    tally() {
      const counts: Record<string, { calls: number; errors: number }> = {};
      for (const { name, status } of calls) {
        const count = (counts[name] ??= { calls: 0, errors: 0 });
        count.calls += 1;
        if (status !== 'ok') count.errors += 1;
      }
      return counts;
    },
    children: (requestId) => calls.filter(({ parent }) => parent === requestId),
    clear() {
      waiting = [];
      calls = [];
      byId = new Map();
      closeSync(handle);
      handle = openSync(file, 'w');
      closeSync(openSync(older, 'w'));
      size = 0;
      lines = 0;
    },
    close() {
      if (timer !== null) clearTimeout(timer);
      flush();
      closeSync(handle);
    },
  };
}
