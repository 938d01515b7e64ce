type Listener = (...data: unknown[]) => void;

/** What `navigateTo` gives both pages to talk through. Events sent before the other side listens wait for it. */
export class EventChannel {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #waiting = new Map<string, unknown[][]>();

  constructor(listeners: Readonly<Record<string, Listener>> = {}) {
    for (const [name, listener] of Object.entries(listeners)) this.on(name, listener);
  }

  on = (name: string, listener: Listener): void => {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const data of waiting) listener(...data);
  };

  once = (name: string, listener: Listener): void => {
    const only: Listener = (...data) => {
      this.off(name, only);
      listener(...data);
    };
    this.on(name, only);
  };

  off = (name: string, listener?: Listener): void => {
    this.#listeners.set(name, listener === undefined ? [] : (this.#listeners.get(name) ?? []).filter((one) => one !== listener));
  };

  emit = (name: string, ...data: unknown[]): void => {
    const listeners = this.#listeners.get(name) ?? [];
    if (listeners.length === 0) this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), data]);
    for (const listener of listeners) listener(...data);
  };
}
