import type { FlashPurchaseDocument, FlashSaleDocument, GroupTeamDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { promotionFaults } from '@shop/shared/domain/audit/promotions.ts';
import { all, type Database } from './database.ts';

/** What must hold between flash sales, group buys and their orders. Answers each violation in a sentence. */
export async function promotionSentences(db: Database, orders: OrderDocument[]): Promise<string[]> {
  const [sales, purchases, teams] = await Promise.all([
    all<FlashSaleDocument>(db, 'flashSales'),
    all<FlashPurchaseDocument>(db, 'flashPurchases'),
    all<GroupTeamDocument>(db, 'groupTeams'),
  ]);
  const faults = promotionFaults({ sales, purchases, teams, orders }, { now: new Date(), quiet: true });
  return faults.map(({ check, subject, text }) => `${check} ${subject}: ${text}`);
}
