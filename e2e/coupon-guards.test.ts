import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CouponDocument, MemberDocument, OrderDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { Death, dies } from './support/rival.ts';
import { customer, newRequest } from './support/shop.ts';
import { couponToClaim, later, me, openShop, OPENID, staff as manager, type ShopHere } from './support/shop-here.ts';

/** A death or a rival at the exact lines of a coupon and of points. */
let shop: ShopHere;
let services: ShopHere['services'] & Awaited<ReturnType<typeof load>>;
let goods: { productId: string; skuId: string };

async function load() {
  const [claiming, issuing, points, expiry, byBalance, book] = await Promise.all([
    import('../cloudfunctions/_services/coupons/claim.ts'),
    import('../cloudfunctions/_services/coupons/issue.ts'),
    import('../cloudfunctions/_services/members/points-actions.ts'),
    import('../cloudfunctions/_services/members/points-expiry.ts'),
    import('../cloudfunctions/_services/payments/by-balance.ts'),
    import('../cloudfunctions/_services/payments/book.ts'),
  ]);
  return { ...claiming, ...issuing, ...points, ...expiry, ...byBalance, ...book };
}

beforeAll(async () => {
  shop = await openShop(['--strict']);
  const unit = shop.units.find((one) => one.price > 1500 && one.price < 4000);
  if (unit === undefined) throw new Error('the demo shop lacks goods for this test');
  goods = { productId: unit.shopProductId, skuId: unit._id };
  await shop.db.collection('systemConfigs').where({ _id: 'shop' }).update({ 'points.expire': 'nextYear' });
  services = { ...shop.services, ...(await load()) };
});

async function sweep(): Promise<void> {
  await services.sweepTasks(later());
  await services.sweepMarkers(later());
  await services.sweepDebits(later());
  await services.sweepCoupons(later());
}

afterEach(async () => {
  services.interfere(null);
  await sweep();
  await shop.settled();
});

afterAll(async () => {
  await shop.emulator.stop();
});

const template = (total = 10): Promise<string> => couponToClaim(manager, { total, perUser: 3 });

const claim = (couponId: string, requestId = newRequest(), who = me): ReturnType<typeof services.claimCoupon> =>
  services.claimCoupon({ couponId, requestId }, who);

async function claimed(): Promise<string> {
  const result = await claim(await template());
  if (!result.ok) throw new Error(result.message);
  return result.data.coupon._id;
}

const read = async <Doc>(collection: string, id: string): Promise<Doc | undefined> =>
  ((await shop.db.collection(collection).where({ _id: id }).get()).data as Doc[])[0];
const templateOf = (id: string): Promise<CouponDocument | undefined> => read('coupons', id);
const held = (id: string): Promise<UserCouponDocument | undefined> => read('userCoupons', id);
const orderOf = (id: string): Promise<OrderDocument | undefined> => read('orders', id);

const submit = (userCouponId: string, requestId = newRequest()): ReturnType<typeof services.submitOrder> =>
  services.submitOrder({ requestId, items: [{ ...goods, quantity: 1 }], addressId: shop.addressId, userCouponId }, me);

async function placed(userCouponId: string): Promise<string> {
  const result = await submit(userCouponId);
  if (!result.ok || result.data.orderId === null) throw new Error('not placed');
  return result.data.orderId;
}

describe('a claim that dies', () => {
  it('before it is counted leaves nothing, and the same request claims again', async () => {
    const couponId = await template();
    const requestId = newRequest();
    shop.at('coupon.written', dies);
    await expect(claim(couponId, requestId)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await services.sweepCoupons(new Date())).toBe(0);
    await sweep();
    expect(await templateOf(couponId)).toMatchObject({ claimed: 0, marks: [] });
    expect(await claim(couponId, requestId)).toMatchObject({ ok: true, data: { coupon: { status: 'available' } } });
    expect(await templateOf(couponId)).toMatchObject({ claimed: 1 });
  });

  it.each<Checkpoint>(['coupon.counted', 'coupon.given'])('at %s has claimed: the sweeper finishes it, once', async (line) => {
    const couponId = await template();
    const requestId = newRequest();
    shop.at(line, dies);
    await expect(claim(couponId, requestId)).rejects.toThrow(Death);
    services.interfere(null);
    await sweep();
    await sweep();
    expect(await templateOf(couponId)).toMatchObject({ claimed: 1, marks: [] });
    expect(await claim(couponId, requestId)).toMatchObject({ ok: true, data: { coupon: { status: 'available' } } });
    expect(await templateOf(couponId)).toMatchObject({ claimed: 1 });
  });
});

