import { describe, expect, it } from 'vitest';
import type { OrderFlowDocument } from '@shop/shared/database/documents.ts';
import { NOW, order } from '../test/fixtures.ts';
import { flowRows, orderDetail, shipTarget } from './order-detail.ts';

describe('the page of an order', () => {
  it('offers what the state allows', () => {
    const may = (status: Parameters<typeof order>[0]): string => {
      const { mayShip, mayCancel, refunds } = orderDetail(order(status), [], NOW);
      return [mayShip && 'ship', mayCancel && 'cancel', refunds && 'refund'].filter(Boolean).join();
    };
    expect(may({ status: 'pending_payment' })).toBe('cancel');
    expect(may({ status: 'paid' })).toBe('ship,cancel,refund');
    expect(may({ status: 'shipped' })).toBe('');
    expect(may({ status: 'refunded' })).toBe('');
  });

  it('counts ticks of its own lines alone', () => {
    const detail = orderDetail(order(), ['k-2', 'k-of-another-order'], NOW);
    expect(detail.picked).toBe(1);
    expect(detail.lines.map((line) => line.picked)).toEqual([false, true]);
  });

  it('tells the price step by step as it was made', () => {
    const explain = [
      { rule: 'goods', label: '商品原价', amount: 17120 },
      { rule: 'zone', label: '折扣专区', amount: -1792 },
      { rule: 'freight', label: '运费', amount: 0 },
    ];
    expect(orderDetail(order({ explain }), [], NOW).amounts).toEqual([
      { label: '商品原价', value: '¥171.20' },
      { label: '折扣专区', value: '−¥17.92' },
      { label: '运费', value: '包邮' },
    ]);
  });

  it('does not name a municipality twice', () => {
    const address = { ...order().address, province: '上海市', city: '上海市', district: '徐汇区', detail: '漕溪北路 88 号' };
    expect(shipTarget(order({ address })).where).toBe('上海市徐汇区漕溪北路 88 号');
  });
});

describe('what happened to an order', () => {
  const flow = (event: OrderFlowDocument['event'], minute: number, remark = ''): OrderFlowDocument => ({
    _id: `o1.${event}`,
    _openid: 'customer',
    orderId: 'o1',
    event,
    fromStatus: 'paid',
    toStatus: 'shipped',
    operator: 'x',
    operatorType: event === 'ship' ? 'staff' : 'customer',
    remark,
    createTime: new Date(NOW + minute),
  });

  it('comes latest first and does not say the same thing twice', () => {
    const rows = flowRows([flow('place', 0), flow('ship', 2, '顺丰速运 SF1'), flow('receive', 3, '确认收货')]);
    expect(rows.map(({ text, by, note }) => [text, by, note])).toEqual([
      ['确认收货', '顾客', ''],
      ['发货', '店员', '顺丰速运 SF1'],
      ['提交订单', '顾客', ''],
    ]);
  });
});
