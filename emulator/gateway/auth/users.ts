import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type Journal, openJournal } from '../../sandbox/journal.ts';
import type { Clock } from '../../types.ts';
import { AuthError } from './errors.ts';

const derive = promisify<string, string, number, Buffer>(scrypt);

/** A user whom the environment itself knows: by name and password, by telephone number or by e-mail address. */
export interface User {
  readonly uid: string;
  readonly username?: string;
  /** `+86 13800000000`: with the country and a space, as the SDK sends it. */
  readonly phone?: string;
  readonly email?: string;
  readonly name?: string;
  readonly gender?: string;
  readonly picture?: string;
  readonly locale?: string;
  /** The user id of his tickets, where he signs in by custom login. */
  readonly customUserId?: string;
  /** `salt:hash`; without it there is no sign-in by password. */
  readonly password?: string;
  /** ms */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deleted?: boolean;
}

/** A user of `cloudbaserc.json`'s `emulator.users`. */
export interface DeclaredUser {
  readonly username: string;
  readonly password: string;
  readonly uid?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly name?: string;
}

export type UserFields = Partial<Pick<User, 'username' | 'phone' | 'email' | 'name' | 'gender' | 'picture' | 'locale'>>;

export interface UsersOptions {
  readonly clock: Clock;
  /** Where users last; without it they end with the process. */
  readonly file?: string | undefined;
  /** Does a password need capital and small letters, a digit and a sign (true), or only its length? */
  readonly strongPasswords?: boolean | undefined;
}

const USERNAME = /^[A-Za-z0-9](?:[\w-]{0,30}[A-Za-z0-9])$/;
const PHONE = /^\+\d{1,3} \d{5,14}$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}\.[^\s@]{2,}$/;
const UID = /^[\w-]{1,64}$/;

/** As often may a password be wrong, and so long is the user refused then (the cloud names neither figure). */
export const WRONG_PASSWORDS = 5;
export const LOCKED_MS = 10 * 60_000;

async function hashOf(password: string, salt = randomBytes(16).toString('base64url')): Promise<string> {
  return `${salt}:${(await derive(password, salt, 32)).toString('base64url')}`;
}

/** `13800000000` and `+8613800000000` are `+86 13800000000`. Refuses what is no number. */
export function phoneOf(text: string): string {
  const compact = text.replace(/\s+/g, '');
  const phone = text.includes(' ') && compact.startsWith('+') ? text.replace(/\s+/g, ' ') : compact.replace(/^(?:\+86)?(\d+)$/, '+86 $1');
  if (!PHONE.test(phone)) throw new AuthError('invalid_argument', `${text} is not a telephone number (+86 13800000000)`);
  return phone;
}

export function emailOf(text: string): string {
  if (!EMAIL.test(text)) throw new AuthError('invalid_argument', `${text} is not an e-mail address`);
  return text.toLowerCase();
}

function usernameOf(text: string): string {
  if (!USERNAME.test(text) || /^\d+$/.test(text))
    throw new AuthError(
      'invalid_argument',
      'a user name has 2 to 32 letters, digits, "-" and "_" (not first, not last), and is not a number',
    );
  return text;
}

function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

/** The environment's own users, and how they prove who they are. */
export class Users {
  readonly #clock: Clock;
  readonly #strong: boolean;
  readonly #byUid = new Map<string, User>();
  readonly #wrong = new Map<string, { count: number; until: number }>();
  readonly #journal: Journal<User> | null;

