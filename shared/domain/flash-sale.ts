/** The rules of a flash sale: a price that holds from one moment to another, for so many pieces, so many a person. */
export interface FlashTerms {
  /** Pieces that the sale gives away in all. */
  readonly quota: number;
  /** Pieces that buyers hold: of unpaid, paid and delivered orders. */
  readonly sold: number;
  /** Pieces a person may have of it, over all his orders. */
  readonly perUser: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: 'on' | 'stopped';
}

export type FlashPhase = 'upcoming' | 'running' | 'sold_out' | 'over';

/** Where a sale stands. It runs from `startsAt`, that instant included, until `endsAt`, that instant excluded. */
export function flashPhase(sale: FlashTerms, now: Date): FlashPhase {
  if (sale.status !== 'on' || now >= sale.endsAt) return 'over';
  if (now < sale.startsAt) return 'upcoming';
  return flashLeft(sale) === 0 ? 'sold_out' : 'running';
}

export function flashLeft(sale: Pick<FlashTerms, 'quota' | 'sold'>): number {
  return Math.max(0, sale.quota - sale.sold);
}

export type FlashFault = 'FLASH_NOT_STARTED' | 'FLASH_ENDED' | 'FLASH_SOLD_OUT' | 'FLASH_LIMIT';

/**
 * Why somebody who has `bought` pieces of it may not have `pieces` more; null when he may. The database asks the same of itself in the two
 * conditional writes that decide (cloudfunctions/_services/promotions/flash-quota.ts).
 */
export function flashFault(sale: FlashTerms, bought: number, pieces: number, now: Date): FlashFault | null {
  switch (flashPhase(sale, now)) {
    case 'upcoming':
      return 'FLASH_NOT_STARTED';
    case 'over':
      return 'FLASH_ENDED';
    case 'sold_out':
      return 'FLASH_SOLD_OUT';
    case 'running':
      if (bought + pieces > sale.perUser) return 'FLASH_LIMIT';
      return pieces > flashLeft(sale) ? 'FLASH_SOLD_OUT' : null;
  }
}
