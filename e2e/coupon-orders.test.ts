import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { BUYER, openCouponShop, type CouponShop } from './support/coupon-shop.ts';
import { adminDatabase } from './support/database.ts';
import { actAs, customer, MANAGE, newRequest } from './support/shop.ts';

/** What an order costs by a coupon, by prices of one’s own and by one’s level; and the points that it brings. */
let shop: CouponShop;

beforeAll(async () => {
  shop = await openCouponShop();
});

afterAll(async () => {
  await shop.later(3 * 60_000);
  expect(await audit(shop.emulator)).toEqual([]);
  await shop.emulator.stop();
});

describe('a coupon in an order', () => {
  it('is offered by the preview, best first with reasons, and takes off what the preview said', async () => {
    const weak = await shop.claimed();
    const strong = await shop.claimed({ title: '八折', kind: 'percent', threshold: 0, amount: 0, percentOff: 40 });
    const far = await shop.claimed({ title: '满 9000 减 100', threshold: 900_000, amount: 10_000 });
    const elsewhere = await shop.claimed({ scope: { kind: 'products', ids: [shop.other.productId] } });
    const inCategory = await shop.claimed({ amount: 400, scope: { kind: 'categories', ids: [shop.goods.category] } });
    const preview = await shop.buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [shop.line()],
      addressId: shop.buyer.addressId,
      preview: true,
    });
    const mine = preview.coupons.filter((one) => [weak, strong, far, elsewhere, inCategory].includes(one.userCouponId));
    expect(mine.map((one) => one.userCouponId).slice(0, 3)).toEqual([strong, inCategory, weak]);
    expect(mine.find((one) => one.userCouponId === far)?.why).toMatch(/^还差 [\d.]+ 元可用$/);
    expect(mine.find((one) => one.userCouponId === elsewhere)).toMatchObject({ usable: false, why: '不适用于所选商品', discount: 0 });
    const { coupons } = await shop.buyer.must('coupon', { action: 'available', items: [shop.line()], addressId: shop.buyer.addressId });
    expect(coupons).toEqual(preview.coupons);

    const items = [shop.line(), { ...shop.other, quantity: 1 }];
    const input = { items, addressId: shop.buyer.addressId, userCouponId: inCategory, usePoints: 50 };
    const told = await shop.buyer.must('submitOrder', { ...input, requestId: newRequest(), preview: true });
    const done = await shop.buyer.must('submitOrder', { ...input, requestId: newRequest() });
    const money = ({ totalAmount, discountAmount, freightAmount, paymentAmount, items: lines, explain }: typeof told): object => ({
      totalAmount,
      discountAmount,
      freightAmount,
      paymentAmount,
      lines,
      explain,
    });
    expect(money(done)).toEqual(money(told));
    const stored = await shop.order(done.orderId);
    expect(stored.items.map((item) => item.couponDiscount)).toEqual([400, 0]);
    expect(stored.items.reduce((sum, item) => sum + (item.pointsDiscount ?? 0), 0)).toBe(50);
    expect(stored.userCouponId).toBe(inCategory);
    await shop.buyer.must('order', { action: 'cancel', orderId: done.orderId ?? '' });
    expect(await shop.held(inCategory)).toMatchObject({ status: 'available', orderId: null });
  });

  it('takes off freight, which stays off the goods', async () => {
    const free = await shop.claimed({ title: '免运费', kind: 'freight', threshold: 0, amount: 0 });
    const bare = await shop.buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [shop.line()],
      addressId: shop.buyer.addressId,
      preview: true,
    });
    const input = { requestId: newRequest(), items: [shop.line()], addressId: shop.buyer.addressId, userCouponId: free };
    if (bare.freightAmount === 0) throw new Error('this test needs goods that pay freight');
    const done = await shop.buyer.must('submitOrder', input);
    expect(done).toMatchObject({ freightAmount: 0, freightDiscount: bare.freightAmount, discountAmount: bare.discountAmount });
    await shop.buyer.must('order', { action: 'cancel', orderId: done.orderId ?? '' });
    const many = Math.ceil(5900 / shop.goods.price) + 1;
    expect(await shop.submit(free, { items: [shop.line(many)] })).toMatchObject({
      status: 422,
      message: '优惠券不可用：本单已包邮，无需使用',
    });
  });

  it('is locked by the order, used by its payment and back when all is refunded before shipping', async () => {
    const couponId = await shop.template();
    const { coupon } = await shop.buyer.must('coupon', { action: 'claim', couponId, requestId: newRequest() });
    const id = coupon?._id ?? '';
    const orderId = await shop.placed(id);
    expect(await shop.held(id)).toMatchObject({ status: 'locked', orderId });
    expect(await shop.submit(id)).toMatchObject({ status: 422, message: '优惠券已用于另一笔待付款订单' });
    await shop.buyer.must('wxPay', { orderId, method: 'balance' });
    expect(await shop.held(id)).toMatchObject({ status: 'used', orderId, tallies: [] });
    expect(await shop.templateOf(couponId)).toMatchObject({ claimed: 1, used: 1, marks: [] });
    expect(await shop.submit(id)).toMatchObject({ status: 422, message: '优惠券已使用' });
    await shop.buyer.must('order', { action: 'cancel', orderId });
    expect(await shop.held(id)).toMatchObject({ status: 'available', orderId: null });
    expect(await shop.manager.must('coupon', { action: 'usage', couponId })).toMatchObject({
      coupon: { used: 0 },
      counts: { available: 1, used: 0 },
    });
  });

  it('is used when WeChat says the order is paid', async () => {
    const id = await shop.claimed();
    const orderId = await shop.placed(id);
    await shop.buyer.must('wxPay', { orderId, method: 'wechat' });
    const { orderNo } = await shop.order(orderId);
    await shop.emulator.post('/__sandbox/wechatpay/pay', { outTradeNo: `${orderNo}W`, behave: 'twice' });
    await expect.poll(async () => (await shop.held(id)).status, { timeout: 20_000 }).toBe('used');
    await shop.manager.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: 'JD0099887766' }] });
    await shop.buyer.must('order', { action: 'confirm', orderId });
    expect(await shop.held(id)).toMatchObject({ status: 'used', orderId });
  });

  it('goes into one of two orders that want it at once', async () => {
    const id = await shop.claimed();
    const answers = await Promise.all([shop.submit(id), shop.submit(id), shop.submit(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    const won = answers.find(({ status }) => status === 200)?.data as { orderId: string };
    expect(await shop.held(id)).toMatchObject({ status: 'locked', orderId: won.orderId });
    await shop.buyer.must('order', { action: 'cancel', orderId: won.orderId });
  });

  it('is refused when it is somebody else’s, not his order’s goods, or not yet good', async () => {
    const stranger = await customer(shop.emulator, 'o-coupon-stranger');
    const theirs = await shop.claimed({}, stranger);
    const orders = async (): Promise<number> =>
      (await adminDatabase(shop.emulator).collection('orders').where({ _openid: BUYER }).count()).total;
    const before = await orders();
    expect(await shop.submit(theirs)).toMatchObject({ status: 422, reason: 'COUPON_UNAVAILABLE' });
    const soon = Date.now() + 30 * 24 * 3_600_000;
    const early = await shop.claimed({ validity: { kind: 'fixed', from: soon, until: soon + 1 } });
    expect(await shop.submit(early)).toMatchObject({ status: 422, message: '还未到使用时间' });
    const elsewhere = await shop.claimed({ scope: { kind: 'products', ids: [shop.other.productId] } });
    expect(await shop.submit(elsewhere)).toMatchObject({ status: 422, message: '优惠券不可用：不适用于所选商品' });
    expect(await shop.submit(elsewhere, { preview: true })).toMatchObject({ status: 422, reason: 'COUPON_UNAVAILABLE' });
    expect(await orders()).toBe(before);
  });

  it('expires by itself, also one that comes back too late', async () => {
    const lone = await shop.claimed({ validity: { kind: 'relative', days: 1 } });
    const soon = await shop.claimed({ validity: { kind: 'fixed', from: Date.now() - 1000, until: Date.now() + 10 * 60_000 } });
    const orderId = await shop.placed(soon);
    await shop.later(40 * 60_000);
    expect(await shop.held(soon)).toMatchObject({ status: 'expired', orderId: null });
    expect((await shop.order(orderId)).status).toBe('cancelled');
    expect(await shop.held(lone)).toMatchObject({ status: 'available' });
    await shop.later(24 * 3_600_000);
    expect(await shop.held(lone)).toMatchObject({ status: 'expired' });
    shop.buyer = await customer(shop.emulator, BUYER);
    shop.manager = await actAs(shop.emulator, 'o-demo-staff-03', MANAGE);
    shop.sales = await actAs(shop.emulator, 'o-demo-staff-02', MANAGE);
    expect(await shop.submit(lone)).toMatchObject({ status: 422, message: '优惠券已过期' });
    expect((await shop.buyer.must('coupon', { action: 'mine', status: 'expired' })).list?.map((one) => one._id)).toContain(lone);
  });
});

describe('a customer with prices of his own', () => {
  it('pays them in the mall, without the level’s discount; his coupon still counts', async () => {
    const saved = await shop.manager.must('customer', {
      action: 'save',
      requestId: newRequest(),
      customer: { name: '青禾食堂', memberId: BUYER },
    });
    const customerId = saved.customer?._id ?? '';
    const price = shop.goods.price - 200;
    await shop.manager.must('customer', { action: 'setPrices', customerId, prices: [{ skuId: shop.goods.skuId, price }] });
    const userCouponId = await shop.claimed();
    const done = await shop.buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [shop.line(2)],
      addressId: shop.buyer.addressId,
      userCouponId,
    });
    expect(done).toMatchObject({ totalAmount: price * 2, discountAmount: 300 });
    expect(done.items[0]).toMatchObject({ unitPrice: price, levelDiscount: 0, couponDiscount: 300 });
    expect(done.explain[1]).toMatchObject({ rule: 'customer', amount: -400 });
    await shop.buyer.must('order', { action: 'cancel', orderId: done.orderId ?? '' });
    await shop.manager.must('customer', { action: 'setPrices', customerId, prices: [{ skuId: shop.goods.skuId, price: null }] });
  });
});

