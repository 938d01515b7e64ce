import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { ORDER_STATUS_LABELS, type OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import type { Command } from '../../platform/cloudbase.ts';

/** What the order list asks for and how it keeps older pages under the live first one. Pure: tested without a browser. */
export const PAGE_SIZE = 50;

export type OrderTab = 'all' | Exclude<OrderStatus, 'placing'>;

export const ORDER_TABS: readonly { readonly key: OrderTab; readonly label: string }[] = [
  { key: 'all', label: '全部' },
  ...(['pending_payment', 'paid', 'shipped', 'completed', 'cancelled', 'refunded'] as const).map((key) => ({
    key,
    label: ORDER_STATUS_LABELS[key],
  })),
];

export function readTab(value: unknown): OrderTab {
  return ORDER_TABS.find((tab) => tab.key === value)?.key ?? 'all';
}

/** Served by the indexes (placed, -createTime) and (placed, status, -createTime). */
export function tabQuery(tab: OrderTab): { placed: true; status?: OrderStatus } {
  return tab === 'all' ? { placed: true } : { placed: true, status: tab };
}

/** The digits of an order number, or of its beginning, that a person typed or pasted; null when it is no order number. */
export function readOrderSearch(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{4,20}$/.test(digits) ? digits : null;
}

/** Every number that begins with these digits (':' comes right after '9'). Served by the unique index on orderNo. */
export function searchQuery(digits: string): (command: Command) => object {
  return (command) => ({ placed: true, orderNo: command.gte(digits).and(command.lt(`${digits}:`)) });
}

/** The page before the oldest order shown. `lte`: orders of the same millisecond are not lost; {@link joinPages} drops the doubles. */
export function earlierQuery(tab: OrderTab, oldest: Date): (command: Command) => object {
  return (command) => ({ ...tabQuery(tab), createTime: command.lte(oldest) });
}

function newestFirst(left: OrderDocument, right: OrderDocument): number {
  return right.createTime.getTime() - left.createTime.getTime() || (left._id < right._id ? -1 : 1);
}

/** Live orders and the pages under them as one list: each order once, the live version wins, newest first. */
export function joinPages(live: readonly OrderDocument[], earlier: readonly OrderDocument[]): OrderDocument[] {
  const known = new Set(live.map((order) => order._id));
  return [...live, ...earlier.filter((order) => !known.has(order._id))].sort(newestFirst);
}

/**
 * New orders push old ones out of the live window: those are kept with the earlier pages, so that no gap opens between the two.
 * An order that left for another reason (its status no longer matches the tab) is let go. `read`: the list was read to its end, or below the live window;
 * before that, the next page brings what was pushed out.
 */
export function keepPushedOut(
  before: readonly OrderDocument[],
  after: readonly OrderDocument[],
  earlier: readonly OrderDocument[],
  read: boolean,
): OrderDocument[] {
  if (!read || after.length < PAGE_SIZE) return [...earlier];
  const oldest = Math.min(...after.map((order) => order.createTime.getTime()));
  const now = new Set(after.map((order) => order._id));
  const pushed = before.filter((order) => !now.has(order._id) && order.createTime.getTime() <= oldest);
  const known = new Set(pushed.map((order) => order._id));
  return [...pushed, ...earlier.filter((order) => !known.has(order._id))];
}

export function itemsSummary(order: Pick<OrderDocument, 'items' | 'itemCount'>): string {
  const [first] = order.items;
  if (!first) return '';
  return order.items.length === 1 ? first.name : `${first.name} 等 ${String(order.items.length)} 种`;
}
