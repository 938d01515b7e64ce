import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StockDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { adminDatabase, all } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { ACTIONS, type Schema } from './support/samples.ts';
import { actAs, customer, HOME, MANAGE, newRequest, type User } from './support/shop.ts';

/** Another customer's ids: every action that customers may call and that takes an id of something that belongs to somebody. */
let emulator: Emulator;
let owner: User & { addressId: string };
let stranger: User & { addressId: string };
let goods: { productId: string; skuId: string };
let saleId: string;
/** What the owner has. */
const his = { unpaid: '', paid: '', shipped: '', caseId: '', returnId: '', userCoupon: '' };

const BELONGINGS = [
  'orders',
  'customerAddresses',
  'cart',
  'userCoupons',
  'afterSales',
  'payments',
  'refunds',
  'member_user',
  'member_points_log',
];

/** Everything that is the owner's, as text, without what the shop's timer notes by itself: that he was reminded of an order of his. */
async function belongings(): Promise<string> {
  const db = adminDatabase(emulator);
  const lists = await Promise.all(BELONGINGS.map((name) => all<{ _id: string; _openid?: string }>(db, name)));
  const mine = lists.map((list) => list.filter(({ _id, _openid }) => _openid === owner.openid || _id === owner.openid));
  return JSON.stringify(mine, (key, value: unknown) => (key === 'reminded' ? undefined : value));
}

const flashItems = (): object[] => [{ ...goods, quantity: 1, flashSaleId: saleId }];
const items = (): { productId: string; skuId: string; quantity: number }[] => [{ ...goods, quantity: 2 }];

async function placed(): Promise<string> {
  const { orderId } = await owner.must('submitOrder', { requestId: newRequest(), items: items(), addressId: owner.addressId });
  return orderId ?? '';
}

async function paidOrder(): Promise<string> {
  const orderId = await placed();
  expect(await owner.must('wxPay', { orderId, method: 'balance' })).toEqual({ paid: true });
  return orderId;
}

const claim = (orderId: string, type: 'refund_only' | 'return_goods'): object => ({
  orderId,
  skuId: goods.skuId,
  quantity: 1,
  type,
  reason: 'unwanted',
});

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const unit = (data as StockDocument[]).find((one) => one.quantity - one.reserved > 60 && one.price > 300 && one.price < 5000);
  goods = { productId: unit?.shopProductId ?? '', skuId: unit?._id ?? '' };
  owner = await customer(emulator, 'o-demo-customer-01');
  stranger = await customer(emulator, 'o-demo-customer-02');
  const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  const warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  for (const { openid } of [owner, stranger])
    await manager.must('recharge', { action: 'adjust', requestId: newRequest(), userId: openid, amount: 1_000_000, reason: '测试' });
  his.unpaid = await placed();
  his.paid = await paidOrder();
  his.shipped = await paidOrder();
  await warehouse.must('shipOrder', { orderId: his.shipped, parcels: [{ company: 'jd', number: 'JDOW00000001' }] });
  const apply = async (orderId: string, type: 'refund_only' | 'return_goods'): Promise<string> => {
    const answer = await owner.send('afterSale', { action: 'apply', requestId: newRequest(), ...claim(orderId, type) });
    return (answer.data?.['afterSale'] as { _id?: string } | undefined)?._id ?? '';
  };
  his.caseId = await apply(his.paid, 'refund_only');
  his.returnId = await apply(his.shipped, 'return_goods');
  await manager.must('afterSale', { action: 'approve', afterSaleId: his.returnId });
  const terms = {
    title: '满 1 减 1',
    kind: 'reduction' as const,
    threshold: 100,
    amount: 100,
    validity: { kind: 'relative' as const, days: 30 },
  };
  const made = await manager.must('coupon', { action: 'save', requestId: newRequest(), coupon: { ...terms, total: 10, claimable: true } });
  const mine = await owner.must('coupon', { action: 'claim', couponId: made.coupon?._id ?? '', requestId: newRequest() });
  his.userCoupon = mine.coupon?._id ?? '';
  await owner.must('cart', { action: 'add', ...goods, quantity: 3 });
  const sale = {
    title: '整点秒杀',
    ...goods,
    price: 100,
    quota: 20,
    perUser: 5,
    startsAt: Date.now() - 1000,
    endsAt: Date.now() + 3_600_000,
  };
  const { flashSales } = await manager.must('promotion', { action: 'saveFlash', requestId: newRequest(), ...sale });
  saleId = flashSales?.[0]?._id ?? '';
  expect(Object.values(his).filter((id) => id === '')).toEqual([]);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

interface Attempt {
  readonly call: string;
  readonly input: () => Record<string, unknown>;
  readonly status: number;
  readonly reason: string;
}

