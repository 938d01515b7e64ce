import { caseFaults, rechargeFaults, refundedOrderFaults, settledFaults } from '@shop/shared/domain/audit/after-sales.ts';
import { grouped, violation } from '@shop/shared/domain/audit/violation.ts';
import { tables } from '../../_platform/tables.ts';
import { allOf, pagesOf, type Book } from '../audit/book.ts';

const cases: Book = {
  name: 'afterSales',
  page: pagesOf(tables.afterSales, 200),
  look: async (ids, moment) => {
    const page = await tables.afterSales.getMany(ids);
    const [refunds, orders] = await Promise.all([
      tables.refunds.getMany([...new Set(page.flatMap(({ refundId }) => refundId ?? []))]),
      tables.orders.getMany([...new Set(page.map(({ orderId }) => orderId))]),
    ]);
    const refundOf = new Map(refunds.map((refund) => [refund._id, refund]));
    const there = new Set(orders.map(({ _id }) => _id));
    return page.flatMap((one) => [
      ...(there.has(one.orderId) ? [] : [violation('case.orphan', one._id, `its order ${one.orderId} is not there`)]),
      ...caseFaults(one, refundOf.get(one.refundId ?? ''), moment),
    ]);
  },
};

/** The orders once more, from their side. */
const orders: Book = {
  name: 'refundedOrders',
  page: pagesOf(tables.orders, 200),
  look: async (ids, moment) => {
    const [page, claims] = await Promise.all([tables.orders.getMany(ids), allOf(tables.afterSales, 'orderId', ids)]);
    const casesOf = grouped(claims, ({ orderId }) => orderId);
    return page.flatMap((order) => refundedOrderFaults(order, casesOf.get(order._id) ?? [], moment));
  },
};

const settlements: Book = {
  name: 'settledPayments',
  page: pagesOf(tables.payments, 200),
  look: async (ids, moment) => {
    const page = await tables.payments.getMany(ids);
    const recharges = page.filter(({ kind }) => kind === 'recharge').flatMap(({ _id }) => [`${_id}.recharge`, `${_id}.gift`]);
    const [refunds, rows] = await Promise.all([
      allOf(
        tables.refunds,
        'orderId',
        page.map(({ orderId }) => orderId).filter((id) => id !== ''),
      ),
      tables.balanceLogs.getMany(recharges),
    ]);
    const refundsOf = grouped(refunds, ({ paymentId }) => paymentId);
    const booked = new Map(rows.map((row) => [row._id, row.amount]));
    return page.flatMap((payment) => [
      ...settledFaults(payment, refundsOf.get(payment._id) ?? [], moment),
      ...rechargeFaults(payment, (booked.get(`${payment._id}.recharge`) ?? 0) + (booked.get(`${payment._id}.gift`) ?? 0), moment),
    ]);
  },
};

/** What the nightly audit looks at of after-sale cases, settled refunds and recharges. */
export const AFTER_SALE_BOOKS: readonly Book[] = [cases, orders, settlements];
