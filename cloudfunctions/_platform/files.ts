import { app } from './app.ts';

export interface StoredFile {
  readonly fileId: string;
  /** As its bytes are served. */
  readonly type: string;
  readonly bytes: number;
}

/** What is known of files in the cloud's storage, in their order; null for one that is not there. */
export async function storedFiles(fileIds: readonly string[]): Promise<(StoredFile | null)[]> {
  if (fileIds.length === 0) return [];
  const { fileList } = await app.getFileInfo({ fileList: [...fileIds] });
  const known = new Map(fileList.map((file) => [file.fileID, file]));
  return fileIds.map((fileId) => {
    const file = known.get(fileId);
    return file?.code === 'SUCCESS' ? { fileId, type: file.mime ?? '', bytes: file.size ?? 0 } : null;
  });
}

/** Addresses under which a browser can load files for an hour, in their order; null for one that is not there. */
export async function fileAddresses(fileIds: readonly string[]): Promise<(string | null)[]> {
  if (fileIds.length === 0) return [];
  const { fileList } = await app.getTempFileURL({ fileList: fileIds.map((fileID) => ({ fileID, maxAge: 3600 })) });
  const addresses = new Map(fileList.map((file) => [file.fileID, file.tempFileURL]));
  return fileIds.map((fileId) => addresses.get(fileId) || null);
}
