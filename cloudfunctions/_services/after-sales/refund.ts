import { afterSaleTransition, type AfterSaleEvent, type AfterSaleStatus } from '@shop/shared/domain/after-sale-lifecycle.ts';
import type {
  AfterSaleDocument,
  CaseStep,
  CaseTask,
  MemberDocument,
  OrderDocument,
  RefundDocument,
} from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { earnedBack, type LevelRule } from '@shop/shared/domain/levels.ts';
import { partlyShipped } from '@shop/shared/domain/parcels.ts';
import { AFTER_SALE_REASONS, piecesToShip, type RefundShare } from '@shop/shared/domain/refunds.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { followUp, returnCoupon } from '../coupons/hold.ts';
import { bookBalance } from '../members/balance.ts';
import { bookPoints } from '../members/points.ts';
import type { Who } from '../orders/cancel.ts';
import { flowRow } from '../orders/flows.ts';
import { promiseBack } from '../payments/refund-rows.ts';
import { countToday } from '../statistics/daily.ts';
import { shareOf } from './apply.ts';
import { caseStep } from './case.ts';
import { newCaseTask, workOffCase } from './stock.ts';

export interface Agreement {
  readonly event: Extract<AfterSaleEvent, 'approve_refund' | 'receive' | 'refund_now'>;
  readonly who: Who;
  readonly remark: string;
  /** Whether goods that came back are sold again. */
  readonly restock?: boolean;
  /** Fen, less than the pieces are worth. */
  readonly amount?: number;
}

/**
 * Staff agree, and the money goes back. One transaction: the case, the order (its line, its sum, its state when everything is back), the payment, the refund that WeChat
 * owes or the balance at once, the points both ways. The stock that comes free follows as a task that a sweeper finishes, should this process die.
 *
 * Refuses AFTER_SALE_STATE, AFTER_SALE_QUANTITY, REFUND_AMOUNT.
 */
export async function refundCase(claim: AfterSaleDocument, agreement: Agreement): Promise<Result<AfterSaleDocument>> {
  const to = afterSaleTransition(claim.status, agreement.event, agreement.who.actor);
  if (to === null) return refuse('AFTER_SALE_STATE');
  const { levels } = await shopConfig();
  const now = new Date();
  const outcome = await transact<Result<Booked & { order: OrderDocument }>>(async (transaction) => {
    const current = await transaction.get(tables.afterSales, claim._id);
    const order = await transaction.get(tables.orders, claim.orderId);
    if (current?.status !== claim.status || order === null) return { commit: false, result: refuse('AFTER_SALE_STATE') };
    if (order.status !== 'paid' && order.status !== 'shipped' && order.status !== 'completed')
      return { commit: false, result: refuse('AFTER_SALE_STATE') };
    const share = shareOf(order, current, agreement.amount);
    if (share === null) return { commit: false, result: refuse(agreement.amount === undefined ? 'AFTER_SALE_QUANTITY' : 'REFUND_AMOUNT') };
    await checkpoint('refund.read');
    const booked = await book(transaction, { claim: current, order, share, to, agreement, now, levels });
    return { commit: true, result: done({ ...booked, order }) };
  });
  if (!outcome.ok) return outcome;
  await checkpoint('refund.booked');
  const { refunded, closed, order } = outcome.data;
  await Promise.all([
    order.status === 'paid' ? followUp(order) : null,
    refunded.task ? workOffCase(refunded, refunded.task, agreement.who.identity) : null,
    countToday(beijingDay(now.getTime()), {
      ...(refunded.amount > 0 ? { refundAmount: refunded.amount, refunds: 1 } : {}),
      ...(closed ? { shippedOrders: 1 } : {}),
    }),
  ]);
  return done(refunded);
}

interface Booking {
  readonly claim: AfterSaleDocument;
  readonly order: OrderDocument;
  readonly share: RefundShare;
  readonly to: AfterSaleStatus;
  readonly agreement: Agreement;
  readonly now: Date;
  /** The shop's level table. */
  readonly levels: readonly LevelRule[] | undefined;
}

interface Booked {
  readonly refunded: AfterSaleDocument;
  /** It was the rest of an order that had left in part: that one counts as shipped from now on. */
  readonly closed: boolean;
}

async function book(transaction: Transaction, booking: Booking): Promise<Booked> {
  const { claim, order, share, to, agreement, now } = booking;
  const closed = await bookOrder(transaction, booking);
  const points = await bookMember(transaction, booking);
  const row = await promiseBack(transaction, {
    order,
    amount: share.amount,
    whole: share.whole,
    pieces: shareOf(order, claim)?.amount === share.amount ? { skuId: claim.skuId, count: claim.quantity } : 'none',
    reason: AFTER_SALE_REASONS[claim.reason].label,
    now,
    part: claim.number,
    caseId: claim._id,
  });
  const steps: CaseStep[] = [caseStep(agreement.event, to, agreement.who, agreement.remark, now)];
  const end = endOf(row?.status);
  if (end !== null) steps.push(caseStep(end.event, end.to, { identity: 'system', actor: 'system' }, '', now));
  const task = taskOf(booking);
  const change = {
    status: steps.at(-1)?.to ?? to,
    amount: share.amount,
    freight: share.freight,
    points: share.points,
    ...points,
    ...(row === null ? {} : { refundId: row._id }),
    ...(agreement.restock === undefined ? {} : { restocked: agreement.restock }),
    ...(task === null ? {} : { task }),
    updateTime: now,
  };
  await transaction.update(tables.afterSales, claim._id, { ...change, history: command.push(steps) });
  return { refunded: { ...claim, ...change, history: [...claim.history, ...steps] }, closed };
}

