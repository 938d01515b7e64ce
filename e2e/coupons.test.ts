import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { BUYER, openCouponShop, type CouponShop, type Template } from './support/coupon-shop.ts';
import { adminDatabase } from './support/database.ts';
import { actAs, customer, newRequest, type User } from './support/shop.ts';

/** Templates of coupons, and how they come to people. */
let shop: CouponShop;

beforeAll(async () => {
  shop = await openCouponShop();
});

afterAll(async () => {
  await shop.later(3 * 60_000);
  expect(await audit(shop.emulator)).toEqual([]);
  await shop.emulator.stop();
});

describe('templates', () => {
  it('are made once per request, changed without touching what is out, stopped and gone on with', async () => {
    const requestId = newRequest();
    const [one, two] = await Promise.all(
      [1, 2].map(() => shop.manager.must('coupon', { action: 'save', requestId, coupon: shop.plain({ perUser: 2 }) })),
    );
    const couponId = one?.coupon?._id ?? '';
    expect(two?.coupon?._id).toBe(couponId);
    const { coupon: mine } = await shop.buyer.must('coupon', { action: 'claim', couponId, requestId: newRequest() });
    const save = (coupon: Template): ReturnType<User['call']> =>
      shop.manager.call('coupon', { action: 'save', requestId: newRequest(), couponId, coupon });
    expect(await save(shop.plain({ amount: 500, threshold: 2000, total: 1, perUser: 2 }))).toMatchObject({ status: 200 });
    expect((await shop.held(mine?._id ?? '')).terms).toMatchObject({ amount: 300, threshold: 1000 });
    expect(await shop.buyer.call('coupon', { action: 'claim', couponId, requestId: newRequest() })).toMatchObject({
      reason: 'COUPON_SOLD_OUT',
    });
    await shop.manager.must('coupon', { action: 'stop', couponId });
    expect(await shop.buyer.call('coupon', { action: 'claim', couponId, requestId: newRequest() })).toMatchObject({
      status: 422,
      message: '活动已结束',
    });
    await shop.manager.must('coupon', { action: 'resume', couponId });
    expect(await shop.templateOf(couponId)).toMatchObject({ status: 'on', claimed: 1, total: 1, terms: { amount: 500 } });
  });

  it.each<[string, object]>([
    ['a sum without an amount', { amount: 0 }],
    ['a threshold below the sum', { threshold: 200 }],
    ['a percentage of 100', { kind: 'percent', amount: 0, percentOff: 100 }],
    ['a sum and a percentage', { percentOff: 10 }],
    ['a threshold for a cash coupon', { kind: 'cash' }],
    ['a negative amount', { amount: -1 }],
    ['half a fen', { amount: 0.5 }],
    ['an end before its beginning', { validity: { kind: 'fixed', from: Date.UTC(2030, 1, 2), until: Date.UTC(2030, 1, 1) } }],
    ['an end that is past', { validity: { kind: 'fixed', from: Date.UTC(2020, 1, 1), until: Date.UTC(2020, 1, 2) } }],
    ['goods that are not there', { scope: { kind: 'products', ids: ['p-nothing'] } }],
    ['a field of its own', { claimed: 5 }],
  ])('refuse %s', async (_what, changes) => {
    const coupon = { ...shop.plain(), ...changes };
    expect(await shop.manager.send('coupon', { action: 'save', requestId: newRequest(), coupon })).toMatchObject({
      status: 400,
      reason: 'INPUT_INVALID',
    });
  });

  it('are the managers’ to write, the sales people’s to read, and a customer sees what he can claim', async () => {
    const couponId = await shop.template();
    const secret = await shop.template({ claimable: false });
    for (const who of [shop.buyer, shop.sales]) {
      expect(await who.call('coupon', { action: 'save', requestId: newRequest(), coupon: shop.plain() })).toMatchObject({
        reason: 'PERMISSION_DENIED',
      });
      expect(await who.call('coupon', { action: 'stop', couponId })).toMatchObject({ reason: 'PERMISSION_DENIED' });
      expect(await who.call('coupon', { action: 'issue', requestId: newRequest(), couponId, openids: [BUYER] })).toMatchObject({
        reason: 'PERMISSION_DENIED',
      });
    }
    expect(await shop.buyer.call('coupon', { action: 'usage', couponId })).toMatchObject({ reason: 'PERMISSION_DENIED' });
    expect(await shop.sales.must('coupon', { action: 'usage', couponId })).toMatchObject({ counts: { available: 0, used: 0 } });
    expect(await shop.buyer.call('coupon', { action: 'claim', couponId: secret, requestId: newRequest() })).toMatchObject({
      status: 404,
      reason: 'COUPON_NOT_FOUND',
    });
    expect(await shop.buyer.call('coupon', { action: 'claim', couponId: 'nothing', requestId: newRequest() })).toMatchObject({
      status: 404,
    });
    const centre = { status: 'on', claimable: true };
    const seen = await shop.reads(shop.buyer, 'coupons', centre);
    expect(seen.ok).toBe(true);
    for (const where of [{}, { status: 'on' }, { _id: secret }]) expect((await shop.reads(shop.buyer, 'coupons', where)).ok).toBe(false);
    expect((await shop.reads(shop.sales, 'coupons', { claimable: false })).ok).toBe(true);
    expect((await shop.reads(shop.buyer, 'userCoupons', { _openid: BUYER, status: 'available' })).ok).toBe(true);
    expect((await shop.reads(shop.buyer, 'userCoupons', { status: 'available' })).ok).toBe(false);
  });
});

