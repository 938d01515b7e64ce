import { namedOrder } from './orders.ts';
import { newRefundId, readableStamp, type PayOrder, type Refund } from './model.ts';
import { type Answer, done, faultOf, POSITIVE, REFUND_NUMBER, refuse, type FieldRule } from './reply.ts';
import type { Fields } from './signature.ts';
import type { Till } from './till.ts';

const REFUND: readonly FieldRule[] = [
  { name: 'out_refund_no', required: true, longest: 64, shape: REFUND_NUMBER },
  { name: 'total_fee', required: true, longest: 10, shape: POSITIVE },
  { name: 'refund_fee', required: true, longest: 10, shape: POSITIVE },
  { name: 'refund_fee_type', longest: 16, shape: /^CNY$/ },
  { name: 'refund_desc', longest: 80 },
  { name: 'refund_account', longest: 30, shape: /^REFUND_SOURCE_(UN)?(SETTLED|RECHARGE)_FUNDS$/ },
  { name: 'notify_url', longest: 256 },
];

const MOST_REFUNDS = 50;
const BETWEEN_REFUNDS_MS = 60_000;
const LATEST_MS = 365 * 24 * 60 * 60_000;

function refundFields(order: PayOrder, refund: Refund): Record<string, string | number | undefined> {
  return {
    transaction_id: order.paid?.transactionId,
    out_trade_no: order.outTradeNo,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_channel: 'ORIGINAL',
    refund_fee: refund.refundFee,
    settlement_refund_fee: refund.refundFee,
    total_fee: order.totalFee,
    settlement_total_fee: order.totalFee,
    fee_type: 'CNY',
    cash_fee: order.totalFee,
    cash_refund_fee: refund.refundFee,
    coupon_refund_fee: 0,
    coupon_refund_count: 0,
  };
}

/** Money that has gone back, or is on its way. */
function refunded(refunds: readonly Refund[]): number {
  return refunds.filter(({ status }) => status !== 'REFUNDCLOSE').reduce((sum, { refundFee }) => sum + refundFee, 0);
}

function obstacle(till: Till, order: PayOrder, fee: number): Answer | null {
  const now = till.clock.now();
  const before = till.refundsOf(order.outTradeNo);
  if (!order.paid) return refuse('TRADE_STATE_ERROR', '订单未支付，不能退款');
  if (now - order.paid.at > LATEST_MS) return refuse('TRADE_OVERDUE', '订单已超过退款期限（一年）');
  if (refunded(before) >= order.totalFee) return refuse('ERROR', '订单已全额退款');
  if (refunded(before) + fee > order.totalFee) return refuse('ERROR', '累计退款金额大于支付金额');
  if (before.length >= MOST_REFUNDS) return refuse('ERROR', `同一订单最多退款${MOST_REFUNDS}次`);
  if (before.some(({ createdAt }) => now - createdAt < BETWEEN_REFUNDS_MS))
    return refuse('INVALID_REQ_TOO_MUCH', '同一订单的两次退款至少间隔1分钟');
  return null;
}

/** Accepts a refund: success means that it is on its way. `accepted` is told of each new one. */
export function refund(till: Till, fields: Fields, accepted: (refund: Refund) => void): Answer {
  const fault = faultOf(fields, REFUND);
  if (fault) return fault;
  const order = namedOrder(till, fields);
  if ('ok' in order) return order;
  const fee = Number(fields['refund_fee']);
  if (Number(fields['total_fee']) !== order.totalFee) return refuse('PARAM_ERROR', '订单金额total_fee与原订单不一致');
  if (fee > order.totalFee) return refuse('PARAM_ERROR', 'invalid refund_fee');
  const known = till.refund(fields['out_refund_no'] ?? '');
  if (known) {
    const same = known.outTradeNo === order.outTradeNo && known.refundFee === fee;
    return same ? done(refundFields(order, known)) : refuse('REFUND_FEE_MISMATCH', '商户退款单号重复，且与首次的订单或金额不一致');
  }
  const denied = obstacle(till, order, fee);
  if (denied) return denied;
  const now = till.clock.now();
  const made: Refund = {
    refundId: newRefundId(now),
    outRefundNo: fields['out_refund_no'] ?? '',
    outTradeNo: order.outTradeNo,
    refundFee: fee,
    description: fields['refund_desc'] ?? '',
    notifyUrl: fields['notify_url'] ?? '',
    createdAt: now,
    status: 'PROCESSING',
    finishedAt: null,
  };
  till.saveRefund(made);
  accepted(made);
  return done(refundFields(order, made));
}

function named(till: Till, fields: Fields): readonly Refund[] | Answer {
  const byNumber = fields['out_refund_no'] ?? '';
  const byId = fields['refund_id'] ?? '';
  if (byNumber === '' && byId === '') {
    const order = namedOrder(till, fields);
    return 'ok' in order ? order : till.refundsOf(order.outTradeNo);
  }
  const found = byId === '' ? till.refund(byNumber) : [...till.refunds()].find(({ refundId }) => refundId === byId);
  return found ? [found] : [];
}

export function refundQuery(till: Till, fields: Fields): Answer {
  const refunds = named(till, fields);
  if ('ok' in refunds) return refunds;
  const order = till.order(refunds[0]?.outTradeNo ?? '');
  if (!order) return refuse('REFUNDNOTEXIST', '退款单不存在');
  const numbered = refunds.map((entry, index): Record<string, string | number | undefined> => ({
    [`out_refund_no_${index}`]: entry.outRefundNo,
    [`refund_id_${index}`]: entry.refundId,
    [`refund_channel_${index}`]: 'ORIGINAL',
    [`refund_fee_${index}`]: entry.refundFee,
    [`settlement_refund_fee_${index}`]: entry.refundFee,
    [`refund_status_${index}`]: entry.status,
    [`refund_account_${index}`]: 'REFUND_SOURCE_UNSETTLED_FUNDS',
    [`refund_recv_accout_${index}`]: '支付用户零钱',
    [`refund_success_time_${index}`]: entry.status === 'SUCCESS' && entry.finishedAt !== null ? readableStamp(entry.finishedAt) : undefined,
  }));
  return done(
    Object.assign(
      {
        transaction_id: order.paid?.transactionId,
        out_trade_no: order.outTradeNo,
        total_fee: order.totalFee,
        fee_type: 'CNY',
        cash_fee: order.totalFee,
        refund_fee: refunded(refunds),
        refund_count: refunds.length,
      },
      ...numbered,
    ),
  );
}
