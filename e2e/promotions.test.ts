import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { HOUR, openPromotionShop, type PromotionShop } from './support/promotion-shop.ts';
import { actAs, customer, MANAGE, newRequest } from './support/shop.ts';

/** Flash sales, and what staff may change of what is on. */
let shop: PromotionShop;

beforeAll(async () => {
  shop = await openPromotionShop();
});

afterAll(async () => {
  expect(await audit(shop.emulator)).toEqual([]);
  await shop.emulator.stop();
});

describe('a flash sale', () => {
  it('sells at its price from its quota and the ordinary stock, and takes both back with the order', async () => {
    const { saleId, price } = await shop.flash(0);
    const preview = await shop.buyer.must('submitOrder', { ...shop.flashOrder(shop.buyer, 0, saleId, 2), preview: true });
    expect(preview).toMatchObject({ orderId: null, totalAmount: 2 * price });
    expect((await shop.sale(saleId)).sold).toBe(0);

    const placed = await shop.buyer.must('submitOrder', shop.flashOrder(shop.buyer, 0, saleId, 2));
    expect(placed).toMatchObject({ totalAmount: 2 * price, status: 'pending_payment' });
    expect(await shop.sale(saleId)).toMatchObject({ sold: 2, marks: [] });
    expect((await shop.buyer.must('promotion', { action: 'flashSale', saleId })).bought).toBe(2);
    expect(await shop.buyer.call('submitOrder', shop.flashOrder(shop.buyer, 0, saleId))).toMatchObject({
      status: 409,
      reason: 'FLASH_LIMIT',
    });

    await shop.buyer.must('order', { action: 'cancel', orderId: placed.orderId ?? '' });
    expect(await shop.sale(saleId)).toMatchObject({ sold: 0, marks: [] });
    const again = await shop.buyer.must('submitOrder', shop.flashOrder(shop.buyer, 0, saleId, 1));
    await shop.buyer.must('wxPay', { orderId: again.orderId ?? '', method: 'balance' });
    expect((await shop.buyer.must('order', { action: 'cancel', orderId: again.orderId ?? '' })).order.status).toBe('refunded');
    expect((await shop.sale(saleId)).sold).toBe(0);

    const unpaid = await shop.buyer.must('submitOrder', shop.flashOrder(shop.buyer, 0, saleId, 1));
    await shop.advance(31 * 60_000);
    expect((await shop.order(unpaid.orderId)).status).toBe('cancelled');
    expect((await shop.sale(saleId)).sold).toBe(0);
  });

  it('gives three hundred buyers of twenty exactly twenty, and the others a reason', async () => {
    const { saleId } = await shop.flash(1, { quota: 20, perUser: 1 });
    const buyers = await Promise.all(Array.from({ length: 300 }, (_, index) => customer(shop.emulator, `o-flash-${index}`)));
    const inputs = buyers.map((one) => shop.flashOrder(one, 1, saleId));
    const answers = await Promise.all(
      buyers.map((one, index) => one.call('submitOrder', inputs[index] ?? shop.flashOrder(one, 1, saleId))),
    );
    const won = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
    expect(won).toHaveLength(20);
    expect(answers.filter((answer) => answer.reason === 'FLASH_SOLD_OUT')).toHaveLength(280);
    expect(await shop.sale(saleId)).toMatchObject({ sold: 20, marks: [] });
    const { total } = await adminDatabase(shop.emulator).collection('orders').where({ 'items.flashSaleId': saleId }).count();
    expect(total).toBe(20);
    // A second tap of somebody who got one is his order, though the sale is over by now.
    const winner = won[0] ?? 0;
    const repeated = await buyers[winner]?.must('submitOrder', inputs[winner] ?? shop.flashOrder(shop.buyer, 1, saleId));
    expect(repeated?.orderId).toBe(answers[winner]?.data?.orderId);
  });

  it('keeps a person to his share, however many taps he has', async () => {
    const { saleId } = await shop.flash(2, { quota: 50, perUser: 3 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.buyer.call('submitOrder', shop.flashOrder(shop.buyer, 2, saleId))),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    expect(answers.filter((answer) => answer.reason === 'FLASH_LIMIT')).toHaveLength(17);
    expect(await shop.sale(saleId)).toMatchObject({ sold: 3, marks: [] });
  });

  it('is ordered through a function of its own as well, which takes nothing else', async () => {
    const { saleId } = await shop.flash(0);
    const wish = shop.flashOrder(shop.buyer, 0, saleId);
    const placed = await shop.buyer.must('flashOrder', wish);
    expect(placed).toMatchObject({ status: 'pending_payment', totalAmount: 100 });
    // Whichever function hears the same request again knows the order.
    expect((await shop.buyer.must('submitOrder', wish)).orderId).toBe(placed.orderId);
    expect(await shop.sale(saleId)).toMatchObject({ sold: 1, marks: [] });
    const plain = wish.items?.map(({ productId, skuId, quantity }) => ({ productId, skuId, quantity }));
    expect(await shop.buyer.send('flashOrder', { ...wish, items: plain })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
  });

  it('opens and closes to the moment, and stops when staff say so', async () => {
    const at = await shop.now();
    const { saleId } = await shop.flash(0, { startsAt: at + HOUR, endsAt: at + 2 * HOUR });
    const attempt = async (): Promise<string | undefined> =>
      (await shop.buyer.call('submitOrder', shop.flashOrder(shop.buyer, 0, saleId))).reason;
    expect(await attempt()).toBe('FLASH_NOT_STARTED');
    await shop.advance(HOUR + 1000);
    expect(await attempt()).toBeUndefined();
    await shop.manager.must('promotion', { action: 'stopFlash', saleId });
    expect(['FLASH_ENDED', 'PROMOTION_CHANGED']).toContain(await attempt());
    const list = await shop.buyer.must('promotion', { action: 'flashSales' });
    expect(list.flashSales?.some((one) => one._id === saleId)).toBe(false);
  });

  it('is sold at no other price than the one that was told, and only with its own goods', async () => {
    const { saleId } = await shop.flash(0);
    expect(await shop.buyer.call('submitOrder', shop.flashOrder(shop.buyer, 3, saleId))).toMatchObject({
      status: 404,
      reason: 'FLASH_NOT_FOUND',
    });
    expect(await shop.buyer.call('submitOrder', shop.flashOrder(shop.buyer, 0, 'no-such-sale'))).toMatchObject({
      status: 404,
      reason: 'FLASH_NOT_FOUND',
    });
    const { productId, skuId, price } = shop.goods[0] ?? { productId: '', skuId: '', price: 0 };
    const mixed = [
      { productId, skuId, quantity: 1, flashSaleId: saleId },
      { productId, skuId, quantity: 1 },
    ];
    expect(await shop.buyer.call('submitOrder', { requestId: newRequest(), items: mixed, addressId: shop.buyer.addressId })).toMatchObject({
      status: 400,
      reason: 'INPUT_INVALID',
    });
    const second = shop.goods[3] ?? { productId: '', skuId: '', price: 0 };
    const together = await shop.buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [
        { productId, skuId, quantity: 1, flashSaleId: saleId },
        { productId: second.productId, skuId: second.skuId, quantity: 1 },
      ],
      addressId: shop.buyer.addressId,
    });
    expect(together.totalAmount).toBe(100 + second.price);
    expect(price).toBeGreaterThan(100);
  });
});

