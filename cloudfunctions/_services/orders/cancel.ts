import type { OrderDocument, StockTask } from '@shop/shared/database/documents.ts';
import { transition, type Actor, type OrderEvent, type OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { partlyShipped } from '@shop/shared/domain/parcels.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { followUp, returnCoupon } from '../coupons/hold.ts';
import { bookBalance } from '../members/balance.ts';
import { bookPoints } from '../members/points.ts';
import { closeOpenPayment } from '../payments/close.ts';
import { closeOpenCases } from '../after-sales/close.ts';
import { promiseBack } from '../payments/refund-rows.ts';
import { countToday } from '../statistics/daily.ts';
import { flowRow } from './flows.ts';
import { newTask, workOff } from './stock-task.ts';

export interface Who {
  readonly identity: string;
  readonly actor: Actor;
}

/**
 * Ends an order that is not shipped: an unpaid one is cancelled (its WeChat order closed first), of a paid one all goes back that has not yet. One transaction changes the
 * state, gives points and balance back, closes open after-sale cases, notes the refund that WeChat owes and leaves the task that releases the stock.
 *
 * Refuses ORDER_STATE when the order is past that point, has sent a parcel (what is left of it is refunded line by line), or was paid at the last moment.
 */
export async function endOrder(
  order: OrderDocument,
  who: Who,
  reason: string,
  event: 'cancel' | 'expire' = 'cancel',
): Promise<Result<OrderDocument>> {
  const eventNow: OrderEvent = order.status === 'paid' ? 'refund' : event;
  const to = transition(order.status, eventNow, who.actor);
  if (to === null) return refuse('ORDER_STATE');
  if (order.status === 'pending_payment') {
    const closed = await closeOpenPayment(order);
    if (closed === 'paid') return refuse('ORDER_STATE', '订单刚刚支付成功，请刷新查看');
  }

  const now = new Date();
  const task = newTask('release', now);
  let money = 0;
  const outcome = await transact<Result<OrderDocument>>(async (transaction) => {
    const current = await transaction.get(tables.orders, order._id);
    if (current?.status !== order.status) return { commit: false, result: refuse('ORDER_STATE') };
    if (partlyShipped(current.items)) return { commit: false, result: refuse('ORDER_STATE', '订单已有包裹发出，还没发的商品请走售后退款') };
    money = current.status === 'paid' ? current.paymentAmount - current.refundedAmount : 0;
    const result = await end(transaction, current, { to, event: eventNow, reason, who, now, task });
    return { commit: true, result: done(result) };
  });
  if (!outcome.ok) return outcome;
  const ended = outcome.data;
  await checkpoint('order.cancelled');
  const back = money > 0 ? { refundAmount: money, refunds: 1 } : {};
  await Promise.all([
    workOff(ended, task, who.identity),
    followUp(ended),
    countToday(beijingDay(now.getTime()), { cancelledOrders: 1, ...back }),
  ]);
  return done(ended);
}

interface Ending {
  readonly to: OrderStatus;
  readonly event: OrderEvent;
  readonly reason: string;
  readonly who: Who;
  readonly now: Date;
  readonly task: StockTask;
}

async function end(transaction: Transaction, order: OrderDocument, { to, event, reason, who, now, task }: Ending): Promise<OrderDocument> {
  const paid = order.status === 'paid';
  const money = paid ? order.paymentAmount - order.refundedAmount : 0;
  const points = order.pointsUsed - order.items.reduce((sum, item) => sum + (item.afterSale?.points ?? 0), 0);
  const change = {
    status: to,
    cancelTime: now,
    cancelReason: reason,
    refundedAmount: paid ? order.paymentAmount : 0,
    openCases: [],
    task,
    updateTime: now,
  };
  await transaction.update(tables.orders, order._id, { ...change, openCases: command.set([]) });
  await closeOpenCases(transaction, order, { who, reason, now });
  await returnCoupon(transaction, order, now);
  await transaction.insert(
    tables.orderFlows,
    flowRow(order, { event, from: order.status, to, operator: who.identity, operatorType: who.actor, remark: reason, at: now }),
  );
  const givesBalance = order.paymentMethod === 'balance' && money > 0;
  if (givesBalance || points > 0) {
    const member = await transaction.get(tables.members, order.userId);
    if (member === null) throw new Error(`order ${order._id}: its member is gone`);
    const common = { member, orderId: order._id, operator: who.identity };
    if (points > 0)
      await bookPoints(transaction, {
        ...common,
        key: `${order._id}.return`,
        type: 'return',
        points,
        reason: '订单取消退回',
      });
    if (givesBalance)
      await bookBalance(transaction, {
        ...common,
        key: `${order._id}.refund`,
        type: 'refund',
        amount: money,
        reason: '订单退款',
      });
  }
  if (paid) await promiseBack(transaction, { order, amount: money, whole: true, pieces: 'rest', reason, now });
  return { ...order, ...change };
}
