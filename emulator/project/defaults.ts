import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './config.ts';

const ENV_ID = /^[a-z0-9_-]{1,40}$/;

/** What an environment is called that nobody has named. */
const NAMELESS = 'local';

export const isEnvironmentId = (text: string): boolean => ENV_ID.test(text);

/** The environment's name where `emulator.envId` says none: the one that the project is deployed to, unless that is a template. */
export function environmentOf(deployed: unknown): string {
  return typeof deployed === 'string' && isEnvironmentId(deployed) ? deployed : NAMELESS;
}

/** What the project leaves to the defaults, or has not built yet, in words for whoever starts it. */
export function notesOn(project: Project): string[] {
  const notes: string[] = [];
  if (!project.declared)
    notes.push(
      `cloudbaserc.json has no key "emulator": environment ${project.envId}, no collections, no pages, no mini-programs are declared`,
    );
  else if (project.databaseFile === null)
    notes.push('cloudbaserc.json declares no collections (emulator.database): functions make and use them, clients may use none');
  if (project.functions.length === 0) notes.push('cloudbaserc.json declares no functions');
  const unbuilt = project.functions.filter(
    ({ directory, handler }) => !existsSync(join(directory, `${handler.split('.')[0] ?? 'index'}.js`)),
  );
  if (unbuilt.length > 0)
    notes.push(
      `not built yet: ${unbuilt.map(({ name }) => name).join(', ')} (looked in ${project.functionRoot}); a call of them is refused`,
    );
  for (const { path, directory } of project.hosting)
    if (!existsSync(directory)) notes.push(`the site ${path} is not there yet: ${directory}`);
  return notes;
}