const on =
  (action: string, orderId: () => string, more: object = {}) =>
  (): Record<string, unknown> => ({ action, orderId: orderId(), ...more });

/** `function action field`: what a stranger tries with the owner's id, and how it is refused. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'order get orderId': { call: 'order', input: on('get', () => his.paid), status: 404, reason: 'ORDER_NOT_FOUND' },
  'order cancel orderId': { call: 'order', input: on('cancel', () => his.unpaid), status: 404, reason: 'ORDER_NOT_FOUND' },
  'order confirm orderId': { call: 'order', input: on('confirm', () => his.shipped), status: 404, reason: 'ORDER_NOT_FOUND' },
  'order remove orderId': { call: 'order', input: on('remove', () => his.unpaid), status: 404, reason: 'ORDER_NOT_FOUND' },
  'order buyAgain orderId': { call: 'order', input: on('buyAgain', () => his.paid), status: 404, reason: 'ORDER_NOT_FOUND' },
  'wxPay orderId': { call: 'wxPay', input: () => ({ orderId: his.unpaid, method: 'balance' }), status: 404, reason: 'ORDER_NOT_FOUND' },
  'afterSale quote orderId': {
    call: 'afterSale',
    input: () => ({ action: 'quote', ...claim(his.paid, 'refund_only') }),
    status: 404,
    reason: 'ORDER_NOT_FOUND',
  },
  'afterSale apply orderId': {
    call: 'afterSale',
    input: () => ({ action: 'apply', requestId: newRequest(), ...claim(his.paid, 'refund_only') }),
    status: 404,
    reason: 'ORDER_NOT_FOUND',
  },
  'afterSale withdraw afterSaleId': {
    call: 'afterSale',
    input: () => ({ action: 'withdraw', afterSaleId: his.caseId }),
    status: 404,
    reason: 'AFTER_SALE_NOT_FOUND',
  },
  'afterSale returnShipped afterSaleId': {
    call: 'afterSale',
    input: () => ({ action: 'returnShipped', afterSaleId: his.returnId, company: 'shunfeng', number: 'SF1234567890' }),
    status: 404,
    reason: 'AFTER_SALE_NOT_FOUND',
  },
  'address save address._id': {
    call: 'address',
    input: () => ({ action: 'save', address: { ...HOME, _id: owner.addressId } }),
    status: 404,
    reason: 'ADDRESS_NOT_FOUND',
  },
  'address remove addressId': {
    call: 'address',
    input: () => ({ action: 'remove', addressId: owner.addressId }),
    status: 404,
    reason: 'ADDRESS_NOT_FOUND',
  },
  'submitOrder addressId': {
    call: 'submitOrder',
    input: () => ({ requestId: newRequest(), items: items(), addressId: owner.addressId }),
    status: 404,
    reason: 'ADDRESS_NOT_FOUND',
  },
  'submitOrder userCouponId': {
    call: 'submitOrder',
    input: () => ({ requestId: newRequest(), items: items(), addressId: stranger.addressId, userCouponId: his.userCoupon }),
    status: 422,
    reason: 'COUPON_UNAVAILABLE',
  },
  'flashOrder addressId': {
    call: 'flashOrder',
    input: () => ({ requestId: newRequest(), items: flashItems(), addressId: owner.addressId }),
    status: 404,
    reason: 'ADDRESS_NOT_FOUND',
  },
  'flashOrder userCouponId': {
    call: 'flashOrder',
    input: () => ({ requestId: newRequest(), items: flashItems(), addressId: stranger.addressId, userCouponId: his.userCoupon }),
    status: 422,
    reason: 'COUPON_UNAVAILABLE',
  },
  'coupon available addressId': {
    call: 'coupon',
    input: () => ({ action: 'available', items: items(), addressId: owner.addressId }),
    status: 404,
    reason: 'ADDRESS_NOT_FOUND',
  },
  'cart update skuId': {
    call: 'cart',
    input: () => ({ action: 'update', skuId: goods.skuId, quantity: 9 }),
    status: 404,
    reason: 'CART_ITEM_NOT_FOUND',
  },
  'getUserPoints userId': { call: 'getUserPoints', input: () => ({ userId: owner.openid }), status: 403, reason: 'PERMISSION_DENIED' },
};

/** Ids of what belongs to nobody: goods, offers, packages, coupons for everybody, a team whose link was shared; and the caller's own numbers. */
const NOBODYS = /^(requestId|productId|skuId|couponId|packageId|saleId|groupBuyId|teamId|flashSaleId)$/;
/** Rows of his own cart, whatever he names: tried below. */
const OWN_CART = ['cart remove skuIds', 'cart select skuIds'];

