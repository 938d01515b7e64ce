import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { customer, newRequest, type User } from './support/shop.ts';

const KEY = '8934e7d15453e97507ef794cf7b0519d';

let emulator: Emulator;
let buyer: User & { addressId: string };
let goods: { productId: string; skuId: string };

beforeAll(async () => {
  emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const stock = (data as { _id: string; shopProductId: string; quantity: number }[]).find((one) => one.quantity > 100);
  if (stock === undefined) throw new Error('the demo shop lacks goods for this test');
  goods = { productId: stock.shopProductId, skuId: stock._id };
  buyer = await customer(emulator, 'o-demo-customer-01');
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

interface Opened {
  orderId: string;
  outTradeNo: string;
  amount: number;
  prepayId: string;
}

async function open(): Promise<Opened> {
  const order = await buyer.must('submitOrder', {
    requestId: newRequest(),
    items: [{ ...goods, quantity: 1 }],
    addressId: buyer.addressId,
  });
  const orderId = order.orderId ?? '';
  const answer = await buyer.must('wxPay', { orderId, method: 'wechat' });
  if (answer.paid) throw new Error('paid without paying');
  expect(answer.payment.package).toMatch(/^prepay_id=/);
  return {
    orderId,
    outTradeNo: `${order.orderNo ?? ''}W`,
    amount: order.paymentAmount,
    prepayId: answer.payment.package.slice('prepay_id='.length),
  };
}

function thumb(payment: Opened, behave: string): Promise<unknown> {
  return emulator.post('/__sandbox/wechatpay/pay', { prepayId: payment.prepayId, behave });
}

async function state(orderId: string): Promise<string> {
  return (await buyer.must('order', { action: 'get', orderId })).order.status;
}

async function rows(collection: string, where: object): Promise<Record<string, unknown>[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).get()).data as Record<string, unknown>[];
}

