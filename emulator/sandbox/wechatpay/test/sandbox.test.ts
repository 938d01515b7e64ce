import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityFeed, Clock, Service } from '../../../types.ts';
import { createAlarms, createClock, type Alarms } from '../../../server/clock.ts';
import { createFeed } from '../../../server/feed.ts';
import { createWechatPay } from '../index.ts';
import { stamp } from '../model.ts';

/** The client that the field uses, unmodified: it signs requests and verifies answers with its own code. */
interface Bill {
  list_title: string[];
  list_data: string[][];
  total_title: string[];
  total_data: string[];
}
interface Tenpay {
  urls: Record<string, string>;
  unifiedOrder(params: object): Promise<Record<string, string>>;
  getPayParams(params: object): Promise<Record<string, string>>;
  orderQuery(params: object): Promise<Record<string, string>>;
  closeOrder(params: object): Promise<Record<string, string>>;
  refund(params: object): Promise<Record<string, string>>;
  refundQuery(params: object): Promise<Record<string, string>>;
  downloadBill(params: object, format?: boolean): Promise<Bill>;
  middleware(
    type?: string,
  ): (context: { request: { body: string }; reply?: (text?: string) => void; body?: unknown }, next: () => Promise<void>) => Promise<void>;
}
const TenpayClass = createRequire(import.meta.url)('tenpay') as new (config: object) => Tenpay;

const MERCHANT = { appid: 'wx5a1c0de000000001', mchId: '1900000109', key: '8934e7d15453e97507ef794cf7b0519d' };
const MINUTE = 60_000;
const OK = '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>';

let folder: string;
let clock: Clock;
let alarms: Alarms;
let feed: ActivityFeed;
let pay: Service;
let server: Server;
let origin: string;
let received: string[];
let respond: () => string;
let api: Tenpay;

function open(): void {
  alarms = createAlarms(clock);
  pay = createWechatPay({ folder, merchant: MERCHANT, payee: '田间集', clock, alarms, feed });
}

