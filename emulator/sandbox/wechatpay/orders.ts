import { createHash } from 'node:crypto';
import { newPrepayId, parseStamp, PREPAY_LIFE_MS, stamp, tradeState, type PayOrder, type TradeState } from './model.ts';
import { type Answer, done, faultOf, POSITIVE, refuse, TRADE_NUMBER, type FieldRule } from './reply.ts';
import type { Fields, SignType } from './signature.ts';
import type { Till } from './till.ts';

const UNIFIED: readonly FieldRule[] = [
  { name: 'body', required: true, longest: 127 },
  { name: 'out_trade_no', required: true, longest: 32, shape: TRADE_NUMBER },
  { name: 'total_fee', required: true, longest: 10, shape: POSITIVE },
  { name: 'spbill_create_ip', required: true, longest: 64, shape: /^[0-9A-Fa-f.:]+$/ },
  { name: 'notify_url', required: true, longest: 256 },
  { name: 'trade_type', required: true, longest: 16 },
  { name: 'openid', required: true, longest: 128 },
  { name: 'device_info', longest: 32 },
  { name: 'detail', longest: 6000 },
  { name: 'attach', longest: 127 },
  { name: 'fee_type', longest: 16, shape: /^CNY$/ },
  { name: 'time_start', longest: 14, shape: /^\d{14}$/ },
  { name: 'time_expire', longest: 14, shape: /^\d{14}$/ },
  { name: 'goods_tag', longest: 32 },
  { name: 'limit_pay', longest: 32, shape: /^no_credit$/ },
  { name: 'scene_info', longest: 256 },
];

/** What makes an order what it is; a repeated number must repeat all of it. */
const IDENTIFYING = [
  'body',
  'total_fee',
  'openid',
  'notify_url',
  'trade_type',
  'attach',
  'detail',
  'time_expire',
  'goods_tag',
  'fee_type',
  'limit_pay',
];
/** Without `time_expire` an order number can be paid for a week. */
const USUAL_LIFE_MS = 7 * 24 * 60 * 60_000;
const SHORTEST_LIFE_MS = 60_000;

const STATE_TEXT: Readonly<Record<TradeState, string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款',
  CLOSED: '订单已关闭',
};

/** The stand-in posts notices to this machine only; the real one wants https, a public name and no query. */
function isNoticeUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) && url.search === '' && url.hash === '';
  } catch {
    return false;
  }
}

function fingerprintOf(fields: Fields): string {
  return createHash('sha256')
    .update(JSON.stringify(IDENTIFYING.map((name) => fields[name] ?? '')))
    .digest('hex');
}

export function stateOf(till: Till, order: PayOrder): TradeState {
  return tradeState(order, till.refundsOf(order.outTradeNo), till.clock.now());
}

function repeated(till: Till, order: PayOrder, fields: Fields): PayOrder | Answer {
  const state = stateOf(till, order);
  if (state === 'SUCCESS' || state === 'REFUND') return refuse('ORDERPAID', '该订单已支付');
  if (state === 'CLOSED') return refuse('ORDERCLOSED', '该订单已关闭');
  if (order.fingerprint !== fingerprintOf(fields)) return refuse('OUT_TRADE_NO_USED', '商户订单号重复，且参数与首次不一致');
  const now = till.clock.now();
  return now < order.prepaidAt + PREPAY_LIFE_MS ? order : { ...order, prepayId: newPrepayId(now), prepaidAt: now };
}

