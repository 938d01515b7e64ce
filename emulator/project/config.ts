import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type Assumptions, assumptionsFrom } from '../assumptions.ts';
import { type DeclaredUser, wrongWith } from '../gateway/auth/users.ts';
import type { InvokeRules } from '../gateway/rules/invoke.ts';
import type { Person, StorageRules } from '../types.ts';
import { environmentOf, isEnvironmentId } from './defaults.ts';
import { flag, type Json, list, object, ProjectError, readJson, sentences, text, texts, urlPath } from './fields.ts';
import { invokeRulesOf, projectFunction, type ProjectFunction } from './functions.ts';
import { storageOf } from './storage.ts';

export { ProjectError } from './fields.ts';

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
