import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { DESK, openBrowser, openScreen, PHONE, type Screen } from './support/browser.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { customer, newRequest } from './support/shop.ts';

/** One order through three live ends, each driven as a person would, none of them reloaded. */
let emulator: Emulator;
let browser: Browser;
let mall: Screen;
let staff: Screen;
let desk: Screen;

beforeAll(async () => {
  [emulator, browser] = await Promise.all([startEmulator(), openBrowser()]);
  staff = await openScreen(browser, `${emulator.origin}/manage/?openid=o-demo-staff-01`, PHONE);
  desk = await openScreen(browser, `${emulator.origin}/console/`, DESK);
  mall = await openScreen(browser, `${emulator.origin}/mall/?openid=o-demo-customer-01`, PHONE);
});

afterAll(async () => {
  await browser.close();
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

async function orderNumberOn(screen: Screen): Promise<string> {
  const number = /\d{12,}/.exec(await screen.text(/\d{12,}/).innerText())?.[0];
  if (number === undefined) throw new Error('no order number on the screen');
  return number;
}

describe('one order through three live ends', () => {
  let number = '';

  it('an admin signs in and opens the orders; staff look at theirs', async () => {
    await desk.page.getByPlaceholder('请输入用户名').fill('admin');
    await desk.page.getByPlaceholder('请输入密码').fill('Tianjian@2026');
    await desk.page.keyboard.press('Enter');
    await desk.text('今日支付金额').waitFor();
    await desk.page
      .getByRole('menuitem', { name: '订单' })
      .or(desk.page.getByText('订单', { exact: true }))
      .first()
      .click();
    await desk.text('待发货').waitFor();
    await staff.text('待发货').waitFor();
    // From here on nothing is loaded anew.
    await desk.page.evaluate(() => Object.assign(globalThis, { unreloaded: true }));
  });

  it('a customer finds goods, orders, and pays with WeChat', async () => {
    await mall.text('盘锦蟹田米').click();
    await mall.button('立即购买').click();
    await mall.page.locator('sku-popup').getByRole('button', { name: '立即购买' }).click();
    await mall.button('提交订单').click();
    await mall.text(/订单 \d{12,}/).waitFor();
    number = await orderNumberOn(mall);
    await mall.button(/^微信支付 ¥/).click();
    await mall.button('立即支付').click();
    await mall.button('查看订单').click();
    await mall.text('待发货').waitFor();
  });

  it('the order appears by itself on the staff phone and in the console', async () => {
    await staff.text(number).waitFor();
    await desk.text(number).waitFor();
    expect(await desk.page.getByRole('row').filter({ hasText: number }).innerText()).toContain('待发货');
  });

  it('staff ship it; the customer and the console see it move', async () => {
    await staff.text(number).click();
    await staff.button(/发货/).click();
    await staff.button('顺丰速运').click();
    await staff.page.locator('ship-sheet input').filter({ visible: true }).fill('SF1234567890123');
    await staff.button('下一步').click();
    await staff.button('确认发货').click();
    await staff.button('完成').click();

    await mall.text('SF1234567890123').waitFor();
    await mall.text('商品已发出').waitFor();
    await desk.page.getByRole('row').filter({ hasText: number }).filter({ hasText: '待收货' }).waitFor();
  });

  it('the customer confirms receipt; everybody sees the order completed', async () => {
    await mall.button('确认收货').click();
    await mall.page
      .getByRole('button', { name: /确认收货|确定/ })
      .filter({ visible: true })
      .last()
      .click();
    await mall.text('交易完成').waitFor();
    await desk.page.getByRole('row').filter({ hasText: number }).filter({ hasText: '已完成' }).waitFor();
  });

  it('a lost connection comes back by itself and misses nothing', async () => {
    const { data, origin } = emulator;
    const before = await customer(emulator, 'o-demo-customer-02');
    await emulator.kill();
    emulator = await startEmulator({ data, port: Number(new URL(origin).port) });
    const goods = (await before.must('cart', { action: 'list' })).items;
    expect(goods).toEqual([]);
    const order = await before.must('submitOrder', {
      requestId: newRequest(),
      items: [{ productId: 'p-panjin-rice', quantity: 1, skuId: await onlySku() }],
      addressId: before.addressId,
    });
    await before.must('wxPay', { orderId: order.orderId ?? '', method: 'balance' });
    await desk.page
      .getByRole('row')
      .filter({ hasText: order.orderNo ?? '-' })
      .filter({ hasText: '待发货' })
      .waitFor({ timeout: 90_000 });
  });

  it('nothing was reloaded, and no page broke', async () => {
    for (const screen of [mall, staff, desk]) {
      expect(await screen.unreloaded()).toBe(true);
      expect(screen.faults).toEqual([]);
    }
  });
});

async function onlySku(): Promise<string> {
  const { adminDatabase } = await import('./support/database.ts');
  const { data } = await adminDatabase(emulator).collection('shopProducts').where({ _id: 'p-panjin-rice' }).get();
  const sku = (data as { skus: { skuId: string }[] }[])[0]?.skus[0]?.skuId;
  if (sku === undefined) throw new Error('no such product');
  return sku;
}
