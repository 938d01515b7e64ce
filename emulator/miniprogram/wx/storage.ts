import { ApiFailure, asyncApi, requireText, type Options } from './call.ts';

/** WeChat's limits: 10 MB per mini-program and user, 1 MB per key. */
const TOTAL_LIMIT_KB = 10 * 1024;
const VALUE_LIMIT_KB = 1024;

export interface StorageOwner {
  readonly appid: string;
  openid(): string;
}

/** Structured values as text. Dates survive a round trip in WeChat, so they are tagged; `undefined` is stored as an empty string there. */
function encode(value: unknown): string {
  if (typeof value === 'function' || typeof value === 'symbol') throw new ApiFailure('data type not supported');
  return JSON.stringify({ v: tag(value) });
}

function tag(value: unknown): unknown {
  if (value instanceof Date) return { $kind: 'Date', value: value.getTime() };
  if (Array.isArray(value)) return value.map(tag);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tag(item)]));
  }
  return value;
}

function untag(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untag);
  if (typeof value !== 'object' || value === null) return value;
  if ('$kind' in value && value.$kind === 'Date' && 'value' in value && typeof value.value === 'number') return new Date(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untag(item)]));
}

function decode(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null && 'v' in parsed ? untag(parsed.v) : '';
}

function sizeInKb(key: string, text: string): number {
  return (key.length + new TextEncoder().encode(text).length) / 1024;
}

/** One namespace per mini-program and user: switching the user shows another phone's storage. */
export class MiniProgramStorage {
  readonly #store: Storage;
  readonly #owner: StorageOwner;

  constructor(store: Storage, owner: StorageOwner) {
    this.#store = store;
    this.#owner = owner;
  }

  get #prefix(): string {
    return `mp:${this.#owner.appid}:${this.#owner.openid()}:`;
  }

  keys(): string[] {
    const prefix = this.#prefix;
    const found: string[] = [];
    for (let index = 0; index < this.#store.length; index += 1) {
      const name = this.#store.key(index);
      if (name?.startsWith(prefix)) found.push(name.slice(prefix.length));
    }
    return found.sort();
  }

  has(key: string): boolean {
    return this.#store.getItem(this.#prefix + key) !== null;
  }

  /** The stored value, or an empty string where there is none, as WeChat answers. */
  get(key: string): unknown {
    const found = this.#store.getItem(this.#prefix + key);
    return found === null ? '' : decode(found);
  }

  set(key: string, value: unknown): void {
    if (key === '') throw new ApiFailure('parameter error: parameter.key should not be empty');
    const encoded = encode(value);
    const size = sizeInKb(key, encoded);
    if (size > VALUE_LIMIT_KB) throw new ApiFailure(`entry size limit reached: ${key} takes ${Math.ceil(size)} KB of ${VALUE_LIMIT_KB}`);
    if (this.sizeKb(key) + size > TOTAL_LIMIT_KB) throw new ApiFailure('exceed max size: storage limit 10MB reached');
    try {
      this.#store.setItem(this.#prefix + key, encoded);
    } catch {
      // The browser's own quota is smaller than WeChat's when several mini-programs share one origin.
      throw new ApiFailure('exceed max size: the browser refuses to store more for this origin');
    }
  }

  remove(key: string): void {
    this.#store.removeItem(this.#prefix + key);
  }

  clear(): void {
    for (const key of this.keys()) this.remove(key);
  }

  /** Kilobytes in use, leaving one key out. */
  sizeKb(except?: string): number {
    return this.keys()
      .filter((key) => key !== except)
      .reduce((sum, key) => sum + sizeInKb(key, this.#store.getItem(this.#prefix + key) ?? ''), 0);
  }

  info(): Options {
    return { keys: this.keys(), currentSize: Math.ceil(this.sizeKb()), limitSize: TOTAL_LIMIT_KB };
  }
}

/** The sync calls throw what the async ones put into `errMsg`. */
function sync<Result>(name: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof ApiFailure) throw new Error(`${name}:fail ${error.message}`);
    throw error;
  }
}

function keyOf(name: string, key: unknown): string {
  if (typeof key === 'string') return key;
  throw new Error(`${name}:fail parameter error: parameter should be String instead of ${key === undefined ? 'Undefined' : typeof key};`);
}

export function storageApis(storage: MiniProgramStorage): Options {
  return {
    setStorageSync: (key: unknown, data: unknown) => sync('setStorageSync', () => storage.set(keyOf('setStorageSync', key), data)),
    getStorageSync: (key: unknown) => sync('getStorageSync', () => storage.get(keyOf('getStorageSync', key))),
    removeStorageSync: (key: unknown) => storage.remove(keyOf('removeStorageSync', key)),
    clearStorageSync: () => storage.clear(),
    getStorageInfoSync: () => storage.info(),
    setStorage: asyncApi('setStorage', (options) => storage.set(requireText(options, 'key'), options['data'])),
    getStorage: asyncApi('getStorage', (options) => {
      const key = requireText(options, 'key');
      if (!storage.has(key)) throw new ApiFailure('data not found');
      return { data: storage.get(key) };
    }),
    removeStorage: asyncApi('removeStorage', (options) => storage.remove(requireText(options, 'key'))),
    clearStorage: asyncApi('clearStorage', () => storage.clear()),
    getStorageInfo: asyncApi('getStorageInfo', () => storage.info()),
  };
}
