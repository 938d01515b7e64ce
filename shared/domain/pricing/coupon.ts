import { apportion } from '../apportion.ts';
import { add, fen, formatYuan, proportion, subtract, ZERO, type Fen } from '../money.ts';

/** 满减 (a sum off from a threshold on), 折扣 (percent off, capped), 免运费 (freight off), 无门槛 (a sum off, no threshold). */
export type CouponKind = 'reduction' | 'percent' | 'freight' | 'cash';

export const COUPON_KIND_LABELS: Readonly<Record<CouponKind, string>> = {
  reduction: '满减券',
  percent: '折扣券',
  freight: '免运费券',
  cash: '无门槛券',
};

/** Which goods count for the threshold and carry the discount. A category stands for all below it. */
export interface CouponScope {
  readonly kind: 'all' | 'categories' | 'products';
  readonly ids: readonly string[];
}

export interface CouponTerms {
  readonly kind: CouponKind;
  /** Goods of the scope must come to this much, after the member level's discount; 0 for none. */
  readonly threshold: Fen;
  /** Taken off by `reduction` and `cash`; 0 with the others. */
  readonly amount: Fen;
  /** Taken off by `percent`, 1–99; 0 with the others. */
  readonly percentOff: number;
  /** The most that `percent` or `freight` takes off; null for no limit. */
  readonly maxDiscount: Fen | null;
  readonly scope: CouponScope;
}

export interface CouponLine {
  readonly productId: string;
  readonly categoryPath: readonly string[];
  /** What the line costs at this link: amount − level discount. */
  readonly amount: Fen;
  /** Sold at a flash sale's or group buy's price, which no coupon lowers. */
  readonly activity?: boolean;
}

/** Why a coupon does nothing for these goods: all sold at an activity's price, none of its scope, below its threshold (and by how much), or nothing left to take off. */
export type CouponFault = { readonly fault: 'activity' | 'scope' | 'nothing' } | { readonly fault: 'threshold'; readonly missing: Fen };

export type CouponOutcome = { readonly ok: true; readonly shares: readonly Fen[] } | { readonly ok: false; readonly fault: CouponFault };

export function inScope(scope: CouponScope, line: Pick<CouponLine, 'productId' | 'categoryPath'>): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'categories':
      return line.categoryPath.some((category) => scope.ids.includes(category));
    case 'products':
      return scope.ids.includes(line.productId);
  }
}

function cap(amount: Fen, most: Fen | null): Fen {
  return most === null || amount <= most ? amount : most;
}

function goodsDiscount(terms: CouponTerms, base: Fen): Fen {
  switch (terms.kind) {
    case 'reduction':
    case 'cash':
      return cap(terms.amount, base);
    case 'percent':
      return cap(cap(proportion(base, Math.min(Math.max(terms.percentOff, 0), 100), 100), terms.maxDiscount), base);
    case 'freight':
      return ZERO;
  }
}

/** The third link: each line's share of the coupon. A freight coupon has no share in goods; what it does is {@link freightCoupon}'s. */
export function couponShares(terms: CouponTerms, lines: readonly CouponLine[]): CouponOutcome {
  if (lines.length > 0 && lines.every((line) => line.activity === true)) return { ok: false, fault: { fault: 'activity' } };
  const covered = lines.map((line) => line.activity !== true && inScope(terms.scope, line));
  if (!covered.includes(true)) return { ok: false, fault: { fault: 'scope' } };
  const amounts = lines.map((line, index) => (covered[index] === true ? line.amount : ZERO));
  const base = add(ZERO, ...amounts);
  if (base < terms.threshold) return { ok: false, fault: { fault: 'threshold', missing: subtract(terms.threshold, base) } };
  const discount = goodsDiscount(terms, base);
  if (discount === 0 && terms.kind !== 'freight') return { ok: false, fault: { fault: 'nothing' } };
  return { ok: true, shares: apportion(amounts, discount) };
}

/** What a coupon takes off the freight: nothing unless it is a freight coupon. */
export function freightCoupon(terms: CouponTerms, fee: Fen): Fen {
  return terms.kind === 'freight' ? cap(fee, terms.maxDiscount) : ZERO;
}

/** The fault in a sentence for the customer. */
export function couponFaultText(fault: CouponFault, kind: CouponKind): string {
  switch (fault.fault) {
    case 'activity':
      return '秒杀、拼团商品不参加优惠券';
    case 'scope':
      return '不适用于所选商品';
    case 'threshold':
      return `还差 ${formatYuan(fault.missing)} 元可用`;
    case 'nothing':
      return kind === 'freight' ? '本单已包邮，无需使用' : '本单没有可优惠的金额';
  }
}

/** What is wrong with terms that somebody typed in; null when they are sound. Contracts bound the single fields, this holds them together. */
export function termsFault(terms: CouponTerms): string | null {
  const { kind, threshold, amount, percentOff, maxDiscount, scope } = terms;
  const sum = kind === 'reduction' || kind === 'cash';
  if (sum !== amount > 0) return sum ? '请填写优惠金额' : '该类型的优惠券不填优惠金额';
  if ((kind === 'percent') !== percentOff > 0) return kind === 'percent' ? '请填写折扣' : '该类型的优惠券不填折扣';
  if (sum && maxDiscount !== null) return '该类型的优惠券不填最高优惠';
  if (kind === 'reduction' && threshold < amount) return '满减券的使用门槛不能低于优惠金额';
  if (kind === 'cash' && threshold > 0) return '无门槛券不设使用门槛';
  if ((scope.kind === 'all') !== (scope.ids.length === 0)) return scope.kind === 'all' ? '全场券不选商品或分类' : '请选择适用的商品或分类';
  return null;
}

/** `满 100 减 20`, `8.5 折，最多减 30 元`: the terms as people say them. */
export function couponTitle({ kind, threshold, amount, percentOff, maxDiscount }: CouponTerms): string {
  const yuan = (value: Fen): string => formatYuan(value).replace(/\.00$/, '');
  const from = threshold > 0 ? `满 ${yuan(threshold)} ` : '';
  const most = maxDiscount === null ? '' : `，最多减 ${yuan(maxDiscount)} 元`;
  switch (kind) {
    case 'reduction':
      return `${from}减 ${yuan(amount)}`;
    case 'cash':
      return `无门槛减 ${yuan(amount)}`;
    case 'percent':
      return `${from}${String(fen(100 - percentOff) / 10)} 折${most}`;
    case 'freight':
      return `${from}免运费${most}`;
  }
}
