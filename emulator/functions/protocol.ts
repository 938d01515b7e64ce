/**
 * What a function's process and its parent say to each other. Everything is text or numbers: a function's event and result pass through as JSON text.
 */
export type ToWorker =
  /** The first message: become this function. The module is loaded at once. */
  | {
      readonly type: 'load';
      readonly file: string;
      readonly directory: string;
      readonly handler: string;
      readonly env: Record<string, string>;
      readonly clockOffsetMs: number;
    }
  | {
      readonly type: 'invoke';
      readonly id: number;
      readonly data: string;
      readonly userInfo: string | null;
      readonly env: Record<string, string>;
      readonly context: InvocationContext;
    }
  | { readonly type: 'clock'; readonly offsetMs: number };

export interface InvocationContext {
  readonly requestId: string;
  readonly functionName: string;
  readonly namespace: string;
  readonly memoryMb: number;
  readonly timeLimitMs: number;
}

export interface FunctionFailure {
  readonly errorCode: number;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

export type FromWorker =
  | { readonly type: 'loaded' }
  /** The module could not be loaded, or an error that nobody caught; the process ends after it. */
  | { readonly type: 'crash'; readonly failure: FunctionFailure }
  /** `memoryMb`: what the process held of the machine's memory when the call ended. */
  | { readonly type: 'result'; readonly id: number; readonly result: string; readonly memoryMb: number }
  | { readonly type: 'failure'; readonly id: number; readonly failure: FunctionFailure; readonly memoryMb: number }
  | { readonly type: 'log'; readonly text: string };
