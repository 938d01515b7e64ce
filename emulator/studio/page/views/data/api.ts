import type { CollectionAbout, QueryAnswer } from '../../../../tools/data.ts';
import type { Changed } from '../../../../tools/follow.ts';
import type { SnapshotAbout } from '../../../../tools/snapshots.ts';
import { said } from './words.ts';

export type { Changed, CollectionAbout, QueryAnswer, SnapshotAbout };
export type Row = Readonly<Record<string, unknown>>;

/** A refusal in words for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(body: Readonly<Record<string, unknown>>) {
    super(said(body));
    this.code = String(body['code'] ?? '');
    this.body = body;
  }
}

const BASE = '/__emulator/data/';

async function answerOf<T>(asking: Promise<Response>): Promise<T> {
  const response = await asking.catch(() => {
    throw new ApiError({ code: 'OFFLINE' });
  });
  const body = (await response.json().catch(() => ({ code: 'OFFLINE' }))) as T & Record<string, unknown>;
  if (!response.ok) throw new ApiError(body);
  return body;
}

function post<T>(route: string, body: unknown): Promise<T> {
  return answerOf<T>(fetch(BASE + route, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
}

export interface Exchanged {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

export const api = {
  collections: async (): Promise<readonly CollectionAbout[]> =>
    (await answerOf<{ collections: CollectionAbout[] }>(fetch(`${BASE}collections`))).collections,
  query: (collection: string, asked: { filter: string; sort: string; skip: number; limit: number }): Promise<QueryAnswer> =>
    post('query', { collection, ...asked }),
  insert: (collection: string, document: string): Promise<{ id: unknown }> => post('insert', { collection, document }),
  replace: (collection: string, id: unknown, document: string, expected: unknown): Promise<{ document: Row }> =>
    post('replace', { collection, id, document, expected }),
  remove: (collection: string, id: unknown): Promise<{ document: Row }> => post('remove', { collection, id }),
  snapshots: async (): Promise<readonly SnapshotAbout[]> =>
    (await answerOf<{ snapshots: SnapshotAbout[] }>(fetch(`${BASE}snapshots`))).snapshots,
  save: (name: string): Promise<SnapshotAbout> => post('snapshots/save', { name }),
  restore: (id: string): Promise<Exchanged> => post('snapshots/restore', { id }),
  forget: (id: string): Promise<unknown> => post('snapshots/remove', { id }),
  exportAddress: (collections: readonly string[] | null): string =>
    `${BASE}export${collections === null ? '' : `?collections=${collections.map(encodeURIComponent).join(',')}`}`,
  import: (file: Blob, mode: 'replace' | 'merge', job: string): Promise<Exchanged & { collections: number; documents: number }> =>
    answerOf(
      fetch(`${BASE}import?mode=${mode}&job=${job}`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: file }),
    ),
};

export interface FollowEvents {
  changed(changed: readonly Changed[]): void;
  progress(progress: { readonly job: string; readonly bytes: number; readonly of: number }): void;
  /** The connection is there, again or for the first time: what happened before may have been missed. */
  hello(): void;
}

/** Listens while the view is seen; answers the way to stop. A page that nobody sees lets go of its connection. */
export function follow(listeners: FollowEvents, isSeen: () => boolean): () => void {
  let source: EventSource | null = null;

  function open(): void {
    const opened = new EventSource(`${BASE}follow`);
    source = opened;
    opened.addEventListener('hello', () => listeners.hello());
    opened.addEventListener('changed', ({ data }: MessageEvent<string>) => listeners.changed(JSON.parse(data) as Changed[]));
    opened.addEventListener('progress', ({ data }: MessageEvent<string>) =>
      listeners.progress(JSON.parse(data) as { job: string; bytes: number; of: number }),
    );
  }

  function update(): void {
    const wanted = isSeen() && !document.hidden;
    if (wanted && (source === null || source.readyState === EventSource.CLOSED)) open();
    else if (!wanted) {
      source?.close();
      source = null;
    }
  }

  document.addEventListener('visibilitychange', update);
  addEventListener('hashchange', update);
  update();
  return () => {
    document.removeEventListener('visibilitychange', update);
    removeEventListener('hashchange', update);
    source?.close();
  };
}
