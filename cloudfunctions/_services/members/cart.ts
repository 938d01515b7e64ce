import type { CartDocument } from '@shop/shared/database/documents.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { findLines } from '../orders/quote.ts';

const MOST = 100;

/** The whole cart, newest line first. */
export async function listCart(openid: string): Promise<CartDocument[]> {
  return tables.cart.find({ _openid: openid }, { orderBy: [['createTime', 'desc']], limit: MOST * 2 });
}

async function answer(openid: string): Promise<Result<{ items: CartDocument[] }>> {
  return done({ items: await listCart(openid) });
}

/** One line per SKU; adding again adds up. Refuses goods that are not sold, CART_FULL and QUANTITY_LIMIT; stock is checked when the order is placed. */
export async function addToCart(
  openid: string,
  wanted: { productId: string; skuId?: string | undefined; quantity: number },
): Promise<Result<{ items: CartDocument[] }>> {
  const config = await shopConfig();
  const found = await findLines([wanted], config.maxPiecesPerLine);
  if (!found.ok) return found;
  const line = found.data[0];
  if (line === undefined) return refuse('SKU_NOT_FOUND');

  const id = stableId('cart', openid, line.sku.skuId);
  const now = new Date();
  const room = config.maxPiecesPerLine - wanted.quantity;
  const added = await tables.cart.updateOne(
    { _id: id, quantity: command.lte(room) },
    { quantity: command.inc(wanted.quantity), selected: true, updateTime: now },
  );
  if (added) return answer(openid);

  const mine = await listCart(openid);
  if (mine.some((row) => row._id === id)) return tooMany(config.maxPiecesPerLine);
  if (mine.length >= MOST) return refuse('CART_FULL');
  const { productId, quantity } = wanted;
  const row: CartDocument = {
    _id: id,
    _openid: openid,
    productId,
    skuId: line.sku.skuId,
    quantity,
    selected: true,
    createTime: now,
    updateTime: now,
  };
  // Two taps at once: the second meets the first one's row and adds to it.
  const inCart =
    (await tables.cart.insertOnce(row)) ||
    (await tables.cart.updateOne({ _id: id, quantity: command.lte(room) }, { quantity: command.inc(quantity) }));
  return inCart ? answer(openid) : tooMany(config.maxPiecesPerLine);
}

function tooMany(most: number): Refusal {
  return refuse('QUANTITY_LIMIT', `同一规格最多加购 ${most} 件`);
}

export async function setQuantity(openid: string, skuId: string, quantity: number): Promise<Result<{ items: CartDocument[] }>> {
  const { maxPiecesPerLine } = await shopConfig();
  if (quantity > maxPiecesPerLine) return tooMany(maxPiecesPerLine);
  const changed = await tables.cart.updateOne({ _id: stableId('cart', openid, skuId) }, { quantity, updateTime: new Date() });
  return changed ? answer(openid) : refuse('CART_ITEM_NOT_FOUND');
}

export async function removeFromCart(openid: string, skuIds: readonly string[]): Promise<Result<{ items: CartDocument[] }>> {
  await tables.cart.remove({ _id: command.in(skuIds.map((skuId) => stableId('cart', openid, skuId))) });
  return answer(openid);
}

/** Ticks or unticks the named lines, or all. */
export async function select(
  openid: string,
  skuIds: readonly string[] | undefined,
  selected: boolean,
): Promise<Result<{ items: CartDocument[] }>> {
  const which = skuIds === undefined ? { _openid: openid } : { _id: command.in(skuIds.map((skuId) => stableId('cart', openid, skuId))) };
  await tables.cart.updateAll(which, { selected });
  return answer(openid);
}
