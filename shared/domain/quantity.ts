import { fen, proportion, times, type Fen } from './money.ts';
import { convert, gramsOf, THOUSAND } from './weights.ts';

/** How a line of an internal order is measured: 1.5 斤 is `{unit: '斤', thousandths: 1500}`. */
export interface Measure {
  readonly unit: string;
  readonly thousandths: number;
}

/** What of a stock-keeping unit its measures depend on: the unit its pieces are counted in and what a piece weighs. */
export interface PieceSize {
  readonly unit: string;
  readonly weightGrams: number;
  /** What one 箱 of it weighs, where it is sold by the box. */
  readonly boxGrams?: number | undefined;
}

/** Grams of `measure`, when its unit is one of weight; a box weighs what the goods say. */
function milligrams({ unit, thousandths }: Measure, size: PieceSize): number | null {
  const grams = gramsOf(unit, size.boxGrams);
  return grams === null ? null : grams * thousandths;
}

/**
 * Whole pieces of stock that a measured quantity takes, rounded up: what is cut from a piece is not sold to anybody else. Null when the unit
 * is neither the stock's own nor one of weight that the goods can be measured in.
 */
export function piecesFor(measure: Measure, size: PieceSize): number | null {
  if (!Number.isSafeInteger(measure.thousandths) || measure.thousandths <= 0)
    throw new RangeError('a quantity is a positive number of thousandths');
  if (measure.unit === size.unit) return Math.ceil(measure.thousandths / THOUSAND);
  const weight = milligrams(measure, size);
  if (weight === null || size.weightGrams <= 0) return null;
  return Math.ceil(weight / (size.weightGrams * THOUSAND));
}

/** What one `unit` weighs in grams: the stock's own unit weighs a piece. Null where it has no weight. */
function unitGrams(unit: string, size: PieceSize): number | null {
  if (unit === size.unit && size.weightGrams > 0) return size.weightGrams;
  return gramsOf(unit, size.boxGrams);
}

/**
 * Price of one `unit`, from the price of another (the stock's own unless named): by weight where they differ, rounded to the fen, never below one. Null as
 * for {@link piecesFor}.
 */
export function pricePerUnit(price: Fen, unit: string, size: PieceSize, from: string = size.unit): Fen | null {
  if (unit === from) return price;
  const [wanted, known] = [unitGrams(unit, size), unitGrams(from, size)];
  if (wanted === null || known === null) return null;
  return fen(Math.max(1, proportion(price, wanted, known)));
}

/** What a measured quantity costs at a price per unit, rounded half up to the fen. Whole quantities are exact. */
export function amountFor(unitPrice: Fen, thousandths: number): Fen {
  return thousandths % THOUSAND === 0 ? times(unitPrice, thousandths / THOUSAND) : proportion(unitPrice, thousandths, THOUSAND);
}

/** A quantity in another unit of the same goods, null when it cannot be said exactly: what prepaid goods are taken in. */
export function inUnit(measure: Measure, unit: string, size: PieceSize): number | null {
  if (measure.unit === unit) return measure.thousandths;
  const exact = convert(measure.thousandths, measure.unit, unit, size.boxGrams);
  if (exact !== null) return exact;
  if (size.weightGrams <= 0) return null;
  if (unit === size.unit) {
    const weight = milligrams(measure, size);
    return weight !== null && weight % size.weightGrams === 0 ? weight / size.weightGrams : null;
  }
  return measure.unit === size.unit ? convert(measure.thousandths * size.weightGrams, 'g', unit, size.boxGrams) : null;
}
