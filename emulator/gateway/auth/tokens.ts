import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../types.ts';
import { type EndUser, ownerOf } from '../context.ts';
import { type Journal, openJournal } from '../../sandbox/journal.ts';
import { CloudError } from '../failure.ts';
import { isPlainObject } from '../values.ts';
import { AuthError } from './errors.ts';

/** Lifetimes of the cloud, in seconds. */
const ACCESS_SECONDS = 7200;
const REFRESH_SECONDS = 30 * 24 * 3600;
/** Two tabs may refresh with the same token at once: the last one stays good for this long after its use. */
const REUSE_MS = 10_000;

export interface Credentials {
  readonly token_type: 'Bearer';
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
  readonly sub: string;
  readonly groups: readonly string[];
}

interface Session {
  generation: number;
  rotatedAt: number;
}

/** A session as whoever keeps something open for it must know it. */
export interface OpenSession {
  readonly id: string;
  readonly user: EndUser;
  /** When its access token ends, ms. */
  readonly until: number;
}

/** What was taken back: a session, or all of a user's that began before. Forgotten when no token can be that old any more. */
interface TakenBack {
  readonly until: number;
  readonly before?: number;
  readonly except?: string;
}

interface Claims {
  readonly typ: 'access' | 'refresh';
  readonly sid: string;
  readonly sub: string;
  readonly user: EndUser;
  readonly generation: number;
  /** When the session began, ms. */
  readonly since: number;
  /** When the token was made, by the machine's clock, ms. */
  readonly issuedAt: number;
  readonly iat: number;
  readonly exp: number;
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

function isUser(value: unknown): value is EndUser {
  if (!isPlainObject(value)) return false;
  if (value['kind'] === 'mini') return typeof value['openid'] === 'string' && typeof value['appid'] === 'string';
  return value['kind'] === 'web' && typeof value['uid'] === 'string' && typeof value['anonymous'] === 'boolean';
}

function isClaims(value: unknown): value is Claims {
  return (
    isPlainObject(value) &&
    (value['typ'] === 'access' || value['typ'] === 'refresh') &&
    typeof value['sid'] === 'string' &&
    typeof value['exp'] === 'number' &&
    typeof value['generation'] === 'number' &&
    typeof value['since'] === 'number' &&
    typeof value['issuedAt'] === 'number' &&
    isUser(value['user'])
  );
}

export interface TokensOptions {
  readonly secret?: string | undefined;
  /** Where it is kept what was taken back; without it a restart forgets it. */
  readonly file?: string | undefined;
}

/**
 * Sessions of end users. Tokens carry what they say, signed; the server keeps only what it took back: rotated and revoked sessions. A refresh
 * token that was used before is a stolen one, and ends its session.
 */
export class Tokens {
  readonly #clock: Clock;
  readonly #secret: string | Buffer;
  readonly #sessions = new Map<string, Session>();
  readonly #verified = new Map<string, Claims>();
  readonly #takenBack: Pick<Journal<TakenBack>, 'get' | 'put' | 'close'>;
  readonly #listeners = new Set<(ended: (session: OpenSession) => boolean) => void>();

  constructor(clock: Clock, { secret, file }: TokensOptions = {}) {
    this.#clock = clock;
    this.#secret = secret ?? randomBytes(32);
    const memory = new Map<string, TakenBack>();
    this.#takenBack =
      file === undefined
        ? { get: (key) => memory.get(key), put: (key, entry) => void memory.set(key, entry), close: () => undefined }
        : openJournal<TakenBack>(file, ({ until }) => until <= clock.now());
  }

  open(user: EndUser): Credentials {
    return this.#issue(user, randomUUID(), 0, this.#clock.now());
  }

  /** Tells of sessions that are ended before their time; `ended` says of any session whether it is one of them. */
  onEnded(listener: (ended: (session: OpenSession) => boolean) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#takenBack.close();
  }

