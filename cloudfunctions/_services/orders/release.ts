import type { OrderDocument, StockTask } from '@shop/shared/database/documents.ts';
import { apply, prove, settle, type Applied } from '../inventory/movements.ts';
import { movementsOf } from './stock-task.ts';

/** Gives back what was reserved of an order whose reservation failed half-way, with ledger rows for both. */
export async function releaseReserved(
  order: OrderDocument,
  task: StockTask,
  reserved: readonly Applied[],
  operator: string,
): Promise<void> {
  if (reserved.length === 0) return;
  await prove(reserved);
  const skus = new Set(reserved.map(({ movement }) => movement.skuId));
  const releases = movementsOf(order, 'release', task.attempt, operator).filter((movement) => skus.has(movement.skuId));
  const released = await Promise.all(releases.map(apply));
  if (released.includes(null)) throw new Error(`order ${order._id}: a reservation could not be released`);
  await prove(released.filter((one): one is Applied => one !== null));
  await settle([...reserved.map(({ movement }) => movement), ...releases]);
}
