import type { CustomerDocument, OrderDocument, PaymentDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { inUnit } from '@shop/shared/domain/quantity.ts';
import { beijingDay, DAY_MS } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { transact, type Transaction } from '../../_platform/database.ts';
import { done, refuse, type Refusal } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { sizesOf, type SoldSize } from '../catalog/sizes.ts';
import { bookOwed, owedBy } from '../customers/statement.ts';
import { flowRow } from '../orders/flows.ts';
import { orderView } from '../orders/view.ts';
import { closeOpenPayment } from '../payments/close.ts';
import { deduct, prepaidId } from '../prepaid/book.ts';
import { recordOperation } from '../staff/operations.ts';
import { countToday } from '../statistics/daily.ts';
import type { InternalAnswer } from './drafts.ts';
import { customerOf } from './give-back.ts';

export type CounterMethod = 'credit' | 'cash' | 'prepaid';

/** What tells a payment at the counter from others in its number, and what people read. */
const METHODS: Readonly<Record<CounterMethod, { letter: string; label: string }>> = {
  credit: { letter: 'K', label: '挂账' },
  cash: { letter: 'C', label: '现金' },
  prepaid: { letter: 'Y', label: '预存抵扣' },
};

/**
 * Takes payment for a confirmed order at the counter, in one transaction: the state, what proves the payment, and the customer's statement or prepaid goods; or none of it.
 * An order that was billed to WeChat has that closed first. A second tap finds it paid.
 *
 * Refuses ORDER_NOT_FOUND, ORDER_STATE, ORDER_PAID, CUSTOMER_NOT_FOUND, CREDIT_INSUFFICIENT, PREPAID_NOT_FOUND, PREPAID_INSUFFICIENT, UNIT_MISMATCH.
 */
export async function payAtCounter(orderId: string, method: CounterMethod, caller: Caller): Promise<InternalAnswer> {
  const order = await tables.orders.get(orderId);
  if (order?.source !== 'staff') return refuse('ORDER_NOT_FOUND');
  if (order.status === 'pending_payment' && (await closeOpenPayment(order)) === 'paid') return refuse('ORDER_PAID');
  const sizes = method === 'prepaid' ? await sizesOf(order.items.map(({ skuId }) => skuId)) : new Map<string, SoldSize>();
  const now = new Date();
  const outcome = await transact<InternalAnswer>(async (transaction) => {
    const current = await transaction.get(tables.orders, orderId);
    if (current === null) return { commit: false, result: refuse('ORDER_NOT_FOUND') };
    const to = transition(current.status, 'pay', 'staff');
    if (to === null) return { commit: false, result: refuse(current.paymentTime === undefined ? 'ORDER_STATE' : 'ORDER_PAID') };
    const customer = await customerOf(current, (id) => transaction.get(tables.customers, id));
    if (customer === null) return { commit: false, result: refuse('CUSTOMER_NOT_FOUND') };
    const unpaid =
      method === 'credit'
        ? await takeCredit(transaction, current, customer, caller)
        : method === 'prepaid'
          ? await takePrepaid(transaction, current, customer, sizes, caller)
          : null;
    if (unpaid !== null) return { commit: false, result: unpaid };
    const { letter, label } = METHODS[method];
    const payment = paymentRow(current, `${current.orderNo}${letter}`, method, now);
    const change = { status: to, paymentMethod: method, paymentId: payment._id, paymentTime: now, hidden: false, updateTime: now };
    await transaction.update(tables.orders, orderId, change);
    await transaction.insert(tables.payments, payment);
    const note = {
      event: 'pay',
      from: current.status,
      to,
      operator: caller.identity,
      operatorType: 'staff',
      remark: label,
      at: now,
    } as const;
    await transaction.insert(tables.orderFlows, flowRow(current, note));
    return { commit: true, result: done({ order: orderView({ ...current, ...change }) }) };
  });
  if (!outcome.ok) return outcome;
  const { paymentAmount } = outcome.data.order;
  await Promise.all([
    recordOperation(caller, 'internal.pay', orderId, { status: order.status }, { status: 'paid', method, paymentAmount }),
    countToday(beijingDay(now.getTime()), { paidOrders: 1, paidAmount: paymentAmount }),
  ]);
  return outcome;
}

function paymentRow(order: OrderDocument, _id: string, method: CounterMethod, now: Date): PaymentDocument {
  const { _openid, _id: orderId, orderNo, paymentAmount: amount } = order;
  return { _id, _openid, orderId, orderNo, method, amount, status: 'success', paidAt: now, createTime: now, updateTime: now };
}

async function takeCredit(
  transaction: Transaction,
  order: OrderDocument,
  customer: CustomerDocument,
  caller: Caller,
): Promise<Refusal | null> {
  const room = ((customer.creditLimit as number | undefined) ?? 0) - owedBy(customer);
  if (order.paymentAmount > room) return refuse('CREDIT_INSUFFICIENT', `超出挂账额度，还可挂账 ¥${formatYuan(Math.max(0, room))}`);
  if (order.paymentAmount === 0) return null;
  await bookOwed(transaction, {
    key: `${order._id}.credit`,
    customer,
    type: 'order',
    amount: order.paymentAmount,
    orderId: order._id,
    reason: `订单 ${order.orderNo}`,
    operator: caller.identity,
  });
  return null;
}

/** Every line out of the customer's prepaid goods, in the unit that they are kept in. Freight is money, so an order with freight is not paid in goods. */
async function takePrepaid(
  transaction: Transaction,
  order: OrderDocument,
  customer: CustomerDocument,
  sizes: ReadonlyMap<string, SoldSize>,
  caller: Caller,
): Promise<Refusal | null> {
  if (order.paymentAmount === 0) return refuse('ORDER_STATE', '金额为 0 的订单不需要预存抵扣');
  if (order.freightAmount > 0) return refuse('ORDER_STATE', '含运费的订单不能用预存抵扣，请先将运费改为 0');
  for (const item of order.items) {
    const size = sizes.get(item.skuId);
    const record = await transaction.get(tables.prepaidRecords, prepaidId(customer._id, item.skuId));
    if (record === null || size === undefined) return refuse('PREPAID_NOT_FOUND', `客户没有预存「${item.name}」`);
    const quantity = inUnit(item.measure ?? { unit: item.unit, thousandths: item.quantity * 1000 }, record.unit, size);
    if (quantity === null) return refuse('UNIT_MISMATCH');
    const taken = await deduct(transaction, {
      key: `${order._id}.pay.${item.skuId}`,
      customerId: customer._id,
      productId: item.skuId,
      quantity,
      orderId: order._id,
      remark: `订单 ${order.orderNo}`,
      operator: caller.identity,
    });
    if (!taken.ok) return refuse(taken.reason, `「${item.name}」${taken.message}`);
  }
  return null;
}

/** How long a customer may take to pay what staff billed to his WeChat. */
const BILL_MS = DAY_MS;

/**
 * Bills a confirmed order to the customer's WeChat: it appears among his orders in the mall, to be paid there like any other within a day.
 * Refuses ORDER_NOT_FOUND, ORDER_STATE, CUSTOMER_NOT_FOUND, MEMBER_NOT_LINKED.
 */
export async function bill(orderId: string, caller: Caller): Promise<InternalAnswer> {
  const now = new Date();
  const known = await tables.orders.get(orderId);
  if (known?.source !== 'staff') return refuse('ORDER_NOT_FOUND');
  const linked = await memberOf(known);
  const outcome = await transact<InternalAnswer>(async (transaction) => {
    const order = await transaction.get(tables.orders, orderId);
    if (order === null) return { commit: false, result: refuse('ORDER_NOT_FOUND') };
    const to = transition(order.status, 'bill', 'staff');
    if (to === null) return { commit: false, result: refuse('ORDER_STATE') };
    const customer = await customerOf(order, (id) => transaction.get(tables.customers, id));
    if (customer === null) return { commit: false, result: refuse('CUSTOMER_NOT_FOUND') };
    if (customer.memberId === undefined || linked === null || linked.openid !== customer.memberId)
      return { commit: false, result: refuse('MEMBER_NOT_LINKED') };
    const change = {
      status: to,
      _openid: linked.openid,
      userId: linked.userId,
      hidden: false,
      expireTime: new Date(now.getTime() + BILL_MS),
      updateTime: now,
    };
    await transaction.update(tables.orders, orderId, change);
    const note = {
      event: 'bill',
      from: order.status,
      to,
      operator: caller.identity,
      operatorType: 'staff',
      remark: '发起微信收款',
      at: now,
    } as const;
    await transaction.insert(tables.orderFlows, flowRow({ _id: orderId, _openid: linked.openid }, note));
    return { commit: true, result: done({ order: orderView({ ...order, ...change }) }) };
  });
  if (outcome.ok) await recordOperation(caller, 'internal.bill', orderId, { status: 'confirmed' }, { status: 'pending_payment' });
  return outcome;
}

/** The mall's member who will pay: read before the transaction, because members are found by an index. */
async function memberOf(order: OrderDocument): Promise<{ openid: string; userId: string } | null> {
  const customer = await customerOf(order, (id) => tables.customers.get(id));
  if (customer?.memberId === undefined) return null;
  const member = await tables.members.findOne({ openId: customer.memberId });
  return member === null ? null : { openid: member._openid, userId: member._id };
}
