import { ApiFailure } from '../wx/call.ts';

export interface Route {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** `/pages/a/index?x=1`, normalised. */
  readonly url: string;
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/** Whether two addresses are the same page: the browser writes Chinese in its address bar encoded, a program may not have. */
export function sameAddress(one: string, other: string): boolean {
  return decoded(one) === decoded(other);
}

/**
 * `id=1&name=%E8%8B%B9` as `onLoad` gets it on a phone: values as they are written (a page decodes what it has encoded), and no further
 * than a second `=`.
 */
export function parseQuery(text: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const part of text.split('&')) {
    const [name = '', value = ''] = part.split('=');
    if (name !== '') query[name] = value;
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
