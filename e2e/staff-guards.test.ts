import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ShopProductDocument, StaffDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../cloudfunctions/_platform/caller.ts';
import { adminDatabase, type Database } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { newRequest } from './support/shop.ts';

/** Many guesses at once, as an attacker with many connections makes them: the cloud answers each in a process of its own. */
let emulator: Emulator;
let db: Database;
let signIn: (password: string) => Promise<string>;

const staffNow = async (): Promise<StaffDocument> => {
  const { data } = await db.collection('staff').where({ username: 'order' }).limit(1).get();
  return (data as StaffDocument[])[0] as StaffDocument;
};
const change = (fields: Partial<StaffDocument>): Promise<unknown> => db.collection('staff').where({ username: 'order' }).update(fields);

beforeAll(async () => {
  emulator = await startEmulator();
  db = adminDatabase(emulator);
  process.env['CUSTOM_LOGIN_KEY'] = readFileSync(join(emulator.data, 'custom-login-key.json')).toString('base64');
  const { signInAdmin } = await import('../cloudfunctions/_services/staff/sign-in.ts');
  signIn = async (password) => {
    const answer = await signInAdmin({ username: 'order', password }, { ip: '203.0.113.9', userAgent: 'curl' });
    return answer.ok ? 'in' : answer.reason;
  };
});

afterAll(async () => {
  await emulator.stop();
});

it('thirty guesses at once are five, and the right one among the others lets nobody in', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => signIn(`wrong-${String(index)}`)));
  expect(answers.filter((answer) => answer === 'LOGIN_WRONG')).toHaveLength(5);
  expect(answers.filter((answer) => answer === 'LOGIN_LOCKED')).toHaveLength(25);
  expect(await signIn('Dingdan@2026')).toBe('LOGIN_LOCKED');
  const { lockedUntil } = await staffNow();
  expect(lockedUntil?.getTime()).toBeGreaterThan(Date.now() + 14 * 60_000);
  // Who goes on trying does not keep its owner out for longer.
  expect(await signIn('wrong-again')).toBe('LOGIN_LOCKED');
  expect((await staffNow()).lockedUntil).toEqual(lockedUntil);
});

it('five that were counted and never answered lock the account for a quarter of an hour, not for ever', async () => {
  await change({ failedLogins: 5, lockedUntil: null });
  expect(await signIn('Dingdan@2026')).toBe('LOGIN_LOCKED');
  const { failedLogins, lockedUntil } = await staffNow();
  expect(failedLogins).toBe(0);
  await change({ lockedUntil: new Date((lockedUntil?.getTime() ?? 0) - 16 * 60_000) });
  expect(await signIn('Dingdan@2026')).toBe('in');
  expect(await staffNow()).toMatchObject({ failedLogins: 0, lockedUntil: null });
});

it('what others keep changing is told to try again, not that the shop is at fault', async () => {
  const [{ setPrices }, { saveCustomer }, { tables }, { WriteConflict }] = await Promise.all([
    import('../cloudfunctions/_services/catalog/products.ts'),
    import('../cloudfunctions/_services/customers/customers.ts'),
    import('../cloudfunctions/_platform/tables.ts'),
    import('../cloudfunctions/_platform/database.ts'),
  ]);
  const staff: Caller = { kind: 'member', identity: 'o-demo-staff-03', openid: 'o-demo-staff-03', unionid: null, ip: '' };
  const { data } = await db.collection('shopProducts').where({ status: 'on' }).limit(1).get();
  const { _id, skus } = (data as ShopProductDocument[])[0] as ShopProductDocument;
  const saved = await saveCustomer({ action: 'save', requestId: newRequest(), customer: { name: '老王' } }, staff);
  const customerId = saved.ok ? saved.data.customer._id : '';
  // Somebody else is always faster.
  const late = (): Promise<false> => Promise.resolve(false);
  Reflect.set(tables.shopProducts, 'updateOne', late);
  Reflect.set(tables.customers, 'updateAndRead', () => Promise.resolve(null));
  try {
    await expect(setPrices(_id, [{ skuId: skus[0]?.skuId ?? '', price: 100 }], staff)).rejects.toThrow(WriteConflict);
    const input = { action: 'save' as const, requestId: newRequest(), customer: { _id: customerId, name: '老王' } };
    await expect(saveCustomer(input, staff)).rejects.toThrow(WriteConflict);
  } finally {
    Reflect.deleteProperty(tables.shopProducts, 'updateOne');
    Reflect.deleteProperty(tables.customers, 'updateAndRead');
  }
});
