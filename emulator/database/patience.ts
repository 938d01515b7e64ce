import { conflict } from './errors.ts';
import { TRANSACTION_LIMIT } from './transactions.ts';

/** Waits for ends of transactions, {@link TRANSACTION_LIMIT} in all; then gives up as with a conflict. */
export class Patience {
  #timer: NodeJS.Timeout | undefined;
  #over: Promise<never> | undefined;

  until(ended: Promise<void>): Promise<void> {
    this.#over ??= new Promise((_resolve, reject) => {
      this.#timer = setTimeout(() => reject(conflict()), TRANSACTION_LIMIT);
      this.#timer.unref();
    });
    return Promise.race([ended, this.#over]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
