import { createHash, randomUUID } from 'node:crypto';
import { constants, copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile, type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openJournal, replay, writeJournal } from '../sandbox/journal.ts';

export interface StoredFile {
  readonly path: string;
  /** Name of the bytes on disk: never made of what a user sent. */
  readonly object: string;
  /** bytes */
  readonly size: number;
  readonly type: string;
  /** openid or uid of the user who uploaded it; empty for a function or a script. */
  readonly owner: string;
  /** MD5 of the bytes, in hexadecimal. */
  readonly etag: string;
  /** ms */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Bytes that have arrived and belong to no file yet. */
export interface Arrived {
  readonly object: string;
  readonly size: number;
  readonly etag: string;
  /** The first bytes, by which the kind of a picture is told. */
  readonly head: Buffer;
}

export class TooLong extends Error {
  override readonly name = 'TooLong';
}

interface Row {
  readonly file: StoredFile | null;
}

const INDEX = 'files.jsonl';
const HEAD_BYTES = 16;
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

function folderAt(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is not a folder: the storage follows no links`);
  return path;
}

/** The same bytes under a second name: no copy where the disk can do without. */
function share(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}

/**
 * Files on disk. The bytes are complete, under a name of their own, before the line of the journal that makes them a file: whenever the
 * process ends, a path holds its old bytes or its new ones. What a dead process left half done is swept at the next start.
 */
export class FileStore {
  readonly #objects: string;
  readonly #incoming: string;
  readonly #journal;

  constructor(folder: string) {
    folderAt(folder);
    this.#objects = folderAt(join(folder, 'objects'));
    this.#incoming = folderAt(join(folder, 'incoming'));
    this.#journal = openJournal<Row>(join(folder, INDEX), ({ file }) => file === null);
    this.#sweep();
  }

  get(path: string): StoredFile | undefined {
    return this.#journal.get(path)?.file ?? undefined;
  }

  *files(): IterableIterator<StoredFile> {
    for (const { file } of this.#journal.values()) if (file !== null) yield file;
  }

  /** Takes bytes in. Throws {@link TooLong} as soon as there are more than `limit`; then, and when the sender breaks off, nothing is left. */
  async receive(source: Readable, limit: number): Promise<Arrived> {
    const object = randomUUID();
    const name = join(this.#incoming, object);
    const hash = createHash('md5');
    const target = await open(name, 'wx', 0o600);
    let size = 0;
    let head = Buffer.alloc(0);
    try {
      // Not destroyed when it is too long: then somebody still waits for the answer.
      for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size > limit) throw new TooLong(`more than ${limit} bytes`);
        if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
        hash.update(piece);
        await target.writeFile(piece);
      }
    } catch (error) {
      await target.close();
      rmSync(name, { force: true });
      throw error;
    }
    await target.close();
    return { object, size, etag: hash.digest('hex'), head };
  }

  /** Makes bytes the file at a path, in place of the one that was there. */
  commit(
    path: string,
    { object, size, etag }: Arrived,
    about: { readonly type: string; readonly owner: string; readonly now: number },
  ): StoredFile {
    const before = this.get(path);
    renameSync(join(this.#incoming, object), this.#place(object));
    const { type, owner, now } = about;
    const file = { path, object, size, type, owner, etag, createdAt: before?.createdAt ?? now, updatedAt: now };
    this.#journal.put(path, { file });
    if (before !== undefined) this.#drop(before.object);
    return file;
  }

  discard({ object }: Arrived): void {
    rmSync(join(this.#incoming, object), { force: true });
  }

  /** False where there is no such file. */
  remove(path: string): boolean {
    const file = this.get(path);
    if (file === undefined) return false;
    this.#journal.put(path, { file: null });
    this.#drop(file.object);
    return true;
  }

  /** The same bytes at a second path, with an owner of its own. */
  async copy(file: StoredFile, path: string, owner: string, now: number): Promise<StoredFile> {
    const object = randomUUID();
    await copyFile(this.#place(file.object), join(this.#incoming, object), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    return this.commit(path, { object, size: file.size, etag: file.etag, head: Buffer.alloc(0) }, { type: file.type, owner, now });
  }

  /** Lays all files down in an empty folder. The bytes are shared where the disk can do that: they never change under their names. */
  save(folder: string): { readonly files: number; readonly bytes: number } {
    const objects = folderAt(join(folderAt(folder), 'objects'));
    const files = [...this.files()];
    for (const { object } of files) share(this.#place(object), join(objects, object));
    writeJournal(
      join(folder, INDEX),
      files.map((file): [string, Row] => [file.path, { file }]),
    );
    return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  }

  /**
   * Looks at a saved folder, refusing one that lacks bytes of its files; answers the step that puts its files in the place of all there are. After a
   * kill in that step it is the one or the other.
   */
  restoring(folder: string): () => void {
    const rows = replay<Row>(join(folder, INDEX));
    const objects = new Map([...rows.values()].flatMap(({ file }) => (file === null ? [] : [[file.object, file.path] as const])));
    const saved = (object: string): string => join(folder, 'objects', object);
    for (const [object, path] of objects) if (!existsSync(saved(object))) throw new Error(`the bytes of ${path} are missing`);
    return () => {
      for (const object of objects.keys()) if (!existsSync(this.#place(object))) share(saved(object), this.#place(object));
      this.#journal.exchange(rows);
      this.#sweepObjects();
    };
  }

  /** For reading; whoever opened it reads it to its end, also when the file is replaced meanwhile. */
  read(file: StoredFile): Promise<FileHandle> {
    return open(this.#place(file.object), READ_ONLY);
  }

  close(): void {
    this.#journal.close();
  }

  #place(object: string): string {
    const folder = join(this.#objects, object.slice(0, 2));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, object);
  }

  #drop(object: string): void {
    try {
      rmSync(this.#place(object), { force: true });
    } catch {
      // Somebody reads it on a system that then keeps it: the next start sweeps it.
    }
  }

  #sweep(): void {
    for (const name of readdirSync(this.#incoming)) rmSync(join(this.#incoming, name), { force: true });
    this.#sweepObjects();
  }

  #sweepObjects(): void {
    const used = new Set([...this.files()].map(({ object }) => object));
    for (const folder of readdirSync(this.#objects)) {
      const place = join(this.#objects, folder);
      if (!existsSync(place) || !lstatSync(place).isDirectory()) continue;
      for (const name of readdirSync(place)) if (!used.has(name)) rmSync(join(place, name), { force: true });
    }
  }
}
