import type { CartDocument, ShopProductDocument } from '@shop/shared/database/documents.ts';
import { available, stockLevel } from '@shop/shared/domain/stock.ts';
import { asset } from '../utils/assets.ts';
import { MAX_PIECES, priceNow, priceText, sumText, type PriceText, type StockOf } from './product.ts';

export type CartRow = Pick<CartDocument, '_id' | 'productId' | 'skuId' | 'quantity' | 'selected'>;

export interface CartLine {
  readonly id: string;
  readonly productId: string;
  readonly skuId: string;
  readonly name: string;
  readonly specs: string;
  readonly image: string;
  readonly price: PriceText;
  readonly original: boolean;
  readonly quantity: number;
  readonly selected: boolean;
  /** Pieces that can be bought now; null while unknown. */
  readonly left: number | null;
  /** How far the stepper goes: what there is, but never below what is already in the cart, or nobody could take some out. */
  readonly most: number;
  /** Said under the line: `仅剩 3 件`. */
  readonly warning: string;
  /** More is in the cart than there is: the number to bring it down to, else 0. */
  readonly reduceTo: number;
  /** Why it cannot be bought; empty when it can. */
  readonly invalid: string;
}

export interface CartView {
  readonly valid: readonly CartLine[];
  readonly invalid: readonly CartLine[];
  /** Kinds of goods that are ticked and can be bought. */
  readonly chosen: number;
  readonly pieces: number;
  /** Fen of the ticked lines at today's prices. Freight and points come at the confirmation. */
  readonly totalFen: number;
  readonly total: PriceText;
  readonly allChosen: boolean;
  /** Ticked lines that cannot be bought any more: to be unticked before the checkout. */
  readonly deadTicks: readonly string[];
  /** What stands in the way of the checkout; empty when nothing does. */
  readonly obstacle: string;
}

export interface CartKnowledge {
  /** Products on the shelf by id; null while they are read. */
  readonly products: ReadonlyMap<string, ShopProductDocument> | null;
  readonly stocks: StockOf | null;
  /** Quantities and ticks the customer has set and the server has not confirmed. */
  readonly quantities: ReadonlyMap<string, number>;
  readonly ticks: ReadonlyMap<string, boolean>;
}

interface Judged {
  readonly line: CartLine;
  readonly fen: number;
}

function judge(row: CartRow, known: CartKnowledge): Judged {
  const product = known.products?.get(row.productId);
  const sku = product?.skus.find((candidate) => candidate.skuId === row.skuId);
  const stock = known.stocks?.get(row.skuId);
  const left = known.stocks === null ? null : stock ? available(stock) : 0;
  const quantity = known.quantities.get(row.skuId) ?? row.quantity;
  const now = product && sku ? priceNow(product, sku.price) : 0;
  let invalid = '';
  if (known.products !== null && !sku) invalid = product ? '规格已失效' : '已下架';
  else if (left === 0) invalid = '已售罄';
  const reduceTo = left !== null && left > 0 && quantity > left ? left : 0;
  const scarce = stock !== undefined && stockLevel(stock) !== 'enough';
  return {
    fen: now * quantity,
    line: {
      id: row._id,
      productId: row.productId,
      skuId: row.skuId,
      name: product?.name ?? (known.products === null ? '' : '商品已失效'),
      specs: sku?.name ?? '',
      image: asset(product?.images[0]),
      price: priceText(now),
      original: sku !== undefined && now < sku.price,
      quantity,
      selected: known.ticks.get(row.skuId) ?? row.selected,
      left,
      most: Math.max(Math.min(left ?? MAX_PIECES, MAX_PIECES), quantity, 1),
      warning: left !== null && left > 0 && (scarce || reduceTo > 0) ? `仅剩 ${left} 件` : '',
      reduceTo,
      invalid,
    },
  };
}

/** The cart as it is shown: what can be bought, what cannot, and what the ticked goods come to. */
export function cartView(rows: readonly CartRow[], known: CartKnowledge): CartView {
  const judged = rows.map((row) => judge(row, known));
  const valid = judged.filter(({ line }) => line.invalid === '');
  const ticked = valid.filter(({ line }) => line.selected);
  const totalFen = ticked.reduce((sum, { fen }) => sum + fen, 0);
  const tooMany = ticked.find(({ line }) => line.left !== null && line.quantity > line.left);
  let obstacle = '';
  if (ticked.length === 0) obstacle = '请先选择要结算的商品';
  else if (tooMany) obstacle = `「${tooMany.line.name}」仅剩 ${String(tooMany.line.left)} 件，请减少数量`;
  else if (ticked.length > MOST_LINES) obstacle = `一次最多结算 ${MOST_LINES} 种商品`;
  return {
    valid: valid.map(({ line }) => line),
    invalid: judged.filter(({ line }) => line.invalid !== '').map(({ line }) => line),
    chosen: ticked.length,
    pieces: ticked.reduce((sum, { line }) => sum + line.quantity, 0),
    totalFen,
    total: sumText(totalFen),
    allChosen: valid.length > 0 && ticked.length === valid.length,
    deadTicks: judged.filter(({ line }) => line.invalid !== '' && line.selected).map(({ line }) => line.skuId),
    obstacle,
  };
}

/** One order takes this many kinds of goods. */
export const MOST_LINES = 50;
