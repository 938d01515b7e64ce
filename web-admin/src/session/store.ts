import { CallRefused } from '@shop/shared/client/call.ts';
import type { Permission } from '@shop/shared/domain/permissions.ts';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { can } from '../access/access.ts';
import { call } from '../platform/call.ts';
import { cloud } from '../platform/cloudbase.ts';
import { callHttp } from '../platform/http.ts';
import { readMark, sessionHolds, type SessionMark } from './policy.ts';

const MARK_KEY = 'console.session';
const NAME_KEY = 'console.username';
/** Activity is written down at most this often. */
const TOUCH_MS = 30_000;

export interface StaffUser {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly roleLabel: string;
  readonly permissions: readonly string[];
}

/** Who is signed in to the console. */
export const useSession = defineStore('session', () => {
  const user = ref<StaffUser | null>(null);
  /** Why the last session ended, for the sign-in page; empty when there is nothing to say. */
  const farewell = ref('');
  let restoring: Promise<boolean> | null = null;

  const mark = (): SessionMark | null => readMark(localStorage.getItem(MARK_KEY));
  const keep = (next: SessionMark): void => localStorage.setItem(MARK_KEY, JSON.stringify(next));

  async function signIn(input: { username: string; password: string; remember: boolean }): Promise<void> {
    // The SDK loads while the password is checked.
    const [answer, connection] = await Promise.all([callHttp('adminLogin', input), cloud().catch(() => null)]);
    const ready = connection ?? (await cloud());
    await ready.signIn(answer.ticket).catch((cause: unknown) => {
      throw Object.assign(new CallRefused(0, 'NETWORK', '登录没有完成，请重试'), { cause });
    });
    const session = await call('staffSession', {});
    const now = Date.now();
    keep({ remember: input.remember, since: now, lastActive: now });
    if (input.remember) localStorage.setItem(NAME_KEY, input.username);
    else localStorage.removeItem(NAME_KEY);
    farewell.value = '';
    user.value = session;
  }

  async function signOut(reason = ''): Promise<void> {
    localStorage.removeItem(MARK_KEY);
    user.value = null;
    restoring = null;
    farewell.value = reason;
    // The browser forgets him either way; whether the server heard of it is not his concern.
    await cloud()
      .then((connection) => connection.signOut())
      .catch(() => undefined);
  }

  async function resume(): Promise<boolean> {
    const known = mark();
    if (!known) return false;
    if (!sessionHolds(known, Date.now())) {
      await signOut('登录已过期，请重新登录');
      return false;
    }
    const connection = await cloud();
    if (!(await connection.isSignedIn())) {
      await signOut('登录已过期，请重新登录');
      return false;
    }
    try {
      user.value = await call('staffSession', {});
    } catch (error) {
      if (error instanceof CallRefused && (error.status === 401 || error.status === 403)) {
        await signOut(error.message);
        return false;
      }
      throw error;
    }
    keep({ ...known, lastActive: Date.now() });
    return true;
  }

  /** True when somebody is signed in; brings back the session of an earlier visit. Throws when the server cannot be reached. */
  async function restore(): Promise<boolean> {
    if (user.value) return true;
    restoring ??= resume().finally(() => {
      restoring = null;
    });
    return restoring;
  }

  /** The person did something. */
  function touch(): void {
    const known = mark();
    const now = Date.now();
    if (known && now - known.lastActive >= TOUCH_MS && sessionHolds(known, now)) keep({ ...known, lastActive: now });
  }

  /** Why the session no longer holds, in words: time is up, or another window ended it. Null while it does. */
  function over(): string | null {
    const known = mark();
    if (known === null) return '已在其他窗口退出登录';
    if (sessionHolds(known, Date.now())) return null;
    return known.remember ? '登录已过期，请重新登录' : '长时间没有操作，已自动退出登录';
  }

  const permissions = computed<readonly string[]>(() => user.value?.permissions ?? []);
  const may = (permission: Permission): boolean => can(permissions.value, permission);
  const rememberedName = (): string => localStorage.getItem(NAME_KEY) ?? '';

  return { user, farewell, permissions, may, signIn, signOut, restore, touch, over, rememberedName };
});
