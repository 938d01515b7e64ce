import type { ShopProductDocument } from '@shop/shared/database/documents.ts';
import { expect, test } from 'vitest';
import {
  clampPieces,
  discountLabel,
  firstChoice,
  priceText,
  productCard,
  salesLabel,
  skuChoices,
  stockText,
  weightLabel,
} from './product.ts';

const AT = new Date(0);
const apple: ShopProductDocument = {
  _id: 'p-apple',
  name: '阿克苏冰糖心苹果',
  subtitle: '',
  description: '',
  categoryId: 'c',
  categoryPath: ['c'],
  brandId: 'b',
  images: ['/assets/products/p-apple.svg'],
  skus: [
    { skuId: 'k-1', name: '2.5kg装', specs: {}, price: 3990, originalPrice: 4590, weightGrams: 2500 },
    { skuId: 'k-2', name: '5kg装', specs: {}, price: 6990, weightGrams: 5000 },
  ],
  minPrice: 3990,
  maxPrice: 6990,
  origin: '新疆阿克苏',
  unit: '箱',
  tags: ['脆甜', '产地直发', '现摘'],
  isHot: false,
  isNew: false,
  isDiscount: true,
  discountRate: 15,
  sort: 1,
  sales: 12_345,
  viewCount: 0,
  status: 'on',
  freightTemplateId: 'default',
  createTime: AT,
  updateTime: AT,
};

test('a price is whole yuan and the rest, without idle zeros', () => {
  expect([0, 5, 1200, 1230, 1234].map(priceText)).toEqual([
    { whole: '0', cents: '' },
    { whole: '0', cents: '.05' },
    { whole: '12', cents: '' },
    { whole: '12', cents: '.3' },
    { whole: '12', cents: '.34' },
  ]);
});

test('a card in the discount zone shows the zone price, the struck one and the discount', () => {
  const card = productCard(apple);
  expect(card).toMatchObject({
    price: { whole: '33', cents: '.92' },
    original: '39.90',
    badge: '8.5折',
    from: true,
    sold: '已售 1.2万',
    onlySku: '',
  });
  expect(card.tags).toEqual(['脆甜', '产地直发']);
});

test('the struck price never stands beside an equal one', () => {
  expect(productCard({ ...apple, isDiscount: false, isNew: true })).toMatchObject({ original: '', badge: '新品' });
});

test('stock that is not known yet is not called sold out; afterwards a missing one is', () => {
  const known = new Map([['k-2', { quantity: 5, reserved: 2, lowStock: 10 }]]);
  expect(skuChoices(apple, null).map((choice) => choice.soldOut)).toEqual([false, false]);
  const choices = skuChoices(apple, known);
  expect(choices.map((choice) => [choice.left, choice.soldOut])).toEqual([
    [0, true],
    [3, false],
  ]);
  expect(firstChoice(choices)?.skuId).toBe('k-2');
  expect(stockText(known, 'k-2')).toEqual({ text: '仅剩 3 件', tone: 'low' });
  expect(stockText(known, 'k-1').text).toBe('已售罄');
});

test('pieces stay between one and what is there', () => {
  expect([clampPieces(5, 3), clampPieces(0, 3), clampPieces(2.7, null), clampPieces(5, 0), clampPieces(NaN, 9)]).toEqual([3, 1, 2, 1, 1]);
});

test('small words', () => {
  expect([discountLabel(0), discountLabel(20), discountLabel(5)]).toEqual(['', '8折', '9.5折']);
  expect([salesLabel(999), salesLabel(10_000)]).toEqual(['999', '1万']);
  expect([weightLabel(500), weightLabel(2500), weightLabel(0)]).toEqual(['500g', '2.5kg', '']);
});
