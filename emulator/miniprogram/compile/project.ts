import { readFile, readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { BUILT_IN_TAGS } from '../tags.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Unit {
  /** Without suffix, relative to the mini-program's root. */
  readonly path: string;
  readonly kind: 'page' | 'component';
  readonly config: JsonObject;
  /** tag → absolute path of the component, without leading slash. */
  readonly using: Readonly<Record<string, string>>;
}

export interface Project {
  readonly root: string;
  readonly app: JsonObject;
  readonly pages: readonly string[];
  readonly units: readonly Unit[];
  /** Every file below the root with its mtime and size: what the cache is keyed by. */
  readonly files: ReadonlyMap<string, string>;
}

/** What is wrong with a mini-program's files; shown in the browser in place of the program. */
export class CompileFault extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'CompileFault';
    this.problems = problems;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Every file below `root` with `mtime:size`. An absent root has none. */
export async function listFiles(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    await Promise.all(
      entries.map(async (entry) => {
        const path = posix.join(folder, entry.name);
        if (entry.isDirectory()) return walk(path);
        const info = await stat(join(root, path)).catch(() => null);
        if (info !== null) found.set(path, `${info.mtimeMs}:${info.size}`);
        return undefined;
      }),
    );
  };
  await walk('');
  return found;
}

async function readJson(root: string, file: string): Promise<JsonObject> {
  const text = await readFile(join(root, file), 'utf8').catch(() => null);
  if (text === null) throw new CompileFault([`${file} is missing`]);
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below, the same way as a file that holds no object.
  }
  throw new CompileFault([`${file} is not a JSON object`]);
}

/** Pages of app.json in order: main package first, then the subpackages. */
export function pagesOf(app: JsonObject): readonly string[] {
  const packages = [app['subPackages'], app['subpackages']].flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
  return [
    ...textsOf(app['pages']),
    ...packages.flatMap((one) => textsOf(one['pages']).map((page) => posix.join(String(one['root'] ?? ''), page))),
  ];
}

function namesOf(config: JsonObject): readonly (readonly [string, string])[] {
  const using = config['usingComponents'];
  if (!isObject(using)) return [];
  return Object.entries(using).flatMap(([tag, name]) => (typeof name === 'string' ? [[tag, name] as const] : []));
}

/** Candidates for a component's name, the way the client looks for them: file, folder's index, npm package. */
function candidates(name: string, from: string): readonly string[] {
  const bases = name.startsWith('/')
    ? [name.slice(1)]
    : [posix.join(posix.dirname(from), name), ...(name.startsWith('.') ? [] : [posix.join('miniprogram_npm', name)])];
  return bases.flatMap((base) => [posix.normalize(base), posix.join(base, 'index')]);
}

/** Reads app.json, every page and every component they use. Refuses with all problems at once. */
export async function readProject(root: string): Promise<Project> {
  const files = await listFiles(root);
  const app = await readJson(root, 'app.json');
  const pages = pagesOf(app);
  const problems: string[] = [];
  const units = new Map<string, Unit>();

  const resolve = (name: string, from: string): string | null =>
    candidates(name, from).find((path) => files.has(`${path}.json`) && files.has(`${path}.js`)) ?? null;

  const visit = async (path: string, kind: Unit['kind']): Promise<void> => {
    if (units.has(path)) return;
    const missing = ['.js', '.wxml', '.json'].filter((suffix) => !files.has(path + suffix));
    if (missing.length > 0) {
      problems.push(`${kind} ${path}: ${missing.map((suffix) => path + suffix).join(', ')} missing`);
      return;
    }
    const config = await readJson(root, `${path}.json`);
    const using: Record<string, string> = {};
    units.set(path, { path, kind, config, using });
    const named = [...namesOf(app).map((one) => [...one, 'app'] as const), ...namesOf(config).map((one) => [...one, path] as const)];
    const generics = isObject(config['componentGenerics']) ? Object.values(config['componentGenerics']) : [];
    const defaults = generics.flatMap((one) => (isObject(one) && typeof one['default'] === 'string' ? [one['default']] : []));
    const needed: string[] = [];
    for (const [tag, name, from] of named) {
      if (BUILT_IN_TAGS.has(tag)) problems.push(`${from}.json: "${tag}" is a component of WeChat's own and cannot be replaced`);
      const target = resolve(name, from);
      if (target === null) problems.push(`${from}.json: component "${tag}": "${name}" was not found`);
      else {
        using[tag] = target;
        needed.push(target);
      }
    }
    for (const name of defaults) {
      const target = resolve(name, path);
      if (target !== null) needed.push(target);
    }
    for (const target of needed) await visit(target, 'component');
  };
  for (const page of pages) await visit(page, 'page');
  if (pages.length === 0) problems.push('app.json: `pages` is empty');
  if (problems.length > 0) throw new CompileFault([...new Set(problems)]);
  return { root, app, pages, units: [...units.values()], files };
}
