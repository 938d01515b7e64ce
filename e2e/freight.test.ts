import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { product } from '@shop/shared/contracts/staff.ts';
import type { FreightTemplateDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, HOME, MANAGE, newRequest, type User } from './support/shop.ts';

/** Freight templates that staff write, and what orders pay by them. */
let emulator: Emulator;
let manager: User;
let buyer: User & { addressId: string };
let goods: { productId: string; skuId: string; price: number }[];

type Template = Extract<InputOf<typeof product>, { action: 'saveFreight' }>['template'];

const CHILLED: Template = {
  name: '冷链直发',
  firstGrams: 0,
  firstFee: 1500,
  stepGrams: 0,
  stepFee: 300,
  freeFrom: null,
  byPiece: { first: 2, step: 1 },
  regions: [
    { provinces: ['广东省'], firstGrams: 0, firstFee: 2500, stepGrams: 0, stepFee: 500, freeFrom: null, byPiece: { first: 1, step: 1 } },
  ],
  surcharges: [{ province: '海南省', fee: 900 }],
  unserved: ['新疆维吾尔自治区'],
};

const save = (template: Template, more: { templateId?: string; revision?: number; requestId?: string } = {}) =>
  manager.call('product', { action: 'saveFreight', requestId: newRequest(), template, ...more });

/** What is read of the templates is kept for half a minute. */
async function later(): Promise<void> {
  await emulator.post('/__emulator/clock', { advanceMs: 31_000 });
}

