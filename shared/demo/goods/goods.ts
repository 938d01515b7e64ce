/** How a merchant writes a product down; `catalogue.ts` makes the documents of it. */
export interface GoodsSku {
  /** Unique within the product; part of the id. */
  readonly key: string;
  readonly specs: Readonly<Record<string, string>>;
  /** Fen. */
  readonly price: number;
  readonly weightGrams: number;
  readonly stock: number;
  /** Fen, above `price`: what it used to cost. */
  readonly was?: number;
}

export interface Goods {
  /** Without the `p-` in front. */
  readonly slug: string;
  readonly name: string;
  readonly subtitle: string;
  readonly description: string;
  /** A category of the third level. */
  readonly category: string;
  readonly brand: string;
  readonly origin: string;
  readonly unit: string;
  readonly tags: readonly string[];
  readonly sales: number;
  readonly skus: readonly GoodsSku[];
  readonly hot?: true;
  readonly fresh?: true;
  /** Percent off in the discount zone. */
  readonly off?: number;
  /** Pieces from which on a variant counts as low; 20 unless said. */
  readonly lowStock?: number;
}

/** One variant. Prices in fen, weight in grams with packing. */
export function sku(
  key: string,
  specs: Readonly<Record<string, string>>,
  price: number,
  weightGrams: number,
  stock: number,
  was?: number,
): GoodsSku {
  return { key, specs, price, weightGrams, stock, ...(was === undefined ? {} : { was }) };
}
