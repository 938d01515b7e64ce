import { isPlainObject, type PlainObject } from './types.ts';
import { fromWire } from './values.ts';

export interface WatchSpec {
  readonly collection: string;
  /** In MongoDB's form and the wire's dialect. */
  readonly query: PlainObject;
  readonly orders: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  readonly limit: number | undefined;
}

export interface DocumentChange {
  readonly id: number;
  readonly queueType: string;
  readonly dataType: string;
  readonly docId: unknown;
  readonly doc: unknown;
  readonly updatedFields?: PlainObject;
  readonly removedFields?: readonly unknown[];
}

export interface Snapshot {
  readonly id: number;
  /** `init` for the first result of a watch, and after it had to start over. */
  readonly type?: 'init';
  readonly docs: readonly unknown[];
  readonly docChanges: readonly DocumentChange[];
}

export interface WatchCallbacks {
  onChange(snapshot: Snapshot): void;
  onError(error: unknown): void;
}

export interface WatchHandle {
  close(): Promise<void>;
}

export interface ServerMessage {
  readonly msgType: string;
  readonly msgData: PlainObject;
  readonly requestId?: string;
  readonly watchId?: string;
}

/** What a watch needs of the socket it shares. */
export interface WatchLine {
  ask(message: PlainObject): Promise<ServerMessage>;
  tell(message: PlainObject): void;
  ended(): void;
}

/** Refusals that a second login may cure. */
const LOGIN_CODES = ['CHECK_LOGIN_FAILED', 'SIGN_EXPIRED_ERROR', 'SIGN_INVALID_ERROR', 'SIGN_PARAM_INVALID'];
const RETRIES = 2;
const CHECK_AFTER_MS = 10_000;

const ERROR_NUMBERS: Readonly<Record<string, number>> = {
  SDK_DATABASE_REALTIME_LISTENER_INIT_WATCH_FAIL: -402002,
  SDK_DATABASE_REALTIME_LISTENER_RECONNECT_WATCH_FAIL: -402003,
  SDK_DATABASE_REALTIME_LISTENER_REBUILD_WATCH_FAIL: -402004,
  SDK_DATABASE_REALTIME_LISTENER_SERVER_ERROR_MSG: -402006,
  SDK_DATABASE_REALTIME_LISTENER_RECEIVE_INVALID_SERVER_DATA: -402007,
  SDK_DATABASE_REALTIME_LISTENER_WEBSOCKET_CONNECTION_CLOSED: -402009,
};

interface WireEvent {
  readonly id: number;
  readonly change: DocumentChange;
}

function json(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return undefined;
  const value: unknown = JSON.parse(text);
  return fromWire(value);
}

function readEvent(event: unknown, initialId: number | undefined): WireEvent {
  if (!isPlainObject(event)) throw new Error('an event is not an object');
  const id = initialId ?? Number(event['ID']);
  const updated = json(event['UpdatedFields']);
  const removed = json(event['removedFields'] ?? event['RemovedFields']);
  return {
    id,
    change: {
      id,
      queueType: String(event['QueueType']),
      dataType: String(event['DataType']),
      docId: event['DocID'],
      doc: json(event['Doc']),
      ...(isPlainObject(updated) ? { updatedFields: updated } : {}),
      ...(Array.isArray(removed) ? { removedFields: removed } : {}),
    },
  };
}

function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  return isPlainObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clone(item)])) : value;
}

function containerOf(document: unknown, path: readonly string[], create: boolean): unknown {
  let here = document;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    let next: unknown = Reflect.get(here, step);
    if (create && (typeof next !== 'object' || next === null)) {
      next = {};
      Reflect.set(here, step, next);
    }
    here = next;
  }
  return here;
}

/** The document after an update that named only the changed paths. Documents handed out before stay as they were. */
function patched(document: unknown, change: DocumentChange): unknown {
  const next = clone(document);
  for (const [path, value] of Object.entries(change.updatedFields ?? {})) {
    const steps = path.split('.');
    const last = steps.pop();
    const holder = containerOf(next, steps, true);
    if (last !== undefined && typeof holder === 'object' && holder !== null) Reflect.set(holder, last, value);
  }
  for (const path of change.removedFields ?? []) {
    const steps = String(path).split('.');
    const last = steps.pop();
    const holder = containerOf(next, steps, false);
    if (last !== undefined && typeof holder === 'object' && holder !== null) Reflect.deleteProperty(holder, last);
  }
  return next;
}

