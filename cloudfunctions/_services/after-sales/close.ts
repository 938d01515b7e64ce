import { afterSaleTransition } from '@shop/shared/domain/after-sale-lifecycle.ts';
import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { Actor } from '@shop/shared/domain/order-lifecycle.ts';
import { command, type Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

interface Closing {
  readonly who: { readonly identity: string; readonly actor: Actor };
  readonly reason: string;
  readonly now: Date;
}

/** An order ends as a whole: what was asked for one of its lines is thereby done. Inside the caller's transaction, which empties `openCases`. */
export async function closeOpenCases(transaction: Transaction, order: OrderDocument, { who, reason, now }: Closing): Promise<void> {
  for (const { caseId } of order.openCases ?? []) {
    const claim = await transaction.get(tables.afterSales, caseId);
    const to = claim === null ? null : afterSaleTransition(claim.status, 'close', who.actor);
    if (to === null) continue;
    const step = { event: 'close', to, operator: who.identity, operatorType: who.actor, remark: reason, at: now };
    await transaction.update(tables.afterSales, caseId, { status: to, history: command.push([step]), updateTime: now });
  }
}
