import { ApiFailure, asyncApi, requireText, text, type ApiFunction, type Options } from './call.ts';

const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'PATCH'];

function headersOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name.toLowerCase(), String(content)]));
}

function queryOf(data: object): string {
  return Object.entries(data)
    .map(
      ([key, value]) =>
        `${encodeURIComponent(key)}=${encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))}`,
    )
    .join('&');
}

/** Only the emulator's own origin: a mini-program of this shop talks to its cloud, and the machine may be offline. */
function addressOf(url: string, origin: string): URL {
  const address = new URL(url, `${origin}/`);
  if (address.origin !== origin) throw new ApiFailure(`url not in domain list: ${address.origin}; the local WeChat reaches only ${origin}`);
  return address;
}

function bodyOf(data: unknown, headers: Record<string, string>): BodyInit | undefined {
  if (data === undefined || data === null) return undefined;
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return data;
  const type = (headers['content-type'] ??= 'application/json');
  return type.includes('x-www-form-urlencoded') ? queryOf(data) : JSON.stringify(data);
}

async function contentOf(response: Response, options: Options): Promise<unknown> {
  if (options['responseType'] === 'arraybuffer') return response.arrayBuffer();
  const content = await response.text();
  if (text(options, 'dataType', 'json') !== 'json') return content;
  try {
    const parsed: unknown = JSON.parse(content);
    return parsed;
  } catch {
    return content;
  }
}

async function send(options: Options, origin: string, signal: AbortSignal): Promise<Options> {
  const address = addressOf(requireText(options, 'url'), origin);
  const method = text(options, 'method', 'GET').toUpperCase();
  if (!METHODS.includes(method)) throw new ApiFailure(`parameter error: method ${method} is not allowed`);
  const headers = headersOf(options['header']);
  const data = options['data'];
  const readsOnly = method === 'GET' || method === 'HEAD';
  if (readsOnly && typeof data === 'object' && data !== null) {
    for (const [key, value] of new URLSearchParams(queryOf(data))) address.searchParams.append(key, value);
  }
  const body = readsOnly ? undefined : bodyOf(data, headers);
  try {
    const response = await fetch(address, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    return {
      data: await contentOf(response, options),
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
      cookies: [],
    };
  } catch (error) {
    if (signal.aborted) throw new ApiFailure(signal.reason === 'timeout' ? 'timeout' : 'abort', { errno: 5 });
    throw new ApiFailure(error instanceof Error ? error.message : String(error), { errno: 600001 });
  }
}

/** `wx.request`: answers a task that can be aborted, and is a promise as well when no callback was given. */
export function requestApi(origin: string): ApiFunction {
  return (given) => {
    const control = new AbortController();
    const timeout = given?.['timeout'];
    const timer = setTimeout(() => control.abort('timeout'), typeof timeout === 'number' ? timeout : 60_000);
    const answer = asyncApi('request', async (options) => {
      try {
        return await send(options, origin, control.signal);
      } finally {
        clearTimeout(timer);
      }
    })(given);
    const task = { abort: () => control.abort('abort') };
    return answer === undefined ? task : Object.assign(answer as Promise<unknown>, task);
  };
}
