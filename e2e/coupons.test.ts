import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CouponDocument, MemberDocument, OrderDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import type { Contracts, InputOf } from '@shop/shared/contracts/index.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

type Template = Extract<InputOf<Contracts['coupon']>, { action: 'save' }>['coupon'];

let emulator: Emulator;
let buyer: User & { addressId: string };
let manager: User;
let sales: User;
/** One piece of it is worth coupons of a few yuan. */
let goods: { productId: string; skuId: string; price: number; category: string };
let other: { productId: string; skuId: string };

const BUYER = 'o-demo-customer-02';

beforeAll(async () => {
  emulator = await startEmulator({ args: ['--strict'] });
  const db = adminDatabase(emulator);
  const products = (await db.collection('shopProducts').where({ status: 'on' }).limit(1000).get()).data as {
    _id: string;
    isDiscount: boolean;
    categoryPath: string[];
    skus: { skuId: string; price: number }[];
  }[];
  const stock = (await db.collection('products').where({}).limit(1000).get()).data as { _id: string; quantity: number; reserved: number }[];
  const rich = new Set(stock.filter((one) => one.quantity - one.reserved > 60).map((one) => one._id));
  const plain = products.filter(
    (one) => !one.isDiscount && one.skus.every((sku) => rich.has(sku.skuId) && sku.price > 1500 && sku.price < 9000),
  );
  const [first] = plain;
  const second = plain.find((one) => one.categoryPath[0] !== first?.categoryPath[0]);
  if (!first?.skus[0] || !second?.skus[0]) throw new Error('the demo shop lacks goods for this test');
  goods = { productId: first._id, skuId: first.skus[0].skuId, price: first.skus[0].price, category: first.categoryPath[0] ?? '' };
  other = { productId: second._id, skuId: second.skus[0].skuId };
  buyer = await customer(emulator, BUYER);
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
});

