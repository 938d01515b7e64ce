import { add, fen, times, ZERO, type Fen } from './money.ts';
import { isProvince, sameProvince } from './provinces.ts';

/**
 * What a parcel to some provinces costs: a first weight and its price, each further step and its price, and from where on it travels free. Weights in grams.
 */
export interface FreightTariff {
  readonly firstGrams: number;
  readonly firstFee: Fen;
  readonly stepGrams: number;
  readonly stepFee: Fen;
  /** Goods of at least this much travel free; null never. */
  readonly freeFrom: Fen | null;
  /** Counted by pieces (按件) at the same fees: then weights play no part. */
  readonly byPiece?: { readonly first: number; readonly step: number };
  /** This many pieces travel free, whatever they cost. */
  readonly freePieces?: number;
}

/** A freight template (运费模板): the usual tariff, other ones for groups of provinces, and what is asked on top or not served at all. */
export interface FreightTemplate extends FreightTariff {
  readonly name?: string;
  /** The first that names a province is its tariff. */
  readonly regions?: readonly (FreightTariff & { readonly provinces: readonly string[] })[];
  /** Provinces with a surcharge on top, free or not. */
  readonly surcharges: Readonly<Record<string, Fen>>;
  /** Provinces that are not served: refused before payment. */
  readonly unserved: readonly string[];
}

/** What travels by one template. */
export interface FreightLoad {
  readonly grams: number;
  readonly pieces: number;
  /** What the goods cost after discounts. */
  readonly goods: Fen;
}

export type FreightQuote = { readonly served: true; readonly fee: Fen } | { readonly served: false; readonly province: string };

/** Where a template's goods do not go, which is also a place that nobody knows: written otherwise, a far province would cost what a near one does. Without a place nothing is said yet. */
function isUnserved({ unserved }: FreightTemplate, province: string): boolean {
  return province !== '' && (!isProvince(province) || unserved.some((entry) => sameProvince(entry, province)));
}

/**
 * Freight of one parcel to `province`.
 * Threshold and surcharge as in the usual Chinese freight template (运费模板): the surcharge is due even above the threshold.
 */
export function quoteFreight(template: FreightTemplate, province: string, load: FreightLoad): FreightQuote {
  if (isUnserved(template, province)) return { served: false, province };
  const surcharge = Object.entries(template.surcharges).find(([entry]) => sameProvince(entry, province))?.[1] ?? ZERO;
  const region = template.regions?.find(({ provinces }) => provinces.some((entry) => sameProvince(entry, province)));
  return { served: true, fee: add(feeOf(region ?? template, load), surcharge) };
}

function feeOf(tariff: FreightTariff, { grams, pieces, goods }: FreightLoad): Fen {
  if (tariff.freeFrom !== null && goods >= tariff.freeFrom) return ZERO;
  if (tariff.freePieces !== undefined && pieces >= tariff.freePieces) return ZERO;
  const { byPiece } = tariff;
  const [beyond, step] = byPiece === undefined ? [grams - tariff.firstGrams, tariff.stepGrams] : [pieces - byPiece.first, byPiece.step];
  const steps = step > 0 ? Math.ceil(Math.max(0, beyond) / step) : 0;
  return add(tariff.firstFee, times(tariff.stepFee, steps));
}

/** A line on its way: without a template of its own it travels by the shop's. */
export interface FreightLine extends FreightLoad {
  readonly template?: FreightTemplate | undefined;
}

export interface OrderFreight {
  /** One parcel for each template, in the order of the lines. */
  readonly parcels: readonly { readonly template: FreightTemplate; readonly fee: Fen }[];
  readonly fee: Fen;
}

export type OrderFreightQuote =
  | { readonly served: true; readonly freight: OrderFreight }
  /** `lines`: the indexes of those that cannot go there. */
  | { readonly served: false; readonly lines: readonly number[] };

/**
 * Freight of an order: what each template asks for its own goods, added up. A threshold counts the goods of its template alone: what travels chilled does not make the rest
 * free, nor the other way round.
 */
export function orderFreight(lines: readonly FreightLine[], usual: FreightTemplate, province: string): OrderFreightQuote {
  const loads = new Map<FreightTemplate, FreightLoad>();
  const unserved: number[] = [];
  for (const [index, { template = usual, grams, pieces, goods }] of lines.entries()) {
    const sum = loads.get(template) ?? { grams: 0, pieces: 0, goods: ZERO };
    loads.set(template, { grams: sum.grams + grams, pieces: sum.pieces + pieces, goods: add(sum.goods, goods) });
    if (isUnserved(template, province)) unserved.push(index);
  }
  if (unserved.length > 0) return { served: false, lines: unserved };
  const parcels = [...loads].map(([template, load]) => {
    const quote = quoteFreight(template, province, load);
    return { template, fee: quote.served ? quote.fee : ZERO };
  });
  return { served: true, freight: { parcels, fee: add(ZERO, ...parcels.map(({ fee }) => fee)) } };
}

/** What is wrong with a template, in words for whoever writes it; empty when it is sound. */
export function freightTemplateFaults(template: FreightTemplate): string[] {
  const tariffs: readonly (FreightTariff & { readonly provinces?: readonly string[] })[] = [template, ...(template.regions ?? [])];
  const named = (template.regions ?? []).flatMap(({ provinces }) => provinces.map((entry) => entry.slice(0, 2)));
  const twice = named.find((entry, index) => named.indexOf(entry) !== index);
  return [
    ...(twice === undefined ? [] : [`「${twice}」出现在两个地区分组里，请只保留一处`]),
    ...tariffs.flatMap(({ byPiece, stepGrams, stepFee, provinces }) => {
      const where = provinces === undefined ? '默认运费' : `${provinces.join('、')}的运费`;
      return stepFee > 0 && (byPiece === undefined ? stepGrams : byPiece.step) === 0 ? [`${where}：续费大于 0 时请填写续重或续件`] : [];
    }),
  ];
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
