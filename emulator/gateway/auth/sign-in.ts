import { type EndUser, ownerOf } from '../context.ts';
import { isPlainObject, type PlainObject } from '../values.ts';
import { CODE_SECONDS } from './codes.ts';
import { AuthError } from './errors.ts';
import type { AuthOptions, Route } from './routes.ts';
import type { Credentials } from './tokens.ts';
import { emailOf, phoneOf, type User, type UserFields } from './users.ts';

type LoginType = NonNullable<Extract<EndUser, { kind: 'web' }>['loginType']>;

/** A text field of a body; undefined when it is not there or empty, as the SDK sends what was not given. */
export function textOf(body: PlainObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new AuthError('invalid_argument', `${name} is not a text`);
  return value;
}

/** The address of a body: `phone_number` or `email`, not both. */
export function addressOf(body: PlainObject): string {
  const phone = textOf(body, 'phone_number');
  const email = textOf(body, 'email');
  if ((phone === undefined) === (email === undefined)) throw new AuthError('invalid_argument', 'either phone_number or email is wanted');
  return phone === undefined ? emailOf(email ?? '') : phoneOf(phone);
}

function isEmail(address: string): boolean {
  return address.includes('@');
}

function open({ tokens }: AuthOptions, user: User, loginType: LoginType): Credentials {
  return tokens.open({ kind: 'web', uid: user.uid, anonymous: false, loginType });
}

/** Nobody learns from the answer whether the name or the password was wrong. */
async function byPassword(options: AuthOptions, name: string | undefined, password: string | undefined): Promise<Credentials> {
  if (name === undefined || password === undefined) throw new AuthError('invalid_argument', 'username and password are wanted');
  const user = options.users.find(name);
  if (user === undefined || !(await options.users.checkPassword(user, password)))
    throw new AuthError('invalid_username_or_password', 'the user name or the password is wrong');
  return open(options, user, user.email === name.toLowerCase() ? 'EMAIL' : user.username === name ? 'USERNAME' : 'PHONE');
}

const signIn: Route = async (options, { body }) => {
  const token = body['verification_token'];
  if (token === undefined || token === '') return byPassword(options, textOf(body, 'username'), textOf(body, 'password'));
  const address = options.codes.redeem(token);
  const user = options.users.find(address);
  if (user === undefined) throw new AuthError('not_found', 'no user has this address: sign up');
  return open(options, user, isEmail(address) ? 'EMAIL' : 'PHONE');
};

