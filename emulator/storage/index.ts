import { type Caller, type EndUser, ownerOf } from '../gateway/context.ts';
import { CloudError, refusalOf } from '../gateway/failure.ts';
import type { ActivityFeed, Clock, Meter, Service, StorageRules } from '../types.ts';
import { Addresses } from './addresses.ts';
import { createByteRoutes, READ_PATH, WRITE_PATH } from './bytes.ts';
import { mediaType } from './content.ts';
import { checkedPath, fileIds } from './names.ts';
import { StoragePolicy } from './policy.ts';
import { FileStore, type StoredFile } from './store.ts';

export interface StorageOptions {
  /** Everything lies here. */
  readonly folder: string;
  readonly envId: string;
  readonly rules: StorageRules;
  /** Signs temporary addresses: kept, they stay good across a restart. */
  readonly secret: string;
  readonly clock: Clock;
  readonly feed: ActivityFeed;
  readonly meter: Meter;
  readonly origin: () => string;
}

export interface UploadPlace {
  readonly url: string;
  readonly authorization: string;
  readonly token: string;
  readonly fileId: string;
  /** Goes along as a header, so it is ASCII. */
  readonly cosFileId: string;
  readonly downloadUrl: string;
}

/** How one of several files fared. */
export interface FileOutcome {
  readonly fileId: string;
  readonly code: string;
  readonly message?: string;
}

export interface DownloadOutcome extends FileOutcome {
  readonly url: string;
  /** seconds */
  readonly maxAge: number;
}

export interface Storage {
  /** The bytes' own routes. */
  readonly bytes: Service;
  readonly bucket: string;
  /** A signed place for one upload. Refuses names that break the rules, and what the user may not write. */
  uploadPlace(
    caller: Caller,
    path: unknown,
    said?: { readonly size?: number | undefined; readonly type?: string | undefined },
  ): UploadPlace;
  /** Temporary addresses; `maxAge` in seconds, a day unless told and at most. */
  addressesOf(caller: Caller, files: readonly { readonly fileId: string; readonly maxAge?: number | undefined }[]): DownloadOutcome[];
  remove(caller: Caller, fileIds: readonly string[]): FileOutcome[];
  copy(caller: Caller, files: readonly CopyOrder[]): Promise<FileOutcome[]>;
  /** For tools: what lies in the storage. */
  files(): readonly StoredFile[];
  fileIdOf(path: string): string;
  /** Lays all files down in an empty folder, at one moment. */
  save(folder: string): { readonly files: number; readonly bytes: number };
  /** Checks such a folder; answers the step that puts its files in the place of all there are. */
  restoring(folder: string): () => void;
  close(): void;
}

export interface CopyOrder {
  readonly from: unknown;
  readonly to: unknown;
  readonly overwrite: boolean;
  readonly removeOriginal: boolean;
}

/** Files of one request, at most. */
const MAX_FILES = 50;
const UPLOAD_SECONDS = 15 * 60;
const DAY_SECONDS = 24 * 3600;

function userOf(caller: Caller): EndUser | null {
  return caller.kind === 'user' ? caller.user : null;
}

function checkCount(count: number): void {
  if (count > MAX_FILES) throw new CloudError('INVALID_PARAM', `at most ${MAX_FILES} files at a time, these are ${count}`);
}

function secondsOf(maxAge: number | undefined): number {
  if (maxAge === undefined) return DAY_SECONDS;
  if (!Number.isFinite(maxAge) || maxAge <= 0) throw new CloudError('INVALID_PARAM', 'maxAge is not a positive number of seconds');
  return Math.min(Math.trunc(maxAge), DAY_SECONDS);
}

function endingOf(path: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(path)?.[0] ?? '';
}

