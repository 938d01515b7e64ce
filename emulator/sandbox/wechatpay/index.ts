import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActivityFeed, Clock, Faults, Service } from '../../types.ts';
import type { Alarms } from '../../server/clock.ts';
import { isLoopbackOrigin, readJsonObject, sendJson } from '../../server/http.ts';
import { BEHAVIOURS, createCustomer, type Behaviour } from './customer.ts';
import { createMerchantApi, PATHS, type ApiPath } from './merchant-api.ts';
import type { PayOrder } from './model.ts';
import { createNoticeSender } from './notices.ts';
import { stateOf } from './orders.ts';
import { isSigned, type Fields } from './signature.ts';
import { openTill, type Merchant } from './till.ts';

export interface WechatPayOptions {
  /** Orders, refunds and notices lie here. */
  readonly folder: string;
  readonly merchant: Merchant;
  /** Whom the payment sheet names. */
  readonly payee: string;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly feed: ActivityFeed;
  readonly faults?: Faults;
}

const MERCHANT = '/sandbox/wechatpay';
const CONTROL = '/__sandbox/wechatpay';

type Json = Record<string, unknown>;

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function textOf(body: Json, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

/** WeChat Pay v2 for one merchant: the real interfaces under `/sandbox/wechatpay`, the customer's and the bank's part under `/__sandbox/wechatpay`. */
export function createWechatPay({ folder, merchant, payee, clock, alarms, feed, faults }: WechatPayOptions): Service {
  const till = openTill(folder, merchant, clock);
  const notices = createNoticeSender(till, alarms, (notice, acknowledged) =>
    feed.publish({
      kind: 'payment',
      event: acknowledged ? 'notice-acknowledged' : `notice-${notice.state}`,
      outTradeNo: notice.subject,
      amount: 0,
    }),
  );
  const customer = createCustomer(till, notices, alarms, feed);
  const api = createMerchantApi(till, (refund) => {
    feed.publish({ kind: 'payment', event: 'refund-accepted', outTradeNo: refund.outTradeNo, amount: refund.refundFee });
    customer.expect(refund);
  });

  function orderNamed(prepayId: string, outTradeNo: string): PayOrder {
    const order = prepayId === '' ? till.order(outTradeNo) : till.byPrepayId(prepayId);
    if (!order) throw new Refusal(404, 'ORDERNOTEXIST', '沙箱里没有这笔订单');
    return order;
  }

  function sheet(order: PayOrder): Json {
    const { body, totalFee, outTradeNo, prepayId, openid, expiresAt } = order;
    return {
      title: body,
      amount: totalFee,
      state: stateOf(till, order),
      payee,
      outTradeNo,
      prepayId,
      openid,
      expiresAt,
      transactionId: order.paid?.transactionId ?? null,
    };
  }

  /** WeChat checks what the merchant signed for the page before it opens the sheet; a caller that passes it on gets the same check. */
  function checkPayment(payment: unknown, order: PayOrder): void {
    if (payment === undefined) return;
    const { timeStamp, nonceStr, package: packed, signType, paySign } = payment as Record<string, string>;
    const fields: Fields = {
      appId: merchant.appid,
      timeStamp: timeStamp ?? '',
      nonceStr: nonceStr ?? '',
      package: packed ?? '',
      signType: signType ?? 'MD5',
      sign: paySign ?? '',
    };
    if (signType !== order.signType || packed !== `prepay_id=${order.prepayId}` || !isSigned(fields, merchant.key, order.signType))
      throw new Refusal(400, 'PAY_SIGN_INVALID', '支付验证签名失败');
  }

  async function pay(body: Json): Promise<Json> {
    const behaviour = body['behave'] ?? faults?.notices() ?? 'once';
    if (!BEHAVIOURS.includes(behaviour as Behaviour))
      throw new Refusal(400, 'INVALID_PARAM', `behave must be one of ${BEHAVIOURS.join(', ')}`);
    const order = orderNamed(textOf(body, 'prepayId'), textOf(body, 'outTradeNo'));
    checkPayment(body['payment'], order);
    const outcome = await customer.pay(order, behaviour as Behaviour);
    if (!outcome.ok) throw new Refusal(409, outcome.code, outcome.message);
    return { ...outcome };
  }

  async function finishRefund(body: Json): Promise<Json> {
    const status = body['status'] ?? 'SUCCESS';
    if (status !== 'SUCCESS' && status !== 'CHANGE' && status !== 'REFUNDCLOSE')
      throw new Refusal(400, 'INVALID_PARAM', 'status must be SUCCESS, CHANGE or REFUNDCLOSE');
    const refund = till.refund(textOf(body, 'outRefundNo'));
    if (!refund) throw new Refusal(404, 'REFUNDNOTEXIST', '沙箱里没有这笔退款');
    if (refund.status !== 'PROCESSING') throw new Refusal(409, 'REFUND_FINISHED', `退款已经是${refund.status}`);
    return { ok: true, noticed: await customer.finish(refund, status) };
  }

  function orderTrouble(body: Json): Json {
    const path = textOf(body, 'path');
    const code = textOf(body, 'code');
    const times = body['times'] ?? 1;
    if (!(PATHS as readonly string[]).includes(path)) throw new Refusal(400, 'INVALID_PARAM', `path must be one of ${PATHS.join(', ')}`);
    if (!/^([A-Z_]{3,40}|lost|torn)$/.test(code))
      throw new Refusal(400, 'INVALID_PARAM', 'code must be an error code of WeChat Pay, "lost" or "torn"');
    if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
      throw new Refusal(400, 'INVALID_PARAM', 'times must be a whole number from 1');
    api.order(path as ApiPath, { code, times });
    return { ok: true };
  }

  async function control(request: IncomingMessage, url: URL): Promise<Json> {
    const name = url.pathname.slice(CONTROL.length);
    if (request.method === 'GET' && name === '/order') {
      return sheet(orderNamed(url.searchParams.get('prepayId') ?? '', url.searchParams.get('outTradeNo') ?? ''));
    }
    if (request.method !== 'POST') throw new Refusal(404, 'NOT_FOUND', `${name} is not known here`);
    const body = await readJsonObject(request);
    if (body === null) throw new Refusal(400, 'INVALID_PARAM', 'the body must be a JSON object');
    if (name === '/pay') return pay(body);
    if (name === '/refund') return finishRefund(body);
    if (name === '/trouble') return orderTrouble(body);
    throw new Refusal(404, 'NOT_FOUND', `${name} is not known here`);
  }

  async function handleControl(request: IncomingMessage, response: ServerResponse, url: URL): Promise<true> {
    try {
      if (!isLoopbackOrigin(request.headers.origin)) throw new Refusal(403, 'FORBIDDEN', 'only pages of this machine may ask');
      sendJson(response, 200, await control(request, url));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendJson(response, error.status, { code: error.code, message: error.message });
    }
    return true;
  }

  return {
    async handle(request, response, url) {
      if (url.pathname.startsWith(`${CONTROL}/`)) return handleControl(request, response, url);
      if (url.pathname.startsWith(`${MERCHANT}/`)) return api.handle(url.pathname.slice(MERCHANT.length), request, response);
      return false;
    },
    close() {
      notices.close();
      till.close();
      return Promise.resolve();
    },
  };
}