describe('claiming', () => {
  it('gives one per request and no more than his share', async () => {
    const couponId = await shop.template({ perUser: 2 });
    const requestId = newRequest();
    const same = await Promise.all(Array.from({ length: 6 }, () => shop.buyer.must('coupon', { action: 'claim', couponId, requestId })));
    expect(new Set(same.map(({ coupon }) => coupon?._id)).size).toBe(1);
    const rush = await Promise.all(
      Array.from({ length: 10 }, () => shop.buyer.call('coupon', { action: 'claim', couponId, requestId: newRequest() })),
    );
    expect(rush.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(rush.filter(({ reason }) => reason === 'COUPON_LIMIT')).toHaveLength(9);
    expect(await shop.templateOf(couponId)).toMatchObject({ claimed: 2, issued: 0 });
  });

  it('hands out exactly what there is to a hundred members at once', async () => {
    const couponId = await shop.template({ total: 20 });
    const members = await Promise.all(Array.from({ length: 100 }, (_, index) => actAs(shop.emulator, `o-coupon-${index}`)));
    const answers = await Promise.all(members.map((one) => one.call('coupon', { action: 'claim', couponId, requestId: newRequest() })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.filter(({ reason }) => reason === 'COUPON_SOLD_OUT')).toHaveLength(80);
    expect(await shop.templateOf(couponId)).toMatchObject({ claimed: 20, marks: [] });
  });
});

describe('issuing', () => {
  it('gives each named member one, however often it is asked for', async () => {
    const couponId = await shop.template({ claimable: false, perUser: 2 });
    const requestId = newRequest();
    const openids = [BUYER, 'o-demo-customer-01', 'o-nobody-here'];
    const give = (): ReturnType<typeof shop.manager.must<'coupon'>> =>
      shop.manager.must('coupon', { action: 'issue', requestId, couponId, openids });
    const answers = [await give(), ...(await Promise.all([give(), give()]))];
    for (const answer of answers) expect(answer).toMatchObject({ given: 2, limited: 0, unknown: 1, soldOut: false, next: null });
    expect(await shop.templateOf(couponId)).toMatchObject({ issued: 2, claimed: 0 });
    expect((await shop.buyer.must('coupon', { action: 'mine' })).list?.filter((one) => one.couponId === couponId)).toHaveLength(1);
    for (const wrong of [{}, { openids, level: 1 }])
      expect(await shop.manager.send('coupon', { action: 'issue', requestId, couponId, ...wrong })).toMatchObject({ status: 400 });
  });

  it('reaches members of the older system, who have no level yet, with the lowest one', async () => {
    const db = adminDatabase(shop.emulator);
    const old = ['o-old-without', 'o-old-zero', 'o-old-null'];
    for (const openId of old) await customer(shop.emulator, openId);
    await db.collection('member_user').where({ openId: 'o-old-without' }).update({ level: db.command.remove() });
    await db.collection('member_user').where({ openId: 'o-old-zero' }).update({ level: 0 });
    await db.collection('member_user').where({ openId: 'o-old-null' }).update({ level: null });
    const couponId = await shop.template({ claimable: false, total: 1000 });
    const requestId = newRequest();
    for (let after = ''; ;) {
      const portion = await shop.manager.must('coupon', { action: 'issue', requestId, couponId, level: 1, after });
      if (typeof portion.next !== 'string') break;
      after = portion.next;
    }
    const { data } = await db
      .collection('userCoupons')
      .where({ couponId, _openid: db.command.in(old) })
      .limit(10)
      .get();
    expect(data).toHaveLength(3);
    await db
      .collection('member_user')
      .where({ openId: db.command.in(old) })
      .update({ level: 1 });
  });

  it('goes through a level portion by portion', async () => {
    const couponId = await shop.template({ claimable: false, total: 1000 });
    const { total } = await adminDatabase(shop.emulator).collection('member_user').where({ level: 1 }).count();
    expect(total).toBeGreaterThan(100);
    const requestId = newRequest();
    let [given, after, calls] = [0, '', 0];
    for (;;) {
      const portion = await shop.manager.must('coupon', { action: 'issue', requestId, couponId, level: 1, after });
      given += portion.given ?? 0;
      calls += 1;
      if (typeof portion.next !== 'string') break;
      after = portion.next;
    }
    expect([given, calls]).toEqual([total, Math.floor(total / 100) + 1]);
    expect((await shop.templateOf(couponId)).issued).toBe(total);
  });
});
