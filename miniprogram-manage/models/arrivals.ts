import type { OrderDocument } from '@shop/shared/database/documents.ts';

type Paid = Pick<OrderDocument, '_id' | 'paymentTime'>;

/** Two payments at the same moment may be seen in either order. */
const SLACK_MS = 60_000;

export function latestPayment(orders: readonly Paid[], before = 0): number {
  return orders.reduce((latest, order) => Math.max(latest, order.paymentTime?.getTime() ?? 0), before);
}

/**
 * Which of the orders that entered the window are new. An old one moves in from below when one above it was shipped: that is no arrival.
 * `latest` is the latest payment known before, in ms.
 */
export function arrived(orders: readonly Paid[], entered: readonly string[], latest: number): string[] {
  return orders
    .filter((order) => entered.includes(order._id) && (order.paymentTime?.getTime() ?? 0) > latest - SLACK_MS)
    .map((order) => order._id);
}
