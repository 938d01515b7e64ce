import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readProject, type Project } from './project.ts';
import { compileStyles } from './styles.ts';
import { compileTemplates } from './templates.ts';

/** Scope of a component's styles, short because it stands before every class name. */
export function scopeNames(project: Project): ReadonlyMap<string, string> {
  return new Map(project.units.map((unit, index) => [unit.path, `s${index}`]));
}

async function modulesOf(project: Project): Promise<Record<string, string>> {
  const names = [...project.files.keys()].filter((file) => file.endsWith('.js')).sort();
  const sources = await Promise.all(names.map((file) => readFile(join(project.root, file), 'utf8')));
  return Object.fromEntries(names.map((file, index) => [file, sources[index] ?? '']));
}

/**
 * One script with everything the browser runtime needs of a mini-program: `globalThis.__mpProgram = {…}`. Modules are texts, run one by one
 * under their own file name when somebody requires them.
 */
export async function compileProgram(root: string): Promise<string> {
  const project = await readProject(root);
  const [templates, styles, modules] = await Promise.all([compileTemplates(project), compileStyles(project), modulesOf(project)]);
  const scopes = scopeNames(project);
  const units = Object.fromEntries(
    project.units.map((unit) => [unit.path, { kind: unit.kind, config: unit.config, using: unit.using, scope: scopes.get(unit.path) }]),
  );
  const parts = {
    app: JSON.stringify(project.app),
    pages: JSON.stringify(project.pages),
    units: JSON.stringify(units),
    styles: JSON.stringify(Object.fromEntries(styles)),
    modules: JSON.stringify(modules),
    templates: `(__mpListen)=>${templates}`,
  };
  return `globalThis.__mpProgram={${Object.entries(parts)
    .map(([name, text]) => `${name}:${text}`)
    .join(',\n')}};\n`;
}
