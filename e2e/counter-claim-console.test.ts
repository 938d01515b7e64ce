import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { DESK, openBrowser, openScreen, type Screen } from './support/browser.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, MANAGE, newRequest } from './support/shop.ts';

/** A customer brings goods back to the counter: an admin writes his claim down in the console, and reads who changed the order before. */
let emulator: Emulator;
let browser: Browser;
let desk: Screen;
let orderId = '';

beforeAll(async () => {
  [emulator, browser] = await Promise.all([startEmulator(), openBrowser()]);
  const sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  const warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const unit = (data as { _id: string; quantity: number; price: number }[]).find((one) => one.quantity > 60 && one.price > 300);
  const skuId = unit?._id ?? '';
  const made = await sales.must('customer', {
    action: 'save',
    requestId: newRequest(),
    customer: { name: '江南小馆', creditLimit: 500_00 },
  });
  const customerId = made.customer?._id ?? '';
  const items = [{ skuId, quantity: 3000 }];
  const { order } = await sales.must('internalOrder', { action: 'save', requestId: newRequest(), customerId, items });
  orderId = order?._id ?? '';
  await sales.must('internalOrder', { action: 'confirm', orderId });
  const price = {
    action: 'changePrice',
    requestId: newRequest(),
    orderId,
    goodsAmount: (unit?.price ?? 0) * 3 - 300,
    reason: '老客户',
  } as const;
  await sales.must('orderChange', price);
  await sales.must('internalOrder', { action: 'pay', orderId, method: 'credit' });
  await warehouse.must('shipOrder', { orderId, parcels: [{ company: 'jd', number: 'JDCC00000001' }] });
  desk = await openScreen(browser, `${emulator.origin}/console/orders?order=${orderId}`, DESK);
});

afterAll(async () => {
  await browser.close();
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

it('is written down, agreed to, and taken off what he owes', async () => {
  const { page } = desk;
  await page.getByPlaceholder('请输入用户名').fill('admin');
  await page.getByPlaceholder('请输入密码').fill('Tianjian@2026');
  await page.keyboard.press('Enter');
  await desk.text('修改记录').waitFor();
  await desk.text('原因：老客户').waitFor();
  await desk.text('挂账').waitFor();
  const shots = process.env['SHOTS'];
  if (shots) await page.screenshot({ path: `${shots}/drawer.png` });

  await desk.button('申请售后').click();
  await page.getByLabel('件数').fill('2');
  await desk.text(/^可退 ¥/).waitFor();
  await page.getByRole('button', { name: '提交申请' }).click();
  await desk.text('请写下顾客的说法，审核时会看到').waitFor();
  await page.getByLabel('顾客的说法').fill('到店反映两份有磕碰');
  if (shots) await page.screenshot({ path: `${shots}/claim.png` });
  await page.getByRole('button', { name: '提交申请' }).click();
  await desk.text('已提交售后，请到「售后」审核').waitFor();

  await page.goto(`${emulator.origin}/console/after-sales`);
  await page.getByRole('row').filter({ hasText: '待审核' }).first().click();
  await desk.text('店员代客申请').waitFor();
  await desk.text('到店反映两份有磕碰').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/case.png` });
  await desk.button('同意退款').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^退款 ¥/ })
    .click();
  await desk.text('已退金额').waitFor();
  const { data } = await adminDatabase(emulator).collection('orders').where({ _id: orderId }).get();
  const [order] = data as { paymentAmount: number; refundedAmount: number; status: string }[];
  expect(order?.status).toBe('shipped');
  expect(order?.refundedAmount).toBe(Math.floor(((order?.paymentAmount ?? 0) * 2) / 3));
  expect(desk.faults).toEqual([]);
});
