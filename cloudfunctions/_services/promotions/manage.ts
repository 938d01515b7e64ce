import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { promotion } from '@shop/shared/contracts/promotions.ts';
import type { FlashSaleDocument, GroupBuyDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { flashView, groupView, type PromotionAnswer } from './views.ts';

type Input = ParsedInputOf<typeof promotion>;
type SaveFlash = Extract<Input, { action: 'saveFlash' }>;
type SaveGroup = Extract<Input, { action: 'saveGroup' }>;

interface Goods {
  readonly productId: string;
  readonly skuId: string;
  readonly productName: string;
  readonly specs: string;
  readonly image: string;
  readonly listPrice: number;
}

/** Refuses PRODUCT_NOT_FOUND, SKU_NOT_FOUND, and INPUT_INVALID for a price that is not below the ordinary one. */
async function goodsOf({ productId, skuId, price }: { productId: string; skuId: string; price: number }): Promise<Result<Goods>> {
  const product = await tables.shopProducts.get(productId);
  if (product === null) return refuse('PRODUCT_NOT_FOUND');
  const sku = product.skus.find((one) => one.skuId === skuId);
  if (sku === undefined) return refuse('SKU_NOT_FOUND');
  if (price >= sku.price) return refuse('INPUT_INVALID', '活动价应低于商品原价');
  return done({ productId, skuId, productName: product.name, specs: sku.name, image: product.images[0] ?? '', listPrice: sku.price });
}

/**
 * Makes a flash sale, or changes one; what is saved is on. One that somebody has bought from keeps its goods, its price and at least its share a person; its quota never
 * falls below what is sold. Refuses what {@link goodsOf} does, FLASH_NOT_FOUND, PROMOTION_IN_USE.
 */
export async function saveFlash(input: SaveFlash, caller: Caller): Promise<Result<PromotionAnswer>> {
  const goods = await goodsOf(input);
  if (!goods.ok) return goods;
  const { title, price, quota, perUser } = input;
  const now = new Date();
  const terms = { title, price, quota, perUser, startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt) };
  const fields = { ...goods.data, ...terms, status: 'on', updateTime: now } as const;
  const _id = input.saleId ?? stableId('flash-sale', caller.identity, input.requestId);
  const before = await tables.flashSales.get(_id);

  if (input.saleId === undefined) {
    const sale: FlashSaleDocument = { _id, ...fields, sold: 0, marks: [], createTime: now };
    const made = await tables.flashSales.insertOnce(sale);
    if (made) await recordOperation(caller, 'promotion.saveFlash', _id, null, terms);
    return answerFlash(made ? sale : await tables.flashSales.get(_id), now);
  }
  if (before === null) return refuse('FLASH_NOT_FOUND');
  const unused = { _id, sold: 0, 'marks.0': command.exists(false) };
  const inUse = {
    _id,
    skuId: input.skuId,
    productId: input.productId,
    price,
    perUser: command.lte(perUser),
    sold: command.lte(quota),
  };
  const saved = (await tables.flashSales.updateAndRead(unused, fields)) ?? (await tables.flashSales.updateAndRead(inUse, fields));
  if (saved === null) return refuse('PROMOTION_IN_USE');
  await recordOperation(caller, 'promotion.saveFlash', _id, termsOf(before), terms);
  return answerFlash(saved, now);
}

function termsOf({ title, price, quota, perUser, startsAt, endsAt, status }: FlashSaleDocument): Record<string, unknown> {
  return { title, price, quota, perUser, startsAt, endsAt, status };
}

function answerFlash(sale: FlashSaleDocument | null, now: Date): Result<PromotionAnswer> {
  return sale === null ? refuse('FLASH_NOT_FOUND') : done({ now: now.getTime(), flashSales: [flashView(sale, now)] });
}

/** Ends a sale at once: whoever is placing an order this moment is refused. Orders that are placed stay. */
export async function stopFlash(saleId: string, caller: Caller): Promise<Result<PromotionAnswer>> {
  const now = new Date();
  const stopped = await tables.flashSales.updateAndRead({ _id: saleId, status: 'on' }, { status: 'stopped', updateTime: now });
  if (stopped !== null) await recordOperation(caller, 'promotion.stopFlash', saleId, { status: 'on' }, { status: 'stopped' });
  return answerFlash(stopped ?? (await tables.flashSales.get(saleId)), now);
}

/**
 * Makes a group buy, or changes one; what is saved is on. One that somebody has opened a team of keeps its goods, price and size. Refuses what {@link goodsOf} does,
 * GROUP_NOT_FOUND, PROMOTION_IN_USE.
 */
export async function saveGroup(input: SaveGroup, caller: Caller): Promise<Result<PromotionAnswer>> {
  const goods = await goodsOf(input);
  if (!goods.ok) return goods;
  const { title, price, size, hours, perOrder } = input;
  const now = new Date();
  const terms = { title, price, size, hours, perOrder, startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt) };
  const fields = { ...goods.data, ...terms, status: 'on', updateTime: now } as const;
  const _id = input.groupBuyId ?? stableId('group-buy', caller.identity, input.requestId);
  const before = await tables.groupBuys.get(_id);

  if (input.groupBuyId === undefined) {
    const offer: GroupBuyDocument = { _id, ...fields, opened: 0, createTime: now };
    const made = await tables.groupBuys.insertOnce(offer);
    if (made) await recordOperation(caller, 'promotion.saveGroup', _id, null, terms);
    return answerGroup(made ? offer : await tables.groupBuys.get(_id), now);
  }
  if (before === null) return refuse('GROUP_NOT_FOUND');
  const inUse = { _id, skuId: input.skuId, productId: input.productId, price, size };
  const saved = (await tables.groupBuys.updateAndRead({ _id, opened: 0 }, fields)) ?? (await tables.groupBuys.updateAndRead(inUse, fields));
  if (saved === null) return refuse('PROMOTION_IN_USE');
  const { title: oldTitle, price: oldPrice, size: oldSize, hours: oldHours, status } = before;
  await recordOperation(
    caller,
    'promotion.saveGroup',
    _id,
    { title: oldTitle, price: oldPrice, size: oldSize, hours: oldHours, status },
    terms,
  );
  return answerGroup(saved, now);
}

function answerGroup(offer: GroupBuyDocument | null, now: Date): Result<PromotionAnswer> {
  return offer === null ? refuse('GROUP_NOT_FOUND') : done({ now: now.getTime(), groupBuys: [groupView(offer, now)] });
}

/** No new teams from now on. Those that are forming may still be joined until their deadline: their members were promised as much. */
export async function stopGroup(groupBuyId: string, caller: Caller): Promise<Result<PromotionAnswer>> {
  const now = new Date();
  const stopped = await tables.groupBuys.updateAndRead({ _id: groupBuyId, status: 'on' }, { status: 'stopped', updateTime: now });
  if (stopped !== null) await recordOperation(caller, 'promotion.stopGroup', groupBuyId, { status: 'on' }, { status: 'stopped' });
  return answerGroup(stopped ?? (await tables.groupBuys.get(groupBuyId)), now);
}