/** Storage of files for one environment, on disk. Throws a `RuleError` when its rules cannot be read. */
export function createStorage(options: StorageOptions): Storage {
  const { clock, feed, meter, origin } = options;
  const policy = new StoragePolicy(options.rules, clock, feed);
  const store = new FileStore(options.folder);
  const ids = fileIds(options.envId);
  const addresses = new Addresses(options.secret, clock);

  function readAddress(path: string, seconds: number): string {
    return `${origin()}${READ_PATH}${addresses.sign({ to: 'read', path }, seconds)}${endingOf(path)}`;
  }

  /** The file, if there is one and the user may do this with it. */
  function fileFor(caller: Caller, fileId: string, operation: 'read' | 'write'): StoredFile {
    const path = ids.pathOf(fileId);
    const file = path === null ? undefined : store.get(path);
    if (file === undefined) throw new CloudError('STORAGE_FILE_NONEXIST', `storage file not exists: ${fileId}`);
    policy.check(userOf(caller), operation, { openid: file.owner, path: file.path });
    return file;
  }

  function outcome(fileId: string, run: () => void): FileOutcome {
    try {
      run();
      return { fileId, code: 'SUCCESS' };
    } catch (error) {
      return { fileId, ...refusalOf(error) };
    }
  }

  async function copyOne(caller: Caller, order: CopyOrder): Promise<FileOutcome> {
    let fileId = '';
    try {
      const user = userOf(caller);
      const [from, to] = [checkedPath(order.from, 'srcPath'), checkedPath(order.to, 'dstPath')];
      fileId = ids.of(to);
      if (from === to) throw new CloudError('INVALID_PARAM', 'srcPath and dstPath are the same');
      const source = fileFor(caller, ids.of(from), 'read');
      if (order.removeOriginal) policy.check(user, 'write', { openid: source.owner, path: from });
      const before = store.get(to);
      if (before !== undefined && !order.overwrite) throw new CloudError('STORAGE_REQUEST_FAIL', `${to} exists, and overwrite is not set`);
      const owner = user === null ? source.owner : ownerOf(user);
      policy.check(user, 'write', { openid: before?.owner ?? owner, path: to });
      const { limit, types } = policy.terms(user, to);
      if (source.size > limit || types?.includes(source.type) === false)
        policy.refuse(`copy to ${to}`, 'its size or type is not for that place');
      await store.copy(source, to, before?.owner ?? owner, clock.now());
      if (order.removeOriginal) store.remove(from);
      return { fileId, code: 'SUCCESS' };
    } catch (error) {
      return { fileId, ...refusalOf(error) };
    }
  }

  return {
    bytes: createByteRoutes({ store, addresses, clock, feed, meter, fileIdOf: ids.of }),
    bucket: ids.bucket,
    uploadPlace(caller, given, said = {}) {
      const path = checkedPath(given);
      const user = userOf(caller);
      const owner = store.get(path)?.owner ?? (user === null ? '' : ownerOf(user));
      policy.check(user, 'write', { openid: owner, path });
      const terms = policy.terms(user, path);
      const type = said.type === undefined ? undefined : mediaType(said.type);
      if (said.size !== undefined && said.size > terms.limit)
        policy.refuse(`upload to ${path}`, `${said.size} bytes are more than ${terms.limit}`);
      if (type !== undefined && terms.types?.includes(type) === false)
        policy.refuse(`upload to ${path}`, `${type} is none of ${terms.types.join(', ')}`);
      const grant = { ...terms, to: 'write' as const, path, owner, bound: user !== null };
      const signed = { ...grant, ...(said.size === undefined ? {} : { size: said.size }), ...(type === undefined ? {} : { type }) };
      const fileId = ids.of(path);
      return {
        url: `${origin()}${WRITE_PATH}${Buffer.from(path).toString('base64url')}`,
        authorization: addresses.sign(signed, UPLOAD_SECONDS),
        token: `${ids.bucket}-upload`,
        fileId,
        cosFileId: Buffer.from(fileId).toString('base64'),
        downloadUrl: readAddress(path, DAY_SECONDS),
      };
    },
    addressesOf(caller, files) {
      checkCount(files.length);
      return files.map(({ fileId, maxAge }) => {
        let url = '';
        const seconds = secondsOf(maxAge);
        const result = outcome(fileId, () => {
          url = readAddress(fileFor(caller, fileId, 'read').path, seconds);
        });
        return { ...result, url, maxAge: seconds };
      });
    },
    remove(caller, fileIdList) {
      checkCount(fileIdList.length);
      return fileIdList.map((fileId) => outcome(fileId, () => void store.remove(fileFor(caller, fileId, 'write').path)));
    },
    async copy(caller, orders) {
      checkCount(orders.length);
      const outcomes: FileOutcome[] = [];
      for (const order of orders) outcomes.push(await copyOne(caller, order));
      return outcomes;
    },
    files: () => [...store.files()],
    fileIdOf: ids.of,
    save: (folder) => store.save(folder),
    restoring: (folder) => store.restoring(folder),
    close: () => store.close(),
  };
}
