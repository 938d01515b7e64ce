import type { CustomerDocument, OrderDocument } from '@shop/shared/database/documents.ts';
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

/**
 * Gives back at once, inside the caller's transaction, what a customer owes for an order (挂账), or the prepaid goods it was paid with when all of it goes back. False when
 * that is not how it was paid, or goods cannot be told from money: then a person settles it.
 */
export async function giveBackToCustomer(
  transaction: Transaction,
  back: { readonly order: OrderDocument; readonly amount: number; readonly reason: string; readonly key: string },
): Promise<boolean> {
  const { order, amount, reason, key } = back;
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
  if (amount < order.paymentAmount) return false;
  for (const item of order.items) await goodsBack(transaction, order, customer, item.skuId, key);
  return true;
}

/** Exactly what was taken for the line, which its row remembers. */
async function goodsBack(
  transaction: Transaction,
  order: OrderDocument,
  customer: CustomerDocument,
  skuId: string,
  key: string,
): Promise<void> {
  const taken = await transaction.get(tables.prepaidUpdates, `${order._id}.pay.${skuId}`);
  if (taken === null) return;
  const record = await transaction.get(tables.prepaidRecords, prepaidId(customer._id, skuId));
  const booked = await deposit(transaction, {
    key: `${key}.${skuId}`,
    type: 'return',
    customerId: customer._id,
    customerName: customer.name,
    productId: skuId,
    productName: record?.productName ?? order.items.find((item) => item.skuId === skuId)?.name ?? '',
    unit: taken.unit,
    quantity: taken.quantity,
    orderId: order._id,
    remark: `订单 ${order.orderNo} 退回`,
    operator: 'system',
  });
  if (!booked.ok) throw new Error(`order ${order._id}: prepaid ${skuId} cannot be given back: ${booked.reason}`);
}
