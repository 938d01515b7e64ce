import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type Assumptions, assumptionsFrom, DEFAULTS } from '../assumptions.ts';
import { type DeclaredUser, wrongWith } from '../gateway/auth/users.ts';
import { DEFAULT_INVOKE, type InvokeRules, invokeRulesFrom } from '../gateway/rules/invoke.ts';
import type { CollectionRules, Person, StorageRules } from '../types.ts';
import { environmentOf, isEnvironmentId } from './defaults.ts';

/** What is wrong with the project's files, in words for whoever wrote them. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

export interface ProjectFunction {
  readonly name: string;
  readonly directory: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Values with templates not filled in yet. */
  readonly env: Readonly<Record<string, string>>;
  /** Where HTTP access reaches it, or null. */
  readonly path: string | null;
  readonly triggers: readonly { readonly name: string; readonly config: string }[];
}

export interface Project {
  readonly directory: string;
  /** Has it a key `emulator`, or is everything by default? */
  readonly declared: boolean;
  /** What people call it. */
  readonly title: string;
  readonly envId: string;
  readonly region: string;
  readonly functionRoot: string;
  readonly functions: readonly ProjectFunction[];
  /** Values with templates not filled in yet. */
  readonly env: Readonly<Record<string, string>>;
  readonly databaseFile: string | null;
  /** Is a query refused that no index serves? */
  readonly strictIndexes: boolean;
  /** Who may do what with files; not declared, it is the cloud's default: all read, the creator writes. */
  readonly storage: StorageRules;
  readonly wechatpay: { readonly appid: string; readonly mchId: string; readonly key: string } | null;
  readonly hosting: readonly { readonly path: string; readonly directory: string; readonly spa: boolean }[];
  readonly miniprograms: readonly {
    readonly name: string;
    readonly title: string;
    readonly appid: string;
    readonly dir: string;
    readonly path: string;
  }[];
  readonly setup: readonly { readonly function: string; readonly data: unknown; readonly demo: boolean }[];
  readonly identities: readonly Person[];
  /** Web users that are there from the start. */
  readonly users: readonly DeclaredUser[];
  /** Who may call functions. */
  readonly invokeRules: InvokeRules;
  readonly assume: Assumptions;
  /** What whoever tries the project should know: the studio shows one with arrows as steps, a sentence beside the title, the rest as notes. */
  readonly hints: readonly string[];
  /** What the figures are counted by: an insert into that collection is one unit. */
  readonly meter: { readonly unit: string; readonly collection: string } | null;
}

type Json = Record<string, unknown>;

const FUNCTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

function object(value: unknown, where: string): Json {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProjectError(`${where} must be an object`);
  return value as Json;
}

function list(value: unknown, where: string): Json[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new ProjectError(`${where} must be a list`);
  return value.map((entry, index) => object(entry, `${where}[${index}]`));
}

function text(value: unknown, where: string, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string' || value === '') throw new ProjectError(`${where} must be a non-empty text`);
  return value;
}

function flag(value: unknown, where: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw new ProjectError(`${where} must be true or false`);
  return value === true;
}

function whole(value: unknown, where: string, fallback: number, least: number, most: number): number {
  const number = value ?? fallback;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
    throw new ProjectError(`${where} must be a whole number from ${least} to ${most}`);
  return number;
}

function texts(value: unknown, where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object(value, where)).map(([key, entry]) => {
      if (typeof entry !== 'string') throw new ProjectError(`${where}.${key} must be a text`);
      return [key, entry];
    }),
  );
}

function sentences(value: unknown, where: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new ProjectError(`${where} must be a list`);
  return value.map((entry, index) => text(entry, `${where}[${index}]`));
}

