import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopbackOrigin, readJsonObject, sendJson } from './http.ts';

/** A control route's refusal: answered with its status, code and message. */
export class ControlRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface ControlRequest {
  readonly method: string;
  /** What follows the prefix, without a slash at either end, decoded. */
  readonly rest: string;
  readonly url: URL;
  /** Of a POST or PUT: refuses what is no JSON object, and what is not sent as JSON, which a foreign page's form could be. */
  body(): Promise<Readonly<Record<string, unknown>>>;
}

function restOf(url: URL, prefix: string): string {
  try {
    return decodeURIComponent(url.pathname.slice(prefix.length).replace(/^\/|\/$/g, ''));
  } catch {
    throw new ControlRefusal(400, 'INVALID_PARAM', 'the address is not one');
  }
}

/**
 * Answers requests under `prefix` with the JSON that `answer` gives. Pages of other machines are refused. Answers false for other paths.
 */
export async function handleControlRoute(
  prefix: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  answer: (asked: ControlRequest) => unknown,
): Promise<boolean> {
  if (url.pathname !== prefix && !url.pathname.startsWith(`${prefix}/`)) return false;
  try {
    if (!isLoopbackOrigin(request.headers.origin)) throw new ControlRefusal(403, 'FORBIDDEN', 'only pages of this machine may ask');
    const body = async (): Promise<Readonly<Record<string, unknown>>> => {
      if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
        throw new ControlRefusal(415, 'INVALID_PARAM', 'the content type is not application/json');
      const value = await readJsonObject(request);
      if (value === null) throw new ControlRefusal(400, 'INVALID_PARAM', 'the body is not a JSON object');
      return value;
    };
    sendJson(response, 200, await answer({ method: request.method ?? 'GET', rest: restOf(url, prefix), url, body }));
  } catch (error) {
    if (!(error instanceof ControlRefusal)) throw error;
    sendJson(response, error.status, { code: error.code, message: error.message });
  }
  return true;
}