describe('an issue that dies', () => {
  it('is told to wait when it is asked for again too soon, and gives what is missing later', async () => {
    const couponId = await template();
    const input = { action: 'issue' as const, requestId: newRequest(), couponId, openids: [OPENID] };
    shop.at('coupon.written', dies);
    await expect(services.issueCoupons(input, manager)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await services.issueCoupons(input, manager)).toMatchObject({ ok: false, reason: 'COUPON_IN_PROGRESS' });
    await sweep();
    expect(await services.issueCoupons(input, manager)).toMatchObject({ ok: true, data: { given: 1, limited: 0 } });
    expect(await services.issueCoupons(input, manager)).toMatchObject({ ok: true, data: { given: 1, limited: 0 } });
    expect(await templateOf(couponId)).toMatchObject({ issued: 1, marks: [] });
  });
});

describe('somebody else at the exact line', () => {
  it('who takes the last one between the look and the count: sold out, and nothing is left of it', async () => {
    const couponId = await template(1);
    shop.at('coupon.written', async () => {
      expect(await claim(couponId, newRequest(), { ...me, identity: 'o-rival', openid: 'o-rival' })).toMatchObject({ ok: true });
    });
    expect(await claim(couponId)).toMatchObject({ ok: false, reason: 'COUPON_SOLD_OUT' });
    expect(await templateOf(couponId)).toMatchObject({ claimed: 1, marks: [] });
    const { total } = await shop.db.collection('userCoupons').where({ couponId }).count();
    expect(total).toBe(1);
  });

  it('who locks the coupon in another order first: one order has it, the other leaves nothing', async () => {
    const id = await claimed();
    let rival: Awaited<ReturnType<typeof submit>> | undefined;
    shop.at('coupon.read', async () => {
      rival = await submit(id);
    });
    const requestId = newRequest();
    expect(await submit(id, requestId)).toMatchObject({ ok: false, reason: 'COUPON_UNAVAILABLE' });
    expect(rival).toMatchObject({ ok: true });
    const { data } = await shop.db.collection('orders').where({ _openid: OPENID, requestId }).get();
    expect(data).toEqual([]);
    if (rival?.ok) await services.cancelOrder(rival.data.orderId ?? '', undefined, me);
    expect(await held(id)).toMatchObject({ status: 'available', orderId: null });
  });

  it('who books the member’s points first: neither is lost', async () => {
    const points = async (): Promise<number> => (await read<MemberDocument>('member_user', OPENID))?.points ?? 0;
    const before = await points();
    const add = (requestId = newRequest()): ReturnType<typeof services.addPoints> =>
      services.addPoints({ userId: OPENID, points: 7, type: 'adjust', reason: '测试', requestId }, manager);
    shop.at('points.read', async () => {
      await add();
    });
    expect(await add()).toMatchObject({ ok: true, data: { points: before + 14 } });
    const requestId = newRequest();
    shop.at('points.read', async () => {
      await add(requestId);
    });
    expect(await add(requestId)).toMatchObject({ ok: true, data: { points: before + 21 } });
    expect(await points()).toBe(before + 21);
  });
});

