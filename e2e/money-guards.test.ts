import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OrderDocument, RefundDocument, StockDocument } from '@shop/shared/database/documents.ts';
import type { Booking } from '../cloudfunctions/_services/payments/book.ts';
import { rival } from './support/rival.ts';
import { newRequest } from './support/shop.ts';
import { couponToClaim, later, me, openShop, OPENID, staff, type ShopHere } from './support/shop-here.ts';

/** Money that moves between two lines: a customer pays while his order is closed, WeChat answers while a timer asks, two orders want one coupon. */
let shop: ShopHere;
let services: ShopHere['services'];
let tables: ShopHere['services']['tables'];
let unit: StockDocument;
let book: typeof import('../cloudfunctions/_services/payments/book.ts').bookPayment;
let coupons: typeof import('../cloudfunctions/_services/coupons/hold.ts');

beforeAll(async () => {
  shop = await openShop();
  ({ services } = shop);
  ({ tables } = services);
  const [first] = shop.units;
  if (first === undefined) throw new Error('the demo shop lacks goods for this test');
  unit = first;
  ({ bookPayment: book } = await import('../cloudfunctions/_services/payments/book.ts'));
  coupons = await import('../cloudfunctions/_services/coupons/hold.ts');
});

afterEach(() => shop.settled());

afterAll(async () => {
  await shop.emulator.stop();
});

/** An order whose WeChat payment is open. */
async function opened(): Promise<OrderDocument> {
  const { _id } = await shop.place(unit);
  expect(await services.pay(_id, 'wechat', me)).toMatchObject({ ok: true, data: { paid: false } });
  return shop.order(_id);
}

let transactions = 0;
const toldPaid = ({ orderNo, paymentAmount }: OrderDocument, round = ''): Promise<Booking> =>
  book({
    outTradeNo: `${orderNo}W${round}`,
    transactionId: `420000000000${String((transactions += 1)).padStart(4, '0')}`,
    amount: paymentAmount,
    paidAt: new Date(),
  });

