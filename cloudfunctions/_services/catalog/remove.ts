import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';

/** Orders that still have something to do with the product's goods. */
const OPEN: readonly OrderStatus[] = ['placing', 'draft', 'confirmed', 'pending_payment', 'paid', 'shipped'];

/**
 * Deletes a product softly: off the shelf for good, kept for the orders that name it; its stock stays in the warehouse's books. It goes off the shelf first and the orders are
 * looked at after, so an order placed at the same moment is seen; then it comes back. Deleting it again changes nothing.
 * Refuses PRODUCT_NOT_FOUND and PRODUCT_IN_ORDERS.
 */
export async function deleteProduct(productId: string, caller: Caller): Promise<Result<{ deleted: boolean }>> {
  const before = await tables.shopProducts.get(productId);
  if (before === null) return refuse('PRODUCT_NOT_FOUND');
  if (before.deletedTime !== undefined) return done({ deleted: false });
  if (await inOpenOrders(productId)) return refuse('PRODUCT_IN_ORDERS');
  const now = new Date();
  const change = { status: 'off', deletedTime: now, updateTime: now };
  if (!(await tables.shopProducts.updateOne({ _id: productId, deletedTime: command.exists(false) }, change)))
    return done({ deleted: false });
  if (await inOpenOrders(productId)) {
    const back = { status: before.status, deletedTime: command.remove(), updateTime: new Date() };
    await tables.shopProducts.updateOne({ _id: productId, deletedTime: now }, back);
    return refuse('PRODUCT_IN_ORDERS');
  }
  await recordOperation(caller, 'product.delete', productId, { status: before.status, name: before.name }, { deleted: true });
  return done({ deleted: true });
}

async function inOpenOrders(productId: string): Promise<boolean> {
  return (await tables.orders.findOne({ 'items.productId': productId, status: command.in([...OPEN]) })) !== null;
}
