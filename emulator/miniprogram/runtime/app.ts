import type { LaunchOptions } from '../types.ts';
import type { ErrorOverlay } from './errors.ts';
import { isObject } from './program.ts';

type AppInstance = Record<string, unknown>;

/** `App()` and `getApp()`: one instance, its hooks called with faults reported. */
export class AppHolder {
  readonly #errors: ErrorOverlay;
  #instance: AppInstance | null = null;

  constructor(errors: ErrorOverlay) {
    this.#errors = errors;
    errors.onError((message) => this.#quietly('onError', message));
  }

  readonly define = (definition: unknown): void => {
    this.#instance = isObject(definition) ? { ...definition } : {};
  };

  /** `getApp()`; before `App()` has run it is undefined, as in WeChat. */
  readonly get = (): AppInstance | undefined => this.#instance ?? undefined;

  launch(options: LaunchOptions): void {
    if (this.#instance === null) throw new Error('app.js does not call App()');
    this.call('onLaunch', options);
    this.call('onShow', options);
  }

  call(name: string, argument?: unknown): void {
    const method = this.#instance?.[name];
    if (typeof method !== 'function') return;
    try {
      const outcome: unknown = method.call(this.#instance, argument);
      // A rejected hook is an unhandled rejection of its own and reaches the overlay that way.
      void outcome;
    } catch (error) {
      this.#errors.report(error, `app.js ${name}`);
    }
  }

  #quietly(name: string, argument: unknown): void {
    const method = this.#instance?.[name];
    if (typeof method === 'function') method.call(this.#instance, argument);
  }
}
