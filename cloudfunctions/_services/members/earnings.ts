import type { OrderDocument, ShopConfigDocument } from '@shop/shared/database/documents.ts';
import { DEFAULT_EARNING, earned, type Earned } from '@shop/shared/domain/levels.ts';
import type { Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { bookPoints } from './points.ts';

/** The ledger row of what an order earned: one per order, whoever books it. */
export function earnKey(orderId: string): string {
  return `${orderId}.earn`;
}

/** What was paid for goods and not given back: what points and growth are earned on. */
function goodsKept(order: OrderDocument): number {
  return order.items.reduce((sum, item) => sum + item.payable - (item.afterSale?.amount ?? 0) - (item.weighed?.refund ?? 0), 0);
}

/**
 * A completed order's points and growth, inside the transaction that completes it. Null when it earns nothing: a staff order, nothing kept, or already rewarded by another
 * system through `addPoints`.
 */
export async function bookEarnings(
  transaction: Transaction,
  order: OrderDocument,
  config: Pick<ShopConfigDocument, 'earning' | 'levels'>,
  operator: string,
): Promise<Earned | null> {
  const goods = goodsKept(order);
  const { points, growth } = earned(goods, config.earning ?? DEFAULT_EARNING);
  if (order.source !== 'mall' || (points === 0 && growth === 0)) return null;
  const member = await transaction.get(tables.members, order.userId);
  if (member === null || (await transaction.get(tables.pointsLogs, earnKey(order._id))) !== null) return null;
  await bookPoints(transaction, {
    key: earnKey(order._id),
    member,
    type: 'earn',
    points,
    growth,
    levels: config.levels,
    orderId: order._id,
    reason: '购物赠送',
    operator,
  });
  return { goods, points, growth };
}
