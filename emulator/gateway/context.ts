import type { ActivityFeed, Clock, CollectionRules, Faults, FunctionHost, Identity, Meter, Trace } from '../types.ts';
import type { Database } from '../database/types.ts';
import type { Users } from './auth/users.ts';
import type { Assumptions } from '../assumptions.ts';
import type { InvokeRules } from './rules/invoke.ts';
import type { OpenApi } from '../sandbox/wechat/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Writers } from './writers.ts';

export interface GatewayOptions {
  readonly database: Database;
  readonly functions: FunctionHost;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  /** Follows what each call asks; without it nothing is followed. */
  readonly trace?: Trace;
  readonly faults?: Faults;
  /** Storage of files; without it every request for a file is refused by name. */
  readonly storage?: Storage;
  /** WeChat's open interfaces; without them each call is refused by name. */
  readonly openApi?: OpenApi;
  readonly rules: () => ReadonlyMap<string, CollectionRules>;
  readonly envId: string;
  /** `http://127.0.0.1:PORT`, as soon as the port is known. */
  readonly origin: () => string;
  /** Checks custom-login tickets; without it they are refused. */
  readonly customLoginKey?: { readonly privateKeyId: string; readonly publicKeyPem: string };
  /** The environment's own users; without them there are none until somebody signs up, and they end with the process. */
  readonly users?: Users;
  /** Where it is kept which sessions were ended; without it a restart forgets. */
  readonly revocationsFile?: string;
  /** Signs sessions. Kept by the host in its data folder, sessions survive a restart; without it they end with the process. */
  readonly tokenSecret?: string;
  /** The secret id that a script's own credentials carry. Given, `/admin` refuses whoever has neither it nor a running invocation's token. */
  readonly scriptSecretId?: string;
  /** The mini-program that `POST /__emulator/session` opens when none is named. */
  readonly defaultAppid?: string;
  readonly mainRegion?: string;
  /** Who may call functions; without it whoever is signed in. */
  readonly invokeRules?: InvokeRules;
  /** How unsure points are read; without it as strictly as the defaults. */
  readonly assume?: Assumptions;
  /** Who is writing: shared with tools that write beside the gateway, so that the feed can name them. */
  readonly writers?: Writers;
}

/** A signed-in end user: rules bind him. */
export type EndUser = Extract<Identity, { kind: 'mini' | 'web' }>;

/** Who asks the database. An administrator is a function or a script; rules do not bind it. */
export type Caller =
  | { readonly kind: 'admin'; readonly functionName: string | null; readonly requestId: string | null }
  | { readonly kind: 'user'; readonly user: EndUser };

export const SCRIPT: Caller = { kind: 'admin', functionName: null, requestId: null };

/** How the feed names a caller. Never more than it must: a user is told apart by his platform's id alone. */
export function nameOf(caller: Caller): string {
  if (caller.kind === 'admin') return caller.functionName ?? 'script';
  return caller.user.kind === 'mini' ? 'mini-program' : 'web';
}

/** What `_openid` a user's documents carry: the openid in a mini-program, the uid on the web. */
export function ownerOf(user: EndUser): string {
  return user.kind === 'mini' ? user.openid : user.uid;
}
