import type { Database, Document, Filter, Sort } from '../../database/types.ts';
import type { EndUser } from '../context.ts';
import { CloudError, refusalOf } from '../failure.ts';
import { WATCH_MAX_DOCUMENTS } from '../limits.ts';
import type { Proof } from '../rules/policy.ts';
import { documentTail, eventFrame, eventsText, type FoldedChange, type FrameHead } from './frames.ts';
import { Window } from './window.ts';

/** What a client asked to watch, as text that a query id can carry. */
export interface WatchDescription {
  readonly collection: string;
  readonly query: string;
  readonly sort: Sort;
  readonly limit: number | undefined;
}

/** Where a watch sends to: one of the watches of a socket. */
export interface Line {
  readonly watchId: string;
  send(text: string): void;
}

export interface WatchOptions {
  readonly database: Database;
  readonly description: WatchDescription;
  readonly queryId: string;
  /** null: a server SDK, which rules do not bind. */
  readonly user: EndUser | null;
  readonly proof: Proof;
  readonly ended: (watch: Watch) => void;
}

interface Logged {
  readonly id: number;
  readonly text: string;
}

const LOG_EVENTS = 500;
const LOG_CHARACTERS = 1024 * 1024;

let frames = 0;

/** The store announces what was written in one turn of the event loop at its end; after this, whatever a read saw has been announced. */
function announced(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/**
 * One live query. It knows the documents that its client shows, turns each commit into the events that lead there, and keeps the last events,
 * so that a client that lost its socket misses nothing and sees nothing twice.
 */
export class Watch {
  readonly collection: string;
  readonly queryId: string;
  readonly user: EndUser | null;
  readonly description: WatchDescription;
  readonly #database: Database;
  readonly #ended: (watch: Watch) => void;
  #proof: Proof;
  #line: Line | null = null;
  #window: Window;
  #current = 0;
  #log: Logged[] = [];
  #logged = 0;
  #state: 'reading' | 'live' | 'ended' = 'reading';
  #waiting: FoldedChange[] = [];

  constructor({ database, description, queryId, user, proof, ended }: WatchOptions) {
    this.collection = description.collection;
    this.queryId = queryId;
    this.user = user;
    this.description = description;
    this.#database = database;
    this.#proof = proof;
    this.#ended = ended;
    this.#window = this.#newWindow([]);
  }

  get filter(): Filter {
    return this.#proof.filter;
  }

  get readDocuments(): readonly string[] {
    return this.#proof.readDocuments;
  }

  get isAttached(): boolean {
    return this.#line !== null;
  }

  /** The first result, as INIT_EVENT. Commits that come meanwhile wait, and follow as events. */
  async init(line: Line, requestId: string): Promise<void> {
    const documents = await this.#begin(line, 1);
    if (documents === null) return;
    const tails = documents.map((document) => documentTail('init', 'init', document));
    this.#send(eventFrame('INIT_EVENT', { watchId: line.watchId, requestId }, this.queryId, 1, eventsText(1, tails)));
    this.#goOn();
  }

  /** After the server lost a watch: the present result replaces the client's list, as the events that follow `eventId`. */
  async restore(line: Line, requestId: string, eventId: number): Promise<void> {
    const current = eventId + 1;
    const documents = await this.#begin(line, current);
    if (documents === null) return;
    if (documents.length === 0) throw new CloudError('QUERYID_INVALID_ERROR', 'the watch is not known any more and must be opened anew');
    const events = eventsText(
      current,
      documents.map((document) => documentTail('init', 'init', document)),
    );
    this.#remember(current, events);
    this.#send(eventFrame('NEXT_EVENT', { watchId: line.watchId, requestId }, this.queryId, current, events));
    this.#goOn();
  }

  /** A client that comes back takes up after `eventId`; false when the log does not reach back that far. */
  resume(line: Line, requestId: string, eventId: number): boolean {
    const first = this.#log[0]?.id ?? this.#current + 1;
    if (this.#state === 'ended' || eventId > this.#current || eventId < first - 1) return false;
    this.#line = line;
    const missed = this.#log.filter(({ id }) => id > eventId);
    this.#send(
      eventFrame('NEXT_EVENT', { watchId: line.watchId, requestId }, this.queryId, this.#current, missed.map(({ text }) => text).join(',')),
    );
    return true;
  }

  /** The socket is gone; events go on being kept. Answers false when the client is back already, on another line. */
  detach(line: Line): boolean {
    if (this.#line !== line || this.#state === 'ended') return false;
    this.#line = null;
    return true;
  }

  check(head: FrameHead): void {
    this.#send(
      JSON.stringify({
        watchId: head.watchId,
        requestId: head.requestId,
        msgType: 'CHECK_EVENT',
        msgData: { queryID: this.queryId, currEvent: this.#current },
      }),
    );
  }

  end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#waiting = [];
    this.#ended(this);
  }

  fail(error: unknown): void {
    if (this.#state === 'ended') return;
    const { code, message } = refusalOf(error);
    this.#tellError(code, message, String((frames += 1)));
    this.end();
  }

  /** The rule was judged again; its reading of documents may have changed. */
  proven(proof: Proof): void {
    this.#proof = proof;
  }

  /** Takes one commit's changes of this collection; answers whether the client was told something. */
  commit(changes: readonly FoldedChange[]): boolean {
    if (this.#state === 'ended') return false;
    if (this.#state === 'reading') {
      this.#waiting.push(...changes);
      return false;
    }
    let tails: string[] | null;
    try {
      tails = this.#window.apply(changes);
    } catch (error) {
      // A pattern that takes too long on a new document: this watch ends, the others go on.
      this.fail(error);
      return true;
    }
    if (tails === null) {
      this.#state = 'reading';
      this.#waiting = [...changes];
      this.#readAgain().catch((error: unknown) => this.fail(error));
      return true;
    }
    return this.#tell(tails);
  }

  async #begin(line: Line, current: number): Promise<Document[] | null> {
    this.#line = line;
    this.#current = current;
    const documents = await this.#read();
    if (this.#state === 'ended') return null;
    this.#refuseMany(documents.length);
    this.#window = this.#newWindow(documents);
    return documents;
  }

  async #read(): Promise<Document[]> {
    const { sort, limit } = this.description;
    const documents = await this.#database.find(this.collection, {
      filter: this.#proof.filter,
      ...(sort.length === 0 ? {} : { sort }),
      limit: limit ?? WATCH_MAX_DOCUMENTS + 1,
    });
    await announced();
    return documents;
  }

  /** A window that lost a member asks the store who enters. What was committed meanwhile is in the answer, or follows. */
  async #readAgain(): Promise<void> {
    const documents = await this.#read();
    if (this.#state === 'ended') return;
    this.#tell(this.#window.replace(documents, this.#waiting));
    this.#goOn();
  }

  #goOn(): void {
    if (this.#state !== 'reading') return;
    this.#state = 'live';
    const latest = new Map<string | number, FoldedChange>();
    for (const change of this.#waiting) latest.set(change.id, change);
    this.#waiting = [];
    if (latest.size > 0) this.commit([...latest.values()]);
  }

  #tell(tails: readonly string[]): boolean {
    if (tails.length === 0) return false;
    try {
      this.#refuseMany(this.#window.size);
    } catch (error) {
      this.fail(error);
      return true;
    }
    this.#current += 1;
    const events = eventsText(this.#current, tails);
    this.#remember(this.#current, events);
    const line = this.#line;
    if (line !== null) {
      this.#send(
        eventFrame('NEXT_EVENT', { watchId: line.watchId, requestId: `server_${(frames += 1)}` }, this.queryId, this.#current, events),
      );
    }
    return true;
  }

  #refuseMany(count: number): void {
    if (count > WATCH_MAX_DOCUMENTS) {
      throw new CloudError(
        'EXCEED_REQUEST_LIMIT',
        `a watch holds ${WATCH_MAX_DOCUMENTS} documents at most; this one on ${this.collection} holds more`,
      );
    }
  }

  #remember(id: number, text: string): void {
    this.#log.push({ id, text });
    this.#logged += text.length;
    while (this.#log.length > LOG_EVENTS || (this.#logged > LOG_CHARACTERS && this.#log.length > 1)) {
      this.#logged -= this.#log.shift()?.text.length ?? 0;
    }
  }

  #newWindow(documents: readonly Document[]): Window {
    const { sort, limit } = this.description;
    return new Window({ filter: this.#proof.filter, sort, limit }, this.#database, (document) => this.#proof.mayShow(document), documents);
  }

  #send(text: string): void {
    this.#line?.send(text);
  }

  #tellError(code: string, message: string, requestId: string): void {
    if (this.#line !== null) this.#send(errorFrame({ watchId: this.#line.watchId, requestId }, code, message));
  }
}

/** The SDKs know a refusal of the rules by another name here. */
export function errorFrame(head: FrameHead, given: string, message: string): string {
  const code = given === 'DATABASE_PERMISSION_DENIED' ? 'COLLECTION_PERMISSION_DENIED' : given;
  return JSON.stringify({ watchId: head.watchId, requestId: head.requestId, msgType: 'ERROR', msgData: { code, message } });
}
