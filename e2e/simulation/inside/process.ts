import type { CallOrder, CallOutcome, LoadOrder } from '../../../emulator/functions/process.ts';
import { keptHouse } from './house.ts';

/**
 * Stands in the bundle of {@link ./emulator.ts} for the emulator's own `FunctionProcess`: what timers and WeChat's notices call runs in the simulation's process, which costs no
 * process and lets it be killed at any word.
 */
export class FunctionProcess {
  readonly pid = process.pid;
  readonly exited: Promise<void>;
  idleSince = 0;
  #name = '';
  #dead = false;
  #gone: () => void = () => undefined;

  constructor() {
    this.exited = new Promise((resolve) => (this.#gone = resolve));
  }

  get dead(): boolean {
    return this.#dead;
  }

  load({ env }: LoadOrder): Promise<void> {
    this.#name = env['SCF_FUNCTIONNAME'] ?? '';
    return Promise.resolve();
  }

  async call({ data, context }: CallOrder): Promise<CallOutcome> {
    const outcome = await keptHouse().call(this.#name, JSON.parse(data === '' ? '{}' : data), context.requestId);
    if (outcome.kind === 'answer') return { kind: 'result', result: JSON.stringify(outcome.value) ?? 'null', log: '' };
    const errorMessage = outcome.kind === 'killed' ? "the function's process ended: killed by SIGKILL" : outcome.message;
    return { kind: 'failure', failure: { errorCode: outcome.kind === 'killed' ? 439 : 1, errorMessage, stackTrace: [] }, log: '' };
  }

  /** The simulation's own clock is theirs. */
  setClock(): void {}

  kill(): void {
    this.#dead = true;
    this.#gone();
  }
}
