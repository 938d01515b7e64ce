import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { CollectionRules, FunctionHost } from '../types.ts';
import type { Database } from '../database/types.ts';
import { ProjectError, type Project } from './config.ts';

/** Keeps the declared indexes on every declared collection: on those that are there now, and on each one as soon as it is made. */
export async function keepIndexes(database: Database, collections: ReadonlyMap<string, CollectionRules>): Promise<void> {
  for (const { name, indexes } of collections.values()) if (database.hasCollection(name)) await database.ensureIndexes(name, indexes);
  const create = database.createCollection.bind(database);
  database.createCollection = async (name) => {
    await create(name);
    const declared = collections.get(name);
    if (declared && declared.indexes.length > 0) await database.ensureIndexes(name, declared.indexes);
  };
}

function doneSteps(file: string): Set<string> {
  if (!existsSync(file)) return new Set();
  return new Set(JSON.parse(readFileSync(file, 'utf8')) as string[]);
}

/** Runs the project's set-up functions, each once in the life of a data folder. A function that fails stops the start and is tried again next time. */
export async function runSetup(
  project: Project,
  host: FunctionHost,
  file: string,
  options: { demo: boolean; tell: (text: string) => void },
): Promise<void> {
  const done = doneSteps(file);
  for (const step of project.setup) {
    const key = `${step.function} ${JSON.stringify(step.data)}`;
    if (done.has(key) || (step.demo && !options.demo)) continue;
    options.tell(`setting up: ${step.function}`);
    const answer = await host.invoke({
      name: step.function,
      data: JSON.stringify(step.data),
      identity: { kind: 'system' },
      ip: '',
      requestId: randomUUID(),
      source: 'setup',
    });
    if (!answer.ok) throw new ProjectError(`set-up function ${step.function} failed: ${answer.code}: ${answer.message}\n${answer.log}`);
    const refused = refusalOf(answer.result);
    if (refused !== null) throw new ProjectError(`set-up function ${step.function} refused: ${refused}\n${answer.log}`);
    done.add(key);
    writeFileSync(file, JSON.stringify([...done]));
  }
}

/** Functions commonly answer a refusal as a value: `{status: 4xx|5xx, message}` or `{code, message}`. */
function refusalOf(result: string): string | null {
  const value: unknown = JSON.parse(result);
  if (typeof value !== 'object' || value === null) return null;
  const { status, code, message } = value as { status?: unknown; code?: unknown; message?: unknown };
  const failed = (typeof status === 'number' && status >= 400) || (typeof code === 'string' && code !== '');
  return failed ? `${String(code ?? status)} ${String(message ?? '')}` : null;
}
