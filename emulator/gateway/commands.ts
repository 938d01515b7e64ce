import type { Caller } from './context.ts';
import type { Data } from './data.ts';
import { CloudError } from './failure.ts';
import { numeric, sortFrom, stagesFrom } from './fields.ts';
import { decode, decodeObject, isPlainObject, type PlainObject } from './values.ts';

interface Command {
  readonly data: Data;
  readonly caller: Caller;
  readonly collection: string;
  readonly body: PlainObject;
  readonly now: number;
}

/** Answers the documents of MongoDB's reply: what was found, or one document of counts. */
type Run = (command: Command) => Promise<unknown[]>;

function only(body: PlainObject, allowed: readonly string[]): void {
  const stranger = Object.keys(body).find((key) => !allowed.includes(key));
  if (stranger !== undefined)
    throw new CloudError('INVALID_PARAM', `${Object.keys(body)[0] ?? ''} with ${stranger} is not offered by the local CloudBase`);
}

function objects(value: unknown, what: string): PlainObject[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isPlainObject))
    throw new CloudError('INVALID_PARAM', `${what} is not a list of objects`);
  return value;
}

const find: Run = async ({ data, caller, collection, body, now }) => {
  only(body, ['find', 'filter', 'sort', 'skip', 'limit', 'projection']);
  return data.read(caller, {
    collection,
    filter: decodeObject(body['filter'], now, 'filter', 'filter'),
    sort: sortFrom(body['sort']),
    skip: numeric(body['skip']),
    limit: numeric(body['limit']),
    projection: body['projection'] === undefined ? undefined : decodeObject(body['projection'], now, 'expression', 'projection'),
  });
};

const count: Run = async ({ data, caller, collection, body, now }) => {
  only(body, ['count', 'query']);
  return [{ n: await data.count(caller, collection, decodeObject(body['query'], now, 'filter', 'query')), ok: 1 }];
};

const aggregate: Run = async ({ data, caller, collection, body, now }) => {
  only(body, ['aggregate', 'pipeline', 'cursor']);
  const stages = stagesFrom(body['pipeline'], 'pipeline').map((stage) => decode(stage, now, 'expression'));
  return data.aggregate(caller, collection, stages.filter(isPlainObject));
};

const insert: Run = async ({ data, caller, collection, body, now }) => {
  only(body, ['insert', 'documents', 'ordered']);
  const documents = objects(body['documents'], 'documents').map((item) => decodeObject(item, now, 'document', 'documents'));
  return [{ n: (await data.insert(caller, collection, documents)).length, ok: 1 }];
};

const update: Run = async ({ data, caller, collection, body, now }) => {
  only(body, ['update', 'updates', 'ordered']);
  let [n, nModified] = [0, 0];
  const upserted: PlainObject[] = [];
  for (const [index, given] of objects(body['updates'], 'updates').entries()) {
    only(given, ['q', 'u', 'multi', 'upsert']);
    const result = await data.update(caller, {
      collection,
      filter: decodeObject(given['q'], now, 'filter', 'q'),
      data: decodeObject(given['u'], now, 'document', 'u'),
      multi: given['multi'] === true,
      upsert: given['upsert'] === true,
      replace: true,
    });
    n += result.matched + (result.upsertedId === null ? 0 : 1);
    nModified += result.modified;
    if (result.upsertedId !== null) upserted.push({ index, _id: result.upsertedId });
  }
  return [{ n, nModified, ...(upserted.length === 0 ? {} : { upserted }), ok: 1 }];
};

const remove: Run = async ({ data, caller, collection, body, now }) => {
  only(body, ['delete', 'deletes', 'ordered']);
  let n = 0;
  for (const given of objects(body['deletes'], 'deletes')) {
    only(given, ['q', 'limit']);
    n += await data.remove(caller, collection, decodeObject(given['q'], now, 'filter', 'q'), numeric(given['limit']) === 0);
  }
  return [{ n, ok: 1 }];
};

const COMMANDS: ReadonlyMap<string, Run> = new Map([
  ['find', find],
  ['count', count],
  ['aggregate', aggregate],
  ['insert', insert],
  ['update', update],
  ['delete', remove],
]);

const MOST_COMMANDS = 50;

/** Runs MongoDB's own commands one after the other, under the caller's rules and limits: the answers' documents, a list for each. */
export async function runCommands(data: Data, caller: Caller, given: unknown, now: number): Promise<unknown[][]> {
  const commands = objects(given, 'commands');
  if (commands.length > MOST_COMMANDS) throw new CloudError('INVALID_PARAM', `at most ${MOST_COMMANDS} commands may be run at once`);
  const known = commands.map((body) => {
    const [name = ''] = Object.keys(body);
    const run = COMMANDS.get(name);
    const collection = body[name];
    if (run === undefined) throw new CloudError('INVALID_PARAM', `the command ${name} is not offered by the local CloudBase`);
    if (typeof collection !== 'string' || collection === '') throw new CloudError('INVALID_PARAM', `${name} names no collection`);
    return { run, body, collection };
  });
  const answers: unknown[][] = [];
  for (const { run, body, collection } of known) answers.push(await run({ data, caller, collection, body, now }));
  return answers;
}
