import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { lookup } from 'mrmime';
import type { Service } from '../types.ts';

export interface Site {
  /** Where the site begins, e.g. `/console`. */
  readonly path: string;
  readonly directory: string;
  /** Unknown paths without an extension get the site's index page. */
  readonly spa: boolean;
}

interface Served {
  readonly version: string;
  readonly etag: string;
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer | null;
}

const COMPRESSIBLE = /^(text\/|application\/(json|javascript|xml)|image\/svg)/;
const KEPT_BYTES = 32 * 1024 * 1024;
const compress = promisify(gzip);
/** Build tools put a hash of the content into such names. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.(js|css|woff2?|png|jpe?g|webp|svg)$/;

/** A link in a site may lead elsewhere in it, and not out of it. */
async function isInside({ directory }: Site, path: string): Promise<boolean> {
  const [root, file] = await Promise.all([realpath(directory), realpath(path)]).catch(() => ['', '']);
  return root !== undefined && root !== '' && file?.startsWith(root + sep) === true;
}

/** Static files, kept in memory while they are small enough, answered with an etag and gzip. */
export function createHosting(sites: readonly Site[]): Service {
  const kept = new Map<string, Served>();
  let keptBytes = 0;

  async function fileOf(site: Site, path: string): Promise<Served | null> {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile() || !(await isInside(site, path))) return null;
    const version = `${found.mtimeMs}-${found.size}`;
    const known = kept.get(path);
    if (known?.version === version) return known;
    const body = await readFile(path);
    const mime = lookup(path) ?? 'application/octet-stream';
    const type = COMPRESSIBLE.test(mime) ? `${mime}; charset=utf-8` : mime;
    const served: Served = {
      version,
      etag: `"${createHash('sha1').update(body).digest('base64url')}"`,
      type,
      body,
      zipped: COMPRESSIBLE.test(mime) && body.length > 1024 ? await compress(body) : null,
    };
    if (known) keptBytes -= known.body.length;
    if (keptBytes + body.length > KEPT_BYTES) {
      kept.clear();
      keptBytes = 0;
    }
    kept.set(path, served);
    keptBytes += body.length;
    return served;
  }

  function answer(request: IncomingMessage, response: ServerResponse, file: Served, immutable: boolean): void {
    const headers = {
      etag: file.etag,
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
    };
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304, headers).end();
      return;
    }
    const zipped = file.zipped !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? file.zipped : null;
    const body = zipped ?? file.body;
    response.writeHead(200, {
      ...headers,
      'content-type': file.type,
      'content-length': body.length,
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async function serve(site: Site, rest: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    let name: string;
    try {
      name = normalize(decodeURIComponent(rest));
    } catch {
      return false;
    }
    if (name.includes('\0') || name.split(/[\\/]/).some((part) => part.startsWith('.') && part !== '')) return false;
    const path = join(site.directory, name);
    if (!path.startsWith(site.directory + sep) && path !== site.directory) return false;
    const direct = name.endsWith('/') ? await fileOf(site, join(path, 'index.html')) : await fileOf(site, path);
    const page = direct ?? (site.spa && !/\.[A-Za-z0-9]+$/.test(name) ? await fileOf(site, join(site.directory, 'index.html')) : null);
    if (page === null) return false;
    answer(request, response, page, direct !== null && HASHED.test(name));
    return true;
  }

  return {
    async handle(request, response, url) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      for (const site of sites) {
        const base = site.path === '/' ? '' : site.path;
        if (base !== '' && url.pathname === base && existsSync(join(site.directory, 'index.html'))) {
          response.writeHead(302, { location: `${base}/${url.search}` }).end();
          return true;
        }
        if (url.pathname.startsWith(`${base}/`) && (await serve(site, url.pathname.slice(base.length), request, response))) return true;
      }
      return false;
    },
    close: () => Promise.resolve(),
  };
}
