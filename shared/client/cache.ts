/**
 * Cached reads for what need not be live: texts, categories, settings. Three answers to one question, from the nearest:
 * memory for 30 seconds, the device's storage for 5 minutes (shown at once while a fresh read runs behind it), the network.
 * A copy that is older than that is shown only when the network does not answer: an old page is better than none.
 *
 * Values go through the device's storage, so they must survive JSON: no `Date`, no class.
 */
export interface CacheStorage {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  keys(): readonly string[];
}

export interface CacheOptions {
  readonly storage: CacheStorage;
  readonly now: () => number;
  /** Milliseconds that a value is taken from memory without asking anybody. */
  readonly memoryMs?: number;
  /** Milliseconds that a stored value is shown while it is read again. */
  readonly storageMs?: number;
}

export interface Cache {
  /**
   * The value under `key`, from the nearest place that may still answer. `onFresh` is told when a read behind a stored value
   * brought something else. Rejects only when the read fails and no copy is left.
   */
  read<Value>(key: string, load: () => Promise<Value>, onFresh?: (value: Value) => void): Promise<Value>;
  /** Forgets one value, or all. */
  drop(key?: string): void;
  /** Forgets everything when the version differs from the one the values were kept under. */
  useVersion(version: string): void;
}

interface Kept {
  readonly at: number;
  readonly value: unknown;
}

const PREFIX = 'cache:';
const VERSION_KEY = 'cache-version';
const MEMORY_MS = 30_000;
const STORAGE_MS = 5 * 60_000;

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' && 'value' in value;
}

export function createCache(options: CacheOptions): Cache {
  const { storage, now } = options;
  const memoryMs = options.memoryMs ?? MEMORY_MS;
  const storageMs = options.storageMs ?? STORAGE_MS;
  const memory = new Map<string, Kept>();
  const running = new Map<string, Promise<unknown>>();
  /** Moves on with every drop: a read that began before it keeps nothing. */
  let generation = 0;

  const stored = (key: string): Kept | null => {
    try {
      const found = storage.get(PREFIX + key);
      return isKept(found) ? found : null;
    } catch {
      return null;
    }
  };

  const keep = (key: string, value: unknown): void => {
    const kept = { at: now(), value };
    memory.set(key, kept);
    try {
      storage.set(PREFIX + key, kept);
    } catch {
      // A full storage costs a copy, not the page.
    }
  };

  const refresh = (key: string, load: () => Promise<unknown>): Promise<unknown> => {
    const already = running.get(key);
    if (already) return already;
    const mine = generation;
    const reading = load().then(
      (value) => {
        if (running.get(key) === reading) running.delete(key);
        if (mine === generation) keep(key, value);
        return value;
      },
      (error: unknown) => {
        if (running.get(key) === reading) running.delete(key);
        throw error;
      },
    );
    running.set(key, reading);
    return reading;
  };

  const fresh = (kept: Kept, forMs: number): boolean => now() - kept.at < forMs && now() >= kept.at;

  const drop = (key?: string): void => {
    generation += 1;
    if (key === undefined) {
      memory.clear();
      running.clear();
      for (const name of storage.keys()) if (name.startsWith(PREFIX)) storage.remove(name);
      return;
    }
    memory.delete(key);
    running.delete(key);
    storage.remove(PREFIX + key);
  };

  return {
    drop,
    useVersion: (version) => {
      if (storage.get(VERSION_KEY) === version) return;
      drop();
      storage.set(VERSION_KEY, version);
    },
    read: async <Value>(key: string, load: () => Promise<Value>, onFresh?: (value: Value) => void): Promise<Value> => {
      const near = memory.get(key);
      if (near && fresh(near, memoryMs)) return near.value as Value;
      const copy = near ?? stored(key);
      if (copy && fresh(copy, storageMs)) {
        memory.set(key, copy);
        refresh(key, load).then(
          (value) => {
            if (JSON.stringify(value) !== JSON.stringify(copy.value)) onFresh?.(value as Value);
          },
          () => undefined,
        );
        return copy.value as Value;
      }
      try {
        return (await refresh(key, load)) as Value;
      } catch (error) {
        if (copy) return copy.value as Value;
        throw error;
      }
    },
  };
}
