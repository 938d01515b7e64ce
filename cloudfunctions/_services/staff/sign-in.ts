import type { OutputOf, ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { adminLogin, staffSession } from '@shop/shared/contracts/staff.ts';
import type { LoginLogDocument, StaffDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { newId } from '../../_platform/ids.ts';
import { NOBODY, passwordMatches } from '../../_platform/password.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { staffOf } from '../../_platform/serve.ts';
import { tables } from '../../_platform/tables.ts';
import { consoleTicket } from '../../_platform/ticket.ts';
import { accessOf, grantAccess, roleLabel } from './access.ts';

const MOST_WRONG = 5;
const LOCK_MS = 15 * 60_000;
const REMEMBERED_MS = 7 * 24 * 60 * 60_000;
const SESSION_MS = 24 * 60 * 60_000;

export interface Visitor {
  readonly ip: string;
  readonly userAgent: string;
}

type Login = ParsedInputOf<typeof adminLogin>;
type LoggedIn = OutputOf<typeof adminLogin>;

/**
 * Checks user name and password and hands out a custom-login ticket. Five wrong passwords in a row lock the account for 15 minutes; an unknown name takes as long and
 * answers the same as a wrong password. Every attempt is logged. Refuses LOGIN_WRONG, LOGIN_LOCKED, ACCOUNT_DISABLED.
 */
export async function signInAdmin(input: Login, visitor: Visitor): Promise<Result<LoggedIn>> {
  const staff = await tables.staff.findOne({ loginKey: `user:${input.username.toLowerCase()}` });
  const now = new Date();
  const tries = staff === null ? 0 : await countTry(staff, now);
  if (staff !== null && tries === null) {
    await note(input.username, staff, 'locked', visitor);
    const until = await lockedUntil(staff, now);
    const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000);
    return refuse('LOGIN_LOCKED', `密码连续输错 ${MOST_WRONG} 次，账号已锁定，请 ${minutes} 分钟后再试`);
  }
  const right = await passwordMatches(input.password, staff?.passwordHash ?? NOBODY);
  if (staff === null || !right) {
    if (staff !== null && tries === MOST_WRONG) await lockedUntil(staff, now);
    await note(input.username, staff, staff === null ? 'unknown' : 'wrong_password', visitor);
    return refuse('LOGIN_WRONG');
  }
  if (staff.status !== 'active') {
    await note(input.username, staff, 'disabled', visitor);
    return refuse('ACCOUNT_DISABLED');
  }
  const [access] = await Promise.all([
    grantAccess(staff, staff._id),
    tables.staff.updateOne({ _id: staff._id }, { failedLogins: 0, lockedUntil: null, lastLoginTime: now }),
    note(input.username, staff, 'success', visitor),
  ]);
  return done({
    ticket: consoleTicket(staff._id, input.remember === true ? REMEMBERED_MS : SESSION_MS),
    user: { id: staff._id, name: staff.name, role: staff.role, permissions: access.permissions },
  });
}

/**
 * Counts a try before its password is looked at, so that a hundred guesses at once are no more than five. Which one of the five it is; null when there are none left.
 */
async function countTry({ _id }: StaffDocument, now: Date): Promise<number | null> {
  const open = { lockedUntil: command.not(command.gt(now)), failedLogins: command.not(command.gte(MOST_WRONG)) };
  const after = await tables.staff.updateAndRead({ _id, ...open }, { failedLogins: command.inc(1) });
  return after?.failedLogins ?? null;
}

/** Until when the account is locked: from now on, where all tries are used up and nobody has locked it. */
async function lockedUntil({ _id }: StaffDocument, now: Date): Promise<Date> {
  const until = new Date(now.getTime() + LOCK_MS);
  if (await tables.staff.updateOne({ _id, failedLogins: command.gte(MOST_WRONG) }, { failedLogins: 0, lockedUntil: until })) return until;
  return (await tables.staff.get(_id))?.lockedUntil ?? until;
}

async function note(
  username: string,
  staff: StaffDocument | null,
  result: LoginLogDocument['result'],
  { ip, userAgent }: Visitor,
): Promise<void> {
  await tables.loginLogs.insert({
    _id: newId(),
    username: username.slice(0, 32),
    staffId: staff?._id ?? null,
    result,
    ip,
    userAgent: userAgent.slice(0, 200),
    createTime: new Date(),
  });
}

/** Who of the staff is calling. A mini-program user is staff when the owner has entered his openid. Refuses PERMISSION_DENIED, ACCOUNT_DISABLED. */
export async function whoAmI(caller: Caller): Promise<Result<OutputOf<typeof staffSession>>> {
  const staff = await staffOf(caller);
  if (staff === null) return refuse('PERMISSION_DENIED', '您还不是本店员工，请联系店长开通');
  if (staff.status !== 'active') {
    await grantAccess(staff, caller.identity);
    return refuse('ACCOUNT_DISABLED');
  }
  const wanted = accessOf(staff, caller.identity, new Date());
  const held = await tables.staffAccess.get(caller.identity);
  const same = held?.role === wanted.role && held.permissions.join() === wanted.permissions.join();
  const access = same ? held : await grantAccess(staff, caller.identity);
  return done({ id: staff._id, name: staff.name, role: staff.role, roleLabel: roleLabel(staff.role), permissions: access.permissions });
}
