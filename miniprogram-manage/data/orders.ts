import type { OrderDocument, OrderNoteDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { command, find, PAGE_SIZE, type Order } from '../utils/cloud.ts';

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

/** What staff have noted about these orders, by order. */
export async function notesOf(orders: readonly OrderDocument[]): Promise<Readonly<Record<string, string>>> {
  const ids = orders.filter(({ noted }) => noted === true).map(({ _id }) => _id);
  const portions = Array.from({ length: Math.ceil(ids.length / PAGE_SIZE) }, (_, at) => ids.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE));
  const notes = await Promise.all(
    portions.map((portion) => find<OrderNoteDocument>('orderNotes', { where: { _id: command().in(portion) }, limit: portion.length })),
  );
  return Object.fromEntries(notes.flat().map(({ _id, remark }) => [_id, remark]));
}
