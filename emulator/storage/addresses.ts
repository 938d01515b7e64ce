import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../types.ts';

/** What a temporary address lets its holder do. */
export type Grant =
  | { readonly to: 'read'; readonly path: string }
  | {
      readonly to: 'write';
      readonly path: string;
      readonly owner: string;
      /** An end user's: then it ends where somebody else's file has come to be. */
      readonly bound: boolean;
      /** bytes */
      readonly limit: number;
      /** What the client said it would send, where it did: other bytes are not what was signed. */
      readonly size?: number;
      readonly type?: string;
      /** The kinds of content that may be written here; none named: all. */
      readonly types?: readonly string[];
    };

export type Opened =
  { readonly ok: true; readonly grant: Grant } | { readonly ok: false; readonly why: 'SignatureDoesNotMatch' | 'AccessDenied' };

/** Grants as signed texts of letters, digits, `-`, `_` and `.`: the SDKs encode an address a second time, and these stay what they are. */
export class Addresses {
  readonly #secret: string;
  readonly #clock: Clock;

  constructor(secret: string, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  sign(grant: Grant, seconds: number): string {
    const until = this.#clock.now() + seconds * 1000;
    const text = Buffer.from(JSON.stringify({ until, grant })).toString('base64url');
    return `${text}.${this.#mark(text).toString('base64url')}`;
  }

  /** `AccessDenied`: it was good once, and is over. What follows a second dot (a file's ending) is not read. */
  open(signed: string): Opened {
    const [text = '', mark = ''] = signed.split('.');
    const wanted = this.#mark(text);
    const given = Buffer.from(mark, 'base64url');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return { ok: false, why: 'SignatureDoesNotMatch' };
    const { until, grant } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as { until: number; grant: Grant };
    return until <= this.#clock.now() ? { ok: false, why: 'AccessDenied' } : { ok: true, grant };
  }

  #mark(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(`storage:${text}`).digest();
  }
}
