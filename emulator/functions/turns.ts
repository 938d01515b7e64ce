import { availableParallelism } from 'node:os';

/** So many calls that wait are a crowd; fewer are the ordinary ups and downs of a function in use. */
export const CROWD = 32;
/** A function that began a call so recently is in use. */
export const RECENT_MS = 100;
/** A crowd is never left with less: with one call at a time it waits longer, and the others gained nothing that could be measured. */
const LEAST_SHARE = 2;

/**
 * Which functions are in use just now, shared by the pools of a machine. A function with a crowd waiting leaves a processor to the others while they are in use,
 * however many processes it had before they came. Crowds don't make way for each other.
 */
export class Turns {
  /** When each function last began a call that no crowd waited behind. */
  readonly #begun = new Map<object, number>();
  readonly #crowdShare: number;

  constructor(processors = availableParallelism()) {
    this.#crowdShare = Math.max(LEAST_SHARE, processors - 1);
  }

  /** `who` begins a call while `waiting` more wait for theirs. */
  began(who: object, waiting: number, now: number): void {
    if (waiting < CROWD) this.#begun.set(who, now);
  }

  gone(who: object): void {
    this.#begun.delete(who);
  }

  /** Calls that `who` may have running at once while `waiting` wait. */
  share(who: object, waiting: number, now: number): number {
    if (waiting < CROWD) return Infinity;
    for (const [other, at] of this.#begun) if (other !== who && now - at < RECENT_MS) return this.#crowdShare;
    return Infinity;
  }
}
