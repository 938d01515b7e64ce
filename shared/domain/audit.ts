import { lostOrderFaults, orderFaults, stockOf, type AuditedFlow, type AuditedOrder } from './audit/orders.ts';
import { paymentFaults, refundFaults, refundsByPayment, type AuditedPayment, type AuditedRefund } from './audit/payments.ts';
import { balanceFaults, purseFaults, type AuditedDebit } from './audit/purses.ts';
import { heldFaults, orphanFaults, sumLedger, unitFaults, type AuditedStockRow, type AuditedUnit } from './audit/stock.ts';
import { grouped, repeated, sumOf, violation, type AuditMoment, type Violation } from './audit/violation.ts';

export * from './audit/orders.ts';
export * from './audit/payments.ts';
export * from './audit/purses.ts';
export * from './audit/stock.ts';
export * from './audit/violation.ts';

interface AuditedMember {
  readonly _id: string;
  readonly balance: number;
  readonly debits?: readonly AuditedDebit[];
  readonly points: number;
  /** Earned with his purchases; what his level comes from. */
  readonly growth?: number;
}

/** Every book of the shop, whole. What a shop does not keep is left out. */
export interface Books {
  readonly units: readonly AuditedUnit[];
  readonly stockRows: readonly AuditedStockRow[];
  readonly orders: readonly AuditedOrder[];
  readonly flows: readonly (AuditedFlow & { readonly orderId: string })[];
  readonly payments: readonly AuditedPayment[];
  readonly refunds: readonly AuditedRefund[];
  readonly members: readonly AuditedMember[];
  readonly balanceRows: readonly {
    readonly _id: string;
    readonly userId: string;
    readonly type: string;
    readonly amount: number;
    readonly orderId: string | null;
  }[];
  readonly pointsRows: readonly {
    readonly userId: string;
    readonly type: string;
    readonly points: number;
    readonly growth?: number;
    readonly orderId: string | null;
  }[];
  /** Goods that customers have paid for and not taken, in thousandths, and their rows, signed. */
  readonly prepaid?: readonly { readonly _id: string; readonly quantity: number }[];
  readonly prepaidRows?: readonly { readonly recordId: string; readonly by: number }[];
  /** What customers owe, and their statements' rows, signed. */
  readonly accounts?: readonly { readonly _id: string; readonly owed: number }[];
  readonly accountRows?: readonly { readonly customerId: string; readonly amount: number }[];
}

/**
 * Holds every book against every other and names each violation; nothing when all is right. For a shop small enough to be read at once: tests and
 * simulations. The `audit` function applies the same rules portion by portion.
 */
export function auditBooks(books: Books, moment: AuditMoment): Violation[] {
  const orderIds = new Set(books.orders.map((order) => order._id));
  const rowsOfUnit = grouped(books.stockRows, (row) => row.productId);
  const rowsOfOrder = grouped(
    books.stockRows.filter((row) => row.orderId !== null),
    (row) => row.orderId ?? '',
  );
  const paymentsOf = grouped(books.payments, (payment) => payment.orderId);
  const flowsOf = grouped(books.flows, (flow) => flow.orderId);
  const balanceOf = grouped(books.balanceRows, (row) => row.orderId ?? '');
  const pointsOf = grouped(books.pointsRows, (row) => row.orderId ?? '');
  const refundsOf = refundsByPayment(books.refunds);
  const paymentIds = new Set(books.payments.map((payment) => payment._id));
  const held = new Map<string, number>();
  for (const order of books.orders) for (const [skuId, stock] of stockOf(order)) held.set(skuId, (held.get(skuId) ?? 0) + stock.held);

  return [
    ...books.units.flatMap((unit) => unitFaults(unit, sumLedger(rowsOfUnit.get(unit._id) ?? []), moment)),
    ...(moment.quiet ? heldFaults(books.units, held) : []),
    ...[...rowsOfOrder].filter(([orderId]) => !orderIds.has(orderId)).flatMap(([orderId, rows]) => orphanFaults(orderId, rows)),
    ...[...flowsOf].filter(([orderId]) => !orderIds.has(orderId)).flatMap(([orderId, flows]) => lostOrderFaults(orderId, flows)),
    ...books.orders.flatMap((order) =>
      orderFaults(
        order,
        {
          payments: paymentsOf.get(order._id) ?? [],
          flows: flowsOf.get(order._id) ?? [],
          stockRows: rowsOfOrder.get(order._id) ?? [],
          balanceRows: balanceOf.get(order._id) ?? [],
          pointsRows: pointsOf.get(order._id) ?? [],
        },
        moment,
      ),
    ),
    ...repeated(books.orders.map((order) => order.orderNo)).map((number) => violation('order.number', number, 'two orders share it')),
    ...books.payments.flatMap((payment) => paymentFaults(payment, refundsOf.get(payment._id) ?? [], orderIds.has(payment.orderId), moment)),
    ...books.refunds.flatMap((refund) => refundFaults(refund, paymentIds.has(refund.paymentId), moment)),
    ...purses(books, moment),
  ];
}

function purses(books: Books, moment: AuditMoment): Violation[] {
  const { members, balanceRows, pointsRows, prepaid = [], prepaidRows = [], accounts = [], accountRows = [] } = books;
  const balance = grouped(balanceRows, (row) => row.userId);
  const proven = new Set(balanceRows.map((row) => row._id));
  const points = grouped(pointsRows, (row) => row.userId);
  const taken = grouped(prepaidRows, (row) => row.recordId);
  const owed = grouped(accountRows, (row) => row.customerId);
  return [
    ...members.flatMap(({ _id: subject, ...member }) => [
      ...balanceFaults(
        { _id: subject, ...member },
        sumOf(balance.get(subject) ?? [], (row) => row.amount),
        proven,
        moment,
      ),
      ...purseFaults({ check: 'purse.points', subject, value: member.points, rows: sumOf(points.get(subject) ?? [], (row) => row.points) }),
      ...purseFaults({
        check: 'member.growth',
        subject,
        value: member.growth ?? 0,
        rows: sumOf(points.get(subject) ?? [], (row) => row.growth ?? 0),
      }),
    ]),
    ...prepaid.flatMap(({ _id: subject, quantity: value }) =>
      purseFaults({ check: 'purse.prepaid', subject, value, rows: sumOf(taken.get(subject) ?? [], (row) => row.by) }),
    ),
    ...accounts.flatMap(({ _id: subject, owed: value }) =>
      purseFaults({ check: 'purse.owed', subject, value, rows: sumOf(owed.get(subject) ?? [], (row) => row.amount), owes: true }),
    ),
  ];
}
