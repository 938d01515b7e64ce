/** Calls that are let in during one turn of the event loop: some ms of work, after which whatever else has arrived has its turn. */
export const PER_TURN = 8;

/**
 * Lets calls of functions in, a few per turn of the event loop. When more arrive at once they wait, and functions take turns: a call of a function that few call is not
 * behind a thousand of another. Calls of one function keep their order.
 */
export class Admission {
  readonly #nextTurn: (work: () => void) => void;
  readonly #waiting = new Map<string, (() => void)[]>();
  #left = PER_TURN;
  #scheduled = false;

  constructor(nextTurn: (work: () => void) => void = (work) => void setImmediate(work)) {
    this.#nextTurn = nextTurn;
  }

  /** Undefined when the call of `name` may go on at once. */
  enter(name: string): Promise<void> | undefined {
    this.#schedule();
    if (this.#waiting.size === 0 && this.#left > 0) {
      this.#left -= 1;
      return undefined;
    }
    return new Promise((admit) => {
      const queue = this.#waiting.get(name);
      if (queue === undefined) this.#waiting.set(name, [admit]);
      else queue.push(admit);
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#nextTurn(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    for (this.#left = PER_TURN; this.#left > 0; this.#left -= 1) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      const [name, queue] = first;
      // Whoever has had his turn goes behind the others.
      this.#waiting.delete(name);
      queue.shift()?.();
      if (queue.length > 0) this.#waiting.set(name, queue);
    }
    this.#schedule();
  }
}
