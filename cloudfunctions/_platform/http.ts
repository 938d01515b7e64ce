/** What the HTTP access service hands to a function and takes from it. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly ip: string;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Null when the event did not come over HTTP. Bodies may arrive as base64, header names in any case. */
export function httpRequest(event: unknown): HttpRequest | null {
  if (typeof event !== 'object' || event === null || !('httpMethod' in event) || typeof event.httpMethod !== 'string') return null;
  const { httpMethod, headers, body, isBase64Encoded } = event as {
    httpMethod: string;
    headers?: unknown;
    body?: unknown;
    isBase64Encoded?: unknown;
  };
  const lower = new Map(
    Object.entries(typeof headers === 'object' && headers !== null ? headers : {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const text = typeof body === 'string' ? body : '';
  return {
    method: httpMethod.toUpperCase(),
    headers: lower,
    body: isBase64Encoded === true ? Buffer.from(text, 'base64').toString('utf8') : text,
    ip: (lower.get('x-forwarded-for') ?? lower.get('x-real-ip') ?? '').split(',')[0]?.trim() ?? '',
  };
}

export function respond(statusCode: number, type: string, body: string): HttpResponse {
  return { statusCode, headers: { 'content-type': type, 'cache-control': 'no-store' }, body };
}
