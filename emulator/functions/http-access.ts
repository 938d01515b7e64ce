import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionHost, InvocationResult, Meter, Service } from '../types.ts';
import { isLoopbackOrigin, readBody, sendJson, TooLarge } from '../server/http.ts';

export interface HttpAccessOptions {
  readonly routes: readonly { readonly path: string; readonly function: string }[];
  readonly host: FunctionHost;
  readonly meter: Meter;
  readonly envId: string;
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const MAX_BODY_BYTES = 6 * 1024 * 1024;
const TEXTUAL = /^(text\/|application\/(json|xml|x-www-form-urlencoded|javascript)|[^;]*\+(json|xml))/i;

function isIntegration(value: object): value is { statusCode: number; headers?: unknown; body?: unknown; isBase64Encoded?: unknown } {
  return 'statusCode' in value && typeof value.statusCode === 'number';
}

function headersOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name.toLowerCase(), String(entry)]));
}

/** How the cloud turns what a function returned into an answer: text, JSON, or the answer that the function describes. */
function replyOf(result: string): Reply {
  const value: unknown = JSON.parse(result);
  if (typeof value === 'string') return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: Buffer.from(value) };
  if (typeof value !== 'object' || value === null || !isIntegration(value)) {
    return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: Buffer.from(result) };
  }
  const text = typeof value.body === 'string' ? value.body : value.body === undefined ? '' : JSON.stringify(value.body);
  const headers = { 'content-type': 'text/plain; charset=utf-8', ...headersOf(value.headers) };
  return { status: value.statusCode, headers, body: Buffer.from(text, value.isBase64Encoded === true ? 'base64' : 'utf8') };
}

function failureStatus(code: string): number {
  if (code === 'FUNCTION_NOT_FOUND') return 404;
  if (code === 'FUNCTION_TIME_LIMIT_EXCEEDED') return 504;
  return code === 'EXCEED_MAX_PAYLOAD_SIZE' ? 413 : 500;
}

/** Functions that the project gives a path: whoever knows it may call them, without an identity. */
export function createHttpAccess({ routes, host, meter, envId }: HttpAccessOptions): Service {
  /** The longest prefix wins. */
  const ordered = [...routes].sort((a, b) => b.path.length - a.path.length);

  function eventOf(request: IncomingMessage, url: URL, base: string, body: Buffer, requestId: string): string {
    const isText = body.length === 0 || TEXTUAL.test(request.headers['content-type'] ?? 'text/plain');
    return JSON.stringify({
      path: url.pathname.slice(base.length) || '/',
      httpMethod: request.method ?? 'GET',
      headers: request.headers,
      queryStringParameters: Object.fromEntries(url.searchParams),
      requestContext: { requestId, envId, appId: '1250000000', uin: '0' },
      body: body.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
    });
  }

  function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    if (origin === undefined || !isLoopbackOrigin(origin)) return;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('vary', 'origin');
  }

  function answer(response: ServerResponse, name: string, requestId: string, outcome: InvocationResult): void {
    if (!outcome.ok) {
      sendJson(response, failureStatus(outcome.code), { code: outcome.code, message: outcome.message, requestId });
      return;
    }
    const { status, headers, body } = replyOf(outcome.result);
    meter.bytes(name, body.length);
    response.writeHead(status, { ...headers, 'content-length': body.length, 'x-request-id': requestId }).end(body);
  }

  return {
    async handle(request, response, url) {
      const route = ordered.find(({ path }) => url.pathname === path || url.pathname.startsWith(path === '/' ? path : `${path}/`));
      if (!route) return false;
      allowOrigin(request, response);
      if (request.method === 'OPTIONS') {
        const asked = request.headers['access-control-request-headers'] ?? 'content-type';
        response
          .writeHead(204, {
            'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
            'access-control-allow-headers': asked,
            'access-control-max-age': '600',
          })
          .end();
        return true;
      }
      const requestId = randomUUID();
      try {
        const body = await readBody(request, MAX_BODY_BYTES);
        const data = eventOf(request, url, route.path === '/' ? '' : route.path, body, requestId);
        const ip = request.socket.remoteAddress ?? '';
        answer(
          response,
          route.function,
          requestId,
          await host.invoke({ name: route.function, data, identity: { kind: 'system' }, ip, requestId, source: 'http' }),
        );
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error;
        sendJson(response, 413, { code: 'EXCEED_MAX_PAYLOAD_SIZE', message: error.message, requestId });
      }
      return true;
    },
    close: () => Promise.resolve(),
  };
}
