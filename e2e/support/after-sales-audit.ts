import { AFTER_SALE_OPEN } from '@shop/shared/domain/after-sale-lifecycle.ts';
import type {
  AfterSaleDocument,
  BalanceLogDocument,
  OrderDocument,
  PaymentDocument,
  RefundDocument,
} from '@shop/shared/database/documents.ts';
import { NOTHING_BACK } from '@shop/shared/domain/refunds.ts';
import { all, type Database } from './database.ts';

/** What must hold between orders, payments, refunds, after-sale cases and recharges. */
export async function afterSalesFaults(
  db: Database,
  orders: OrderDocument[],
  payments: PaymentDocument[],
  balanceLogs: BalanceLogDocument[],
): Promise<string[]> {
  const [cases, refunds] = await Promise.all([all<AfterSaleDocument>(db, 'afterSales'), all<RefundDocument>(db, 'refunds')]);
  return [
    ...paymentFaults(payments, refunds, balanceLogs),
    ...orders.flatMap((order) =>
      orderFaults(
        order,
        payments.find(({ _id }) => _id === order.paymentId),
        cases.filter((claim) => claim.orderId === order._id),
      ),
    ),
    ...cases.flatMap((claim) =>
      caseFaults(
        claim,
        refunds.find(({ _id }) => _id === claim.refundId),
      ),
    ),
    ...rechargeFaults(payments, balanceLogs),
  ];
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}

function promised({ refundedAmount, status, amount }: PaymentDocument): number {
  return refundedAmount ?? (status === 'refund_due' || status === 'refunded' ? amount : 0);
}

function paymentFaults(payments: PaymentDocument[], refunds: RefundDocument[], balanceLogs: BalanceLogDocument[]): string[] {
  return payments.flatMap((payment) => {
    const { _id, method, orderId, amount } = payment;
    const rows = refunds.filter((row) => row.paymentId === _id && row.status !== 'replaced');
    const back =
      method === 'balance'
        ? sum(
            balanceLogs.filter((row) => row.type === 'refund' && row.orderId === orderId),
            (row) => row.amount,
          )
        : sum(rows, (row) => row.amount);
    const settled = sum(
      rows.filter((row) => row.status === 'success'),
      (row) => row.amount,
    );
    const faults: string[] = [];
    if (promised(payment) > amount) faults.push(`payment ${_id}: more goes back than was paid`);
    if (promised(payment) !== back) faults.push(`payment ${_id}: ${promised(payment)} promised back but refunds say ${back}`);
    if (payment.settledAmount !== undefined && method !== 'balance' && payment.settledAmount !== settled)
      faults.push(`payment ${_id}: ${payment.settledAmount} settled but refunds say ${settled}`);
    if (payment.status === 'refunded' && method !== 'balance' && settled !== amount)
      faults.push(`payment ${_id} is refunded but ${settled} arrived`);
    return faults;
  });
}

function orderFaults(order: OrderDocument, payment: PaymentDocument | undefined, cases: AfterSaleDocument[]): string[] {
  const faults: string[] = [];
  const { _id, items, refundedAmount, paymentAmount } = order;
  if (payment !== undefined && refundedAmount !== promised(payment))
    faults.push(`order ${_id}: ${refundedAmount} refunded but its payment says ${promised(payment)}`);
  const open = cases.filter(({ status }) => AFTER_SALE_OPEN.includes(status)).map((claim) => claim._id);
  const held = (order.openCases ?? []).map(({ caseId }) => caseId);
  if (open.sort().join() !== held.sort().join()) faults.push(`order ${_id}: its open cases are not those that it names`);
  const done = cases.filter(({ status }) => status === 'refunding' || status === 'manual' || status === 'refunded');
  for (const { skuId, quantity, payable, afterSale = NOTHING_BACK } of items) {
    const own = done.filter((claim) => claim.skuId === skuId);
    if (afterSale.pieces !== sum(own, (claim) => claim.quantity))
      faults.push(`order ${_id}: ${skuId} has other pieces back than its cases say`);
    if (afterSale.amount !== sum(own, (claim) => claim.amount - claim.freight))
      faults.push(`order ${_id}: ${skuId} has other money back than its cases say`);
    if (afterSale.points !== sum(own, (claim) => claim.points))
      faults.push(`order ${_id}: ${skuId} has other points back than its cases say`);
    if (afterSale.pieces > quantity || afterSale.amount > payable) faults.push(`order ${_id}: more of ${skuId} is back than was sold`);
  }
  const allBack = items.every((item) => item.afterSale?.pieces === item.quantity) && refundedAmount === paymentAmount;
  if (allBack && order.status !== 'refunded') faults.push(`order ${_id} is ${order.status} but everything is back`);
  if (order.status === 'refunded' && refundedAmount !== paymentAmount) faults.push(`order ${_id} is refunded but not all is back`);
  return faults;
}

const ROW_OF: Partial<Record<AfterSaleDocument['status'], readonly RefundDocument['status'][]>> = {
  refunding: ['pending', 'processing'],
  manual: ['manual'],
  refunded: ['success'],
};

function caseFaults({ _id, status, refundId, task }: AfterSaleDocument, row: RefundDocument | undefined): string[] {
  const faults: string[] = [];
  if (task) faults.push(`case ${_id} has stock work left`);
  const wanted = ROW_OF[status];
  if (status !== 'refunded' && wanted !== undefined && row === undefined) faults.push(`case ${_id} is ${status} without a refund`);
  if (refundId !== undefined && (row === undefined || wanted?.includes(row.status) !== true))
    faults.push(`case ${_id} is ${status} but its refund is ${row?.status ?? 'missing'}`);
  return faults;
}

function rechargeFaults(payments: PaymentDocument[], balanceLogs: BalanceLogDocument[]): string[] {
  const booked = new Map(balanceLogs.map((row) => [row._id, row.amount]));
  return payments.flatMap(({ _id, kind, status, recharge }) => {
    if (kind !== 'recharge' || recharge === undefined) return [];
    const paid = status === 'success';
    const [money, gift] = [booked.get(`${_id}.recharge`) ?? 0, booked.get(`${_id}.gift`) ?? 0];
    return money + gift === (paid ? recharge.get : 0) ? [] : [`recharge ${_id} is ${status} but ${money + gift} was booked`];
  });
}
