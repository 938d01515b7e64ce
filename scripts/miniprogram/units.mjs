import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { BuildRefusal, listFiles, readJson } from './files.mjs';

/** The one component library mini-programs may name by package. */
export const LIBRARY = '@vant/weapp';

/**
 * @typedef {{ path: string, kind: 'page' | 'component', config: Record<string, any>, using: Record<string, string> }} Unit
 *   `path` without suffix, relative to the mini-program; `using` tag → own component's path, or `@vant/weapp/…`.
 * @typedef {{ root: string, app: Record<string, any>, units: Unit[], packages: string[], files: string[] }} Program
 */

/** Pages in the order of app.json: main package first, then every subpackage. @param {Record<string, any>} app @returns {string[]} */
export function pagesOf(app) {
  const packages = [...(app.subPackages ?? []), ...(app.subpackages ?? [])];
  return [...(app.pages ?? []), ...packages.flatMap((one) => (one.pages ?? []).map((page) => posix.join(one.root, page)))];
}

/** Path of the component that `name` in `usingComponents` of `from` stands for. @param {string} name @param {string} from */
export function resolveComponent(name, from) {
  if (name === LIBRARY || name.startsWith(`${LIBRARY}/`)) return name;
  if (name.startsWith('/')) return posix.normalize(name.slice(1));
  return posix.join(posix.dirname(from), name);
}

/**
 * Reads app.json and walks from its pages through every `usingComponents`. Refuses missing files, components nobody can find and pages
 * nobody lists.
 * @param {string} root @returns {Program}
 */
export function readProgram(root) {
  const problems = [];
  const app = readJson(join(root, 'app.json'), 'app.json');
  const pages = pagesOf(app);
  if (pages.length === 0) throw new BuildRefusal(['app.json: `pages` is empty']);
  const files = listFiles(root);
  const units = new Map();

  const visit = (path, kind, usedBy) => {
    if (units.has(path)) return;
    const missing = ['.ts', '.wxml', '.json'].filter((suffix) => !existsSync(join(root, path + suffix)));
    if (missing.length > 0) {
      problems.push(`${usedBy}: ${kind} ${path} has no ${missing.map((suffix) => path.split('/').at(-1) + suffix).join(', ')}`);
      return;
    }
    const config = readJson(join(root, `${path}.json`), `${path}.json`);
    if (kind === 'component' && config.component !== true) problems.push(`${path}.json: a component must say "component": true`);
    const using = {};
    units.set(path, { path, kind, config, using });
    const named = { ...(app.usingComponents ?? {}), ...(config.usingComponents ?? {}) };
    for (const [tag, name] of Object.entries(named)) {
      using[tag] = resolveComponent(name, config.usingComponents?.[tag] === undefined ? 'app' : path);
      if (!using[tag].startsWith(`${LIBRARY}/`)) visit(using[tag], 'component', `${path}.json (${tag})`);
    }
    for (const [slot, given] of Object.entries(config.componentGenerics ?? {})) {
      if (given?.default !== undefined) visit(resolveComponent(given.default, path), 'component', `${path}.json (generic ${slot})`);
    }
  };
  for (const page of pages) visit(page, 'page', 'app.json');

  const listed = new Set(pages);
  for (const file of files) {
    if (!file.endsWith('.wxml') || !/(^|\/)pages\//.test(file)) continue;
    const path = file.slice(0, -'.wxml'.length);
    // A page's folder may hold its own components and templates; only what looks like a page (its JSON says no `component`) must be listed.
    if (listed.has(path) || units.has(path) || !files.includes(`${path}.json`)) continue;
    const config = readJson(join(root, `${path}.json`), `${path}.json`);
    if (config.component !== true) problems.push(`${file}: the page is not in app.json; list it or delete it`);
  }
  for (const item of app.tabBar?.list ?? []) {
    if (!listed.has(item.pagePath)) problems.push(`app.json: tab ${item.pagePath} is not in pages`);
    for (const icon of [item.iconPath, item.selectedIconPath]) {
      if (icon !== undefined && !existsSync(join(root, icon))) problems.push(`app.json: tab icon ${icon} is missing`);
    }
  }
  if (!existsSync(join(root, 'app.ts'))) problems.push('app.ts: the file is missing');
  if (problems.length > 0) throw new BuildRefusal(problems);
  return { root, app, units: [...units.values()], packages: (app.subPackages ?? app.subpackages ?? []).map((one) => one.root), files };
}
