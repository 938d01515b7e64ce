import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StockDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MALL, MANAGE, newRequest, type User } from './support/shop.ts';

/** Subscription messages about orders, through wx-server-sdk to the stand-in for WeChat, which hands out what was accepted. */
const ME = 'o-demo-customer-01';
const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;

interface Message {
  readonly templateId: string;
  readonly page: string;
  readonly data: Record<string, string>;
}

let emulator: Emulator;
let buyer: User & { addressId: string };
let line: { productId: string; skuId: string };

beforeAll(async () => {
  emulator = await startEmulator();
  buyer = await customer(emulator, ME);
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(100).get();
  const stock = (data as StockDocument[]).find((one) => one.quantity - one.reserved > 20 && one.price < 3000);
  line = { productId: stock?.shopProductId ?? '', skuId: stock?._id ?? '' };
});
afterAll(() => emulator.stop());

async function accept(...templateIds: string[]): Promise<void> {
  await emulator.post('/__sandbox/wechat/subscribe', { appid: MALL, openid: ME, templateIds });
}

async function told(orderId: string): Promise<Message[]> {
  const { messages } = await emulator.get<{ messages: Message[] }>(`/__sandbox/wechat/messages?openid=${ME}`);
  return messages.filter(({ page }) => page.endsWith(orderId));
}

async function later(ms: number): Promise<void> {
  await emulator.post('/__emulator/clock', { advanceMs: ms });
  await emulator.post('/__emulator/timer', { function: 'orderTimer' });
}

async function placed(): Promise<string> {
  buyer = await customer(emulator, ME);
  const order = await buyer.must('submitOrder', { requestId: newRequest(), items: [{ ...line, quantity: 1 }], addressId: buyer.addressId });
  return order.orderId ?? '';
}

describe('a customer who accepted it is reminded', () => {
  it('once, ten minutes before his order is cancelled, and not when he has paid', async () => {
    await accept('demo-payment-due');
    const [left, paid] = [await placed(), await placed()];
    await buyer.must('wxPay', { orderId: paid, method: 'balance' });
    await later(15 * MINUTE);
    expect(await told(left)).toEqual([]);
    await later(6 * MINUTE);
    await later(MINUTE);
    expect(await told(left)).toMatchObject([{ templateId: 'demo-payment-due', page: `pages/order/index?id=${left}` }]);
    expect((await told(left))[0]?.data['thing4']).toBe('超时会自动取消，请尽快付款');
    expect(await told(paid)).toEqual([]);
  });

  it('when it has left, and a day before it counts as received; two timers at once tell it once', async () => {
    const orderId = await placed();
    await buyer.must('wxPay', { orderId, method: 'balance' });
    const warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
    await warehouse.must('shipOrder', { orderId, parcels: [{ company: 'shunfeng', number: 'SFREMIND001' }] });
    // Enough for his older parcels too, which come due meanwhile.
    await accept(...Array.from({ length: 10 }, () => ['demo-shipped', 'demo-receive-due']).flat());
    const timer = (): Promise<unknown> => emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await Promise.all([timer(), timer(), timer()]);
    const values = { character_string4: 'SFREMIND001', thing3: '顺丰速运' };
    expect(await told(orderId)).toMatchObject([{ templateId: 'demo-shipped', data: values }]);
    await later(8 * DAY);
    expect(await told(orderId)).toHaveLength(1);
    await later(DAY + MINUTE);
    await later(MINUTE);
    expect((await told(orderId)).map(({ templateId }) => templateId)).toEqual(['demo-shipped', 'demo-receive-due']);
  });

  it('never, when he accepted nothing: the order goes its way all the same', async () => {
    const orderId = await placed();
    await later(21 * MINUTE);
    await later(10 * MINUTE);
    expect(await told(orderId)).toEqual([]);
    const { data } = await adminDatabase(emulator).collection('orders').where({ _id: orderId }).get();
    expect(data[0]).toMatchObject({ status: 'cancelled', reminded: ['paymentDue'] });
  });
});
