import { CallRefused } from '@shop/shared/client/call.ts';
import type { Contracts, OutputOf } from '@shop/shared/contracts/index.ts';
import type { Permission } from '@shop/shared/domain/permissions.ts';
import { opens, type OpeningPage } from '@shop/shared/miniprogram/opening.ts';
import { inbox } from '../data/inbox.ts';
import { call } from './cloud.ts';

export type Staff = OutputOf<Contracts['staffSession']>;

let signingIn: Promise<Staff> | null = null;
let staff: Staff | null = null;
let refusal = '';

const REFUSALS = ['PERMISSION_DENIED', 'ACCOUNT_DISABLED', 'NOT_SIGNED_IN'];

/** Signs the member of staff in, once; a failed attempt is tried again by the next caller. Throws `CallRefused`. */
export function signIn(): Promise<Staff> {
  signingIn ??= call('staffSession', {}).then(
    (who) => {
      staff = who;
      if (can('orders.read')) inbox.start();
      return who;
    },
    (error: unknown) => {
      signingIn = null;
      throw error;
    },
  );
  return signingIn;
}

/** Whether the signed-in person may do this; what he may not do is not shown. The functions check again. */
export function can(permission: Permission): boolean {
  return staff?.permissions.includes(permission) ?? false;
}

/** Asks again who I am: permissions may have changed. */
export function signInAgain(): Promise<Staff> {
  signingIn = null;
  return signIn();
}

/** Leads a person who is not staff to the page that says so. True when it was that. */
export function turnAway(error: unknown): boolean {
  if (!(error instanceof CallRefused) || !REFUSALS.includes(error.reason)) return false;
  refusal = error.message;
  void wx.reLaunch({ url: '/pages/denied/index' });
  return true;
}

/** {@link signIn} for a page that shows nothing without it; false when the page shows why not, or the one for strangers is on its way. */
export function signedIn(page: OpeningPage): Promise<boolean> {
  return opens(page, signIn, turnAway);
}

/** Why the person was turned away, in words. */
export function refusalText(): string {
  return refusal;
}
