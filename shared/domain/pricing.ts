import { apportion } from './apportion.ts';
import { orderFreight, type FreightTemplate, type OrderFreight } from './freight.ts';
import { add, fen, subtract, times, ZERO, type Fen } from './money.ts';
import { couponShares, freightCoupon, type CouponFault, type CouponTerms } from './pricing/coupon.ts';
import { levelShares } from './pricing/member-level.ts';
import { pointsWorth, spendablePoints, type PointsRule } from './pricing/points.ts';
import { pickUnitPrice, type PriceSource, type UnitPriced } from './pricing/unit-price.ts';

export { spendablePoints, type PointsRule } from './pricing/points.ts';
export { unitPrice } from './pricing/unit-price.ts';

/** One wanted line with everything its price depends on; read from the database, never from a client. */
export interface PricingLine extends UnitPriced {
  readonly productId: string;
  readonly skuId: string;
  readonly quantity: number;
  readonly weightGrams: number;
  /** Of its product; without one the line travels by the order's. */
  readonly freightTemplate?: FreightTemplate | undefined;
  /** The product's category and all above it; a coupon for categories covers nothing without. */
  readonly categoryPath?: readonly string[] | undefined;
}

export interface PricingInput {
  readonly lines: readonly PricingLine[];
  readonly province: string;
  readonly freight: FreightTemplate;
  /** Percent that the member's level takes off, 0–100; nothing when it is left out. */
  readonly levelPercentOff?: number | undefined;
  /** The one coupon of the order. Whose it is and whether it is still valid has been checked. */
  readonly coupon?: CouponTerms | null | undefined;
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
  readonly priceSource: PriceSource;
  /** unitPrice × quantity. */
  readonly amount: Fen;
  /** This line's shares of the order's discounts, by source. */
  readonly levelDiscount: Fen;
  readonly couponDiscount: Fen;
  readonly pointsDiscount: Fen;
  /** The sum of the three. */
  readonly discount: Fen;
  /** amount − discount: what the line's goods were sold for, and what a refund of all of it returns. */
  readonly payable: Fen;
}

/** One link of the chain, told in a sentence: what it did to the total. */
export interface PriceStep {
  readonly rule: 'goods' | 'customer' | 'activity' | 'zone' | 'level' | 'coupon' | 'points' | 'freight';
  readonly label: string;
  readonly amount: Fen;
}

export interface Price {
  readonly lines: readonly PricedLine[];
  readonly weightGrams: number;
  readonly goodsAmount: Fen;
  readonly levelAmount: Fen;
  /** What the coupon takes off the goods. */
  readonly couponAmount: Fen;
  readonly pointsUsed: number;
  readonly pointsAmount: Fen;
  /** Level, coupon and points: everything that is taken off the goods. */
  readonly discountAmount: Fen;
  /** What the points rule is applied to: goods − level − coupon. */
  readonly pointsBase: Fen;
  /** What the coupon takes off the freight. */
  readonly freightDiscount: Fen;
  /** What is paid for freight, the coupon taken off. */
  readonly freightAmount: Fen;
  /** goods − discounts + freight. */
  readonly paymentAmount: Fen;
  readonly explain: readonly PriceStep[];
}

export type PricingOutcome =
  | { readonly ok: true; readonly price: Price }
  /** `unservedLines`: the indexes of the lines that cannot go there. */
  | { readonly ok: false; readonly unservedProvince: string; readonly unservedLines: readonly number[]; readonly couponFault?: undefined }
  | { readonly ok: false; readonly couponFault: CouponFault; readonly unservedProvince?: undefined };

const SOURCE_LABELS = { customer: '专属价', activity: '活动价', zone: '折扣专区' } as const;

function sum(amounts: readonly Fen[]): Fen {
  return add(ZERO, ...amounts);
}

function minus(amounts: readonly Fen[], shares: readonly Fen[]): Fen[] {
  return amounts.map((amount, index) => subtract(amount, shares[index] ?? ZERO));
}

/**
 * The price chain, its order in this one place: unit price (customer › activity › zone › SKU) → member level → coupon → points → freight. Every link is a pure file of
 * `pricing/`, sees what the links before it left, and apportions by largest remainder. The same code prices a preview, an order and the lines of a refund.
 *
 * Refuses (as a value) a province that is not served, and a coupon that does nothing for these goods: nobody loses one for nothing.
 */
