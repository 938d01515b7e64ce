import { randomUUID } from 'node:crypto';
import type { EndUser } from '../context.ts';
import type { PlainObject } from '../values.ts';
import { AuthError } from './errors.ts';
import { entryOf, profileOf } from './profile.ts';
import type { Asked, AuthOptions, Route } from './routes.ts';
import { addressOf, profileFields, textOf } from './sign-in.ts';
import type { User } from './users.ts';

/** So long somebody who has just proved who he is may change what guards the account (the cloud's 900 s). */
const SUDO_SECONDS = 900;

/** The sudo tokens of a process. */
export class Sudo {
  readonly #tokens = new Map<string, { readonly uid: string; readonly until: number }>();

  /** A token for this user, from `now` (ms) on. */
  give(uid: string, now: number): string {
    for (const [old, { until }] of this.#tokens) if (until <= now) this.#tokens.delete(old);
    const token = `s.${randomUUID()}`;
    this.#tokens.set(token, { uid, until: now + SUDO_SECONDS * 1000 });
    return token;
  }

  allows(token: unknown, uid: string, now: number): boolean {
    const found = typeof token === 'string' ? this.#tokens.get(token) : undefined;
    return found !== undefined && found.uid === uid && found.until > now;
  }
}

function ownUser({ users }: AuthOptions, { user }: Asked): { readonly caller: EndUser; readonly user: User } {
  const caller = user();
  const own = caller.kind === 'web' && !caller.anonymous ? users.get(caller.uid) : undefined;
  if (own === undefined) throw new AuthError('permission_denied', 'only users that signed up have an account to change', 403);
  return { caller, user: own };
}

async function proveAgain(options: AuthOptions, user: User, body: PlainObject): Promise<void> {
  const password = textOf(body, 'password');
  if (password !== undefined) {
    if (await options.users.checkPassword(user, password)) return;
    throw new AuthError('invalid_password', 'the password is wrong');
  }
  const address = options.codes.redeem(body['verification_token']);
  if (address !== user.phone && address !== user.email) throw new AuthError('permission_denied', 'the code was sent to another user', 403);
}

const sudo: Route = async (options, asked) => {
  const { user } = ownUser(options, asked);
  await proveAgain(options, user, asked.body);
  return { sudo_token: options.sudo.give(user.uid, options.clock.now()), expires_in: SUDO_SECONDS };
};

function checkSudo(options: AuthOptions, user: User, token: unknown): void {
  if (!options.sudo.allows(token, user.uid, options.clock.now()))
    throw new AuthError('permission_denied', 'sudo_token is missing, too old or not yours: prove the password or a code first', 403);
}

/** A new password, with a sudo token. The other sessions of the user end. */
const setPassword: Route = async (options, asked) => {
  const { body, query, bearer } = asked;
  const { caller, user } = ownUser(options, asked);
  checkSudo(options, user, body['sudo_token'] ?? query.get('sudo_token'));
  const password = textOf(body, 'new_password');
  if (password === undefined) throw new AuthError('invalid_argument', 'new_password is wanted');
  const old = textOf(body, 'old_password');
  if (old !== undefined && !(await options.users.checkPassword(user, old)))
    throw new AuthError('invalid_password', 'the password is wrong');
  await options.users.setPassword(user.uid, password);
  options.tokens.revokeAll(caller, bearer);
  return {};
};

/** What a user says of himself; with encrypted passwords also a new one (`modifyPassword`). */
const editBasics: Route = async (options, asked) => {
  const { body, bearer } = asked;
  const { caller, user } = ownUser(options, asked);
  if (body['encrypt_new_password'] !== undefined) {
    const thumbprint = body['public_key_thumbprint'];
    const next = options.signInKey.read(body['encrypt_new_password'], thumbprint);
    const isOwn = body['encrypt_password'] !== '' && body['encrypt_password'] !== undefined;
    if (!isOwn || !(await options.users.checkPassword(user, options.signInKey.read(body['encrypt_password'], thumbprint))))
      throw new AuthError('invalid_password', 'the password is wrong');
    await options.users.setPassword(user.uid, next);
    options.tokens.revokeAll(caller, bearer);
    return {};
  }
  const address = textOf(body, 'phone_number') ?? textOf(body, 'phone') ?? textOf(body, 'email');
  if (address !== undefined) {
    // The SDK proves the new address first, in a request of its own, and does not send the token along.
    const proven = address.includes('@') ? addressOf({ email: address }) : addressOf({ phone_number: address });
    if (!options.codes.takeProof(proven, user.uid)) throw new AuthError('failed_precondition', 'the new address was not proved by a code');
    options.users.edit(user.uid, proven.includes('@') ? { email: proven } : { phone: proven });
  }
  options.users.edit(user.uid, profileFields(body));
  return {};
};

const editProfile: Route = (options, asked) => {
  const { caller, user } = ownUser(options, asked);
  options.users.edit(user.uid, profileFields(asked.body));
  return profileOf(caller, options.users);
};

/** `bindPhoneNumber`, `bindEmail`: a new address, proved by its code, by somebody who has just proved who he is. */
const editContact: Route = (options, asked) => {
  const { body } = asked;
  const { user } = ownUser(options, asked);
  if (user.password !== undefined) checkSudo(options, user, body['sudo_token']);
  const address = addressOf(body);
  if (options.codes.peek(body['verification_token']) !== address)
    throw new AuthError('invalid_argument', 'the verification_token is unknown, used or too old, or proves another address');
  options.users.edit(user.uid, address.includes('@') ? { email: address } : { phone: address });
  options.codes.redeem(body['verification_token']);
  return {};
};

const deleteMe: Route = (options, asked) => {
  const { caller, user } = ownUser(options, asked);
  checkSudo(options, user, asked.query.get('sudo_token'));
  const profile = profileOf(caller, options.users);
  options.users.remove(user.uid);
  options.tokens.revokeAll(caller);
  return profile;
};

const query: Route = (options, { query: given, user }) => {
  user();
  const asked = ['id', 'username', 'email', 'phone_number'].map((name) => given.get(name)).filter((text) => text !== null && text !== '');
  if (asked.length === 0) throw new AuthError('invalid_argument', 'ask by id, username, email or phone_number');
  const found = options.users.all().filter((one) => asked.every((text) => one.uid === text || options.users.find(String(text)) === one));
  return { total: found.length, data: found.map(entryOf) };
};

/** Routes of a signed-in user. */
export const ACCOUNT_ROUTES: readonly (readonly [string, Route])[] = [
  ['POST /user/sudo', sudo],
  ['PATCH /user/password', setPassword],
  ['POST /user/basic/edit', editBasics],
  ['PATCH /user/profile', editProfile],
  ['PATCH /user/contact', editContact],
  ['DELETE /user/me', deleteMe],
  ['GET /user/query', query],
  ['GET /user/provider', (_, { user }) => (user(), { total: 0, data: [] })],
];