function urlPath(value: unknown, where: string): string {
  const path = text(value, where);
  if (!/^\/[A-Za-z0-9_\-./]*$/.test(path) || path.includes('..')) throw new ProjectError(`${where} must be a path that begins with "/"`);
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

function readJson(file: string, what: string): unknown {
  if (!existsSync(file)) throw new ProjectError(`${what} is missing: ${file}`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new ProjectError(`${what} is no JSON: ${file}: ${(error as Error).message}`);
  }
}

function projectFunction(entry: Json, defaults: Json, root: string, index: number): ProjectFunction {
  const where = `functions[${index}]`;
  const name = text(entry['name'], `${where}.name`);
  if (!FUNCTION_NAME.test(name))
    throw new ProjectError(`${where}.name "${name}": a letter first, then letters, digits, "-" or "_", at most 60`);
  const merged: Json = { ...defaults, ...entry };
  const type = text(merged['type'], `${where}.type`, 'Event');
  if (type !== 'Event') throw new ProjectError(`${where} (${name}): functions of type ${type} are not supported`);
  const handler = text(merged['handler'], `${where}.handler`, 'index.main');
  if (!/^[\w-]+\.[\w$]+$/.test(handler)) throw new ProjectError(`${where}.handler "${handler}" must read file.export`);
  return {
    name,
    directory: join(root, text(merged['dir'], `${where}.dir`, name)),
    handler,
    // The cloud gives a function of which nothing is said 10 s, and takes no more than 60.
    timeoutSeconds: whole(merged['timeout'], `${where}.timeout`, 10, 1, 60),
    memoryMb: whole(merged['memorySize'], `${where}.memorySize`, 256, 64, 3072),
    env: {
      ...texts(defaults['envVariables'], 'functionDefaultConfig.envVariables'),
      ...texts(entry['envVariables'], `${where}.envVariables`),
    },
    path: merged['path'] === undefined ? null : urlPath(merged['path'], `${where}.path`),
    triggers: list(merged['triggers'], `${where}.triggers`).map((trigger, position) => {
      if (trigger['type'] !== 'timer') throw new ProjectError(`${where}.triggers[${position}]: only timers are supported`);
      return {
        name: text(trigger['name'], `${where}.triggers[${position}].name`),
        config: text(trigger['config'], `${where}.triggers[${position}].config`),
      };
    }),
  };
}

function wechatpayOf(value: unknown): Project['wechatpay'] {
  if (value === undefined) return null;
  const pay = object(value, 'emulator.wechatpay');
  const [appid, mchId, key] = (['appid', 'mchId', 'key'] as const).map((name) => text(pay[name], `emulator.wechatpay.${name}`)) as [
    string,
    string,
    string,
  ];
  return { appid, mchId, key };
}

function verdict(value: unknown, where: string): boolean | string {
  return typeof value === 'boolean' ? value : text(value, where);
}

function storageOf(value: unknown): StorageRules {
  const storage = object(value, 'emulator.storage');
  const permission = permissionOf(storage['permission'] ?? 'READONLY', 'emulator.storage');
  const rule = object(storage['rule'], 'emulator.storage.rule');
  const stray = Object.keys(rule).find((key) => key !== 'read' && key !== 'write');
  if (stray !== undefined) throw new ProjectError(`emulator.storage.rule.${stray}: rules of files know read and write only`);
  if ((permission === 'CUSTOM') !== (storage['rule'] !== undefined))
    throw new ProjectError('emulator.storage: a rule belongs to the permission CUSTOM, and to no other');
  return {
    permission,
    rule: Object.fromEntries(Object.entries(rule).map(([key, entry]) => [key, verdict(entry, `emulator.storage.rule.${key}`)])),
    ...(storage['uploads'] === undefined ? {} : { uploads: list(storage['uploads'], 'emulator.storage.uploads').map(uploadPlaceOf) }),
  };
}

function uploadPlaceOf(place: Json, index: number): NonNullable<StorageRules['uploads']>[number] {
  const where = `emulator.storage.uploads[${index}]`;
  const { types, maxBytes } = place;
  return {
    under: text(place['under'], `${where}.under`),
    ...(types === undefined ? {} : { types: sentences(types, `${where}.types`) }),
    ...(maxBytes === undefined ? {} : { maxBytes: whole(maxBytes, `${where}.maxBytes`, 0, 1, 5 * 1024 ** 3) }),
  };
}

function miniprogramOf(app: Json, index: number): Project['miniprograms'][number] {
  const where = `emulator.miniprograms[${index}]`;
  const name = text(app['name'], `${where}.name`);
  return {
    name,
    title: text(app['title'], `${where}.title`, name),
    appid: text(app['appid'], `${where}.appid`),
    dir: text(app['dir'], `${where}.dir`),
    path: urlPath(app['path'], `${where}.path`),
  };
}

/** The rules for functions: declared in place, or the name of a file that holds them as the cloud's console takes them. */
function invokeRulesOf(value: unknown, path: (value: string) => string): InvokeRules {
  if (value === undefined) return DEFAULT_INVOKE;
  const declared = typeof value === 'string' ? readJson(path(value), 'the file of the rules for functions') : value;
  const rules = invokeRulesFrom(object(declared, 'emulator.functions'));
  if (typeof rules === 'string') throw new ProjectError(`emulator.functions: ${rules}`);
  return rules;
}

function assumptionsOf(value: unknown): Assumptions {
  const assume = assumptionsFrom(object(value, 'emulator.assume'));
  if (typeof assume === 'string') throw new ProjectError(`emulator.assume.${assume}`);
  return assume;
}

function declaredUser(entry: Json, index: number): DeclaredUser {
  const where = `emulator.users[${index}]`;
  const optional = Object.fromEntries(
    (['uid', 'phone', 'email', 'name'] as const).flatMap((key) =>
      entry[key] === undefined ? [] : [[key, text(entry[key], `${where}.${key}`)]],
    ),
  ) as Partial<DeclaredUser>;
  const user = {
    username: text(entry['username'], `${where}.username`),
    password: text(entry['password'], `${where}.password`),
    ...optional,
  };
  const wrong = wrongWith(user);
  if (wrong !== null) throw new ProjectError(`${where}: ${wrong}`);
  return user;
}

/** Reads `cloudbaserc.json` of a folder: what is deployed to the cloud, and under `emulator` what only this machine needs. */
export function readProject(folder: string): Project {
  const directory = resolve(folder);
  const path = (value: string): string => (isAbsolute(value) ? value : join(directory, value));
  const name = join(directory, 'cloudbaserc.json');
  if (!existsSync(name))
    throw new ProjectError(
      `the project file is missing: ${name}\nStart in the folder of a CloudBase project, or name it with --project; {"functionRoot": "functions", "functions": []} is enough to begin with`,
    );
  const file = object(readJson(name, 'the project file'), 'cloudbaserc.json');
  const emulator = object(file['emulator'], 'emulator');
  const envId = text(emulator['envId'], 'emulator.envId', environmentOf(file['envId']));
  if (!isEnvironmentId(envId))
    throw new ProjectError(`emulator.envId "${envId}": lower-case letters, digits, "-" and "_" only, at most 40`);
  const functionRoot = path(text(file['functionRoot'], 'functionRoot', './functions'));
  const defaults = object(file['functionDefaultConfig'], 'functionDefaultConfig');
  const functions = list(file['functions'], 'functions').map((entry, index) => projectFunction(entry, defaults, functionRoot, index));
  const doubled = functions.find(({ name }, index) => functions.findIndex((other) => other.name === name) !== index);
  if (doubled) throw new ProjectError(`functions: "${doubled.name}" is declared twice`);
  const setup = list(emulator['setup'], 'emulator.setup').map((step, index) => {
    const name = text(step['function'], `emulator.setup[${index}].function`);
    if (!functions.some((candidate) => candidate.name === name))
      throw new ProjectError(`emulator.setup[${index}]: there is no function "${name}"`);
    return { function: name, data: step['data'] ?? {}, demo: step['demo'] === true };
  });
  const miniprograms = list(emulator['miniprograms'], 'emulator.miniprograms').map(miniprogramOf);
  return {
    directory,
    declared: file['emulator'] !== undefined,
    title: text(emulator['title'], 'emulator.title', miniprograms[0]?.title ?? envId),
    envId,
    region: text(file['region'], 'region', 'ap-shanghai'),
    functionRoot,
    functions,
    env: texts(emulator['env'], 'emulator.env'),
    databaseFile: emulator['database'] === undefined ? null : path(text(emulator['database'], 'emulator.database')),
    strictIndexes: flag(emulator['strictIndexes'], 'emulator.strictIndexes'),
    storage: storageOf(emulator['storage']),
    wechatpay: wechatpayOf(emulator['wechatpay']),
    hosting: list(emulator['hosting'], 'emulator.hosting').map((site, index) => ({
      path: urlPath(site['path'], `emulator.hosting[${index}].path`),
      directory: path(text(site['dir'], `emulator.hosting[${index}].dir`)),
      spa: site['spa'] === true,
    })),
    miniprograms,
    setup,
    identities: list(emulator['identities'], 'emulator.identities').map((person, index) => {
      const where = `emulator.identities[${index}]`;
      const openid = text(person['openid'], `${where}.openid`);
      if (/^\d+$/.test(openid)) throw new ProjectError(`${where}.openid: the SDK turns an openid of digits only into a number`);
      return { openid, name: text(person['name'], `${where}.name`), app: text(person['app'], `${where}.app`) };
    }),
    invokeRules: invokeRulesOf(emulator['functions'], path),
    assume: assumptionsOf(emulator['assume']),
    users: list(emulator['users'], 'emulator.users').map(declaredUser),
    hints: sentences(emulator['hints'], 'emulator.hints'),
    meter: emulator['meter'] === undefined ? null : meterUnit(object(emulator['meter'], 'emulator.meter')),
  };
}

function meterUnit(unit: Json): { readonly unit: string; readonly collection: string } {
  return { unit: text(unit['unit'], 'emulator.meter.unit', '单'), collection: text(unit['collection'], 'emulator.meter.collection') };
}

const PERMISSIONS: readonly CollectionRules['permission'][] = ['CUSTOM', 'ADMINONLY', 'READONLY', 'PRIVATE', 'ADMINWRITE'];

function permissionOf(value: unknown, where: string): CollectionRules['permission'] {
  const known = PERMISSIONS.find((name) => name === value);
  if (known === undefined) throw new ProjectError(`${where}: permission must be one of ${PERMISSIONS.join(', ')}`);
  return known;
}

/** The declared collections with their rules and indexes, by name. A collection that is not declared is for administrators only. */
export function readCollections(file: string | null, mostIndexes = DEFAULTS.indexes): ReadonlyMap<string, CollectionRules> {
  if (file === null) return new Map();
  const declared = object(readJson(file, 'the declaration of the database (build it first)'), 'the declaration of the database');
  return new Map(
    list(declared['collections'], 'collections').map((entry, index) => {
      const name = text(entry['name'], `collections[${index}].name`);
      permissionOf(entry['permission'], `collection ${name}`);
      const count = list(entry['indexes'], `collection ${name}: indexes`).length;
      if (count > mostIndexes)
        throw new ProjectError(`collection ${name} has ${count} indexes: ${mostIndexes} at most (emulator.assume.indexes)`);
      for (const spec of list(entry['indexes'], `collection ${name}: indexes`)) {
        text(spec['name'], `collection ${name}: the name of an index`);
        if (list(spec['keys'], `collection ${name}: keys`).length === 0)
          throw new ProjectError(`collection ${name}: index ${String(spec['name'])} has no keys`);
      }
      return [name, { ...entry, indexes: entry['indexes'] ?? [] } as unknown as CollectionRules];
    }),
  );
}
