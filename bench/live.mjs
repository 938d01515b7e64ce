// Order paid → visible on a staff screen, in a real browser. `node bench/live.mjs [orders]`
import { chromium } from 'playwright-core';
import { ensureBrowser } from '../scripts/browser.mjs';
import { HOME, ms, newRequest, percentile, post, startEmulator, user } from './support.mjs';

/** A stock-keeping unit of the demo shop with plenty in stock. */
const SKU = 'k-panjin-rice-2500';
const ORDERS = Number(process.argv[2] ?? 200);
const emulator = await startEmulator();
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
const page = await browser.newPage({ viewport: { width: 375, height: 812 } });
await page.addInitScript(() => {
  const seen = (globalThis.seen = new Map());
  const look = () => {
    for (const [number] of document.body?.innerText.matchAll(/\d{12,}/g) ?? []) if (!seen.has(number)) seen.set(number, Date.now());
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
});
await page.goto(`${emulator.origin}/manage/?openid=o-demo-staff-01`);
await page.getByText('待发货').first().waitFor();

const call = await user(emulator.origin, 'o-bench-live');
await call('login', {});
const { address } = await call('address', { action: 'save', address: HOME });
const paidAt = new Map();
for (let turn = 0; turn < ORDERS; turn += 1) {
  const order = await call('submitOrder', {
    requestId: newRequest(),
    items: [{ productId: 'p-panjin-rice', skuId: SKU, quantity: 1 }],
    addressId: address._id,
  });
  const { payment } = await call('wxPay', { orderId: order.orderId, method: 'wechat' });
  const begun = Date.now();
  await post(emulator.origin, '/__sandbox/wechatpay/pay', { prepayId: payment.package.slice('prepay_id='.length), behave: 'once' });
  paidAt.set(order.orderNo, { begun, answered: Date.now() });
  await page.waitForFunction((number) => globalThis.seen.has(number), order.orderNo, { timeout: 20_000, polling: 20 });
}
const seen = new Map(await page.evaluate(() => [...globalThis.seen]));
const fromThumb = [...paidAt].map(([number, { begun }]) => seen.get(number) - begun);
console.log(
  `${ORDERS} orders: the customer's thumb → notice → booked → staff screen: p50 ${ms(percentile(fromThumb, 0.5))}, p99 ${ms(percentile(fromThumb, 0.99))}`,
);
await browser.close();
await emulator.stop();
