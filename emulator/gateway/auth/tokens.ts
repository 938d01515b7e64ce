import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../types.ts';
import type { EndUser } from '../context.ts';
import { CloudError } from '../failure.ts';
import { isPlainObject } from '../values.ts';

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
  revoked: boolean;
}

interface Claims {
  readonly typ: 'access' | 'refresh';
  readonly sid: string;
  readonly sub: string;
  readonly user: EndUser;
  readonly generation: number;
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
    isUser(value['user'])
  );
}

export class AuthError extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.name = 'AuthError';
    this.error = error;
    this.status = status;
  }
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

  constructor(clock: Clock, secret?: string) {
    this.#clock = clock;
    this.#secret = secret ?? randomBytes(32);
  }

  open(user: EndUser): Credentials {
    return this.#issue(user, randomUUID(), 0);
  }

  /** New credentials for a refresh token; refuses with `invalid_grant`. */
  refresh(token: unknown): Credentials {
    const claims = typeof token === 'string' ? this.#read(token) : null;
    if (claims === null || claims.typ !== 'refresh') throw new AuthError('invalid_grant', 'the refresh token is not valid');
    const now = this.#clock.now();
    const session = this.#sessions.get(claims.sid) ?? { generation: claims.generation, rotatedAt: 0, revoked: false };
    this.#sessions.set(claims.sid, session);
    if (session.revoked) throw new AuthError('invalid_grant', 'the session was ended');
    if (claims.exp * 1000 <= now) throw new AuthError('invalid_grant', 'the refresh token has expired');
    if (claims.generation > session.generation) session.generation = claims.generation;
    if (claims.generation === session.generation) {
      session.generation += 1;
      session.rotatedAt = now;
    } else if (claims.generation !== session.generation - 1 || now - session.rotatedAt > REUSE_MS) {
      session.revoked = true;
      throw new AuthError('invalid_grant', 'the refresh token was used before: the session is ended');
    }
    return this.#issue(claims.user, claims.sid, session.generation);
  }

  /** Ends the session that a token (access or refresh) belongs to. An unknown token is none. */
  revoke(token: unknown): void {
    const claims = typeof token === 'string' ? this.#read(token) : null;
    if (claims === null) return;
    const session = this.#sessions.get(claims.sid);
    if (session !== undefined) session.revoked = true;
    else this.#sessions.set(claims.sid, { generation: claims.generation, rotatedAt: 0, revoked: true });
  }

  /** Whose access token this is. Refuses with CHECK_LOGIN_FAILED or ACCESS_TOKEN_EXPIRED. */
  user(token: string | undefined): EndUser {
    const claims = token === undefined ? null : this.#read(token);
    if (claims === null || claims.typ !== 'access' || this.#sessions.get(claims.sid)?.revoked === true) {
      throw new CloudError('CHECK_LOGIN_FAILED', token === undefined ? 'not signed in' : 'the access token is not valid');
    }
    if (claims.exp * 1000 <= this.#clock.now()) throw new CloudError('ACCESS_TOKEN_EXPIRED', 'the access token has expired');
    return claims.user;
  }

  #issue(user: EndUser, sid: string, generation: number): Credentials {
    const iat = Math.floor(this.#clock.now() / 1000);
    const sub = user.kind === 'mini' ? user.openid : user.uid;
    const common = { sid, sub, user, generation, iat };
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
