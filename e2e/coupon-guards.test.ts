import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CouponDocument, MemberDocument, OrderDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import type { Caller } from '../cloudfunctions/_platform/caller.ts';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { customer, newRequest } from './support/shop.ts';

/** The services run here, in this process, through the real SDK, so that a test can put a death or a rival at an exact line. */
let emulator: Emulator;
let addressId: string;
let goods: { productId: string; skuId: string };
let services: typeof import('../cloudfunctions/_platform/checkpoint.ts') &
  typeof import('../cloudfunctions/_services/coupons/claim.ts') &
  typeof import('../cloudfunctions/_services/coupons/issue.ts') &
  typeof import('../cloudfunctions/_services/coupons/templates.ts') &
  typeof import('../cloudfunctions/_services/coupons/sweep.ts') &
  typeof import('../cloudfunctions/_services/members/points-actions.ts') &
  typeof import('../cloudfunctions/_services/members/points-expiry.ts') &
  typeof import('../cloudfunctions/_services/orders/customer.ts') &
  typeof import('../cloudfunctions/_services/orders/place.ts') &
  typeof import('../cloudfunctions/_services/orders/sweep.ts') &
  typeof import('../cloudfunctions/_services/payments/pay.ts') &
  typeof import('../cloudfunctions/_services/payments/by-balance.ts') &
  typeof import('../cloudfunctions/_services/payments/book.ts');

const OPENID = 'o-demo-customer-01';
const me: Caller = { kind: 'member', identity: OPENID, openid: OPENID, unionid: null, ip: '' };
const manager: Caller = { ...me, identity: 'o-demo-staff-03', openid: 'o-demo-staff-03' };

class Death extends Error {}

beforeAll(async () => {
  emulator = await startEmulator({ args: ['--strict'] });
  Object.assign(process.env, {
    WECHATPAY_APPID: 'wx5a1c0de000000001',
    WECHATPAY_MCHID: '1900000109',
    WECHATPAY_KEY: '8934e7d15453e97507ef794cf7b0519d',
    WECHATPAY_NOTIFY_URL: `${emulator.origin}/payCallback`,
    WECHATPAY_API_BASE: `${emulator.origin}/sandbox/wechatpay`,
  });
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const unit = (data as { _id: string; shopProductId: string; quantity: number; reserved: number; price: number }[]).find(
    (one) => one.quantity - one.reserved > 60 && one.price > 1500 && one.price < 4000,
  );
  if (unit === undefined) throw new Error('the demo shop lacks goods for this test');
  goods = { productId: unit.shopProductId, skuId: unit._id };
  addressId = (await customer(emulator, OPENID)).addressId;
  await adminDatabase(emulator).collection('systemConfigs').where({ _id: 'shop' }).update({ 'points.expire': 'nextYear' });
  const parts = await Promise.all([
    import('../cloudfunctions/_platform/checkpoint.ts'),
    import('../cloudfunctions/_services/coupons/claim.ts'),
    import('../cloudfunctions/_services/coupons/issue.ts'),
    import('../cloudfunctions/_services/coupons/templates.ts'),
    import('../cloudfunctions/_services/coupons/sweep.ts'),
    import('../cloudfunctions/_services/members/points-actions.ts'),
    import('../cloudfunctions/_services/members/points-expiry.ts'),
    import('../cloudfunctions/_services/orders/customer.ts'),
    import('../cloudfunctions/_services/orders/place.ts'),
    import('../cloudfunctions/_services/orders/sweep.ts'),
    import('../cloudfunctions/_services/payments/pay.ts'),
    import('../cloudfunctions/_services/payments/by-balance.ts'),
    import('../cloudfunctions/_services/payments/book.ts'),
  ]);
  services = Object.assign({}, ...parts) as typeof services;
});

const LATER_MS = 10 * 60_000;

async function sweep(): Promise<void> {
  const later = new Date(Date.now() + LATER_MS);
  await services.sweepTasks(later);
  await services.sweepMarkers(later);
  await services.sweepDebits(later);
  await services.sweepCoupons(later);
}

afterEach(async () => {
  services.interfere(null);
  await sweep();
  expect(await audit(emulator)).toEqual([]);
});

afterAll(async () => {
  await emulator.stop();
});

/** Runs `act` once when the line is reached, and not again. */
function at(line: Checkpoint, act: () => Promise<void>): void {
  let done = false;
  services.interfere(async (reached) => {
    if (reached !== line || done) return;
    done = true;
    await act();
  });
}

function dieAt(line: Checkpoint): void {
  at(line, () => Promise.reject(new Death(line)));
}

async function template(total = 10): Promise<string> {
  const coupon = {
    title: '无门槛减 1',
    description: '',
    kind: 'cash' as const,
    threshold: 0,
    amount: fen(100),
    percentOff: 0,
    maxDiscount: null,
    scope: { kind: 'all' as const, ids: [] },
    validity: { kind: 'relative' as const, days: 7 },
    total,
    perUser: 3,
    claimable: true,
  };
  const saved = await services.saveTemplate({ action: 'save', requestId: newRequest(), coupon }, manager);
  if (!saved.ok) throw new Error(saved.message);
  return saved.data.coupon._id;
}

const claim = (couponId: string, requestId = newRequest(), who = me): ReturnType<typeof services.claimCoupon> =>
  services.claimCoupon({ couponId, requestId }, who);

