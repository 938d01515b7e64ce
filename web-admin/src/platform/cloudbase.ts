import type { LiveDatabase, LiveQueryBuilder } from '@shop/shared/client/live.ts';
import { ENV_ID, IS_LOCAL } from './config.ts';
import { watchSockets, type SocketListener } from './socket-watch.ts';

/**
 * The only file that knows @cloudbase/js-sdk. The SDK is loaded on first use, so that the sign-in page does not wait for it.
 * On the local CloudBase the SDK is told to talk to the page's own origin (`registerHost`, an official call) before its first request.
 */
export interface Cloud {
  /** Trades a custom-login ticket for a session of this browser. Throws when the ticket is refused. */
  signIn(ticket: string): Promise<void>;
  signOut(): Promise<void>;
  isSignedIn(): Promise<boolean>;
  /** What the function returned, whatever it is. Throws when the call did not get through. */
  invoke(name: string, data: unknown): Promise<unknown>;
  readonly database: LiveDatabase;
  /** Conditions for `where`. */
  readonly command: Command;
}

export interface Condition {
  and(other: Condition): Condition;
}

export interface Command {
  gte(value: unknown): Condition;
  lte(value: unknown): Condition;
  lt(value: unknown): Condition;
  in(values: readonly unknown[]): Condition;
}

/** Most documents that one `get` of a web client answers. */
const GET_LIMIT = 100;

interface SdkQuery {
  orderBy(field: string, direction: 'asc' | 'desc'): SdkQuery;
  limit(count: number): SdkQuery;
  skip(count: number): SdkQuery;
  get(): Promise<unknown>;
  watch: LiveQueryBuilder['watch'];
}

interface SdkDatabase {
  collection(name: string): { where(query: object): SdkQuery };
  readonly command: Command;
}

function rows(answer: unknown): readonly unknown[] {
  if (typeof answer === 'object' && answer !== null) {
    if ('data' in answer && Array.isArray(answer.data)) return answer.data;
    if ('code' in answer) throw Object.assign(new Error(String('message' in answer ? answer.message : answer.code)), { code: answer.code });
  }
  throw new Error('the database answered no list');
}

/** `get` beyond the platform's limit reads page after page; everything else is the SDK's own. */
function builder(query: SdkQuery, limit: number): LiveQueryBuilder {
  return {
    orderBy: (field, direction) => builder(query.orderBy(field, direction), limit),
    limit: (count) => builder(query, count),
    get: async () => {
      const data: unknown[] = [];
      while (data.length < limit) {
        const size = Math.min(GET_LIMIT, limit - data.length);
        const page = rows(await query.skip(data.length).limit(size).get());
        data.push(...page);
        if (page.length < size) break;
      }
      return { data };
    },
    watch: (options) => query.limit(limit).watch(options),
  };
}

function liveDatabase(sdk: SdkDatabase): LiveDatabase {
  return { collection: (name) => ({ where: (query) => builder(sdk.collection(name).where(query), GET_LIMIT) }) };
}

async function load(): Promise<Cloud> {
  const { cloudbase } = await import('./sdk.ts');
  const app = cloudbase.init({ env: ENV_ID });
  if (IS_LOCAL) app.registerHost(location.host, location.protocol === 'https:' ? 'https' : 'http');
  const auth = app.auth({ persistence: 'local' });
  const database = app.database() as unknown as SdkDatabase;
  return {
    signIn: async (ticket) => {
      await auth.signInWithCustomTicket(() => Promise.resolve(ticket));
    },
    signOut: async () => {
      await auth.signOut();
    },
    isSignedIn: async () => Boolean(await auth.getLoginState()),
    invoke: async (name, data) => {
      const answer = await app.callFunction({ name, data });
      if ('code' in answer && answer.code) throw new Error(`${String(answer.code)} ${String('message' in answer ? answer.message : '')}`);
      return answer.result;
    },
    database: liveDatabase(database),
    command: database.command,
  };
}

const socketListeners = new Set<SocketListener>();
let watching = false;

/** Calls back whenever the live connection is lost or back. */
export function onSocket(listener: SocketListener): void {
  socketListeners.add(listener);
}

let loading: Promise<Cloud> | null = null;

/** The one connection of this page. A failed load is tried again by the next call. */
export function cloud(): Promise<Cloud> {
  if (!watching) {
    watching = true;
    watchSockets((up) => socketListeners.forEach((listener) => listener(up)));
  }
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
