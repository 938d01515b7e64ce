import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionHost } from '../types.ts';
import type { Clock } from '../types.ts';
import type { Assumptions } from '../assumptions.ts';
import { checkQuery } from './assumed.ts';
import { userForAdmin } from './auth/profile.ts';
import type { Users } from './auth/users.ts';
import { type Sender, senderOf } from './credentials.ts';
import type { Data } from './data.ts';
import { CloudError, refusalOf } from './failure.ts';
import { numeric, optionalText, sortFrom, textField } from './fields.ts';
import { isBrowser, isForeign, readBytes, readText, sendJson, sendText } from './http.ts';
import { SERVER_READ_BYTES, SERVER_REQUEST_BYTES } from './limits.ts';
import { readParts } from './multipart.ts';
import { answerForm, answerJson, type OpenApiOptions } from './open-api.ts';
import type { OpenTransactions } from './open-transactions.ts';
import type { Storage } from '../storage/index.ts';
import { STORAGE_ACTIONS, type StorageAction } from './storage.ts';
import { decode, decodeObject, isPlainObject, parseJson, type PlainObject, relaxedText } from './values.ts';

export interface AdminOptions extends OpenApiOptions {
  readonly data: Data;
  readonly storage?: Storage | undefined;
  readonly functions: FunctionHost;
  readonly users: Users;
  readonly assume: Assumptions;
  readonly clock: Clock;
  readonly envId: string;
  readonly scriptSecretId?: string | undefined;
  readonly transactions: OpenTransactions;
  /** What `auth.wsWebSign` answers a server SDK's `watch`. */
  readonly signSocket: () => PlainObject;
}

interface Request {
  readonly body: PlainObject;
  readonly sender: Sender;
  readonly requestId: string;
  readonly now: number;
}

/** The JSON text of an answer without its outer `{` and request id. */
type Action = (options: AdminOptions, request: Request) => Promise<string>;

function data(value: unknown): string {
  return `"data":${JSON.stringify(value)}`;
}

function transactionOf(body: PlainObject): string | undefined {
  return optionalText(body, 'transactionId');
}

function listOf(documents: readonly unknown[]): string {
  let text = '"data":{"list":[';
  for (let index = 0; index < documents.length; index += 1) {
    if (index > 0) text += ',';
    text += JSON.stringify(relaxedText(documents[index]));
  }
  text += ']}';
  if (text.length > SERVER_READ_BYTES)
    throw new CloudError('EXCEED_MAX_RESPONSE_SIZE', `the result is larger than ${SERVER_READ_BYTES} bytes`);
  return text;
}

function filterOf({ body, now }: Request, assume: Assumptions): PlainObject {
  checkQuery(assume, body['query']);
  return decodeObject(body['query'], now, 'filter', 'query');
}

const getDocument: Action = async ({ data: store, assume }, request) => {
  const { body, sender, now } = request;
  const order = body['order'];
  const projection = body['projection'];
  const documents = await store.read(sender.caller, {
    collection: textField(body, 'collectionName'),
    filter: filterOf(request, assume),
    sort: sortFrom(typeof order === 'string' && order !== '' ? parseJson(order, 'order') : order),
    skip: numeric(body['offset']),
    limit: body['queryType'] === 'DOC' ? 1 : numeric(body['limit']),
    projection: projection === undefined || projection === '' ? undefined : decodeObject(projection, now, 'expression', 'projection'),
    transactionId: transactionOf(body),
  });
  return listOf(documents);
};

const insertDocument: Action = async ({ data: store }, { body, sender, now }) => {
  const given = body['data'];
  const texts: readonly unknown[] = Array.isArray(given) ? given : [given];
  const documents = texts.map((text) => decodeObject(text, now, 'document', 'data'));
  const ids = await store.insert(sender.caller, textField(body, 'collectionName'), documents, transactionOf(body));
  return data({ insertedIds: ids });
};

const modifyDocument: Action = async ({ data: store, assume, transactions }, request) => {
  const { body, sender, now } = request;
  const collection = textField(body, 'collectionName');
  const transactionId = transactionOf(body);
  if (transactionId === undefined) transactions.warnOutside(sender.caller, 'modifyDocument', collection);
  const result = await store.update(sender.caller, {
    collection,
    filter: filterOf(request, assume),
    data: decodeObject(body['data'], now, 'document', 'data'),
    multi: body['multi'] === true,
    upsert: body['upsert'] === true,
    replace: body['merge'] === false,
    transactionId,
  });
  return data({ updated: result.modified, matched: result.matched, upsert_id: result.upsertedId });
};

