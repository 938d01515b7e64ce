import type { OrderStatus } from '../order-lifecycle.ts';
import { grouped, inMotion, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedTemplate {
  readonly _id: string;
  readonly total: number;
  readonly claimed: number;
  readonly issued: number;
  readonly used: number;
  readonly marks: readonly { readonly at: Date }[];
}

/** The coupons of one template that are out. */
export interface CouponCounts {
  readonly claimed: number;
  readonly issued: number;
  readonly used: number;
  /** Uses and returns that the template's counter has yet to follow, signed. */
  readonly due: number;
  /** One of them is being changed at this moment. */
  readonly moving: boolean;
}

export interface AuditedCoupon {
  readonly _id: string;
  readonly _openid: string;
  readonly couponId: string;
  readonly number: number;
  readonly source: 'claim' | 'issue';
  readonly status: 'claiming' | 'available' | 'locked' | 'used' | 'expired';
  readonly orderId: string | null;
  readonly tallies: readonly { readonly by: number }[];
  readonly updateTime: Date;
}

/** As much of an order as coupons and levels ask for. */
export interface DiscountedOrder {
  readonly _id: string;
  readonly _openid: string;
  readonly status: OrderStatus;
  readonly items: readonly {
    readonly discount: number;
    readonly levelDiscount?: number;
    readonly couponDiscount?: number;
    readonly pointsDiscount?: number;
    /** What staff changed by hand. */
    readonly adjustDiscount?: number;
  }[];
  readonly discountAmount: number;
  readonly pointsAmount: number;
  readonly freightDiscount?: number;
  readonly userCouponId?: string;
  readonly deliveryTime?: Date;
  readonly updateTime: Date;
}

export interface CouponBooks {
  readonly templates: readonly AuditedTemplate[];
  readonly coupons: readonly AuditedCoupon[];
  readonly orders: readonly DiscountedOrder[];
}

/** Counters are what is out, within the total; a coupon and its order agree on each other; what a line got off adds up by source. */
export function couponBookFaults({ templates, coupons, orders }: CouponBooks, moment: AuditMoment): Violation[] {
  const byTemplate = grouped(coupons, (coupon) => coupon.couponId);
  const couponOf = new Map(coupons.map((coupon) => [coupon._id, coupon]));
  const orderOf = new Map(orders.map((order) => [order._id, order]));
  return [
    ...templates.flatMap((template) => templateFaults(template, counted(byTemplate.get(template._id) ?? [], moment), moment)),
    ...coupons.flatMap((coupon) => couponFaults(coupon, orderOf.get(coupon.orderId ?? ''), moment)),
    ...orders.flatMap((order) => [...shareFaults(order), ...holdFaults(order, couponOf.get(order.userCouponId ?? ''), moment)]),
  ];
}

function counted(coupons: readonly AuditedCoupon[], moment: AuditMoment): CouponCounts {
  const out = coupons.filter((coupon) => coupon.status !== 'claiming');
  const count = (wanted: (coupon: AuditedCoupon) => boolean): number => out.filter(wanted).length;
  return {
    claimed: count(({ source }) => source === 'claim'),
    issued: count(({ source }) => source === 'issue'),
    used: count(({ status }) => status === 'used'),
    due: sumOf(coupons, (coupon) => sumOf(coupon.tallies, (tally) => tally.by)),
    moving: coupons.some((coupon) => inMotion(coupon.updateTime, moment)),
  };
}

/** A template against the coupons that are out. */
export function templateFaults(template: AuditedTemplate, out: CouponCounts, moment: AuditMoment): Violation[] {
  const { _id, total, claimed, issued, used, marks } = template;
  const faults: Violation[] = [];
  if (claimed + issued > total) faults.push(violation('coupon.total', _id, `${claimed + issued} of ${total} are out`));
  if (marks.some(({ at }) => moment.quiet || !inMotion(at, moment))) faults.push(violation('coupon.stuck', _id, 'a mark is left'));
  if (!moment.quiet && (marks.length > 0 || out.moving)) return faults;
  if (out.claimed !== claimed || out.issued !== issued)
    faults.push(violation('coupon.counters', _id, `${claimed} claimed and ${issued} issued, but ${out.claimed} and ${out.issued} are out`));
  if (used + out.due !== out.used) faults.push(violation('coupon.counters', _id, `${used} used, but ${out.used} are`));
  return faults;
}

/** A coupon against the order that it names. */
export function couponFaults(coupon: AuditedCoupon, order: DiscountedOrder | undefined, moment: AuditMoment): Violation[] {
  if (inMotion(coupon.updateTime, moment)) return [];
  const { _id, status, orderId } = coupon;
  const fault = (text: string): Violation[] => [violation('coupon.state', _id, text)];
  if (status === 'claiming') return [violation('coupon.stuck', _id, 'still being given out')];
  if (coupon.tallies.length > 0) return [violation('coupon.stuck', _id, 'its use is not counted')];
  if (status === 'available' || status === 'expired') return orderId === null ? [] : fault(`${status}, but in order ${orderId}`);
  if (order?.userCouponId !== _id || order._openid !== coupon._openid) return fault(`${status} by an order that does not know it`);
  return [];
}

/** An order against the coupon that it names. */
export function holdFaults(order: DiscountedOrder, coupon: AuditedCoupon | undefined, moment: AuditMoment): Violation[] {
  if (order.userCouponId === undefined || order.status === 'placing' || inMotion(order.updateTime, moment)) return [];
  const wanted = stateFor(order);
  const held = coupon?.orderId === order._id ? coupon.status : null;
  if (coupon !== undefined && held === wanted) return [];
  return [violation('coupon.order', order._id, `${order.status}, but its coupon is ${held ?? 'not its own'}`)];
}

/** What an order's coupon is to it: nothing any more when it ended without being shipped. */
function stateFor({ status, deliveryTime }: DiscountedOrder): 'locked' | 'used' | null {
  if (status === 'pending_payment') return 'locked';
  if (status === 'cancelled' || (status === 'refunded' && deliveryTime === undefined)) return null;
  return 'used';
}

/** What a line got off adds up by source. Orders from before discounts were told apart have no shares. */
export function shareFaults(order: DiscountedOrder): Violation[] {
  const told = order.items.filter((item) => item.levelDiscount !== undefined);
  if (told.length === 0) return [];
  const sum = (field: 'levelDiscount' | 'couponDiscount' | 'pointsDiscount'): number => sumOf(order.items, (item) => item[field] ?? 0);
  const fault = (text: string): Violation => violation('order.discounts', order._id, text);
  const faults: Violation[] = [];
  for (const { discount, levelDiscount = 0, couponDiscount = 0, pointsDiscount = 0, adjustDiscount = 0 } of order.items)
    if (levelDiscount + couponDiscount + pointsDiscount + adjustDiscount !== discount)
      faults.push(fault(`a line's shares are not ${discount}`));
  if (sum('pointsDiscount') !== order.pointsAmount) faults.push(fault(`points of ${sum('pointsDiscount')}, not ${order.pointsAmount}`));
  if (sumOf(order.items, (item) => item.discount) !== order.discountAmount) faults.push(fault(`its lines are not ${order.discountAmount}`));
  const byCoupon = sum('couponDiscount') + (order.freightDiscount ?? 0);
  if (byCoupon > 0 !== (order.userCouponId !== undefined)) faults.push(fault(`a coupon's discount of ${byCoupon}`));
  return faults;
}

/** A member's growth is the sum of what his points rows brought. */
export function growthFaults(
  members: readonly { readonly _id: string; readonly growth?: number }[],
  rows: readonly { readonly userId: string; readonly growth?: number }[],
): Violation[] {
  const rowsOf = grouped(rows, (row) => row.userId);
  return members.flatMap(({ _id, growth = 0 }) => {
    const booked = sumOf(rowsOf.get(_id) ?? [], (row) => row.growth ?? 0);
    return booked === growth && growth >= 0 ? [] : [violation('member.growth', _id, `${growth}, but its rows add up to ${booked}`)];
  });
}