afterAll(async () => {
  await later(3 * 60_000);
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

/** Lets the sweepers see what is left, some minutes on. */
async function later(advanceMs: number): Promise<void> {
  await emulator.post('/__emulator/clock', { advanceMs });
  await emulator.post('/__emulator/timer', { function: 'orderTimer' });
}

/** As an end reads the database, under the security rules. */
async function reads(user: User, collection: string, where: object): Promise<Response> {
  const path = `/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents`;
  const query = `offset=0&limit=10&query=${encodeURIComponent(JSON.stringify(where))}`;
  return fetch(`${emulator.origin}${path}?${query}`, { headers: { authorization: `Bearer ${user.token}` } });
}

const plain = (changes: Partial<Template> = {}): Template => ({
  title: '满 10 减 3',
  kind: 'reduction',
  threshold: 1000,
  amount: 300,
  validity: { kind: 'relative', days: 30 },
  total: 100,
  claimable: true,
  ...changes,
});

async function template(changes: Partial<Template> = {}): Promise<string> {
  const { coupon } = await manager.must('coupon', { action: 'save', requestId: newRequest(), coupon: plain(changes) });
  return coupon?._id ?? '';
}

async function claimed(changes: Partial<Template> = {}, who: User = buyer): Promise<string> {
  const couponId = await template(changes);
  const { coupon } = await who.must('coupon', { action: 'claim', couponId, requestId: newRequest() });
  return coupon?._id ?? '';
}

const read = async <Doc>(collection: string, id: string): Promise<Doc> => {
  const [doc] = (await adminDatabase(emulator).collection(collection).where({ _id: id }).get()).data as Doc[];
  if (doc === undefined) throw new Error(`${collection} ${id} is not there`);
  return doc;
};
const templateOf = (id: string): Promise<CouponDocument> => read('coupons', id);
const held = (id: string): Promise<UserCouponDocument> => read('userCoupons', id);
const order = (id: string | null): Promise<OrderDocument> => read('orders', id ?? '');

const line = (quantity = 1): { productId: string; skuId: string; quantity: number } => ({
  productId: goods.productId,
  skuId: goods.skuId,
  quantity,
});
const submit = (userCouponId: string, extra: object = {}): ReturnType<User['send']> =>
  buyer.send('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId, userCouponId, ...extra });
const placed = async (userCouponId: string): Promise<string> =>
  (await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId, userCouponId })).orderId ?? '';

describe('templates', () => {
  it('are made once per request, changed without touching what is out, stopped and gone on with', async () => {
    const requestId = newRequest();
    const [one, two] = await Promise.all(
      [1, 2].map(() => manager.must('coupon', { action: 'save', requestId, coupon: plain({ perUser: 2 }) })),
    );
    const couponId = one?.coupon?._id ?? '';
    expect(two?.coupon?._id).toBe(couponId);
    const { coupon: mine } = await buyer.must('coupon', { action: 'claim', couponId, requestId: newRequest() });
    const save = (coupon: Template): ReturnType<User['call']> =>
      manager.call('coupon', { action: 'save', requestId: newRequest(), couponId, coupon });
    expect(await save(plain({ amount: 500, threshold: 2000, total: 1, perUser: 2 }))).toMatchObject({ status: 200 });
    expect((await held(mine?._id ?? '')).terms).toMatchObject({ amount: 300, threshold: 1000 });
    expect(await buyer.call('coupon', { action: 'claim', couponId, requestId: newRequest() })).toMatchObject({ reason: 'COUPON_SOLD_OUT' });
    await manager.must('coupon', { action: 'stop', couponId });
    expect(await buyer.call('coupon', { action: 'claim', couponId, requestId: newRequest() })).toMatchObject({
      status: 422,
      message: '活动已结束',
    });
    await manager.must('coupon', { action: 'resume', couponId });
    expect(await templateOf(couponId)).toMatchObject({ status: 'on', claimed: 1, total: 1, terms: { amount: 500 } });
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
    const coupon = { ...plain(), ...changes };
    expect(await manager.send('coupon', { action: 'save', requestId: newRequest(), coupon })).toMatchObject({
      status: 400,
      reason: 'INPUT_INVALID',
    });
  });

  it('are the managers’ to write, the sales people’s to read, and a customer sees what he can claim', async () => {
    const couponId = await template();
    const secret = await template({ claimable: false });
    for (const who of [buyer, sales]) {
      expect(await who.call('coupon', { action: 'save', requestId: newRequest(), coupon: plain() })).toMatchObject({
        reason: 'PERMISSION_DENIED',
      });
      expect(await who.call('coupon', { action: 'stop', couponId })).toMatchObject({ reason: 'PERMISSION_DENIED' });
      expect(await who.call('coupon', { action: 'issue', requestId: newRequest(), couponId, openids: [BUYER] })).toMatchObject({
        reason: 'PERMISSION_DENIED',
      });
    }
    expect(await buyer.call('coupon', { action: 'usage', couponId })).toMatchObject({ reason: 'PERMISSION_DENIED' });
    expect(await sales.must('coupon', { action: 'usage', couponId })).toMatchObject({ counts: { available: 0, used: 0 } });
    expect(await buyer.call('coupon', { action: 'claim', couponId: secret, requestId: newRequest() })).toMatchObject({
      status: 404,
      reason: 'COUPON_NOT_FOUND',
    });
    expect(await buyer.call('coupon', { action: 'claim', couponId: 'nothing', requestId: newRequest() })).toMatchObject({ status: 404 });
    const centre = { status: 'on', claimable: true };
    const seen = await reads(buyer, 'coupons', centre);
    expect(seen.ok).toBe(true);
    for (const where of [{}, { status: 'on' }, { _id: secret }]) expect((await reads(buyer, 'coupons', where)).ok).toBe(false);
    expect((await reads(sales, 'coupons', { claimable: false })).ok).toBe(true);
    expect((await reads(buyer, 'userCoupons', { _openid: BUYER, status: 'available' })).ok).toBe(true);
    expect((await reads(buyer, 'userCoupons', { status: 'available' })).ok).toBe(false);
  });
});

describe('claiming', () => {
  it('gives one per request and no more than his share', async () => {
    const couponId = await template({ perUser: 2 });
    const requestId = newRequest();
    const same = await Promise.all(Array.from({ length: 6 }, () => buyer.must('coupon', { action: 'claim', couponId, requestId })));
    expect(new Set(same.map(({ coupon }) => coupon?._id)).size).toBe(1);
    const rush = await Promise.all(
      Array.from({ length: 10 }, () => buyer.call('coupon', { action: 'claim', couponId, requestId: newRequest() })),
    );
    expect(rush.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(rush.filter(({ reason }) => reason === 'COUPON_LIMIT')).toHaveLength(9);
    expect(await templateOf(couponId)).toMatchObject({ claimed: 2, issued: 0 });
  });

  it('hands out exactly what there is to a hundred members at once', async () => {
    const couponId = await template({ total: 20 });
    const members = await Promise.all(Array.from({ length: 100 }, (_, index) => actAs(emulator, `o-coupon-${index}`)));
    const answers = await Promise.all(members.map((one) => one.call('coupon', { action: 'claim', couponId, requestId: newRequest() })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(answers.filter(({ reason }) => reason === 'COUPON_SOLD_OUT')).toHaveLength(80);
    expect(await templateOf(couponId)).toMatchObject({ claimed: 20, marks: [] });
  });
});

describe('issuing', () => {
  it('gives each named member one, however often it is asked for', async () => {
    const couponId = await template({ claimable: false, perUser: 2 });
    const requestId = newRequest();
    const openids = [BUYER, 'o-demo-customer-01', 'o-nobody-here'];
    const give = (): ReturnType<typeof manager.must<'coupon'>> => manager.must('coupon', { action: 'issue', requestId, couponId, openids });
    const answers = [await give(), ...(await Promise.all([give(), give()]))];
    for (const answer of answers) expect(answer).toMatchObject({ given: 2, limited: 0, unknown: 1, soldOut: false, next: null });
    expect(await templateOf(couponId)).toMatchObject({ issued: 2, claimed: 0 });
    expect((await buyer.must('coupon', { action: 'mine' })).list?.filter((one) => one.couponId === couponId)).toHaveLength(1);
    for (const wrong of [{}, { openids, level: 1 }])
      expect(await manager.send('coupon', { action: 'issue', requestId, couponId, ...wrong })).toMatchObject({ status: 400 });
  });

  it('reaches members of the older system, who have no level yet, with the lowest one', async () => {
    const db = adminDatabase(emulator);
    const old = ['o-old-without', 'o-old-zero', 'o-old-null'];
    for (const openId of old) await customer(emulator, openId);
    await db.collection('member_user').where({ openId: 'o-old-without' }).update({ level: db.command.remove() });
    await db.collection('member_user').where({ openId: 'o-old-zero' }).update({ level: 0 });
    await db.collection('member_user').where({ openId: 'o-old-null' }).update({ level: null });
    const couponId = await template({ claimable: false, total: 1000 });
    const requestId = newRequest();
    for (let after = ''; ;) {
      const portion = await manager.must('coupon', { action: 'issue', requestId, couponId, level: 1, after });
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
    const couponId = await template({ claimable: false, total: 1000 });
    const { total } = await adminDatabase(emulator).collection('member_user').where({ level: 1 }).count();
    expect(total).toBeGreaterThan(100);
    const requestId = newRequest();
    let [given, after, calls] = [0, '', 0];
    for (;;) {
      const portion = await manager.must('coupon', { action: 'issue', requestId, couponId, level: 1, after });
      given += portion.given ?? 0;
      calls += 1;
      if (typeof portion.next !== 'string') break;
      after = portion.next;
    }
    expect([given, calls]).toEqual([total, Math.floor(total / 100) + 1]);
    expect((await templateOf(couponId)).issued).toBe(total);
  });
});

describe('a coupon in an order', () => {
  it('is offered by the preview, best first with reasons, and takes off what the preview said', async () => {
    const weak = await claimed();
    const strong = await claimed({ title: '八折', kind: 'percent', threshold: 0, amount: 0, percentOff: 40 });
    const far = await claimed({ title: '满 9000 减 100', threshold: 900_000, amount: 10_000 });
    const elsewhere = await claimed({ scope: { kind: 'products', ids: [other.productId] } });
    const inCategory = await claimed({ amount: 400, scope: { kind: 'categories', ids: [goods.category] } });
    const preview = await buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [line()],
      addressId: buyer.addressId,
      preview: true,
    });
    const mine = preview.coupons.filter((one) => [weak, strong, far, elsewhere, inCategory].includes(one.userCouponId));
    expect(mine.map((one) => one.userCouponId).slice(0, 3)).toEqual([strong, inCategory, weak]);
    expect(mine.find((one) => one.userCouponId === far)?.why).toMatch(/^还差 [\d.]+ 元可用$/);
    expect(mine.find((one) => one.userCouponId === elsewhere)).toMatchObject({ usable: false, why: '不适用于所选商品', discount: 0 });
    const { coupons } = await buyer.must('coupon', { action: 'available', items: [line()], addressId: buyer.addressId });
    expect(coupons).toEqual(preview.coupons);

    const items = [line(), { ...other, quantity: 1 }];
    const input = { items, addressId: buyer.addressId, userCouponId: inCategory, usePoints: 50 };
    const told = await buyer.must('submitOrder', { ...input, requestId: newRequest(), preview: true });
    const done = await buyer.must('submitOrder', { ...input, requestId: newRequest() });
    const money = ({ totalAmount, discountAmount, freightAmount, paymentAmount, items: lines, explain }: typeof told): object => ({
      totalAmount,
      discountAmount,
      freightAmount,
      paymentAmount,
      lines,
      explain,
    });
    expect(money(done)).toEqual(money(told));
    const stored = await order(done.orderId);
    expect(stored.items.map((item) => item.couponDiscount)).toEqual([400, 0]);
    expect(stored.items.reduce((sum, item) => sum + (item.pointsDiscount ?? 0), 0)).toBe(50);
    expect(stored.userCouponId).toBe(inCategory);
    await buyer.must('order', { action: 'cancel', orderId: done.orderId ?? '' });
    expect(await held(inCategory)).toMatchObject({ status: 'available', orderId: null });
  });

  it('takes off freight, which stays off the goods', async () => {
    const free = await claimed({ title: '免运费', kind: 'freight', threshold: 0, amount: 0 });
    const bare = await buyer.must('submitOrder', { requestId: newRequest(), items: [line()], addressId: buyer.addressId, preview: true });
    const input = { requestId: newRequest(), items: [line()], addressId: buyer.addressId, userCouponId: free };
    if (bare.freightAmount === 0) throw new Error('this test needs goods that pay freight');
    const done = await buyer.must('submitOrder', input);
    expect(done).toMatchObject({ freightAmount: 0, freightDiscount: bare.freightAmount, discountAmount: bare.discountAmount });
    await buyer.must('order', { action: 'cancel', orderId: done.orderId ?? '' });
    const many = Math.ceil(5900 / goods.price) + 1;
    expect(await submit(free, { items: [line(many)] })).toMatchObject({ status: 422, message: '优惠券不可用：本单已包邮，无需使用' });
  });

  it('is locked by the order, used by its payment and back when all is refunded before shipping', async () => {
    const couponId = await template();
    const { coupon } = await buyer.must('coupon', { action: 'claim', couponId, requestId: newRequest() });
    const id = coupon?._id ?? '';
    const orderId = await placed(id);
    expect(await held(id)).toMatchObject({ status: 'locked', orderId });
    expect(await submit(id)).toMatchObject({ status: 422, message: '优惠券已用于另一笔待付款订单' });
    await buyer.must('wxPay', { orderId, method: 'balance' });
    expect(await held(id)).toMatchObject({ status: 'used', orderId, tallies: [] });
    expect(await templateOf(couponId)).toMatchObject({ claimed: 1, used: 1, marks: [] });
    expect(await submit(id)).toMatchObject({ status: 422, message: '优惠券已使用' });
    await buyer.must('order', { action: 'cancel', orderId });
    expect(await held(id)).toMatchObject({ status: 'available', orderId: null });
    expect(await manager.must('coupon', { action: 'usage', couponId })).toMatchObject({
      coupon: { used: 0 },
      counts: { available: 1, used: 0 },
    });
  });

  it('is used when WeChat says the order is paid', async () => {
    const id = await claimed();
    const orderId = await placed(id);
    await buyer.must('wxPay', { orderId, method: 'wechat' });
    const { orderNo } = await order(orderId);
    await emulator.post('/__sandbox/wechatpay/pay', { outTradeNo: `${orderNo}W`, behave: 'twice' });
    await expect.poll(async () => (await held(id)).status, { timeout: 20_000 }).toBe('used');
    await manager.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: 'JD0099887766' }] });
    await buyer.must('order', { action: 'confirm', orderId });
    expect(await held(id)).toMatchObject({ status: 'used', orderId });
  });

  it('goes into one of two orders that want it at once', async () => {
    const id = await claimed();
    const answers = await Promise.all([submit(id), submit(id), submit(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    const won = answers.find(({ status }) => status === 200)?.data as { orderId: string };
    expect(await held(id)).toMatchObject({ status: 'locked', orderId: won.orderId });
    await buyer.must('order', { action: 'cancel', orderId: won.orderId });
  });

  it('is refused when it is somebody else’s, not his order’s goods, or not yet good', async () => {
    const stranger = await customer(emulator, 'o-coupon-stranger');
    const theirs = await claimed({}, stranger);
    const orders = async (): Promise<number> =>
      (await adminDatabase(emulator).collection('orders').where({ _openid: BUYER }).count()).total;
    const before = await orders();
    expect(await submit(theirs)).toMatchObject({ status: 422, reason: 'COUPON_UNAVAILABLE' });
    const soon = Date.now() + 30 * 24 * 3_600_000;
    const early = await claimed({ validity: { kind: 'fixed', from: soon, until: soon + 1 } });
    expect(await submit(early)).toMatchObject({ status: 422, message: '还未到使用时间' });
    const elsewhere = await claimed({ scope: { kind: 'products', ids: [other.productId] } });
    expect(await submit(elsewhere)).toMatchObject({ status: 422, message: '优惠券不可用：不适用于所选商品' });
    expect(await submit(elsewhere, { preview: true })).toMatchObject({ status: 422, reason: 'COUPON_UNAVAILABLE' });
    expect(await orders()).toBe(before);
  });

  it('expires by itself, also one that comes back too late', async () => {
    const lone = await claimed({ validity: { kind: 'relative', days: 1 } });
    const soon = await claimed({ validity: { kind: 'fixed', from: Date.now() - 1000, until: Date.now() + 10 * 60_000 } });
    const orderId = await placed(soon);
    await later(40 * 60_000);
    expect(await held(soon)).toMatchObject({ status: 'expired', orderId: null });
    expect((await order(orderId)).status).toBe('cancelled');
    expect(await held(lone)).toMatchObject({ status: 'available' });
    await later(24 * 3_600_000);
    expect(await held(lone)).toMatchObject({ status: 'expired' });
    buyer = await customer(emulator, BUYER);
    manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
    sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
    expect(await submit(lone)).toMatchObject({ status: 422, message: '优惠券已过期' });
    expect((await buyer.must('coupon', { action: 'mine', status: 'expired' })).list?.map((one) => one._id)).toContain(lone);
  });
});

describe('a customer with prices of his own', () => {
  it('pays them in the mall, without the level’s discount; his coupon still counts', async () => {
    const saved = await manager.must('customer', {
      action: 'save',
      requestId: newRequest(),
      customer: { name: '青禾食堂', memberId: BUYER },
    });
    const customerId = saved.customer?._id ?? '';
    const price = goods.price - 200;
    await manager.must('customer', { action: 'setPrices', customerId, prices: [{ skuId: goods.skuId, price }] });
    const userCouponId = await claimed();
    const done = await buyer.must('submitOrder', { requestId: newRequest(), items: [line(2)], addressId: buyer.addressId, userCouponId });
    expect(done).toMatchObject({ totalAmount: price * 2, discountAmount: 300 });
    expect(done.items[0]).toMatchObject({ unitPrice: price, levelDiscount: 0, couponDiscount: 300 });
    expect(done.explain[1]).toMatchObject({ rule: 'customer', amount: -400 });
    await buyer.must('order', { action: 'cancel', orderId: done.orderId ?? '' });
    await manager.must('customer', { action: 'setPrices', customerId, prices: [{ skuId: goods.skuId, price: null }] });
  });
});

describe('points and levels', () => {
  const me = (): Promise<MemberDocument> => read('member_user', BUYER);

  it('come with completion, on what the goods cost, once', async () => {
    const before = await me();
    const done = await buyer.must('submitOrder', { requestId: newRequest(), items: [line(2)], addressId: buyer.addressId });
    const orderId = done.orderId ?? '';
    await buyer.must('wxPay', { orderId, method: 'balance' });
    await manager.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: 'JD0011112222' }] });
    expect((await me()).points).toBe(before.points);
    const answers = await Promise.all([1, 2, 3].map(() => buyer.call('order', { action: 'confirm', orderId })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const worth = Math.floor((done.paymentAmount - done.freightAmount) / 100);
    const after = await me();
    expect([after.points - before.points, after.growth - before.growth]).toEqual([worth, worth]);
    expect((await order(orderId)).earned).toEqual({ goods: done.paymentAmount - done.freightAmount, points: worth, growth: worth });
    const told = await buyer.must('getUserPoints', {});
    expect(told).toMatchObject({ points: after.points, growth: after.growth, level: after.level });
    expect(told.logs[0]).toMatchObject({ type: 'earn', points: worth, orderId, pointsAfter: after.points });
  });

  it('take the level’s percent off goods without a price of their own', async () => {
    const member = await me();
    const { percentOff, level } = await buyer.must('getUserPoints', {});
    expect(level).toBe(member.level);
    const preview = await buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [line(2)],
      addressId: buyer.addressId,
      preview: true,
    });
    expect(preview.discountAmount).toBe(Math.round((goods.price * 2 * percentOff) / 100));
    expect(preview.explain.some(({ rule }) => rule === 'level')).toBe(percentOff > 0);
  });

  it('are added by those who may, once per request or order', async () => {
    const before = (await me()).points;
    const requestId = newRequest();
    const add = { userId: BUYER, points: 30, type: 'adjust', reason: '客诉补偿', requestId } as const;
    const answers = await Promise.all(Array.from({ length: 6 }, () => manager.must('addPoints', add)));
    for (const answer of answers) expect(answer).toEqual({ points: before + 30 });
    expect(await manager.call('addPoints', { ...add, points: 31 })).toMatchObject({ status: 409, reason: 'POINTS_RECORDED' });
    expect((await me()).points).toBe(before + 30);
    await manager.must('addPoints', { ...add, points: -30, requestId: newRequest() });

    const orderId = (await adminDatabase(emulator).collection('orders').where({ _openid: BUYER, status: 'completed' }).limit(1).get())
      .data[0];
    const completed = (orderId as OrderDocument | undefined)?._id ?? '';
    const earned = (await order(completed)).earned?.points ?? 0;
    const again = { userId: BUYER, points: earned || 5, type: 'earn', reason: '购物赠送', orderId: completed } as const;
    expect(await manager.must('addPoints', again)).toEqual({ points: (await me()).points });
    expect(await manager.call('addPoints', { ...again, points: again.points + 1 })).toMatchObject({ reason: 'POINTS_RECORDED' });
    expect(await manager.call('addPoints', { ...again, userId: 'o-demo-customer-01' })).toMatchObject({ reason: 'ORDER_NOT_FOUND' });
    expect(await manager.call('addPoints', { ...add, requestId: newRequest(), points: -1_000_000 })).toMatchObject({
      reason: 'POINTS_INSUFFICIENT',
    });
    expect(await manager.call('addPoints', { ...add, requestId: newRequest(), userId: 'nobody-here' })).toMatchObject({
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
      expect(await manager.send('addPoints', { ...add, requestId: newRequest(), ...wrong })).toMatchObject({ status: 400 });
    for (const who of [buyer, sales])
      expect(await who.call('addPoints', { ...add, requestId: newRequest() })).toMatchObject({ status: 403 });
  });

  it('are shown to himself and to those who may', async () => {
    expect(await buyer.must('getUserPoints', { userId: BUYER })).toMatchObject({ points: (await me()).points });
    expect(await buyer.call('getUserPoints', { userId: 'o-demo-customer-01' })).toMatchObject({ status: 403 });
    expect(await manager.must('getUserPoints', { userId: BUYER })).toMatchObject({ points: (await me()).points });
    expect(await manager.call('getUserPoints', { userId: 'nobody-here' })).toMatchObject({ status: 404, reason: 'MEMBER_NOT_FOUND' });
  });
});
