import type * as documents from '@shop/shared/database/documents.ts';
import { auditBooks } from '@shop/shared/domain/audit.ts';
import { afterSaleSentences } from './after-sales-audit.ts';
import { couponSentences } from './coupons-audit.ts';
import { customerSentences } from './customers-audit.ts';
import { adminDatabase, all } from './database.ts';
import type { Emulator } from './emulator.ts';
import { inventorySentences, prepaidBooks } from './inventory-audit.ts';
import { promotionSentences } from './promotions-audit.ts';

/**
 * Everything that must hold between the books, whatever happened before: the rules are in `shared/domain/audit`. Answers each violation in a sentence; nothing
 * when all is right. Call it when no process is at work any more (after the sweeper, where one was killed).
 */
export async function audit(emulator: Pick<Emulator, 'environment'>, now = new Date()): Promise<string[]> {
  const db = adminDatabase(emulator);
  const [units, stockRows, orders, flows, payments, refunds, members, balanceRows, pointsRows, accounts, accountRows] = await Promise.all([
    all<documents.StockDocument>(db, 'products'),
    all<documents.StockRecordDocument>(db, 'records'),
    all<documents.OrderDocument>(db, 'orders'),
    all<documents.OrderFlowDocument>(db, 'orderStatusFlows'),
    all<documents.PaymentDocument>(db, 'payments'),
    all<documents.RefundDocument>(db, 'refunds'),
    all<documents.MemberDocument>(db, 'member_user'),
    all<documents.BalanceLogDocument>(db, 'balanceLogs'),
    all<documents.PointsLogDocument>(db, 'member_points_log'),
    all<documents.CustomerDocument>(db, 'customers'),
    all<documents.CustomerStatementDocument>(db, 'customerStatements'),
  ]);
  const books = {
    units,
    stockRows,
    orders,
    flows,
    payments,
    refunds,
    members,
    balanceRows,
    pointsRows,
    ...(await prepaidBooks(db)),
    accounts,
    accountRows,
  };
  return [
    ...auditBooks(books, { now, quiet: true }).map(({ check, subject, text }) => `${check} ${subject}: ${text}`),
    ...(await inventorySentences(db, units, stockRows, orders)),
    ...(await afterSaleSentences(db, { orders, payments, refunds, balanceRows }, now)),
    ...(await customerSentences(db, orders)),
    ...(await promotionSentences(db, orders)),
    ...(await couponSentences(db, orders, members, pointsRows)),
  ];
}
