import type {
  BalanceLogDocument,
  MemberDocument,
  OrderDocument,
  OrderFlowDocument,
  PaymentDocument,
  PointsLogDocument,
  StockDocument,
  StockRecordDocument,
} from '@shop/shared/database/documents.ts';
import { piecesToShip } from '@shop/shared/domain/refunds.ts';
import { stockDelta } from '@shop/shared/domain/stock.ts';
import { afterSalesFaults } from './after-sales-audit.ts';
import { adminDatabase, all } from './database.ts';
import type { Emulator } from './emulator.ts';
import { inventoryFaults } from './inventory-audit.ts';

const HOLDS_STOCK = new Set(['pending_payment', 'paid']);
const IS_PAID = new Set(['paid', 'shipped', 'completed']);
const GOES_BACK = new Set(['refund_due', 'refunded']);

/**
 * Everything that must hold between the books, whatever happened before. Answers each violation in a sentence; nothing when all is right. Call it when no
 * process is at work any more (after the sweeper, where one was killed).
 */
export async function audit(emulator: Emulator): Promise<string[]> {
  const db = adminDatabase(emulator);
  const [stocks, records, orders, members, balanceLogs, pointsLogs, payments, flows] = await Promise.all([
    all<StockDocument>(db, 'products'),
    all<StockRecordDocument>(db, 'records'),
    all<OrderDocument>(db, 'orders'),
    all<MemberDocument>(db, 'member_user'),
    all<BalanceLogDocument>(db, 'balanceLogs'),
    all<PointsLogDocument>(db, 'member_points_log'),
    all<PaymentDocument>(db, 'payments'),
    all<OrderFlowDocument>(db, 'orderStatusFlows'),
  ]);
  return [
    ...stockFaults(stocks, records, orders),
    ...(await inventoryFaults(db, stocks, records)),
    ...sumFaults(
      'balance',
      members,
      balanceLogs.map(({ userId, amount }) => ({ userId, by: amount })),
    ),
    ...sumFaults(
      'points',
      members,
      pointsLogs.map(({ userId, points }) => ({ userId, by: points })),
    ),
    ...orderFaults(orders, payments, flows),
    ...(await afterSalesFaults(db, orders, payments, balanceLogs)),
  ];
}

function stockFaults(stocks: StockDocument[], records: StockRecordDocument[], orders: OrderDocument[]): string[] {
  const faults: string[] = [];
  const sums = new Map<string, { quantity: number; reserved: number }>();
  for (const record of records) {
    const sum = sums.get(record.productId) ?? { quantity: 0, reserved: 0 };
    const delta = stockDelta(record.type, record.quantity);
    sums.set(record.productId, { quantity: sum.quantity + delta.quantity, reserved: sum.reserved + delta.reserved });
  }
  const held = new Map<string, number>();
  for (const order of orders.filter(({ status }) => HOLDS_STOCK.has(status))) {
    for (const item of order.items) held.set(item.skuId, (held.get(item.skuId) ?? 0) + piecesToShip(item));
  }
  for (const { _id, quantity, reserved, moves } of stocks) {
    const sum = sums.get(_id) ?? { quantity: 0, reserved: 0 };
    if (quantity !== sum.quantity || reserved !== sum.reserved) {
      faults.push(`stock ${_id}: ${quantity}/${reserved} but its ledger says ${sum.quantity}/${sum.reserved}`);
    }
    if (reserved < 0 || quantity < reserved) faults.push(`stock ${_id}: ${reserved} of ${quantity} reserved`);
    if (reserved !== (held.get(_id) ?? 0)) faults.push(`stock ${_id}: ${reserved} reserved but open orders hold ${held.get(_id) ?? 0}`);
    if ((moves ?? []).some((move) => move.orderId !== null)) faults.push(`stock ${_id}: an unsettled movement`);
  }
  return faults;
}

function sumFaults(field: 'balance' | 'points', members: MemberDocument[], rows: { userId: string; by: number }[]): string[] {
  const sums = new Map<string, number>();
  for (const { userId, by } of rows) sums.set(userId, (sums.get(userId) ?? 0) + by);
  return members
    .filter((member) => member[field] !== (sums.get(member._id) ?? 0) || member[field] < 0)
    .map((member) => `${field} of a member: ${member[field]} but its ledger says ${sums.get(member._id) ?? 0}`);
}

function orderFaults(orders: OrderDocument[], payments: PaymentDocument[], flows: OrderFlowDocument[]): string[] {
  const faults: string[] = [];
  const numbers = new Set(orders.map((order) => order.orderNo));
  if (numbers.size < orders.length) faults.push('two orders share a number');
  const told = new Set(flows.map((flow) => `${flow.orderId}.${flow.toStatus}`));
  for (const order of orders) {
    if (order.status === 'placing') faults.push(`order ${order._id} is stuck while being placed`);
    if (order.task) faults.push(`order ${order._id} has stock work left`);
    const kept = payments.filter((payment) => payment.orderId === order._id && payment.status === 'success');
    const paid = IS_PAID.has(order.status);
    if (paid && kept.length !== 1) faults.push(`order ${order._id} is ${order.status} with ${kept.length} payments`);
    if (!paid && kept.length > 0) faults.push(`order ${order._id} is ${order.status} but money was kept`);
    if (paid && kept[0]?.amount !== order.paymentAmount) faults.push(`order ${order._id} was paid a wrong amount`);
    const own = payments.find((payment) => payment._id === order.paymentId);
    if (order.status === 'refunded' && !GOES_BACK.has(own?.status ?? ''))
      faults.push(`order ${order._id} is refunded but its payment is ${own?.status ?? 'missing'}`);
    const goods = order.items.reduce((sum, item) => sum + item.payable, 0);
    if (goods + order.freightAmount !== order.paymentAmount) faults.push(`order ${order._id}: its lines do not add up`);
    if (order.placed && !told.has(`${order._id}.${order.status}`))
      faults.push(`order ${order._id}: nobody wrote down how it became ${order.status}`);
  }
  return faults;
}
