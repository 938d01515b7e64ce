import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '@shop/shared/contracts/contract.ts';
import type { PrepaidRecordDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, MANAGE, newRequest, type User } from './support/shop.ts';

let emulator: Emulator;
let sales: User;
let keeper: User;
let goods: StockDocument;

const CUSTOMER = 'c-prepaid-01';

beforeAll(async () => {
  emulator = await startEmulator();
  sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  keeper = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  const db = adminDatabase(emulator);
  const now = new Date();
  const common = { type: 'retail', remark: '', keywords: [], creditLimit: 0, owed: 0, createTime: now, updateTime: now };
  await db.collection('customers').add({ _id: CUSTOMER, name: '老王食堂', status: 'active', ...common });
  await db.collection('customers').add({ _id: 'c-merged', name: '旧档', status: 'merged', mergedInto: CUSTOMER, ...common });
  const [unit] = (await db.collection('products').where({}).limit(1).get()).data as StockDocument[];
  if (unit === undefined) throw new Error('no goods');
  goods = unit;
  await db.collection('products').where({ _id: unit._id }).update({ boxGrams: 5000 });
});

afterEach(async () => {
  expect(await audit(emulator)).toEqual([]);
});

afterAll(async () => {
  await emulator.stop();
});

const add = (quantity: number, more: object = {}): Promise<Reply<Record<string, unknown>>> =>
  sales.send('addPrestore', { requestId: newRequest(), customerId: CUSTOMER, productId: goods._id, quantity, ...more });
const takeOut = (quantity: number, more: object = {}): Promise<Reply<Record<string, unknown>>> =>
  sales.send('updatePrepaidProduct', { requestId: newRequest(), customerId: CUSTOMER, productId: goods._id, quantity, ...more });

async function left(): Promise<number | undefined> {
  const { data } = await adminDatabase(emulator).collection('prepaidRecords').where({ customerId: CUSTOMER }).get();
  return (data as PrepaidRecordDocument[])[0]?.quantity;
}

describe('prepaid goods', () => {
  it('are booked in once per request, also when both first deposits come at once', async () => {
    const requestId = newRequest();
    const answers = await Promise.all([
      add(1000, { unit: 'kg', requestId }),
      add(1000, { unit: 'kg', requestId }),
      add(2500, { unit: 'kg' }),
      add(500, { unit: 'kg' }),
    ]);
    for (const answer of answers) expect(answer.status).toBe(200);
    expect(await left()).toBe(4000);
  });

  it('are taken in any unit that converts exactly, and never below zero by anybody', async () => {
    expect(await takeOut(2000, { unit: '斤' })).toMatchObject({ data: { record: { quantity: 3000, unit: 'kg' } } });
    expect(await add(1000, { unit: '箱' })).toMatchObject({ data: { record: { quantity: 8000 } } });
    expect(await takeOut(1000, { unit: '个' })).toMatchObject({ status: 422, reason: 'UNIT_MISMATCH' });
    const rush = await Promise.all(Array.from({ length: 12 }, () => takeOut(1000)));
    expect(rush.filter((answer) => answer.status === 200)).toHaveLength(8);
    for (const answer of rush.filter(({ status }) => status !== 200))
      expect(answer).toMatchObject({ status: 409, reason: 'PREPAID_INSUFFICIENT' });
    expect(await left()).toBe(0);
  });

  it('take a repeated deduction for one', async () => {
    await add(1000);
    const requestId = newRequest();
    await Promise.all(Array.from({ length: 5 }, () => takeOut(300, { requestId })));
    expect(await left()).toBe(700);
  });

  it('refuse strangers, unknown customers and goods, and nonsense', async () => {
    expect(
      await keeper.call('addPrestore', { requestId: newRequest(), customerId: CUSTOMER, productId: goods._id, quantity: 1 }),
    ).toMatchObject({
      status: 403,
    });
    const buyer = await actAs(emulator, 'o-demo-customer-01');
    expect(
      await buyer.send('updatePrepaidProduct', { requestId: newRequest(), customerId: CUSTOMER, productId: goods._id, quantity: 1 }),
    ).toMatchObject({
      status: 403,
    });
    expect(await add(1000, { customerId: 'nobody' })).toMatchObject({ reason: 'CUSTOMER_NOT_FOUND' });
    expect(await add(1000, { customerId: 'c-merged' })).toMatchObject({ reason: 'CUSTOMER_MERGED' });
    expect(await add(1000, { productId: 'nothing' })).toMatchObject({ reason: 'STOCK_NOT_FOUND' });
    expect(await takeOut(1, { productId: 'nothing' })).toMatchObject({ reason: 'PREPAID_NOT_FOUND' });
    for (const quantity of [0, -1, 0.5, '1']) {
      expect(await add(quantity as number)).toMatchObject({ status: 400 });
      expect(await takeOut(quantity as number)).toMatchObject({ status: 400 });
    }
    expect(await add(1, { quantityAfter: 9 })).toMatchObject({ status: 400 });
  });
});

describe('the self-tests', () => {
  it('pass, and leave nothing behind, also of a run that died', async () => {
    const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
    for (const name of ['testUpdatePrepaidRecord', 'testCreateRecord'] as const)
      expect(await manager.call(name, {})).toMatchObject({ status: 403 });
    const db = adminDatabase(emulator);
    const old = {
      customerId: 'selftest',
      productId: 'scratch-dead',
      quantity: 5,
      unit: 'kg',
      createTime: new Date(Date.now() - 3_600_000),
    };
    await db.collection('prepaidRecords').add({ _id: 'scratch-dead', ...old });
    const ticket = (await (
      await fetch(`${emulator.origin}/adminLogin`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'admin', password: 'Tianjian@2026' }),
      })
    ).json()) as Reply<{ ticket: string }>;
    const session = await fetch(`${emulator.origin}/auth/v1/signin/custom?client_id=shop-local`, {
      method: 'POST',
      body: JSON.stringify({ provider_id: 'custom', ticket: ticket.data?.ticket }),
    });
    const { access_token: token } = (await session.json()) as { access_token: string };
    for (const name of ['testUpdatePrepaidRecord', 'testCreateRecord']) {
      const response = await fetch(`${emulator.origin}/v1/functions/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
      const answer = (await response.json()) as Reply<{ passed: boolean; steps: { name: string; passed: boolean; detail: string }[] }>;
      expect(answer.data?.steps.filter((step) => !step.passed)).toEqual([]);
      expect(answer.data?.passed).toBe(true);
    }
    for (const collection of ['prepaidRecords', 'prestoreRecords', 'updatePrepaidProduct'])
      expect((await db.collection(collection).where({ customerId: 'selftest' }).get()).data).toEqual([]);
  });
});
