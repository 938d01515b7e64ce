import { ProjectError } from './config.ts';

const MARK = /\{\{\s*([^}]*?)\s*\}\}/g;

/** Replaces every `{{name}}` of a value; a name that nobody knows is a mistake of the project's, not an empty text. */
export function fillIn(value: string, where: string, lookup: (name: string) => string | undefined): string {
  return value.replace(MARK, (_mark, name: string) => {
    const found = lookup(name);
    if (found === undefined) throw new ProjectError(`${where} asks for {{${name}}}, which is not known`);
    return found;
  });
}

export type RuntimeValues = Readonly<Record<'origin' | 'customLoginKey', string>>;

/** The project's environment (`emulator.env`), with `{{emulator.origin}}` and `{{emulator.customLoginKey}}` filled in. */
export function emulatorEnvironment(env: Readonly<Record<string, string>>, values: RuntimeValues): Record<string, string> {
  const known = new Map([
    ['emulator.origin', values.origin],
    ['emulator.customLoginKey', values.customLoginKey],
  ]);
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, fillIn(value, `emulator.env.${name}`, (mark) => known.get(mark))]),
  );
}

/** The variables of one function, with `{{env.X}}` filled in from the project's environment alone: never from the developer's. */
export function functionEnvironment(
  name: string,
  variables: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const filled = Object.entries(variables).map(([key, value]): [string, string] => [
    key,
    fillIn(value, `function ${name}: ${key}`, (mark) => (mark.startsWith('env.') ? env[mark.slice(4)] : undefined)),
  ]);
  const bytes = filled.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes > 4096) throw new ProjectError(`function ${name}: its variables are ${bytes} bytes; the cloud takes 4096`);
  return Object.fromEntries(filled);
}
