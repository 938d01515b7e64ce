import { CloudFailure, failureFrom } from './failure.ts';
import { isPlainObject } from './types.ts';

export interface Identity {
  readonly origin: string;
  readonly envId: string;
  readonly appid: string;
  openid(): string;
}

export interface Answer {
  readonly body: unknown;
  readonly requestId: string;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
}

function requestIdOf(response: Response, fallback: string): string {
  return response.headers.get('x-request-id') ?? fallback;
}

function newRequestId(): string {
  return globalThis.crypto.randomUUID();
}

/**
 * One WeChat user's session with the environment. The token lives in memory alone: the web admin runs the browser SDK on the same origin with
 * the same environment, and must never find a customer's credentials in storage.
 */
export class CloudSession {
  readonly identity: Identity;
  #token: { readonly openid: string; readonly value: Promise<string> } | undefined;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** A bearer token of the present user; another user's is dropped. */
  token(): Promise<string> {
    const openid = this.identity.openid();
    if (this.#token?.openid !== openid) {
      const value = this.#signIn(openid);
      this.#token = { openid, value };
      value.catch(() => this.forget());
    }
    return this.#token.value;
  }

  forget(): void {
    this.#token = undefined;
  }

  async #signIn(openid: string): Promise<string> {
    const answer = await this.#send(
      { method: 'POST', path: '/__emulator/session', body: { openid, appid: this.identity.appid } },
      undefined,
    );
    const token = isPlainObject(answer.body) ? answer.body['access_token'] : undefined;
    if (typeof token !== 'string') throw new CloudFailure('SYS_ERR', 'the emulator opened no session: no access_token in its answer');
    return token;
  }

  /** A call as the present user. An expired session is renewed once. */
  async call(call: Call): Promise<Answer> {
    try {
      return await this.#send(call, await this.token());
    } catch (error) {
      if (!(error instanceof CloudFailure) || !['ACCESS_TOKEN_EXPIRED', 'CHECK_LOGIN_FAILED', 'unauthenticated'].includes(error.code))
        throw error;
      this.forget();
      return this.#send(call, await this.token());
    }
  }

  async #send(call: Call, token: string | undefined): Promise<Answer> {
    const sent = newRequestId();
    const headers: Record<string, string> = { 'x-request-id': sent };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const init: RequestInit = { method: call.method, headers, ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }) };
    let response: Response;
    try {
      response = await fetch(this.identity.origin + call.path, init);
    } catch (error) {
      throw new CloudFailure('NETWORK', `request:fail ${error instanceof Error ? error.message : String(error)}`, sent);
    }
    const requestId = requestIdOf(response, sent);
    const text = await response.text();
    const body = text === '' ? undefined : parse(text);
    if (!response.ok) throw failureFrom(body, response.status, requestId, call.path.startsWith('/v1/functions/'));
    return { body, requestId };
  }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
