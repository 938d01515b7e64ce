import type { ServerResponse } from 'node:http';
import type { Database } from '../database/types.ts';

/** Changes of this long go out together. */
const TOGETHER_MS = 100;
/** Beyond that many ids of one collection, a page has to ask anew in any case. */
const MOST_IDS = 200;

/** What has changed since the last message: per collection its count now, and the ids of documents; `many` when those were too many to name. */
export interface Changed {
  readonly collection: string;
  readonly count: number;
  readonly ids: readonly (string | number)[];
  readonly many: boolean;
}

/** Tells open pages what changes (server-sent events): `changed` with a list of {@link Changed}, `progress` of an import. */
export class Follow {
  readonly #database: Database;
  readonly #pages = new Set<ServerResponse>();
  readonly #stop: () => void;
  #ids = new Map<string, Set<string | number>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(database: Database) {
    this.#database = database;
    this.#stop = database.onCommit(({ changes }) => {
      if (this.#pages.size === 0) return;
      for (const { collection, id } of changes) {
        const ids = this.#ids.get(collection) ?? new Set();
        this.#ids.set(collection, ids);
        if (ids.size <= MOST_IDS) ids.add(id);
      }
      this.#timer ??= setTimeout(() => void this.#tell().catch(() => undefined), TOGETHER_MS).unref();
    });
  }

  open(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive' });
    response.write('retry: 1000\n\nevent: hello\ndata: {}\n\n');
    this.#pages.add(response);
    response.on('close', () => this.#pages.delete(response));
  }

  /** `job` is the number that the page gave its import. */
  progress(job: string, bytes: number, of: number): void {
    this.#send('progress', { job, bytes, of });
  }

  close(): void {
    this.#stop();
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const page of this.#pages) page.end();
    this.#pages.clear();
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    const taken = this.#ids;
    this.#ids = new Map();
    const changed: Changed[] = [];
    for (const [collection, ids] of taken) {
      const count = this.#database.hasCollection(collection) ? await this.#database.count(collection, {}) : 0;
      changed.push({ collection, count, ids: [...ids].slice(0, MOST_IDS), many: ids.size > MOST_IDS });
    }
    this.#send('changed', changed);
  }

  #send(event: string, data: unknown): void {
    for (const page of this.#pages) page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