describe('points and levels', () => {
  const me = (): Promise<MemberDocument> => shop.read('member_user', BUYER);

  it('come with completion, on what the goods cost, once', async () => {
    const before = await me();
    const done = await shop.buyer.must('submitOrder', { requestId: newRequest(), items: [shop.line(2)], addressId: shop.buyer.addressId });
    const orderId = done.orderId ?? '';
    await shop.buyer.must('wxPay', { orderId, method: 'balance' });
    await shop.manager.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: 'JD0011112222' }] });
    expect((await me()).points).toBe(before.points);
    const answers = await Promise.all([1, 2, 3].map(() => shop.buyer.call('order', { action: 'confirm', orderId })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const worth = Math.floor((done.paymentAmount - done.freightAmount) / 100);
    const after = await me();
    expect([after.points - before.points, after.growth - before.growth]).toEqual([worth, worth]);
    expect((await shop.order(orderId)).earned).toEqual({ goods: done.paymentAmount - done.freightAmount, points: worth, growth: worth });
    const told = await shop.buyer.must('getUserPoints', {});
    expect(told).toMatchObject({ points: after.points, growth: after.growth, level: after.level });
    expect(told.logs[0]).toMatchObject({ type: 'earn', points: worth, orderId, pointsAfter: after.points });
  });

  it('take the level’s percent off goods without a price of their own', async () => {
    const member = await me();
    const { percentOff, level } = await shop.buyer.must('getUserPoints', {});
    expect(level).toBe(member.level);
    const preview = await shop.buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [shop.line(2)],
      addressId: shop.buyer.addressId,
      preview: true,
    });
    expect(preview.discountAmount).toBe(Math.round((shop.goods.price * 2 * percentOff) / 100));
    expect(preview.explain.some(({ rule }) => rule === 'level')).toBe(percentOff > 0);
  });

  it('are added by those who may, once per request or order', async () => {
    const before = (await me()).points;
    const requestId = newRequest();
    const add = { userId: BUYER, points: 30, type: 'adjust', reason: '客诉补偿', requestId } as const;
    const answers = await Promise.all(Array.from({ length: 6 }, () => shop.manager.must('addPoints', add)));
    for (const answer of answers) expect(answer).toEqual({ points: before + 30 });
    expect(await shop.manager.call('addPoints', { ...add, points: 31 })).toMatchObject({ status: 409, reason: 'POINTS_RECORDED' });
    expect((await me()).points).toBe(before + 30);
    await shop.manager.must('addPoints', { ...add, points: -30, requestId: newRequest() });

    const orderId = (await adminDatabase(shop.emulator).collection('orders').where({ _openid: BUYER, status: 'completed' }).limit(1).get())
      .data[0];
    const completed = (orderId as OrderDocument | undefined)?._id ?? '';
    const earned = (await shop.order(completed)).earned?.points ?? 0;
    const again = { userId: BUYER, points: earned || 5, type: 'earn', reason: '购物赠送', orderId: completed } as const;
    expect(await shop.manager.must('addPoints', again)).toEqual({ points: (await me()).points });
    expect(await shop.manager.call('addPoints', { ...again, points: again.points + 1 })).toMatchObject({ reason: 'POINTS_RECORDED' });
    expect(await shop.manager.call('addPoints', { ...again, userId: 'o-demo-customer-01' })).toMatchObject({ reason: 'ORDER_NOT_FOUND' });
    expect(await shop.manager.call('addPoints', { ...add, requestId: newRequest(), points: -1_000_000 })).toMatchObject({
      reason: 'POINTS_INSUFFICIENT',
    });
    expect(await shop.manager.call('addPoints', { ...add, requestId: newRequest(), userId: 'nobody-here' })).toMatchObject({
      reason: 'MEMBER_NOT_FOUND',
    });
    for (const wrong of [
      { points: 0 },
      { points: 1.5 },
      { type: 'earn', points: -1 },
      { type: 'gift' },
      { reason: '' },
      { type: 'spend', points: -1, orderId: completed },
    ])
      expect(await shop.manager.send('addPoints', { ...add, requestId: newRequest(), ...wrong })).toMatchObject({ status: 400 });
    for (const who of [shop.buyer, shop.sales])
      expect(await who.call('addPoints', { ...add, requestId: newRequest() })).toMatchObject({ status: 403 });
  });

  it('are shown to himself and to those who may', async () => {
    expect(await shop.buyer.must('getUserPoints', { userId: BUYER })).toMatchObject({ points: (await me()).points });
    expect(await shop.buyer.call('getUserPoints', { userId: 'o-demo-customer-01' })).toMatchObject({ status: 403 });
    expect(await shop.manager.must('getUserPoints', { userId: BUYER })).toMatchObject({ points: (await me()).points });
    expect(await shop.manager.call('getUserPoints', { userId: 'nobody-here' })).toMatchObject({ status: 404, reason: 'MEMBER_NOT_FOUND' });
  });
});
