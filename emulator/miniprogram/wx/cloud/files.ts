import { ApiFailure, requireList, requireText, type Options } from '../call.ts';
import { cloudApi } from './api.ts';
import { CloudFailure } from './failure.ts';
import type { CloudSession } from './session.ts';
import { isPlainObject } from './types.ts';

interface FileContext {
  readonly session: CloudSession;
  check(): void;
}

function textIn(value: unknown, name: string): string {
  const found = isPlainObject(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
}

async function storageCall(session: CloudSession, action: string, body: readonly unknown[]): Promise<readonly unknown[]> {
  const answer = await session.call({ method: 'POST', path: `/v1/storages/${action}`, body });
  if (!Array.isArray(answer.body)) throw new CloudFailure('STORAGE_REQUEST_FAIL', `${action} answered no list`, answer.requestId);
  return answer.body;
}

/** How one of several files fared, as WeChat tells it. */
function statusOf(item: unknown): { readonly status: number; readonly errMsg: string } {
  const code = textIn(item, 'code');
  return code === ''
    ? { status: 0, errMsg: 'ok' }
    : { status: new CloudFailure(code, '').errCode, errMsg: textIn(item, 'message') || code };
}

function secondsIn(value: unknown): number | undefined {
  const seconds = isPlainObject(value) ? value['maxAge'] : undefined;
  return typeof seconds === 'number' ? seconds : undefined;
}

function refuseItem(item: unknown): void {
  const code = textIn(item, 'code');
  if (code !== '') throw new CloudFailure(code, textIn(item, 'message'));
}

async function blobOf(path: string): Promise<Blob> {
  try {
    const response = await fetch(path);
    return await response.blob();
  } catch {
    throw new ApiFailure(`file not found: ${path}`, { errCode: -1 });
  }
}

/** Where a cloud file can be read from now, or a refusal's code. */
export async function downloadAddress(session: CloudSession, fileId: string): Promise<string> {
  const [item] = await storageCall(session, 'get-objects-download-info', [{ cloudObjectId: fileId }]);
  refuseItem(item);
  return textIn(item, 'downloadUrl');
}

export function fileApis(context: FileContext): Options {
  const { session } = context;
  return {
    uploadFile: cloudApi('cloud.uploadFile', context, async (options) => {
      const cloudPath = requireText(options, 'cloudPath');
      const file = await blobOf(requireText(options, 'filePath'));
      const type = file.type === '' ? 'application/octet-stream' : file.type;
      const wanted = [{ objectId: cloudPath, signedHeader: { 'content-length': [String(file.size)], 'content-type': [type] } }];
      const [place] = await storageCall(session, 'get-objects-upload-info', wanted);
      refuseItem(place);
      const headers = {
        authorization: textIn(place, 'authorization'),
        'x-cos-security-token': textIn(place, 'token'),
        'x-cos-meta-fileid': textIn(place, 'cloudObjectMeta'),
        'content-type': type,
      };
      const stored = await fetch(textIn(place, 'uploadUrl'), { method: 'PUT', headers, body: file });
      if (!stored.ok) {
        const why = /<Message>([^<]*)/.exec(await stored.text())?.[1] ?? '';
        throw new CloudFailure('STORAGE_REQUEST_FAIL', `the storage answered with status ${stored.status}: ${why}`);
      }
      return { fileID: textIn(place, 'cloudObjectId'), statusCode: stored.status };
    }),

    downloadFile: cloudApi('cloud.downloadFile', context, async (options) => {
      const response = await fetch(await downloadAddress(session, requireText(options, 'fileID')));
      if (!response.ok) throw new CloudFailure('STORAGE_FILE_NONEXIST', `the storage answered with status ${response.status}`);
      return { tempFilePath: URL.createObjectURL(await response.blob()), statusCode: response.status };
    }),

    getTempFileURL: cloudApi('cloud.getTempFileURL', context, async (options) => {
      const wanted = requireList(options, 'fileList').map((entry) => {
        const maxAge = secondsIn(entry);
        return { cloudObjectId: typeof entry === 'string' ? entry : textIn(entry, 'fileID'), ...(maxAge === undefined ? {} : { maxAge }) };
      });
      const ids = wanted.map(({ cloudObjectId }) => cloudObjectId);
      if (ids.length > 50) throw new CloudFailure('INVALID_PARAM', 'fileList may hold at most 50 files');
      const items = await storageCall(session, 'get-objects-download-info', wanted);
      return {
        fileList: ids.map((fileID, index) => ({
          fileID,
          tempFileURL: textIn(items[index], 'downloadUrl'),
          maxAge: secondsIn(items[index]) ?? 0,
          ...statusOf(items[index]),
        })),
      };
    }),

    deleteFile: cloudApi('cloud.deleteFile', context, async (options) => {
      const ids = requireList(options, 'fileList').map(String);
      if (ids.length > 50) throw new CloudFailure('INVALID_PARAM', 'fileList may hold at most 50 files');
      const items = await storageCall(
        session,
        'delete-objects',
        ids.map((cloudObjectId) => ({ cloudObjectId })),
      );
      return {
        fileList: ids.map((fileID, index) => ({ fileID, ...statusOf(items[index]) })),
      };
    }),
  };
}
