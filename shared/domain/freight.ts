import { add, fen, times, ZERO, type Fen } from './money.ts';

/**
 * A freight template: first weight and price, each further step and its price, a free-from amount, and regions that cost
 * more or are not served. Weights in grams.
 */
export interface FreightTemplate {
  readonly firstGrams: number;
  readonly firstFee: Fen;
  readonly stepGrams: number;
  readonly stepFee: Fen;
  /** Goods of at least this much travel free; null never. */
  readonly freeFrom: Fen | null;
  /** Provinces with a surcharge on top, free or not. */
  readonly surcharges: Readonly<Record<string, Fen>>;
  /** Provinces that are not served: refused before payment. */
  readonly unserved: readonly string[];
}

export type FreightQuote = { readonly served: true; readonly fee: Fen } | { readonly served: false; readonly province: string };

/** `自治区` and `省` are written or left out as people like; the first two characters tell every province apart. */
function provinceMatches(entry: string, province: string): boolean {
  return entry.slice(0, 2) === province.slice(0, 2);
}

/**
 * Freight of one parcel of `grams` to `province`, goods worth `goodsAmount` after discounts.
 * Threshold and surcharge as in the usual Chinese freight template (运费模板): the surcharge is due even above the threshold.
 */
export function quoteFreight(template: FreightTemplate, province: string, grams: number, goodsAmount: Fen): FreightQuote {
  if (template.unserved.some((entry) => provinceMatches(entry, province))) return { served: false, province };
  const surcharge = Object.entries(template.surcharges).find(([entry]) => provinceMatches(entry, province))?.[1] ?? ZERO;
  if (template.freeFrom !== null && goodsAmount >= template.freeFrom) return { served: true, fee: surcharge };
  const beyond = Math.max(0, grams - template.firstGrams);
  const steps = template.stepGrams > 0 ? Math.ceil(beyond / template.stepGrams) : 0;
  return { served: true, fee: add(template.firstFee, times(template.stepFee, steps), surcharge) };
}

export const NO_FREIGHT: FreightTemplate = {
  firstGrams: 0,
  firstFee: fen(0),
  stepGrams: 0,
  stepFee: fen(0),
  freeFrom: fen(0),
  surcharges: {},
  unserved: [],
};