const modifyAndReturn: Action = async ({ data: store, assume }, request) => {
  const { body, sender, now } = request;
  const changed = await store.findAndModify(
    sender.caller,
    textField(body, 'collectionName'),
    filterOf(request, assume),
    decodeObject(body['data'], now, 'document', 'data'),
    transactionOf(body),
  );
  const document = changed.document === null ? 'null' : JSON.stringify(relaxedText(changed.document));
  return `"data":{"updated":${changed.updated},"doc":${document}}`;
};

const removeDocument: Action = async ({ data: store, assume, transactions }, request) => {
  const { body, sender } = request;
  const collection = textField(body, 'collectionName');
  const transactionId = transactionOf(body);
  if (transactionId === undefined) transactions.warnOutside(sender.caller, 'removeDocument', collection);
  const deleted = await store.remove(sender.caller, collection, filterOf(request, assume), body['multi'] === true, transactionId);
  return data({ deleted });
};

const calculateDocument: Action = async ({ data: store, assume, transactions }, request) => {
  const collection = textField(request.body, 'collectionName');
  transactions.warnOutside(request.sender.caller, 'count', collection);
  return data({ total: await store.count(request.sender.caller, collection, filterOf(request, assume)) });
};

const aggregateDocuments: Action = async ({ data: store }, { body, sender, now }) => {
  const stages = body['stages'];
  if (!Array.isArray(stages)) throw new CloudError('INVALID_PARAM', 'stages is not a list');
  const pipeline = stages.map((stage: unknown) => {
    if (!isPlainObject(stage)) throw new CloudError('INVALID_PARAM', 'a stage is not an object');
    const key = textField(stage, 'stageKey');
    const text = stage['stageValue'];
    const value = typeof text === 'string' ? parseJson(text, `the value of ${key}`) : text;
    return { [key]: decode(value, now, key === '$match' ? 'filter' : 'expression') };
  });
  return listOf(await store.aggregate(sender.caller, textField(body, 'collectionName'), pipeline));
};

const addCollection: Action = async ({ data: store }, { body, sender }) => {
  await store.createCollection(sender.caller, body['collectionName']);
  return data({});
};

const startTransaction: Action = async ({ data: store, transactions }, { sender }) => {
  const id = await store.startTransaction(sender.caller);
  transactions.opened(sender.caller, id);
  return `"transactionId":${JSON.stringify(id)}`;
};

const commitTransaction: Action = async ({ data: store, transactions }, { body, sender }) => {
  const id = textField(body, 'transactionId');
  transactions.ended(id);
  await store.commitTransaction(sender.caller, id);
  return '"data":{}';
};

const abortTransaction: Action = async ({ data: store, transactions }, { body, sender }) => {
  const id = textField(body, 'transactionId');
  transactions.ended(id);
  await store.abortTransaction(sender.caller, id);
  return '"data":{}';
};

const invokeFunction: Action = async ({ functions, assume }, { body, sender, requestId }) => {
  const name = textField(body, 'function_name');
  const given = body['request_data'];
  const text = typeof given === 'string' ? (given === '' ? '{}' : given) : JSON.stringify(given ?? {});
  const result = await functions.invoke({
    name,
    data: text,
    identity: assume.nestedIdentity === 'forward' ? sender.identity : { kind: 'system' },
    ip: '127.0.0.1',
    requestId,
    source: sender.caller.kind === 'admin' && sender.caller.functionName !== null ? 'function' : 'script',
    parent: sender.caller.kind === 'admin' ? sender.caller.requestId : null,
  });
  if (!result.ok) throw new CloudError(result.code, result.message);
  return `"data":{"response_data":${JSON.stringify(result.result)}}`;
};

/** A user by his id, or by what he signs in with. Only what the environment's own directory knows: anonymous users are in none. */
const userInfo: Action = ({ users }, { body }) => {
  const uid = optionalText(body, 'uuid');
  const platformId = optionalText(body, 'platformId');
  const user = uid === undefined ? users.find(platformId ?? '') : users.get(uid);
  if (user === undefined) return Promise.reject(new CloudError('INVALID_PARAM', `user not found: ${uid ?? platformId ?? ''}`));
  return Promise.resolve(data(userForAdmin(user)));
};

function storageAction(action: StorageAction): Action {
  return async ({ storage }, { body, sender }) => {
    if (storage === undefined) throw new CloudError('STORAGE_REQUEST_FAIL', 'this CloudBase has no storage of files');
    return data(await action(storage, sender.caller, body));
  };
}

