import { describe, expect, it } from 'vitest';
import { actionWord, changes, placeOf } from '../src/pages/logs/log-words.ts';

it('every operation has a word, and one nobody knows is shown as it is', () => {
  expect(actionWord('stocktake.open')).toBe('新建盘点');
  expect(actionWord('afterSale.refundNow')).toBe('直接退款');
  expect(actionWord('later.invented')).toBe('later.invented');
});

describe('what an operation changed', () => {
  it('tells a state by its label and leaves out what stayed', () => {
    expect(
      changes({ _id: 's', status: 'paid', reserved: 2 }, { _id: 's', status: 'refunded', reserved: 2, reason: '缺货' }, 'order.cancel'),
    ).toEqual([
      { field: '状态', before: '待发货', after: '已退款' },
      { field: '原因', before: null, after: '缺货' },
    ]);
  });

  it('tells a state by what was acted on', () => {
    const told = (action: string, status: string): string | undefined => changes(null, { status }, action)[0]?.after;
    expect(told('afterSale.approve', 'refunding')).toBe('退款中');
    expect(told('stocktake.submit', 'submitted')).toBe('待审核');
    expect(told('coupon.stop', 'stopped')).toBe('已停发');
    expect(told('product.on', 'on')).toBe('在售');
  });

  it('tells money in yuan and a yes as a yes', () => {
    expect(changes({ balance: 100 }, { balance: 5100, linked: true }, 'member.balance')).toEqual([
      { field: '余额', before: '¥1.00', after: '¥51.00' },
      { field: '已关联会员', before: null, after: '是' },
    ]);
  });

  it('tells prices in yuan, one SKU each', () => {
    const before = [
      { skuId: 'a', price: 590 },
      { skuId: 'b', price: 1280 },
    ];
    expect(changes(before, [{ skuId: 'a', price: 526 }], 'product.prices')).toEqual([{ field: 'a', before: '¥5.90', after: '¥5.26' }]);
  });

  it('tells parcels by carrier', () => {
    expect(changes(null, { parcels: [{ company: 'shunfeng', number: 'SF1' }] }, 'order.ship')).toEqual([
      { field: '包裹', before: null, after: '顺丰速运 SF1' },
    ]);
  });

  it('shows what it does not know as it is', () => {
    expect(changes(null, 'text', 'order.other')).toEqual([{ field: '', before: null, after: 'text' }]);
    expect(changes(null, null, 'order.other')).toEqual([]);
  });
});

describe('what was acted on', () => {
  it('is looked at where its page is', () => {
    expect(placeOf('order.ship', 'a')).toEqual({ to: { path: '/orders', query: { order: 'a' } }, label: '查看订单' });
    expect(placeOf('internal.pay', 'a')?.to).toEqual({ path: '/orders', query: { order: 'a' } });
    expect(placeOf('afterSale.approve', 'b')?.to).toEqual({ path: '/after-sales', query: { case: 'b' } });
    expect(placeOf('stocktake.submit', 'c')?.to).toEqual({ path: '/stocktakes', query: { stocktake: 'c' } });
  });

  it('is named where there is none', () => {
    expect(placeOf('stock.in', 'k-apple')).toBeNull();
    expect(placeOf('constructor', 'x')).toBeNull();
  });
});
