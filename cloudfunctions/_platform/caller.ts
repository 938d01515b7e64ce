import { app } from './app.ts';

/**
 * Who called, as the platform vouches for it; nothing of it comes from the event.
 * `member`: a mini-program user; `console`: someone signed in to the web console by ticket; `visitor`: an anonymous web user;
 * `system`: no end user at all, which is a timer, another function, or an administrator's script.
 */
export interface Caller {
  readonly kind: 'member' | 'console' | 'visitor' | 'system';
  /** openid, custom-login id, uid or `system`, under which `staffAccess` is found; of staff who were found to have a permission, their staff id. His acts are recorded under it. */
  readonly identity: string;
  readonly openid: string | null;
  readonly unionid: string | null;
  readonly ip: string;
}

/**
 * Reads the identity of the running call. With environment sharing the second mini-program's user comes as `FROM_OPENID`.
 * These variables are the platform's contract behind `getWXContext()`; reading them spares loading a second SDK.
 */
export function currentCaller(): Caller {
  const env = process.env;
  const openid = env['WX_FROM_OPENID'] || env['WX_OPENID'] || null;
  const unionid = env['WX_FROM_UNIONID'] || env['WX_UNIONID'] || null;
  const { uid, customUserId, isAnonymous } = app.auth().getUserInfo() as { uid?: string; customUserId?: string; isAnonymous?: boolean };
  const ip = env['WX_CLIENTIP'] || env['TCB_SOURCE_IP'] || '';
  if (openid) return { kind: 'member', identity: openid, openid, unionid, ip };
  if (isAnonymous) return { kind: 'visitor', identity: uid ?? 'visitor', openid: null, unionid: null, ip };
  if (customUserId || uid) return { kind: 'console', identity: customUserId || uid || '', openid: null, unionid: null, ip };
  return { kind: 'system', identity: 'system', openid: null, unionid: null, ip };
}
