import type { OrderDocument, StockTask } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, transact } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { apply, prove, settle, type Applied } from '../inventory/movements.ts';
import { flowRow } from '../orders/flows.ts';
import { releaseReserved } from '../orders/release.ts';
import { movementsOf, newTask, taskDone } from '../orders/stock-task.ts';
import { orderView } from '../orders/view.ts';
import { recordOperation } from '../staff/operations.ts';
import { countToday } from '../statistics/daily.ts';
import type { InternalAnswer } from './drafts.ts';

/**
 * Confirms a draft: all its stock is reserved, in whole pieces, or none. The task is written first, so a process that dies leaves a draft which the sweeper frees again.
 * Refuses ORDER_NOT_FOUND, ORDER_STATE, ORDER_IN_PROGRESS (being confirmed now) and STOCK_INSUFFICIENT.
 */
export async function confirmDraft(orderId: string, caller: Caller): Promise<InternalAnswer> {
  const now = new Date();
  const task = newTask('reserve', now);
  const free = { _id: orderId, source: 'staff', status: 'draft', 'task.attempt': command.exists(false) };
  const order = await tables.orders.updateAndRead(free, { task, updateTime: now });
  if (order === null) return refused(orderId);
  await checkpoint('internal.held');

  const movements = movementsOf(order, 'reserve', task.attempt, caller.identity);
  const applied = await Promise.all(movements.map(apply));
  const reserved = applied.filter((one): one is Applied => one !== null);
  await checkpoint('internal.reserved');
  if (reserved.length < movements.length) {
    await releaseReserved(order, task, reserved, caller.identity);
    await taskDone(order._id, task);
    const missing = movements[applied.indexOf(null)];
    const item = order.items.find(({ skuId }) => skuId === missing?.skuId);
    return refuse('STOCK_INSUFFICIENT', item && `「${item.name} ${item.specs}」库存不足，需要 ${item.quantity} 件`);
  }
  const [, confirmed] = await Promise.all([prove(reserved), flip(order, task, caller, now)]);
  // Only the sweeper takes the task away, after the lease: then it frees the stock as well.
  if (!confirmed.ok) return confirmed;
  await Promise.all([
    settle(movements),
    recordOperation(caller, 'internal.confirm', orderId, { status: 'draft' }, { status: 'confirmed' }),
    countToday(beijingDay(now.getTime()), { orders: 1 }),
  ]);
  return confirmed;
}

async function refused(orderId: string): Promise<Result<never>> {
  const order = await tables.orders.get(orderId);
  if (order?.source !== 'staff') return refuse('ORDER_NOT_FOUND');
  if (order.status === 'draft') return refuse('ORDER_IN_PROGRESS');
  return refuse('ORDER_STATE', order.status === 'confirmed' ? '订单已确认，无需重复操作' : undefined);
}

async function flip(order: OrderDocument, task: StockTask, caller: Caller, now: Date): Promise<InternalAnswer> {
  const to = transition('draft', 'confirm', 'staff');
  if (to === null) return refuse('ORDER_STATE');
  return transact<InternalAnswer>(async (transaction) => {
    const current = await transaction.get(tables.orders, order._id);
    if (current?.status !== 'draft' || current.task?.attempt !== task.attempt)
      return { commit: false, result: refuse('ORDER_IN_PROGRESS') };
    const change = { status: to, placed: true, updateTime: now };
    await transaction.update(tables.orders, order._id, { ...change, task: command.remove() });
    const note = {
      event: 'confirm',
      from: 'draft',
      to,
      operator: caller.identity,
      operatorType: 'staff',
      remark: '确认订单',
      at: now,
    } as const;
    await transaction.insert(tables.orderFlows, flowRow(current, note));
    return { commit: true, result: done({ order: orderView({ ...current, ...change }) }) };
  });
}
