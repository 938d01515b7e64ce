import type { CustomerDocument, OrderDocument, OrderItem } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import { shareOfUnits } from '@shop/shared/domain/apportion.ts';
import type { Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { bookOwed } from '../customers/statement.ts';
import { deposit, prepaidId } from '../prepaid/book.ts';

const MOST_MERGES = 10;

/** The order's customer as he is now: the one he was merged into, if he was. */
export async function customerOf(
  order: Pick<OrderDocument, 'customerId'>,
  get: (id: string) => Promise<CustomerDocument | null>,
): Promise<CustomerDocument | null> {
  let id = order.customerId;
  for (let step = 0; id !== undefined && step < MOST_MERGES; step += 1) {
    const customer = await get(id);
    if (customer?.status !== 'merged') return customer;
    id = customer.mergedInto;
  }
  return null;
}

/** Of which pieces prepaid goods go back: some of one line, all that have not yet, or none because money was agreed on instead. */
export type PiecesBack = 'rest' | 'none' | { readonly skuId: string; readonly count: number };

/**
 * Gives back at once, inside the caller's transaction, what a customer owes for an order (挂账), or the prepaid goods it was paid with: those of the pieces that go back, or of
 * all that are left when the order ends. False when that is not how it was paid, or goods cannot be told from money (a part of their price was agreed on): then a person
 * settles it.
 */
export async function giveBackToCustomer(
  transaction: Transaction,
  back: {
    readonly order: OrderDocument;
    readonly amount: number;
    readonly reason: string;
    readonly key: string;
    readonly pieces: PiecesBack;
  },
): Promise<boolean> {
  const { order, amount, reason, key, pieces } = back;
  if (order.paymentMethod !== 'credit' && order.paymentMethod !== 'prepaid') return false;
  const customer = await customerOf(order, (id) => transaction.get(tables.customers, id));
  if (customer === null) return false;
  if (order.paymentMethod === 'credit') {
    const remark = `订单 ${order.orderNo} 退款：${reason}`;
    if (amount > 0)
      await bookOwed(transaction, {
        key,
        customer,
        type: 'refund',
        amount: -amount,
        orderId: order._id,
        reason: remark,
        operator: 'system',
      });
    return true;
  }
  if (pieces === 'none') return false;
  // Seen by who merges this customer into another at the same moment.
  await transaction.update(tables.customers, customer._id, { updateTime: new Date() });
  const lines = pieces === 'rest' ? order.items : order.items.filter((item) => item.skuId === pieces.skuId);
  for (const item of lines) {
    const before = item.afterSale?.pieces ?? 0;
    await goodsBack(transaction, order, customer, { item, before, after: pieces === 'rest' ? item.quantity : before + pieces.count }, key);
  }
  return true;
}

/** Pieces of a line, counted from its first, up to `before` and up to `after` this time. */
interface LineBack {
  readonly item: OrderItem;
  readonly before: number;
  readonly after: number;
}

/** The share of what was taken for the line, which its row remembers: all shares together are exactly that. */
async function goodsBack(
  transaction: Transaction,
  order: OrderDocument,
  customer: CustomerDocument,
  { item, before, after }: LineBack,
  key: string,
): Promise<void> {
  const { skuId } = item;
  const taken = await transaction.get(tables.prepaidUpdates, `${order._id}.pay.${skuId}`);
  if (taken === null) return;
  const quantity = shareOfUnits(fen(taken.quantity), item.quantity, before, after);
  if (quantity === 0) return;
  const record = await transaction.get(tables.prepaidRecords, prepaidId(customer._id, skuId));
  const booked = await deposit(transaction, {
    key: `${key}.${skuId}`,
    type: 'return',
    customerId: customer._id,
    customerName: customer.name,
    productId: skuId,
    productName: record?.productName ?? item.name,
    unit: taken.unit,
    quantity,
    orderId: order._id,
    remark: `订单 ${order.orderNo} 退回`,
    operator: 'system',
  });
  if (!booked.ok) throw new Error(`order ${order._id}: prepaid ${skuId} cannot be given back: ${booked.reason}`);
}
