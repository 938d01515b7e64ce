import type { AfterSaleDocument, CaseTask } from '@shop/shared/database/documents.ts';
import { command } from '../../_platform/database.ts';
import { newId } from '../../_platform/ids.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { apply, ensure, movementKey, prove, settle, type Movement } from '../inventory/movements.ts';

/** Beyond any function's time limit: until then whoever made the task works on it, afterwards the sweeper. */
const LEASE_MS = 90_000;
const BATCH = 100;

export function newCaseTask(kind: CaseTask['kind'], now: Date): CaseTask {
  return { kind, attempt: newId().slice(0, 8), dueAt: new Date(now.getTime() + LEASE_MS) };
}

function movementOf(claim: AfterSaleDocument, task: CaseTask, operator: string): Movement {
  return {
    key: movementKey(claim._id, task.attempt, task.kind, claim.skuId),
    kind: task.kind,
    skuId: claim.skuId,
    pieces: claim.quantity,
    orderId: claim.orderId,
    reason: task.kind === 'return' ? '退货入库' : '发货前退款',
    operator,
  };
}

/** Applies, proves and settles a fresh task. A guard that refuses means wrong numbers: it throws, and the task stays for the sweeper and the log. */
export async function workOffCase(claim: AfterSaleDocument, task: CaseTask, operator: string): Promise<void> {
  const movement = movementOf(claim, task, operator);
  const applied = await apply(movement);
  if (applied === null) throw new Error(`case ${claim._id}: stock refused ${movement.key}`);
  await prove([applied]);
  await Promise.all([settle([movement]), caseTaskDone(claim._id, task)]);
}

async function caseTaskDone(caseId: string, task: CaseTask): Promise<void> {
  await tables.afterSales.updateOne({ _id: caseId, 'task.attempt': task.attempt }, { task: command.remove() });
}

/** Takes up stock work of refunds whose process died. */
export async function sweepCaseTasks(now: Date): Promise<number> {
  const left = await tables.afterSales.find({ 'task.dueAt': command.lte(now) }, { orderBy: [['task.dueAt', 'asc']], limit: BATCH });
  let finished = 0;
  for (const claim of left) {
    try {
      if (await takeUp(claim, now)) finished += 1;
    } catch (error) {
      log.error('timer work failed', error, { afterSale: claim._id });
    }
  }
  return finished;
}

async function takeUp(claim: AfterSaleDocument, now: Date): Promise<boolean> {
  const { task } = claim;
  if (!task) return false;
  const { dueAt } = newCaseTask(task.kind, now);
  const held = { _id: claim._id, 'task.attempt': task.attempt, 'task.dueAt': task.dueAt };
  if (!(await tables.afterSales.updateOne(held, { 'task.dueAt': dueAt }))) return false;
  log.warn('stock work taken up', { afterSale: claim._id, kind: task.kind });
  await ensure(movementOf(claim, task, 'system'));
  await caseTaskDone(claim._id, task);
  return true;
}
