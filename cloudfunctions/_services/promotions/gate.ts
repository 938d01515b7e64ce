import type { FlashSaleDocument } from '@shop/shared/database/documents.ts';
import { flashFault } from '@shop/shared/domain/flash-sale.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';

/** How old may be what a warm process knows of a sale. It only ever refuses by it, or asks the database: what is sold is decided by {@link takeFlash}. */
const KEEP_MS = 1000;
const MOST_SALES = 200;

const known = new Map<string, { readonly at: number; readonly sale: Promise<FlashSaleDocument | null> }>();

/** The sale as it was within the last second. All calls of a process share one read. */
export function recentSale(saleId: string): Promise<FlashSaleDocument | null> {
  const now = Date.now();
  const entry = known.get(saleId);
  // A clock that was put back makes nothing younger.
  if (entry !== undefined && now >= entry.at && now - entry.at < KEEP_MS) return entry.sale;
  const sale = tables.flashSales.get(saleId);
  sale.catch(() => known.delete(saleId));
  if (known.size >= MOST_SALES) known.clear();
  known.set(saleId, { at: now, sale });
  return sale;
}

/** What the database has just said is what the process knows from now on. */
export async function readSale(saleId: string): Promise<FlashSaleDocument | null> {
  known.delete(saleId);
  return recentSale(saleId);
}

/**
 * Turns away whoever comes too early or too late, before anything is read for him or written: one comparison in a warm process. So a rush on one sale costs the rest of
 * the shop next to nothing. Refuses FLASH_NOT_FOUND, FLASH_NOT_STARTED, FLASH_ENDED, FLASH_SOLD_OUT, FLASH_LIMIT (more at once than anybody may have).
 */
export async function flashGate(
  items: readonly { readonly flashSaleId?: string | undefined; readonly quantity: number }[],
): Promise<Result<null>> {
  for (const { flashSaleId, quantity } of items) {
    if (flashSaleId === undefined) continue;
    const sale = await recentSale(flashSaleId);
    if (sale === null) return refuse('FLASH_NOT_FOUND');
    const fault = flashFault(sale, 0, quantity, new Date());
    if (fault !== null) return refuse(fault, fault === 'FLASH_LIMIT' ? `「${sale.title}」每人限购 ${sale.perUser} 件` : undefined);
  }
  return done(null);
}
