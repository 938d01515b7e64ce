import { randomUUID } from 'node:crypto';
import type { ActivityFeed } from '../../types.ts';
import type { Alarms } from '../../server/clock.ts';
import { newTransactionId, nonce, PREPAY_LIFE_MS, readableStamp, stamp, type PayOrder, type Refund } from './model.ts';
import type { NoticeSender } from './notices.ts';
import { paymentFields, stateOf } from './orders.ts';
import { encryptRefund, sign } from './signature.ts';
import type { Till } from './till.ts';
import { buildMessage } from './xml.ts';

/** How the notice of a payment behaves. `forged`: nobody has paid, and the notice is signed by somebody else. */
export const BEHAVIOURS = ['once', 'twice', 'never', 'late', 'forged', 'wrong-amount', 'wrong-order'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export type PayOutcome =
  | { readonly ok: true; readonly outTradeNo: string; readonly transactionId: string; readonly noticed: boolean }
  | { readonly ok: false; readonly code: string; readonly message: string };

const LATE_MS = 5 * 60_000;
/** A refund is with the customer this long after it was accepted. */
const REFUND_TAKES_MS = 3_000;

export interface Customer {
  pay(order: PayOrder, behaviour: Behaviour): Promise<PayOutcome>;
  /** Sees a refund through, in a while or as told. */
  expect(refund: Refund): void;
  finish(refund: Refund, status: 'SUCCESS' | 'CHANGE' | 'REFUNDCLOSE'): Promise<boolean>;
}

/** The part of the customer and his bank: money moves here, and the merchant is told. */
export function createCustomer(till: Till, notices: NoticeSender, alarms: Alarms, feed: ActivityFeed): Customer {
  const { merchant, clock } = till;

  function paymentNotice(order: PayOrder, changes: Record<string, string>, key: string): string {
    const { appid, mchId } = merchant;
    const type = order.signType === 'MD5' ? {} : { sign_type: order.signType };
    const fields = {
      return_code: 'SUCCESS',
      appid,
      mch_id: mchId,
      nonce_str: nonce(),
      ...type,
      result_code: 'SUCCESS',
      ...paymentFields(order),
      ...changes,
    };
    return buildMessage({ ...fields, sign: sign(fields, key, order.signType) });
  }

  function tellPayment(order: PayOrder, behaviour: Behaviour): Promise<boolean> {
    const common = { url: order.notifyUrl, subject: order.outTradeNo };
    switch (behaviour) {
      case 'never':
        return Promise.resolve(false);
      case 'late':
        return notices.send({ ...common, body: paymentNotice(order, {}, merchant.key), delayMs: LATE_MS });
      case 'twice': {
        const body = paymentNotice(order, {}, merchant.key);
        return Promise.all([notices.send({ ...common, body }), notices.send({ ...common, body })]).then((both) => both.every(Boolean));
      }
      case 'wrong-amount': {
        const wrong = String(order.totalFee > 1 ? order.totalFee - 1 : order.totalFee + 1);
        return notices.send({ ...common, body: paymentNotice(order, { total_fee: wrong, cash_fee: wrong }, merchant.key) });
      }
      case 'wrong-order':
        return notices.send({ ...common, body: paymentNotice(order, { out_trade_no: `X${stamp(clock.now())}0000` }, merchant.key) });
      case 'forged':
        return notices.send({ ...common, body: paymentNotice(order, {}, randomUUID().replaceAll('-', '')), once: true });
      case 'once':
        return notices.send({ ...common, body: paymentNotice(order, {}, merchant.key) });
    }
  }

  function refundNotice(order: PayOrder, refund: Refund): string {
    const secret = buildMessage(
      {
        transaction_id: order.paid?.transactionId ?? '',
        out_trade_no: order.outTradeNo,
        refund_id: refund.refundId,
        out_refund_no: refund.outRefundNo,
        total_fee: String(order.totalFee),
        settlement_total_fee: String(order.totalFee),
        refund_fee: String(refund.refundFee),
        settlement_refund_fee: String(refund.refundFee),
        refund_status: refund.status,
        success_time: refund.finishedAt === null ? '' : readableStamp(refund.finishedAt),
        refund_recv_accout: '支付用户零钱',
        refund_account: 'REFUND_SOURCE_UNSETTLED_FUNDS',
        refund_request_source: 'API',
      },
      'root',
    );
    const { appid, mchId, key } = merchant;
    return buildMessage({ return_code: 'SUCCESS', appid, mch_id: mchId, nonce_str: nonce(), req_info: encryptRefund(secret, key) });
  }

  async function finish(known: Refund, status: 'SUCCESS' | 'CHANGE' | 'REFUNDCLOSE'): Promise<boolean> {
    const refund: Refund = { ...known, status, finishedAt: clock.now() };
    till.saveRefund(refund);
    feed.publish({ kind: 'payment', event: `refund-${status.toLowerCase()}`, outTradeNo: refund.outTradeNo, amount: refund.refundFee });
    const order = till.order(refund.outTradeNo);
    if (!order || refund.notifyUrl === '') return false;
    return notices.send({ url: refund.notifyUrl, body: refundNotice(order, refund), subject: refund.outRefundNo });
  }

  function expect(refund: Refund): void {
    alarms.at(refund.createdAt + REFUND_TAKES_MS, async () => {
      const current = till.refund(refund.outRefundNo);
      if (current?.status === 'PROCESSING') await finish(current, 'SUCCESS');
    });
  }

  for (const refund of till.refunds()) if (refund.status === 'PROCESSING') expect(refund);

  return {
    expect,
    finish,
    async pay(order, behaviour) {
      const state = stateOf(till, order);
      if (state === 'CLOSED') return { ok: false, code: 'ORDERCLOSED', message: '订单已关闭或已过期' };
      if (state !== 'NOTPAY') return { ok: false, code: 'ORDERPAID', message: '订单已支付' };
      const now = clock.now();
      if (now >= order.prepaidAt + PREPAY_LIFE_MS) return { ok: false, code: 'PREPAY_EXPIRED', message: 'prepay_id已过期（2小时）' };
      const paid: PayOrder = { ...order, paid: { transactionId: newTransactionId(now), at: now } };
      if (behaviour !== 'forged') till.saveOrder(paid);
      feed.publish({
        kind: 'payment',
        event: behaviour === 'forged' ? 'forged-notice' : 'paid',
        outTradeNo: order.outTradeNo,
        amount: order.totalFee,
      });
      const noticed = await tellPayment(paid, behaviour);
      return { ok: true, outTradeNo: order.outTradeNo, transactionId: paid.paid?.transactionId ?? '', noticed };
    },
  };
}
