import type { IncomingMessage, ServerResponse } from 'node:http';
import { CloudError, type Refusal, refusalOf, statusOf } from './failure.ts';
import { isPlainObject, parseJson, type PlainObject } from './values.ts';

/** The whole body as text. Refuses more than `limit` bytes with EXCEED_MAX_PAYLOAD_SIZE. */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  return (await readBytes(request, limit)).toString('utf8');
}

/** The whole body as it came; refuses as {@link readText} does. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
    });
    request.on('end', () => {
      if (length > limit) reject(new CloudError('EXCEED_MAX_PAYLOAD_SIZE', `the request has ${length} bytes, more than ${limit}`));
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    request.on('error', reject);
    request.on('aborted', () => reject(new CloudError('INVALID_PARAM', 'the request was cut off')));
  });
}

export async function readObject(request: IncomingMessage, limit: number): Promise<PlainObject> {
  const text = await readText(request, limit);
  if (text === '') return {};
  const value = parseJson(text, 'the body');
  if (!isPlainObject(value)) throw new CloudError('INVALID_PARAM', 'the body is not an object');
  return value;
}

/** A part of an address as it was meant. Refuses what is not well encoded. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new CloudError('INVALID_PARAM', `${text.slice(0, 100)} is not well encoded`);
  }
}

/** Answers with JSON text that is already made. */
export function sendText(response: ServerResponse, status: number, json: string): void {
  const body = Buffer.from(json);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON.stringify(value));
}

/** The REST routes' failure: status by code, and the body the SDKs throw. */
export function sendRefusal(response: ServerResponse, error: unknown, requestId: string): Refusal {
  const refusal = refusalOf(error);
  sendJson(response, statusOf(refusal.code), { ...refusal, requestId, request_id: requestId });
  return refusal;
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}

/** A page of another site, or a name that was bent to this machine, may not use the emulator. */
export function isForeign(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  if (!isLoopback(host.replace(/:\d+$/, ''))) return true;
  const origin = request.headers.origin;
  if (origin === undefined) return false;
  try {
    return !isLoopback(new URL(origin).hostname);
  } catch {
    return true;
  }
}

/** Browsers mark every request that a page makes; server SDKs and scripts do not. */
export function isBrowser(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
}

/** Lets pages on other ports of this machine call: no cookies are used, so reflecting is safe. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'Origin');
  response.setHeader('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS');
  response.setHeader('access-control-expose-headers', 'x-request-id');
  response.setHeader('access-control-max-age', '600');
  const wanted = request.headers['access-control-request-headers'];
  if (wanted !== undefined) response.setHeader('access-control-allow-headers', wanted);
}
