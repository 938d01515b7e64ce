import type { Caller } from '../../_platform/caller.ts';
import { newId } from '../../_platform/ids.ts';
import { done, refuse } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { endOrder } from './cancel.ts';
import { changeRemark } from './change.ts';
import type { OrderAnswer } from './customer.ts';
import { orderView } from './view.ts';

/** Staff end an order: an unpaid one is cancelled, a paid one refunded in full. Refuses ORDER_NOT_FOUND, ORDER_STATE. */
export async function cancelByStaff(orderId: string, reason: string, caller: Caller): Promise<OrderAnswer> {
  const order = await tables.orders.get(orderId);
  if (order === null || !order.placed) return refuse('ORDER_NOT_FOUND');
  const ended = await endOrder(order, { identity: caller.identity, actor: 'staff' }, reason);
  if (!ended.ok) return ended;
  await recordOperation(caller, 'order.cancel', orderId, { status: order.status }, { status: ended.data.status, reason });
  return done({ order: orderView(ended.data) });
}

/** The remark of a tap: every one is its own act. */
export async function remarkByStaff(orderId: string, remark: string, caller: Caller): Promise<OrderAnswer> {
  return changeRemark({ requestId: newId(), orderId, remark }, caller);
}
