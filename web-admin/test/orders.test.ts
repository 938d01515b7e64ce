import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { describe, expect, it } from 'vitest';
import { addressText, amountLines, orderActions, parcelProblems, timeline } from '../src/pages/orders/order-detail.ts';
import { joinPages, keepPushedOut, PAGE_SIZE, readOrderSearch } from '../src/pages/orders/order-list.ts';
import { anOrder } from './documents.ts';

const minute = (count: number): Date => new Date(Date.UTC(2026, 10, 20, 0, count));
const orderAt = (id: string, at: number, changes: Partial<OrderDocument> = {}): OrderDocument =>
  anOrder({ _id: id, createTime: minute(at), ...changes });
const ids = (orders: readonly OrderDocument[]): string[] => orders.map((order) => order._id);

describe('order list', () => {
  it('shows an order once, in its live version', () => {
    const joined = joinPages([orderAt('b', 2, { status: 'shipped' })], [orderAt('b', 2), orderAt('a', 1)]);
    expect(ids(joined)).toEqual(['b', 'a']);
    expect(joined[0]?.status).toBe('shipped');
  });

  it('opens no gap when a new order pushes an old one out of the live window', () => {
    const window = Array.from({ length: PAGE_SIZE + 1 }, (_, index) => orderAt(`o${String(index)}`, 100 + index)).reverse();
    const before = window.slice(1);
    const after = window.slice(0, PAGE_SIZE);
    const kept = keepPushedOut(before, after, [orderAt('old', 1)], true);
    expect(ids(kept)).toEqual(['o0', 'old']);
    // Exactly one window full and read to its end: nothing else would bring it back.
    expect(ids(keepPushedOut(before, after, [], true))).toEqual(['o0']);
    expect(keepPushedOut(before, after, [], false)).toEqual([]);
  });

  it('lets go of an order that left the tab because its status changed', () => {
    const before = Array.from({ length: PAGE_SIZE }, (_, index) => orderAt(`o${String(index)}`, 100 + index)).reverse();
    const after = [...before.filter((order) => order._id !== 'o30'), orderAt('older', 2)];
    expect(ids(keepPushedOut(before, after, [orderAt('older', 2), orderAt('old', 1)], true))).not.toContain('o30');
  });

  it.each([
    ['202611200001', '202611200001'],
    [' 2026 1120-0001 ', '202611200001'],
    ['２０２６', '2026'],
    ['12', null],
    ['abc1234', null],
  ])('reads %j as an order number', (text, digits) => {
    expect(readOrderSearch(text)).toBe(digits);
  });
});

describe('order detail', () => {
  it('explains an amount that adds up', () => {
    const order = anOrder();
    const lines = amountLines(order);
    expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(order.paymentAmount);
    expect(lines[0]).toEqual({ label: '商品原价', amount: 6000, note: '共 2 件' });
    expect(amountLines(anOrder({ freightAmount: 0 })).at(-1)?.note).toBe('包邮');
  });

  it('offers what lifecycle and permission both allow', () => {
    expect(orderActions({ status: 'paid', parcels: [] }, ['orders.ship'])).toMatchObject({ ship: true, cancel: false });
    expect(orderActions({ status: 'paid', parcels: [] }, ['orders.read'])).toMatchObject({ ship: false });
    expect(orderActions({ status: 'shipped', parcels: [] }, ['orders.ship', 'orders.cancel'])).toMatchObject({
      ship: false,
      cancel: false,
    });
    expect(orderActions({ status: 'pending_payment', parcels: [] }, ['orders.cancel'])).toMatchObject({ cancel: true });
  });

  it('says what is wrong with each parcel', () => {
    expect(parcelProblems([{ company: 'shunfeng', number: ' SF1234567890 ' }])).toEqual(['']);
    expect(
      parcelProblems([
        { company: 'shunfeng', number: 'SF1234567890' },
        { company: 'jd', number: 'sf1234567890' },
        { company: 'jd', number: '12' },
        { company: '', number: 'x' },
      ]),
    ).toEqual(['', '单号重复', '单号为 6–32 位字母、数字或短横线', '请选择快递公司']);
  });

  it('tells the newest first', () => {
    const flow = (event: 'place' | 'pay', at: number, ms = 0) => ({
      _id: event,
      _openid: 'c1',
      orderId: 'o1',
      event,
      fromStatus: 'placing' as const,
      toStatus: 'paid' as const,
      operator: 'c1',
      operatorType: 'customer' as const,
      remark: '',
      createTime: new Date(minute(at).getTime() + ms),
    });
    expect(timeline([flow('place', 1), flow('pay', 2)]).map((entry) => entry.title)).toEqual(['支付成功', '提交订单']);
    expect(timeline([flow('place', 1, 400), flow('pay', 1)]).map((entry) => entry.title)).toEqual(['支付成功', '提交订单']);
  });

  it('writes a municipality once', () => {
    expect(addressText(anOrder().address)).toBe('林小满 13812345678 上海市徐汇区漕溪北路 1 号');
  });
});
