import { CloudError } from '../gateway/failure.ts';

/** Longest name of a file, in bytes of UTF-8 (the cloud's naming rules). */
const MAX_PATH_BYTES = 850;

/** CAN, EM, SUB and ESC: the arrows, which the cloud does not take. */
const ARROWS = /[\u0018-\u001b]/;

/** Why the cloud, or this emulator, takes no file of this name; null where it does. */
function faultOf(path: string): string | null {
  if (path === '') return 'must not be empty';
  if (path.startsWith('/')) return 'must not begin with "/"';
  if (path.includes('//')) return 'must not hold "//"';
  if (path.endsWith('/')) return 'names a folder, not a file';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return `has more than ${MAX_PATH_BYTES} bytes`;
  if (ARROWS.test(path)) return 'holds a control character (24 to 27)';
  if (Buffer.from(path).toString() !== path) return 'is no well-formed text';
  if (path.split('/').some((part) => part === '.' || part === '..')) return 'must not hold "." or ".." as a folder';
  return null;
}

/** A path inside the storage. Refuses with INVALID_PARAM what the naming rules forbid, and anything that could leave a folder. */
export function checkedPath(value: unknown, what = 'cloudPath'): string {
  if (typeof value !== 'string') throw new CloudError('INVALID_PARAM', `${what} is not a text`);
  const fault = faultOf(value);
  if (fault !== null) throw new CloudError('INVALID_PARAM', `${what} ${fault}`);
  return value;
}

/** File ids of one environment: `cloud://<env>.<bucket>/<path>`. */
export interface FileIds {
  readonly bucket: string;
  of(path: string): string;
  /** Null for what is no file id of this environment. */
  pathOf(fileId: string): string | null;
}

/** The bucket is named as the cloud names it: two letters in hexadecimal, the environment, an account's number. */
export function fileIds(envId: string): FileIds {
  const bucket = `${Buffer.from(envId.slice(0, 2)).toString('hex')}-${envId}-1250000000`;
  const prefix = `cloud://${envId}.${bucket}/`;
  return {
    bucket,
    of: (path) => prefix + path,
    pathOf(fileId) {
      const path = fileId.startsWith(prefix) ? fileId.slice(prefix.length) : null;
      return path === null || faultOf(path) !== null ? null : path;
    },
  };
}
