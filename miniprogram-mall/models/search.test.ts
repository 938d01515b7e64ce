import type { CategoryDocument, ShopProductDocument } from '@shop/shared/database/documents.ts';
import { expect, test } from 'vitest';
import { searchProducts, suggestions } from './search.ts';

const product = (name: string, sort: number, more: Partial<ShopProductDocument> = {}): ShopProductDocument => ({
  _id: name,
  name,
  subtitle: '',
  description: '',
  categoryId: 'c-pome',
  categoryPath: ['c-fruit', 'c-pome'],
  brandId: 'b',
  images: [],
  skus: [],
  minPrice: 1,
  maxPrice: 1,
  origin: '',
  unit: '箱',
  tags: [],
  isHot: false,
  isNew: false,
  isDiscount: false,
  discountRate: 0,
  sort,
  sales: 0,
  viewCount: 0,
  status: 'on',
  freightTemplateId: 'default',
  createTime: new Date(0),
  updateTime: new Date(0),
  ...more,
});
const categories: CategoryDocument[] = [{ _id: 'c-pome', name: '苹果梨桃', parentId: 'c-fruit', level: 2, sort: 1 }];
const shelf = [
  product('库尔勒香梨', 1),
  product('洛川红富士苹果', 2, { origin: '陕西' }),
  product('苹果醋', 3, { categoryId: 'c-vinegar', categoryPath: ['c-pantry'], tags: ['陕西'] }),
];
const names = (text: string): string[] => searchProducts(text, shelf, categories).map((found) => found.name);

test('a name that fits comes before a category that fits', () => {
  expect(names('苹果')).toEqual(['洛川红富士苹果', '苹果醋', '库尔勒香梨']);
});

test('every word must fit somewhere', () => {
  expect(names('陕西 苹果')).toEqual(['洛川红富士苹果', '苹果醋']);
  expect(names('陕西 梨')).toEqual(['洛川红富士苹果']);
  expect(names('火箭')).toEqual([]);
  expect(names('  ')).toEqual([]);
});

test('names are offered while typing', () => {
  expect(suggestions('苹', shelf, 5)).toEqual(['洛川红富士苹果', '苹果醋']);
  expect(suggestions('', shelf, 5)).toEqual([]);
});
