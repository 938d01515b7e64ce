import type { ServerResponse } from 'node:http';
import type { Service } from '../types.ts';
import { PageFiles, type Asset, type PageAssets } from './assets.ts';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='9' fill='%232f7d4f'/%3E%3Cpath d='M9 22c0-8 5-13 14-13 0 9-5 14-13 14m-1 0c2-5 5-8 9-10' fill='none' stroke='%23fff' stroke-width='2.4' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E";

function page({ script, style }: PageAssets): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>CloudBase 本机工作台</title><link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/__studio/page.css?v=${style.version}"></head>
<body><div id="studio"></div><noscript>工作台需要 JavaScript。</noscript><script src="/__studio/page.js?v=${script.version}"></script></body></html>
`;
}

function send(response: ServerResponse, type: string, text: string, cache: string, head: boolean): void {
  const body = Buffer.from(text);
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length, 'cache-control': cache });
  response.end(head ? undefined : body);
}

/** An address that carries the file's version is kept by the browser; another version is never answered for it. */
function cacheOf(asset: Asset, wanted: string | null): string {
  return wanted === asset.version ? 'private, max-age=31536000, immutable' : 'no-store';
}

/**
 * The page at `/`: every mini-program in a phone, the hosted site in a browser, and what the emulator is doing. It knows the project from
 * `GET /__emulator/project` and nothing else. A site that the project hosts at `/` comes before it.
 */
export function createStudio(): Service {
  const files = new PageFiles();
  return {
    async handle(request, response, url) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      if (!['/', '/__studio/page.js', '/__studio/page.css'].includes(url.pathname)) return false;
      const head = request.method === 'HEAD';
      const assets = await files.load();
      const wanted = url.searchParams.get('v');
      if (url.pathname === '/') send(response, 'text/html', page(assets), 'no-store', head);
      else if (url.pathname.endsWith('.js')) send(response, 'text/javascript', assets.script.text, cacheOf(assets.script, wanted), head);
      else send(response, 'text/css', assets.style.text, cacheOf(assets.style, wanted), head);
      return true;
    },
    close: () => Promise.resolve(),
  };
}
