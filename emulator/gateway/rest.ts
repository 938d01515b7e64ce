import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assumptions } from '../assumptions.ts';
import type { Clock } from '../types.ts';
import { checkQuery } from './assumed.ts';
import { runCommands } from './commands.ts';
import type { Caller } from './context.ts';
import type { Data } from './data.ts';
import { CloudError } from './failure.ts';
import { numeric, optionalText, sortFrom, stagesFrom } from './fields.ts';
import { decodePart, readObject, sendText } from './http.ts';
import { CLIENT_AGGREGATE_BYTES, CLIENT_READ_BYTES, CLIENT_WRITE_BYTES } from './limits.ts';
import { decode, decodeObject, encode, isPlainObject, parseJson, type PlainObject } from './values.ts';

export interface RestOptions {
  readonly data: Data;
  readonly clock: Clock;
  readonly assume: Assumptions;
}

const BASE = /^\/v1\/database\/instances\/[^/]+\/databases\/[^/]+(\/.*)$/;
const DOCUMENTS = /^\/collections\/([^/]+)\/documents(?:\/([^/]+))?$/;

interface Asked {
  readonly caller: Caller;
  readonly collection: string;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly now: number;
}

function canonicalList(documents: readonly unknown[], limit: number): string {
  const text = JSON.stringify(encode(documents, 'canonical'));
  if (text.length > limit) {
    throw new CloudError('EXCEED_MAX_RESPONSE_SIZE', `the result has ${text.length} bytes; a client is answered ${limit} at most`);
  }
  return text;
}

function body(asked: Asked): Promise<PlainObject> {
  return readObject(asked.request, CLIENT_WRITE_BYTES);
}

function parameter(url: URL, name: string): string | undefined {
  const value = url.searchParams.get(name);
  return value === null || value === '' ? undefined : value;
}

async function readDocuments({ data, assume }: RestOptions, { caller, collection, url, now }: Asked): Promise<string> {
  checkQuery(assume, parameter(url, 'query'));
  const filter = decodeObject(parameter(url, 'query'), now, 'filter', 'query');
  if (parameter(url, 'count') === 'true') return JSON.stringify({ total: await data.count(caller, collection, filter) });
  const order = parameter(url, 'order');
  const offset = numeric(parameter(url, 'offset')) ?? 0;
  const limit = data.limitFor(caller, numeric(parameter(url, 'limit')));
  const projection = parameter(url, 'projection');
  const documents = await data.read(caller, {
    collection,
    filter,
    sort: sortFrom(order === undefined ? undefined : parseJson(order, 'order')),
    skip: offset,
    limit,
    projection: projection === undefined ? undefined : decodeObject(projection, now, 'expression', 'projection'),
  });
  return `{"offset":${offset},"limit":${limit},"list":${canonicalList(documents, CLIENT_READ_BYTES)}}`;
}

async function addDocuments({ data }: RestOptions, asked: Asked): Promise<string> {
  const given = await body(asked);
  if (given['transactionId'] !== undefined) throw noTransactions();
  const list = Array.isArray(given['data']) ? (given['data'] as unknown[]) : [given['data']];
  const documents = list.map((item) => decodeObject(item, asked.now, 'document', 'data'));
  return JSON.stringify({ insertedIds: await data.insert(asked.caller, asked.collection, documents) });
}

async function changeDocuments({ data, assume }: RestOptions, asked: Asked): Promise<string> {
  const given = await body(asked);
  if (given['transactionId'] !== undefined) throw noTransactions();
  checkQuery(assume, given['query']);
  const result = await data.update(asked.caller, {
    collection: asked.collection,
    filter: decodeObject(given['query'], asked.now, 'filter', 'query'),
    data: decodeObject(given['data'], asked.now, 'document', 'data'),
    multi: given['multi'] === true,
    upsert: given['upsert'] === true,
    replace: given['replaceMode'] === true,
  });
  // The SDK reads the one name for doc().set(), the other for where().update().
  const { modified: updated, matched, upsertedId: id } = result;
  return JSON.stringify({ updated, matched, upsert_id: id, upserted_id: id });
}

