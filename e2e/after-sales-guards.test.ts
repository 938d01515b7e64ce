import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AfterSaleDocument, OrderDocument, RefundDocument, StockDocument } from '@shop/shared/database/documents.ts';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { documentOf } from './support/database.ts';
import { Death, dies } from './support/rival.ts';
import { newRequest } from './support/shop.ts';
import { later, me, openShop, staff, type ShopHere } from './support/shop-here.ts';

/** A death or a rival at the exact lines of a refund; the services run here, against the emulator, through the real SDK. */
let shop: ShopHere;
let services: ShopHere['services'];
let goods: { productId: string; skuId: string }[];

beforeAll(async () => {
  shop = await openShop();
  ({ services } = shop);
  goods = shop.units.slice(0, 2).map((one) => ({ productId: one.shopProductId, skuId: one._id }));
});

afterEach(() => shop.settled());

afterAll(async () => {
  await shop.emulator.stop();
});

const one = <Doc>(collection: string, id: string): Promise<Doc> => documentOf<Doc>(shop.db, collection, id);

async function paid(method: 'balance' | 'wechat' = 'balance'): Promise<string> {
  const items = goods.map((line) => ({ ...line, quantity: 2 }));
  const placed = await services.submitOrder({ requestId: newRequest(), items, addressId: shop.addressId, usePoints: 20 }, me);
  return (await shop.payFor(placed.ok ? (placed.data.orderId ?? '') : '', method))._id;
}

function asking(orderId: string, index = 0, type: 'refund_only' | 'return_goods' = 'refund_only'): ReturnType<typeof services.ask> {
  const skuId = goods[index]?.skuId ?? '';
  return services.ask({ action: 'apply', requestId: newRequest(), orderId, skuId, quantity: 1, type, reason: 'spoiled' }, me);
}

async function applied(orderId: string, index = 0, type: 'refund_only' | 'return_goods' = 'refund_only'): Promise<string> {
  const answer = await asking(orderId, index, type);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.data.afterSale._id;
}

const parcels = (): { company: string; number: string }[] => [{ company: 'jd', number: `JD${newRequest().slice(0, 8)}` }];
const approve = (afterSaleId: string): ReturnType<typeof services.approve> => services.approve({ action: 'approve', afterSaleId }, staff);

describe('a refund whose function dies', () => {
  it('once it is booked has paid; the sweeper brings the stock after, once', async () => {
    const orderId = await paid();
    const afterSaleId = await applied(orderId);
    shop.at('refund.booked', dies);
    await expect(approve(afterSaleId)).rejects.toThrow(Death);
    expect(await one('afterSales', afterSaleId)).toMatchObject({ status: 'refunded', task: { kind: 'release' } });
    services.interfere(null);
    expect(await approve(afterSaleId)).toMatchObject({ ok: false, reason: 'AFTER_SALE_STATE' });
    expect(await services.sweepCaseTasks(new Date())).toBe(0);
    // Two timers at once: one of them takes it.
    const two = await Promise.all([services.sweepCaseTasks(later()), services.sweepCaseTasks(later())]);
    expect(two.sort()).toEqual([0, 1]);
  });

  it('before it is booked has done nothing', async () => {
    const afterSaleId = await applied(await paid());
    shop.at('refund.read', dies);
    await expect(approve(afterSaleId)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await one('afterSales', afterSaleId)).toMatchObject({ status: 'applied' });
    expect(await approve(afterSaleId)).toMatchObject({ ok: true });
  });

  it('on receipt of goods: the sweeper puts them into stock', async () => {
    const orderId = await paid();
    await services.ship({ orderId, parcels: parcels() }, staff);
    const before = await one<StockDocument>('products', goods[0]?.skuId ?? '');
    const afterSaleId = await applied(orderId, 0, 'return_goods');
    await approve(afterSaleId);
    shop.at('refund.booked', dies);
    await expect(services.receiveReturn({ action: 'receiveReturn', afterSaleId, restock: true }, staff)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await services.sweepCaseTasks(later())).toBe(1);
    expect((await one<StockDocument>('products', before._id)).quantity).toBe(before.quantity + 1);
  });

  it.each<Checkpoint>(['refund.accepted', 'refund.answered'])(
    'at %s has been taken by WeChat; the next timer finds out and pays once',
    async (line) => {
      const orderId = await paid('wechat');
      const afterSaleId = await applied(orderId);
      await approve(afterSaleId);
      const { refundId = '' } = await one<AfterSaleDocument>('afterSales', afterSaleId);
      shop.at(line, dies);
      // The job goes on to the next refund; this one stays where it was.
      await services.workOffRefunds(new Date());
      services.interfere(null);
      expect((await one<RefundDocument>('refunds', refundId)).status).toBe(line === 'refund.accepted' ? 'pending' : 'processing');
      await shop.emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: refundId });
      await services.workOffRefunds(later());
      expect(await one('refunds', refundId)).toMatchObject({ status: 'success' });
      expect(await one('afterSales', afterSaleId)).toMatchObject({ status: 'refunded' });
    },
  );
});

