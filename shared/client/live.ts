/**
 * One live list for all three ends, over `watch` of `wx.cloud.database()` or of js-sdk.
 *
 * What the SDKs leave open is closed here: a watch that dies (after five reconnects, in the background, on a server restart) is
 * opened again, with growing pauses; documents come ordered (the SDKs append and never sort), dates as `Date`; a screen that is
 * hidden closes its watch and resumes with a fresh one; while a watch cannot be had, the list is read once so that the screen
 * is not empty.
 */
export interface WatchChange {
  readonly docId: string | number;
  readonly queueType: string;
  readonly dataType?: string;
}

export interface WatchSnapshot {
  readonly docs: readonly unknown[];
  readonly docChanges: readonly WatchChange[];
  readonly type?: string;
}

export interface LiveQueryBuilder {
  orderBy(field: string, direction: 'asc' | 'desc'): LiveQueryBuilder;
  limit(count: number): LiveQueryBuilder;
  get(): Promise<{ data: readonly unknown[] }>;
  watch(options: { onChange: (snapshot: WatchSnapshot) => void; onError: (error: unknown) => void }): { close(): unknown };
}

export interface LiveDatabase {
  collection(name: string): { where(query: object): LiveQueryBuilder };
}

export type LiveState = 'connecting' | 'live' | 'stale' | 'closed';

export interface LiveOptions<Doc extends { _id: string }> {
  readonly database: LiveDatabase;
  readonly collection: string;
  readonly where: object;
  readonly orderBy?: readonly (readonly [field: string, direction: 'asc' | 'desc'])[];
  /** At most this many documents; a watch without a bound dies at 5000. */
  readonly limit: number;
  /** `entered` names the documents that joined the list since the last call; empty for the first one. */
  readonly onData: (docs: Doc[], change: { readonly first: boolean; readonly entered: readonly string[] }) => void;
  readonly onState?: (state: LiveState, error?: unknown) => void;
  /** For tests: timers of the platform by default. */
  readonly schedule?: (run: () => void, delayMs: number) => () => void;
}

export interface LiveList {
  /** The screen is hidden: the watch is closed, the last data stay. */
  pause(): void;
  /** The screen is shown again: a fresh watch. */
  resume(): void;
  close(): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

const platformSchedule = (run: () => void, delayMs: number): (() => void) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/** `{"$date": ms}` anywhere inside becomes a `Date`; everything else stays as it is. */
export function decodeDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeDates);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only?.[0] === '$date' && (typeof only[1] === 'number' || typeof only[1] === 'string')) return new Date(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, decodeDates(inner)]));
}

function comparable(value: unknown): number | string {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return Number.NEGATIVE_INFINITY;
}

/** Sorts as the query asked, `_id` last, so that equal keys do not jump about. */
export function sortDocuments<Doc extends { _id: string }>(docs: readonly Doc[], orderBy: LiveOptions<Doc>['orderBy'] = []): Doc[] {
  const read = (doc: Doc, path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined), doc);
  return [...docs].sort((a, b) => {
    for (const [field, direction] of orderBy) {
      const left = comparable(read(a, field));
      const right = comparable(read(b, field));
      if (left !== right) return (left < right ? -1 : 1) * (direction === 'asc' ? 1 : -1);
    }
    return a._id < b._id ? -1 : a._id > b._id ? 1 : 0;
  });
}

/** Opens a live list and keeps it alive until it is closed. */
export function openLive<Doc extends { _id: string }>(options: LiveOptions<Doc>): LiveList {
  const schedule = options.schedule ?? platformSchedule;
  let watch: { close(): unknown } | null = null;
  /** Tells a live watch's callbacks from those of one that was given up. */
  let generation = 0;
  let cancelRetry: (() => void) | null = null;
  let retryMs = FIRST_RETRY_MS;
  let known: Set<string> | null = null;
  let state: LiveState = 'connecting';

  const setState = (next: LiveState, error?: unknown): void => {
    state = next;
    options.onState?.(next, error);
  };

  const query = (): LiveQueryBuilder => {
    let builder = options.database.collection(options.collection).where(options.where);
    for (const [field, direction] of options.orderBy ?? []) builder = builder.orderBy(field, direction);
    return builder.limit(options.limit);
  };

  const deliver = (raw: readonly unknown[]): void => {
    const docs = sortDocuments(raw.map(decodeDates) as Doc[], options.orderBy).slice(0, options.limit);
    const before = known;
    known = new Set(docs.map((doc) => doc._id));
    const entered = before ? docs.filter((doc) => !before.has(doc._id)).map((doc) => doc._id) : [];
    options.onData(docs, { first: before === null, entered });
  };

  const drop = (): void => {
    generation += 1;
    cancelRetry?.();
    cancelRetry = null;
    const old = watch;
    watch = null;
    try {
      const closing = old?.close();
      if (closing instanceof Promise) closing.catch(() => undefined);
    } catch {
      // The SDK throws when it closes a watch that is already dead: that is what we wanted.
    }
  };

  const fail = (mine: number, error: unknown): void => {
    if (mine !== generation) return;
    drop();
    setState('stale', error);
    const current = generation;
    query()
      .get()
      .then(
        (answer) => {
          if (current === generation) deliver(answer.data);
        },
        () => undefined,
      );
    cancelRetry = schedule(open, retryMs);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };

  function open(): void {
    if (state === 'closed') return;
    drop();
    const mine = generation;
    setState('connecting');
    try {
      watch = query().watch({
        onChange: (snapshot) => {
          if (mine !== generation) return;
          retryMs = FIRST_RETRY_MS;
          if (state !== 'live') setState('live');
          deliver(snapshot.docs);
        },
        onError: (error) => fail(mine, error),
      });
    } catch (error) {
      fail(mine, error);
    }
  }

  open();
  return {
    pause: () => {
      if (state === 'closed') return;
      drop();
      setState('stale');
    },
    resume: () => {
      if (state !== 'closed' && watch === null) {
        retryMs = FIRST_RETRY_MS;
        open();
      }
    },
    close: () => {
      drop();
      setState('closed');
    },
  };
}