function idFields({ properties = {} }: Schema, path = ''): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const inner = field.items ?? field;
    return [...(/^_id$|Ids?$/.test(name) && !NOBODYS.test(name) ? [path + name] : []), ...idFields(inner, `${path}${name}.`)];
  });
}

it('the table names every id of a belonging that customers may send', () => {
  const page = readFileSync(join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/functions.md'), 'utf8');
  const forCustomers = ACTIONS.filter(({ name, action }) =>
    page.split('\n').some((line) => line.startsWith(`| \`${name}\` | ${action} |`) && /\| (member|signed-in) \|$/.test(line)),
  );
  expect(forCustomers.length).toBeGreaterThan(20);
  const wanted = forCustomers.flatMap(({ name, action, schema }) =>
    idFields(schema).map((field) => [name, action, field].filter((part) => part !== '').join(' ')),
  );
  expect(wanted.sort()).toEqual([...Object.keys(ATTEMPTS), ...OWN_CART].filter((title) => !title.endsWith(' skuId')).sort());
});

describe('a stranger with the id of', () => {
  it.each(Object.entries(ATTEMPTS))('%s is refused, and nothing of the owner changes', async (_title, { call, input, status, reason }) => {
    const before = await belongings();
    expect(await stranger.send(call, input())).toMatchObject({ status, reason, data: null });
    expect(await belongings()).toBe(before);
  });

  it('goods in the owner’s cart can only touch his own', async () => {
    const before = await belongings();
    await stranger.must('cart', { action: 'select', skuIds: [goods.skuId], selected: false });
    await stranger.must('cart', { action: 'select', selected: false });
    expect((await stranger.must('cart', { action: 'remove', skuIds: [goods.skuId] })).items).toEqual([]);
    expect(await belongings()).toBe(before);
  });

  it('the owner himself is let in by the same inputs', async () => {
    const same = Object.entries(ATTEMPTS).filter(([title]) => !/cancel|remove|save|submitOrder|flashOrder|wxPay|withdraw/.test(title));
    for (const [title, { call, input }] of same) {
      const answer = await owner.send(call, input());
      expect([200, 409, 422], `${title}: ${answer.message}`).toContain(answer.status);
    }
  });
});

/** What a customer may ask the database for: his own documents, as they are. */
async function asHimself(collection: string, where: object): Promise<{ ok: boolean; text: string }> {
  const path = `/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents?offset=0&limit=100&query=`;
  const response = await fetch(emulator.origin + path + encodeURIComponent(JSON.stringify(where)), {
    headers: { authorization: `Bearer ${owner.token}` },
  });
  return { ok: response.ok, text: await response.text() };
}

it('what staff note about an order is for staff alone, whatever its customer asks', async () => {
  const sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  const note = '老赖，先款后货';
  await sales.must('order', { action: 'staffRemark', orderId: his.unpaid, remark: note });
  await sales.must('orderChange', { action: 'remark', requestId: newRequest(), orderId: his.paid, remark: note });
  await sales.must('batchUpdateOrders', { action: 'remark', requestId: newRequest(), orderIds: [his.shipped], remark: note });
  const { data } = await adminDatabase(emulator).collection('orderNotes').where({ remark: note }).get();
  expect(data).toHaveLength(3);

  for (const collection of BELONGINGS.concat('orderStatusFlows', 'logistics')) {
    const { ok, text } = await asHimself(collection, { _openid: owner.openid });
    expect([ok, text.includes(note)], collection).toEqual([true, false]);
  }
  for (const [collection, where] of [
    ['orderNotes', { _id: his.paid }],
    ['orderNotes', {}],
    ['orderHistories', { orderId: his.paid }],
  ] as const)
    expect((await asHimself(collection, where)).ok, collection).toBe(false);
  for (const orderId of [his.unpaid, his.paid, his.shipped])
    expect(JSON.stringify(await owner.must('order', { action: 'get', orderId }))).not.toContain(note);
});

it('whoever of the staff did something with an order is named to its customer by no openid', async () => {
  const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  await manager.must('addPoints', { userId: owner.openid, points: 7, type: 'adjust', reason: '测试', requestId: newRequest() });
  for (const [collection, by] of [
    ['orderStatusFlows', 's-demo-01'],
    ['afterSales', 's-demo-03'],
    ['balanceLogs', 's-demo-03'],
    ['member_points_log', 's-demo-03'],
  ] as const) {
    const { ok, text } = await asHimself(collection, { _openid: owner.openid });
    expect([ok, text.includes(`"${by}"`), text.includes('o-demo-staff')], collection).toEqual([true, true, false]);
  }
});
