import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { adminDatabase, all } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { customer, newRequest, type User } from './support/shop.ts';

/** Longer than the lease of any stock work. */
const AFTER_LEASES_MS = 5 * 60_000;
const CALLERS = 8;
const ORDERS_BEFORE_THE_CUT = 40;

interface StoredOrder {
  _id: string;
  orderNo: string;
  status: string;
}

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(async () => {
  await emulator.stop();
});

async function richGoods(): Promise<{ productId: string; skuId: string }[]> {
  const stocks = await all<{ _id: string; shopProductId: string; quantity: number }>(adminDatabase(emulator), 'products');
  return stocks.filter((stock) => stock.quantity > 150).map((stock) => ({ productId: stock.shopProductId, skuId: stock._id }));
}

describe('a power cut under load', () => {
  it('loses no acknowledged order or payment, leaves none half done, and the books balance', async () => {
    const goods = await richGoods();
    const buyers = await Promise.all(Array.from({ length: CALLERS }, (_, index) => customer(emulator, `o-cut-${index}`)));
    const payer = await customer(emulator, 'o-demo-customer-01');
    const placed = new Map<string, string>();
    const paid = new Set<string>();
    let cut: (() => void) | null = null;
    const enough = new Promise<void>((resolve) => (cut = resolve));

    const shop = async (buyer: User & { addressId: string }, pays: boolean): Promise<void> => {
      for (let turn = 0; ; turn += 1) {
        const lines = goods
          .slice((turn * 3) % (goods.length - 3))
          .slice(0, 3)
          .map((one) => ({ ...one, quantity: 1 }));
        const order = await buyer.must('submitOrder', { requestId: newRequest(), items: lines, addressId: buyer.addressId });
        placed.set(order.orderId ?? '', order.orderNo ?? '');
        if (placed.size >= ORDERS_BEFORE_THE_CUT) cut?.();
        if (!pays) continue;
        const answer = await buyer.call('wxPay', { orderId: order.orderId ?? '', method: 'balance' });
        if (answer.status === 200) paid.add(order.orderId ?? '');
      }
    };
    // Every caller ends when the emulator is gone.
    const callers = [...buyers.map((buyer) => shop(buyer, false)), shop(payer, true)].map((caller) => caller.catch(() => undefined));
    await enough;
    await emulator.kill();
    await Promise.all(callers);

    const { data } = emulator;
    emulator = await startEmulator({ data });
    const orders = new Map((await all<StoredOrder>(adminDatabase(emulator), 'orders')).map((order) => [order._id, order]));
    expect(placed.size).toBeGreaterThanOrEqual(ORDERS_BEFORE_THE_CUT);
    for (const [id, number] of placed) expect(orders.get(id)).toMatchObject({ orderNo: number });
    for (const id of paid) expect(orders.get(id)?.status).toBe('paid');

    await emulator.post('/__emulator/clock', { advanceMs: AFTER_LEASES_MS });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await audit(emulator)).toEqual([]);
  });

  it('starts again on the same data without filling it twice', async () => {
    const before = (await all(adminDatabase(emulator), 'shopProducts')).length;
    const { data } = emulator;
    await emulator.stop({ keepData: true });
    emulator = await startEmulator({ data });
    expect((await all(adminDatabase(emulator), 'shopProducts')).length).toBe(before);
    await emulator.stop();
    rmSync(data, { recursive: true, force: true });
    emulator = await startEmulator();
  });
});
