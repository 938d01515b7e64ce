import type { PieceSize } from '@shop/shared/domain/quantity.ts';
import { tables } from '../../_platform/tables.ts';

/** A stock-keeping unit as an order of the staff's sees it: its goods, how they are counted, what a piece weighs and costs. */
export interface SoldSize extends PieceSize {
  readonly skuId: string;
  readonly productId: string;
  readonly name: string;
  readonly image: string;
  readonly specs: string;
  /** Fen per piece. */
  readonly price: number;
}

/** Goods by SKU, on the shelf or not: staff sell what is in the warehouse. Unknown SKUs are missing from the answer. */
export async function sizesOf(skuIds: readonly string[]): Promise<Map<string, SoldSize>> {
  const stocks = await tables.stock.getMany([...new Set(skuIds)]);
  const products = await tables.shopProducts.getMany([...new Set(stocks.map((stock) => stock.shopProductId).filter((id) => id !== ''))]);
  const skus = new Map(products.flatMap((product) => product.skus.map((sku) => [sku.skuId, { sku, product }] as const)));
  return new Map(
    stocks.map((stock): [string, SoldSize] => {
      const found = skus.get(stock._id);
      return [
        stock._id,
        {
          skuId: stock._id,
          productId: found?.product._id ?? stock.shopProductId,
          name: found?.product.name ?? stock.productName,
          image: found?.product.images[0] ?? stock.image,
          specs: found?.sku.name ?? stock.specs,
          unit: stock.unit,
          weightGrams: found?.sku.weightGrams ?? (stock.unit === '箱' ? (stock.boxGrams ?? 0) : 0),
          boxGrams: stock.boxGrams,
          price: found?.sku.price ?? stock.price,
        },
      ];
    }),
  );
}
