/** Storage of files in the three dialects of the SDKs: `/admin`, `/web` and `/v1/storages`. The bytes have routes of their own. */
import type { CopyOrder, Storage } from '../storage/index.ts';
import type { Caller } from './context.ts';
import { CloudError } from './failure.ts';
import { numeric } from './fields.ts';
import { isPlainObject, type PlainObject } from './values.ts';

function listField(body: PlainObject, name: string): readonly unknown[] {
  const list = body[name];
  if (!Array.isArray(list)) throw new CloudError('INVALID_PARAM', `${name} is not a list`);
  return list;
}

function objects(list: unknown, what: string): readonly PlainObject[] {
  if (!Array.isArray(list) || !list.every(isPlainObject)) throw new CloudError('INVALID_PARAM', `${what} is not a list of objects`);
  return list;
}

function fileIdIn(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new CloudError('INVALID_PARAM', 'a file id is missing');
  return value;
}

const flag = (value: unknown): boolean => value === true;

/** The actions of `/admin` and `/web` (which sends the same): each answers `data`. */
export type StorageAction = (storage: Storage, caller: Caller, body: PlainObject) => PlainObject | Promise<PlainObject>;

const getUploadMetadata: StorageAction = (storage, caller, body) => {
  if (String(body['method'] ?? 'put').toLowerCase() !== 'put')
    throw new CloudError('STORAGE_REQUEST_FAIL', 'uploads are PUT; forms (POST) are not offered by the local CloudBase');
  const { url, token, authorization, fileId, cosFileId, downloadUrl } = storage.uploadPlace(caller, body['path']);
  return { url, token, authorization, fileId, cosFileId, download_url: downloadUrl };
};

const batchGetDownloadUrl: StorageAction = (storage, caller, body) => {
  const files = objects(body['file_list'], 'file_list').map((file) => ({
    fileId: fileIdIn(file['fileid']),
    maxAge: numeric(file['max_age']),
  }));
  return {
    // The server SDKs read `fileID` and `tempFileURL`, the browser SDK `fileid` and `download_url` as well.
    download_list: storage.addressesOf(caller, files).map(({ fileId, code, url, maxAge, message }) => ({
      code,
      fileID: fileId,
      fileid: fileId,
      tempFileURL: url,
      download_url: url,
      maxAge,
      ...(message === undefined ? {} : { message }),
    })),
  };
};

const batchDeleteFile: StorageAction = (storage, caller, body) => ({
  delete_list: storage
    .remove(caller, listField(body, 'fileid_list').map(fileIdIn))
    .map(({ fileId, ...rest }) => ({ fileID: fileId, ...rest })),
});

const batchCopyFile: StorageAction = async (storage, caller, body) => {
  const orders = objects(body['file_list'], 'file_list').map((file) => ({
    from: file['src_path'],
    to: file['dst_path'],
    overwrite: file['overwrite'] !== false,
    removeOriginal: flag(file['remove_original']),
  }));
  return { copy_list: (await storage.copy(caller, orders)).map(({ fileId, ...rest }) => ({ fileID: fileId, fileId, ...rest })) };
};

export const STORAGE_ACTIONS: ReadonlyMap<string, StorageAction> = new Map([
  ['storage.getUploadMetadata', getUploadMetadata],
  ['storage.batchGetDownloadUrl', batchGetDownloadUrl],
  ['storage.batchDeleteFile', batchDeleteFile],
  ['storage.batchCopyFile', batchCopyFile],
]);

function signedHeader(item: PlainObject, name: string): string | undefined {
  const headers = item['signedHeader'];
  if (!isPlainObject(headers)) return undefined;
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  const first: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  return typeof first === 'string' ? first : undefined;
}

type StorageRoute = (
  storage: Storage,
  caller: Caller,
  items: readonly PlainObject[],
) => readonly PlainObject[] | Promise<readonly PlainObject[]>;

const ROUTES: ReadonlyMap<string, StorageRoute> = new Map<string, StorageRoute>([
  [
    'get-objects-upload-info',
    (storage, caller, items) =>
      items.map((item) => {
        const size = signedHeader(item, 'content-length');
        try {
          const said = { size: size === undefined ? undefined : numeric(size), type: signedHeader(item, 'content-type') };
          const place = storage.uploadPlace(caller, item['objectId'], said);
          return {
            objectId: item['objectId'],
            authorization: place.authorization,
            token: place.token,
            uploadUrl: place.url,
            cloudObjectId: place.fileId,
            cloudObjectMeta: place.cosFileId,
            downloadUrl: place.downloadUrl,
          };
        } catch (error) {
          if (!(error instanceof CloudError)) throw error;
          return { objectId: item['objectId'], code: error.code, message: error.message };
        }
      }),
  ],
  [
    'get-objects-download-info',
    (storage, caller, items) =>
      storage
        .addressesOf(
          caller,
          items.map((item) => ({ fileId: fileIdIn(item['cloudObjectId']), maxAge: numeric(item['maxAge']) })),
        )
        .map(({ fileId, code, message, url, maxAge }) =>
          code === 'SUCCESS' ? { cloudObjectId: fileId, downloadUrl: url, maxAge } : { cloudObjectId: fileId, code, message },
        ),
  ],
  [
    'delete-objects',
    (storage, caller, items) =>
      storage
        .remove(
          caller,
          items.map((item) => fileIdIn(item['cloudObjectId'])),
        )
        .map(({ fileId, code, message }) => (code === 'SUCCESS' ? { cloudObjectId: fileId } : { cloudObjectId: fileId, code, message })),
  ],
  [
    'copy-objects',
    async (storage, caller, items) => {
      const orders = items.map((item): CopyOrder => ({
        from: item['srcPath'],
        to: item['dstPath'],
        overwrite: item['overwrite'] !== false,
        removeOriginal: flag(item['removeOriginal']),
      }));
      return (await storage.copy(caller, orders)).map(({ fileId, code, message }) =>
        code === 'SUCCESS' ? { cloudObjectId: fileId } : { cloudObjectId: fileId, code, message },
      );
    },
  ],
]);

/** `POST /v1/storages/{operation}`: a list goes in, a list of the same length comes out. */
export async function handleStorages(storage: Storage, caller: Caller, operation: string, body: unknown): Promise<readonly PlainObject[]> {
  const route = ROUTES.get(operation);
  if (route === undefined) throw new CloudError('STORAGE_REQUEST_FAIL', `/v1/storages/${operation} is not offered by the local CloudBase`);
  return route(storage, caller, objects(body, 'the body'));
}
