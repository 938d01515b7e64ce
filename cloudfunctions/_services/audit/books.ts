import {
  balanceFaults,
  lostOrderFaults,
  orderFaults,
  orphanFaults,
  paymentFaults,
  piecesByKind,
  purseFaults,
  refundFaults,
  repeated,
  unitFaults,
} from '@shop/shared/domain/audit.ts';
import { debitRowId } from '@shop/shared/domain/debits.ts';
import { strayCount } from '@shop/shared/domain/audit/inventory.ts';
import { grouped, violation, type AuditMoment, type Violation } from '@shop/shared/domain/audit/violation.ts';
import type { MovementKind } from '@shop/shared/domain/stock.ts';
import { command, type Table } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { AFTER_SALE_BOOKS } from '../after-sales/audit-books.ts';
import { COUPON_BOOKS } from '../coupons/audit-books.ts';
import { CUSTOMER_BOOKS } from '../customers/audit-books.ts';
import { INVENTORY_BOOKS } from '../inventory/audit-books.ts';
import { PROMOTION_BOOKS } from '../promotions/audit-books.ts';
import { allOf, pagesOf, type Book } from './book.ts';

export type { Book } from './book.ts';

const MOST = 1000;

function book<Doc extends { _id: string }>(
  name: string,
  table: Table<Doc>,
  size: number,
  look: (docs: readonly Doc[], moment: AuditMoment) => Promise<Violation[]>,
): Book {
  return {
    name,
    page: pagesOf(table, size),
    look: async (ids, moment) => look(await table.getMany(ids), moment),
  };
}

function idsOf(docs: readonly { readonly _id: string }[]): string[] {
  return docs.map((doc) => doc._id);
}

async function known<Doc extends { _id: string }>(table: Table<Doc>, ids: readonly string[]): Promise<Set<string>> {
  return new Set(idsOf(await table.getMany([...new Set(ids)])));
}

const units = book('products', tables.stock, 40, async (page, moment) => {
  const markers = page.flatMap((unit) => (unit.moves ?? []).map((move) => move.key));
  const [sums, proven] = await Promise.all([
    tables.stockRecords.sums({ productId: command.in(idsOf(page)) }, ['productId', 'type'], 'quantity'),
    known(tables.stockRecords, markers),
  ]);
  const sumsOf = grouped(sums, (sum) => sum.by['productId'] ?? '');
  return page.flatMap((unit) => {
    const kinds = (sumsOf.get(unit._id) ?? []).map(({ by, sum }) => ({ kind: by['type'] as MovementKind, pieces: sum }));
    return unitFaults(unit, { ...piecesByKind(kinds), proven }, moment);
  });
});

const orders = book('orders', tables.orders, 80, async (page, moment) => {
  const ids = idsOf(page);
  const numbers = page.map((order) => order.orderNo);
  const [payments, flows, stockRows, balanceRows, pointsRows, sameNumber] = await Promise.all([
    allOf(tables.payments, 'orderId', ids),
    allOf(tables.orderFlows, 'orderId', ids),
    allOf(tables.stockRecords, 'orderId', ids),
    allOf(tables.balanceLogs, 'orderId', ids),
    allOf(tables.pointsLogs, 'orderId', ids),
    tables.orders.find({ orderNo: command.in(numbers) }, { limit: MOST }),
  ]);
  const [paymentsOf, flowsOf, stockOf] = [grouped(payments, orderIdOf), grouped(flows, orderIdOf), grouped(stockRows, orderIdOf)];
  const [balanceOf, pointsOf] = [grouped(balanceRows, orderIdOf), grouped(pointsRows, orderIdOf)];
  return [
    ...page.flatMap((order) => {
      const papers = {
        payments: paymentsOf.get(order._id) ?? [],
        flows: flowsOf.get(order._id) ?? [],
        stockRows: stockOf.get(order._id) ?? [],
        balanceRows: balanceOf.get(order._id) ?? [],
        pointsRows: pointsOf.get(order._id) ?? [],
      };
      return orderFaults(order, papers, moment);
    }),
    ...repeated(sameNumber.map((order) => order.orderNo)).map((number) => violation('order.number', number, 'two orders share it')),
  ];
});

function orderIdOf(row: { readonly orderId: string | null }): string {
  return row.orderId ?? '';
}

const payments = book('payments', tables.payments, 200, async (page, moment) => {
  const orderIds = page.map((payment) => payment.orderId).filter((id) => id !== '');
  const [refunds, there] = await Promise.all([allOf(tables.refunds, 'orderId', orderIds), known(tables.orders, orderIds)]);
  const refundsOf = grouped(refunds, (refund) => refund.paymentId);
  return page.flatMap((payment) => paymentFaults(payment, refundsOf.get(payment._id) ?? [], there.has(payment.orderId), moment));
});

