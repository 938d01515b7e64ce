import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Contents, Exchanged } from '../database/types.ts';
import type { DataFolder } from '../server/data-folder.ts';
import type { Storage } from '../storage/index.ts';
import type { Clock } from '../types.ts';
import type { DataTools } from './data.ts';
import { DatasetReader, linesOf, writeDataset } from './dataset.ts';
import { invalid, ToolError } from './failure.ts';

export interface SnapshotAbout {
  readonly id: string;
  readonly name: string;
  /** ms, on the machine's clock: the emulator's may have been moved. */
  readonly at: number;
  readonly collections: number;
  readonly documents: number;
  readonly files: number;
  /** Of the documents' text and of the files. Files that still exist share their bytes with the snapshot. */
  readonly bytes: number;
}

export interface SnapshotOptions {
  readonly data: Pick<DataFolder, 'file' | 'read' | 'write'>;
  readonly tools: Pick<DataTools, 'contents' | 'takeIn'>;
  readonly storage: Pick<Storage, 'save' | 'restoring'>;
  readonly env: string;
  readonly clock: Clock;
}

export const FOLDER = 'snapshots';
/** While it is there, the snapshot that it names is being gone back to: a start finishes that. */
const INTENT = 'restoring';
/** Which set-up steps have run belongs to the data that they have written. */
const SETUP = 'setup.json';
const LINES_AT_A_TIME = 2000;

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Writes the lines to a new file and waits until it is on the disk; answers its bytes. Lets others work meanwhile. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<number> {
  const handle = openSync(file, 'wx', 0o600);
  let bytes = 0;
  let held: string[] = [];
  try {
    for (const line of lines) {
      if (held.push(line) < LINES_AT_A_TIME) continue;
      bytes += writeSync(handle, held.join(''));
      held = [];
      await pause();
    }
    bytes += writeSync(handle, held.join(''));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return bytes;
}

/** Reads a dataset. `progress` hears of the bytes that were read. Throws `DatasetError`. */
export async function readDataset(
  source: AsyncIterable<Uint8Array>,
  now: number,
  progress: (bytes: number) => void = () => undefined,
): Promise<Contents[]> {
  const reader = new DatasetReader(now);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      progress((bytes += piece.length));
      yield piece;
      await pause();
    }
  }
  for await (const line of linesOf(counted())) reader.take(line);
  return reader.finish();
}

/** Saved states of database and files, to go back to. Only one thing is done at a time. */
export class Snapshots {
  readonly #options: SnapshotOptions;
  readonly #folder: string;
  #busy = false;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#folder = options.data.file(FOLDER);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // What a dead process left half made, or half deleted.
    for (const name of readdirSync(this.#folder))
      if (name.startsWith('.')) rmSync(join(this.#folder, name), { recursive: true, force: true });
  }

  /** Newest first. */
  list(): SnapshotAbout[] {
    return readdirSync(this.#folder)
      .filter((name) => /^\w+$/.test(name) && existsSync(join(this.#folder, name, 'about.json')))
      .map((name) => JSON.parse(readFileSync(join(this.#folder, name, 'about.json'), 'utf8')) as SnapshotAbout)
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  }

  /** Saves the present state under a name of 1 to 60 characters. It is there whole or not at all. */
  save(name: unknown): Promise<SnapshotAbout> {
    const text = typeof name === 'string' ? name.trim() : '';
    if (text === '' || text.length > 60 || /\p{Cc}/u.test(text)) throw invalid('a snapshot needs a name of 1 to 60 characters');
    return this.#alone(async () => {
      const { data, tools, storage, env } = this.#options;
      const at = Date.now();
      const id = `${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}_${randomBytes(3).toString('hex')}`;
      const making = join(this.#folder, `.${id}`);
      mkdirSync(making, { mode: 0o700 });
      try {
        // Both are taken in this turn: documents and files of the same moment.
        const taken = tools.contents(null);
        const saved = storage.save(join(making, 'files'));
        const contents = await taken;
        const size = await writeLines(join(making, 'dataset.ndjson'), writeDataset(contents, { env, at }));
        if (data.read(SETUP) !== null) copyFileSync(data.file(SETUP), join(making, SETUP));
        const documents = contents.reduce((sum, one) => sum + one.documents.length, 0);
        const about: SnapshotAbout = {
          id,
          name: text,
          at,
          collections: contents.length,
          documents,
          files: saved.files,
          bytes: size + saved.bytes,
        };
        writeFileSync(join(making, 'about.json'), JSON.stringify(about));
        renameSync(making, join(this.#folder, id));
        return about;
      } catch (error) {
        rmSync(making, { recursive: true, force: true });
        throw error;
      }
    });
  }

  /**
   * Makes the saved state the present one: documents as one commit that every watch hears of, then files. Open transactions end. After the end of
   * the process at any moment, it is the old state or, after the next start, the saved one. The clock and the books of WeChat Pay stay as they are.
   */
  restore(id: unknown): Promise<Exchanged> {
    const { folder, about } = this.#find(id);
    return this.#alone(async () => {
      const contents = await readDataset(createReadStream(join(folder, 'dataset.ndjson')), this.#options.clock.now());
      const installFiles = this.#options.storage.restoring(join(folder, 'files'));
      this.#options.data.write(INTENT, about.id);
      let exchanged: Exchanged;
      try {
        exchanged = await this.#options.tools.takeIn(contents, {
          mode: 'replace',
          only: true,
          reason: 'the data was put back to a snapshot',
        });
      } catch (error) {
        this.#forgetIntent();
        throw error;
      }
      installFiles();
      const setup = join(folder, SETUP);
      if (existsSync(setup)) this.#options.data.write(SETUP, readFileSync(setup, 'utf8'));
      this.#forgetIntent();
      return exchanged;
    });
  }

  remove(id: unknown): Promise<void> {
    const { folder, about } = this.#find(id);
    return this.#alone(() => {
      const going = join(this.#folder, `.${about.id}`);
      renameSync(folder, going);
      rmSync(going, { recursive: true, force: true });
      return Promise.resolve();
    });
  }

  /** Finishes what a killed process had begun. Answers the name of the snapshot, or null when there was nothing. */
  async recover(): Promise<string | null> {
    const id = this.#options.data.read(INTENT);
    if (id === null) return null;
    const found = this.list().find((about) => about.id === id);
    if (found === undefined) {
      this.#forgetIntent();
      return null;
    }
    await this.restore(id);
    return found.name;
  }

  #forgetIntent(): void {
    rmSync(this.#options.data.file(INTENT), { force: true });
  }

  #find(id: unknown): { readonly folder: string; readonly about: SnapshotAbout } {
    const about = this.list().find((one) => one.id === id);
    if (about === undefined) throw new ToolError(404, 'SNAPSHOT_NOT_FOUND', 'there is no such snapshot any more');
    return { folder: join(this.#folder, about.id), about };
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new ToolError(409, 'BUSY', 'another snapshot is being made or gone back to');
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }
}
