/**
 * What the parts of the emulator know of each other. Each part is made by a `create…` function that takes the others through these
 * interfaces; `main.ts` is the only place that puts them together.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** One part's share of the port. `handle` answers true when the request was its own, and then has answered it (or will). */
export interface Service {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): boolean;
  close(): Promise<void>;
}

/** The emulator's time, in ms. It runs with the machine's and can be moved forward. */
export interface Clock {
  now(): number;
  advance(ms: number): void;
  onAdvance(listener: (offsetMs: number) => void): () => void;
}

/** Whom the platform vouches for in a call. */
export type Identity =
  | { readonly kind: 'mini'; readonly appid: string; readonly openid: string; readonly unionid?: string }
  | {
      readonly kind: 'web';
      readonly uid: string;
      readonly customUserId?: string;
      readonly anonymous: boolean;
      /** How a user of the environment's own directory signed in; others are CUSTOM or ANONYMOUS. */
      readonly loginType?: 'USERNAME' | 'PHONE' | 'EMAIL';
    }
  | { readonly kind: 'system' };

export interface Invocation {
  readonly name: string;
  /** The event as JSON text, exactly as it came. */
  readonly data: string;
  readonly identity: Identity;
  readonly ip: string;
  readonly requestId: string;
  /** Where the call came from: the feed and the function's environment say so. */
  readonly source: 'client' | 'function' | 'http' | 'timer' | 'setup' | 'script';
  /** The request id of the call that made this one. */
  readonly parent?: string | null;
}

/** `result` is the JSON text of what the function returned. A failure carries the cloud's code (FUNCTION_NOT_FOUND, FUNCTION_TIME_LIMIT_EXCEEDED, …). */
export type InvocationResult =
  | { readonly ok: true; readonly result: string; readonly log: string; readonly durationMs: number }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly log: string; readonly durationMs: number };

export interface FunctionHost {
  list(): readonly string[];
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Which running invocation a session token of `/admin` belongs to; null for a script's own credentials. */
  invocationOf(sessionToken: string): { readonly name: string; readonly requestId: string; readonly identity: Identity } | null;
}

/** What happened, for the studio's feed and for the log. Never carries a document's content, a token or personal data. */
export type ActivityEvent =
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly source: string;
      readonly who: string;
      readonly status: string;
      readonly ms: number;
      readonly reads: number;
      readonly writes: number;
      readonly requestId: string;
    }
  | {
      readonly kind: 'change';
      readonly collection: string;
      readonly operation: 'add' | 'update' | 'replace' | 'remove';
      readonly id: string;
      readonly by: string;
      /** Of a large commit: this one stands for that many documents, `id` being the first. */
      readonly documents?: number;
    }
  | { readonly kind: 'push'; readonly collection: string; readonly watchers: number; readonly documents: number }
  | { readonly kind: 'payment'; readonly event: string; readonly outTradeNo: string; readonly amount: number }
  | { readonly kind: 'warning'; readonly title: string; readonly detail: string };

export type StampedEvent = ActivityEvent & { readonly at: number; readonly sequence: number };

export interface ActivityFeed {
  publish(event: ActivityEvent): void;
  /** The last few hundred, oldest first. */
  recent(): readonly StampedEvent[];
  subscribe(listener: (event: StampedEvent) => void): () => void;
}

/** What a call's statement asks, and what came of it. Never a value: of conditions the shape alone. */
export interface StatementStep {
  readonly kind: 'database';
  readonly operation: string;
  readonly collection: string;
  readonly condition: string;
  /** The index that led to the documents; null: none did. Several, when a pipeline looked into several collections. */
  readonly index: string | null;
  readonly scanned: boolean;
  readonly examined: number;
  readonly read: number;
  readonly written: number;
  readonly transaction: string | null;
  readonly status: string;
}

/** One step of a call's timeline. `at` is ms since the call began. */
export type Step = { readonly at: number; readonly ms: number } & (
  | StatementStep
  | {
      readonly kind: 'transaction';
      readonly operation: 'start' | 'commit' | 'abort';
      readonly transaction: string;
      readonly status: string;
    }
  | { readonly kind: 'call'; readonly name: string; readonly requestId: string; readonly status: string }
  | { readonly kind: 'change'; readonly collection: string; readonly operation: string; readonly id: string }
  | { readonly kind: 'push'; readonly collection: string; readonly watchers: number; readonly documents: number }
  | { readonly kind: 'fault'; readonly fault: string }
);

/** A call as the log keeps it. */
export interface LoggedCall {
  /** Grows with every call that ends. */
  readonly sequence: number;
  readonly requestId: string;
  readonly name: string;
  readonly source: Invocation['source'];
  readonly who: string;
  /** The call that made this one. */
  readonly parent: string | null;
  /** When it began, on the emulator's clock. */
  readonly at: number;
  readonly ms: number;
  /** `ok`, or the cloud's code. */
  readonly status: string;
  /** The error with the lines of its stack; empty when there was none. */
  readonly error: string;
  readonly printed: string;
  readonly reads: number;
  readonly writes: number;
  readonly memoryMb: number;
  readonly steps: readonly Step[];
  /** Steps beyond those that are kept. */
  readonly dropped: number;
}

