import { couponFaults, holdFaults, shareFaults, templateFaults } from '@shop/shared/domain/audit/coupons.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { pagesOf, type Book } from '../audit/book.ts';

/** Templates by what the database counts: a popular one may have a hundred thousand coupons out. */
const templates: Book = {
  name: 'coupons',
  page: pagesOf(tables.coupons, 40),
  look: async (ids, moment) => {
    const [page, sums, open] = await Promise.all([
      tables.coupons.getMany(ids),
      tables.userCoupons.sums({ couponId: command.in([...ids]) }, ['couponId', 'source', 'status'], 1),
      tables.userCoupons.find({ 'tallies.at': command.gt(new Date(0)), couponId: command.in([...ids]) }, { limit: 1000 }),
    ]);
    return page.flatMap((template) => {
      const own = sums.filter(({ by }) => by['couponId'] === template._id && by['status'] !== 'claiming');
      const count = (field: 'source' | 'status', value: string): number =>
        own.filter(({ by }) => by[field] === value).reduce((total, { sum }) => total + sum, 0);
      const due = open.filter(({ couponId }) => couponId === template._id).flatMap(({ tallies }) => tallies);
      const out = {
        claimed: count('source', 'claim'),
        issued: count('source', 'issue'),
        used: count('status', 'used'),
        due: due.reduce((total, { by }) => total + by, 0),
        moving: false,
      };
      return templateFaults(template, out, moment);
    });
  },
};

const coupons: Book = {
  name: 'userCoupons',
  page: pagesOf(tables.userCoupons, 200),
  look: async (ids, moment) => {
    const page = await tables.userCoupons.getMany(ids);
    const orderIds = [...new Set(page.flatMap(({ orderId }) => orderId ?? []))];
    const orderOf = new Map((await tables.orders.getMany(orderIds)).map((order) => [order._id, order]));
    return page.flatMap((coupon) => couponFaults(coupon, orderOf.get(coupon.orderId ?? ''), moment));
  },
};

/** The orders once more, from their side. */
const discounts: Book = {
  name: 'discountedOrders',
  page: pagesOf(tables.orders, 200),
  look: async (ids, moment) => {
    const page = await tables.orders.getMany(ids);
    const wanted = [...new Set(page.flatMap(({ userCouponId }) => userCouponId ?? []))];
    const couponOf = new Map((await tables.userCoupons.getMany(wanted)).map((coupon) => [coupon._id, coupon]));
    return page.flatMap((order) => [...shareFaults(order), ...holdFaults(order, couponOf.get(order.userCouponId ?? ''), moment)]);
  },
};

/** What the nightly audit looks at of coupons and discounts. */
export const COUPON_BOOKS: readonly Book[] = [templates, coupons, discounts];