describe('a payment that was made meanwhile', () => {
  it('is not closed by who cancels the order', async () => {
    const seen = await opened();
    rival(tables.payments, 'updateOne', () => toldPaid(seen));
    expect(await services.cancelOrder(seen._id, undefined, me)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect(await tables.payments.get(`${seen.orderNo}W`)).toMatchObject({ status: 'success' });
    expect(await shop.order(seen._id)).toMatchObject({ status: 'paid' });
  });

  it('is handed to nobody when it was closed while it is being opened', async () => {
    const { _id, orderNo } = await shop.place(unit);
    let answer: unknown;
    shop.at('payment.prepared', async () => {
      answer = await services.cancelOrder(_id, undefined, me);
    });
    expect(await services.pay(_id, 'wechat', me)).toMatchObject({ ok: false, reason: 'ORDER_STATE' });
    expect(answer).toMatchObject({ ok: true });
    // WeChat has it open: it is asked about, and closed there.
    expect(await tables.payments.get(`${orderNo}W`)).toMatchObject({ status: 'created' });
    await services.askAboutSilence(later());
    expect(await tables.payments.get(`${orderNo}W`)).toMatchObject({ status: 'closed' });
    await expect(shop.emulator.post('/__sandbox/wechatpay/pay', { outTradeNo: `${orderNo}W`, behave: 'never' })).rejects.toThrow(
      'ORDERCLOSED',
    );
  });

  it('can be made by nobody when it was opened while it is being closed', async () => {
    const { _id, orderNo, paymentAmount } = await shop.place(unit);
    const outTradeNo = `${orderNo}W`;
    await tables.payments.insertOnce({
      ...{ _id: outTradeNo, _openid: OPENID, orderId: _id, orderNo, method: 'wechat', amount: paymentAmount, status: 'created' },
      ...{ tradeExpires: later(30), createTime: new Date(), updateTime: new Date() },
    });
    let opened: unknown;
    shop.at('payment.closing', async () => {
      opened = await services.pay(_id, 'wechat', me);
    });
    expect(await services.cancelOrder(_id, undefined, me)).toMatchObject({ ok: true });
    expect(opened).toMatchObject({ ok: true, data: { paid: false } });
    expect(await tables.payments.get(outTradeNo)).toMatchObject({ status: 'closed' });
    await expect(shop.emulator.post('/__sandbox/wechatpay/pay', { outTradeNo, behave: 'never' })).rejects.toThrow('ORDERCLOSED');
  });

  it('is not closed by the timer', async () => {
    const seen = await opened();
    const mine = `${seen.orderNo}W`;
    await shop.emulator.post('/__emulator/clock', { advanceMs: 10 * 60_000 });
    rival(
      tables.payments,
      'updateOne',
      () => toldPaid(seen),
      (where) => (where as { _id: string })._id === mine,
    );
    await services.askAboutSilence(later(60));
    expect(await tables.payments.get(mine)).toMatchObject({ status: 'success' });
    expect(await shop.order(seen._id)).toMatchObject({ status: 'paid' });
  });
});

describe('a next payment, where the first was closed', () => {
  const closed = async (): Promise<OrderDocument> => {
    const seen = await opened();
    await tables.payments.updateOne({ _id: `${seen.orderNo}W` }, { status: 'closed' });
    return seen;
  };

  it('is one, though the customer taps in two windows', async () => {
    const { _id } = await closed();
    let other: unknown;
    rival(tables.orders, 'updateAndRead', async () => {
      other = await services.pay(_id, 'wechat', me);
    });
    const mine = await services.pay(_id, 'wechat', me);
    expect([mine, other]).toMatchObject([
      { ok: true, data: { paid: false } },
      { ok: true, data: { paid: false } },
    ]);
    expect((await shop.order(_id)).payRound).toBe(1);
    expect(await tables.payments.count({ orderId: _id })).toBe(2);
  });

  it('is not opened for an order that was cancelled meanwhile', async () => {
    const { _id } = await closed();
    rival(tables.orders, 'updateAndRead', () => services.cancelOrder(_id, undefined, me));
    expect(await services.pay(_id, 'wechat', me)).toMatchObject({ ok: false, reason: 'ORDER_EXPIRED' });
    expect(await tables.payments.count({ orderId: _id })).toBe(1);
  });
});

/** What WeChat owes for a paid order that was cancelled. */
async function owed(): Promise<RefundDocument> {
  const { _id, paymentId } = await shop.paid(unit, 'wechat');
  expect(await services.cancelOrder(_id, undefined, me)).toMatchObject({ ok: true });
  const refund = await tables.refunds.get(`${paymentId ?? ''}R`);
  if (refund === null) throw new Error('no refund');
  return refund;
}

describe('a refund that has arrived', () => {
  const its =
    ({ _id }: RefundDocument) =>
    (where: unknown): boolean =>
      (where as { _id: string })._id === _id;

  it('is not asked for again by a timer that saw it due', async () => {
    const refund = await owed();
    rival(tables.refunds, 'updateOne', () => services.settleRefund(refund._id), its(refund));
    await services.workOffRefunds(later(1));
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'success', attempts: 0 });
  });

  it('is not on its way again because its acceptance is noted later', async () => {
    const refund = await owed();
    shop.at('refund.accepted', () => services.settleRefund(refund._id));
    await services.workOffRefunds(later(1));
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'success' });
  });

  it('is not sent again because WeChat did not know it a moment ago', async () => {
    const refund = await owed();
    await tables.refunds.updateOne({ _id: refund._id }, { status: 'processing' });
    shop.at('refund.answered', () => services.settleRefund(refund._id));
    expect(await services.askAboutRefund(refund._id)).toBe(false);
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'success' });
  });

  it('is not tried again by hand; nor is one on its way, nor cash', async () => {
    const refund = await owed();
    const again = (): ReturnType<typeof services.retryRefund> => services.retryRefund(refund._id, staff);
    expect(await again()).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
    expect(await services.failRefund(refund._id, 'refused', 'TEST')).toBe(true);
    await tables.refunds.updateOne({ _id: refund._id }, { failure: 'offline' });
    expect(await again()).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
    await tables.refunds.updateOne({ _id: refund._id }, { failure: 'refused' });
    expect(await again()).toMatchObject({ ok: true, data: { refund: { status: 'pending' } } });
    await services.settleRefund(refund._id);
    expect(await again()).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
  });

  it('has one timer at work on it: the one that came later asks WeChat nothing', async () => {
    const refund = await owed();
    await shop.emulator.post('/__sandbox/wechatpay/trouble', { path: '/secapi/pay/refund', code: 'NOTENOUGH', times: 1 });
    rival(tables.refunds, 'updateOne', () => services.workOffRefunds(later(1)), its(refund));
    await services.workOffRefunds(later(1));
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'pending', attempts: 1 });
    await services.workOffRefunds(later(60));
    await services.settleRefund(refund._id);
  });
});