export function priceOrder(input: PricingInput): PricingOutcome {
  const units = input.lines.map(pickUnitPrice);
  const amounts = input.lines.map((line, index) => times(units[index]?.price ?? ZERO, line.quantity));
  const goodsAmount = sum(amounts);

  const level = levelShares(
    units.map(({ source }, index) => ({ source, amount: amounts[index] ?? ZERO })),
    input.levelPercentOff ?? 0,
  );
  const afterLevel = minus(amounts, level);

  const terms = input.coupon ?? null;
  const covered = input.lines.map(({ productId, categoryPath = [] }, index) => ({
    productId,
    categoryPath,
    amount: afterLevel[index] ?? ZERO,
    activity: units[index]?.source === 'activity',
  }));
  const couponed = terms === null ? { ok: true as const, shares: covered.map(() => ZERO) } : couponShares(terms, covered);
  if (!couponed.ok) return { ok: false, couponFault: couponed.fault };
  const afterCoupon = minus(afterLevel, couponed.shares);

  const pointsBase = sum(afterCoupon);
  const pointsUsed = spendablePoints(pointsBase, input.pointsWanted, input.pointsAvailable, input.pointsRule);
  const pointsAmount = pointsWorth(pointsUsed, input.pointsRule);
  const points = apportion(afterCoupon, pointsAmount);
  const payables = minus(afterCoupon, points);

  const weightGrams = input.lines.reduce((total, line) => total + line.weightGrams * line.quantity, 0);
  // Points are the customer's money: what he pays with them counts towards free freight, or spending them could make an order dearer.
  const quoted = orderFreight(
    input.lines.map(({ weightGrams: grams, quantity: pieces, freightTemplate: template }, index) => ({
      grams: grams * pieces,
      pieces,
      goods: afterCoupon[index] ?? ZERO,
      template,
    })),
    input.freight,
    input.province,
  );
  if (!quoted.served) return { ok: false, unservedProvince: input.province, unservedLines: quoted.lines };
  const { freight } = quoted;
  const freightDiscount = terms === null ? ZERO : freightCoupon(terms, freight.fee);
  if (terms?.kind === 'freight' && freightDiscount === 0) return { ok: false, couponFault: { fault: 'nothing' } };

  const lines = input.lines.map((line, index): PricedLine => {
    const amount = amounts[index] ?? ZERO;
    const payable = payables[index] ?? ZERO;
    return {
      productId: line.productId,
      skuId: line.skuId,
      quantity: line.quantity,
      unitPrice: units[index]?.price ?? ZERO,
      priceSource: units[index]?.source ?? 'sku',
      amount,
      levelDiscount: level[index] ?? ZERO,
      couponDiscount: couponed.shares[index] ?? ZERO,
      pointsDiscount: points[index] ?? ZERO,
      discount: subtract(amount, payable),
      payable,
    };
  });
  const [levelAmount, couponAmount] = [sum(level), sum(couponed.shares)];
  const freightAmount = subtract(freight.fee, freightDiscount);
  return {
    ok: true,
    price: {
      lines,
      weightGrams,
      goodsAmount,
      levelAmount,
      couponAmount,
      pointsUsed,
      pointsAmount,
      discountAmount: subtract(goodsAmount, sum(payables)),
      pointsBase,
      freightDiscount,
      freightAmount,
      paymentAmount: add(sum(payables), freightAmount),
      explain: [
        ...explainGoods(input.lines, lines),
        ...off('level', '会员折扣', levelAmount),
        ...off('coupon', '优惠券', couponAmount),
        ...off('points', `${pointsUsed} 积分抵扣`, pointsAmount),
        ...explainFreight(freight),
        ...off('coupon', '运费券', freightDiscount),
      ],
    },
  };
}

function off(rule: PriceStep['rule'], label: string, amount: Fen): PriceStep[] {
  return amount === 0 ? [] : [{ rule, label, amount: subtract(ZERO, amount) }];
}

/** One parcel is the freight; of several each is named after its template. */
function explainFreight({ parcels, fee }: OrderFreight): PriceStep[] {
  if (parcels.length < 2) return [{ rule: 'freight', label: '运费', amount: fee }];
  return parcels.map((parcel) => ({ rule: 'freight', label: `运费（${parcel.template.name ?? '其他'}）`, amount: parcel.fee }));
}

/** The goods at list price, then what each other source of a unit price changed. */
function explainGoods(wanted: readonly PricingLine[], priced: readonly PricedLine[]): PriceStep[] {
  const listed = wanted.map((line) => times(line.skuPrice, line.quantity));
  const steps: PriceStep[] = [{ rule: 'goods', label: '商品原价', amount: sum(listed) }];
  for (const source of ['customer', 'activity', 'zone'] as const) {
    const changed = sum(priced.map((line, index) => (line.priceSource === source ? subtract(line.amount, listed[index] ?? ZERO) : fen(0))));
    if (changed !== 0) steps.push({ rule: source, label: SOURCE_LABELS[source], amount: changed });
  }
  return steps;
}
