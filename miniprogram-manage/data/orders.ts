import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { command, find, type Order } from '../utils/cloud.ts';

export type OrderFilter = Extract<OrderStatus, 'paid' | 'pending_payment' | 'shipped'> | '';

/** What a live list and its older pages ask for alike. An order that is still being placed is nobody's business. */
export function ordersWhere(status: OrderFilter): Record<string, unknown> {
  return { placed: true, ...(status === '' ? {} : { status }) };
}

/** Orders to ship come by the time they were paid, so that a new one is always on top; the others by the time they were placed. */
export function orderSort(status: OrderFilter): Order {
  return [[sortField(status), 'desc']];
}

function sortField(status: OrderFilter): 'paymentTime' | 'createTime' {
  return status === 'paid' ? 'paymentTime' : 'createTime';
}

/** The moment an order stands at in the list of a tab. */
export function sortTime(order: OrderDocument, status: OrderFilter): number {
  return (order[sortField(status)] ?? order.createTime).getTime();
}

/** Orders that stand below the last one shown. */
export function olderOrders(status: OrderFilter, last: OrderDocument): Promise<OrderDocument[]> {
  const before = { [sortField(status)]: command().lt(new Date(sortTime(last, status))) };
  return find('orders', { where: { ...ordersWhere(status), ...before }, orderBy: orderSort(status) });
}
