import { CloudFailure } from './failure.ts';
import type { CloudSession } from './session.ts';
import { isPlainObject, type PlainObject } from './types.ts';
import { Watch, type ServerMessage, type WatchCallbacks, type WatchHandle, type WatchSpec } from './watch.ts';

export type { WatchCallbacks, WatchHandle, WatchSpec } from './watch.ts';

/** Waits between attempts to reconnect. After the last one every watch ends with an error, as WeChat's do after five. */
const RECONNECT_DELAYS_MS = [300, 1000, 3000, 10_000, 10_000];
const PING_AFTER_MS = 10_000;
const PONG_WITHIN_MS = 5000;
const ANSWER_WITHIN_MS = 10_000;

interface Waiting {
  resolve(message: ServerMessage): void;
  reject(error: Error): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

function messageFrom(data: unknown): ServerMessage | undefined {
  if (typeof data !== 'string') return undefined;
  const parsed: unknown = JSON.parse(data);
  if (!isPlainObject(parsed) || typeof parsed['msgType'] !== 'string') return undefined;
  const body = parsed['msgData'];
  return {
    msgType: parsed['msgType'],
    msgData: isPlainObject(body) ? body : {},
    ...(typeof parsed['requestId'] === 'string' ? { requestId: parsed['requestId'] } : {}),
    ...(typeof parsed['watchId'] === 'string' ? { watchId: parsed['watchId'] } : {}),
  };
}

/** One socket for all of a user's watches. It opens with the first watch, closes after the last, and reconnects by itself. */
export class Realtime {
  readonly #session: CloudSession;
  readonly #watches = new Map<string, Watch>();
  readonly #waiting = new Map<string, Waiting>();
  #socket: WebSocket | undefined;
  #opening: Promise<void> | undefined;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;
  #sequence = 0;

  constructor(session: CloudSession) {
    this.#session = session;
  }

  watch(spec: WatchSpec, callbacks: WatchCallbacks): WatchHandle {
    if (typeof callbacks?.onChange !== 'function' || typeof callbacks.onError !== 'function') {
      throw new Error('watch() wants both onChange and onError');
    }
    const id = `watch-${(this.#sequence += 1)}-${globalThis.crypto.randomUUID()}`;
    const watch = new Watch(id, this.#session.identity.envId, spec, callbacks, {
      ask: (message) => this.#ask(message),
      tell: (message) => this.#tell(message),
      ended: () => this.#ended(id),
    });
    this.#watches.set(id, watch);
    if (this.#socket === undefined) this.#open();
    else watch.start();
    return { close: () => watch.close() };
  }

  /** Another user holds the phone: every watch starts anew under the new identity. */
  identityChanged(): void {
    this.#drop('the user changed');
    for (const watch of this.#watches.values()) watch.forget();
    if (this.#watches.size > 0) this.#open();
  }

  /** The phone is put away: no watch calls back any more. */
  dispose(): void {
    this.#watches.clear();
    this.#drop('the mini-program was closed');
  }

  #ended(id: string): void {
    this.#watches.delete(id);
    if (this.#watches.size === 0) this.#drop('no watch is left');
  }

  #open(): void {
    if (this.#opening !== undefined || this.#socket !== undefined) return;
    clearTimeout(this.#retry);
    const opening = this.#connect();
    this.#opening = opening;
    opening.then(
      () => {
        if (this.#opening !== opening) return;
        this.#opening = undefined;
        this.#attempt = 0;
        for (const watch of this.#watches.values()) watch.start();
      },
      (error: unknown) => {
        if (this.#opening !== opening) return;
        this.#opening = undefined;
        this.#drop('connecting failed');
        this.#tryAgain(error);
      },
    );
  }

  async #connect(): Promise<void> {
    const { envId } = this.#session.identity;
    const signed = await this.#session.call({
      method: 'POST',
      path: `/web?env=${encodeURIComponent(envId)}`,
      body: { action: 'auth.wsWebSign', runtime: 'web', env: envId, dataVersion: '2020-01-10', access_token: await this.#session.token() },
    });
    const data = isPlainObject(signed.body) ? signed.body['data'] : undefined;
    if (!isPlainObject(data) || typeof data['wsUrl'] !== 'string') throw new CloudFailure('SYS_ERR', 'auth.wsWebSign answered no wsUrl');
    const socket = new WebSocket(data['wsUrl']);
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error('the socket did not open'));
      socket.onclose = () => reject(new Error('the socket closed while opening'));
    });
    socket.onmessage = (event: MessageEvent<unknown>) => this.#receive(messageFrom(event.data));
    socket.onerror = null;
    socket.onclose = (event) => this.#lost(socket, event.code);
    this.#beat();
    const answer = await this.#ask({
      msgType: 'LOGIN',
      msgData: { envId, accessToken: '', referrer: 'web', sdkVersion: '', dataVersion: '' },
      exMsgData: { runtime: 'web', signStr: data['signStr'], secretVersion: data['secretVersion'] },
    });
    if (answer.msgType === 'ERROR' || answer.msgData['code'] !== undefined) {
      this.#session.forget();
      throw new CloudFailure(String(answer.msgData['code'] ?? 'CHECK_LOGIN_FAILED'), String(answer.msgData['message'] ?? 'login refused'));
    }
  }

