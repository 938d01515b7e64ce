import { join } from 'node:path';
import { DEFAULT_INVOKE, type InvokeRules, invokeRulesFrom } from '../gateway/rules/invoke.ts';
import { type Json, list, object, ProjectError, readJson, text, texts, urlPath, whole } from './fields.ts';

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

const FUNCTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

/** One entry of `functions`, with what `functionDefaultConfig` says for all. */
export function projectFunction(entry: Json, defaults: Json, root: string, index: number): ProjectFunction {
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

/** The rules for functions: declared in place, or the name of a file that holds them as the cloud's console takes them. */
export function invokeRulesOf(value: unknown, path: (value: string) => string): InvokeRules {
  if (value === undefined) return DEFAULT_INVOKE;
  const declared = typeof value === 'string' ? readJson(path(value), 'the file of the rules for functions') : value;
  const rules = invokeRulesFrom(object(declared, 'emulator.functions'));
  if (typeof rules === 'string') throw new ProjectError(`emulator.functions: ${rules}`);
  return rules;
}