const refunds = book('refunds', tables.refunds, 200, async (page, moment) => {
  const there = await known(
    tables.payments,
    page.map((refund) => refund.paymentId),
  );
  return page.flatMap((refund) => refundFaults(refund, there.has(refund.paymentId), moment));
});

/** Rows of orders, and of lines of stocktakes, that are not there any more. */
const ledger = book('records', tables.stockRecords, 500, async (page) => {
  const orderIds = [...new Set(page.map((row) => row.orderId).filter((id) => id !== null))];
  const counts = page.filter((row) => row.reasonKind === 'count').map((row) => row._id);
  const [there, lines] = await Promise.all([known(tables.orders, orderIds), known(tables.stocktakeLines, counts)]);
  const gone = orderIds.filter((id) => !there.has(id));
  const rowsOf = grouped(await allOf(tables.stockRecords, 'orderId', gone), orderIdOf);
  return [...gone.flatMap((id) => orphanFaults(id, rowsOf.get(id) ?? [])), ...counts.filter((id) => !lines.has(id)).flatMap(strayCount)];
});

/** What was told of orders that are not there any more. */
const flows = book('orderStatusFlows', tables.orderFlows, 500, async (page) => {
  const orderIds = [...new Set(page.map((flow) => flow.orderId))];
  const there = await known(tables.orders, orderIds);
  const gone = orderIds.filter((id) => !there.has(id));
  const flowsOf = grouped(await allOf(tables.orderFlows, 'orderId', gone), orderIdOf);
  return gone.flatMap((id) => lostOrderFaults(id, flowsOf.get(id) ?? []));
});

const members = book('member_user', tables.members, 100, async (page, moment) => {
  const openids = page.map((member) => member._openid);
  const onTheWay = page.flatMap((member) => member.debits ?? []).map(debitRowId);
  const [balance, points, growth, proven] = await Promise.all([
    sumsBy(tables.balanceLogs, '_openid', openids, 'userId', 'amount'),
    sumsBy(tables.pointsLogs, 'userId', idsOf(page), 'userId', 'points'),
    sumsBy(tables.pointsLogs, 'userId', idsOf(page), 'userId', 'growth'),
    known(tables.balanceLogs, onTheWay),
  ]);
  return page.flatMap(({ _id: subject, ...member }) => [
    ...balanceFaults({ _id: subject, ...member }, balance.get(subject) ?? 0, proven, moment),
    ...purseFaults({ check: 'purse.points', subject, value: member.points, rows: points.get(subject) ?? 0 }),
    ...purseFaults({ check: 'member.growth', subject, value: member.growth ?? 0, rows: growth.get(subject) ?? 0 }),
  ]);
});

async function sumsBy<Doc extends { _id: string }>(
  table: Table<Doc>,
  field: string,
  values: readonly string[],
  by: string,
  amount: string,
): Promise<Map<string, number>> {
  if (values.length === 0) return new Map();
  const sums = await table.sums({ [field]: command.in([...values]) }, [by], amount);
  return new Map(sums.map((sum) => [sum.by[by] ?? '', sum.sum]));
}

const prepaid = book('prepaidRecords', tables.prepaidRecords, 100, async (page) => {
  const ids = idsOf(page);
  const [added, taken] = await Promise.all([
    sumsBy(tables.prestoreRecords, 'recordId', ids, 'recordId', 'quantity'),
    sumsBy(tables.prepaidUpdates, 'recordId', ids, 'recordId', 'quantity'),
  ]);
  return page.flatMap(({ _id: subject, quantity: value }) =>
    purseFaults({ check: 'purse.prepaid', subject, value, rows: (added.get(subject) ?? 0) - (taken.get(subject) ?? 0) }),
  );
});

const accounts = book('customers', tables.customers, 100, async (page) => {
  const rows = await sumsBy(tables.customerStatements, 'customerId', idsOf(page), 'customerId', 'amount');
  return page.flatMap(({ _id: subject, owed }) =>
    purseFaults({ check: 'purse.owed', subject, value: owed ?? 0, rows: rows.get(subject) ?? 0, owes: true }),
  );
});

/** In the order in which they are looked at. */
export const BOOKS: readonly Book[] = [
  units,
  orders,
  payments,
  refunds,
  ledger,
  flows,
  members,
  prepaid,
  accounts,
  ...CUSTOMER_BOOKS,
  ...PROMOTION_BOOKS,
  ...COUPON_BOOKS,
  ...AFTER_SALE_BOOKS,
  ...INVENTORY_BOOKS,
];
