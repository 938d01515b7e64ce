import { request, createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { later, me, openShop, type ShopHere } from './support/shop-here.ts';

/** WeChat Pay takes connections and answers nobody: what needs it is told so, and all else goes on. */
let shop: ShopHere;
let gateway: Server;
let silent = false;
let questions = 0;

/** Between the shop and the sandbox. */
function between(origin: string): Server {
  return createServer((incoming, outgoing) => {
    questions += 1;
    if (silent) return;
    const url = origin + (incoming.url ?? '');
    const onward = request(url, { method: incoming.method, headers: { ...incoming.headers, host: new URL(origin).host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
}

beforeAll(async () => {
  shop = await openShop();
  gateway = between(shop.emulator.origin);
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  process.env['WECHATPAY_API_BASE'] = `http://127.0.0.1:${String(port)}/sandbox/wechatpay`;
});

afterAll(async () => {
  gateway.closeAllConnections();
  gateway.close();
  await shop.emulator.stop();
});

it('a gateway that hangs keeps the timer for one question, not for each of them; afterwards all is done', async () => {
  const { services, units } = shop;
  const unit = units[0];
  if (unit === undefined) throw new Error('the demo shop lacks goods for this test');
  const opened = await Promise.all(Array.from({ length: 5 }, () => shop.place(unit, 1)));
  for (const { _id } of opened) expect(await services.pay(_id, 'wechat', me)).toMatchObject({ ok: true, data: { paid: false } });
  const refunded = await shop.paid(unit, 'wechat', 1);
  expect(await services.cancelOrder(refunded._id, undefined, me)).toMatchObject({ ok: true });
  const plain = await shop.place(unit, 1);
  const statusOf = async (id: string): Promise<string> => (await shop.order(id)).status;

  silent = true;
  questions = 0;
  await services.askAboutSilence(later(5));
  await services.expireOrders(later(40));
  await services.workOffRefunds(later(40));
  await expect(services.cancelOrder(opened[0]?._id ?? '', undefined, me)).rejects.toThrow('no answer');
  expect(await services.pay(opened[1]?._id ?? '', 'balance', me)).toMatchObject({ ok: true, data: { paid: true } });
  expect(questions).toBe(1);
  expect(await statusOf(plain._id)).toBe('cancelled');
  const waiting = opened.filter((_order, index) => index !== 1);
  for (const { _id } of waiting) expect(await statusOf(_id)).toBe('pending_payment');
  // Nobody has refused the refund: it is no person's yet. The shop's own timer, which WeChat answers, may have sent it meanwhile.
  expect((await services.tables.refunds.findOne({ orderId: refunded._id }))?.status).not.toBe('manual');

  silent = false;
  const hour = performance.now() + 3_600_000;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(hour);
  await services.expireOrders(later(40));
  for (let round = 1; round <= 3; round += 1) {
    await services.workOffRefunds(later(60 * round));
    const sent = await services.tables.refunds.findOne({ orderId: refunded._id, status: 'processing' });
    if (sent !== null) await shop.emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: sent._id });
  }
  clock.mockRestore();
  for (const { _id } of waiting) expect(await statusOf(_id)).toBe('cancelled');
  expect((await services.tables.refunds.findOne({ orderId: refunded._id }))?.status).toBe('success');
  await shop.settled();
});
