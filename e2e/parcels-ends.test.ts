import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StockDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase } from './support/database.ts';
import { DESK, openBrowser, openScreen, PHONE } from './support/browser.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { customer, newRequest } from './support/shop.ts';

let emulator: Emulator;
let browser: Browser;

beforeAll(async () => {
  [emulator, browser] = await Promise.all([startEmulator(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await emulator.stop();
});

it('staff send a part from the phone, the rest from the console; the customer sees both parcels and what is in them', async () => {
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const goods = (data as StockDocument[])
    .filter((one) => one.quantity - one.reserved > 50 && one.price < 5000 && !one.soldByWeight)
    .slice(0, 2);
  const buyer = await customer(emulator, 'o-demo-customer-01');
  const items = goods.map((one, at) => ({ productId: one.shopProductId, skuId: one._id, quantity: 3 - at }));
  const { orderId, orderNo } = await buyer.must('submitOrder', { requestId: newRequest(), items, addressId: buyer.addressId });
  await buyer.must('wxPay', { orderId: orderId ?? '', method: 'balance' });

  const staff = await openScreen(browser, `${emulator.origin}/manage/?openid=o-demo-staff-01`, PHONE);
  await staff.text(orderNo ?? '').click();
  await staff.button('发货').click();
  await staff.button('顺丰速运').click();
  await staff.page.locator('ship-sheet input').filter({ visible: true }).first().fill('SF1234567890123');
  await staff.button('只发一部分').click();
  const fewer = staff.page.locator('.van-stepper__minus').filter({ visible: true });
  await fewer.nth(0).click();
  await fewer.nth(1).click();
  await fewer.nth(1).click();
  await staff.button('下一步').click();
  await staff.text('还有 3 件以后再发').waitFor();
  await staff.button('确认发货').click();
  await staff.text('已发出一部分').waitFor();
  await staff.button('完成').click();
  await staff.text('还有 3 件待发').waitFor();

  const mall = await openScreen(
    browser,
    `${emulator.origin}/mall/?openid=o-demo-customer-01#/pages/order/index?id=${orderId ?? ''}`,
    PHONE,
  );
  await mall.text('部分商品已发出').waitFor();
  await mall
    .text(`${goods[0]?.productName ?? ''} ×2`)
    .or(mall.text(/×2/))
    .first()
    .waitFor();

  const desk = await openScreen(browser, `${emulator.origin}/console/`, DESK);
  await desk.page.getByPlaceholder('请输入用户名').fill('admin');
  await desk.page.getByPlaceholder('请输入密码').fill('Tianjian@2026');
  await desk.page.keyboard.press('Enter');
  await desk.text('今日支付金额').waitFor();
  await desk.page
    .getByRole('menuitem', { name: '订单' })
    .or(desk.page.getByText('订单', { exact: true }))
    .first()
    .click();
  const row = desk.page.getByRole('row').filter({ hasText: orderNo ?? '-' });
  await row.filter({ hasText: '部分发货' }).waitFor();
  await row.getByRole('button', { name: '发货' }).click();
  await desk.button('只发一部分').click();
  await desk.page.getByPlaceholder('快递单号').fill('SF9234567890123');
  await desk.page.getByLabel('发出数量').first().fill('0');
  await desk.button('改为全部发出').click();
  await desk.button('确认发货').click();
  await row.filter({ hasText: '待收货' }).waitFor();
  await row.click();
  await desk.text('SF1234567890123').waitFor();

  await mall.text('SF9234567890123').waitFor();
  await mall.text('商品已发出').waitFor();
  for (const screen of [staff, mall, desk]) expect(screen.faults).toEqual([]);
});