/** `signInWithPassword({ is_encrypt: true })`: name and password as one text, encrypted with the published key. */
const signInEncrypted: Route = (options, { body }) => {
  if (body['params'] === undefined) return byPassword(options, textOf(body, 'username'), textOf(body, 'password'));
  const params: unknown = parsed(options.signInKey.read(body['params'], body['public_key_thumbprint']));
  if (!isPlainObject(params)) throw new AuthError('invalid_argument', 'what was encrypted is not an object');
  return byPassword(options, textOf(params, 'username'), textOf(params, 'password'));
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const TARGETS = ['ANY', 'USER', 'NOT_USER', 'CUR_USER'];

const sendCode: Route = ({ users, codes }, { body, bearer, user }) => {
  const target = textOf(body, 'target') ?? 'ANY';
  if (!TARGETS.includes(target)) throw new AuthError('invalid_argument', `target is one of ${TARGETS.join(', ')}`);
  const address = addressOf(body);
  const owner = users.find(address);
  if (target === 'USER' && owner === undefined) throw new AuthError('not_found', 'no user has this address');
  if (target === 'NOT_USER' && owner !== undefined) throw new AuthError('already_exists', 'a user has this address');
  if (target === 'CUR_USER') {
    const current = user();
    if (current.kind !== 'web' || owner?.uid !== current.uid) throw new AuthError('failed_precondition', 'this is not your address');
  }
  const sender = bearer === undefined ? undefined : ownerOf(user());
  const id = codes.send(address, textOf(body, 'usage') ?? (isEmail(address) ? 'email' : 'sms'), sender);
  return { verification_id: id, expires_in: CODE_SECONDS, is_user: owner !== undefined };
};

const verifyCode: Route = ({ codes }, { body }) => ({
  verification_token: codes.verify(body['verification_id'], body['verification_code']),
  expires_in: CODE_SECONDS,
});

/** A new user, whose address a code has proved. By name and password alone nobody signs up: the cloud does not allow it. */
const signUp: Route = async (options, { body }) => {
  const { users, codes } = options;
  const address = addressOf(body);
  const token = textOf(body, 'verification_token');
  if (token === undefined) throw new AuthError('invalid_argument', 'verification_token is wanted: a code proves the number or address');
  const proven = codes.peek(token);
  if (proven !== undefined && proven !== address) throw new AuthError('invalid_argument', 'the verification_token proves another address');
  const fields: UserFields = {
    ...(isEmail(address) ? { email: address } : { phone: address }),
    ...profileFields(body),
  };
  if (users.find(address) !== undefined) throw new AuthError('already_exists', 'a user has this address: sign in', 409);
  codes.redeem(token);
  return open(options, await users.add(fields, textOf(body, 'password')), isEmail(address) ? 'EMAIL' : 'PHONE');
};

/** What a user may say of himself, without his addresses. */
export function profileFields(body: PlainObject): UserFields {
  const fields: { -readonly [K in keyof UserFields]: UserFields[K] } = {};
  const username = textOf(body, 'username');
  const name = textOf(body, 'name') ?? textOf(body, 'nickname') ?? textOf(body, 'nickName');
  const gender = textOf(body, 'gender');
  const picture = textOf(body, 'picture') ?? textOf(body, 'avatar_url') ?? textOf(body, 'avatarUrl');
  const locale = textOf(body, 'locale');
  if (username !== undefined) fields.username = username;
  if (name !== undefined) fields.name = name;
  if (gender !== undefined) fields.gender = gender;
  if (picture !== undefined) fields.picture = picture;
  if (locale !== undefined) fields.locale = locale;
  return fields;
}

/** A new password for whoever proved by a code that the address is his. All his sessions end. */
const resetPassword: Route = async ({ users, codes, tokens }, { body }) => {
  const address = addressOf(body);
  const password = textOf(body, 'new_password');
  if (password === undefined) throw new AuthError('invalid_argument', 'new_password is wanted');
  if (codes.peek(body['verification_token']) !== address)
    throw new AuthError('invalid_argument', 'the verification_token is unknown, used or too old, or proves another address');
  const user = users.find(address);
  if (user === undefined) throw new AuthError('not_found', 'no user has this address');
  await users.setPassword(user.uid, password);
  codes.redeem(body['verification_token']);
  tokens.revokeAll({ kind: 'web', uid: user.uid, anonymous: false });
  return {};
};

/** `modifyPasswordWithoutLogin`: with the old password, both encrypted. All sessions end. */
const replacePassword: Route = async ({ users, tokens, signInKey }, { body }) => {
  const thumbprint = body['public_key_thumbprint'];
  const user = users.find(textOf(body, 'username') ?? '');
  const next = signInKey.read(body['new_password'], thumbprint);
  if (user === undefined || !(await users.checkPassword(user, signInKey.read(body['password'], thumbprint))))
    throw new AuthError('invalid_username_or_password', 'the user name or the password is wrong');
  await users.setPassword(user.uid, next);
  tokens.revokeAll({ kind: 'web', uid: user.uid, anonymous: false });
  return {};
};

const exists: Route = ({ users }, { query }) => {
  const name = query.get('username') ?? query.get('email') ?? query.get('phone_number') ?? '';
  if (name === '') throw new AuthError('invalid_argument', 'username is wanted');
  return { exist: users.find(name) !== undefined };
};

/** Routes that need no session. */
export const SIGN_IN_ROUTES: readonly (readonly [string, Route])[] = [
  ['POST /signin', signIn],
  ['POST /signin/username', signInEncrypted],
  ['POST /signin/publichkey', ({ signInKey }) => signInKey.published()],
  ['POST /signin/password/update', replacePassword],
  ['POST /signup', signUp],
  ['POST /verification', sendCode],
  ['POST /verification/verify', verifyCode],
  ['POST /reset', resetPassword],
  ['GET /checkIfUserExist', exists],
];
