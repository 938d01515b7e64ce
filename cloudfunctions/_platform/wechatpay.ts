import { beijingStamp, parseBeijingStamp } from '@shop/shared/domain/time.ts';
import { randomBytes } from 'node:crypto';
import type Tenpay from 'tenpay';
import { isProduction, required } from './config.ts';
import { inTime, Silence } from './patience.ts';
import { PaymentUnavailable, type PaymentGateway, type PaymentParameters, type ProviderState } from './payment-gateway.ts';
import { sign } from './wechatpay-signature.ts';

const HOST = /^https:\/\/api\.mch\.weixin\.qq\.com/;

/** tenpay is loaded by the calls that talk to WeChat, not by every start of a function. */
async function connect(): Promise<Tenpay> {
  const { default: Client } = await import('tenpay');
  const pfx = process.env['WECHATPAY_PFX'];
  const refundUrl = process.env['WECHATPAY_REFUND_NOTIFY_URL'];
  const client = new Client({
    appid: required('WECHATPAY_APPID'),
    mchid: required('WECHATPAY_MCHID'),
    partnerKey: required('WECHATPAY_KEY'),
    notify_url: required('WECHATPAY_NOTIFY_URL'),
    ...(refundUrl ? { refund_url: refundUrl } : {}),
    ...(pfx ? { pfx: Buffer.from(pfx, 'base64') } : {}),
  });
  const base = process.env['WECHATPAY_API_BASE'];
  if (base) {
    if (isProduction()) throw new Error('WECHATPAY_API_BASE must not be set in production: payments would go to a stand-in');
    for (const [name, url] of Object.entries(client.urls)) client.urls[name] = url.replace(HOST, base);
  }
  return client;
}

let client: Promise<Tenpay> | null = null;

function tenpay(): Promise<Tenpay> {
  client ??= connect();
  return client;
}

async function asking<T>(ask: (pay: Tenpay) => Promise<T>): Promise<T> {
  const pay = await tenpay();
  return inTime(() => ask(pay));
}

function codeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unavailable(error: unknown): PaymentUnavailable {
  return new PaymentUnavailable(codeOf(error), { cause: error });
}

function fieldOf(fields: Record<string, string>, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new Error(`WeChat Pay answered without ${name}`);
  return value;
}

/** Codes after which the same refund may be asked for again (WeChat's own list). */
const RETRY_REFUND = new Set([
  'SYSTEMERROR',
  'BIZERR_NEED_RETRY',
  'FREQUENCY_LIMITED',
  'INVALID_REQ_TOO_MUCH',
  'NOTENOUGH',
  'request fail',
]);

const REFUND_STATES: ReadonlyMap<string, 'success' | 'processing' | 'closed' | 'stuck'> = new Map([
  ['SUCCESS', 'success'],
  ['PROCESSING', 'processing'],
  ['REFUNDCLOSE', 'closed'],
  ['CHANGE', 'stuck'],
] as const);

function paidState(fields: Record<string, string>): ProviderState {
  return {
    state: 'paid',
    transactionId: fieldOf(fields, 'transaction_id'),
    amount: Number(fieldOf(fields, 'total_fee')),
    paidAt: new Date(parseBeijingStamp(fieldOf(fields, 'time_end')) ?? Date.now()),
  };
}

async function query(outTradeNo: string): Promise<ProviderState> {
  try {
    const fields = await asking((pay) => pay.orderQuery({ out_trade_no: outTradeNo }));
    // REFUND means: it was paid, and part of it went back.
    if (fields['trade_state'] === 'SUCCESS' || fields['trade_state'] === 'REFUND') return paidState(fields);
    if (fields['trade_state'] === 'CLOSED') return { state: 'closed' };
    return { state: fields['trade_state'] === 'NOTPAY' ? 'open' : 'unknown' };
  } catch (error) {
    if (codeOf(error) === 'ORDERNOTEXIST') return { state: 'closed' };
    throw unavailable(error);
  }
}

/** The five fields that the mini-program hands to WeChat, signed afresh. tenpay's own helper draws its nonce from `Math.random`. */
function signParameters(prepayId: string): PaymentParameters {
  const parameters = {
    timeStamp: String(Math.floor(Date.now() / 1000)),
    nonceStr: randomBytes(16).toString('hex'),
    package: `prepay_id=${prepayId}`,
    signType: 'MD5',
  };
  const fields = new Map(Object.entries({ appId: required('WECHATPAY_APPID'), ...parameters }));
  return { ...parameters, paySign: sign(fields, required('WECHATPAY_KEY')) };
}

/** WeChat Pay v2, JSAPI. */
export const weChatPay: PaymentGateway = {
  createOrder: async ({ outTradeNo, amount, body, openid, expires }) => {
    try {
      const order = {
        out_trade_no: outTradeNo,
        total_fee: amount,
        body,
        openid,
        fee_type: 'CNY',
        time_expire: beijingStamp(expires.getTime()),
      };
      const answer = await asking((pay) => pay.unifiedOrder(order));
      return { kind: 'created', prepayId: fieldOf(answer, 'prepay_id') };
    } catch (error) {
      if (codeOf(error) === 'ORDERPAID') return { kind: 'paid' };
      if (codeOf(error) === 'ORDERCLOSED') return { kind: 'closed' };
      throw error;
    }
  },
  paymentParameters: signParameters,
  query,
  close: async (outTradeNo) => {
    try {
      await asking((pay) => pay.closeOrder({ out_trade_no: outTradeNo }));
      return 'closed';
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ORDERPAID') return 'paid';
      if (code === 'ORDERCLOSED' || code === 'ORDERNOTEXIST') return 'closed';
      const { state } = await query(outTradeNo);
      return state === 'paid' ? 'paid' : state === 'closed' ? 'closed' : 'open';
    }
  },
  refund: async ({ outTradeNo, outRefundNo, total, amount, reason }) => {
    try {
      const back = { out_trade_no: outTradeNo, out_refund_no: outRefundNo, total_fee: total, refund_fee: amount, refund_desc: reason };
      await asking((pay) => pay.refund(back));
      return { accepted: true };
    } catch (error) {
      // Nobody has said no.
      if (error instanceof Silence) throw unavailable(error);
      const code = codeOf(error);
      const known = /^[A-Z_]+$/.test(code);
      return { accepted: false, code, final: known && !RETRY_REFUND.has(code) };
    }
  },
  queryRefund: async (outRefundNo) => {
    try {
      const fields = await asking((pay) => pay.refundQuery({ out_refund_no: outRefundNo }));
      const state = fields['refund_status_0'];
      if (state === undefined) throw new Error('refund_status_0 is missing');
      return REFUND_STATES.get(state) ?? 'stuck';
    } catch (error) {
      if (codeOf(error) === 'REFUNDNOTEXIST') return 'unknown';
      throw unavailable(error);
    }
  },
  bill: async (day) => {
    try {
      // Uncompressed: tenpay decodes the body as text.
      return { kind: 'bill', text: await (await tenpay()).downloadBill({ bill_date: day, bill_type: 'ALL' }) };
    } catch (error) {
      const code = codeOf(error);
      if (code === 'No Bill Exist') return { kind: 'none' };
      if (code === 'Bill Creating') return { kind: 'creating' };
      throw unavailable(error);
    }
  },
};
