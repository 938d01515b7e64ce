import { ApiFailure } from '../wx/call.ts';

export interface Route {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `/pages/a/index?x=1`, normalised. */
  readonly url: string;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `id=1&name=%E8%8B%B9` as WeChat hands it to `onLoad`: values stay as they are written, except for what the host decodes. */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    query[decode(at < 0 ? part : part.slice(0, at))] = at < 0 ? '' : decode(part.slice(at + 1));
  }
  return query;
}

/**
 * Where a URL given by a page leads. Relative ones start at `from` (a page's path). Refuses what is no page of the program, with WeChat's
 * words.
 */
export function resolveRoute(url: string, from: string, pages: readonly string[]): Route {
  const [address = '', queryText = ''] = url.split('?', 2);
  const parts = address.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of address.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const path = parts.join('/').replace(/\.html$/, '');
  if (!pages.includes(path)) throw new ApiFailure(`page "${path}" is not found`);
  return { path, query: parseQuery(queryText), url: `/${path}${queryText === '' ? '' : `?${queryText}`}` };
}