function idOf(document: unknown): unknown {
  return isPlainObject(document) ? document['_id'] : undefined;
}

function find(documents: readonly unknown[], id: unknown): unknown {
  return documents.find((document) => idOf(document) === id);
}

/** One live query: keeps the list of documents, survives a lost socket, and tells the mini-program every change in order. */
export class Watch {
  readonly #id: string;
  readonly #envId: string;
  readonly #spec: WatchSpec;
  readonly #callbacks: WatchCallbacks;
  readonly #line: WatchLine;
  #state: 'idle' | 'asking' | 'live' | 'closed' = 'idle';
  #queryId: string | undefined;
  #eventId = 0;
  #documents: readonly unknown[] = [];
  #retries = RETRIES;
  #check: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string, envId: string, spec: WatchSpec, callbacks: WatchCallbacks, line: WatchLine) {
    this.#id = id;
    this.#envId = envId;
    this.#spec = spec;
    this.#callbacks = callbacks;
    this.#line = line;
  }

  /** The socket is ready: begin, or take up where it was lost. */
  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'asking';
    void this.#establish();
  }

  pause(): void {
    clearTimeout(this.#check);
    if (this.#state !== 'closed') this.#state = 'idle';
  }

  /** Forgets what was seen, so that the next start is a first one. */
  forget(): void {
    this.pause();
    this.#queryId = undefined;
    this.#documents = [];
    this.#eventId = 0;
  }

  close(): Promise<void> {
    if (this.#state !== 'closed') {
      this.#line.tell({ watchId: this.#id, msgType: 'CLOSE_WATCH', msgData: null });
      this.#end();
    }
    return Promise.resolve();
  }

  #end(): void {
    clearTimeout(this.#check);
    this.#state = 'closed';
    this.#line.ended();
  }

  fail(code: string, message: string): void {
    if (this.#state === 'closed') return;
    this.#end();
    const error = Object.assign(new Error(`errCode: ${ERROR_NUMBERS[code] ?? -402006} ${code} | errMsg: ${message}`), {
      errCode: ERROR_NUMBERS[code] ?? -402006,
      errMsg: message,
    });
    this.#callbacks.onError(error);
  }

  async #establish(): Promise<void> {
    const rebuilding = this.#queryId !== undefined;
    const common = { envId: this.#envId, collName: this.#spec.collection };
    const orderBy = Object.fromEntries(this.#spec.orders.map(({ field, direction }) => [field, direction]));
    const message = rebuilding
      ? { msgType: 'REBUILD_WATCH', msgData: { ...common, queryID: this.#queryId, eventID: this.#eventId } }
      : { msgType: 'INIT_WATCH', msgData: { ...common, query: JSON.stringify(this.#spec.query), limit: this.#spec.limit, orderBy } };
    let answer: ServerMessage;
    try {
      answer = await this.#line.ask({ watchId: this.#id, ...message });
    } catch (error) {
      // A lost socket has paused this watch; the socket starts it again. Only silence on a living one counts as a failure.
      if (this.#state === 'asking') this.#again(rebuilding, error instanceof Error ? error.message : String(error));
      return;
    }
    if (this.#state !== 'asking') return;
    if (answer.msgType === 'ERROR') {
      this.#refused(rebuilding, answer);
      return;
    }
    this.#state = 'live';
    this.#retries = RETRIES;
    this.#queryId = String(answer.msgData['queryID']);
    this.receive(answer);
  }

  #refused(rebuilding: boolean, answer: ServerMessage): void {
    const code = String(answer.msgData['code']);
    const reason = `${code}: ${String(answer.msgData['message'] ?? '')}`;
    if (LOGIN_CODES.includes(code)) this.#again(rebuilding, reason);
    else this.fail(failureName(rebuilding), reason);
  }

  #again(rebuilding: boolean, reason: string): void {
    if (this.#retries === 0) {
      this.fail(failureName(rebuilding), reason);
      return;
    }
    this.#retries -= 1;
    void this.#establish();
  }

  receive(message: ServerMessage): void {
    if (this.#state !== 'live') return;
    if (message.msgType === 'ERROR') {
      this.fail(
        'SDK_DATABASE_REALTIME_LISTENER_SERVER_ERROR_MSG',
        `${String(message.msgData['code'])}: ${String(message.msgData['message'] ?? '')}`,
      );
      return;
    }
    const current = Number(message.msgData['currEvent']);
    const isInit = message.msgType === 'INIT_EVENT';
    if (message.msgType === 'CHECK_EVENT') {
      if (current > this.#eventId) this.#rebuild();
      else this.#scheduleCheck();
      return;
    }
    if (!isInit && message.msgType !== 'NEXT_EVENT') return;
    try {
      const events = message.msgData['events'];
      this.#apply(
        (Array.isArray(events) ? events : []).map((event) => readEvent(event, isInit ? current : undefined)),
        isInit ? current : undefined,
      );
    } catch (error) {
      this.fail('SDK_DATABASE_REALTIME_LISTENER_RECEIVE_INVALID_SERVER_DATA', error instanceof Error ? error.message : String(error));
      return;
    }
    this.#scheduleCheck();
  }

  #rebuild(): void {
    this.#state = 'asking';
    void this.#establish();
  }

  #scheduleCheck(): void {
    clearTimeout(this.#check);
    if (this.#state !== 'live') return;
    this.#check = setTimeout(() => {
      this.#line.tell({ watchId: this.#id, msgType: 'CHECK_LAST', msgData: { queryID: this.#queryId, eventID: this.#eventId } });
      this.#scheduleCheck();
    }, CHECK_AFTER_MS);
  }

  #apply(events: readonly WireEvent[], initialId: number | undefined): void {
    if (initialId !== undefined && events.length === 0) {
      this.#documents = [];
      this.#eventId = initialId;
      this.#tellChange({ id: initialId, type: 'init', docs: [], docChanges: [] });
      return;
    }
    const groups = new Map<number, DocumentChange[]>();
    for (const { id, change } of events) {
      if (initialId === undefined && id <= this.#eventId) continue;
      groups.set(id, [...(groups.get(id) ?? []), change]);
    }
    for (const [id, changes] of [...groups].sort(([a], [b]) => a - b)) {
      const isInit = changes.some((change) => change.queueType === 'init');
      if (!isInit && id > this.#eventId + 1) {
        this.#rebuild();
        return;
      }
      const before = this.#documents;
      this.#documents = isInit ? changes.map((change) => change.doc) : this.#changed(changes);
      this.#eventId = id;
      const told = changes.map((change) => ({
        ...change,
        doc: change.doc ?? find(this.#documents, change.docId) ?? find(before, change.docId),
      }));
      this.#tellChange({ id, ...(isInit ? { type: 'init' as const } : {}), docs: [...this.#documents], docChanges: told });
      if (this.#state !== 'live') return;
    }
  }

  #tellChange(snapshot: Snapshot): void {
    try {
      this.#callbacks.onChange(snapshot);
    } catch (error) {
      // The mini-program's own fault: it must surface, and must not end the watch.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #changed(changes: readonly DocumentChange[]): unknown[] {
    let documents = [...this.#documents];
    for (const change of changes) {
      const index = documents.findIndex((document) => idOf(document) === change.docId);
      if (change.queueType === 'dequeue') documents = documents.filter((_, at) => at !== index);
      else if (change.queueType === 'enqueue') {
        if (index === -1) documents.push(change.doc);
        else documents[index] = change.doc;
      } else if (index !== -1) documents[index] = change.doc ?? patched(documents[index], change);
    }
    return documents;
  }
}

function failureName(rebuilding: boolean): string {
  return rebuilding ? 'SDK_DATABASE_REALTIME_LISTENER_REBUILD_WATCH_FAIL' : 'SDK_DATABASE_REALTIME_LISTENER_INIT_WATCH_FAIL';
}