describe('an order with a coupon', () => {
  it('that dies before it is placed holds no coupon', async () => {
    const id = await claimed();
    shop.at('order.reserved', dies);
    await expect(submit(id)).rejects.toThrow(Death);
    expect(await held(id)).toMatchObject({ status: 'available', orderId: null });
  });

  it('whose payment dies after the order was paid: the next notice uses the coupon, or the sweeper does', async () => {
    for (const again of [true, false]) {
      const id = await claimed();
      const orderId = await placed(id);
      expect(await services.pay(orderId, 'wechat', me)).toMatchObject({ ok: true });
      const order = await orderOf(orderId);
      const notice = {
        outTradeNo: `${order?.orderNo ?? ''}W`,
        transactionId: `42000000000000${again ? '11' : '12'}`,
        amount: order?.paymentAmount ?? 0,
        paidAt: new Date(),
      };
      shop.at('order.paid', dies);
      await expect(services.bookPayment(notice)).rejects.toThrow(Death);
      services.interfere(null);
      expect([(await orderOf(orderId))?.status, (await held(id))?.status]).toEqual(['paid', 'locked']);
      if (!again) {
        await sweep();
        expect(await held(id)).toMatchObject({ status: 'used', orderId });
      }
      await services.bookPayment(notice);
      const coupon = await held(id);
      expect(coupon).toMatchObject({ status: 'used', orderId, tallies: [] });
      expect(await templateOf(coupon?.couponId ?? '')).toMatchObject({ used: 1, marks: [] });
    }
  });

  it('whose use dies after it was counted, and before that was noted: it counts once', async () => {
    const id = await claimed();
    const orderId = await placed(id);
    shop.at('coupon.tallied', dies);
    await expect(services.pay(orderId, 'balance', me)).rejects.toThrow(Death);
    services.interfere(null);
    const coupon = await held(id);
    expect(coupon).toMatchObject({ status: 'used', orderId, tallies: [{ by: 1 }] });
    expect(await templateOf(coupon?.couponId ?? '')).toMatchObject({ used: 1, marks: [{}] });
    await sweep();
    expect(await held(id)).toMatchObject({ status: 'used', tallies: [] });
    expect(await templateOf(coupon?.couponId ?? '')).toMatchObject({ used: 1, marks: [] });
  });

  it.each([1, -1])('whose use is counted by two sweepers at once counts it once (by %i)', async (by) => {
    const id = await claimed();
    const orderId = await placed(id);
    if (by < 0) expect(await services.pay(orderId, 'balance', me)).toMatchObject({ ok: true });
    shop.at('coupon.counting', dies);
    await expect(by > 0 ? services.pay(orderId, 'balance', me) : services.cancelOrder(orderId, undefined, me)).rejects.toThrow(Death);
    services.interfere(null);
    const at = later();
    let rival = -1;
    shop.at('coupon.counting', async () => {
      rival = await services.sweepCoupons(new Date(at.getTime() + 1));
    });
    await services.sweepCoupons(at);
    expect(rival).toBe(0);
    const coupon = await held(id);
    expect(coupon).toMatchObject({ status: by > 0 ? 'used' : 'available', tallies: [] });
    expect(coupon).not.toHaveProperty('countingUntil');
    expect(await templateOf(coupon?.couponId ?? '')).toMatchObject({ used: by > 0 ? 1 : 0, marks: [] });
  });

  it('that waits for its payment keeps the coupon through every sweep', async () => {
    const id = await claimed();
    const orderId = await placed(id);
    await sweep();
    expect(await held(id)).toMatchObject({ status: 'locked', orderId });
    await services.cancelOrder(orderId, undefined, me);
  });
});

describe('points of the year before last', () => {
  const WHO = 'o-old-points';

  async function add(points: number, daysAgo = 0): Promise<void> {
    const requestId = newRequest();
    const added = await services.addPoints({ userId: WHO, points, type: 'adjust', reason: '测试', requestId }, manager);
    expect(added.ok).toBe(true);
    if (daysAgo === 0) return;
    const { db } = shop;
    const when = { createTime: new Date(Date.now() - daysAgo * 24 * 3_600_000) };
    expect((await db.collection('member_points_log').where({ userId: WHO, points }).update(when)).updated).toBe(1);
  }

  it('expire once, oldest first, also when somebody spends or dies meanwhile', async () => {
    await customer(shop.emulator, WHO);
    await add(100, 800);
    await add(30);
    await add(-40);
    const now = new Date();
    const told = await services.getUserPoints({ userId: WHO }, manager);
    expect(told).toMatchObject({ ok: true, data: { points: 90, expiring: { points: 60 } } });
    shop.at('points.read', async () => add(-7));
    // This year's round is over since before he came; and the emulator's own timer may be quicker than this call.
    await shop.db.collection('counters').where({ _id: 'pointsExpiry' }).remove();
    for (let round = 0; round < 5; round += 1) await services.expirePoints(now);
    expect((await read<MemberDocument>('member_user', WHO))?.points).toBe(30);
    expect(await services.getUserPoints({ userId: WHO }, manager)).toMatchObject({ ok: true, data: { points: 30, expiring: null } });
  });
});