describe('a refund whose answers were lost', () => {
  /** WeChat has taken it, and the shop does not know. */
  const taken = async (): Promise<RefundDocument> => {
    const refund = await owed();
    await shop.emulator.post('/__sandbox/wechatpay/trouble', { path: '/secapi/pay/refund', code: 'lost', times: 1 });
    await services.workOffRefunds(later(1));
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'pending', attempts: 1 });
    return refund;
  };
  const arrive = (refund: RefundDocument): Promise<unknown> =>
    shop.emulator.post('/__sandbox/wechatpay/refund', { outRefundNo: refund._id, status: 'SUCCESS' });

  it('is left to a person only if WeChat does not know it', async () => {
    const refund = await taken();
    await shop.emulator.post('/__sandbox/wechatpay/trouble', { path: '/secapi/pay/refund', code: 'lost', times: 1 });
    await tables.refunds.updateOne({ _id: refund._id }, { attempts: 9 });
    await services.workOffRefunds(later(9));
    expect((await tables.refunds.get(refund._id))?.status).toMatch(/^(processing|success)$/);
    const other = await owed();
    await shop.emulator.post('/__sandbox/wechatpay/trouble', { path: '/secapi/pay/refund', code: 'SYSTEMERROR', times: 1 });
    await tables.refunds.updateOne({ _id: other._id }, { attempts: 9 });
    await services.workOffRefunds(later(1));
    expect(await tables.refunds.get(other._id)).toMatchObject({ status: 'manual', failureCode: 'SYSTEMERROR' });
    expect(await services.markManual(other._id, '已转账', staff)).toMatchObject({ ok: true, data: { refund: { status: 'success' } } });
    await arrive(refund);
  });

  it('is not paid by hand while WeChat pays it, nor after', async () => {
    const refund = await taken();
    await services.failRefund(refund._id, 'refused', 'TEST');
    expect(await services.markManual(refund._id, '已转账', staff)).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
    expect((await tables.refunds.get(refund._id))?.status).toMatch(/^(processing|success)$/);
    await arrive(refund);
    await services.hearOfRefund(refund._id);

    const second = await taken();
    await services.failRefund(second._id, 'refused', 'TEST');
    await arrive(second);
    expect(await services.markManual(second._id, '已转账', staff)).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
    const told = await tables.refunds.get(second._id);
    expect(told).toMatchObject({ status: 'success' });
    expect([told?.byHand, told?.failure]).toEqual([undefined, undefined]);
  });

  it('is not paid by hand while WeChat cannot be asked', async () => {
    const refund = await taken();
    await services.failRefund(refund._id, 'refused', 'TEST');
    await shop.emulator.post('/__sandbox/wechatpay/trouble', { path: '/pay/refundquery', code: 'SYSTEMERROR', times: 1 });
    await expect(services.markManual(refund._id, '已转账', staff)).rejects.toThrow('SYSTEMERROR');
    expect((await tables.refunds.get(refund._id))?.byHand).toBeUndefined();
    await arrive(refund);
    await services.hearOfRefund(refund._id);
  });

  it('is not on its way again when it has arrived meanwhile', async () => {
    const refund = await taken();
    await services.failRefund(refund._id, 'refused', 'TEST');
    shop.at('refund.answered', async () => {
      await arrive(refund);
      await services.settleRefund(refund._id);
    });
    expect(await services.markManual(refund._id, '已转账', staff)).toMatchObject({ ok: false, reason: 'REFUND_STATE' });
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'success' });
  });

  it('ends by WeChat’s notice, though a person was asked', async () => {
    const refund = await taken();
    await services.failRefund(refund._id, 'refused', 'TEST');
    await arrive(refund);
    expect(await services.hearOfRefund(refund._id)).toBe(true);
    expect(await tables.refunds.get(refund._id)).toMatchObject({ status: 'success' });
    expect(await services.settleRefund(refund._id)).toBe(false);
  });
});

