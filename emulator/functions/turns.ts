import { availableParallelism } from 'node:os';

/** So many calls that wait are a crowd; fewer are the ordinary ups and downs of a function in use. */
export const CROWD = 32;
/** A function that began a call so recently is in use. */
export const RECENT_MS = 100;

/**
 * Which functions are in use just now, shared by the pools of a machine. A function with a crowd waiting leaves a processor to the others while they are in use: the crowd
 * is served a little later, and nobody else waits for what it holds. Crowds don't make way for each other.
 */
export class Turns {
  /** When each function last began a call that no crowd waited behind. */
  readonly #begun = new Map<object, number>();
  readonly #crowdShare: number;

  constructor(processors = availableParallelism()) {
    this.#crowdShare = Math.max(1, processors - 1);
  }

  /** `who` begins a call while `waiting` more wait for theirs. */
  began(who: object, waiting: number, now: number): void {
    if (waiting < CROWD) this.#begun.set(who, now);
  }

  gone(who: object): void {
    this.#begun.delete(who);
  }

  /** Calls that `who` may have running at once while `waiting` wait: at least one. */
  share(who: object, waiting: number, now: number): number {
    if (waiting < CROWD) return Infinity;
    for (const [other, at] of this.#begun) if (other !== who && now - at < RECENT_MS) return this.#crowdShare;
    return Infinity;
  }
}