async function removeDocuments({ data, assume }: RestOptions, asked: Asked): Promise<string> {
  const given = await body(asked);
  if (given['transactionId'] !== undefined) throw noTransactions();
  checkQuery(assume, given['query']);
  const filter = decodeObject(given['query'], asked.now, 'filter', 'query');
  return JSON.stringify({ deleted: await data.remove(asked.caller, asked.collection, filter, given['multi'] === true) });
}

async function aggregate({ data }: RestOptions, asked: Asked): Promise<string> {
  const given = await body(asked);
  const stages = stagesFrom(given['pipeline'], 'pipeline').map((stage) => decode(stage, asked.now, 'expression'));
  const list = await data.aggregate(asked.caller, asked.collection, stages.filter(isPlainObject));
  return `{"list":${canonicalList(list, CLIENT_AGGREGATE_BYTES)}}`;
}

async function commands({ data }: RestOptions, caller: Caller, request: IncomingMessage, now: number): Promise<string> {
  const given = await readObject(request, CLIENT_WRITE_BYTES);
  if (given['transactionId'] !== undefined) throw noTransactions();
  return `{"list":${canonicalList(await runCommands(data, caller, given['commands'], now), CLIENT_AGGREGATE_BYTES)}}`;
}

function noTransactions(): CloudError {
  return new CloudError(
    'DATABASE_PERMISSION_DENIED',
    'transactions are for functions: a client is bound by rules, and those are not judged in one',
  );
}

async function answer(options: RestOptions, caller: Caller, request: IncomingMessage, url: URL): Promise<string> {
  const path = BASE.exec(url.pathname)?.[1];
  if (path === undefined) throw new CloudError('INVALID_PARAM', `${url.pathname} is not a path of the database`);
  const now = options.clock.now();
  const documents = DOCUMENTS.exec(path);
  if (documents?.[1] !== undefined) {
    const asked: Asked = { caller, collection: decodePart(documents[1]), request, url, now };
    const last = documents[2] === undefined ? undefined : decodePart(documents[2]);
    if (last === undefined) {
      if (request.method === 'GET') return readDocuments(options, asked);
      if (request.method === 'POST') return addDocuments(options, asked);
      if (request.method === 'PATCH') return changeDocuments(options, asked);
    } else if (request.method === 'POST') {
      if (last === 'remove') return removeDocuments(options, asked);
      if (last === 'aggregations') return aggregate(options, asked);
    } else if (request.method === 'GET') {
      if (parameter(url, 'transactionId') !== undefined) throw noTransactions();
      return readOne(options, asked, last);
    }
  } else if (request.method === 'POST') {
    if (path === '/collections') {
      await options.data.createCollection(caller, optionalText(await readObject(request, CLIENT_WRITE_BYTES), 'collectionName'));
      return '{}';
    }
    if (path === '/commands') return commands(options, caller, request, now);
    if (path.startsWith('/transactions')) throw noTransactions();
  }
  throw new CloudError('INVALID_PARAM', `${request.method} ${path} is not offered by the local CloudBase`);
}

async function readOne({ data }: RestOptions, { caller, collection }: Asked, id: string): Promise<string> {
  const [document] = await data.read(caller, { collection, filter: { _id: id }, limit: 1 });
  if (document === undefined) throw new CloudError('DOCUMENT_NOT_FOUND', `document with _id ${id} does not exist`);
  return canonicalList([document], CLIENT_READ_BYTES).slice(1, -1);
}

/** Handles `/v1/database/*` for a signed-in user; answers how many bytes went out. Throws what the caller turns into a refusal. */
export async function handleDatabase(
  options: RestOptions,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<number> {
  const text = await answer(options, caller, request, url);
  sendText(response, 200, text);
  return text.length;
}