function notice(payment: Opened, changes: Record<string, string> = {}, key = KEY): string {
  const fields: Record<string, string> = {
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    appid: 'wx5a1c0de000000001',
    mch_id: '1900000109',
    nonce_str: newRequest().replaceAll('-', ''),
    openid: buyer.openid,
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    fee_type: 'CNY',
    total_fee: String(payment.amount),
    cash_fee: String(payment.amount),
    out_trade_no: payment.outTradeNo,
    transaction_id: '4200009999202611210000000001',
    time_end: '20261121120000',
    ...changes,
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .concat(`key=${key}`)
    .join('&');
  const sign = createHash('md5').update(text).digest('hex').toUpperCase();
  return `<xml>${Object.entries({ ...fields, sign })
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`;
}

async function post(body: string): Promise<string> {
  const response = await fetch(`${emulator.origin}/payCallback`, { method: 'POST', body, headers: { 'content-type': 'text/xml' } });
  return /<return_code><!\[CDATA\[(\w+)\]\]>/.exec(await response.text())?.[1] ?? '';
}

/** The figures of the day that it is. */
async function lastDay(): Promise<Record<string, unknown> | undefined> {
  const days = await rows('dailyStats', {});
  return days.sort((one, other) => String(one['day']).localeCompare(String(other['day']))).at(-1);
}

describe('a WeChat payment', () => {
  it('is booked by its notice', async () => {
    const payment = await open();
    await thumb(payment, 'once');
    expect(await state(payment.orderId)).toBe('paid');
    expect(await rows('payments', { _id: payment.outTradeNo })).toMatchObject([{ status: 'success', amount: payment.amount }]);
    expect(await buyer.call('wxPay', { orderId: payment.orderId, method: 'wechat' })).toMatchObject({ status: 409, reason: 'ORDER_PAID' });
  });

  it('opened again is the same one, signed afresh', async () => {
    const payment = await open();
    const again = await buyer.must('wxPay', { orderId: payment.orderId, method: 'wechat' });
    expect(again).toMatchObject({ paid: false, payment: { package: `prepay_id=${payment.prepayId}` } });
    await buyer.must('order', { action: 'cancel', orderId: payment.orderId });
  });

  it('told ten times at once is booked once', async () => {
    const before = await lastDay();
    const payment = await open();
    const body = notice(payment);
    expect(await Promise.all(Array.from({ length: 10 }, () => post(body)))).toEqual(Array.from({ length: 10 }, () => 'SUCCESS'));
    expect(await state(payment.orderId)).toBe('paid');
    expect(await rows('orderStatusFlows', { orderId: payment.orderId, toStatus: 'paid' })).toHaveLength(1);
    const after = await lastDay();
    expect([
      Number(after?.['paidOrders']) - Number(before?.['paidOrders']),
      Number(after?.['paidAmount']) - Number(before?.['paidAmount']),
    ]).toEqual([1, payment.amount]);
    expect(await rows('refunds', { orderId: payment.orderId })).toEqual([]);
  });

  it('whose notice never comes is asked for', async () => {
    const payment = await open();
    await thumb(payment, 'never');
    expect(await state(payment.orderId)).toBe('pending_payment');
    await emulator.post('/__emulator/clock', { advanceMs: 3 * 60_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await state(payment.orderId)).toBe('paid');
  });

  it('that comes after the cancellation goes back by itself', async () => {
    const payment = await open();
    await buyer.must('order', { action: 'cancel', orderId: payment.orderId });
    expect(await post(notice(payment))).toBe('SUCCESS');
    expect(await state(payment.orderId)).toBe('cancelled');
    expect(await rows('refunds', { orderId: payment.orderId })).toMatchObject([{ amount: payment.amount, status: 'pending' }]);
    expect(await post(notice(payment))).toBe('SUCCESS');
    expect(await rows('refunds', { orderId: payment.orderId })).toHaveLength(1);
    expect(await rows('payments', { _id: payment.outTradeNo })).toMatchObject([{ status: 'refund_due' }]);
  });

  it('made where WeChat would not close it yet, and without a notice, goes back by itself', async () => {
    const payment = await open();
    // WeChat closes nothing in its first five minutes.
    await emulator.post('/__sandbox/wechatpay/trouble', { path: '/pay/closeorder', code: 'SYSTEMERROR', times: 1 });
    await buyer.must('order', { action: 'cancel', orderId: payment.orderId });
    await thumb(payment, 'never');
    await emulator.post('/__emulator/clock', { advanceMs: 5 * 60_000 });
    expect(await rows('payments', { _id: payment.outTradeNo })).toMatchObject([{ refundedAmount: payment.amount }]);
    expect(await rows('refunds', { paymentId: payment.outTradeNo })).toMatchObject([
      { amount: payment.amount, reason: '订单已取消，原路退回' },
    ]);
  });

  it('is closed a few minutes later where WeChat would not close it at once', async () => {
    const payment = await open();
    await emulator.post('/__sandbox/wechatpay/trouble', { path: '/pay/closeorder', code: 'SYSTEMERROR', times: 1 });
    await buyer.must('order', { action: 'cancel', orderId: payment.orderId });
    await emulator.post('/__emulator/clock', { advanceMs: 5 * 60_000 });
    expect(await rows('payments', { _id: payment.outTradeNo })).toMatchObject([{ status: 'closed' }]);
    await expect(thumb(payment, 'once')).rejects.toThrow();
  });

  it('beside a payment from the balance goes back by itself', async () => {
    const payment = await open();
    await buyer.must('wxPay', { orderId: payment.orderId, method: 'balance' });
    expect(await post(notice(payment))).toBe('SUCCESS');
    expect(await rows('refunds', { orderId: payment.orderId })).toMatchObject([{ amount: payment.amount }]);
    expect(await rows('orders', { _id: payment.orderId })).toMatchObject([{ status: 'paid', paymentMethod: 'balance' }]);
  });

  it('made while the customer cancels wins, and is booked', async () => {
    const payment = await open();
    await thumb(payment, 'never');
    expect(await buyer.call('order', { action: 'cancel', orderId: payment.orderId })).toMatchObject({ status: 409, reason: 'ORDER_STATE' });
    expect(await state(payment.orderId)).toBe('paid');
  });

  it('is refunded through WeChat when the paid order is cancelled', async () => {
    const payment = await open();
    await thumb(payment, 'once');
    expect((await buyer.must('order', { action: 'cancel', orderId: payment.orderId })).order.status).toBe('refunded');
    expect(await rows('refunds', { orderId: payment.orderId })).toMatchObject([{ status: 'pending', amount: payment.amount }]);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await emulator.post('/__emulator/clock', { advanceMs: 10 * 60_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await rows('refunds', { orderId: payment.orderId })).toMatchObject([{ status: 'success' }]);
    expect(await rows('payments', { _id: payment.outTradeNo })).toMatchObject([{ status: 'refunded' }]);
  });
});

describe('a notice that is not to be believed', () => {
  it.each<[string, (payment: Opened) => string]>([
    ['a wrong signature', (payment) => notice(payment, {}, 'another-key-another-key-another-')],
    ['no signature', (payment) => notice(payment).replace(/<sign>.*<\/sign>/, '')],
    ['a wrong amount', (payment) => notice(payment, { total_fee: '1' })],
    ['another merchant', (payment) => notice(payment, { mch_id: '1900000110' })],
    ['an unknown order', (payment) => notice(payment, { out_trade_no: '209901010001W' })],
    ['another currency', (payment) => notice(payment, { fee_type: 'USD' })],
    ['malformed XML', () => '<xml><return_code>SUCCESS</return_code>'],
    ['a document type', (payment) => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${notice(payment)}`],
    ['no body', () => ''],
  ])('%s changes nothing', async (_what, body) => {
    const payment = await open();
    expect(await post(body(payment))).toBe('FAIL');
    expect(await state(payment.orderId)).toBe('pending_payment');
    expect(await rows('payments', { _id: payment.outTradeNo })).toMatchObject([{ status: 'created' }]);
    await buyer.must('order', { action: 'cancel', orderId: payment.orderId });
  });

  it.each(['forged', 'wrong-amount', 'wrong-order'])('%s, as the sandbox sends it', async (behave) => {
    const payment = await open();
    await thumb(payment, behave);
    expect(await state(payment.orderId)).toBe('pending_payment');
    // WeChat holds the money in two of these cases; the question about silence finds that out.
    await emulator.post('/__emulator/clock', { advanceMs: 3 * 60_000 });
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await state(payment.orderId)).toBe(behave === 'forged' ? 'pending_payment' : 'paid');
  });
});
