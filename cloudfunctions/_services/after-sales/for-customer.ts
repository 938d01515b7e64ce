import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { afterSale } from '@shop/shared/contracts/after-sales.ts';
import type { Caller } from '../../_platform/caller.ts';
import { stableId } from '../../_platform/ids.ts';
import type { Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { openCase, quoteClaim, type Claim, type Reach, type RefundQuote } from './apply.ts';
import type { CaseAnswer } from './case.ts';

type Input = Extract<InputOf<typeof afterSale>, { action: 'staffApply' }>;

/** Any order that was paid. The days that a customer has are a promise to him, not a wall for the shop: who comes later is sent to staff. */
const ANY: Reach = { days: Infinity };

/** What a claim would bring back, asked by staff. Refuses as {@link applyForCustomer} does. */
export function quoteForCustomer(claim: Claim): Promise<Result<{ quote: RefundQuote }>> {
  return quoteClaim(claim, ANY);
}

/**
 * Writes down a claim that a customer made at the counter or on the telephone: of his mall order, or of one that staff wrote for him. From there it goes the way of every case.
 * The same `requestId` answers the same case. Refuses as `openCase` does.
 */
export async function applyForCustomer({ requestId, description, ...claim }: Input, caller: Caller): Promise<CaseAnswer> {
  const id = stableId('afterSale.staff', caller.identity, requestId);
  const known = await tables.afterSales.get(id);
  const opened = await openCase(id, { ...claim, description, openedBy: caller.identity }, ANY);
  if (!opened.ok || known !== null) return opened;
  const { orderNo, skuId, quantity, amount } = opened.data.afterSale;
  await recordOperation(caller, 'afterSale.open', id, null, { orderNo, skuId, quantity, amount });
  return opened;
}
