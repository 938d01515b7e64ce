import { fen, proportion, ZERO, type Fen } from './money.ts';

/** Decimal quantities are integers of a thousandth: 0.5 kg is 500. */
export const THOUSAND = 1000;

/** Units of weight with what one of them weighs. A box (箱) weighs what its goods say. */
const GRAMS: Readonly<Record<string, number>> = { g: 1, 克: 1, kg: 1000, 公斤: 1000, 千克: 1000, 斤: 500, 两: 50 };
const BOX = '箱';

/** Grams of one unit; null for a unit that has no weight (个, 袋, or a box nobody has weighed). */
export function gramsOf(unit: string, boxGrams?: number): number | null {
  if (unit === BOX) return boxGrams !== undefined && Number.isSafeInteger(boxGrams) && boxGrams > 0 ? boxGrams : null;
  return GRAMS[unit] ?? null;
}

/**
 * `quantity` thousandths of one unit in thousandths of another. Null when the units have no weight in common or the result is no whole thousandth:
 * nothing is ever rounded away.
 */
export function convert(quantity: number, from: string, to: string, boxGrams?: number): number | null {
  if (!Number.isSafeInteger(quantity)) throw new RangeError('a decimal quantity is a whole number of thousandths');
  if (from === to) return quantity;
  const [source, target] = [gramsOf(from, boxGrams), gramsOf(to, boxGrams)];
  if (source === null || target === null) return null;
  const milligrams = quantity * source;
  if (!Number.isSafeInteger(milligrams)) throw new RangeError('the quantity is too large');
  return milligrams % target === 0 ? milligrams / target : null;
}

/** `1500` → `1.5`, for people. */
export function formatQuantity(thousandths: number): string {
  const sign = thousandths < 0 ? '-' : '';
  const absolute = Math.abs(Math.trunc(thousandths));
  const decimals = String(absolute % THOUSAND)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${sign}${Math.floor(absolute / THOUSAND)}${decimals === '' ? '' : `.${decimals}`}`;
}

/** `"1.5"` → `1500`. Null when the text is no quantity with at most three decimals. Never goes through a float. */
export function parseQuantity(text: string): number | null {
  const match = /^(\d{1,7})(?:\.(\d{1,3}))?$/.exec(text.trim());
  return match ? Number(match[1]) * THOUSAND + Number((match[2] ?? '').padEnd(3, '0')) : null;
}

/**
 * What goes back when a line sold by weight turns out lighter at packing: the missing share of what was paid for it. Heavier goods are the shop's
 * gift: never below zero, never more than was paid.
 */
export function lighterRefund(payable: Fen, nominalGrams: number, actualGrams: number): Fen {
  if (!Number.isSafeInteger(nominalGrams) || nominalGrams <= 0 || !Number.isSafeInteger(actualGrams) || actualGrams < 0) {
    throw new RangeError('weights are whole grams');
  }
  if (actualGrams >= nominalGrams || payable <= 0) return ZERO;
  return fen(Math.min(payable, proportion(payable, nominalGrams - actualGrams, nominalGrams)));
}

/** A scale that shows less than half of what was sold was read wrongly, or the goods are missing: that is for after-sales. */
export function plausibleWeight(nominalGrams: number, actualGrams: number): boolean {
  return actualGrams * 2 >= nominalGrams && actualGrams <= nominalGrams * 2;
}
