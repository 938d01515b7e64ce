import type { MemberDocument, OrderDocument, PaymentDocument, PendingDebit } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { newId } from '../../_platform/ids.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { useCouponOnce } from '../coupons/hold.ts';
import { debitBalance, proveDebit, settleDebit, undoDebit } from '../members/balance.ts';
import { writeFlow } from '../orders/flows.ts';
import { countPaid } from '../promotions/teams.ts';
import { countToday } from '../statistics/daily.ts';
import { closeOpenPayment } from './close.ts';
import { unpayable } from './payable.ts';

/**
 * Pays an order from the balance in conditional steps: **debit** — the money leaves the balance, which does not fall below zero, and a marker says for which order; **flip** — the order
 * becomes paid by this very debit, or the money goes back; **prove** — ledger row, payment and flow; **settle** — the marker is taken out. Every step is one write, so that nobody who
 * buys waits for a transaction. A call that dies in between leaves its marker: {@link sweepDebits} finishes what was paid and gives back what was not.
 */
export async function payByBalance(orderId: string, caller: Caller): Promise<Result<{ paid: true }>> {
  const order = await tables.orders.get(orderId);
  const refused = unpayable(order, caller);
  if (order === null || refused !== null) return refused ?? refuse('ORDER_NOT_FOUND');
  await checkpoint('order.looked');
  const debit: PendingDebit = { attempt: newId().slice(0, 12), orderId, amount: order.paymentAmount, at: new Date() };
  const member = await debitBalance(order.userId, debit);
  if (member === null) return whyNot(order, caller);
  await checkpoint('balance.debited');
  if (!(await flip(order, debit))) {
    await undoDebit(member._id, debit);
    return unpayable(await tables.orders.get(orderId), caller) ?? refuse('BUSY');
  }
  await checkpoint('balance.paid');
  await Promise.all([
    finish(member, order, debit),
    countToday(beijingDay(debit.at.getTime()), { paidOrders: 1, paidAmount: order.paymentAmount }),
    order.weChatOpened === true ? closeOther(order) : null,
  ]);
  return done({ paid: true });
}

/** What stands open at WeChat is closed. Where WeChat does not answer the order is paid all the same: the timer goes on asking, and money that still comes goes back. */
async function closeOther(order: OrderDocument): Promise<void> {
  try {
    await closeOpenPayment(order);
  } catch (error) {
    log.warn('WeChat order left open', { order: order._id, error: String(error) });
  }
}

/** The state may have moved on, and the price may have been changed, since the order was read; a try that was given up does not pay it either. */
async function flip(order: OrderDocument, { attempt, amount, at }: PendingDebit): Promise<boolean> {
  const status = transition(order.status, 'pay', 'customer');
  if (status === null) return false;
  return tables.orders.updateOne(
    { _id: order._id, status: order.status, paymentAmount: amount, voidDebits: command.neq(attempt) },
    { status, paymentMethod: 'balance', paymentId: paymentIdOf(order), debit: attempt, paymentTime: at, updateTime: at },
  );
}

/** Writes down what a debit has paid, each part once, and then forgets the debit. */
async function finish(member: MemberDocument, order: OrderDocument, debit: PendingDebit): Promise<void> {
  const flow = { event: 'pay', from: 'pending_payment', to: 'paid', operator: order._openid, operatorType: 'customer' } as const;
  await Promise.all([
    proveDebit(member, order, debit),
    tables.payments.insertOnce(paymentOf(order, debit)),
    writeFlow(order, { ...flow, remark: '余额支付', at: debit.at }),
    useCouponOnce(order, debit.at),
    countPaid(order),
  ]);
  await settleDebit(member._id, debit);
}

function paymentIdOf(order: OrderDocument): string {
  return `${order.orderNo}B`;
}

function paymentOf(order: OrderDocument, { orderId, amount, at }: PendingDebit): PaymentDocument {
  return {
    _id: paymentIdOf(order),
    _openid: order._openid,
    orderId,
    orderNo: order.orderNo,
    method: 'balance',
    amount,
    status: 'success',
    paidAt: at,
    createTime: at,
    updateTime: at,
  };
}

const PATIENCE_MS = [30, 60, 120, 250, 500];

/** Too little money, or another call is paying this order at this moment: then it is waited for. */
async function whyNot(order: OrderDocument, caller: Caller): Promise<Refusal> {
  for (const pause of PATIENCE_MS) {
    const member = await tables.members.get(order.userId);
    const refused = unpayable(await tables.orders.get(order._id), caller);
    if (refused !== null) return refused;
    if (!member?.debits?.some((one) => one.orderId === order._id)) return refuse('BALANCE_INSUFFICIENT');
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return refuse('BUSY', '上一次付款还在处理，请一两分钟后查看订单');
}

/** Longer than a call of `wxPay` lives. */
const LATE_MS = 2 * 60_000;
const BATCH = 100;

/** Takes up payments from a balance whose call died: what paid its order is written down, anything else goes back to the member. */
export async function sweepDebits(now: Date): Promise<number> {
  const before = new Date(now.getTime() - LATE_MS);
  const members = await tables.members.find({ 'debits.at': command.lte(before) }, { orderBy: [['debits.at', 'asc']], limit: BATCH });
  let count = 0;
  for (const member of members) {
    for (const debit of (member.debits ?? []).filter((one) => one.at <= before)) {
      try {
        await takeUp(member, debit);
        count += 1;
      } catch (error) {
        log.error('a debit could not be taken up', error, { order: debit.orderId });
      }
    }
  }
  return count;
}

/** The order refuses this try from now on, so that a call that is merely slow does not pay with money that went back. */
async function takeUp(member: MemberDocument, debit: PendingDebit): Promise<void> {
  const { orderId: _id, attempt } = debit;
  log.warn('payment from the balance taken up', { order: _id });
  const order = await tables.orders.get(_id);
  if (order?.debit === attempt) return finish(member, order, debit);
  await checkpoint('debit.looked');
  if (order === null || (await tables.orders.updateOne({ _id, debit: command.neq(attempt) }, { voidDebits: command.push([attempt]) }))) {
    await undoDebit(member._id, debit);
    return;
  }
  const paid = await tables.orders.get(_id);
  if (paid?.debit === attempt) await finish(member, paid, debit);
}
