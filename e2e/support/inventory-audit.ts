import type * as documents from '@shop/shared/database/documents.ts';
import { inventoryFaults } from '@shop/shared/domain/audit/inventory.ts';
import { all, type Database } from './database.ts';

/** What must hold between stock, batches, stocktakes, low-stock notices and weighed orders. Answers each violation in a sentence. */
export async function inventorySentences(
  db: Database,
  units: documents.StockDocument[],
  rows: documents.StockRecordDocument[],
  orders: documents.OrderDocument[],
): Promise<string[]> {
  const [batches, stocktakes, lines, notices] = await Promise.all([
    all<documents.StockBatchDocument>(db, 'stockBatches'),
    all<documents.StocktakeDocument>(db, 'stocktakes'),
    all<documents.StocktakeLineDocument>(db, 'stocktakeLines'),
    all<documents.NoticeDocument>(db, 'notices'),
  ]);
  const faults = inventoryFaults({ units, rows, batches, stocktakes, lines, notices, orders }, { now: new Date(), quiet: true });
  return faults.map(({ check, subject, text }) => `${check} ${subject}: ${text}`);
}

/** Prepaid goods and their rows, signed, for the shop's books. */
export async function prepaidBooks(
  db: Database,
): Promise<{ prepaid: documents.PrepaidRecordDocument[]; prepaidRows: { recordId: string; by: number }[] }> {
  const [prepaid, added, taken] = await Promise.all([
    all<documents.PrepaidRecordDocument>(db, 'prepaidRecords'),
    all<documents.PrestoreRecordDocument>(db, 'prestoreRecords'),
    all<documents.PrepaidUpdateDocument>(db, 'updatePrepaidProduct'),
  ]);
  const rows = added.map(({ recordId, quantity }) => ({ recordId, by: quantity }));
  return { prepaid, prepaidRows: [...rows, ...taken.map(({ recordId, quantity }) => ({ recordId, by: -quantity }))] };
}
