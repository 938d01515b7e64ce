import type { Contract, OutputOf, ParsedInputOf, Reply } from '@shop/shared/contracts/contract.ts';
import { REASONS, type Reason } from '@shop/shared/contracts/reasons.ts';
import type { StaffDocument } from '@shop/shared/database/documents.ts';
import { PERMISSIONS, type Permission } from '@shop/shared/domain/permissions.ts';
import { currentCaller, type Caller } from './caller.ts';
import { WriteConflict } from './database.ts';
import { log } from './log.ts';
import { PaymentUnavailable } from './payment-gateway.ts';
import { done, refuse, type Refusal, type Result } from './result.ts';
import { tables } from './tables.ts';

/**
 * Who may call an action: any signed-in mini-program user, somebody signed in at all, staff or admins with a permission, or nobody but the platform
 * (timers, other functions, administrators' scripts). The platform itself may do everything.
 */
export type Access = 'member' | 'signed-in' | 'system' | Permission;

/** A view that names the fields it promises and lets others pass: a document with more fields fills it. */
type Answer<T> = T extends readonly (infer Item)[]
  ? readonly Answer<Item>[]
  : T extends object
    ? { [Key in keyof T as string extends Key ? never : Key]: Answer<T[Key]> }
    : T;

export type Main = (event: unknown, context: unknown) => Promise<Reply<unknown>>;

export interface Action<Input, Output> {
  readonly access: Access;
  readonly run: (input: Input, caller: Caller) => Promise<Result<Output>>;
}

export function reply<Data>(requestId: string, data: Data): Reply<Data> {
  return { status: 200, message: 'ok', data, timestamp: Date.now(), requestId };
}

export function refusal(requestId: string, reason: Reason, message: string): Reply<null> {
  return { status: REASONS[reason].status, message, data: null, timestamp: Date.now(), requestId, reason };
}

export function requestIdOf(context: unknown): string {
  const id = typeof context === 'object' && context !== null ? (context as { request_id?: unknown }).request_id : undefined;
  return typeof id === 'string' ? id : '';
}

/**
 * The caller as he may act, or the refusal. Staff act under their staff id, whichever way they signed in: customers read who did something with their orders, and no openid belongs there.
 */
export async function authorise(access: Access, caller: Caller): Promise<Result<Caller>> {
  if (caller.kind === 'system') return done(caller);
  if (caller.kind === 'visitor') return refuse('NOT_SIGNED_IN');
  switch (access) {
    case 'signed-in':
      return done(caller);
    case 'member':
      return caller.kind === 'member' ? done(caller) : refuse('NOT_SIGNED_IN');
    case 'system':
      return refuse('PERMISSION_DENIED');
    default: {
      const [rights, staff] = await Promise.all([tables.staffAccess.get(caller.identity), staffOf(caller)]);
      // Who was dismissed or got another role a moment ago holds yesterday's rights until his next `staffSession`: they count no more.
      if (staff !== null && staff.status !== 'active') return refuse('ACCOUNT_DISABLED');
      if (staff !== null && rights !== null && staff.role !== rights.role)
        return refuse('PERMISSION_DENIED', '您的权限有变化，请重新打开页面');
      return staff !== null && rights?.permissions.includes(access)
        ? done({ ...caller, identity: staff._id })
        : refuse('PERMISSION_DENIED', `没有「${PERMISSIONS[access]}」的权限，请联系管理员开通`);
    }
  }
}

/** The member of staff who calls; null when he is none, or none any more. */
export async function staffOf({ openid, identity }: Caller): Promise<StaffDocument | null> {
  return openid === null ? tables.staff.get(identity) : tables.staff.findOne({ loginKey: `openid:${openid}` });
}

/** The platform puts `userInfo` (and sometimes `tcbContext`) beside the caller's own fields; they are no part of a contract. */
function ownFields(event: unknown): unknown {
  if (typeof event !== 'object' || event === null) return event;
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'userInfo' && key !== 'tcbContext'));
}

async function answer(name: string, context: unknown, work: () => Promise<Result<unknown>>): Promise<Reply<unknown>> {
  const requestId = requestIdOf(context);
  try {
    const result = await work();
    return result.ok ? reply(requestId, result.data) : refusal(requestId, result.reason, result.message);
  } catch (error) {
    // Somebody else held the same documents for longer than we tried (a dead process’s transaction lasts up to half a minute). Nothing is wrong; asked again, it goes on.
    if (error instanceof WriteConflict) {
      log.warn('gave way', { function: name, requestId });
      return refusal(requestId, 'BUSY', REASONS.BUSY.message);
    }
    if (error instanceof PaymentUnavailable) {
      log.error('WeChat Pay unavailable', error, { function: name, requestId });
      return refusal(requestId, 'PAYMENT_UNAVAILABLE', REASONS.PAYMENT_UNAVAILABLE.message);
    }
    log.error('fault', error, { function: name, requestId });
    return refusal(requestId, 'INTERNAL', REASONS.INTERNAL.message);
  }
}

/** A function with one act: parse strictly, authorise, one call into a service, answer in the envelope. */
export function serve<C extends Contract>(contract: C, action: Action<ParsedInputOf<C>, Answer<OutputOf<C>>>): Main {
  return (event, context) =>
    answer(contract.name, context, async () => {
      const caller = currentCaller();
      const parsed = contract.input.safeParse(ownFields(event));
      if (!parsed.success) return invalid(parsed.error.issues[0]?.path);
      const allowed = await authorise(action.access, caller);
      return allowed.ok ? action.run(parsed.data as ParsedInputOf<C>, allowed.data) : allowed;
    });
}

type ActionInput<C extends Contract, Name> = Extract<ParsedInputOf<C>, { action: Name }>;
type ActionNames<C extends Contract> = ParsedInputOf<C> extends { action: infer Name extends string } ? Name : never;

/** A function whose input names an `action`, each with its own access. */
export function serveActions<C extends Contract>(
  contract: C,
  actions: { readonly [Name in ActionNames<C>]: Action<ActionInput<C, Name>, Answer<OutputOf<C>>> },
): Main {
  return (event, context) =>
    answer(contract.name, context, async () => {
      const caller = currentCaller();
      const parsed = contract.input.safeParse(ownFields(event));
      if (!parsed.success) return invalid(parsed.error.issues[0]?.path);
      const input = parsed.data as { action: ActionNames<C> };
      const action = actions[input.action] as Action<unknown, unknown>;
      const allowed = await authorise(action.access, caller);
      return allowed.ok ? action.run(input, allowed.data) : allowed;
    });
}

/** Names the field that is wrong, for the developer who reads the answer; people read the first half. */
function invalid(path: readonly PropertyKey[] | undefined): Refusal {
  const field = path?.map(String).join('.') ?? '';
  return refuse('INPUT_INVALID', field === '' ? REASONS.INPUT_INVALID.message : `${REASONS.INPUT_INVALID.message}（${field}）`);
}
