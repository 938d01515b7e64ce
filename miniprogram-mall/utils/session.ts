import type { Contracts, OutputOf } from '@shop/shared/contracts/index.ts';
import { opens, type OpeningPage } from '@shop/shared/miniprogram/opening.ts';
import { call } from './cloud.ts';

type Member = OutputOf<Contracts['login']>['user'];

let signingIn: Promise<Member> | null = null;

/** Signs the WeChat user in, once; a failed attempt is tried again by the next caller. */
export function signIn(): Promise<Member> {
  signingIn ??= call('login', {}).then(
    (answer) => answer.user,
    (error: unknown) => {
      signingIn = null;
      throw error;
    },
  );
  return signingIn;
}

/** {@link signIn} for a page that shows nothing without it; false when the page shows why not. */
export function signedIn(page: OpeningPage): Promise<boolean> {
  return opens(page, signIn);
}