  /** New credentials for a refresh token; refuses with `invalid_grant`. */
  refresh(token: unknown): Credentials {
    const claims = typeof token === 'string' ? this.#read(token) : null;
    if (claims === null || claims.typ !== 'refresh') throw new AuthError('invalid_grant', 'the refresh token is not valid');
    const now = this.#clock.now();
    const session = this.#sessions.get(claims.sid) ?? { generation: claims.generation, rotatedAt: 0 };
    this.#sessions.set(claims.sid, session);
    if (this.#isTakenBack(claims)) throw new AuthError('invalid_grant', 'the session was ended');
    if (claims.exp * 1000 <= now) throw new AuthError('invalid_grant', 'the refresh token has expired');
    if (claims.generation > session.generation) session.generation = claims.generation;
    if (claims.generation === session.generation) {
      session.generation += 1;
      session.rotatedAt = now;
    } else if (claims.generation !== session.generation - 1 || now - session.rotatedAt > REUSE_MS) {
      this.#end(claims);
      throw new AuthError('invalid_grant', 'the refresh token was used before: the session is ended');
    }
    return this.#issue(claims.user, claims.sid, session.generation, claims.since);
  }

  /** Ends the session that a token (access or refresh) belongs to. An unknown token is none. */
  revoke(token: unknown): void {
    const claims = typeof token === 'string' ? this.#read(token) : null;
    if (claims !== null) this.#end(claims);
  }

  /** Ends all sessions of a user, or all but the one that a token belongs to. */
  revokeAll(user: EndUser, exceptToken?: string): void {
    const except = exceptToken === undefined ? undefined : this.#read(exceptToken)?.sid;
    const now = this.#clock.now();
    const taken = { before: now, until: now + REFRESH_SECONDS * 1000, ...(except === undefined ? {} : { except }) };
    this.#takenBack.put(`user ${ownerOf(user)}`, taken);
    for (const listener of this.#listeners) listener((session) => ownerOf(session.user) === ownerOf(user) && session.id !== except);
  }

  /** Whose access token this is. Refuses with CHECK_LOGIN_FAILED or ACCESS_TOKEN_EXPIRED. */
  user(token: string | undefined): EndUser {
    return this.session(token).user;
  }

  /**
   * As {@link user}, with what outlives a request: which session it is, and until when. On the routes where the SDK renews a token by its own
   * clock and never because of an answer (`byMachineTime`), a token also lasts as long as the machine's clock says: the client cannot know that
   * the emulator's was moved.
   */
  session(token: string | undefined, byMachineTime = false): OpenSession {
    const claims = token === undefined ? null : this.#read(token);
    if (claims === null || claims.typ !== 'access' || this.#isTakenBack(claims)) {
      throw new CloudError('CHECK_LOGIN_FAILED', token === undefined ? 'not signed in' : 'the access token is not valid');
    }
    const now = this.#clock.now();
    const left = byMachineTime ? claims.issuedAt + ACCESS_SECONDS * 1000 - Date.now() : 0;
    const until = Math.max(claims.exp * 1000, now + left);
    if (until <= now) throw new CloudError('ACCESS_TOKEN_EXPIRED', 'the access token has expired');
    return { id: claims.sid, user: claims.user, until };
  }

  #end({ sid }: Claims): void {
    this.#takenBack.put(sid, { until: this.#clock.now() + REFRESH_SECONDS * 1000 });
    for (const listener of this.#listeners) listener((session) => session.id === sid);
  }

  #isTakenBack({ sid, user, since }: Claims): boolean {
    if (this.#takenBack.get(sid) !== undefined) return true;
    const all = this.#takenBack.get(`user ${ownerOf(user)}`);
    return all?.before !== undefined && since <= all.before && sid !== all.except;
  }

  #issue(user: EndUser, sid: string, generation: number, since: number): Credentials {
    const iat = Math.floor(this.#clock.now() / 1000);
    const sub = ownerOf(user);
    const common = { sid, sub, user, generation, iat, since, issuedAt: Date.now() };
    return {
      token_type: 'Bearer',
      access_token: this.#sign({ ...common, typ: 'access', exp: iat + ACCESS_SECONDS }),
      refresh_token: this.#sign({ ...common, typ: 'refresh', exp: iat + REFRESH_SECONDS }),
      expires_in: ACCESS_SECONDS,
      scope: user.kind === 'web' && user.anonymous ? 'anonymous' : 'user',
      sub,
      groups: [],
    };
  }

  #sign(claims: Claims): string {
    const text = `${HEADER}.${Buffer.from(JSON.stringify({ jti: randomUUID(), ...claims })).toString('base64url')}`;
    return `${text}.${createHmac('sha256', this.#secret).update(text).digest('base64url')}`;
  }

  #read(token: string): Claims | null {
    const known = this.#verified.get(token);
    if (known !== undefined) return known;
    const end = token.lastIndexOf('.');
    if (end < 0) return null;
    const text = token.slice(0, end);
    const wanted = createHmac('sha256', this.#secret).update(text).digest();
    const given = Buffer.from(token.slice(end + 1), 'base64url');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    let claims: unknown;
    try {
      claims = JSON.parse(Buffer.from(text.slice(text.indexOf('.') + 1), 'base64url').toString('utf8'));
    } catch {
      return null;
    }
    if (!isClaims(claims)) return null;
    if (this.#verified.size > 5000) this.#verified.clear();
    this.#verified.set(token, claims);
    return claims;
  }
}

export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1];
}
