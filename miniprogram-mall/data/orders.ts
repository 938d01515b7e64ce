import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { call, command, find, ME } from '../utils/cloud.ts';
import { noteCart } from '../utils/cart-count.ts';

/** The customer's own list: what the live list and its older pages ask for alike. */
export function ordersWhere(status: OrderStatus | ''): Record<string, unknown> {
  return { _openid: ME, hidden: false, ...(status === '' ? {} : { status }) };
}

export const NEWEST_FIRST = [['createTime', 'desc']] as const;

/** Orders older than the last one shown. */
export function olderOrders(status: OrderStatus | '', before: Date): Promise<OrderDocument[]> {
  return find('orders', { where: { ...ordersWhere(status), createTime: command().lt(before) }, orderBy: NEWEST_FIRST });
}

/** Puts an order's goods into the cart again and counts the badge anew. */
export async function buyAgain(orderId: string): Promise<void> {
  await call('order', { action: 'buyAgain', orderId });
  const { items } = await call('cart', { action: 'list' });
  noteCart(items);
}