/** What of it is over at once: balance and statement are; cash needs a hand; WeChat takes its time. */
function endOf(rowStatus: RefundDocument['status'] | undefined): { event: AfterSaleEvent; to: AfterSaleStatus } | null {
  if (rowStatus === 'pending') return null;
  return rowStatus === 'manual' ? { event: 'fail', to: 'manual' } : { event: 'settle', to: 'refunded' };
}

function taskOf({ claim, order, share, agreement, now }: Booking): CaseTask | null {
  const before = order.items.find((item) => item.skuId === claim.skuId)?.afterSale?.unshipped ?? 0;
  if (share.after.unshipped > before) return newCaseTask('release', now);
  return agreement.restock === true ? newCaseTask('return', now) : null;
}

/** True when with it all parcels of an order that was still to be shipped have left. */
async function bookOrder(transaction: Transaction, { claim, order, share, agreement, now }: Booking): Promise<boolean> {
  const { who, remark } = agreement;
  const items = order.items.map((item) => (item.skuId === claim.skuId ? { ...item, afterSale: share.after } : item));
  const sent = partlyShipped(order.items);
  const allLeft = order.status === 'paid' && sent && items.every((item) => piecesToShip(item) === 0);
  const event = share.whole ? 'refund' : 'close_shipping';
  const to = share.whole || allLeft ? transition(order.status, event, who.actor) : null;
  await transaction.update(tables.orders, order._id, {
    refundedAmount: order.refundedAmount + share.amount,
    items: command.set(items),
    openCases: command.set((order.openCases ?? []).filter(({ caseId }) => caseId !== claim._id)),
    ...(to === null ? {} : { status: to }),
    updateTime: now,
  });
  if (to === null) return false;
  // Like a cancellation: a coupon comes back when all of it went back before anything was sent.
  if (share.whole && order.status === 'paid' && !sent) await returnCoupon(transaction, order, now);
  const note = { event, from: order.status, to, operator: who.identity, operatorType: who.actor, at: now } as const;
  const told = share.whole ? remark || '全部商品已退款' : '未发的商品已退款，其余已全部发出';
  await transaction.insert(tables.orderFlows, flowRow(order, { ...note, remark: told }));
  return event === 'close_shipping';
}

/** Balance and points. What he earned with these goods goes with them; nobody's points fall below zero, and what he has spent of it he owes. */
async function bookMember(transaction: Transaction, booking: Booking): Promise<{ pointsTaken?: number; pointsShort?: number }> {
  const { claim, order, share, agreement, levels } = booking;
  const owed = earnedShare(order, share);
  const fromBalance = order.paymentMethod === 'balance' && share.amount > 0;
  if (!fromBalance && share.points === 0 && owed.points === 0 && owed.growth === 0) return {};
  const member: MemberDocument | null = await transaction.get(tables.members, order.userId);
  if (member === null) throw new Error(`order ${order._id}: its member is gone`);
  const common = { orderId: order._id, operator: agreement.who.identity };
  const key = (what: string): string => `${claim._id}.${what}`;
  if (fromBalance) {
    const back = { type: 'refund', amount: share.amount, reason: '售后退款' } as const;
    await bookBalance(transaction, { ...common, ...back, key: key('refund'), member });
  }
  const back = { type: 'return', points: share.points, reason: '售后退回积分' } as const;
  const holding = share.points > 0 ? await bookPoints(transaction, { ...common, ...back, key: key('return'), member }) : member;
  const taken = Math.min(owed.points, holding.points);
  const growth = Math.min(owed.growth, holding.growth);
  if (owed.points > 0 || growth > 0) {
    const short = owed.points - taken;
    const gone = { type: 'earn', points: 0 - taken, growth: 0 - growth, levels, owed: short, reason: '售后收回购物积分' } as const;
    await bookPoints(transaction, { ...common, ...gone, key: key('unearn'), member: holding });
  }
  return { ...(owed.points > 0 ? { pointsTaken: taken } : {}), ...(owed.points > taken ? { pointsShort: owed.points - taken } : {}) };
}

/** What a completed order's goods brought him, as far as these pieces go; nothing before completion, which counts what was given back until then. */
function earnedShare(order: OrderDocument, share: RefundShare): { readonly points: number; readonly growth: number } {
  if (order.status !== 'completed' || order.earned === undefined) return { points: 0, growth: 0 };
  const paid = order.items.reduce((sum, item) => sum + item.payable, 0);
  const back = order.items.reduce((sum, item) => sum + (item.afterSale?.amount ?? 0) + (item.weighed?.refund ?? 0), 0);
  return earnedBack(order.earned, Math.max(0, back - (paid - order.earned.goods)), share.goods);
}
