import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assumptions } from '../assumptions.ts';
import type { Clock } from '../types.ts';
import { checkQuery } from './assumed.ts';
import { bearerOf, type OpenSession, type Tokens } from './auth/tokens.ts';
import { type CallOptions, callFunction } from './calls.ts';
import type { Caller, EndUser } from './context.ts';
import type { Data } from './data.ts';
import { CloudError, refusalOf, statusOf } from './failure.ts';
import { numeric, sortFrom, stagesFrom, textField } from './fields.ts';
import { readObject, sendJson, sendText } from './http.ts';
import { CLIENT_READ_BYTES, CLIENT_WRITE_BYTES } from './limits.ts';
import type { Storage } from '../storage/index.ts';
import { STORAGE_ACTIONS, type StorageAction } from './storage.ts';
import { decode, decodeObject, encode, isPlainObject, parseJson, type PlainObject, relaxedText } from './values.ts';

export interface WebOptions {
  readonly data: Data;
  readonly assume: Assumptions;
  readonly storage?: Storage | undefined;
  readonly calls: CallOptions;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly envId: string;
  readonly signSocket: (session: OpenSession) => PlainObject;
}

interface Asked {
  readonly body: PlainObject;
  readonly session: OpenSession;
  readonly user: EndUser;
  readonly caller: Caller;
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly now: number;
}

/** Answers the fields beside `requestId`. */
type Action = (options: WebOptions, asked: Asked) => Promise<PlainObject>;

const collection = (body: PlainObject): string => textField(body, 'collectionName');

function filterOf({ assume }: WebOptions, { body, now }: Asked): PlainObject {
  checkQuery(assume, body['query']);
  return decodeObject(body['query'], now, 'filter', 'query');
}

const queryDocument: Action = async (options, asked) => {
  const { data } = options;
  const { body, caller, now } = asked;
  const offset = numeric(body['offset']) ?? 0;
  const limit = data.limitFor(caller, numeric(body['limit']));
  const projection = body['projection'];
  const documents = await data.read(caller, {
    collection: collection(body),
    filter: filterOf(options, asked),
    sort: sortFrom(body['order']),
    skip: offset,
    limit,
    projection: projection === undefined ? undefined : decodeObject(projection, now, 'expression', 'projection'),
  });
  const list = encode(documents, 'plain');
  if (JSON.stringify(list).length > CLIENT_READ_BYTES)
    throw new CloudError('EXCEED_MAX_RESPONSE_SIZE', `a client is answered ${CLIENT_READ_BYTES} bytes at most`);
  return { data: { list, offset, limit } };
};

const countDocument: Action = async (options, asked) => ({
  data: { total: await options.data.count(asked.caller, collection(asked.body), filterOf(options, asked)) },
});

const addDocument: Action = async ({ data }, { body, caller, now }) => {
  const given: unknown[] = Array.isArray(body['data']) ? body['data'] : [body['data']];
  const documents = given.map((item) => decodeObject(item, now, 'document', 'data'));
  const first = documents[0];
  if (first !== undefined && body['_id'] !== undefined) first['_id'] = decode(body['_id'], now, 'document');
  const ids = await data.insert(caller, collection(body), documents);
  return { data: { _id: ids[0], insertedIds: ids } };
};

const updateDocument: Action = async (options, asked) => {
  const { body, caller, now } = asked;
  const result = await options.data.update(caller, {
    collection: collection(body),
    filter: filterOf(options, asked),
    data: decodeObject(body['data'], now, 'document', 'data'),
    multi: body['multi'] === true,
    upsert: body['upsert'] === true,
    replace: body['merge'] === false || (body['upsert'] === true && body['merge'] !== true),
  });
  return { data: { updated: result.modified, matched: result.matched, upsert_id: result.upsertedId, upserted_id: result.upsertedId } };
};

const deleteDocument: Action = async (options, asked) => ({
  data: {
    deleted: await options.data.remove(asked.caller, collection(asked.body), filterOf(options, asked), asked.body['multi'] === true),
  },
});