  #tryAgain(error: unknown): void {
    if (this.#watches.size === 0) return;
    const delay = RECONNECT_DELAYS_MS[this.#attempt];
    this.#attempt += 1;
    if (delay === undefined) {
      this.#attempt = 0;
      const message = error instanceof Error ? error.message : String(error);
      for (const watch of [...this.#watches.values()]) watch.fail('SDK_DATABASE_REALTIME_LISTENER_RECONNECT_WATCH_FAIL', message);
      return;
    }
    this.#retry = setTimeout(() => this.#open(), delay);
  }

  #lost(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#drop(`the socket closed (${code})`);
    if (code === 3050) {
      for (const watch of [...this.#watches.values()])
        watch.fail('SDK_DATABASE_REALTIME_LISTENER_WEBSOCKET_CONNECTION_CLOSED', 'authentication refused');
      return;
    }
    this.#tryAgain(new Error(`the socket closed (${code})`));
  }

  #drop(reason: string): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#opening = undefined;
    clearTimeout(this.#heartbeat);
    clearTimeout(this.#retry);
    if (socket !== undefined) {
      socket.onopen = socket.onclose = socket.onmessage = socket.onerror = null;
      socket.close(3001);
    }
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new Error(reason));
    }
    this.#waiting.clear();
    for (const watch of this.#watches.values()) watch.pause();
  }

  #beat(): void {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => {
      this.#tell({ msgType: 'PING', msgData: null });
      const socket = this.#socket;
      this.#heartbeat = setTimeout(() => {
        if (socket === undefined || this.#socket !== socket) return;
        this.#drop('no answer to a ping');
        this.#tryAgain(new Error('no answer to a ping'));
      }, PONG_WITHIN_MS);
    }, PING_AFTER_MS);
  }

  #receive(message: ServerMessage | undefined): void {
    if (message === undefined) return;
    this.#beat();
    const waiting = message.requestId === undefined ? undefined : this.#waiting.get(message.requestId);
    if (waiting !== undefined && message.requestId !== undefined) {
      this.#waiting.delete(message.requestId);
      clearTimeout(waiting.timer);
      waiting.resolve(message);
      return;
    }
    if (message.watchId !== undefined) this.#watches.get(message.watchId)?.receive(message);
  }

  #tell(message: PlainObject): void {
    if (this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify({ requestId: globalThis.crypto.randomUUID(), ...message }));
  }

  #ask(message: PlainObject): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      const requestId = globalThis.crypto.randomUUID();
      const timer = setTimeout(() => {
        this.#waiting.delete(requestId);
        reject(new Error(`no answer to ${String(message['msgType'])} within ${ANSWER_WITHIN_MS} ms`));
      }, ANSWER_WITHIN_MS);
      this.#waiting.set(requestId, { resolve, reject, timer });
      this.#tell({ ...message, requestId });
    });
  }
}
