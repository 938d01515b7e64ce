import { isObject } from './program.ts';
import { sameAddress } from './route.ts';

/** The user whom `?openid=` names, else the first person the emulator knows for this mini-program. */
export async function findOpenid(app: string): Promise<string> {
  const named = new URLSearchParams(location.search).get('openid');
  if (named !== null && named !== '') return named;
  const answer = await fetch('/__emulator/identities').catch(() => null);
  if (answer !== null && answer.ok) {
    const body: unknown = await answer.json();
    const list = Array.isArray(body) ? body : isObject(body) && Array.isArray(body['identities']) ? body['identities'] : [];
    const person = list.filter(isObject).find((one) => one['app'] === app);
    if (typeof person?.['openid'] === 'string') return person['openid'];
  }
  return `o-local-${app}`;
}

export interface Kept {
  readonly openid: string;
  readonly urls: readonly string[];
}

/** Remembers the page stack over a reload of the browser, for the same user only: another user starts at the beginning. */
export class StackMemory {
  readonly #key: string;
  readonly #openid: string;
  #depth = 0;

  constructor(app: string, openid: string) {
    this.#key = `mp-stack:${app}`;
    this.#openid = openid;
  }

  /** Addresses of the open pages, the one on top last; empty at a first visit. The address bar's hash decides about the top. */
  recall(): readonly string[] {
    const named = decodeHash(location.hash);
    const text = sessionStorage.getItem(this.#key);
    let kept: Kept | null = null;
    if (text !== null) {
      const value: unknown = JSON.parse(text);
      if (isObject(value) && typeof value['openid'] === 'string' && Array.isArray(value['urls'])) {
        kept = { openid: value['openid'], urls: value['urls'].map(String) };
      }
    }
    if (kept !== null && kept.openid !== this.#openid) return [];
    if (kept !== null && sameAddress(kept.urls.at(-1) ?? '', named ?? '')) return kept.urls;
    return named === null ? [] : [named];
  }

  /**
   * A page above another is a step of the browser's history, so that its Back leads to the page below. Inside another page's frame it is
   * not: that history belongs to the outer page.
   */
  keep(urls: readonly string[]): void {
    sessionStorage.setItem(this.#key, JSON.stringify({ openid: this.#openid, urls }));
    const address = `${location.pathname}${location.search}#${urls.at(-1) ?? ''}`;
    const deeper = this.#depth > 0 && urls.length > this.#depth && window.top === window;
    this.#depth = urls.length;
    if (deeper) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }
}

function decodeHash(hash: string): string | null {
  const text = hash.replace(/^#/, '');
  return text.startsWith('/') ? text : null;
}
