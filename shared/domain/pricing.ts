import { apportion } from './apportion.ts';
import { quoteFreight, type FreightTemplate } from './freight.ts';
import { add, fen, proportion, subtract, times, ZERO, type Fen } from './money.ts';

/** One wanted line with everything its price depends on; read from the database, never from a client. */
export interface PricingLine {
  readonly productId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly skuPrice: Fen;
  /** Percent taken off in the discount zone, 0–100; 0 outside it. */
  readonly zoneDiscountPercent: number;
  readonly weightGrams: number;
}

export interface PointsRule {
  /** How many points are worth one fen: 1 with 100 points to the yuan. */
  readonly pointsPerFen: number;
  /** The most that points may pay, in percent of the goods after other discounts. */
  readonly maxPercent: number;
}

export interface PricingInput {
  readonly lines: readonly PricingLine[];
  readonly province: string;
  readonly freight: FreightTemplate;
  /** Points the customer wants to spend; capped by the rule and by what he has. */
  readonly pointsWanted: number;
  readonly pointsAvailable: number;
  readonly pointsRule: PointsRule;
}

export interface PricedLine {
  readonly productId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly unitPrice: Fen;
  /** unitPrice × quantity. */
  readonly amount: Fen;
  /** This line's share of the order's discounts. */
  readonly discount: Fen;
  /** amount − discount: what the line's goods were sold for, and what a refund of all of it returns. */
  readonly payable: Fen;
}

/** One link of the chain, told in a sentence: what it did to the total. */
export interface PriceStep {
  readonly rule: 'goods' | 'zone' | 'points' | 'freight';
  readonly label: string;
  readonly amount: Fen;
}

export interface Price {
  readonly lines: readonly PricedLine[];
  readonly weightGrams: number;
  readonly goodsAmount: Fen;
  readonly discountAmount: Fen;
  readonly pointsUsed: number;
  readonly pointsAmount: Fen;
  readonly freightAmount: Fen;
  /** goods − discounts + freight. */
  readonly paymentAmount: Fen;
  readonly explain: readonly PriceStep[];
}

export type PricingOutcome = { readonly ok: true; readonly price: Price } | { readonly ok: false; readonly unservedProvince: string };

/** Unit price of a SKU in its zone: the discount zone's percent off, rounded to the fen, never below one fen. */
export function unitPrice(skuPrice: Fen, zoneDiscountPercent: number): Fen {
  if (zoneDiscountPercent <= 0) return skuPrice;
  return fen(Math.max(1, proportion(skuPrice, 100 - Math.min(zoneDiscountPercent, 100), 100)));
}

/** The most points that may be spent on goods worth `goods`: the smallest of wish, purse and cap, in whole fen. */
export function spendablePoints(goods: Fen, wanted: number, available: number, rule: PointsRule): number {
  if (wanted <= 0 || rule.pointsPerFen <= 0) return 0;
  const cap = proportion(goods, Math.min(Math.max(rule.maxPercent, 0), 100), 100);
  const inFen = Math.min(Math.floor(Math.min(wanted, Math.max(available, 0)) / rule.pointsPerFen), cap);
  return inFen * rule.pointsPerFen;
}

/**
 * The price chain, its order in this one place: unit price (zone › SKU) → points → freight.
 * The same code prices a preview, an order and the lines of a refund. Refuses (as a value) a province that is not served.
 */
export function priceOrder(input: PricingInput): PricingOutcome {
  const units = input.lines.map((line) => unitPrice(line.skuPrice, line.zoneDiscountPercent));
  const amounts = input.lines.map((line, index) => times(units[index] ?? ZERO, line.quantity));
  const listed = add(ZERO, ...input.lines.map((line) => times(line.skuPrice, line.quantity)));
  const goodsAmount = add(ZERO, ...amounts);

  const pointsUsed = spendablePoints(goodsAmount, input.pointsWanted, input.pointsAvailable, input.pointsRule);
  const pointsAmount = pointsUsed === 0 ? ZERO : fen(pointsUsed / input.pointsRule.pointsPerFen);
  const discountAmount = pointsAmount;

  const weightGrams = input.lines.reduce((sum, line) => sum + line.weightGrams * line.quantity, 0);
  const freight = quoteFreight(input.freight, input.province, weightGrams, subtract(goodsAmount, discountAmount));
  if (!freight.served) return { ok: false, unservedProvince: freight.province };

  const shares = apportion(amounts, discountAmount);
  const lines = input.lines.map((line, index): PricedLine => {
    const amount = amounts[index] ?? ZERO;
    const discount = shares[index] ?? ZERO;
    return {
      productId: line.productId,
      skuId: line.skuId,
      quantity: line.quantity,
      unitPrice: units[index] ?? ZERO,
      amount,
      discount,
      payable: subtract(amount, discount),
    };
  });

  const explain: PriceStep[] = [{ rule: 'goods', label: '商品原价', amount: listed }];
  if (listed !== goodsAmount) explain.push({ rule: 'zone', label: '折扣专区', amount: subtract(goodsAmount, listed) });
  if (pointsUsed > 0) explain.push({ rule: 'points', label: `${pointsUsed} 积分抵扣`, amount: subtract(ZERO, pointsAmount) });
  explain.push({ rule: 'freight', label: '运费', amount: freight.fee });

  return {
    ok: true,
    price: {
      lines,
      weightGrams,
      goodsAmount,
      discountAmount,
      pointsUsed,
      pointsAmount,
      freightAmount: freight.fee,
      paymentAmount: add(subtract(goodsAmount, discountAmount), freight.fee),
      explain,
    },
  };
}
