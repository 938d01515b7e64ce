import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StockDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';
import { JPEG, uploadAs } from './support/storage.ts';

/** Pictures that customers upload: evidence of an after-sales case, and avatars. */
const ME = 'o-demo-customer-01';
const OTHER = 'o-demo-customer-02';

let emulator: Emulator;
let buyer: User & { addressId: string };
let orderId: string;
let line: { productId: string; skuId: string };

beforeAll(async () => {
  emulator = await startEmulator();
  buyer = await customer(emulator, ME);
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(100).get();
  const stock = (data as StockDocument[]).find((one) => one.quantity - one.reserved > 5 && one.price < 3000);
  line = { productId: stock?.shopProductId ?? '', skuId: stock?._id ?? '' };
  const placed = await buyer.must('submitOrder', {
    requestId: newRequest(),
    items: [{ ...line, quantity: 2 }],
    addressId: buyer.addressId,
  });
  orderId = placed.orderId ?? '';
  await buyer.must('wxPay', { orderId, method: 'balance' });
});
afterAll(() => emulator.stop());

const claimWith = (photos: string[]): object => ({
  action: 'apply',
  requestId: newRequest(),
  orderId,
  skuId: line.skuId,
  quantity: 1,
  type: 'refund_only',
  reason: 'spoiled',
  photos,
});

describe('a customer’s photos', () => {
  it('are his own files that are there, or the case is not opened', async () => {
    const mine = await uploadAs(emulator, ME, `members/${ME}/after-sale-1.jpg`, JPEG);
    const others = await uploadAs(emulator, OTHER, `members/${OTHER}/after-sale-1.jpg`, JPEG);
    const refused = { status: 400, reason: 'PICTURE_REFUSED' };
    expect(await buyer.send('afterSale', claimWith([mine, others]))).toMatchObject(refused);
    expect(await buyer.send('afterSale', claimWith([mine.replace('-1.jpg', '-2.jpg')]))).toMatchObject(refused);
    for (const id of ['https://elsewhere/x.jpg', mine.replace('.jpg', '.svg'), mine.replace('members/', 'members/../members/')])
      expect(await buyer.send('afterSale', claimWith([id]))).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await buyer.send('afterSale', claimWith([mine]))).toMatchObject({ status: 200, data: { afterSale: { photos: [mine] } } });
  });

  it('are looked at by staff who handle after-sales, for an hour, and by nobody else', async () => {
    const { data } = await adminDatabase(emulator).collection('afterSales').where({ orderId }).get();
    const afterSaleId = (data[0] as { _id: string })._id;
    const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
    const [address] = (await manager.must('afterSale', { action: 'photos', afterSaleId })).photos ?? [];
    expect(Buffer.from(await (await fetch(address ?? '')).arrayBuffer())).toEqual(JPEG);
    await emulator.post('/__emulator/clock', { advanceMs: 61 * 60_000 });
    expect((await fetch(address ?? '')).status).toBe(403);
    const denied = { status: 403, reason: 'PERMISSION_DENIED' };
    expect(await (await customer(emulator, ME)).call('afterSale', { action: 'photos', afterSaleId })).toMatchObject(denied);
    expect(await (await actAs(emulator, 'o-demo-staff-01', MANAGE)).call('afterSale', { action: 'photos', afterSaleId })).toMatchObject(
      denied,
    );
  });

  it('may be an avatar, which everybody sees', async () => {
    const avatarUrl = await uploadAs(emulator, ME, `members/${ME}/avatar-1.jpg`, JPEG);
    const me = await customer(emulator, ME);
    expect((await me.must('login', { avatarUrl })).user.avatarUrl).toBe(avatarUrl);
    const theirs = avatarUrl.replace(ME, OTHER);
    expect(await me.call('login', { avatarUrl: theirs })).toMatchObject({ status: 400, reason: 'PICTURE_REFUSED' });
    expect(await me.send('login', { avatarUrl: 'https://elsewhere/pixel.png' })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect((await me.must('login', {})).user.avatarUrl).toBe(avatarUrl);
  });
});
