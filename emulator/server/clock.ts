import type { Clock } from '../types.ts';

/** Longest wait that `setTimeout` takes. */
const LONGEST_MS = 2 ** 31 - 1;

/** What is to be done at a time of the emulator, however that time comes: by waiting or by `advance`. */
export interface Alarms {
  /** Runs `work` once, when the clock has reached `time`; answers the way to call it off. */
  at(time: number, work: () => Promise<void> | void): () => void;
  /** Fulfils when the work that has come due so far is done. Failures of the work are its own affair. */
  settled(): Promise<void>;
  close(): void;
}

/** The emulator's clock: the machine's, moved forward by `offsetMs`, never back. */
export function createClock(offsetMs = 0): Clock & { readonly offsetMs: number } {
  let offset = offsetMs;
  const listeners = new Set<(offsetMs: number) => void>();
  return {
    get offsetMs() {
      return offset;
    },
    now: () => Date.now() + offset,
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) throw new RangeError('the clock moves forward by whole milliseconds only');
      offset += ms;
      for (const listener of listeners) listener(offset);
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface Alarm {
  readonly time: number;
  readonly work: () => Promise<void> | void;
}

export function createAlarms(clock: Clock): Alarms {
  const alarms = new Set<Alarm>();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | null = null;

  function start(alarm: Alarm): void {
    // Work that is begun may set another alarm, which wakes the others that are due.
    if (!alarms.delete(alarm)) return;
    const work = (async () => alarm.work())()
      .catch(() => undefined)
      .finally(() => running.delete(work));
    running.add(work);
  }

  function wake(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const due = [...alarms].filter((alarm) => alarm.time <= clock.now()).sort((a, b) => a.time - b.time);
    due.forEach(start);
    const next = Math.min(...[...alarms].map((alarm) => alarm.time));
    if (Number.isFinite(next)) timer = setTimeout(wake, Math.min(Math.max(next - clock.now(), 1), LONGEST_MS)).unref();
  }

  const stopListening = clock.onAdvance(wake);

  return {
    at(time, work) {
      const alarm = { time, work };
      alarms.add(alarm);
      wake();
      return () => {
        alarms.delete(alarm);
      };
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
    close() {
      stopListening();
      if (timer !== null) clearTimeout(timer);
      alarms.clear();
    },
  };
}