  constructor({ clock, file, strongPasswords }: UsersOptions) {
    this.#clock = clock;
    this.#strong = strongPasswords !== false;
    this.#journal = file === undefined ? null : openJournal<User>(file, ({ deleted }) => deleted === true);
    for (const user of this.#journal?.values() ?? []) this.#byUid.set(user.uid, user);
  }

  /** Adds the declared users that are not there yet; who changed his password since keeps it. Their passwords need not be strong. */
  async declare(users: readonly DeclaredUser[]): Promise<void> {
    for (const { password, ...fields } of users) {
      if (this.find(fields.username) !== undefined || (fields.uid !== undefined && this.#byUid.has(fields.uid))) continue;
      this.#put({ ...this.#fields(fields), uid: fields.uid ?? this.#newUid(), ...this.#stamps(), password: await hashOf(password) });
    }
  }

  get(uid: string): User | undefined {
    return this.#byUid.get(uid);
  }

  /** By user name, telephone number or e-mail address. */
  find(name: string): User | undefined {
    const phone = /^\+?[\d\s]+$/.test(name) ? name.replace(/\s+/g, '').replace(/^\+86/, '') : undefined;
    for (const user of this.#byUid.values()) {
      if (user.username === name || user.email === name.toLowerCase()) return user;
      if (phone !== undefined && user.phone?.replace(/\s+/g, '').replace(/^\+86/, '') === phone) return user;
    }
    return undefined;
  }

  all(): readonly User[] {
    return [...this.#byUid.values()];
  }

  /** Refuses a name, number or address that another user has, with `already_exists`. */
  async add(fields: UserFields, password?: string): Promise<User> {
    const clean = this.#fields(fields);
    this.#refuseTaken(clean);
    if (password !== undefined) this.#refuseWeak(password);
    const user = {
      ...clean,
      uid: this.#newUid(),
      ...this.#stamps(),
      ...(password === undefined ? {} : { password: await hashOf(password) }),
    };
    this.#refuseTaken(clean);
    this.#put(user);
    return user;
  }

  /** A user of custom login exists from his first sign-in on. */
  noteTicket(uid: string): void {
    if (!this.#byUid.has(uid)) this.#put({ uid, customUserId: uid, ...this.#stamps() });
  }

  edit(uid: string, fields: UserFields): User {
    const before = this.#known(uid);
    const clean = this.#fields(fields);
    this.#refuseTaken(clean, uid);
    const user = { ...before, ...clean, updatedAt: this.#clock.now() };
    this.#put(user);
    return user;
  }

  async setPassword(uid: string, password: string): Promise<void> {
    this.#known(uid);
    this.#refuseWeak(password);
    const hash = await hashOf(password);
    this.#wrong.delete(uid);
    this.#put({ ...this.#known(uid), password: hash, updatedAt: this.#clock.now() });
  }

  remove(uid: string): void {
    const user = this.#known(uid);
    this.#byUid.delete(uid);
    this.#journal?.put(uid, { ...user, deleted: true });
  }

  /**
   * Is it this user's password? After {@link WRONG_PASSWORDS} wrong ones in a row every further one, also the right one, is refused with
   * `invalid_status` for {@link LOCKED_MS}. Every attempt counts before it is judged: many at once win nothing.
   */
  async checkPassword(user: User, password: string): Promise<boolean> {
    const now = this.#clock.now();
    const before = this.#wrong.get(user.uid);
    const count = before === undefined || (before.count >= WRONG_PASSWORDS && before.until <= now) ? 0 : before.count;
    if (count >= WRONG_PASSWORDS) throw new AuthError('invalid_status', 'too many wrong passwords: try again later');
    if (user.password === undefined) throw new AuthError('password_not_set', 'the user has no password');
    this.#wrong.set(user.uid, { count: count + 1, until: now + LOCKED_MS });
    const [salt = '', hash = ''] = user.password.split(':');
    const wanted = Buffer.from(hash, 'base64url');
    const isRight = timingSafeEqual(await derive(password, salt, 32), wanted);
    if (isRight) this.#wrong.delete(user.uid);
    return isRight;
  }

  close(): void {
    this.#journal?.close();
  }

  #known(uid: string): User {
    const user = this.#byUid.get(uid);
    if (user === undefined) throw new AuthError('not_found', 'the user does not exist');
    return user;
  }

  #put(user: User): void {
    const whole = without(user);
    this.#byUid.set(user.uid, whole);
    this.#journal?.put(user.uid, whole);
  }

  #stamps(): { createdAt: number; updatedAt: number } {
    const now = this.#clock.now();
    return { createdAt: now, updatedAt: now };
  }

  /** A number of 19 digits, as the cloud's. */
  #newUid(): string {
    for (;;) {
      const uid = `1${String(randomInt(10 ** 9)).padStart(9, '0')}${String(randomInt(10 ** 9)).padStart(9, '0')}`;
      if (!this.#byUid.has(uid)) return uid;
    }
  }

  #fields({ username, phone, email, name, gender, picture, locale }: UserFields): UserFields {
    return without({
      ...(username === undefined ? {} : { username: usernameOf(username) }),
      ...(phone === undefined ? {} : { phone: phoneOf(phone) }),
      ...(email === undefined ? {} : { email: emailOf(email) }),
      ...(name === undefined ? {} : { name }),
      ...(gender === undefined ? {} : { gender }),
      ...(picture === undefined ? {} : { picture }),
      ...(locale === undefined ? {} : { locale }),
    });
  }

  #refuseTaken(fields: UserFields, uid?: string): void {
    for (const text of [fields.username, fields.phone, fields.email]) {
      const owner = text === undefined ? undefined : this.find(text);
      if (owner !== undefined && owner.uid !== uid) throw new AuthError('already_exists', `${String(text)} belongs to another user`, 409);
    }
  }

  #refuseWeak(password: string): void {
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
    if (password.length >= 8 && password.length <= 64 && (kinds === 4 || !this.#strong)) return;
    throw new AuthError('weak_password', 'a password has 8 to 64 characters, among them capital and small letters, digits and other signs');
  }
}

/** Refuses, in words for the project's author, a declared user that could not sign in. */
export function wrongWith({ username, uid, phone, email, password }: DeclaredUser): string | null {
  try {
    usernameOf(username);
    if (phone !== undefined) phoneOf(phone);
    if (email !== undefined) emailOf(email);
  } catch (error) {
    return (error as Error).message;
  }
  if (uid !== undefined && !UID.test(uid)) return `the uid ${uid} is not one`;
  return password === '' ? 'the password is empty' : null;
}