/** Named refusals: what this CloudBase does not offer is never answered wrongly. */
function refuse(code: string, what: string): Action {
  return () => Promise.reject(new CloudError(code, `${what} is not offered by the local CloudBase`));
}

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['database.getDocument', getDocument],
  ['database.insertDocument', insertDocument],
  ['database.modifyDocument', modifyDocument],
  ['database.modifyAndReturnDoc', modifyAndReturn],
  ['database.removeDocument', removeDocument],
  ['database.calculateDocument', calculateDocument],
  ['database.aggregateDocuments', aggregateDocuments],
  ['database.addCollection', addCollection],
  ['database.startTransaction', startTransaction],
  ['database.commitTransaction', commitTransaction],
  ['database.abortTransaction', abortTransaction],
  ['functions.invokeFunction', invokeFunction],
  ['auth.wsWebSign', (options) => Promise.resolve(data(options.signSocket()))],
  ['auth.getUserInfoForAdmin', userInfo],
  ...[...STORAGE_ACTIONS].map(([name, action]) => [name, storageAction(action)] as const),
  ['storage.getFileAuthority', refuse('STORAGE_REQUEST_FAIL', "getFileAuthority (a user's rights to a file)")],
  ['wx.api', (options, { body, sender }) => Promise.resolve(data({ responseData: answerJson(options, sender, body) }))],
]);

function checkSource(request: IncomingMessage): void {
  if (!isForeign(request) && !isBrowser(request)) return;
  throw new CloudError('INVALID_REQUEST_SOURCE', '/admin is for functions and scripts; a web page uses /v1 and /web with a signed-in user');
}

function checkEnv(options: AdminOptions, env: unknown): void {
  if (typeof env === 'string' && env !== '' && env !== options.envId)
    throw new CloudError('INVALID_ENV', `env not exists: ${env}; this CloudBase serves ${options.envId}`);
}

/** An answer to one request of a server SDK. Failures are 200 as well: the SDKs ignore the body of any other status. */
async function answer(options: AdminOptions, request: IncomingMessage, requestId: string): Promise<string> {
  checkSource(request);
  const text = await readText(request, SERVER_REQUEST_BYTES);
  if (request.headers['content-type']?.startsWith('application/json') !== true)
    throw new CloudError('INVALID_PARAM', 'the content type is not application/json');
  const body = parseJson(text, 'the body');
  if (!isPlainObject(body)) throw new CloudError('INVALID_PARAM', 'the body is not an object');
  const sender = senderOf(request, body, options.functions, options.scriptSecretId);
  checkEnv(options, body['envName']);
  const name = String(body['action']);
  const action = ACTIONS.get(name);
  if (action === undefined) throw new CloudError('INVALID_PARAM', `the action ${name} is not offered by the local CloudBase`);
  return `{"requestId":"${requestId}",${await action(options, { body, sender, requestId, now: options.clock.now() })}}`;
}

/** The answer to a form, which carries one of WeChat's messages. */
async function answerMessage(options: AdminOptions, request: IncomingMessage, contentType: string): Promise<Buffer> {
  checkSource(request);
  const parts = readParts(await readBytes(request, SERVER_REQUEST_BYTES), contentType);
  const fields = Object.fromEntries(
    ['sessionToken', 'tcb_sessionToken', 'envName'].map((name) => [name, parts.get(name)?.toString('utf8')]),
  );
  const sender = senderOf(request, fields, options.functions, options.scriptSecretId);
  checkEnv(options, fields['envName']);
  return answerForm(options, sender, parts);
}

/** Handles `POST /admin`. */
export async function handleAdmin(options: AdminOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    sendJson(response, 405, { code: 'INVALID_REQUEST_SOURCE', message: '/admin takes POST only' });
    return;
  }
  const requestId = randomUUID();
  const type = request.headers['content-type'] ?? '';
  try {
    if (!type.startsWith('multipart/')) return sendText(response, 200, await answer(options, request, requestId));
    const message = await answerMessage(options, request, type);
    // Any other type than JSON's: by that the SDK tells an answer from a failure.
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': message.length }).end(message);
  } catch (error) {
    const given = refusalOf(error);
    const refusal = given.code === 'DATABASE_DUPLICATE_WRITE' ? { ...given, code: options.assume.duplicateCode } : given;
    sendJson(response, refusal.code === 'INVALID_REQUEST_SOURCE' ? 403 : 200, { ...refusal, requestId });
  }
}
