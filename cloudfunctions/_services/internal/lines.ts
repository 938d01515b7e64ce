import type { OrderItem } from '@shop/shared/database/documents.ts';
import { add, fen, subtract, ZERO, type Fen } from '@shop/shared/domain/money.ts';
import { amountFor, piecesFor, pricePerUnit } from '@shop/shared/domain/quantity.ts';
import { MOST_PIECES } from '@shop/shared/domain/stock.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { sizesOf } from '../catalog/sizes.ts';
import { priceId } from '../customers/belongings.ts';

/** What staff write down: ids, units and thousandths. A price is never part of it. */
export interface WantedMeasure {
  readonly skuId: string;
  readonly unit?: string | undefined;
  readonly quantity: number;
}

export interface PricedMeasures {
  readonly items: OrderItem[];
  readonly totalAmount: Fen;
  readonly explain: { rule: string; label: string; amount: number }[];
}

/**
 * Prices lines for a customer: his own price, else the SKU's, by weight where the units differ. Refuses INPUT_INVALID (a SKU twice), SKU_NOT_FOUND,
 * UNIT_UNKNOWN and QUANTITY_LIMIT.
 */
export async function priceMeasures(customerId: string, wanted: readonly WantedMeasure[]): Promise<Result<PricedMeasures>> {
  const skuIds = wanted.map(({ skuId }) => skuId);
  if (new Set(skuIds).size < skuIds.length) return refuse('INPUT_INVALID', '同一规格请合并为一行');
  const [sizes, own] = await Promise.all([
    sizesOf(skuIds),
    tables.customerPrices.getMany(skuIds.map((skuId) => priceId(customerId, skuId))),
  ]);
  const ownOf = new Map(own.map((price) => [price.skuId, price]));
  const items: OrderItem[] = [];
  let listed = ZERO;
  for (const { skuId, unit: named, quantity } of wanted) {
    const size = sizes.get(skuId);
    if (size === undefined) return refuse('SKU_NOT_FOUND');
    const unit = named ?? size.unit;
    const measure = { unit, thousandths: quantity };
    const pieces = piecesFor(measure, size);
    const usual = pricePerUnit(fen(size.price), unit, size);
    if (pieces === null || usual === null) return refuse('UNIT_UNKNOWN', `「${size.name}」不能按「${unit}」销售`);
    if (pieces > MOST_PIECES) return refuse('QUANTITY_LIMIT', `「${size.name}」数量过大，请核对`);
    const his = ownOf.get(skuId);
    const unitPrice = (his && pricePerUnit(fen(his.price), unit, size, his.unit)) ?? usual;
    const amount = amountFor(unitPrice, quantity);
    listed = add(listed, amountFor(usual, quantity));
    const { productId, name, image, specs } = size;
    items.push({ productId, skuId, name, image, specs, unit, unitPrice, quantity: pieces, amount, discount: 0, payable: amount, measure });
  }
  const totalAmount = add(ZERO, ...items.map(({ amount }) => fen(amount)));
  const explain = [{ rule: 'goods', label: '商品原价', amount: listed as number }];
  if (totalAmount !== listed) explain.push({ rule: 'customer', label: '专属价', amount: subtract(totalAmount, listed) });
  return done({ items, totalAmount, explain });
}
