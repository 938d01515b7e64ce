import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MemberDocument, PointsLogDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

/** Points that somebody has spent before the goods that earned them went back. */
let emulator: Emulator;
let buyer: User & { addressId: string };
let manager: User;
let goods: { productId: string; skuId: string };

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const unit = (data as StockDocument[]).find((one) => one.quantity - one.reserved > 60 && one.price > 1000 && one.price < 5000);
  goods = { productId: unit?.shopProductId ?? '', skuId: unit?._id ?? '' };
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  buyer = await customer(emulator, 'o-farmer');
  await manager.must('recharge', { action: 'adjust', requestId: newRequest(), userId: buyer.openid, amount: 1_000_000, reason: '测试' });
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

const me = async (): Promise<MemberDocument> => {
  const { data } = await adminDatabase(emulator).collection('member_user').where({ _id: buyer.openid }).get();
  return (data as MemberDocument[])[0] as MemberDocument;
};

async function order(usePoints = 0): Promise<string> {
  const items = [{ ...goods, quantity: 2 }];
  const placed = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId, usePoints });
  return placed.orderId ?? '';
}

async function completed(): Promise<string> {
  const orderId = await order();
  await buyer.must('wxPay', { orderId, method: 'balance' });
  await manager.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: `JD${newRequest().slice(0, 8)}` }] });
  await buyer.must('order', { action: 'confirm', orderId });
  return orderId;
}

async function refunded(orderId: string): Promise<void> {
  const claim = { orderId, skuId: goods.skuId, quantity: 2, type: 'refund_only', reason: 'spoiled' } as const;
  const { afterSale } = await buyer.must('afterSale', { action: 'apply', requestId: newRequest(), ...claim });
  await manager.must('afterSale', { action: 'refundNow', afterSaleId: afterSale?._id ?? '', remark: '坏果' });
}

it('are not kept by parking them in an order that is cancelled after the refund', async () => {
  const first = await completed();
  const earned = (await me()).points;
  expect(earned).toBeGreaterThan(10);
  const parked = await order(earned);
  expect((await me()).points).toBe(0);
  await refunded(first);
  expect(await me()).toMatchObject({ points: 0, pointsOwed: earned });
  await buyer.must('order', { action: 'cancel', orderId: parked });
  expect(await me()).toMatchObject({ points: 0, pointsOwed: 0 });
  const { data } = await adminDatabase(emulator).collection('member_points_log').where({ userId: buyer.openid, orderId: null }).get();
  expect(data as PointsLogDocument[]).toMatchObject([{ points: -earned, pointsAfter: 0, reason: '补扣退款商品的积分' }]);
});

it('that were spent are made up by the next ones that an order earns, and by none that staff give', async () => {
  const first = await completed();
  const earned = (await me()).points;
  const spent = await order(earned);
  await buyer.must('wxPay', { orderId: spent, method: 'balance' });
  await refunded(first);
  await manager.must('addPoints', { userId: buyer.openid, points: 7, type: 'adjust', reason: '生日', requestId: newRequest() });
  expect(await me()).toMatchObject({ points: 7, pointsOwed: earned });
  await completed();
  expect(await me()).toMatchObject({ points: 7, pointsOwed: 0 });
});
