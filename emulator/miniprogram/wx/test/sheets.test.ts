import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser, openPhone, type Answer, type Phone } from '../../components/test/phone.ts';

const PAYMENT = { timeStamp: '1700000000', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'MD5', paySign: 'ABC' };

describe.skipIf(!hasBrowser)('sheets of the phone', () => {
  let phone: Phone;
  let asked: string[];
  let payAnswer: Answer;

  beforeAll(async () => {
    phone = await openPhone({ wxml: '<view>页</view>', js: 'globalThis.__wx = wx; Page({})' }, (method, path, body) => {
      asked.push(`${method} ${path} ${body}`);
      if (path === '/__sandbox/wechatpay/order?prepayId=wx1')
        return { status: 200, body: { amount: 12850, title: '小番茄', payee: '田间集', state: 'NOTPAY' } };
      if (path === '/__sandbox/wechat/subscribe') return { status: 200, body: { left: {} } };
      return path === '/__sandbox/wechatpay/pay' ? payAnswer : { status: 404, body: { message: '没有' } };
    });
  });
  afterAll(() => phone.close());
  beforeEach(() => {
    asked = [];
    payAnswer = { status: 200, body: { ok: true } };
  });

  /** Calls an API without waiting; its outcome is read later. */
  const call = (name: string, options: object): Promise<void> =>
    phone.page.evaluate(
      ([api, given]) => {
        const wx = Reflect.get(globalThis, '__wx') as Record<string, (options: object) => Promise<unknown>>;
        const keep = (outcome: unknown): boolean => Reflect.set(globalThis, '__outcome', outcome);
        Reflect.set(globalThis, '__outcome', undefined);
        void wx[api]?.(given).then(keep, keep);
      },
      [name, options] as const,
    );
  const outcome = async (): Promise<unknown> => {
    await phone.page.waitForFunction(() => Reflect.get(globalThis, '__outcome') !== undefined);
    return phone.page.evaluate(() => Reflect.get(globalThis, '__outcome') as unknown);
  };

  it('payment names what is paid and to whom, and pays what was signed', async () => {
    await call('requestPayment', PAYMENT);
    const sheet = phone.page.getByRole('dialog', { name: '微信支付' });
    await sheet.getByLabel('128.50元').waitFor();
    expect(await sheet.textContent()).toMatch(/田间集.*128\.50.*小番茄/);
    await sheet.getByRole('button', { name: '立即支付' }).click();
    expect(await outcome()).toEqual({ errMsg: 'requestPayment:ok' });
    expect(asked.at(-1)).toBe(`POST /__sandbox/wechatpay/pay ${JSON.stringify({ prepayId: 'wx1', payment: PAYMENT })}`);
  });

  it('payment that is closed pays nothing', async () => {
    await call('requestPayment', PAYMENT);
    await phone.page.getByRole('button', { name: '取消支付' }).click();
    expect(await outcome()).toEqual({ errMsg: 'requestPayment:fail cancel' });
    expect(asked.filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  it('payment that WeChat Pay refuses says why; a fault can be tried again', async () => {
    payAnswer = { status: 503, body: { message: '系统繁忙' } };
    await call('requestPayment', PAYMENT);
    await phone.page.getByRole('button', { name: '立即支付' }).click();
    await phone.page.getByText('支付没有成功：系统繁忙').waitFor();
    payAnswer = { status: 400, body: { code: 'PAY_SIGN_INVALID', message: '支付验证签名失败' } };
    await phone.page.getByRole('button', { name: '重新支付' }).click();
    expect(await outcome()).toEqual({ errMsg: 'requestPayment:fail 支付验证签名失败' });
    expect(await phone.page.getByRole('dialog').count()).toBe(0);
  });

  it('payment without a signature is not shown', async () => {
    await call('requestPayment', { ...PAYMENT, paySign: '' });
    expect(await outcome()).toEqual({ errMsg: 'requestPayment:fail parameter error: parameter.paySign should not be empty' });
    expect(asked).toEqual([]);
  });

  it('a scanned code is typed, and Enter takes it', async () => {
    await call('scanCode', {});
    await phone.page.getByLabel('码的内容').waitFor();
    await phone.page.keyboard.type('6901234567890');
    await phone.page.keyboard.press('Enter');
    expect(await outcome()).toMatchObject({ result: '6901234567890', scanType: 'CODE_128' });
  });

  it('an action sheet answers the item, or that it was left', async () => {
    await call('showActionSheet', { itemList: ['退款', '换货'] });
    await phone.page.getByRole('menuitem', { name: '换货' }).click();
    expect(await outcome()).toEqual({ tapIndex: 1, errMsg: 'showActionSheet:ok' });
    await call('showActionSheet', { itemList: ['退款'] });
    await phone.page.getByRole('menuitem', { name: '退款' }).waitFor();
    await phone.page.keyboard.press('Escape');
    expect(await outcome()).toEqual({ errMsg: 'showActionSheet:fail cancel' });
  });

  it('messages that are accepted are told to WeChat, the others not', async () => {
    await call('requestSubscribeMessage', { tmplIds: ['shipped', 'refunded'] });
    await phone.page.getByRole('checkbox', { name: 'refunded' }).uncheck();
    await phone.page.getByRole('button', { name: '允许' }).click();
    expect(await outcome()).toEqual({ shipped: 'accept', refunded: 'reject', errMsg: 'requestSubscribeMessage:ok' });
    expect(asked.at(-1)).toMatch(/^POST \/__sandbox\/wechat\/subscribe \{"templateIds":\["shipped"\],"appid":"[^"]+","openid":"[^"]+"\}$/);
  });
});
