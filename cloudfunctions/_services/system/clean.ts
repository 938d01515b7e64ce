import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { cleanTestData } from '@shop/shared/contracts/maintenance.ts';
import type { MemberDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { isProduction } from '../../_platform/config.ts';
import { command, type Where } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { endOrder } from '../orders/cancel.ts';
import { recordOperation } from '../staff/operations.ts';

/** Customers whose openid begins so are tests; a real openid has no hyphen there. */
const TEST_OPENID = 'o-test-';
const AT_ONCE = 50;
const TIME_MS = 40_000;

type Cleaned = OutputOf<typeof cleanTestData>;
type Count = (name: string, by: number) => void;

/** What belongs to one customer and nobody else's books depend on. */
const OWNED = {
  cart: tables.cart,
  customerAddresses: tables.addresses,
} as const;
/** Papers of an order that goes with it. Rows of the stock ledger stay: goods did move. */
const PAPERS = { orderStatusFlows: tables.orderFlows, orderHistories: tables.orderHistories, logistics: tables.logistics } as const;

/**
 * Erases what test customers left. Open orders are ended first by the ordinary way, so their stock is released; what holds money that is not settled (a shipped order, a
 * refund on its way, a balance) is kept and counted. In portions: `remaining` says there is more. Refuses PRODUCTION_PROTECTED in the live environment.
 */
export async function cleanTests(input: { dryRun?: boolean | undefined }, caller: Caller): Promise<Result<Cleaned>> {
  if (isProduction()) return refuse('PRODUCTION_PROTECTED');
  const until = Date.now() + TIME_MS;
  const removed: Record<string, number> = {};
  let [members, kept, after] = [0, 0, TEST_OPENID];
  for (;;) {
    const portion = await testMembers(after);
    for (const member of portion) {
      if (Date.now() > until) return finish({ members, removed, kept, remaining: true }, input.dryRun === true, caller);
      members += 1;
      after = member._openid;
      if (input.dryRun !== true) kept += await erase(member, removed, caller);
    }
    if (portion.length < AT_ONCE) return finish({ members, removed, kept, remaining: false }, input.dryRun === true, caller);
  }
}

async function finish(cleaned: Cleaned, dryRun: boolean, caller: Caller): Promise<Result<Cleaned>> {
  if (!dryRun && cleaned.members > 0) await recordOperation(caller, 'system.clean', TEST_OPENID, null, cleaned);
  return done(cleaned);
}

async function testMembers(after: string): Promise<MemberDocument[]> {
  const range = command.gt(after).and(command.lt(`${TEST_OPENID}\u{ffff}`));
  return tables.members.find({ _openid: range }, { orderBy: [['_openid', 'asc']], limit: AT_ONCE });
}

/** Answers how many of his documents are kept. */
async function erase(member: MemberDocument, removed: Record<string, number>, caller: Caller): Promise<number> {
  const { _openid } = member;
  const count: Count = (name, by) => void (removed[name] = (removed[name] ?? 0) + by);
  let kept = 0;
  for (const hidden of [false, true]) kept += await eraseOrders(_openid, hidden, count, caller);
  for (const [name, table] of Object.entries(OWNED)) count(name, await table.remove({ _openid } satisfies Where));
  const [now, payment] = await Promise.all([tables.members.get(member._id), tables.payments.findOne({ _openid })]);
  if (kept > 0 || now === null || now.balance !== 0 || payment !== null) return kept + 1;
  // He goes before his rows: money that comes at this moment keeps both.
  const gone = await tables.members.remove({ _id: member._id, balance: 0, 'debits.0': command.exists(false) });
  if (gone === 0) return kept + 1;
  count('member_user', gone);
  count('member_points_log', await tables.pointsLogs.remove({ userId: member._id }));
  count('balanceLogs', await tables.balanceLogs.remove({ _openid }));
  return kept;
}

async function eraseOrders(_openid: string, hidden: boolean, count: Count, caller: Caller): Promise<number> {
  let kept = 0;
  for (let before = new Date(Date.now() + 1); ;) {
    const where = { _openid, hidden, createTime: command.lt(before) };
    const orders = await tables.orders.find(where, { orderBy: [['createTime', 'desc']], limit: AT_ONCE });
    for (const order of orders) {
      if (await eraseOrder(order, count, caller)) count('orders', 1);
      else kept += 1;
      before = order.createTime;
    }
    if (orders.length < AT_ONCE) return kept;
  }
}

/** False when the order must stay: its goods are out, or money of it is not where it belongs. */
async function eraseOrder(order: OrderDocument, count: Count, caller: Caller): Promise<boolean> {
  let last = order;
  if (order.status === 'pending_payment' || order.status === 'paid') {
    const ended = await endOrder(order, { identity: caller.identity, actor: 'staff' }, '清理测试数据');
    if (!ended.ok) return false;
    last = (await tables.orders.get(order._id)) ?? ended.data;
  }
  if (last.task || (last.caseCount ?? 0) > 0 || (last.status !== 'cancelled' && last.status !== 'refunded')) return false;
  const [payments, refunds] = await Promise.all([
    tables.payments.find({ orderId: order._id }, { limit: 100 }),
    tables.refunds.find({ orderId: order._id }, { limit: 100 }),
  ]);
  if (payments.some(({ status }) => status === 'success' || status === 'refund_due') || refunds.some(({ status }) => status !== 'success'))
    return false;
  count('refunds', await tables.refunds.remove({ orderId: order._id }));
  count('payments', await tables.payments.remove({ orderId: order._id }));
  count('orderNotes', await tables.orderNotes.remove({ _id: order._id }));
  for (const [name, table] of Object.entries(PAPERS)) count(name, await table.remove({ orderId: order._id }));
  return (await tables.orders.remove({ _id: order._id, status: last.status })) > 0;
}
