import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Commit, Database } from '../../database/types.ts';
import type { ActivityFeed, Clock, Meter } from '../../types.ts';
import type { OpenSession } from '../auth/tokens.ts';
import type { EndUser } from '../context.ts';
import type { Policy, Proof } from '../rules/policy.ts';
import { decodeObject, parseJson, type PlainObject } from '../values.ts';
import { Connection } from './connection.ts';
import { fold } from './frames.ts';
import { type Line, Watch, type WatchDescription } from './watch.ts';
import { WatchIndex } from './watch-index.ts';

export interface RealtimeOptions {
  readonly database: Database;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly envId: string;
  readonly origin: () => string;
}

export const SOCKET_PATH = '/__cloudbase/realtime';

/** Close codes of sockets: the SDK ends its watches at the first, and connects again at any other. */
const SIGNED_OUT = 3050;
const EXPIRED = 4401;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** A signature opens one socket, within this time. */
const SIGNATURE_MS = 60_000;
/** A client that lost its socket may take up its watches for this long. */
const DETACHED_MS = 120_000;
/** Frames are small; documents only flow the other way. */
const FRAME_BYTES = 256 * 1024;

const ALL: Omit<Proof, 'filter'> = { readDocuments: [], mayShow: () => true };

/** Live queries: who may open a socket, which watches there are, and which of them a commit concerns. */
export class Realtime {
  readonly options: RealtimeOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES, perMessageDeflate: false });
  readonly #signatures = new Map<string, { readonly session: OpenSession | null; readonly until: number }>();
  readonly #connections = new Set<Connection>();
  readonly #index = new WatchIndex<Watch>();
  readonly #byQueryId = new Map<string, Watch>();
  readonly #leaningOn = new Map<string, Set<Watch>>();
  readonly #timers = new Map<Watch, NodeJS.Timeout>();
  readonly #stop: () => void;
  #expiry: NodeJS.Timeout | undefined;

  constructor(options: RealtimeOptions) {
    this.options = options;
    const stops = [options.database.onCommit((commit) => this.#commit(commit)), options.clock.onAdvance(() => this.#expire())];
    this.#stop = () => stops.forEach((stop) => stop());
  }

  /** What `auth.wsWebSign` answers: the LOGIN frame carries no token, so the signature stands for the user, once. */
  sign(session: OpenSession | null): PlainObject {
    const now = Date.now();
    for (const [text, { until }] of this.#signatures) if (until < now) this.#signatures.delete(text);
    const signStr = randomBytes(24).toString('hex');
    this.#signatures.set(signStr, { session, until: now + SIGNATURE_MS });
    const { origin, envId } = this.options;
    return { signStr, wsUrl: `${origin().replace(/^http/, 'ws')}${SOCKET_PATH}`, secretVersion: 1, envId };
  }

  /** The session that a signature stands for (null: a server's); undefined when it is unknown, used or too old. */
  redeem(signStr: unknown): { readonly session: OpenSession | null } | undefined {
    const found = typeof signStr === 'string' ? this.#signatures.get(signStr) : undefined;
    if (typeof signStr === 'string') this.#signatures.delete(signStr);
    return found === undefined || found.until < Date.now() ? undefined : { session: found.session };
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, this);
      this.#connections.add(connection);
      webSocket.on('close', () => this.#connections.delete(connection));
    });
  }

  /**
   * Sessions were ended: their sockets close for good (3050, what the SDK takes for "not signed in"), and what waited for a lost client's return
   * goes with them.
   */
  end(isEnded: (session: OpenSession) => boolean): void {
    for (const [text, { session }] of this.#signatures) if (session !== null && isEnded(session)) this.#signatures.delete(text);
    for (const connection of this.#connections) {
      if (connection.session !== null && isEnded(connection.session)) connection.endWith(SIGNED_OUT, 'the session was ended');
    }
  }

  /** A socket lasts as long as the access token it was opened with: then the client has to sign anew, with a fresh one. */
  #expire(): void {
    const now = this.options.clock.now();
    let next = Infinity;
    for (const connection of this.#connections) {
      const until = connection.session?.until ?? Infinity;
      if (until <= now) connection.close(EXPIRED, 'the access token has expired');
      else next = Math.min(next, until);
    }
    clearTimeout(this.#expiry);
    if (next < Infinity) this.#expiry = setTimeout(() => this.#expire(), Math.min(next - now, MAX_TIMEOUT_MS)).unref();
  }

  /** A socket has signed in. */
  signedIn(): void {
    this.#expire();
  }

  /** A new watch, allowed by the rules; not yet begun. */
  async open(user: EndUser | null, description: WatchDescription): Promise<Watch> {
    const proof = await this.#prove(user, description);
    const nonce = randomBytes(6).toString('hex');
    const queryId = Buffer.from(JSON.stringify({ ...description, nonce })).toString('base64url');
    const watch = new Watch({ database: this.options.database, description, queryId, user, proof, ended: (ended) => this.#remove(ended) });
    this.#byQueryId.set(queryId, watch);
    this.#index.add(watch);
    this.#lean(watch);
    this.options.meter.database(null, null, 1, 0);
    return watch;
  }

  known(queryId: string): Watch | undefined {
    return this.#byQueryId.get(queryId);
  }

  /** The client went without closing: keeps the watch a while, for its return. */
  detached(watch: Watch, line: Line): void {
    if (!watch.detach(line)) return;
    clearTimeout(this.#timers.get(watch));
    const timer = setTimeout(() => watch.end(), DETACHED_MS);
    timer.unref();
    this.#timers.set(watch, timer);
  }

  attached(watch: Watch): void {
    clearTimeout(this.#timers.get(watch));
    this.#timers.delete(watch);
  }

  /** Every socket breaks now, as when a network goes; watches wait for their clients to return. */
  drop(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#expiry);
    for (const watch of [...this.#byQueryId.values()]) watch.end();
    for (const connection of this.#connections) connection.terminate();
    this.#server.close();
  }

  async #prove(user: EndUser | null, description: WatchDescription): Promise<Proof> {
    const { policy, clock } = this.options;
    const given = parseJson(description.query === '' ? '{}' : description.query, 'query');
    // The server SDK wraps its EJSON text once more.
    const filter = decodeObject(given, clock.now(), 'filter', 'query');
    return user === null ? { filter, ...ALL } : policy.proveRead(user, description.collection, filter);
  }

  #remove(watch: Watch): void {
    this.attached(watch);
    this.#byQueryId.delete(watch.queryId);
    this.#index.remove(watch);
    this.#unlean(watch, watch.readDocuments);
  }

  #lean(watch: Watch): void {
    for (const path of watch.readDocuments) {
      const watches = this.#leaningOn.get(path);
      if (watches === undefined) this.#leaningOn.set(path, new Set([watch]));
      else watches.add(watch);
    }
  }

  #unlean(watch: Watch, paths: readonly string[]): void {
    for (const path of paths) {
      const watches = this.#leaningOn.get(path);
      watches?.delete(watch);
      if (watches?.size === 0) this.#leaningOn.delete(path);
    }
  }

  /** Someone's right to watch rested on a document that changed: a right withdrawn ends the watch. */
  async #proveAgain(watch: Watch): Promise<void> {
    const before = watch.readDocuments;
    try {
      const proof = await this.#prove(watch.user, watch.description);
      this.#unlean(watch, before);
      watch.proven({ ...proof, filter: watch.filter });
      if (this.#byQueryId.has(watch.queryId)) this.#lean(watch);
    } catch (error) {
      watch.fail(error);
    }
  }

  #commit(commit: Commit): void {
    const collections = new Set(commit.changes.map((change) => change.collection));
    for (const collection of collections) {
      const own = collections.size === 1 ? commit.changes : commit.changes.filter((change) => change.collection === collection);
      if (this.#leaningOn.size > 0) {
        for (const { id } of own) for (const watch of [...(this.#leaningOn.get(`${collection}/${id}`) ?? [])]) void this.#proveAgain(watch);
      }
      if (!this.#index.has(collection)) continue;
      const changes = fold(own);
      const concerned = new Set<Watch>();
      for (const change of changes) this.#index.concerned(collection, change.before, change.after, concerned);
      let told = 0;
      for (const watch of concerned) {
        const isTold = watch.commit(changes);
        if (isTold && watch.isAttached) told += 1;
      }
      if (told > 0) this.options.feed.publish({ kind: 'push', collection, watchers: told, documents: changes.length });
    }
  }
}
