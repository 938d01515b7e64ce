import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../types.ts';
import type { EndUser } from '../context.ts';
import { CloudError } from '../failure.ts';
import { readObject, sendJson } from '../http.ts';
import type { PlainObject } from '../values.ts';
import { type CustomLoginKey, userOfTicket } from './ticket.ts';
import { AuthError, bearerOf, type Tokens } from './tokens.ts';

export interface AuthOptions {
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly envId: string;
  readonly customLoginKey?: CustomLoginKey | undefined;
}

const BODY_BYTES = 64 * 1024;

/** What `GET /user/me` says. The browser SDK calls a user anonymous exactly when his name is `anonymous`. */
function profile(user: EndUser): PlainObject {
  const id = user.kind === 'mini' ? user.openid : user.uid;
  const name = user.kind === 'web' && user.anonymous ? 'anonymous' : id;
  return {
    sub: id,
    uid: id,
    name,
    username: name,
    email: '',
    phone_number: '',
    groups: [],
    providers: user.kind === 'web' && user.customUserId !== undefined ? [{ id: 'custom', provider_user_id: user.customUserId }] : [],
    internal_user_type: '',
    created_at: '',
    updated_at: '',
  };
}

async function post(options: AuthOptions, path: string, body: PlainObject): Promise<unknown> {
  const { tokens } = options;
  switch (path) {
    case '/signin/anonymously':
      return tokens.open({ kind: 'web', uid: randomUUID().replaceAll('-', ''), anonymous: true });
    case '/signin/custom': {
      const uid = userOfTicket(body['ticket'], options.customLoginKey, options.envId, options.clock.now());
      return tokens.open({ kind: 'web', uid, customUserId: uid, anonymous: false });
    }
    case '/token':
      if (body['grant_type'] !== 'refresh_token') throw new AuthError('unsupported_grant_type', 'only refresh_token is offered');
      return tokens.refresh(body['refresh_token']);
    case '/revoke':
      tokens.revoke(body['token']);
      return {};
    default:
      throw new AuthError(
        'unimplemented',
        `${path} is not offered by the local CloudBase: it signs in anonymously or with a custom ticket`,
        501,
      );
  }
}

async function answer(options: AuthOptions, request: IncomingMessage, path: string): Promise<unknown> {
  const bearer = bearerOf(request.headers.authorization);
  if (request.method === 'GET' && (path === '/user/me' || path === '/user/profile')) return profile(options.tokens.user(bearer));
  if (request.method !== 'POST')
    throw new AuthError('unimplemented', `${request.method} ${path} is not offered by the local CloudBase`, 501);
  const body = await readObject(request, BODY_BYTES);
  if (path === '/user/signout') {
    options.tokens.user(bearer);
    options.tokens.revoke(bearer);
    return {};
  }
  return post(options, path, body);
}

/** Handles `/auth/v1/*`. Errors are OAuth's: `{error, error_description}`. */
export async function handleAuth(options: AuthOptions, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  try {
    sendJson(response, 200, await answer(options, request, url.pathname.slice('/auth/v1'.length)));
  } catch (error) {
    if (error instanceof AuthError) {
      sendJson(response, error.status, { error: error.error, error_description: error.message, error_code: error.status });
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