describe('a coupon', () => {
  it('is used and given back by the order that holds it, by no other, and does not expire in it', async () => {
    const { claimCoupon } = await import('../cloudfunctions/_services/coupons/claim.ts');
    const given = await claimCoupon({ couponId: await couponToClaim(staff), requestId: newRequest() }, me);
    const userCouponId = given.ok ? given.data.coupon._id : '';
    const submit = async (): Promise<OrderDocument> => {
      const items = [{ productId: unit.shopProductId, skuId: unit._id, quantity: 2 }];
      const answer = await services.submitOrder({ requestId: newRequest(), items, addressId: shop.addressId, userCouponId }, me);
      if (!answer.ok) throw new Error(answer.reason);
      return shop.order(answer.data.orderId ?? '');
    };
    const earlier = await submit();
    await services.cancelOrder(earlier._id, undefined, me);
    const { expireCoupons } = services;
    await expireCoupons(new Date());
    expect(await tables.userCoupons.get(userCouponId)).toMatchObject({ status: 'available' });
    const holder = await submit();
    await expireCoupons(later(60 * 24 * 30));
    await services.transact(async (transaction) => {
      await coupons.returnCoupon(transaction, earlier, new Date());
      return { commit: true, result: null };
    });
    expect(await tables.userCoupons.get(userCouponId)).toMatchObject({ status: 'locked', orderId: holder._id });
    expect(await coupons.useCouponOnce(earlier, new Date())).toBe(false);
    expect(await services.pay(holder._id, 'balance', me)).toMatchObject({ ok: true });
    expect(await coupons.useCouponOnce(holder, new Date())).toBe(false);
    expect(await tables.userCoupons.get(userCouponId)).toMatchObject({ status: 'used', orderId: holder._id });
  });

  it('is given to no fewer members than have it', async () => {
    const { saveTemplate } = await import('../cloudfunctions/_services/coupons/templates.ts');
    const couponId = await couponToClaim(staff);
    await tables.coupons.updateOne({ _id: couponId }, { claimed: 2, issued: 1 });
    const template = await tables.coupons.get(couponId);
    if (template === null) throw new Error('no template');
    const { title, description, terms, validity, perUser, claimable } = template;
    if (validity.kind !== 'relative') throw new Error('a coupon of so many days is expected');
    const change = (total: number): ReturnType<typeof saveTemplate> => {
      const scope = { kind: terms.scope.kind, ids: [...terms.scope.ids] };
      const coupon = { title, description, ...terms, scope, validity, total, perUser, claimable };
      return saveTemplate({ action: 'save', requestId: newRequest(), couponId, coupon }, staff);
    };
    expect(await change(2)).toMatchObject({ ok: false, reason: 'INPUT_INVALID' });
    expect(await change(3)).toMatchObject({ ok: true });
    await tables.coupons.updateOne({ _id: couponId }, { claimed: 0, issued: 0 });
  });
});

describe('a test customer', () => {
  const tester = async (name: string): Promise<string> => {
    const openid = `o-test-${name}`;
    const member = await tables.members.get(me.identity);
    if (member === null) throw new Error('the demo shop lacks a member');
    await tables.members.insert({ ...member, _id: openid, _openid: openid, openId: openid, balance: 0, points: 0, growth: 0, debits: [] });
    return openid;
  };
  const clean = async (): Promise<unknown> =>
    (await import('../cloudfunctions/_services/system/clean.ts')).cleanTests({}, { ...staff, identity: 'admin' });

  it('who gets money at that moment is not erased, and neither are his rows', async () => {
    const { adjustBalance } = await import('../cloudfunctions/_services/finance/recharge.ts');
    const userId = await tester('gift');
    rival(tables.members, 'remove', () =>
      adjustBalance({ action: 'adjust', requestId: newRequest(), userId, amount: 500, reason: '测试' }, staff),
    );
    expect(await clean()).toMatchObject({ ok: true, data: { kept: 1 } });
    expect(await tables.members.get(userId)).toMatchObject({ balance: 500 });
    expect(await tables.balanceLogs.count({ _openid: userId })).toBe(1);
  });

  it('whose money is on its way is not erased', async () => {
    const _id = await tester('payer');
    const debit = { attempt: 'try', orderId: 'none', amount: 0, at: new Date() };
    rival(
      tables.members,
      'remove',
      () => tables.members.updateOne({ _id }, { debits: [debit] }),
      (where) => (where as { _id: string })._id === _id,
    );
    expect(await clean()).toMatchObject({ ok: true });
    expect(await tables.members.get(_id)).not.toBeNull();
    await tables.members.updateOne({ _id }, { debits: [] });
    expect(await clean()).toMatchObject({ ok: true });
    expect(await tables.members.get(_id)).toBeNull();
  });
});
