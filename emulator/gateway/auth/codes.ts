import { randomInt, randomUUID } from 'node:crypto';
import type { ActivityFeed, Clock } from '../../types.ts';
import { AuthError } from './errors.ts';

/** So long a code, and then what it was exchanged for, is good (the cloud's 600 s). */
export const CODE_SECONDS = 600;
/** The cloud limits how often one address is sent a code, and how often a code may be guessed, without naming figures. */
const SEND_AGAIN_MS = 60_000;
const WRONG_CODES = 5;
const KEPT = 50;

interface Code {
  readonly id: string;
  /** A telephone number or an e-mail address. */
  readonly to: string;
  readonly code: string;
  readonly usage: string;
  readonly sentAt: number;
  /** The user who asked, signed in. */
  readonly by: string | undefined;
  wrong: number;
  used: boolean;
}

interface Proven {
  readonly to: string;
  readonly by: string | undefined;
  readonly until: number;
}

/** What `GET /__emulator/codes` shows: nothing is sent anywhere. */
export type SentCode = Pick<Code, 'to' | 'code' | 'usage' | 'sentAt' | 'used'>;

/** The codes that the cloud would send by SMS or e-mail, and what they prove. */
export class Codes {
  readonly #clock: Clock;
  readonly #feed: ActivityFeed;
  readonly #codes = new Map<string, Code>();
  readonly #proven = new Map<string, Proven>();

  constructor(clock: Clock, feed: ActivityFeed) {
    this.#clock = clock;
    this.#feed = feed;
  }

  /** "Sends" a code of six digits; the same address is refused another one within a minute (`resource_exhausted`). Answers the id. */
  send(to: string, usage: string, by?: string): string {
    const sentAt = this.#clock.now();
    for (const code of this.#codes.values()) {
      if (code.to === to && sentAt - code.sentAt < SEND_AGAIN_MS)
        throw new AuthError('resource_exhausted', 'a code was sent to this address within the last minute', 429);
    }
    const id = randomUUID();
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.#codes.set(id, { id, to, code, usage, sentAt, by, wrong: 0, used: false });
    while (this.#codes.size > KEPT) this.#codes.delete(this.#codes.keys().next().value ?? id);
    this.#feed.publish({ kind: 'warning', title: 'a verification code was sent', detail: `${hidden(to)}: ${code}` });
    return id;
  }

  /** The token for the right code. Refuses a wrong, used or old one, and all after the fifth wrong one, as the SDK's `VERIFICATION_FAILED`. */
  verify(id: unknown, given: unknown): string {
    const code = typeof id === 'string' ? this.#codes.get(id) : undefined;
    if (code === undefined) throw new AuthError('invalid_argument', 'verification_id is not known');
    if (code.used) throw new AuthError('invalid_argument', 'the verification_code was used before');
    if (this.#clock.now() - code.sentAt > CODE_SECONDS * 1000) throw new AuthError('invalid_argument', 'the verification_code has expired');
    if (code.wrong >= WRONG_CODES) throw new AuthError('invalid_argument', 'too many wrong codes: ask for another verification_code');
    if (String(given) !== code.code) {
      code.wrong += 1;
      throw new AuthError('invalid_argument', 'the verification_code does not match');
    }
    code.used = true;
    const token = `v.${randomUUID()}`;
    this.#proven.set(token, { to: code.to, by: code.by, until: this.#clock.now() + CODE_SECONDS * 1000 });
    return token;
  }

  /** Whose address a token proves; the token is spent. Refuses an unknown, spent or old one. */
  redeem(token: unknown): string {
    const proven = typeof token === 'string' ? this.#proven.get(token) : undefined;
    if (proven === undefined || proven.until < this.#clock.now())
      throw new AuthError('invalid_argument', 'the verification_token is unknown, used or too old');
    this.#proven.delete(String(token));
    return proven.to;
  }

  /** What a token proves, left unspent. */
  peek(token: unknown): string | undefined {
    return typeof token === 'string' ? this.#proven.get(token)?.to : undefined;
  }

  /** Did this user prove the address, and is the token not spent yet? Then it is now. */
  takeProof(to: string, by: string): boolean {
    for (const [token, proven] of this.#proven) {
      if (proven.to !== to || proven.by !== by || proven.until < this.#clock.now()) continue;
      this.#proven.delete(token);
      return true;
    }
    return false;
  }

  /** The last codes, newest first. */
  sent(): SentCode[] {
    return [...this.#codes.values()].reverse().map(({ to, code, usage, sentAt, used }) => ({ to, code, usage, sentAt, used }));
  }
}

/** Enough to recognise an address by, and no more. */
function hidden(to: string): string {
  const [name = '', host] = to.split('@');
  return host === undefined ? to.replace(/\d{4}(?=\d{4}$)/, '****') : `${name.slice(0, 2)}***@${host}`;
}
