import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { shipOrder } from '@shop/shared/contracts/orders.ts';
import type { OrderDocument, OrderItem } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { lighterRefund, plausibleWeight } from '@shop/shared/domain/weights.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { bookBalance } from '../members/balance.ts';
import { promiseBack } from '../payments/refund-rows.ts';
import { recordOperation } from '../staff/operations.ts';
import { countToday } from '../statistics/daily.ts';

export type PackInput = Extract<ParsedInputOf<typeof shipOrder>, { action: 'pack' }>;

/** After-sale cases of an order count from 1; what goes back for weight is its part 0, so it goes back once. */
const PART = 0;

/**
 * Weighs the goods of a paid order that are sold by weight. What is lighter than sold goes back the way it was paid, in the same transaction; heavier goods cost nothing
 * more. Once per order: the same weights again answer the order as it is.
 *
 * Refuses ORDER_NOT_FOUND, ORDER_STATE, AFTER_SALE_OPEN, INPUT_INVALID (not exactly the goods that are sold by weight), WEIGHT_IMPLAUSIBLE (under half or over double).
 */
export async function pack(input: PackInput, caller: Caller): Promise<Result<OrderDocument>> {
  const now = new Date();
  const outcome = await transact<Result<{ order: OrderDocument; back: number }>>(async (transaction) => {
    const order = await transaction.get(tables.orders, input.orderId);
    if (order === null || !order.placed) return { commit: false, result: refuse('ORDER_NOT_FOUND') };
    if (order.packedTime !== undefined && sameWeights(order, input)) return { commit: false, result: done({ order, back: 0 }) };
    const refused = unpackable(order, input);
    if (refused !== null) return { commit: false, result: refused };

    const grams = new Map(input.weights.map((weight) => [weight.skuId, weight.grams]));
    const items = order.items.map((item) => weighed(item, grams.get(item.skuId)));
    const back = items.reduce((sum, item) => sum + (item.weighed?.refund ?? 0), 0);
    await checkpoint('order.weighed');
    const change = { refundedAmount: order.refundedAmount + back, packedTime: now, updateTime: now };
    await transaction.update(tables.orders, order._id, { ...change, items: command.set(items) });
    if (back > 0) await giveBack(transaction, order, back, caller, now);
    return { commit: true, result: done({ order: { ...order, ...change, items }, back }) };
  });
  if (!outcome.ok) return outcome;
  const { order, back } = outcome.data;
  if (order.packedTime === now) {
    await Promise.all([
      recordOperation(caller, 'order.pack', order._id, null, { weights: input.weights, refunded: back }),
      back > 0 ? countToday(beijingDay(now.getTime()), { refundAmount: back, refunds: 1 }) : null,
    ]);
  }
  return done(order);
}

/** Lines that are still to be weighed: what is settled by after-sales, or has left, is no matter of the scale any more. */
function byWeight(order: OrderDocument): OrderItem[] {
  return order.items.filter((item) => item.nominalGrams !== undefined && (item.afterSale?.pieces ?? 0) === 0 && (item.shipped ?? 0) === 0);
}

function unpackable(order: OrderDocument, { weights }: PackInput): Refusal | null {
  if (order.status !== 'paid') return refuse('ORDER_STATE');
  if (order.packedTime !== undefined) return refuse('ORDER_STATE', '该订单已称重，差额请走售后');
  if ((order.openCases ?? []).length > 0) return refuse('AFTER_SALE_OPEN', '订单有退款申请待处理，请先处理再称重');
  const lines = byWeight(order);
  if (lines.length === 0) return refuse('INPUT_INVALID', '该订单没有需要称重的商品');
  const named = new Map(weights.map((weight) => [weight.skuId, weight.grams]));
  if (named.size !== weights.length || named.size !== lines.length || lines.some((line) => !named.has(line.skuId)))
    return refuse('INPUT_INVALID', '请录入每种称重商品的重量');
  const odd = lines.find((line) => !plausibleWeight(line.nominalGrams ?? 0, named.get(line.skuId) ?? 0));
  return odd === undefined
    ? null
    : refuse('WEIGHT_IMPLAUSIBLE', `「${odd.name}」称重 ${named.get(odd.skuId)} 克，标称 ${odd.nominalGrams} 克，相差过大，请核对`);
}

function sameWeights(order: OrderDocument, { weights }: PackInput): boolean {
  const lines = order.items.filter((item) => item.weighed !== undefined);
  return (
    lines.length === weights.length &&
    weights.every(({ skuId, grams }) => lines.some((line) => line.skuId === skuId && line.weighed?.grams === grams))
  );
}

function weighed(item: OrderItem, grams: number | undefined): OrderItem {
  if (grams === undefined || item.nominalGrams === undefined) return item;
  return { ...item, weighed: { grams, refund: lighterRefund(fen(item.payable), item.nominalGrams, grams) } };
}

async function giveBack(transaction: Transaction, order: OrderDocument, amount: number, caller: Caller, now: Date): Promise<void> {
  const reason = '称重少于标称，退还差额';
  if (order.paymentMethod === 'balance') {
    const member = await transaction.get(tables.members, order.userId);
    if (member === null) throw new Error(`order ${order._id}: its member is gone`);
    const move = { member, type: 'refund', amount, orderId: order._id, reason, operator: caller.identity } as const;
    await bookBalance(transaction, { key: `${order._id}.weight`, ...move });
  }
  await promiseBack(transaction, { order, amount, whole: false, pieces: 'none', reason, now, part: PART });
}
