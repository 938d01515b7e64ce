import type { OrderDocument, StockTask } from '@shop/shared/database/documents.ts';
import { piecesToShip } from '@shop/shared/domain/refunds.ts';
import { command } from '../../_platform/database.ts';
import { newId } from '../../_platform/ids.ts';
import { tables } from '../../_platform/tables.ts';
import { givePromotionsBack } from '../promotions/hold.ts';
import { apply, movementKey, prove, settle, type Applied, type Movement } from '../inventory/movements.ts';

/**
 * The stock work that an order's change of state brings with it. The change and the task are one write; whoever made it works the task off at once, and
 * if he dies the sweeper does so after `dueAt`, which lies beyond any function's time limit. So a task has one worker at a time.
 */
const LEASE_MS = 90_000;

export function newTask(kind: StockTask['kind'], now: Date): StockTask {
  return { kind, attempt: newId().slice(0, 8), dueAt: new Date(now.getTime() + LEASE_MS) };
}

const REASONS: Readonly<Record<StockTask['kind'], string>> = { reserve: '下单占用', release: '订单取消', ship: '订单发货' };

/** Stock movements of an order's lines; pieces that were refunded before they were shipped are no part of them any more. */
export function movementsOf(
  order: Pick<OrderDocument, '_id' | 'items' | 'userId'>,
  kind: StockTask['kind'],
  attempt: string,
  operator: string,
): Movement[] {
  return order.items
    .filter((item) => piecesToShip(item) > 0)
    .map((item) => ({
      key: movementKey(order._id, attempt, kind, item.skuId),
      kind,
      skuId: item.skuId,
      pieces: piecesToShip(item),
      orderId: order._id,
      reason: REASONS[kind],
      operator,
    }));
}

/** What a task is to do: a shipment moves what left with it, anything else all that the order holds. */
export function movementsOfTask(order: OrderDocument, task: StockTask, operator: string): Movement[] {
  const { kind, attempt, pieces } = task;
  if (pieces === undefined) return movementsOf(order, kind, attempt, operator);
  return pieces.map(({ skuId, quantity }) => ({
    key: movementKey(order._id, attempt, kind, skuId),
    kind,
    skuId,
    pieces: quantity,
    orderId: order._id,
    reason: REASONS[kind],
    operator,
  }));
}

/** Applies, proves and settles a fresh task, then takes it off the order. A guard that refuses here means wrong numbers: it throws, and the task stays for the sweeper and the log. */
export async function workOff(order: OrderDocument, task: StockTask, operator: string): Promise<void> {
  const movements = movementsOfTask(order, task, operator);
  const applied = await Promise.all(movements.map(apply));
  const refused = movements.filter((_, index) => applied[index] === null);
  if (refused.length > 0) throw new Error(`order ${order._id}: stock refused ${refused.map((movement) => movement.key).join(', ')}`);
  await prove(applied.filter((one): one is Applied => one !== null));
  if (task.kind === 'release') await givePromotionsBack(order);
  await Promise.all([settle(movements), taskDone(order._id, task)]);
}

export async function taskDone(orderId: string, task: StockTask): Promise<void> {
  await tables.orders.updateOne({ _id: orderId, 'task.attempt': task.attempt }, { task: command.remove() });
}
