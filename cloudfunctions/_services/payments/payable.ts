import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { refuse, type Refusal } from '../../_platform/result.ts';

/** Why this order cannot be paid now; null when it can. */
export function unpayable(order: OrderDocument | null, caller: Caller): Refusal | null {
  if (order === null || !order.placed || order._openid !== caller.openid) return refuse('ORDER_NOT_FOUND');
  if (order.status !== 'pending_payment') return refuse(order.paymentTime === undefined ? 'ORDER_STATE' : 'ORDER_PAID');
  return order.expireTime.getTime() <= Date.now() ? refuse('ORDER_EXPIRED') : null;
}
