import { describe, expect, it } from 'vitest';
import { changes } from '../src/pages/logs/log-words.ts';

describe('what an operation changed', () => {
  it('tells a state by its label and leaves out what stayed', () => {
    expect(changes({ _id: 's', status: 'paid', reserved: 2 }, { _id: 's', status: 'refunded', reserved: 2, reason: '缺货' })).toEqual([
      { field: '状态', before: '待发货', after: '已退款' },
      { field: '原因', before: null, after: '缺货' },
    ]);
  });

  it('tells prices in yuan, one SKU each', () => {
    const before = [
      { skuId: 'a', price: 590 },
      { skuId: 'b', price: 1280 },
    ];
    expect(changes(before, [{ skuId: 'a', price: 526 }])).toEqual([{ field: 'a', before: '¥5.90', after: '¥5.26' }]);
  });

  it('tells parcels by carrier', () => {
    expect(changes(null, { parcels: [{ company: 'shunfeng', number: 'SF1' }] })).toEqual([
      { field: '包裹', before: null, after: '顺丰速运 SF1' },
    ]);
  });

  it('shows what it does not know as it is', () => {
    expect(changes(null, 'text')).toEqual([{ field: '', before: null, after: 'text' }]);
    expect(changes(null, null)).toEqual([]);
  });
});
