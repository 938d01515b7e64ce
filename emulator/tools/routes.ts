import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from '../database/types.ts';
import { readObject, sendJson } from '../gateway/http.ts';
import type { Clock, Service } from '../types.ts';
import type { DataTools } from './data.ts';
import { writeDataset } from './dataset.ts';
import { answerTo, invalid, ToolError } from './failure.ts';
import { Follow } from './follow.ts';
import { readDataset, type Snapshots } from './snapshots.ts';

export interface ToolRoutesOptions {
  readonly database: Database;
  readonly tools: DataTools;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly env: string;
  /** Called when much of the data has become another: what functions remember of it is stale. */
  readonly replaced: () => void;
}

const BASE = '/__emulator/data/';
/** A document of 16 MB, as a text within a text. */
const BODY_BYTES = 48 * 1024 * 1024;
const DATASET = 'application/x-ndjson';
const LINES_AT_A_TIME = 500;

/**
 * Only this machine's programs and the studio's own page may ask: not even a page of another port, for what is here is everybody's data. A body needs
 * its content type, which no page of another site can send unasked.
 */
function refuseForeign(request: IncomingMessage, contentType: string): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isOwn = origin === undefined || origin === `http://${host ?? ''}`;
  if (!isOwn || (site !== undefined && site !== 'same-origin' && site !== 'none'))
    throw new ToolError(403, 'FORBIDDEN', 'only the studio and programs of this machine may ask');
  if (request.method === 'POST' && (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() !== contentType)
    throw new ToolError(415, 'CONTENT_TYPE', `the body must be ${contentType}`);
}

function nameIn(body: Readonly<Record<string, unknown>>): string {
  const name = body['collection'];
  if (typeof name !== 'string') throw invalid('collection must be a text');
  return name;
}

/** The data browser's routes, import and export, and snapshots. */
export function createToolRoutes({ database, tools, snapshots, clock, env, replaced }: ToolRoutesOptions): Service {
  const follow = new Follow(database);

  type Answer = (body: Readonly<Record<string, unknown>>) => Promise<unknown>;
  const posts: Readonly<Record<string, Answer>> = {
    query: (body) => tools.query(nameIn(body), body),
    document: async (body) => ({ document: await tools.read(nameIn(body), body['id']) }),
    insert: async (body) => ({ id: await tools.insert(nameIn(body), body['document']) }),
    replace: async (body) => ({ document: await tools.replace(nameIn(body), body['id'], body['document'], body['expected']) }),
    remove: async (body) => ({ document: await tools.remove(nameIn(body), body['id']) }),
    'snapshots/save': (body) => snapshots.save(body['name']),
    'snapshots/restore': async (body) => {
      const exchanged = await snapshots.restore(body['id']);
      replaced();
      return exchanged;
    },
    'snapshots/remove': async (body) => {
      await snapshots.remove(body['id']);
      return {};
    },
  };

  async function send(response: ServerResponse, url: URL): Promise<void> {
    const asked = url.searchParams.get('collections');
    const contents = await tools.contents(asked === null ? null : asked.split(',').filter((name) => name !== ''));
    const stamp = new Date(clock.now()).toISOString().slice(0, 19).replace(/[T:]/g, '-');
    response.writeHead(200, {
      'content-type': DATASET,
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${env}-${stamp}.ndjson"`,
    });
    let held: string[] = [];
    const flush = async (): Promise<void> => {
      const isFull = !response.write(held.join(''));
      held = [];
      if (isFull) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    };
    for (const line of writeDataset(contents, { env, at: clock.now() })) {
      if (held.push(line) >= LINES_AT_A_TIME) await flush();
      if (response.destroyed) return;
    }
    await flush();
    response.end();
  }

  async function take(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const mode = url.searchParams.get('mode') ?? 'replace';
    if (mode !== 'replace' && mode !== 'merge') throw invalid('mode must be replace or merge');
    const job = url.searchParams.get('job') ?? '';
    const length = Number(request.headers['content-length'] ?? 0);
    let told = 0;
    const contents = await readDataset(request, clock.now(), (bytes) => {
      if (job === '' || (bytes - told < 256 * 1024 && bytes < length)) return;
      told = bytes;
      follow.progress(job, bytes, length);
    });
    const exchanged = await tools.takeIn(contents, { mode, reason: 'a dataset was taken in' });
    replaced();
    sendJson(response, 200, {
      collections: contents.length,
      documents: contents.reduce((sum, one) => sum + one.documents.length, 0),
      ...exchanged,
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL, route: string): Promise<void> {
    const importing = route === 'import';
    refuseForeign(request, importing ? DATASET : 'application/json');
    const method = request.method ?? 'GET';
    const post = Object.hasOwn(posts, route) ? posts[route] : undefined;
    if (method === 'POST' && importing) return take(request, response, url);
    if (method === 'POST' && post !== undefined) return sendJson(response, 200, await post(await readObject(request, BODY_BYTES)));
    if (method === 'GET' && route === 'collections') return sendJson(response, 200, { collections: await tools.collections() });
    if (method === 'GET' && route === 'snapshots') return sendJson(response, 200, { snapshots: snapshots.list() });
    if (method === 'GET' && route === 'export') return send(response, url);
    if (method === 'GET' && route === 'follow') return follow.open(response);
    throw new ToolError(404, 'NOT_FOUND', `${method} ${BASE}${route} is not offered`);
  }

  return {
    async handle(request, response, url) {
      if (!url.pathname.startsWith(BASE)) return false;
      try {
        await answer(request, response, url, url.pathname.slice(BASE.length));
      } catch (error) {
        if (response.headersSent) response.destroy();
        else {
          const { status, body } = answerTo(error);
          // Of a large body the rest is not waited for.
          if (!request.complete) response.setHeader('connection', 'close');
          sendJson(response, status, body);
          request.resume();
        }
      }
      return true;
    },
    close() {
      follow.close();
      return Promise.resolve();
    },
  };
}
