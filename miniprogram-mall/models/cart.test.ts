import type { ShopProductDocument } from '@shop/shared/database/documents.ts';
import { expect, test } from 'vitest';
import { cartView, type CartKnowledge, type CartRow } from './cart.ts';

const product = (id: string, more: Partial<ShopProductDocument> = {}): ShopProductDocument => ({
  _id: id,
  name: `商品${id}`,
  subtitle: '',
  description: '',
  categoryId: 'c',
  categoryPath: ['c'],
  brandId: 'b',
  images: [],
  skus: [{ skuId: `k-${id}`, name: '一箱', specs: {}, price: 1000, weightGrams: 0 }],
  minPrice: 1000,
  maxPrice: 1000,
  origin: '',
  unit: '箱',
  tags: [],
  isHot: false,
  isNew: false,
  isDiscount: false,
  discountRate: 0,
  sort: 1,
  sales: 0,
  viewCount: 0,
  status: 'on',
  freightTemplateId: 'default',
  createTime: new Date(0),
  updateTime: new Date(0),
  ...more,
});
const row = (id: string, quantity: number, selected = true): CartRow => ({
  _id: `row-${id}`,
  productId: id,
  skuId: `k-${id}`,
  quantity,
  selected,
});
const stock = (quantity: number, reserved = 0) => ({ quantity, reserved, lowStock: 2 });
const known = (more: Partial<CartKnowledge> = {}): CartKnowledge => ({
  products: new Map([product('a'), product('b', { isDiscount: true, discountRate: 10 })].map((each) => [each._id, each])),
  stocks: new Map([
    ['k-a', stock(5)],
    ['k-b', stock(3, 1)],
  ]),
  quantities: new Map(),
  ticks: new Map(),
  ...more,
});

test('ticked lines add up at zone prices; the rest does not', () => {
  const view = cartView([row('a', 2), row('b', 1), { ...row('a', 9, false), _id: 'other' }], known());
  expect(view.totalFen).toBe(2 * 1000 + 900);
  expect([view.chosen, view.pieces, view.allChosen, view.obstacle]).toEqual([2, 3, false, '']);
});

test('what the customer just set counts before the server confirms it', () => {
  const view = cartView([row('a', 2), row('b', 1)], known({ quantities: new Map([['k-a', 4]]), ticks: new Map([['k-b', false]]) }));
  expect(view.totalFen).toBe(4000);
});

test('sold-out and vanished goods are set apart, and their ticks are known', () => {
  const view = cartView(
    [row('a', 1), row('b', 1), row('x', 1, false)],
    known({
      stocks: new Map([
        ['k-a', stock(5)],
        ['k-b', stock(1, 1)],
      ]),
    }),
  );
  expect(view.invalid.map((line) => [line.skuId, line.invalid])).toEqual([
    ['k-b', '已售罄'],
    ['k-x', '已下架'],
  ]);
  expect(view.deadTicks).toEqual(['k-b']);
  expect(view.allChosen).toBe(true);
});

test('more pieces than there are stop the checkout and say what to do', () => {
  const view = cartView([row('b', 3)], known());
  expect(view.valid[0]).toMatchObject({ warning: '仅剩 2 件', reduceTo: 2, most: 3 });
  expect(view.obstacle).toBe('「商品b」仅剩 2 件，请减少数量');
});

test('while nothing is known yet nothing is called invalid', () => {
  const view = cartView([row('a', 1)], known({ products: null, stocks: null }));
  expect(view.invalid).toEqual([]);
  expect(cartView([], known()).obstacle).toBe('请先选择要结算的商品');
});
