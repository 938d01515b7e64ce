import type { Caller } from '../../_platform/caller.ts';
import { newId } from '../../_platform/ids.ts';
import { tables } from '../../_platform/tables.ts';

/** Who of the staff did what to which document, with what it was before and is after. Append-only. */
export async function recordOperation(caller: Caller, action: string, target: string, before: unknown, after: unknown): Promise<void> {
  await tables.operationLogs.insert({
    _id: newId(),
    operator: caller.identity,
    operatorName: '',
    action,
    target,
    before: before ?? null,
    after: after ?? null,
    ip: caller.ip,
    createTime: new Date(),
  });
}