beforeAll(async () => {
  emulator = await startEmulator();
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  buyer = await customer(emulator, 'o-demo-customer-01');
  const db = adminDatabase(emulator);
  const { data } = await db.collection('products').where({}).limit(1000).get();
  const plenty = (data as StockDocument[]).filter((one) => one.quantity - one.reserved > 60 && one.price > 300 && one.price < 2000);
  const first = plenty[0];
  const second = plenty.find((one) => one.shopProductId !== first?.shopProductId);
  goods = [first, second].flatMap((one) => (one === undefined ? [] : [{ productId: one.shopProductId, skuId: one._id, price: one.price }]));
  expect(goods).toHaveLength(2);
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

const good = (index: number): { productId: string; skuId: string } => {
  const { productId = '', skuId = '' } = goods[index] ?? {};
  return { productId, skuId };
};

async function addressIn(province: string): Promise<string> {
  const { address } = await buyer.must('address', { action: 'save', address: { ...HOME, province } });
  return address?._id ?? '';
}

describe('a freight template', () => {
  it('is written once per request, edited by one person at a time, and refused when it cannot be', async () => {
    const requestId = newRequest();
    const taps = await Promise.all(Array.from({ length: 3 }, () => save(CHILLED, { requestId })));
    const ids = new Set(taps.map(({ data }) => data?.template?._id));
    expect(ids.size).toBe(1);
    const [templateId = ''] = ids as Set<string>;
    const edited = await Promise.all([
      save({ ...CHILLED, name: '冷链' }, { templateId, revision: 1 }),
      save({ ...CHILLED, firstFee: 1 }, { templateId, revision: 1 }),
    ]);
    expect(edited.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(edited.find(({ status }) => status === 409)).toMatchObject({ reason: 'FREIGHT_CHANGED' });
    const { byPiece: _byPiece, ...weighed } = CHILLED;
    expect(await save({ ...weighed, stepGrams: 500 }, { templateId, revision: 2 })).toMatchObject({ status: 200 });
    const { data } = await adminDatabase(emulator).collection('freightTemplates').where({ _id: templateId }).get();
    const [stored] = data as FreightTemplateDocument[];
    expect(stored).toMatchObject({ name: '冷链直发', revision: 3, stepGrams: 500, surcharges: { 海南省: 900 } });
    expect(stored).not.toHaveProperty('byPiece');

    expect(await save({ ...weighed, stepGrams: 0 })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await save({ ...CHILLED, firstFee: -1 })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await save(CHILLED, { templateId: 'nothing', revision: 0 })).toMatchObject({ status: 404, reason: 'FREIGHT_NOT_FOUND' });
    expect(await manager.must('product', { action: 'removeFreight', templateId })).toEqual({ changed: 1 });
    expect(await manager.call('product', { action: 'removeFreight', templateId })).toMatchObject({ reason: 'FREIGHT_NOT_FOUND' });
    expect(await manager.call('product', { action: 'removeFreight', templateId: 'default' })).toMatchObject({ reason: 'FREIGHT_IN_USE' });
  });

  it('is what its products pay: by pieces and region, beside the rest of the order, the same in preview, order and change of address', async () => {
    const made = await save(CHILLED);
    const templateId = made.data?.template?._id ?? '';
    const { productId, skuId } = good(1);
    await manager.must('product', { action: 'setFreight', productIds: [productId], templateId });
    expect(await manager.call('product', { action: 'removeFreight', templateId })).toMatchObject({ reason: 'FREIGHT_IN_USE' });
    expect(await manager.call('product', { action: 'setFreight', productIds: [productId], templateId: 'nothing' })).toMatchObject({
      reason: 'FREIGHT_NOT_FOUND',
    });
    await later();

    const alone = [{ productId, skuId, quantity: 4 }];
    const wish = { requestId: newRequest(), items: alone, addressId: buyer.addressId };
    expect((await buyer.must('submitOrder', { ...wish, preview: true })).freightAmount).toBe(1500 + 2 * 300);
    const cantonese = await addressIn('广东省');
    expect((await buyer.must('submitOrder', { ...wish, addressId: cantonese, preview: true })).freightAmount).toBe(2500 + 3 * 500);
    const hainanese = await addressIn('海南省');
    expect((await buyer.must('submitOrder', { ...wish, addressId: hainanese, preview: true })).freightAmount).toBe(1500 + 600 + 900);

    const both = { ...wish, items: [{ ...good(0), quantity: 1 }, ...alone] };
    const preview = await buyer.must('submitOrder', { ...both, preview: true });
    const rows = preview.explain.filter(({ rule }) => rule === 'freight');
    expect(rows.map(({ label }) => label)).toEqual([expect.stringMatching(/^运费（满 59/), '运费（冷链直发）']);
    expect(rows.reduce((sum, { amount }) => sum + amount, 0)).toBe(preview.freightAmount);
    const placed = await buyer.must('submitOrder', both);
    expect(placed).toMatchObject({ freightAmount: preview.freightAmount, paymentAmount: preview.paymentAmount });

    const far = { ...HOME, province: '广东省' };
    const move = { action: 'changeAddress', requestId: newRequest(), orderId: placed.orderId ?? '', address: far } as const;
    expect(await manager.call('orderChange', move)).toMatchObject({ status: 409, reason: 'FREIGHT_DIFFERS' });
    const { order } = await manager.must('orderChange', { ...move, freight: 'apply', reason: '换地址' });
    expect(order?.['freightAmount']).toBe((rows[0]?.amount ?? 0) + 2500 + 3 * 500);
    expect(await manager.call('orderChange', { ...move, requestId: newRequest(), address: { ...far, province: '新疆' } })).toMatchObject({
      status: 422,
      reason: 'AREA_NOT_SERVED',
    });
  });

  it('refuses where it does not go, before anything is placed, and names the goods', async () => {
    const addressId = await addressIn('新疆维吾尔自治区');
    const items = [
      { ...good(0), quantity: 1 },
      { ...good(1), quantity: 1 },
    ];
    const refused = await buyer.call('submitOrder', { requestId: newRequest(), items, addressId });
    expect(refused).toMatchObject({ status: 422, reason: 'AREA_NOT_SERVED' });
    expect(refused.message).toMatch(/^「.+」暂不支持配送到新疆维吾尔自治区，请更换收货地址或移除该商品$/);
    expect(await buyer.call('submitOrder', { requestId: newRequest(), items: items.slice(0, 1), addressId })).toMatchObject({
      status: 200,
    });
  });
});
