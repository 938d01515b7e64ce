import type { WebSocket } from 'ws';
import type { OpenSession } from '../auth/tokens.ts';
import type { EndUser } from '../context.ts';
import { CloudError, refusalOf } from '../failure.ts';
import { numeric, sortFrom, textField } from '../fields.ts';
import { isPlainObject, type PlainObject } from '../values.ts';
import { WATCH_MAX_DOCUMENTS } from '../limits.ts';
import type { FrameHead } from './frames.ts';
import type { Realtime } from './index.ts';
import { errorFrame, type Line, type Watch, type WatchDescription } from './watch.ts';

/** A client that takes nothing for so long that this piles up has lost its place: it reconnects and takes up its watches. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
/** A client shall not keep the server busy with more. */
const MAX_WATCHES = 200;

interface Frame {
  readonly head: FrameHead;
  readonly type: string;
  readonly data: PlainObject;
  readonly extra: PlainObject;
}

function frameFrom(text: string): Frame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isPlainObject(value) || typeof value['msgType'] !== 'string') return undefined;
  const { watchId, requestId, msgData, exMsgData } = value;
  return {
    head: { watchId: typeof watchId === 'string' ? watchId : '', requestId: typeof requestId === 'string' ? requestId : '' },
    type: value['msgType'],
    data: isPlainObject(msgData) ? msgData : {},
    extra: isPlainObject(exMsgData) ? exMsgData : {},
  };
}

function reply(head: FrameHead, msgType: string, msgData: unknown): string {
  return JSON.stringify({ ...(head.watchId === '' ? {} : { watchId: head.watchId }), requestId: head.requestId, msgType, msgData });
}

function limitFrom(value: unknown): number | undefined {
  const limit = numeric(value);
  if (limit === undefined) return undefined;
  if (!Number.isInteger(limit) || limit < 1 || limit > WATCH_MAX_DOCUMENTS) {
    throw new CloudError('INVALID_PARAM', `the limit of a watch is 1 to ${WATCH_MAX_DOCUMENTS}`);
  }
  return limit;
}

function descriptionFrom(data: PlainObject): WatchDescription {
  const query = data['query'];
  return {
    collection: textField(data, 'collName'),
    query: typeof query === 'string' ? query : JSON.stringify(query ?? {}),
    sort: sortFrom(data['orderBy']) ?? [],
    limit: limitFrom(data['limit']),
  };
}

/** What a query id says of a watch that this server does not know (any more). */
function descriptionOf(queryId: string): WatchDescription {
  try {
    const value: unknown = JSON.parse(Buffer.from(queryId, 'base64url').toString('utf8'));
    if (isPlainObject(value) && typeof value['query'] === 'string' && Array.isArray(value['sort'])) {
      const sort = value['sort'].map((entry: unknown) =>
        Array.isArray(entry) ? { field: String(entry[0]), direction: Number(entry[1]) } : {},
      );
      return {
        collection: textField(value, 'collection'),
        query: value['query'],
        sort: sortFrom(sort) ?? [],
        limit: limitFrom(value['limit']),
      };
    }
  } catch {
    // Falls through: not a query id of ours.
  }
  throw new CloudError('QUERYID_INVALID_ERROR', 'the query id is not known');
}

