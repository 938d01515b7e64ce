import type { Emulator } from './emulator.ts';

type Store = Pick<Emulator, 'origin' | 'post'>;

/** Begins as a JPEG does, which is what the store looks at. */
export const JPEG = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(2000, 7)]);

export interface Place {
  readonly uploadUrl: string;
  readonly authorization: string;
  readonly cloudObjectMeta: string;
  readonly cloudObjectId: string;
  readonly code?: string;
}

/** As `wx.cloud` does for the customer who holds the phone. */
export async function storagesAs<T>(emulator: Store, openid: string, operation: string, item: unknown): Promise<T> {
  const { access_token: token } = await emulator.post<{ access_token: string }>('/__emulator/session', { openid });
  const response = await fetch(`${emulator.origin}/v1/storages/${operation}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify([item]),
  });
  return ((await response.json()) as T[])[0] as T;
}

export function placeAs(emulator: Store, openid: string, objectId: string, size: number, type = 'image/jpeg'): Promise<Place> {
  return storagesAs(emulator, openid, 'get-objects-upload-info', {
    objectId,
    signedHeader: { 'content-length': [String(size)], 'content-type': [type] },
  });
}

/** Answers the file's id, or the code of the refusal. */
export async function uploadAs(emulator: Store, openid: string, path: string, bytes: Buffer): Promise<string> {
  const { uploadUrl, authorization, cloudObjectMeta, cloudObjectId, code } = await placeAs(emulator, openid, path, bytes.length);
  if (code !== undefined) return code;
  const response = await fetch(uploadUrl, {
    method: 'PUT',
    headers: { authorization, 'x-cos-meta-fileid': cloudObjectMeta, 'content-type': 'image/jpeg' },
    body: Uint8Array.from(bytes),
  });
  return response.ok ? cloudObjectId : String(response.status);
}
