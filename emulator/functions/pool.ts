import { idleProcessors, SPARE_SHARE } from './load.ts';
import type { CallOrder, CallOutcome, FunctionProcess } from './process.ts';
import type { FunctionFailure } from './protocol.ts';
import { Turns } from './turns.ts';

/** Idle this long, a process beyond the last one goes; a function nobody used for the longer time keeps none. */
export const IDLE_MS = 60_000;
const FORGOTTEN_MS = 10 * 60_000;
const MAX_WAITING = 2_000;

/** So many processes are started as soon as calls wait. */
const EAGER = 2;
/** Further ones only when a call has waited this long and the machine has processors to spare: more processes don't make busy ones faster. */
const PATIENCE_MS = 40;
/** When no running call has ended for so long, they may be asleep or wait for the very call that waits here: it gets a process in any case. */
const STUCK_MS = 1_000;

export type PoolOutcome = CallOutcome | { readonly kind: 'unloadable'; readonly failure: FunctionFailure } | { readonly kind: 'busy' };

/** What a pool needs of a process. */
export type PoolProcess = Pick<FunctionProcess, 'call' | 'dead' | 'kill' | 'exited' | 'idleSince' | 'setClock'>;

interface Waiting {
  readonly since: number;
  /** Makes the order when its turn has come: what waits is light, however many wait. */
  readonly order: () => CallOrder;
  readonly finish: (outcome: PoolOutcome) => void;
}

/**
 * The processes of one function. A call takes an idle one; when there is none it waits for whichever is free first, and where that is worth it a
 * new one is started meanwhile. Only one is started at a time, so that a burst of short calls does not start more processes than it needs.
 */
export class FunctionPool {
  readonly #start: () => Promise<PoolProcess>;
  readonly #limit: number;
  readonly #idleShare: () => number;
  readonly #turns: Turns;
  readonly #idle: PoolProcess[] = [];
  /** When each running call began. */
  readonly #running = new Map<PoolProcess, number>();
  readonly #all = new Set<PoolProcess>();
  readonly #stale = new WeakSet<PoolProcess>();
  readonly #waiting: Waiting[] = [];
  #starting = false;
  #patience: NodeJS.Timeout | null = null;
  #generation = 0;
  #usedAt = 0;

  /** `turns`: shared by the pools of a machine. */
  constructor(limit: number, start: () => Promise<PoolProcess>, idleShare = idleProcessors, turns = new Turns()) {
    this.#limit = limit;
    this.#start = start;
    this.#idleShare = idleShare;
    this.#turns = turns;
  }

  get size(): number {
    return this.#all.size;
  }

  run(order: () => CallOrder): Promise<PoolOutcome> {
    this.#usedAt = Date.now();
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve({ kind: 'busy' });
    return new Promise((finish) => {
      this.#waiting.push({ since: performance.now(), order, finish });
      this.#serve();
    });
  }

  /** The code has changed: idle processes end now, busy ones after their call. */
  renew(): void {
    this.#generation += 1;
    for (const process of this.#all) this.#stale.add(process);
    for (const process of this.#idle.splice(0)) process.kill();
  }

  setClock(offsetMs: number): void {
    for (const process of this.#all) process.setClock(offsetMs);
  }

  /** Ends what has been idle too long. */
  sweep(now = Date.now()): void {
    const keep = now - this.#usedAt < FORGOTTEN_MS ? 1 : 0;
    while (this.#idle.length > keep && now - (this.#idle[0]?.idleSince ?? now) >= IDLE_MS) this.#idle.shift()?.kill();
  }

  async close(): Promise<void> {
    this.#turns.gone(this);
    for (const { finish } of this.#waiting.splice(0)) finish({ kind: 'busy' });
    if (this.#patience !== null) clearTimeout(this.#patience);
    const all = [...this.#all];
    for (const process of all) process.kill();
    await Promise.all(all.map((process) => process.exited));
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#mayBegin()) {
      // The one used last is the warmest; the others may grow old.
      const process = this.#idle.pop();
      if (!process) break;
      if (process.dead) continue;
      const next = this.#waiting.shift();
      if (next) void this.#use(process, next);
    }
    const oldest = this.#waiting[0];
    if (!oldest || this.#starting) return;
    const mayBegin = this.#mayBegin();
    if (mayBegin && this.#all.size >= this.#limit) return;
    if (mayBegin && this.#needsMore(performance.now() - oldest.since)) void this.#grow();
    else this.#patience ??= setTimeout(() => this.#lookAgain(), PATIENCE_MS);
  }

  /** A crowd keeps to its share, except when its running calls don't end: see {@link STUCK_MS}. */
  #mayBegin(): boolean {
    return this.#running.size < this.#turns.share(this, this.#waiting.length, performance.now()) || this.#isStuck();
  }

  #isStuck(): boolean {
    return performance.now() - Math.max(...this.#running.values()) >= STUCK_MS;
  }

  #needsMore(waitedMs: number): boolean {
    if (this.#all.size < EAGER) return true;
    if (waitedMs < PATIENCE_MS) return false;
    return this.#idleShare() >= SPARE_SHARE || this.#isStuck();
  }

  #lookAgain(): void {
    this.#patience = null;
    this.#serve();
  }

  async #use(process: PoolProcess, { order, finish }: Waiting): Promise<void> {
    const now = performance.now();
    this.#running.set(process, now);
    this.#turns.began(this, this.#waiting.length, now);
    const outcome = await process.call(order());
    this.#running.delete(process);
    finish(outcome);
    if (outcome.kind === 'timeout' || this.#stale.has(process)) process.kill();
    else this.#rest(process);
    this.#serve();
  }

  #rest(process: PoolProcess): void {
    if (process.dead) return;
    process.idleSince = Date.now();
    this.#idle.push(process);
  }

  async #grow(): Promise<void> {
    this.#starting = true;
    const generation = this.#generation;
    try {
      const process = await this.#start();
      this.#all.add(process);
      void process.exited.then(() => this.#gone(process));
      if (generation === this.#generation) this.#rest(process);
      else process.kill();
    } catch (failure) {
      // Whoever waits while nothing else runs would wait for ever.
      if (generation === this.#generation)
        for (const { finish } of this.#waiting.splice(0)) finish({ kind: 'unloadable', failure: failure as FunctionFailure });
    } finally {
      this.#starting = false;
    }
    this.#serve();
  }

  #gone(process: PoolProcess): void {
    this.#all.delete(process);
    const index = this.#idle.indexOf(process);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#serve();
  }
}
