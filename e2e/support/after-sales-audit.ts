import type {
  AfterSaleDocument,
  BalanceLogDocument,
  OrderDocument,
  PaymentDocument,
  RefundDocument,
} from '@shop/shared/database/documents.ts';
import { afterSaleBookFaults } from '@shop/shared/domain/audit/after-sales.ts';
import { all, type Database } from './database.ts';

interface Books {
  readonly orders: OrderDocument[];
  readonly payments: PaymentDocument[];
  readonly refunds: RefundDocument[];
  readonly balanceRows: BalanceLogDocument[];
}

/** What must hold between orders, payments, refunds, after-sale cases and recharges. Answers each violation in a sentence. */
export async function afterSaleSentences(db: Database, books: Books, now: Date): Promise<string[]> {
  const cases = await all<AfterSaleDocument>(db, 'afterSales');
  return afterSaleBookFaults({ ...books, cases }, { now, quiet: true }).map(({ check, subject, text }) => `${check} ${subject}: ${text}`);
}
