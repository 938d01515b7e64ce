import type { CategoryDocument, DailyStatsDocument } from '@shop/shared/database/documents.ts';
import { describe, expect, it } from 'vitest';
import { ago, categoryShares, changePercent, topProducts, trend, TREND_DAYS } from '../src/pages/dashboard/figures.ts';
import { afterMove, byUrgency, signedPieces, stockMatches } from '../src/pages/stock/stock-list.ts';
import { productRow } from '../src/pages/products/product-list.ts';
import { anOrder, aProduct, aStockUnit } from './documents.ts';

// 00:30 in Beijing on the 21st, still the 20th in UTC.
const NOW = Date.parse('2026-11-20T16:30:00Z');

function stats(day: string, paidAmount: number): DailyStatsDocument {
  return {
    _id: day,
    day,
    orders: 1,
    paidOrders: 1,
    paidAmount,
    shippedOrders: 0,
    completedOrders: 0,
    cancelledOrders: 0,
    newMembers: 0,
    updateTime: new Date(NOW),
  };
}

describe('dashboard', () => {
  it('ends the trend with the Beijing day and fills days without a document', () => {
    const points = trend([stats('20261121', 500), stats('20261119', 300)], NOW);
    expect(points).toHaveLength(TREND_DAYS);
    expect(points.slice(-3).map((point) => [point.label, point.paidAmount])).toEqual([
      ['11-19', 300],
      ['11-20', 0],
      ['11-21', 500],
    ]);
  });

  it('compares with nothing by saying nothing', () => {
    expect(changePercent(100, 0)).toBeNull();
    expect(changePercent(150, 100)).toBe(50);
  });

  it('counts only what was paid and kept', () => {
    const orders = [
      anOrder(),
      anOrder({ _id: 'o2', status: 'completed' }),
      anOrder({ _id: 'o3', status: 'cancelled' }),
      anOrder({ _id: 'o4', status: 'pending_payment' }),
    ];
    expect(topProducts(orders, 5)).toEqual([{ name: '红富士', pieces: 4, amount: 11_000 }]);
  });

  it('puts a product under its first-level category, a vanished one under 其他', () => {
    const category = (id: string, parentId: string | null, name: string): CategoryDocument => ({
      _id: id,
      name,
      parentId,
      level: parentId ? 2 : 1,
      sort: 1,
    });
    const categories = [category('c1', null, '水果'), category('c11', 'c1', '苹果')];
    const [first] = anOrder().items;
    const orders = [anOrder(), ...(first ? [anOrder({ _id: 'o2', items: [{ ...first, productId: 'gone', payable: 100 }] })] : [])];
    expect(categoryShares(orders, [aProduct()], categories).map((share) => [share.name, share.amount])).toEqual([
      ['水果', 5500],
      ['其他', 100],
    ]);
  });

  it('says how long ago', () => {
    expect([0, 5, 90, 3000].map((minutes) => ago(new Date(NOW - minutes * 60_000), NOW))).toEqual([
      '刚刚',
      '5 分钟前',
      '1 小时前',
      '2 天前',
    ]);
  });
});

describe('stock', () => {
  const out = aStockUnit({ _id: 'a', quantity: 2, reserved: 2 });
  const low = aStockUnit({ _id: 'b', quantity: 5, reserved: 2 });
  const enough = aStockUnit({ _id: 'c' });

  it('stands the emptiest first and filters by level of what can be sold', () => {
    expect(byUrgency([enough, low, out]).map((unit) => unit._id)).toEqual(['a', 'b', 'c']);
    expect(stockMatches(low, { text: '', level: 'low' })).toBe(true);
    expect(stockMatches(out, { text: 'apple', level: 'out' })).toBe(true);
    expect(stockMatches(enough, { text: '', level: 'low' })).toBe(false);
  });

  it('lets no more go out than can be sold', () => {
    expect(afterMove(low, 'out', 3)).toBe(0);
    expect(afterMove(low, 'out', 4)).toBeNull();
    expect(afterMove(out, 'in', 4)).toBe(4);
  });

  it('signs ledger rows', () => {
    expect([signedPieces('in', 3), signedPieces('ship', 3), signedPieces('adjust', -2), signedPieces('release', 1)]).toEqual([
      '+3',
      '−3',
      '−2',
      '+1',
    ]);
  });

  it('gives a product the sum of its SKUs and their worst level, and says nothing of unknown stock', () => {
    const product = aProduct({ skus: [...aProduct().skus, { skuId: 's2', name: '10 斤', specs: {}, price: 5000, weightGrams: 5000 }] });
    const row = productRow(
      product,
      new Map([
        ['s1', aStockUnit()],
        ['s2', aStockUnit({ _id: 's2', quantity: 3, reserved: 3 })],
      ]),
    );
    expect(row).toMatchObject({ available: 10, reserved: 3, level: 'out' });
    expect(productRow(product, new Map()).available).toBeNull();
  });
});
