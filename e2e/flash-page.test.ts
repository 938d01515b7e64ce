import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { audit } from './support/audit.ts';
import { openBrowser, openScreen, PHONE, type Screen } from './support/browser.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest } from './support/shop.ts';

/** A customer finds a flash sale on the home page, watches its stock go and buys at its price. */
let emulator: Emulator;
let browser: Browser;
let mall: Screen;
let unit: StockDocument;

beforeAll(async () => {
  [emulator, browser] = await Promise.all([startEmulator(), openBrowser()]);
  const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const found = (data as StockDocument[]).find((one) => one.quantity - one.reserved > 60 && one.price > 1000 && one.price < 5000);
  if (found === undefined) throw new Error('the demo shop lacks goods for this test');
  unit = found;
  const now = Date.now();
  const sale = {
    title: '整点秒杀',
    productId: unit.shopProductId,
    skuId: unit._id,
    price: 690,
    quota: 12,
    perUser: 2,
    startsAt: now - 1000,
  };
  await manager.must('promotion', { action: 'saveFlash', requestId: newRequest(), ...sale, endsAt: now + 3_600_000 });
  // He has an address already.
  await customer(emulator, 'o-demo-customer-01');
  mall = await openScreen(browser, `${emulator.origin}/mall/?openid=o-demo-customer-01`, PHONE);
});

afterAll(async () => {
  await browser.close();
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

it('is found on the home page, counts live, and is bought at its price', async () => {
  const shots = process.env['SHOTS'];
  await mall.text('限时秒杀').waitFor();
  if (shots) await mall.page.screenshot({ path: `${shots}/home.png` });
  await mall.text('限时秒杀').click();
  // What ends first comes first.
  await mall
    .text(/^距结束 /)
    .first()
    .waitFor();
  await mall.text('每人限购 2 件').first().waitFor();
  const rival = await customer(emulator, 'o-demo-customer-02');
  const { flashSales } = await rival.must('promotion', { action: 'flashSales' });
  const flashSaleId = flashSales?.find(({ title }) => title === '整点秒杀')?._id ?? '';
  const items = [{ productId: unit.shopProductId, skuId: unit._id, quantity: 2, flashSaleId }];
  await rival.must('flashOrder', { requestId: newRequest(), items, addressId: rival.addressId });
  // Nobody touched the screen.
  await mall.text('仅剩 10 件').waitFor();
  if (shots) await mall.page.screenshot({ path: `${shots}/flash.png` });

  await mall.button('立即抢').first().click();
  await mall.button('提交订单').click();
  await mall.text(/订单 \d{12,}/).waitFor();
  const mine = { _openid: 'o-demo-customer-01', status: 'pending_payment' };
  const { data } = await adminDatabase(emulator).collection('orders').where(mine).get();
  const orders = (data as OrderDocument[]).filter((order) => order.items.some((item) => item.flashSaleId === flashSaleId));
  expect(orders).toHaveLength(1);
  expect(orders[0]?.items[0]).toMatchObject({ skuId: unit._id, unitPrice: 690, quantity: 1 });
  expect(mall.faults).toEqual([]);
});