function sameUser(left: EndUser | null, right: EndUser | null): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** One socket of a client, with all of its watches. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #realtime: Realtime;
  readonly #watches = new Map<string, { readonly watch: Watch; readonly line: Line }>();
  readonly #turns = new Map<string, Promise<void>>();
  #login: { readonly session: OpenSession | null } | undefined;

  constructor(socket: WebSocket, realtime: Realtime) {
    this.#socket = socket;
    this.#realtime = realtime;
    socket.on('message', (data, isBinary) => {
      const frame = isBinary ? undefined : frameFrom(String(data));
      if (frame === undefined) socket.close(1003, 'frames are JSON text');
      else this.#inTurn(frame);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const { watch, line } of this.#watches.values()) realtime.detached(watch, line);
      this.#watches.clear();
    });
  }

  /** Whose socket it is; null before the LOGIN, and where a server watches. */
  get session(): OpenSession | null {
    return this.#login?.session ?? null;
  }

  /** Closes with a code; its watches wait a while for the client's return. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Closes with a code, and ends its watches: their user may see nothing any more. */
  endWith(code: number, reason: string): void {
    for (const { watch } of this.#watches.values()) watch.end();
    this.#watches.clear();
    this.#login = undefined;
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** What concerns one watch is done one after the other: a watch may be closed before it has begun. */
  #inTurn(frame: Frame): void {
    const { watchId } = frame.head;
    const before = this.#turns.get(watchId);
    const turn = before === undefined || watchId === '' ? this.#receive(frame) : before.then(() => this.#receive(frame));
    this.#turns.set(watchId, turn);
    void turn.then(() => {
      if (this.#turns.get(watchId) === turn) this.#turns.delete(watchId);
    });
  }

  async #receive(frame: Frame): Promise<void> {
    const { head, type } = frame;
    try {
      if (type === 'PING') this.#send(reply(head, 'PONG', null));
      else if (type === 'LOGIN') this.#logIn(frame);
      else if (type === 'INIT_WATCH') await this.#init(frame);
      else if (type === 'REBUILD_WATCH') await this.#rebuild(frame);
      else if (type === 'CHECK_LAST') this.#check(frame);
      else if (type === 'CLOSE_WATCH') this.#closeWatch(head.watchId);
      else throw new CloudError('INVALID_PARAM', `the message ${type} is not known`);
    } catch (error) {
      const { code, message } = refusalOf(error);
      this.#send(errorFrame(head, code, message));
    }
  }

  #logIn({ head, data, extra }: Frame): void {
    const { envId } = this.#realtime.options;
    const asked = data['envId'];
    const login = this.#realtime.redeem(extra['signStr']);
    if (login === undefined) {
      this.#send(reply(head, 'LOGIN_RES', { code: 'SIGN_INVALID_ERROR', message: 'the signature is unknown, used or too old' }));
    } else if (typeof asked === 'string' && asked !== '' && asked !== envId) {
      this.#send(reply(head, 'LOGIN_RES', { code: 'INVALIID_ENV', message: `env not exists: ${asked}` }));
    } else {
      this.#login = login;
      this.#send(reply(head, 'LOGIN_RES', { envId }));
      this.#realtime.signedIn();
    }
  }

  #user(): EndUser | null {
    if (this.#login === undefined) throw new CloudError('CHECK_LOGIN_FAILED', 'log in before watching');
    return this.#login.session?.user ?? null;
  }

  async #init({ head, data }: Frame): Promise<void> {
    const watch = await this.#realtime.open(this.#user(), descriptionFrom(data));
    await this.#begin(watch, head, (line) => watch.init(line, head.requestId));
  }

  async #rebuild({ head, data }: Frame): Promise<void> {
    const user = this.#user();
    const queryId = textField(data, 'queryID');
    const eventId = numeric(data['eventID']) ?? 0;
    const known = this.#realtime.known(queryId);
    if (known !== undefined && sameUser(known.user, user)) {
      const line = this.#line(head.watchId);
      if (known.resume(line, head.requestId, eventId)) {
        this.#realtime.attached(known);
        this.#watches.set(head.watchId, { watch: known, line });
        return;
      }
      known.end();
    }
    const watch = await this.#realtime.open(user, descriptionOf(queryId));
    await this.#begin(watch, head, (line) => watch.restore(line, head.requestId, eventId));
  }

  async #begin(watch: Watch, head: FrameHead, run: (line: Line) => Promise<void>): Promise<void> {
    this.#closeWatch(head.watchId);
    if (this.#watches.size >= MAX_WATCHES) {
      watch.end();
      throw new CloudError('EXCEED_REQUEST_LIMIT', `one connection holds ${MAX_WATCHES} watches at most`);
    }
    const line = this.#line(head.watchId);
    this.#watches.set(head.watchId, { watch, line });
    try {
      await run(line);
    } catch (error) {
      this.#closeWatch(head.watchId);
      throw error;
    }
    // The socket went while the store was asked: what was begun waits for the client's return.
    if (this.#socket.readyState !== this.#socket.OPEN) this.#realtime.detached(watch, line);
  }

  #check({ head, data }: Frame): void {
    const watch = this.#watches.get(head.watchId)?.watch;
    if (watch === undefined || watch.queryId !== data['queryID'])
      throw new CloudError('QUERYID_INVALID_ERROR', 'the query id is not known');
    watch.check(head);
  }

  #closeWatch(watchId: string): void {
    this.#watches.get(watchId)?.watch.end();
    this.#watches.delete(watchId);
  }

  #line(watchId: string): Line {
    return { watchId, send: (text) => this.#send(text) };
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(text);
    this.#realtime.options.meter.bytes(null, text.length);
  }
}
