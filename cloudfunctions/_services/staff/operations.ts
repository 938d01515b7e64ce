import type { Operation } from '@shop/shared/domain/operations.ts';
import type { Caller } from '../../_platform/caller.ts';
import { newId } from '../../_platform/ids.ts';
import { tables } from '../../_platform/tables.ts';

/** Who of the staff did what to which document, with what it was before and is after. Append-only. */
export async function recordOperation(caller: Caller, action: Operation, target: string, before: unknown, after: unknown): Promise<void> {
  const person = await tables.staff.get(caller.identity);
  await tables.operationLogs.insert({
    _id: newId(),
    operator: caller.identity,
    operatorName: person?.name ?? '',
    action,
    target,
    before: before ?? null,
    after: after ?? null,
    ip: caller.ip,
    createTime: new Date(),
  });
}
