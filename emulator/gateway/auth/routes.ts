import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../types.ts';
import type { EndUser } from '../context.ts';
import { CloudError } from '../failure.ts';
import { readObject, sendJson } from '../http.ts';
import type { PlainObject } from '../values.ts';
import { ACCOUNT_ROUTES, type Sudo } from './account.ts';
import type { Codes } from './codes.ts';
import type { SignInKey } from './encrypted.ts';
import { AuthError } from './errors.ts';
import { profileOf } from './profile.ts';
import { SIGN_IN_ROUTES } from './sign-in.ts';
import { type CustomLoginKey, userOfTicket } from './ticket.ts';
import { bearerOf, type Tokens } from './tokens.ts';
import type { Users } from './users.ts';

export interface AuthOptions {
  readonly tokens: Tokens;
  readonly users: Users;
  readonly codes: Codes;
  readonly signInKey: SignInKey;
  readonly sudo: Sudo;
  readonly clock: Clock;
  readonly envId: string;
  readonly customLoginKey?: CustomLoginKey | undefined;
}

/** One request of `/auth`. */
export interface Asked {
  readonly body: PlainObject;
  readonly query: URLSearchParams;
  readonly bearer: string | undefined;
  /** Who is signed in; refuses with `unauthenticated`. */
  readonly user: () => EndUser;
}

export type Route = (options: AuthOptions, asked: Asked) => unknown;

const BODY_BYTES = 64 * 1024;

const signInAnonymously: Route = ({ tokens }) => tokens.open({ kind: 'web', uid: randomUUID().replaceAll('-', ''), anonymous: true });

const signInByTicket: Route = ({ tokens, users, customLoginKey, envId, clock }, { body }) => {
  const uid = userOfTicket(body['ticket'], customLoginKey, envId, clock.now());
  users.noteTicket(uid);
  return tokens.open({ kind: 'web', uid, customUserId: uid, anonymous: false });
};

const refresh: Route = ({ tokens }, { body }) => {
  if (body['grant_type'] !== 'refresh_token') throw new AuthError('unsupported_grant_type', 'only refresh_token is offered');
  return tokens.refresh(body['refresh_token']);
};

const revoke: Route = ({ tokens }, { body }) => {
  tokens.revoke(body['token']);
  return {};
};

const signOut: Route = ({ tokens }, { user, bearer }) => {
  user();
  tokens.revoke(bearer);
  return {};
};

const revokeAll: Route = ({ tokens }, { user }) => {
  tokens.revokeAll(user());
  return {};
};

const me: Route = ({ users }, { user }) => profileOf(user(), users);

/** By method and path; the SDK's second versions (`/v2`) of these are the same here. */
const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['POST /signin/anonymously', signInAnonymously],
  ['POST /signin/custom', signInByTicket],
  ['POST /token', refresh],
  ['POST /revoke', revoke],
  ['POST /user/signout', signOut],
  ['DELETE /user/revoke/all', revokeAll],
  ['GET /user/me', me],
  ['GET /user/profile', me],
  ...SIGN_IN_ROUTES,
  ...ACCOUNT_ROUTES,
]);

async function answer(options: AuthOptions, request: IncomingMessage, url: URL): Promise<unknown> {
  const path = url.pathname.replace(/^\/auth\/v[12]/, '');
  const route = ROUTES.get(`${request.method ?? ''} ${path}`);
  if (route === undefined) {
    throw new AuthError(
      'unimplemented',
      `${request.method ?? ''} ${url.pathname} is not offered by the local CloudBase: it signs in anonymously, by password, by code and by ticket`,
      501,
    );
  }
  const bearer = bearerOf(request.headers.authorization);
  const body = request.method === 'GET' || request.method === 'DELETE' ? {} : await readObject(request, BODY_BYTES);
  return await route(options, { body, query: url.searchParams, bearer, user: () => options.tokens.user(bearer) });
}

/** Handles `/auth/v1/*` and `/auth/v2/*`. Errors are OAuth's: `{error, error_description}`. */
export async function handleAuth(options: AuthOptions, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  try {
    sendJson(response, 200, await answer(options, request, url));
  } catch (error) {
    if (error instanceof AuthError) {
      sendJson(response, error.status, error.body);
    } else if (error instanceof CloudError) {
      const isLogin = error.code === 'CHECK_LOGIN_FAILED';
      sendJson(response, isLogin || error.code === 'ACCESS_TOKEN_EXPIRED' ? 401 : 400, {
        error: isLogin ? 'unauthenticated' : error.code === 'ACCESS_TOKEN_EXPIRED' ? 'access_token_expired' : 'invalid_argument',
        error_description: error.message,
        code: error.code,
        message: error.message,
      });
    } else throw error;
  }
}
