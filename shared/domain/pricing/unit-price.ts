import { fen, proportion, type Fen } from '../money.ts';

/** Where a line's unit price comes from, the strongest first: the customer's own, the activity's (flash sale, group buy), the discount zone's, the SKU's. */
export type PriceSource = 'customer' | 'activity' | 'zone' | 'sku';

export interface UnitPriced {
  readonly skuPrice: Fen;
  /** Percent taken off in the discount zone, 0–100; 0 outside it. */
  readonly zoneDiscountPercent: number;
  /** Agreed with this customer alone. Wins over everything, also where it is higher. */
  readonly customerPrice?: Fen | undefined;
  /** Of the flash sale or group buy that this line takes part in. */
  readonly activityPrice?: Fen | undefined;
}

/** Unit price of a SKU in its zone: the discount zone's percent off, rounded to the fen, never below one fen. */
export function unitPrice(skuPrice: Fen, zoneDiscountPercent: number): Fen {
  if (zoneDiscountPercent <= 0) return skuPrice;
  return fen(Math.max(1, proportion(skuPrice, 100 - Math.min(zoneDiscountPercent, 100), 100)));
}

/** The first link: one price per piece, and who says so. */
export function pickUnitPrice(line: UnitPriced): { readonly price: Fen; readonly source: PriceSource } {
  if (line.customerPrice !== undefined) return { price: line.customerPrice, source: 'customer' };
  if (line.activityPrice !== undefined) return { price: line.activityPrice, source: 'activity' };
  if (line.zoneDiscountPercent > 0) return { price: unitPrice(line.skuPrice, line.zoneDiscountPercent), source: 'zone' };
  return { price: line.skuPrice, source: 'sku' };
}
