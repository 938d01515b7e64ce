import { asyncApi, ApiFailure, requireText, text, type Options } from '../call.ts';
import { button, element, icon } from './dom.ts';
import type { OverlayLayer } from './layer.ts';

/** What the sandbox knows of an order that waits for its payment. `amount` in fen. */
interface PayableOrder {
  readonly amount: number;
  readonly title: string;
  readonly payee: string;
  readonly state: string;
}

interface PaymentHost {
  readonly origin: string;
  readonly title: string;
  readonly appid: string;
}

const CLOSE = ['M6 6l12 12', 'M18 6L6 18'];
const TICK = ['M4.5 12.6l5 5L19.5 7.2'];
const SIGN_TYPES = ['MD5', 'HMAC-SHA256', 'RSA'];
/** How long the tick stays before the page is told. */
const DONE_MS = 900;

function field(value: unknown, ...names: string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of names) {
    const found: unknown = Reflect.get(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function ask(address: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(address, init);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const message = field(body, 'message', 'error');
    // A refusal is WeChat Pay's word on this order; only a fault is worth another try.
    const reason = typeof message === 'string' ? message : `the payment sandbox answered with status ${response.status}`;
    throw response.status < 500 ? new ApiFailure(reason) : new Error(reason);
  }
  return body;
}

async function readOrder(host: PaymentHost, prepayId: string): Promise<PayableOrder> {
  const body = await ask(`${host.origin}/__sandbox/wechatpay/order?prepayId=${encodeURIComponent(prepayId)}`);
  const amount = field(body, 'amount', 'totalFee', 'total_fee');
  if (typeof amount !== 'number') throw new ApiFailure('the payment sandbox named no amount');
  return {
    amount,
    title: String(field(body, 'title', 'body') ?? ''),
    payee: String(field(body, 'payee', 'merchantName') ?? host.title),
    state: String(field(body, 'state', 'tradeState') ?? 'NOTPAY'),
  };
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** Shows the sheet and answers when the money has moved; refuses with `cancel` when it is closed before. */
function openPayment(layer: OverlayLayer, order: PayableOrder, pay: () => Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    let busy = false;
    const cancel = (): void => {
      if (busy) return;
      close();
      reject(new ApiFailure('cancel'));
    };
    const problem = element('p', { class: 'wxo-pay-problem', role: 'alert' });
    const submit = button('立即支付', 'wxo-pay-submit', () => {
      if (busy) return;
      busy = true;
      submit.disabled = true;
      submit.textContent = '正在支付…';
      problem.textContent = '';
      pay().then(done, (error: unknown) => {
        busy = false;
        if (error instanceof ApiFailure) {
          close();
          reject(error);
          return;
        }
        submit.disabled = false;
        submit.textContent = '重新支付';
        problem.textContent = error instanceof Error ? `支付没有成功：${error.message}` : '支付没有成功，请重试';
      });
    });
    const closer = element('button', {
      class: 'wxo-pay-close',
      attributes: { type: 'button', 'aria-label': '取消支付' },
      children: [icon(CLOSE, { stroke: true })],
      onTap: cancel,
    });
    const sheet = element('div', {
      class: 'wxo-sheet wxo-pay',
      role: 'dialog',
      attributes: { 'aria-modal': 'true', 'aria-label': '微信支付' },
      children: [
        element('div', { class: 'wxo-pay-head', children: [closer, element('strong', { text: '微信支付' })] }),
        element('p', { class: 'wxo-pay-payee', text: order.payee }),
        element('p', {
          class: 'wxo-pay-amount',
          attributes: { 'aria-label': `${yuan(order.amount)}元` },
          children: [element('small', { text: '¥' }), document.createTextNode(yuan(order.amount))],
        }),
        row('商品', order.title || order.payee),
        row('支付方式', '零钱（模拟）'),
        problem,
        submit,
      ],
    });
    const done = (): void => {
      const message = element('div', {
        class: 'wxo-pay-done',
        role: 'status',
        children: [icon(TICK, { stroke: true }), element('strong', { text: '支付成功' }), element('p', { text: `¥${yuan(order.amount)}` })],
      });
      sheet.replaceChildren(message);
      setTimeout(() => {
        close();
        resolve();
      }, DONE_MS);
    };
    const close = layer.open(sheet, { kind: 'sheet' });
    submit.focus({ preventScroll: true });
    sheet.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') cancel();
    });
  });
}

function row(label: string, content: string): HTMLElement {
  return element('div', { class: 'wxo-pay-row', children: [element('span', { text: label }), element('span', { text: content })] });
}

/** What the shop signed for the page; WeChat Pay checks it before it takes money. */
function signedFields(options: Options): Readonly<Record<string, string>> {
  const signed = (key: string): string => requireText(options, key);
  return {
    timeStamp: signed('timeStamp'),
    nonceStr: signed('nonceStr'),
    package: signed('package'),
    signType: text(options, 'signType', 'MD5'),
    paySign: signed('paySign'),
  };
}

function prepayIdOf(options: Options): string {
  for (const key of ['timeStamp', 'nonceStr', 'paySign']) {
    if (requireText(options, key) === '') throw new ApiFailure(`parameter error: parameter.${key} should not be empty`);
  }
  const signType = text(options, 'signType', 'MD5');
  if (!SIGN_TYPES.includes(signType)) throw new ApiFailure(`parameter error: signType ${signType} is not one of ${SIGN_TYPES.join(', ')}`);
  if (!/^\d{1,10}$/.test(requireText(options, 'timeStamp'))) throw new ApiFailure('parameter error: timeStamp should be seconds as text');
  const found = /^prepay_id=(.+)$/.exec(requireText(options, 'package'))?.[1];
  if (found === undefined) throw new ApiFailure('parameter error: package should be prepay_id=***');
  return found;
}

/** `requestPayment` against the sandbox. The money moves there, and the shop hears of it by the sandbox's notice, never from the page. */
export function paymentApis(layer: OverlayLayer, host: PaymentHost): Options {
  return {
    requestPayment: asyncApi('requestPayment', async (options) => {
      const prepayId = prepayIdOf(options);
      const order = await readOrder(host, prepayId);
      if (order.state === 'SUCCESS') throw new ApiFailure('该订单已支付');
      if (order.state === 'CLOSED') throw new ApiFailure('订单已关闭');
      await openPayment(layer, order, () =>
        ask(`${host.origin}/__sandbox/wechatpay/pay`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ prepayId, payment: signedFields(options) }),
        }),
      );
    }),
  };
}
