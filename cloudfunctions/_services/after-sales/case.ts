import { afterSaleTransition, type AfterSaleEvent, type AfterSaleStatus } from '@shop/shared/domain/after-sale-lifecycle.ts';
import type { AfterSaleDocument, CaseStep } from '@shop/shared/database/documents.ts';
import { command, transact } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import type { Who } from '../orders/cancel.ts';

export type CaseAnswer = Result<{ afterSale: CaseView }>;
export type CaseView = Omit<AfterSaleDocument, 'task'>;

export function caseView(claim: AfterSaleDocument): CaseView {
  const { task: _task, ...shown } = claim;
  return shown;
}

export function caseStep(event: CaseStep['event'], to: AfterSaleStatus, who: Who, remark: string, at: Date): CaseStep {
  return { event, to, operator: who.identity, operatorType: who.actor, remark, at };
}

export interface CaseMove {
  readonly event: AfterSaleEvent;
  readonly who: Who;
  readonly remark: string;
  /** Further fields that the move sets. */
  readonly also?: Partial<Pick<AfterSaleDocument, 'returnBy' | 'returnParcel'>>;
}

/** A move that touches the case alone: one conditional write on its old state. Refuses AFTER_SALE_STATE. */
export async function moveAlone(claim: AfterSaleDocument, { event, who, remark, also = {} }: CaseMove): Promise<Result<AfterSaleDocument>> {
  const to = afterSaleTransition(claim.status, event, who.actor);
  if (to === null) return refuse('AFTER_SALE_STATE');
  const now = new Date();
  const step = caseStep(event, to, who, remark, now);
  const change = { status: to, ...also, updateTime: now };
  const moved = await tables.afterSales.updateOne({ _id: claim._id, status: claim.status }, { ...change, history: command.push([step]) });
  return moved ? done({ ...claim, ...change, history: [...claim.history, step] }) : refuse('AFTER_SALE_STATE');
}

/** A move that ends an open case without money: the order lets go of it in the same transaction. Refuses AFTER_SALE_STATE. */
export async function endCase(claim: AfterSaleDocument, { event, who, remark }: CaseMove): Promise<Result<AfterSaleDocument>> {
  const to = afterSaleTransition(claim.status, event, who.actor);
  if (to === null) return refuse('AFTER_SALE_STATE');
  return transact<Result<AfterSaleDocument>>(async (transaction) => {
    const current = await transaction.get(tables.afterSales, claim._id);
    if (current?.status !== claim.status) return { commit: false, result: refuse('AFTER_SALE_STATE') };
    const now = new Date();
    const step = caseStep(event, to, who, remark, now);
    await transaction.update(tables.afterSales, claim._id, { status: to, history: command.push([step]), updateTime: now });
    await transaction.update(tables.orders, claim.orderId, { openCases: command.pull({ caseId: claim._id }), updateTime: now });
    return { commit: true, result: done({ ...current, status: to, history: [...current.history, step], updateTime: now }) };
  });
}
