import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { demoShop } from './index.ts';

const shop = demoShop(new Date('2026-11-20T04:00:00.000Z'));
const ASSETS = fileURLToPath(new URL('../../web-admin/public/assets', import.meta.url));

function file(reference: string): string {
  expect(reference).toMatch(/^\/assets\/[a-z0-9/-]+\.svg$/);
  return ASSETS + reference.slice('/assets'.length);
}

it('draws every product once, each picture at most 6 KB and unlike all others', () => {
  const references = shop.shopProducts.map((product) => product.images[0] ?? '');
  const pictures = references.map((reference) => readFileSync(file(reference), 'utf8'));
  expect(new Set(pictures).size).toBe(pictures.length);
  expect(pictures.filter((picture) => Buffer.byteLength(picture) > 6 * 1024)).toEqual([]);
  expect(shop.products.filter((unit) => !references.includes(unit.image))).toEqual([]);
});

it('has a drawing for every banner, category icon, member and empty page', () => {
  const references = [
    ...shop.banners.map((banner) => banner.image),
    ...shop.categories.flatMap((category) => category.icon ?? []),
    ...shop.members.map((member) => member.avatarUrl),
    ...['cart', 'orders', 'search', 'address'].map((name) => `/assets/empty/${name}.svg`),
    '/assets/logo.svg',
  ];
  for (const reference of references) expect(statSync(file(reference)).size, reference).toBeGreaterThan(200);
});
