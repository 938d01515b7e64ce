import type { Database } from '../database/types.ts';
import type { ActivityFeed, CallEnd, Clock, Identity, Invocation, LoggedCall, NoteStep, StatementStep, Step, Trace } from '../types.ts';
import { shapeOf } from './shape.ts';

/** Steps of one call that are kept; a call with more has a loop in it, and its first steps show which. */
const KEPT_STEPS = 300;
const KEPT_PRINTED = 32_768;
const KEPT_ERROR = 8_192;

type Writable<Type> = { -readonly [Field in keyof Type]: Type[Field] };
type Open = Writable<StatementStep> & { at: number; ms: number };

interface Running {
  readonly invocation: Invocation;
  readonly memoryMb: number;
  readonly at: number;
  readonly started: number;
  readonly steps: Step[];
  dropped: number;
}

/** What the database knows a statement by. */
class Origin {
  constructor(
    readonly call: Running,
    readonly step: Open | null,
  ) {}
}

function whoIs(identity: Identity): string {
  if (identity.kind === 'mini') return identity.openid;
  return identity.kind === 'web' ? (identity.customUserId ?? identity.uid) : 'system';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'SYS_ERR';
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** The end of a text that is too long says most: where it failed. */
function tail(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(1 - most)}`;
}

export interface TraceOptions {
  readonly clock: Clock;
  readonly feed: ActivityFeed;
  readonly database: Database;
  /** Each call that has ended, in the order of their ends. */
  readonly keep: (call: Omit<LoggedCall, 'sequence'>) => void;
}

/** Follows calls: what each asked of the database, which documents it changed, who was told, whom it called. */
export function createTrace({ clock, feed, database, keep }: TraceOptions): Trace & { readonly close: () => void } {
  const running = new Map<string, Running>();

  function since(call: Running): number {
    return rounded(performance.now() - call.started);
  }

  function add(call: Running, step: Step): void {
    if (call.steps.length < KEPT_STEPS) call.steps.push(step);
    else call.dropped += 1;
  }

  const stopLookups = database.onLookup(({ origin, index, examined, scanned }) => {
    if (!(origin instanceof Origin) || origin.step === null) return;
    const { step } = origin;
    if (index !== null) step.index = step.index === null ? index : [...new Set([...step.index.split(' + '), index])].join(' + ');
    step.scanned ||= scanned;
    step.examined += examined;
  });

  const stopFeed = feed.subscribe((event) => {
    if (event.kind !== 'change' && event.kind !== 'push') return;
    const origin = database.announcing;
    if (!(origin instanceof Origin)) return;
    const at = since(origin.call);
    if (event.kind === 'change') {
      const { collection, operation, id } = event;
      add(origin.call, { kind: 'change', at, ms: 0, collection, operation, id });
    } else {
      const { collection, watchers, documents } = event;
      add(origin.call, { kind: 'push', at, ms: 0, collection, watchers, documents });
    }
  });

  return {
    begin(invocation, memoryMb) {
      running.set(invocation.requestId, {
        invocation,
        memoryMb,
        at: clock.now(),
        started: performance.now(),
        steps: [],
        dropped: 0,
      });
    },

    end(requestId: string, { ms, status, error, printed, reads, writes }: CallEnd) {
      const call = running.get(requestId);
      if (call === undefined) return;
      running.delete(requestId);
      const { name, source, identity, parent = null } = call.invocation;
      keep({
        requestId,
        name,
        source,
        who: whoIs(identity),
        parent,
        at: call.at,
        ms,
        status,
        error: tail(error, KEPT_ERROR),
        printed: tail(printed, KEPT_PRINTED),
        reads,
        writes,
        memoryMb: call.memoryMb,
        steps: call.steps,
        dropped: call.dropped,
      });
      const caller = parent === null ? undefined : running.get(parent);
      if (caller !== undefined)
        add(caller, { kind: 'call', at: rounded(Math.max(0, call.started - caller.started)), ms, name, requestId, status });
    },

    async statement(requestId, { condition, ...what }, run, count) {
      const call = requestId === null ? undefined : running.get(requestId);
      if (call === undefined) return run();
      const step: Open = {
        kind: 'database',
        ...what,
        condition: shapeOf(condition),
        index: null,
        scanned: false,
        examined: 0,
        read: 0,
        written: 0,
        status: 'ok',
        at: since(call),
        ms: 0,
      };
      add(call, step);
      try {
        const result = await database.as(new Origin(call, step), run);
        const { read = 0, written = 0 } = count(result);
        step.read = read;
        step.written = written;
        return result;
      } catch (error) {
        step.status = codeOf(error);
        throw error;
      } finally {
        step.ms = rounded(since(call) - step.at);
      }
    },

    async transaction(requestId, operation, run, id) {
      const call = requestId === null ? undefined : running.get(requestId);
      if (call === undefined) return run();
      const at = since(call);
      const done = (transaction: string, status: string): void =>
        add(call, { kind: 'transaction', at, ms: rounded(since(call) - at), operation, transaction, status });
      try {
        const result = await database.as(new Origin(call, null), run);
        done(id(result), 'ok');
        return result;
      } catch (error) {
        done('', codeOf(error));
        throw error;
      }
    },

    note(requestId, step: NoteStep) {
      const call = requestId === null ? undefined : running.get(requestId);
      if (call !== undefined) add(call, { ...step, at: since(call), ms: 0 });
    },

    close() {
      stopLookups();
      stopFeed();
    },
  };
}