export interface CallEnd {
  readonly ms: number;
  readonly status: string;
  readonly error: string;
  readonly printed: string;
  readonly reads: number;
  readonly writes: number;
}

/** Follows each call of a function from its begin to its end. A request id that no running call has is passed over. */
export interface Trace {
  begin(invocation: Invocation, memoryMb: number): void;
  end(requestId: string, end: CallEnd): void;
  /** Runs a statement of a call; `count` says what its result means. */
  statement<Result>(
    requestId: string | null,
    what: Pick<StatementStep, 'operation' | 'collection' | 'transaction'> & { readonly condition: unknown },
    run: () => Promise<Result>,
    count: (result: Result) => { readonly read?: number; readonly written?: number },
  ): Promise<Result>;
  transaction<Result>(
    requestId: string | null,
    operation: 'start' | 'commit' | 'abort',
    run: () => Promise<Result>,
    id: (result: Result) => string,
  ): Promise<Result>;
  note(requestId: string | null, step: NoteStep): void;
}

/** What shall happen to one call of a function. */
export type CallFault =
  { readonly kind: 'refuse'; readonly code: string; readonly message: string } | { readonly kind: 'timeout' } | { readonly kind: 'kill' };

/** The faults that a person has ordered; every part asks before it does its work. Nothing ordered, nothing happens. */
export interface Faults {
  /** To be waited for before the work, where it was ordered. */
  delay(route: 'database' | 'functions'): Promise<void> | undefined;
  /** Shall this statement of a transaction, or its commit, fail as a conflict? Each order is used up by it. */
  conflict(): boolean;
  /** What shall happen to a call that begins. `kill` ends the process that carries it out. */
  call(name: string, requestId: string, kill: () => void): CallFault | null;
  /** A call has carried out a statement: one that shall die in its work may die now. */
  statementDone(requestId: string): void;
  callEnded(requestId: string): void;
  doubleTimers(): boolean;
  refusesSockets(): boolean;
  /** How payment notices behave when a payment does not say. */
  notices(): string | null;
  onDropSockets(listener: () => void): () => void;
}

export type NoteStep = { readonly kind: 'fault'; readonly fault: string };

export interface MeterFigures {
  readonly calls: number;
  readonly milliseconds: number;
  readonly reads: number;
  readonly writes: number;
  readonly bytesOut: number;
}

/** Database operations, calls and bytes, per function (`null`: a client or a script) and in all. */
export interface Meter {
  database(functionName: string | null, requestId: string | null, reads: number, writes: number): void;
  call(functionName: string, requestId: string, milliseconds: number): void;
  bytes(functionName: string | null, count: number): void;
  /** What one request has read and written so far; forgotten when its call ends. */
  ofRequest(requestId: string): { readonly reads: number; readonly writes: number };
  figures(): { readonly total: MeterFigures; readonly functions: Readonly<Record<string, MeterFigures>> };
  reset(): void;
}

/** A WeChat mini-program user that the emulator knows: chosen in the studio, or named by `POST /__emulator/session`. */
export interface Person {
  readonly openid: string;
  readonly name: string;
  readonly app: string;
}

/** The security rule and indexes of a collection, as `cloudbaserc.json`'s `emulator.database` file declares them. */
export interface CollectionRules {
  readonly name: string;
  readonly permission: 'CUSTOM' | 'ADMINONLY' | 'READONLY' | 'PRIVATE' | 'ADMINWRITE';
  readonly rule?: {
    readonly read: boolean | string;
    readonly write?: boolean | string;
    readonly create?: boolean | string;
    readonly update?: boolean | string;
    readonly delete?: boolean | string;
  };
  readonly indexes: readonly {
    readonly name: string;
    readonly keys: readonly { readonly field: string; readonly direction: 1 | -1 | '2dsphere' }[];
    readonly unique?: boolean;
  }[];
}

/** Who may do what with files: `cloudbaserc.json`'s `emulator.storage`. */
export interface StorageRules {
  /** The cloud's basic permissions, or CUSTOM with `rule`. Not declared, it is the cloud's own: all read, the creator writes (READONLY). */
  readonly permission: CollectionRules['permission'];
  readonly rule?: { readonly read?: boolean | string; readonly write?: boolean | string };
  /**
   * Where clients may upload to, which the cloud's rules cannot say: one of these must fit. Without the list, anywhere that the rule allows.
   * `under` is how the path begins (`{openid}` stands for the user himself); `types` are media types that the bytes must be; `maxBytes` is in bytes.
   */
  readonly uploads?: readonly { readonly under: string; readonly types?: readonly string[]; readonly maxBytes?: number }[];
}
