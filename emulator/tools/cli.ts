import { createReadStream, createWriteStream, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { parseArgs } from 'node:util';
import { openDatabase } from '../database/index.ts';
import { Writers } from '../gateway/writers.ts';
import { readCollections } from '../project/collections.ts';
import { ProjectError, readProject, type Project } from '../project/config.ts';
import { keepIndexes } from '../project/setup.ts';
import { createClock } from '../server/clock.ts';
import { holderOf, openDataFolder } from '../server/data-folder.ts';
import { DataTools } from './data.ts';
import { DatasetError, writeDataset } from './dataset.ts';
import { readDataset, writeLines } from './snapshots.ts';

export const DATA_USAGE = `  export FILE [--collections A,B] [--data DIR] [--project DIR]   writes a dataset (all collections, or these)
  import FILE [--merge] [--data DIR] [--project DIR]             takes a dataset in, in the place of the collections that it names;
                                                                  with --merge over the documents of the same _id
  Both work on a running emulator too.`;

interface DataCommand {
  readonly name: 'export' | 'import';
  readonly file: string;
  readonly data: string;
  readonly project: string;
  readonly collections: readonly string[] | null;
  readonly mode: 'replace' | 'merge';
}

/** Null when the arguments are no data command. Refuses wrong ones with a `ProjectError`. */
export function readDataCommand(args: readonly string[]): DataCommand | null {
  const [name, ...rest] = args;
  if (name !== 'export' && name !== 'import') return null;
  const options = {
    data: { type: 'string' },
    project: { type: 'string' },
    collections: { type: 'string' },
    merge: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: rest, options, strict: true, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error(`${name} needs one FILE`);
    if (name === 'export' ? values.merge : values.collections)
      throw new Error(`${name} knows no --${name === 'export' ? 'merge' : 'collections'}`);
    const project = resolve(values.project ?? '.');
    return {
      name,
      file: resolve(file),
      project,
      data: resolve(values.data ?? `${project}/.emulator`),
      collections: values.collections?.split(',').map((one) => one.trim()) ?? null,
      mode: values.merge === true ? 'merge' : 'replace',
    };
  } catch (error) {
    throw new ProjectError(`${(error as Error).message}\n${DATA_USAGE}`);
  }
}

/** Does it, and answers the sentence to be said. */
export async function runDataCommand(command: DataCommand): Promise<string> {
  if (!existsSync(join(command.data, 'emulator.json')))
    throw new ProjectError(`${command.data} is no data folder of an emulator: choose one with --data`);
  if (command.name === 'import' && !existsSync(command.file)) throw new ProjectError(`there is no file ${command.file}`);
  const origin = holderOf(command.data) === null ? null : originOf(command.data);
  try {
    return await (origin === null ? offline(command) : online(command, origin));
  } catch (error) {
    throw error instanceof DatasetError ? new ProjectError(`${command.file}: ${error.message}; nothing was changed`) : error;
  }
}

function originOf(data: string): string {
  const url = /TCB_CONTEXT_CNFG=\{"URL":"(http:\/\/[^"]+)\/admin"\}/.exec(readFileSync(join(data, 'env'), 'utf8'))?.[1];
  if (url === undefined) throw new ProjectError(`an emulator is starting on ${data}: try again when it is ready`);
  return url;
}

/** `${file}` is there whole or as it was. */
async function writeFileWhole(file: string, write: (part: string) => Promise<unknown>): Promise<number> {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    await write(part);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  return statSync(file).size;
}

async function offline(command: DataCommand): Promise<string> {
  const project: Project = readProject(command.project);
  const rules = readCollections(project.databaseFile);
  const data = openDataFolder(command.data, { reset: false });
  try {
    const clock = createClock(Number(data.read('clock') ?? 0) || 0);
    const database = await openDatabase({ file: data.file('database.db'), now: clock.now });
    try {
      await keepIndexes(database, rules);
      const tools = new DataTools({ database, clock, writers: new Writers(), rules: () => rules });
      if (command.name === 'export') {
        const contents = await tools.contents(command.collections);
        const lines = writeDataset(contents, { env: project.envId, at: clock.now() });
        const bytes = await writeFileWhole(command.file, (part) => writeLines(part, lines));
        return exported(command.file, bytes);
      }
      const contents = await readDataset(createReadStream(command.file), clock.now());
      const outcome = await tools.takeIn(contents, { mode: command.mode, reason: 'a dataset was taken in' });
      return imported({ collections: contents.length, ...outcome });
    } finally {
      await database.close();
    }
  } finally {
    data.release();
  }
}

async function online(command: DataCommand, origin: string): Promise<string> {
  if (command.name === 'export') {
    const query = command.collections === null ? '' : `?collections=${encodeURIComponent(command.collections.join(','))}`;
    const response = await fetch(`${origin}/__emulator/data/export${query}`);
    const body = response.body;
    if (!response.ok || body === null) throw await refusalIn(command.file, response);
    const bytes = await writeFileWhole(command.file, (part) =>
      pipeline(Readable.fromWeb(body as ReadableStream<Uint8Array>), createWriteStream(part, { mode: 0o600 })),
    );
    return exported(command.file, bytes);
  }
  const response = await fetch(`${origin}/__emulator/data/import?mode=${command.mode}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: await readFile(command.file),
  });
  if (!response.ok) throw await refusalIn(command.file, response);
  return imported((await response.json()) as Imported);
}

async function refusalIn(file: string, response: Response): Promise<ProjectError> {
  const { message = `status ${response.status}` } = (await response.json().catch(() => ({}))) as { message?: string };
  return new ProjectError(`${file}: ${message}; nothing was changed`);
}

interface Imported {
  readonly collections: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

function exported(file: string, bytes: number): string {
  return `exported ${file}: ${bytes} bytes`;
}

function imported({ collections, added, changed, removed }: Imported): string {
  return `imported ${collections} collections: ${added} documents added, ${changed} changed, ${removed} removed`;
}
