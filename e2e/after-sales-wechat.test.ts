import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentDocument, RefundDocument } from '@shop/shared/database/documents.ts';
import { openAfterSalesShop, type AfterSalesShop } from './support/after-sales-shop.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';

/** Money that goes back through WeChat: told by notice, tried again, closed, or paid by hand. */
let shop: AfterSalesShop;

beforeAll(async () => {
  shop = await openAfterSalesShop();
});

afterAll(async () => {
  expect(await audit(shop.emulator)).toEqual([]);
  await shop.emulator.stop();
});

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let left = 100; !(await check()); left -= 1) {
    if (left === 0) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('through WeChat', () => {
  const refundsOf = async (orderId: string): Promise<RefundDocument[]> =>
    (await adminDatabase(shop.emulator).collection('refunds').where({ orderId }).orderBy('createTime', 'asc').get())
      .data as RefundDocument[];

  it('every part has a number of its own, is told by notice, and ends the payment with the last', async () => {
    const order = await shop.paid('wechat');
    const first = await shop.approved(order, 0, 1);
    expect(first).toMatchObject({ status: 'refunding', refundId: `${order.paymentId ?? ''}R1` });
    const second = await shop.approved(order, 1, 2);
    await shop.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect((await refundsOf(order._id)).map(({ status }) => status)).toContain('processing');
    // Three seconds later WeChat's notice comes; no timer has run since.
    await shop.emulator.post('/__emulator/clock', { advanceMs: 5_000 });
    await until(async () => (await refundsOf(order._id)).some(({ status }) => status === 'success'));
    await shop.minutes(8);
    expect(await shop.one('afterSales', first._id)).toMatchObject({ status: 'refunded' });
    expect(await shop.one('afterSales', second._id)).toMatchObject({ status: 'refunded' });
    expect(await shop.one('payments', order.paymentId ?? '')).toMatchObject({
      status: 'success',
      refundedAmount: first.amount + second.amount,
    });
    await shop.buyer.must('order', { action: 'cancel', orderId: order._id });
    await shop.minutes(8);
    const rows = await refundsOf(order._id);
    expect(rows.map(({ _id, status }) => [_id.slice((order.paymentId ?? '').length), status])).toEqual([
      ['R1', 'success'],
      ['R2', 'success'],
      ['R', 'success'],
    ]);
    expect(rows.reduce((sum, row) => sum + row.amount, 0)).toBe(order.paymentAmount);
    expect(await shop.one<PaymentDocument>('payments', order.paymentId ?? '')).toMatchObject({
      status: 'refunded',
      settledAmount: order.paymentAmount,
    });
  });

  async function trouble(code: string, times = 1): Promise<void> {
    await shop.emulator.post('/__sandbox/wechatpay/trouble', { path: '/secapi/pay/refund', code, times });
  }

  it.each(['SYSTEMERROR', 'lost', 'NOTENOUGH'])('%s is tried again with the same number', async (code) => {
    const order = await shop.paid('wechat');
    const { refundId } = await shop.approved(order, 0, 1);
    await trouble(code);
    await shop.minutes(12);
    expect(await refundsOf(order._id)).toMatchObject([{ _id: refundId, status: 'success' }]);
  });

  it('one that WeChat refuses is shown, tried again, or paid by hand', async () => {
    const order = await shop.paid('wechat');
    const { _id: caseId, refundId = '' } = await shop.approved(order, 0, 1);
    await trouble('USER_ACCOUNT_ABNORMAL');
    await shop.minutes(2);
    expect(await shop.one('afterSales', caseId)).toMatchObject({ status: 'manual' });
    expect(await refundsOf(order._id)).toMatchObject([{ status: 'manual', failure: 'refused', failureCode: 'USER_ACCOUNT_ABNORMAL' }]);
    expect(await shop.warehouse.call('afterSale', { action: 'retryRefund', refundId })).toMatchObject({ status: 403 });
    await shop.manager.must('afterSale', { action: 'retryRefund', refundId });
    expect(await shop.manager.call('afterSale', { action: 'retryRefund', refundId })).toMatchObject({
      status: 409,
      reason: 'REFUND_STATE',
    });
    await trouble('USER_ACCOUNT_ABNORMAL');
    await shop.minutes(2);
    const byHand = await shop.manager.must('afterSale', { action: 'markManual', refundId, remark: '已转账到客户银行卡' });
    expect(byHand.refund).toMatchObject({ status: 'success' });
    expect(await shop.manager.call('afterSale', { action: 'markManual', refundId, remark: '再来一次' })).toMatchObject({
      reason: 'REFUND_STATE',
    });
    expect(await shop.one('afterSales', caseId)).toMatchObject({ status: 'refunded' });
  });

  it('one that WeChat closes gets a new number; one that is stuck is brought on by hand alone', async () => {
    const order = await shop.paid('wechat');
    const closed = await shop.approved(order, 0, 1);
    await shop.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await shop.emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: closed.refundId, status: 'REFUNDCLOSE' });
    await shop.minutes(2);
    expect(await shop.one('afterSales', closed._id)).toMatchObject({ status: 'manual' });
    const again = await shop.manager.must('afterSale', { action: 'retryRefund', refundId: closed.refundId ?? '' });
    expect(again.refund?._id).toBe(`${closed.refundId ?? ''}-2`);
    await shop.minutes(6);
    expect(await shop.one('afterSales', closed._id)).toMatchObject({ status: 'refunded', refundId: `${closed.refundId ?? ''}-2` });

    const stuck = await shop.approved(order, 1, 1);
    await shop.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await shop.emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: stuck.refundId, status: 'CHANGE' });
    await shop.minutes(2);
    const refundId = stuck.refundId ?? '';
    expect(await shop.manager.call('afterSale', { action: 'retryRefund', refundId })).toMatchObject({
      status: 409,
      reason: 'REFUND_STATE',
    });
    await shop.manager.must('afterSale', { action: 'markManual', refundId, remark: '商户平台已改退到零钱' });
  });

  it('believes no notice: it asks', async () => {
    const order = await shop.paid('wechat');
    const { refundId = '' } = await shop.approved(order, 0, 1);
    const post = async (body: string): Promise<string> =>
      (await fetch(`${shop.emulator.origin}/refundCallback`, { method: 'POST', body, headers: { 'content-type': 'text/xml' } })).text();
    const { createCipheriv, createHash } = await import('node:crypto');
    const key = createHash('md5').update('8934e7d15453e97507ef794cf7b0519d').digest('hex');
    const cipher = createCipheriv('aes-256-ecb', key, null);
    const told = `<root><out_refund_no>${refundId}</out_refund_no><refund_status>SUCCESS</refund_status></root>`;
    const info = Buffer.concat([cipher.update(told), cipher.final()]).toString('base64');
    const notice = (secret: string): string =>
      `<xml><return_code>SUCCESS</return_code><appid>wx5a1c0de000000001</appid><mch_id>1900000109</mch_id><nonce_str>x</nonce_str><req_info>${secret}</req_info></xml>`;
    expect(await post(notice(info))).toContain('SUCCESS');
    expect(await refundsOf(order._id)).toMatchObject([{ status: 'pending' }]);
    expect(await post(notice('AAAA'))).toContain('FAIL');
    await shop.minutes(4);
    expect(await refundsOf(order._id)).toMatchObject([{ status: 'success' }]);
  });
});