describe('a rival at the line of a refund', () => {
  it('who approves the same case first: it is paid once', async () => {
    const afterSaleId = await applied(await paid());
    let other: unknown;
    shop.at('refund.read', async () => {
      other = await approve(afterSaleId);
    });
    expect(await approve(afterSaleId)).toMatchObject({ ok: false, reason: 'AFTER_SALE_STATE' });
    expect(other).toMatchObject({ ok: true });
  });

  it('who withdraws it: one of the two holds', async () => {
    const afterSaleId = await applied(await paid());
    shop.at('refund.read', async () => {
      await services.withdraw({ action: 'withdraw', afterSaleId }, me);
    });
    expect(await approve(afterSaleId)).toMatchObject({ ok: false, reason: 'AFTER_SALE_STATE' });
    expect(await one('afterSales', afterSaleId)).toMatchObject({ status: 'withdrawn' });
  });

  it('who cancels the whole order: everything goes back once, the case is closed', async () => {
    const orderId = await paid('wechat');
    const afterSaleId = await applied(orderId);
    shop.at('refund.read', async () => {
      expect(await services.cancelOrder(orderId, undefined, me)).toMatchObject({ ok: true });
    });
    expect(await approve(afterSaleId)).toMatchObject({ ok: false, reason: 'AFTER_SALE_STATE' });
    expect(await one('afterSales', afterSaleId)).toMatchObject({ status: 'closed' });
  });

  it('who refunds the other line: both add up', async () => {
    const orderId = await paid();
    const [first, second] = [await applied(orderId, 0), await applied(orderId, 1)];
    shop.at('refund.read', async () => {
      expect(await approve(second)).toMatchObject({ ok: true });
    });
    expect(await approve(first)).toMatchObject({ ok: true });
    const { refundedAmount, items } = await one<OrderDocument>('orders', orderId);
    expect(items.reduce((sum, item) => sum + (item.afterSale?.amount ?? 0), 0)).toBe(refundedAmount);
  });

  it('who ships while the customer asks: goods that are shipped are asked for as shipped', async () => {
    const orderId = await paid();
    shop.at('afterSale.read', async () => {
      expect(await services.ship({ orderId, parcels: parcels() }, staff)).toMatchObject({ ok: true });
    });
    const afterSaleId = await applied(orderId);
    await approve(afterSaleId);
    const order = await one<OrderDocument>('orders', orderId);
    expect(order.status).toBe('shipped');
    expect(order.items[0]?.afterSale).toMatchObject({ pieces: 1, unshipped: 0 });
  });

  it('who gets money back for pieces that are being shipped: what is gone is not shipped', async () => {
    const orderId = await paid();
    shop.at('order.shipping', async () => {
      expect(await approve(await applied(orderId))).toMatchObject({ ok: true });
    });
    expect(await services.ship({ orderId, parcels: parcels() }, staff)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect(await services.ship({ orderId, parcels: parcels() }, staff)).toMatchObject({ ok: true });
  });

  it('who tells the same refund twice at the same moment: it is booked once', async () => {
    const orderId = await paid('wechat');
    const afterSaleId = await applied(orderId);
    await approve(afterSaleId);
    const { refundId = '' } = await one<AfterSaleDocument>('afterSales', afterSaleId);
    await services.workOffRefunds(new Date());
    await shop.emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: refundId });
    shop.at('refund.answered', async () => {
      await services.hearOfRefund(refundId);
    });
    expect(await services.hearOfRefund(refundId)).toBe(true);
    await Promise.all(Array.from({ length: 5 }, () => services.hearOfRefund(refundId)));
    expect((await one<AfterSaleDocument>('afterSales', afterSaleId)).history.filter(({ event }) => event === 'settle')).toHaveLength(1);
  });
});
