import { describe, expect, it } from 'vitest';
import {
  couponBookFaults,
  growthFaults,
  type AuditedCoupon,
  type AuditedTemplate,
  type CouponBooks,
  type DiscountedOrder,
} from './coupons.ts';

const AT = new Date('2026-11-20T08:00:00Z');
const EARLY = new Date('2026-11-19T08:00:00Z');
const quiet = { now: AT, quiet: true };

const template: AuditedTemplate = { _id: 't', total: 10, claimed: 3, issued: 1, used: 1, marks: [] };
const coupon = (changes: Partial<AuditedCoupon>): AuditedCoupon => ({
  _id: 'c',
  _openid: 'anna',
  couponId: 't',
  number: 1,
  source: 'claim',
  status: 'available',
  orderId: null,
  tallies: [],
  updateTime: EARLY,
  ...changes,
});
const line = { discount: 500, levelDiscount: 200, couponDiscount: 250, pointsDiscount: 50 };
const order = (changes: Partial<DiscountedOrder>): DiscountedOrder => ({
  _id: 'o',
  _openid: 'anna',
  status: 'paid',
  items: [line],
  discountAmount: 500,
  pointsAmount: 50,
  userCouponId: 'used',
  updateTime: EARLY,
  ...changes,
});
const free = coupon({ _id: 'free' });
const issued = coupon({ _id: 'issued', source: 'issue', status: 'expired' });
const used = coupon({ _id: 'used', status: 'used', orderId: 'o' });
const locked = coupon({ _id: 'locked', status: 'locked', orderId: 'due' });
const paid = order({});
const due = order({ _id: 'due', status: 'pending_payment', userCouponId: 'locked' });
/** From before discounts were told apart. */
const old: DiscountedOrder = {
  _id: 'old',
  _openid: 'bert',
  status: 'completed',
  items: [{ discount: 9 }],
  discountAmount: 9,
  pointsAmount: 0,
  updateTime: EARLY,
};
const books: CouponBooks = { templates: [template], coupons: [free, issued, used, locked], orders: [paid, due, old] };

function found(changes: Partial<CouponBooks>, moment = quiet): string[] {
  return couponBookFaults({ ...books, ...changes }, moment).map(({ check, subject }) => `${check} ${subject}`);
}

const templates = (changes: Partial<AuditedTemplate>): Partial<CouponBooks> => ({ templates: [{ ...template, ...changes }] });
const coupons = (...changed: AuditedCoupon[]): Partial<CouponBooks> => ({
  coupons: books.coupons.map((one) => changed.find(({ _id }) => _id === one._id) ?? one),
});
const orders = (changed: DiscountedOrder): Partial<CouponBooks> => ({
  orders: books.orders.map((one) => (one._id === changed._id ? changed : one)),
});

describe('the books of coupons', () => {
  it('that agree are not complained about', () => {
    expect(found({})).toEqual([]);
    const ended = [order({ status: 'cancelled' }), order({ status: 'refunded' })];
    for (const one of ended)
      expect(found({ ...orders(one), ...coupons({ ...used, status: 'available', orderId: null }), ...templates({ used: 0 }) })).toEqual([]);
    expect(found(orders(order({ status: 'refunded', deliveryTime: EARLY })))).toEqual([]);
    expect(
      found({ ...coupons({ ...used, tallies: [{ by: 1 }], updateTime: AT }), ...templates({ used: 0 }) }, { now: AT, quiet: false }),
    ).toEqual([]);
  });

  it.each<[string, Partial<CouponBooks>, string]>([
    ['more out than there are', templates({ total: 3 }), 'coupon.total t'],
    ['a mark that nobody took out', templates({ marks: [{ at: EARLY }] }), 'coupon.stuck t'],
    ['another number of claims', templates({ claimed: 4 }), 'coupon.counters t'],
    ['another number of gifts', templates({ issued: 0 }), 'coupon.counters t'],
    ['another number of uses', templates({ used: 2 }), 'coupon.counters t'],
    ['a coupon that is still being given', coupons({ ...free, status: 'claiming' }), 'coupon.stuck free'],
    ['a use that was not counted', coupons({ ...used, tallies: [{ by: 1 }] }), 'coupon.stuck used'],
    ['a free coupon in an order', coupons({ ...free, orderId: 'o' }), 'coupon.state free'],
    ['an expired coupon in an order', coupons({ ...issued, orderId: 'o' }), 'coupon.state issued'],
    ['a coupon used by an order that does not know it', coupons({ ...free, status: 'used', orderId: 'old' }), 'coupon.state free'],
    ['a coupon used by nobody', coupons({ ...used, orderId: null }), 'coupon.state used'],
    ['a coupon of somebody else', coupons({ ...used, _openid: 'bert' }), 'coupon.state used'],
    ['a paid order whose coupon is only locked', coupons({ ...used, status: 'locked' }), 'coupon.order o'],
    ['an unpaid order whose coupon is used', coupons({ ...locked, status: 'used' }), 'coupon.order due'],
    ['a cancelled order that kept its coupon', orders(order({ status: 'cancelled' })), 'coupon.order o'],
    ['an order whose coupon is not there', orders(order({ userCouponId: 'nowhere' })), 'coupon.order o'],
    ['shares that are not the discount', orders(order({ items: [{ ...line, levelDiscount: 201 }] })), 'order.discounts o'],
    ['other points than the lines say', orders(order({ pointsAmount: 51 })), 'order.discounts o'],
    ['another sum than the lines say', orders(order({ discountAmount: 501 })), 'order.discounts o'],
    ['a coupon that gave nothing', orders(order({ items: [{ ...line, levelDiscount: 450, couponDiscount: 0 }] })), 'order.discounts o'],
    [
      'a discount by no coupon',
      { orders: [{ ...paid, _id: 'x', userCouponId: undefined } as unknown as DiscountedOrder] },
      'order.discounts x',
    ],
  ])('name %s', (_what, changes, wanted) => {
    expect(found(changes)).toContain(wanted);
  });

  it('leave alone what is being done at this moment', () => {
    const busy = { now: AT, quiet: false };
    expect(found(coupons({ ...free, status: 'claiming', updateTime: AT }), busy)).toEqual([]);
    expect(found(templates({ marks: [{ at: AT }], claimed: 4 }), busy)).toEqual([]);
    const moving = coupons({ ...used, updateTime: AT });
    expect(found({ ...orders(order({ userCouponId: 'nowhere', status: 'placing' })), ...moving }, busy)).toEqual([]);
    expect(found({ ...orders(order({ userCouponId: 'nowhere', updateTime: AT })), ...moving }, busy)).toEqual([]);
  });

  it('count a freight coupon by what it took off the freight', () => {
    const items = [{ ...line, levelDiscount: 450, couponDiscount: 0 }];
    expect(found(orders(order({ items, freightDiscount: 800 })))).toEqual([]);
  });
});

describe('growth', () => {
  it('is what the points rows brought', () => {
    const rows = [{ userId: 'anna', growth: 30 }, { userId: 'anna', growth: -10 }, { userId: 'bert' }];
    expect(growthFaults([{ _id: 'anna', growth: 20 }, { _id: 'bert' }], rows)).toEqual([]);
    expect(growthFaults([{ _id: 'anna', growth: 21 }], rows)).toMatchObject([{ check: 'member.growth', subject: 'anna' }]);
    expect(growthFaults([{ _id: 'bert', growth: -1 }], [{ userId: 'bert', growth: -1 }])).toMatchObject([{ subject: 'bert' }]);
  });
});
