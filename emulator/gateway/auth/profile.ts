import type { EndUser } from '../context.ts';
import { ownerOf } from '../context.ts';
import type { PlainObject } from '../values.ts';
import type { User, Users } from './users.ts';

function dateOf(ms: number | undefined): string {
  return ms === undefined ? '' : new Date(ms).toISOString();
}

function loginTypeOf(user: EndUser): string {
  if (user.kind === 'mini') return 'WECHAT';
  return user.anonymous ? 'ANONYMOUS' : (user.loginType ?? 'CUSTOM');
}

/** What `GET /user/me` says. The browser SDK calls a user anonymous exactly when his name is `anonymous`. */
export function profileOf(user: EndUser, users: Users): PlainObject {
  const id = ownerOf(user);
  const known = users.get(id);
  const name = user.kind === 'web' && user.anonymous ? 'anonymous' : (known?.name ?? known?.username ?? id);
  return {
    sub: id,
    uid: id,
    name,
    username: known === undefined || known.customUserId !== undefined ? name : (known.username ?? ''),
    email: known?.email ?? '',
    phone_number: known?.phone ?? '',
    ...(known?.gender === undefined ? {} : { gender: known.gender }),
    ...(known?.picture === undefined ? {} : { picture: known.picture }),
    ...(known?.locale === undefined ? {} : { locale: known.locale }),
    loginType: loginTypeOf(user),
    groups: [],
    providers: user.kind === 'web' && user.customUserId !== undefined ? [{ id: 'custom', provider_user_id: user.customUserId }] : [],
    internal_user_type: '',
    has_password: known?.password !== undefined,
    created_at: dateOf(known?.createdAt),
    updated_at: dateOf(known?.updatedAt),
  };
}

/** What a user of the directory may be told of another one. */
export function entryOf({ uid, username, name, picture }: User): PlainObject {
  return { id: uid, username: username ?? '', name: name ?? username ?? '', ...(picture === undefined ? {} : { picture }) };
}

/** `auth.getUserInfoForAdmin`: what a function is told of a user, by the fields of `EndUserInfo` of the server SDK. */
export function userForAdmin(user: User): PlainObject {
  return {
    uid: user.uid,
    customUserId: user.customUserId ?? '',
    username: user.username ?? '',
    nickName: user.name ?? '',
    gender: user.gender ?? '',
    avatarUrl: user.picture ?? '',
    email: user.email ?? '',
    phoneNumber: user.phone ?? '',
    isAnonymous: false,
    createTime: dateOf(user.createdAt),
    updateTime: dateOf(user.updatedAt),
  };
}
