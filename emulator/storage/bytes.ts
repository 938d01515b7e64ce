import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { allowOrigin, isForeign } from '../gateway/http.ts';
import type { ActivityFeed, Clock, Meter, Service } from '../types.ts';
import type { Addresses, Grant } from './addresses.ts';
import { looksLike, mediaType, typeByName } from './content.ts';
import { rangeOf } from './range.ts';
import { type FileStore, type StoredFile, TooLong } from './store.ts';

export const READ_PATH = '/__storage/file/';
export const WRITE_PATH = '/__storage/upload/';

export interface ByteRoutesOptions {
  readonly store: FileStore;
  readonly addresses: Addresses;
  readonly clock: Clock;
  readonly feed: ActivityFeed;
  readonly meter: Meter;
  readonly fileIdOf: (path: string) => string;
}

/** A refusal as the object store behind the cloud tells it. */
class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type WriteGrant = Extract<Grant, { to: 'write' }>;

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The server SDKs read all four of these. */
function sendError(response: ServerResponse, { status, code, message }: Refused): void {
  const id = randomUUID();
  const body = Buffer.from(
    `<?xml version='1.0' encoding='utf-8' ?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message><RequestId>${id}</RequestId><TraceId>${id}</TraceId></Error>`,
  );
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length, 'x-cos-request-id': id });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/**
 * What a browser may do with somebody's upload: show it. The console and the mini-programs live on the same origin, so a page that was
 * uploaded must not run there.
 */