function newOrder(till: Till, fields: Fields, signType: SignType): PayOrder | Answer {
  const now = till.clock.now();
  const expiry = fields['time_expire'] ? parseStamp(fields['time_expire']) : now + USUAL_LIFE_MS;
  if (expiry === null) return refuse('PARAM_ERROR', '参数time_expire格式有误');
  if (expiry - now < SHORTEST_LIFE_MS - 1000) return refuse('PARAM_ERROR', 'time_expire距离现在不足1分钟');
  return {
    outTradeNo: fields['out_trade_no'] ?? '',
    prepayId: newPrepayId(now),
    prepaidAt: now,
    createdAt: now,
    expiresAt: expiry,
    openid: fields['openid'] ?? '',
    body: fields['body'] ?? '',
    attach: fields['attach'] ?? '',
    totalFee: Number(fields['total_fee']),
    tradeType: fields['trade_type'] ?? '',
    notifyUrl: fields['notify_url'] ?? '',
    signType,
    fingerprint: fingerprintOf(fields),
    closed: false,
    paid: null,
  };
}

export function unifiedOrder(till: Till, fields: Fields, signType: SignType): Answer {
  const fault = faultOf(fields, UNIFIED);
  if (fault) return fault;
  if (fields['trade_type'] !== 'JSAPI') return refuse('PARAM_ERROR', `沙箱只支持JSAPI，不支持${fields['trade_type'] ?? ''}`);
  if (!isNoticeUrl(fields['notify_url'] ?? '')) return refuse('PARAM_ERROR', '沙箱的notify_url必须是本机的http地址，且不带参数');
  const known = till.order(fields['out_trade_no'] ?? '');
  const order = known ? repeated(till, known, fields) : newOrder(till, fields, signType);
  if ('ok' in order) return order;
  if (order !== known) till.saveOrder(order);
  return done({ trade_type: order.tradeType, prepay_id: order.prepayId, device_info: fields['device_info'] });
}

/** The order that a request names by either of its two numbers, or the refusal. */
export function namedOrder(till: Till, fields: Fields): PayOrder | Answer {
  const [transactionId, outTradeNo] = [fields['transaction_id'] ?? '', fields['out_trade_no'] ?? ''];
  if (transactionId === '' && outTradeNo === '') return refuse('LACK_PARAMS', '缺少参数out_trade_no或transaction_id');
  const order = transactionId === '' ? till.order(outTradeNo) : till.byTransactionId(transactionId);
  if (!order) return refuse('ORDERNOTEXIST', '订单不存在');
  if (transactionId !== '' && outTradeNo !== '' && order.outTradeNo !== outTradeNo) return refuse('INVALID_REQUEST', '订单号不一致');
  return order;
}

/** The fields of a payment, the same in a query and in a notice. */
export function paymentFields(order: PayOrder): Record<string, string> {
  if (!order.paid) return {};
  const fields = {
    openid: order.openid,
    is_subscribe: 'N',
    trade_type: order.tradeType,
    bank_type: 'OTHERS',
    total_fee: String(order.totalFee),
    cash_fee: String(order.totalFee),
    fee_type: 'CNY',
    transaction_id: order.paid.transactionId,
    out_trade_no: order.outTradeNo,
    time_end: stamp(order.paid.at),
  };
  return order.attach === '' ? fields : { ...fields, attach: order.attach };
}

export function orderQuery(till: Till, fields: Fields): Answer {
  const order = namedOrder(till, fields);
  if ('ok' in order) return order;
  const state = stateOf(till, order);
  return done({
    out_trade_no: order.outTradeNo,
    attach: order.attach,
    total_fee: order.totalFee,
    ...paymentFields(order),
    trade_state: state,
    trade_state_desc: STATE_TEXT[state],
  });
}

export function closeOrder(till: Till, fields: Fields): Answer {
  const fault = faultOf(fields, [{ name: 'out_trade_no', required: true, longest: 32, shape: TRADE_NUMBER }]);
  if (fault) return fault;
  const order = till.order(fields['out_trade_no'] ?? '');
  if (!order) return refuse('ORDERNOTEXIST', '订单不存在');
  const state = stateOf(till, order);
  if (state === 'SUCCESS' || state === 'REFUND') return refuse('ORDERPAID', '订单已支付，不能关闭');
  if (order.closed) return refuse('ORDERCLOSED', '订单已关闭');
  till.saveOrder({ ...order, closed: true });
  return done({});
}
