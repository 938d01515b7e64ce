import type { OrderDocument, StockTask } from '@shop/shared/database/documents.ts';
import { DAY_MS } from '@shop/shared/domain/time.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { tables } from '../../_platform/tables.ts';
import { ensure, finishMarked, happened } from '../inventory/movements.ts';
import { givePromotionsBack } from '../promotions/hold.ts';
import { endOrder, type Who } from './cancel.ts';
import { receive } from './fulfil.ts';
import { writeFlow } from './flows.ts';
import { movementsOf, movementsOfTask, newTask, taskDone } from './stock-task.ts';

const BATCH = 100;
const SYSTEM: Who = { identity: 'system', actor: 'system' };

/** Cancels orders whose time to pay is over. */
export async function expireOrders(now: Date): Promise<number> {
  const late = await tables.orders.find(
    { status: 'pending_payment', expireTime: command.lte(now) },
    { orderBy: [['expireTime', 'asc']], limit: BATCH },
  );
  return countDone(late, async (order) => (await endOrder(order, SYSTEM, '超时未支付，自动取消', 'expire')).ok);
}

/** Completes orders that were shipped long ago and that nobody confirmed. */
export async function receiveOrders(now: Date): Promise<number> {
  const { autoReceiveDays } = await shopConfig();
  const before = new Date(now.getTime() - autoReceiveDays * DAY_MS);
  const arrived = await tables.orders.find(
    { status: 'shipped', deliveryTime: command.lte(before), 'openCases.0': command.exists(false) },
    { orderBy: [['deliveryTime', 'asc']], limit: BATCH },
  );
  return countDone(arrived, async (order) => (await receive(order, SYSTEM)).ok);
}

/** Takes up stock work whose process died: an order that stayed `placing` is undone, a release or a shipment is finished. */
export async function sweepTasks(now: Date): Promise<number> {
  const left = await tables.orders.find({ 'task.dueAt': command.lte(now) }, { orderBy: [['task.dueAt', 'asc']], limit: BATCH });
  return countDone(left, async (order) => takeUp(order, now));
}

async function takeUp(order: OrderDocument, now: Date): Promise<boolean> {
  const { task } = order;
  if (!task) return false;
  const { dueAt } = newTask(task.kind, now);
  if (!(await tables.orders.updateOne({ _id: order._id, 'task.attempt': task.attempt, 'task.dueAt': task.dueAt }, { 'task.dueAt': dueAt })))
    return false;
  log.warn('stock work taken up', { order: order._id, kind: task.kind });
  if (task.kind === 'reserve') return order.status === 'draft' ? undoConfirming(order, task) : undoPlacing(order, task);
  for (const movement of movementsOfTask(order, task, 'system')) await ensure(movement);
  if (task.kind === 'release') await givePromotionsBack(order);
  await taskDone(order._id, task);
  return true;
}

async function undoPlacing(order: OrderDocument, task: StockTask): Promise<boolean> {
  await undoReserving(order, task);
  await givePromotionsBack(order);
  return (await tables.orders.remove({ _id: order._id, status: 'placing', 'task.attempt': task.attempt })) > 0;
}

/** A draft of the staff's whose confirmation died stays a draft. */
async function undoConfirming(order: OrderDocument, task: StockTask): Promise<boolean> {
  await undoReserving(order, task);
  await taskDone(order._id, task);
  return true;
}

async function undoReserving(order: OrderDocument, task: StockTask): Promise<void> {
  const releases = movementsOf(order, 'release', task.attempt, 'system');
  const reserves = movementsOf(order, 'reserve', task.attempt, 'system');
  for (const [index, reserve] of reserves.entries()) {
    const release = releases[index];
    if (release === undefined || !(await happened(reserve))) continue;
    await ensure(reserve);
    await ensure(release);
  }
}

const MARKER_MS = 2 * 60_000;

/** Writes the missing ledger rows of movements whose process died after the stock had changed. */
export async function sweepMarkers(now: Date): Promise<number> {
  const before = new Date(now.getTime() - MARKER_MS);
  const marked = await tables.stock.find({ 'moves.at': command.lte(before) }, { orderBy: [['moves.at', 'asc']], limit: BATCH });
  let finished = 0;
  for (const stock of marked) {
    const late = stock.moves.filter((move) => move.at <= before);
    finished += await finishMarked(stock._id, (move) => move.at <= before);
    for (const { orderId } of late.filter((move) => move.kind === 'reserve')) if (orderId !== null) await tellPlacing(orderId);
  }
  return finished;
}

/** A call that died right after an order was placed has not written down that it was. */
async function tellPlacing(orderId: string): Promise<void> {
  const order = await tables.orders.get(orderId);
  if (!order?.placed || order.source === 'staff') return;
  const { _openid: operator, createTime: at } = order;
  await writeFlow(order, {
    event: 'place',
    from: 'placing',
    to: 'pending_payment',
    operator,
    operatorType: 'customer',
    remark: '提交订单',
    at,
  });
}

/** One that fails is logged and does not stop the others. */
async function countDone(orders: readonly OrderDocument[], work: (order: OrderDocument) => Promise<boolean>): Promise<number> {
  let count = 0;
  for (const order of orders) {
    try {
      if (await work(order)) count += 1;
    } catch (error) {
      log.error('timer work failed', error, { order: order._id });
    }
  }
  return count;
}