describe('what staff may change', () => {
  it('is theirs alone, and leaves those who bought what they were promised', async () => {
    const { productId, skuId, price } = shop.goods[0] ?? { productId: '', skuId: '', price: 0 };
    const at = await shop.now();
    const save = {
      action: 'saveFlash',
      requestId: newRequest(),
      title: '周末秒杀',
      productId,
      skuId,
      price: 100,
      quota: 5,
      perUser: 2,
      startsAt: at - 1000,
      endsAt: at + HOUR,
    } as const;
    expect(await shop.buyer.call('promotion', save)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    const warehouse = await actAs(shop.emulator, 'o-demo-staff-01', MANAGE);
    expect(await warehouse.call('promotion', save)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    expect(await shop.manager.call('promotion', { ...save, price })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await shop.manager.call('promotion', { ...save, endsAt: at - 2000 })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await shop.manager.call('promotion', { ...save, skuId: shop.goods[3]?.skuId ?? '' })).toMatchObject({ status: 404 });

    const twice = await Promise.all([shop.manager.must('promotion', save), shop.manager.must('promotion', save)]);
    const saleId = twice[0].flashSales?.[0]?._id ?? '';
    expect(twice[1].flashSales?.[0]?._id).toBe(saleId);
    expect((await shop.manager.must('promotion', { ...save, saleId, price: 90 })).flashSales?.[0]?.price).toBe(90);
    const bought = await shop.buyer.must('submitOrder', shop.flashOrder(shop.buyer, 0, saleId, 2));
    expect(bought.totalAmount).toBeGreaterThanOrEqual(180);
    for (const change of [{ price: 80 }, { price: 90, perUser: 1 }, { price: 90, quota: 1 }])
      expect(await shop.manager.call('promotion', { ...save, saleId, ...change })).toMatchObject({
        status: 409,
        reason: 'PROMOTION_IN_USE',
      });
    expect((await shop.manager.must('promotion', { ...save, saleId, price: 90, quota: 9, perUser: 3 })).flashSales?.[0]).toMatchObject({
      quota: 9,
    });
    expect(await shop.manager.call('promotion', { ...save, saleId: 'none' })).toMatchObject({ status: 404, reason: 'FLASH_NOT_FOUND' });
    const { total } = await adminDatabase(shop.emulator).collection('operationLogs').where({ target: saleId }).count();
    expect(total).toBe(3);
  });
});
