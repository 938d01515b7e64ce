import type { Contracts, FunctionName, InputOf, OutputOf, Reply } from '../contracts/index.ts';

/** How an end reaches a function: `wx.cloud.callFunction` or js-sdk's `callFunction`, told apart by the adapter alone. */
export type Invoke = (name: string, data: unknown) => Promise<unknown>;

/** A refusal as the ends meet it: the message is for people, `reason` for code. */
export class CallRefused extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.name = 'CallRefused';
    this.status = status;
    this.reason = reason;
  }
}

export type Call = <Name extends FunctionName>(name: Name, input: InputOf<Contracts[Name]>) => Promise<OutputOf<Contracts[Name]>>;

function isReply(value: unknown): value is Reply<unknown> {
  return typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'number' && 'data' in value;
}

/**
 * Typed calls over one transport. Resolves to the answer's data; throws {@link CallRefused} for a refusal, and with
 * status 0 and reason `NETWORK` when the call did not get through.
 */
export function createCall(invoke: Invoke): Call {
  return async (name, input) => {
    let answer: unknown;
    try {
      answer = await invoke(name, input);
    } catch (cause) {
      throw Object.assign(new CallRefused(0, 'NETWORK', '网络不给力，请检查后重试'), { cause });
    }
    if (!isReply(answer)) throw new CallRefused(500, 'INTERNAL', '系统开小差了，请稍后重试');
    if (answer.status !== 200) throw new CallRefused(answer.status, answer.reason ?? 'INTERNAL', answer.message);
    return answer.data as OutputOf<Contracts[typeof name]>;
  };
}

/** A new idempotency key for one intended act: keep it until the act is answered, make a new one for the next. */
export function newRequestId(): string {
  const random = (): string => Math.random().toString(36).slice(2, 10).padEnd(8, '0');
  return `${Date.now().toString(36)}-${random()}${random()}`;
}