const aggregate: Action = async ({ data }, { body, caller, now }) => {
  const stages = stagesFrom(body['stages'], 'stages').map((stage) => {
    const key = stage['stageKey'];
    if (typeof key !== 'string') return decode(stage, now, 'expression');
    const value: unknown = typeof stage['stageValue'] === 'string' ? parseJson(stage['stageValue'], 'stageValue') : stage['stageValue'];
    return { [key]: decode(value, now, key === '$match' ? 'filter' : 'expression') };
  });
  const list = await data.aggregate(caller, collection(body), stages.filter(isPlainObject));
  return { data: { list: JSON.stringify(list.map(relaxedText)) } };
};

const addCollection: Action = async ({ data }, { body, caller }) => {
  await data.createCollection(caller, body['collectionName']);
  return { data: {} };
};

const invokeFunction: Action = async ({ calls }, { body, user, request, requestId }) => {
  const given = body['request_data'];
  const text = typeof given === 'string' ? given : JSON.stringify(given ?? {});
  return { data: { response_data: await callFunction(calls, user, textField(body, 'function_name'), text, request, requestId) } };
};

function refuse(code: string, message: string): Action {
  return () => Promise.reject(new CloudError(code, message));
}

const NO_TRANSACTIONS = refuse(
  'DATABASE_PERMISSION_DENIED',
  'transactions are for functions: a client is bound by rules, and those are not judged in one',
);

function storageAction(action: StorageAction): Action {
  return async ({ storage }, { body, caller }) => {
    if (storage === undefined) throw new CloudError('STORAGE_REQUEST_FAIL', 'this CloudBase has no storage of files');
    return { data: await action(storage, caller, body) };
  };
}

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['auth.wsWebSign', (options, { session }) => Promise.resolve({ data: options.signSocket(session) })],
  ['functions.invokeFunction', invokeFunction],
  ['database.queryDocument', queryDocument],
  ['database.countDocument', countDocument],
  ['database.calculateDocument', countDocument],
  ['database.addDocument', addDocument],
  ['database.updateDocument', updateDocument],
  ['database.modifyDocument', updateDocument],
  ['database.deleteDocument', deleteDocument],
  ['database.removeDocument', deleteDocument],
  ['database.aggregate', aggregate],
  ['database.addCollection', addCollection],
  ['database.startTransaction', NO_TRANSACTIONS],
  ['database.commitTransaction', NO_TRANSACTIONS],
  ['database.abortTransaction', NO_TRANSACTIONS],
  ...[...STORAGE_ACTIONS].map(([name, action]) => [name, storageAction(action)] as const),
]);

async function answer(options: WebOptions, request: IncomingMessage, requestId: string): Promise<PlainObject> {
  const body = await readObject(request, CLIENT_WRITE_BYTES);
  const name = String(body['action']);
  const token =
    typeof body['access_token'] === 'string' && body['access_token'] !== ''
      ? body['access_token']
      : bearerOf(request.headers.authorization);
  const session = options.tokens.session(token, true);
  const { user } = session;
  const env = body['env'];
  if (typeof env === 'string' && env !== '' && env !== options.envId) throw new CloudError('INVALID_ENV', `env not exists: ${env}`);
  const action = ACTIONS.get(name);
  if (action === undefined) throw new CloudError('INVALID_PARAM', `the action ${name} is not offered by the local CloudBase`);
  return action(options, { body, session, user, caller: { kind: 'user', user }, request, requestId, now: options.clock.now() });
}

/** Handles `POST /web`: the browser SDK's action protocol. Its refusals are 200 with a code, except where signing in again would help. */
export async function handleWeb(options: WebOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  try {
    const fields = await answer(options, request, requestId);
    const text = JSON.stringify({ requestId, ...fields });
    // What a function answered is counted as the function's.
    if (!isPlainObject(fields['data']) || !('response_data' in fields['data'])) options.calls.meter.bytes(null, text.length);
    sendText(response, 200, text);
  } catch (error) {
    const refusal = refusalOf(error);
    const status = refusal.code === 'ACCESS_TOKEN_EXPIRED' || refusal.code === 'CHECK_LOGIN_FAILED' ? statusOf(refusal.code) : 200;
    sendJson(response, status, { ...refusal, requestId });
  }
}