async function claimed(): Promise<string> {
  const result = await claim(await template());
  if (!result.ok) throw new Error(result.message);
  return result.data.coupon._id;
}

const read = async <Doc>(collection: string, id: string): Promise<Doc | undefined> =>
  ((await adminDatabase(emulator).collection(collection).where({ _id: id }).get()).data as Doc[])[0];
const templateOf = (id: string): Promise<CouponDocument | undefined> => read('coupons', id);
const held = (id: string): Promise<UserCouponDocument | undefined> => read('userCoupons', id);
const orderOf = (id: string): Promise<OrderDocument | undefined> => read('orders', id);

const submit = (userCouponId: string, requestId = newRequest()): ReturnType<typeof services.submitOrder> =>
  services.submitOrder({ requestId, items: [{ ...goods, quantity: 1 }], addressId, userCouponId }, me);

async function placed(userCouponId: string): Promise<string> {
  const result = await submit(userCouponId);
  if (!result.ok || result.data.orderId === null) throw new Error('not placed');
  return result.data.orderId;
}

describe('a claim that dies', () => {
  it('before it is counted leaves nothing, and the same request claims again', async () => {
    const couponId = await template();
    const requestId = newRequest();
    dieAt('coupon.written');
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
    dieAt(line);
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
    dieAt('coupon.written');
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
    at('coupon.written', async () => {
      expect(await claim(couponId, newRequest(), { ...me, identity: 'o-rival', openid: 'o-rival' })).toMatchObject({ ok: true });
    });
    expect(await claim(couponId)).toMatchObject({ ok: false, reason: 'COUPON_SOLD_OUT' });
    expect(await templateOf(couponId)).toMatchObject({ claimed: 1, marks: [] });
    const { total } = await adminDatabase(emulator).collection('userCoupons').where({ couponId }).count();
    expect(total).toBe(1);
  });

  it('who locks the coupon in another order first: one order has it, the other leaves nothing', async () => {
    const id = await claimed();
    let rival: Awaited<ReturnType<typeof submit>> | undefined;
    at('coupon.read', async () => {
      rival = await submit(id);
    });
    const requestId = newRequest();
    expect(await submit(id, requestId)).toMatchObject({ ok: false, reason: 'COUPON_UNAVAILABLE' });
    expect(rival).toMatchObject({ ok: true });
    const { data } = await adminDatabase(emulator).collection('orders').where({ _openid: OPENID, requestId }).get();
    expect(data).toEqual([]);
    if (rival?.ok) await services.cancelOrder(rival.data.orderId ?? '', undefined, me);
    expect(await held(id)).toMatchObject({ status: 'available', orderId: null });
  });

  it('who books the member’s points first: neither is lost', async () => {
    const points = async (): Promise<number> => (await read<MemberDocument>('member_user', OPENID))?.points ?? 0;
    const before = await points();
    const add = (requestId = newRequest()): ReturnType<typeof services.addPoints> =>
      services.addPoints({ userId: OPENID, points: 7, type: 'adjust', reason: '测试', requestId }, manager);
    at('points.read', async () => {
      await add();
    });
    expect(await add()).toMatchObject({ ok: true, data: { points: before + 14 } });
    const requestId = newRequest();
    at('points.read', async () => {
      await add(requestId);
    });
    expect(await add(requestId)).toMatchObject({ ok: true, data: { points: before + 21 } });
    expect(await points()).toBe(before + 21);
  });
});

describe('an order with a coupon', () => {
  it('that dies before it is placed holds no coupon', async () => {
    const id = await claimed();
    dieAt('order.reserved');
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
      dieAt('order.paid');
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
    dieAt('coupon.tallied');
    await expect(services.pay(orderId, 'balance', me)).rejects.toThrow(Death);
    services.interfere(null);
    const coupon = await held(id);
    expect(coupon).toMatchObject({ status: 'used', orderId, tallies: [{ by: 1 }] });
    expect(await templateOf(coupon?.couponId ?? '')).toMatchObject({ used: 1, marks: [{}] });
    await sweep();
    expect(await held(id)).toMatchObject({ status: 'used', tallies: [] });
    expect(await templateOf(coupon?.couponId ?? '')).toMatchObject({ used: 1, marks: [] });
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
    const db = adminDatabase(emulator);
    const when = { createTime: new Date(Date.now() - daysAgo * 24 * 3_600_000) };
    expect((await db.collection('member_points_log').where({ userId: WHO, points }).update(when)).updated).toBe(1);
  }

  it('expire once, oldest first, also when somebody spends or dies meanwhile', async () => {
    await customer(emulator, WHO);
    await add(100, 800);
    await add(30);
    await add(-40);
    const now = new Date();
    const told = await services.getUserPoints({ userId: WHO }, manager);
    expect(told).toMatchObject({ ok: true, data: { points: 90, expiring: { points: 60 } } });
    at('points.read', async () => add(-7));
    // This year's round is over since before he came; and the emulator's own timer may be quicker than this call.
    await adminDatabase(emulator).collection('counters').where({ _id: 'pointsExpiry' }).remove();
    for (let round = 0; round < 5; round += 1) await services.expirePoints(now);
    expect((await read<MemberDocument>('member_user', WHO))?.points).toBe(30);
    expect(await services.getUserPoints({ userId: WHO }, manager)).toMatchObject({ ok: true, data: { points: 30, expiring: null } });
  });
});
