/**
 * How every asynchronous `wx` API is called. With one of `success`, `fail`, `complete` the call returns nothing and reports through
 * them; without, it returns a promise. Results carry `errMsg` (`showToast:ok`, `showToast:fail …`) either way.
 */
export type Options = Record<string, unknown>;

/** A refusal a mini-program is meant to see: it becomes `name:fail reason` with the extra fields beside it. */
export class ApiFailure extends Error {
  readonly extra: Readonly<Options>;

  constructor(reason: string, extra: Readonly<Options> = {}) {
    super(reason);
    this.name = 'ApiFailure';
    this.extra = extra;
  }
}

export type ApiFunction = (options?: Options) => unknown;

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function toOptions(value: unknown): Options {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function invoke(callback: unknown, argument: unknown): void {
  if (typeof callback !== 'function') return;
  try {
    callback(argument);
  } catch (error) {
    // A fault in a mini-program's own callback is that program's fault; it must surface, and must not stop `complete`.
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Builds one API. `run` returns the result's fields; it throws {@link ApiFailure} to refuse. Anything else it throws is reported as a fault. */
export function asyncApi(name: string, run: (options: Options) => unknown): ApiFunction {
  return (given) => {
    const options = toOptions(given);
    const task = start(name, run, options);
    const usesCallbacks = [options['success'], options['fail'], options['complete']].some((callback) => typeof callback === 'function');
    if (!usesCallbacks) return task;
    task.then(
      (result) => {
        invoke(options['success'], result);
        invoke(options['complete'], result);
      },
      (failure: unknown) => {
        invoke(options['fail'], failure);
        invoke(options['complete'], failure);
      },
    );
    return undefined;
  };
}

async function start(name: string, run: (options: Options) => unknown, options: Options): Promise<unknown> {
  try {
    const outcome = run(options);
    const result = isThenable(outcome) ? await outcome : outcome;
    return { ...toOptions(result), errMsg: `${name}:ok` };
  } catch (error) {
    throw toFailure(name, error);
  }
}

/** The plain object WeChat hands to `fail` and rejects with. */
export function toFailure(name: string, error: unknown): Options {
  if (error instanceof ApiFailure) return { ...error.extra, errMsg: `${name}:fail${error.message === '' ? '' : ` ${error.message}`}` };
  console.error(`wx.${name} broke down`, error);
  return { errMsg: `${name}:fail system error: ${error instanceof Error ? error.message : String(error)}` };
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function wrongParameter(key: string, wanted: string, value: unknown): ApiFailure {
  return new ApiFailure(`parameter error: parameter.${key} should be ${wanted} instead of ${kindOf(value)};`);
}

export function requireText(options: Options, key: string): string {
  const value = options[key];
  if (typeof value === 'string') return value;
  throw wrongParameter(key, 'String', value);
}

export function requireNumber(options: Options, key: string): number {
  const value = options[key];
  if (typeof value === 'number') return value;
  throw wrongParameter(key, 'Number', value);
}

export function requireList(options: Options, key: string): readonly unknown[] {
  const value = options[key];
  if (Array.isArray(value)) return value;
  throw wrongParameter(key, 'Array', value);
}

export function text(options: Options, key: string, fallback = ''): string {
  const value = options[key];
  if (value === undefined || value === null) return fallback;
  return typeof value === 'string' ? value : String(value);
}

export function number(options: Options, key: string, fallback: number): number {
  const value = options[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}

export function flag(options: Options, key: string, fallback = false): boolean {
  const value = options[key];
  return value === undefined ? fallback : value === true;
}
