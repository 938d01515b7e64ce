import type { ActiveFault } from '../../../../faults/orders.ts';
import { ask } from '../ask.ts';

export interface FaultState {
  readonly faults: readonly ActiveFault[];
  readonly functions: readonly string[];
  readonly codes: readonly string[];
  readonly behaviours: readonly string[];
  /** The server's time of the answer. */
  readonly now: number;
}

const ASK_EVERY_MS = 2000;
const listeners = new Set<(state: FaultState) => void>();
let known: FaultState | null = null;
let asking = false;

/** Asks now, and tells everybody who listens. Throws when the emulator does not answer. */
export async function refresh(): Promise<FaultState> {
  known = await ask<FaultState>('/__emulator/faults');
  for (const listener of listeners) listener(known);
  return known;
}

/** Hears of the faults that are active now and from now on. Answers the way to stop. */
export function onFaults(listener: (state: FaultState) => void): () => void {
  listeners.add(listener);
  if (known !== null) listener(known);
  if (!asking) {
    asking = true;
    const quietly = (): void => {
      if (!document.hidden) refresh().catch(() => undefined);
    };
    quietly();
    setInterval(quietly, ASK_EVERY_MS);
  }
  return () => listeners.delete(listener);
}

export async function order(body: Readonly<Record<string, unknown>>): Promise<void> {
  await ask('/__emulator/faults', 'POST', body);
  await refresh();
}

/** Ends one fault, or all of them. */
export async function end(id = ''): Promise<void> {
  await ask(`/__emulator/faults${id === '' ? '' : `/${id}`}`, 'DELETE').catch((error: unknown) => {
    // It has ended by itself meanwhile.
    if (id === '') throw error;
  });
  await refresh();
}