function safety(type: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    ...(type === 'application/pdf'
      ? {}
      : { 'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:" }),
  };
}

/** PUT of new bytes with a signed grant in `authorization`; GET and HEAD with a signed address, also of a part (`Range`). */
export function createByteRoutes({ store, addresses, clock, feed, meter, fileIdOf }: ByteRoutesOptions): Service {
  function opened(signed: string): Grant {
    const result = addresses.open(signed);
    if (result.ok) return result.grant;
    throw new Refused(403, result.why, result.why === 'AccessDenied' ? 'Request has expired' : 'the signature is not this storage’s');
  }

  function writeGrant(request: IncomingMessage, address: string): WriteGrant {
    const grant = opened(headerOf(request, 'authorization'));
    const path = Buffer.from(address, 'base64url').toString('utf8');
    const named = headerOf(request, 'x-cos-meta-fileid');
    if (grant.to !== 'write' || grant.path !== path || named !== Buffer.from(fileIdOf(path)).toString('base64'))
      throw new Refused(403, 'SignatureDoesNotMatch', 'the authorization is for another file');
    const length = request.headers['content-length'];
    if (grant.size !== undefined && length !== String(grant.size))
      throw new Refused(403, 'SignatureDoesNotMatch', `content-length ${length ?? 'missing'}: ${grant.size} was signed`);
    if (grant.type !== undefined && mediaType(headerOf(request, 'content-type')) !== grant.type)
      throw new Refused(403, 'SignatureDoesNotMatch', `content-type ${headerOf(request, 'content-type')}: ${grant.type} was signed`);
    if (Number(length ?? 0) > grant.limit) throw new Refused(400, 'EntityTooLarge', `more than ${grant.limit} bytes`);
    return grant;
  }

  async function write(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    const grant = writeGrant(request, address);
    const arrived = await store.receive(request, grant.limit).catch((error: unknown) => {
      if (error instanceof TooLong) throw new Refused(400, 'EntityTooLarge', error.message);
      throw error;
    });
    const said = mediaType(headerOf(request, 'content-type'));
    const type = said === '' ? typeByName(grant.path) : said;
    if (grant.types !== undefined && !(grant.types.includes(type) && looksLike(type, arrived.head))) {
      store.discard(arrived);
      throw new Refused(403, 'AccessDenied', `the bytes are none of ${grant.types.join(', ')}`);
    }
    const before = store.get(grant.path);
    if (grant.bound && before !== undefined && before.owner !== grant.owner) {
      store.discard(arrived);
      throw new Refused(403, 'AccessDenied', 'somebody else has uploaded this file meanwhile');
    }
    const { etag } = store.commit(grant.path, arrived, { type, owner: before?.owner ?? grant.owner, now: clock.now() });
    response.writeHead(200, { etag: `"${etag}"`, 'content-length': 0 });
    response.end();
  }

  function fileAt(address: string): StoredFile {
    const grant = opened(address);
    if (grant.to !== 'read') throw new Refused(403, 'SignatureDoesNotMatch', 'the address is not for reading');
    const file = store.get(grant.path);
    if (file === undefined) throw new Refused(404, 'NoSuchKey', 'The specified key does not exist.');
    return file;
  }

  async function read(request: IncomingMessage, response: ServerResponse, address: string, url: URL): Promise<void> {
    const processing = /^(imageMogr2|imageView2|imageInfo|watermark|ci-process)/.exec(url.search.slice(1))?.[1];
    if (processing !== undefined)
      throw new Refused(501, 'NotImplemented', `${processing}: pictures are not processed by the local CloudBase`);
    const file = fileAt(address);
    const etag = `"${file.etag}"`;
    const common = {
      etag,
      'last-modified': new Date(file.updatedAt).toUTCString(),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      ...safety(file.type),
    };
    if (
      headerOf(request, 'if-none-match')
        .split(/\s*,\s*/)
        .includes(etag)
    ) {
      response.writeHead(304, common).end();
      return;
    }
    const conditional = headerOf(request, 'if-range');
    const range = conditional === '' || conditional === etag ? rangeOf(headerOf(request, 'range'), file.size) : null;
    if (range === 'outside') {
      response.setHeader('content-range', `bytes */${file.size}`);
      throw new Refused(416, 'InvalidRange', 'The requested range cannot be satisfied.');
    }
    const { start, end } = range ?? { start: 0, end: file.size - 1 };
    const length = end - start + 1;
    const headers = { ...common, 'content-type': file.type, 'content-length': length };
    const handle = request.method === 'HEAD' || length === 0 ? null : await store.read(file);
    response.writeHead(
      range === null ? 200 : 206,
      range === null ? headers : { ...headers, 'content-range': `bytes ${start}-${end}/${file.size}` },
    );
    if (handle === null) {
      response.end();
      return;
    }
    meter.bytes(null, length);
    await pipeline(handle.createReadStream({ start, end }), response).catch((error: unknown) => {
      // The reader went away: nobody is left to tell.
      if (!response.destroyed) throw error;
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const writing = url.pathname.startsWith(WRITE_PATH);
    const address = url.pathname.slice((writing ? WRITE_PATH : READ_PATH).length);
    if (writing && request.method === 'PUT') return write(request, response, address);
    if (!writing && (request.method === 'GET' || request.method === 'HEAD')) return read(request, response, address, url);
    throw new Refused(
      405,
      'MethodNotAllowed',
      writing ? 'uploads are PUT; forms (POST) are not offered by the local CloudBase' : 'files are read here',
    );
  }

  return {
    async handle(request, response, url) {
      if (!url.pathname.startsWith(READ_PATH) && !url.pathname.startsWith(WRITE_PATH)) return false;
      try {
        if (isForeign(request)) throw new Refused(403, 'AccessDenied', 'only pages of this machine may ask');
        allowOrigin(request, response);
        response.setHeader('access-control-expose-headers', 'etag, content-length, content-range, last-modified, x-cos-request-id');
        if (request.method === 'OPTIONS') response.writeHead(204).end();
        else await answer(request, response, url);
      } catch (error) {
        if (response.headersSent || request.socket.destroyed) response.destroy();
        else if (error instanceof Refused) {
          if (error.status !== 404)
            feed.publish({ kind: 'warning', title: 'storage refused', detail: `${request.method ?? ''}: ${error.message}` });
          sendError(response, error);
          request.resume();
        } else throw error;
      }
      return true;
    },
    close: () => Promise.resolve(),
  };
}