function client(key = MERCHANT.key): Tenpay {
  const made = new TenpayClass({
    appid: MERCHANT.appid,
    mchid: MERCHANT.mchId,
    partnerKey: key,
    notify_url: `${origin}/notify`,
    refund_url: `${origin}/notify`,
  });
  for (const [name, url] of Object.entries(made.urls)) made.urls[name] = url.replace(/^https:\/\/[^/]+/, `${origin}/sandbox/wechatpay`);
  return made;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pay-'));
  clock = createClock();
  feed = createFeed(clock);
  received = [];
  respond = () => OK;
  open();
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/notify') {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        received.push(text);
        response.end(respond());
      });
      return;
    }
    void pay.handle(request, response, url).then((own) => own || response.writeHead(404).end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = client();
});
afterEach(async () => {
  alarms.close();
  await pay.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

async function control(name: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${origin}/__sandbox/wechatpay/${name}`, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

function order(outTradeNo: string, more: object = {}): object {
  return { out_trade_no: outTradeNo, body: '田间集-苹果,梨', total_fee: 8800, openid: 'o-anna', ...more };
}

/** What tenpay's own middleware says of a notice. */
async function accepted(notice: string, type = 'pay'): Promise<boolean> {
  let passed = false;
  await client().middleware(type)({ request: { body: notice } }, () => {
    passed = true;
    return Promise.resolve();
  });
  return passed;
}

async function advance(ms: number): Promise<void> {
  clock.advance(ms);
  await alarms.settled();
}

describe('an order', () => {
  it('is made, shown, paid, told and found', async () => {
    const { prepay_id: prepayId } = await api.unifiedOrder(order('M2026000001', { attach: 'a=1' }));
    const shown = await fetch(`${origin}/__sandbox/wechatpay/order?prepayId=${prepayId ?? ''}`);
    expect(await shown.json()).toMatchObject({ title: '田间集-苹果,梨', amount: 8800, state: 'NOTPAY', payee: '田间集' });
    expect(await api.orderQuery({ out_trade_no: 'M2026000001' })).toMatchObject({ trade_state: 'NOTPAY' });
    expect(await control('pay', { prepayId })).toMatchObject({ ok: true, outTradeNo: 'M2026000001', noticed: true });
    expect(received).toHaveLength(1);
    expect(await accepted(received[0] ?? '')).toBe(true);
    const found = await api.orderQuery({ out_trade_no: 'M2026000001' });
    expect(found).toMatchObject({ trade_state: 'SUCCESS', total_fee: '8800', openid: 'o-anna', attach: 'a=1' });
    expect(await api.orderQuery({ transaction_id: found['transaction_id'] })).toMatchObject({ out_trade_no: 'M2026000001' });
    expect(await control('pay', { prepayId })).toMatchObject({ code: 'ORDERPAID' });
    await expect(api.closeOrder({ out_trade_no: 'M2026000001' })).rejects.toThrow('ORDERPAID');
  });

  it('may be asked for again with the same parameters, and not with others', async () => {
    const first = await api.unifiedOrder(order('M2026000002'));
    expect((await api.unifiedOrder(order('M2026000002')))['prepay_id']).toBe(first['prepay_id']);
    await expect(api.unifiedOrder(order('M2026000002', { total_fee: 1 }))).rejects.toThrow('OUT_TRADE_NO_USED');
  });

  it('can no longer be paid once closed or expired', async () => {
    await api.unifiedOrder(order('M2026000003'));
    await api.closeOrder({ out_trade_no: 'M2026000003' });
    expect(await control('pay', { outTradeNo: 'M2026000003' })).toMatchObject({ code: 'ORDERCLOSED' });
    await expect(api.closeOrder({ out_trade_no: 'M2026000003' })).rejects.toThrow('ORDERCLOSED');
    await api.unifiedOrder(order('M2026000004', { time_expire: stamp(clock.now() + 10 * MINUTE) }));
    await advance(10 * MINUTE);
    expect(await control('pay', { outTradeNo: 'M2026000004' })).toMatchObject({ code: 'ORDERCLOSED' });
    expect(await api.orderQuery({ out_trade_no: 'M2026000004' })).toMatchObject({ trade_state: 'CLOSED' });
  });

  it.each([
    ['a missing openid', { openid: '' }, 'LACK_PARAMS'],
    ['a fraction of a fen', { total_fee: 0.5 }, 'PARAM_ERROR'],
    ['nothing to pay', { total_fee: 0 }, 'PARAM_ERROR'],
    ['a strange number', { out_trade_no: 'M1 2' }, 'PARAM_ERROR'],
    ['an expiry in the past', { time_expire: '20200101000000' }, 'PARAM_ERROR'],
    ['a notice address outside', { notify_url: 'https://mall.example.com/n' }, 'PARAM_ERROR'],
    ['a kind that the sandbox lacks', { trade_type: 'NATIVE' }, 'PARAM_ERROR'],
  ])('is refused with %s', async (_what, more, code) => {
    await expect(api.unifiedOrder(order('M2026000005', more))).rejects.toThrow(code);
  });

  it('is refused when the signature is wrong, and what is unknown is not found', async () => {
    await expect(client('00000000000000000000000000000000').unifiedOrder(order('M2026000006'))).rejects.toThrow('签名错误');
    await expect(api.orderQuery({ out_trade_no: 'M2026000007' })).rejects.toThrow('ORDERNOTEXIST');
  });

  it('signed for the page is checked when the page passes it on', async () => {
    const payment = await api.getPayParams(order('M2026000008'));
    const forged = { ...payment, paySign: '0'.repeat(32) };
    expect(await control('pay', { outTradeNo: 'M2026000008', payment: forged })).toMatchObject({ code: 'PAY_SIGN_INVALID' });
    expect(await control('pay', { outTradeNo: 'M2026000008', payment })).toMatchObject({ ok: true });
  });
});

describe('notices', () => {
  it('are sent again on schedule until the merchant says SUCCESS, also after a restart', async () => {
    respond = () => 'success';
    await api.unifiedOrder(order('N2026000001'));
    expect(await control('pay', { outTradeNo: 'N2026000001' })).toMatchObject({ noticed: false });
    await advance(15_000);
    expect(received).toHaveLength(2);
    alarms.close();
    await pay.close();
    open();
    respond = () => OK;
    await advance(15_000);
    expect(received).toHaveLength(3);
    await advance(3_600_000);
    expect(received).toHaveLength(3);
  });

  it.each([
    ['twice', 2, true],
    ['never', 0, true],
    ['forged', 1, false],
    ['wrong-amount', 1, true],
  ] as const)('misbehave on request: %s', async (behave, count, paid) => {
    await api.unifiedOrder(order('N2026000002'));
    await control('pay', { outTradeNo: 'N2026000002', behave });
    expect(received).toHaveLength(count);
    expect((await api.orderQuery({ out_trade_no: 'N2026000002' }))['trade_state']).toBe(paid ? 'SUCCESS' : 'NOTPAY');
    if (behave === 'forged') expect(await accepted(received[0] ?? '')).toBe(false);
    if (behave === 'wrong-amount') expect(received[0]).toContain('8799');
  });

  it('come late on request', async () => {
    await api.unifiedOrder(order('N2026000003'));
    await control('pay', { outTradeNo: 'N2026000003', behave: 'late' });
    expect(received).toHaveLength(0);
    await advance(5 * MINUTE);
    expect(received).toHaveLength(1);
  });
});

describe('a refund', () => {
  const part = { out_trade_no: 'R2026000001', out_refund_no: 'RF1', total_fee: 8800, refund_fee: 1200 };
  beforeEach(async () => {
    await api.unifiedOrder(order('R2026000001'));
    await control('pay', { outTradeNo: 'R2026000001' });
    received = [];
  });

  it('is accepted, goes through and is told, encrypted', async () => {
    expect(await api.refund(part)).toMatchObject({ result_code: 'SUCCESS', refund_fee: '1200' });
    expect(await api.refundQuery({ out_refund_no: 'RF1' })).toMatchObject({ refund_status_0: 'PROCESSING' });
    await advance(3_000);
    expect(await api.refundQuery({ out_trade_no: 'R2026000001' })).toMatchObject({
      refund_count: '1',
      refund_status_0: 'SUCCESS',
      refund_fee_0: '1200',
    });
    expect(await accepted(received[0] ?? '', 'refund')).toBe(true);
    expect((await api.orderQuery({ out_trade_no: 'R2026000001' }))['trade_state']).toBe('REFUND');
  });

  it('is the same one when asked again, and bound by what was paid', async () => {
    const first = await api.refund(part);
    expect((await api.refund(part))['refund_id']).toBe(first['refund_id']);
    await expect(api.refund({ ...part, refund_fee: 1 })).rejects.toThrow('REFUND_FEE_MISMATCH');
    await expect(api.refund({ ...part, out_refund_no: 'RF2' })).rejects.toThrow('INVALID_REQ_TOO_MUCH');
    await advance(MINUTE);
    await expect(api.refund({ ...part, out_refund_no: 'RF2', refund_fee: 7601 })).rejects.toThrow('ERROR');
    await api.refund({ ...part, out_refund_no: 'RF2', refund_fee: 7600 });
    await advance(MINUTE);
    await expect(api.refund({ ...part, out_refund_no: 'RF3', refund_fee: 1 })).rejects.toThrow('ERROR');
    await expect(api.refundQuery({ out_refund_no: 'RF9' })).rejects.toThrow('REFUNDNOTEXIST');
  });

  it('can be made to fail, before the act or after it', async () => {
    await control('trouble', { path: '/secapi/pay/refund', code: 'NOTENOUGH' });
    await expect(api.refund(part)).rejects.toThrow('NOTENOUGH');
    await control('trouble', { path: '/secapi/pay/refund', code: 'lost' });
    await expect(api.refund(part)).rejects.toThrow();
    expect(await api.refundQuery({ out_refund_no: 'RF1' })).toMatchObject({ refund_status_0: 'PROCESSING' });
    expect(await control('refund', { outRefundNo: 'RF1', status: 'CHANGE' })).toMatchObject({ ok: true });
    expect(await api.refundQuery({ out_refund_no: 'RF1' })).toMatchObject({ refund_status_0: 'CHANGE' });
  });

  it('and its payment are in the bill of the day', async () => {
    await api.refund(part);
    const date = stamp(clock.now()).slice(0, 8);
    await expect(api.downloadBill({ bill_date: date }, true)).rejects.toThrow('Bill Creating');
    await advance(34 * 3_600_000);
    const bill = await api.downloadBill({ bill_date: date }, true);
    const columns = ['商户订单号', '交易状态', '订单金额', '退款金额', '商品名称'].map((title) => bill.list_title.indexOf(title));
    expect(bill.list_data.map((row) => columns.map((column) => row[column]))).toEqual([
      ['R2026000001', 'SUCCESS', '88.00', '0.00', '田间集-苹果,梨'],
      ['R2026000001', 'REFUND', '0.00', '12.00', '田间集-苹果,梨'],
    ]);
    expect(bill.list_data.map((row) => row.length)).toEqual([27, 27]);
    expect([bill.list_title.length, bill.total_data.slice(0, 3)]).toEqual([27, ['2', '88.00', '12.00']]);
    await expect(api.downloadBill({ bill_date: '20200101' }, true)).rejects.toThrow('No Bill Exist');
  });
});
