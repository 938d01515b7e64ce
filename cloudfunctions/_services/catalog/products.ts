import type { ShopSku } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command, WriteConflict } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';

/** Puts products on or off the shelf; answers how many were changed. */
export async function setStatus(productIds: readonly string[], status: 'on' | 'off', caller: Caller): Promise<Result<{ changed: number }>> {
  const changed = await tables.shopProducts.updateAll(
    { _id: command.in([...productIds]), status: command.neq(status), deletedTime: command.exists(false) },
    { status, updateTime: new Date() },
  );
  await recordOperation(caller, `product.${status}`, productIds.join(','), null, { status, changed });
  return done({ changed });
}

export interface NewPrice {
  readonly skuId: string;
  /** Fen. */
  readonly price: number;
}

const ATTEMPTS = 5;

/** Sets prices of a product's SKUs, and with them its price range: one write, made on the version that was read, tried again when somebody else was faster. Throws {@link WriteConflict} when that goes on. */
export async function setPrices(productId: string, prices: readonly NewPrice[], caller: Caller): Promise<Result<{ changed: number }>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const product = await tables.shopProducts.get(productId);
    if (product === null) return refuse('PRODUCT_NOT_FOUND');
    if (prices.some(({ skuId }) => !product.skus.some((sku) => sku.skuId === skuId))) return refuse('SKU_NOT_FOUND');
    const skus = product.skus.map((sku): ShopSku => ({
      ...sku,
      price: prices.find(({ skuId }) => skuId === sku.skuId)?.price ?? sku.price,
    }));
    const range = skus.map((sku) => sku.price);
    const saved = await tables.shopProducts.updateOne(
      { _id: productId, updateTime: product.updateTime },
      { skus: command.set(skus), minPrice: Math.min(...range), maxPrice: Math.max(...range), updateTime: new Date() },
    );
    if (!saved) continue;
    await Promise.all([
      ...prices.map(({ skuId, price }) => tables.stock.updateOne({ _id: skuId }, { price })),
      recordOperation(
        caller,
        'product.prices',
        productId,
        product.skus.map(({ skuId, price }) => ({ skuId, price })),
        prices,
      ),
    ]);
    return done({ changed: prices.length });
  }
  throw new WriteConflict(`product ${productId} is being changed all the time`);
}
