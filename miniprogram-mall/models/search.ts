import type { CategoryDocument, ShopProductDocument } from '@shop/shared/database/documents.ts';

/** Where a word was found, the best first: the name says more than a tag, a tag more than the origin. */
const WEIGHTS = { name: 100, category: 40, tags: 30, subtitle: 20, origin: 10 } as const;

function score(product: ShopProductDocument, categories: string, word: string): number {
  const has = (text: string): boolean => text.toLowerCase().includes(word);
  let points = 0;
  if (has(product.name)) points += WEIGHTS.name;
  if (has(categories)) points += WEIGHTS.category;
  if (product.tags.some(has)) points += WEIGHTS.tags;
  if (has(product.subtitle)) points += WEIGHTS.subtitle;
  if (has(product.origin)) points += WEIGHTS.origin;
  return points;
}

/** Products that every word of the text fits, the closest first; among equals the shop's own order. */
export function searchProducts(
  text: string,
  products: readonly ShopProductDocument[],
  categories: readonly CategoryDocument[],
): ShopProductDocument[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const nameOf = new Map(categories.map((category) => [category._id, category.name]));
  return products
    .map((product) => {
      // The widest and the narrowest category: the one between them names several kinds of goods at once.
      const path = [product.categoryPath[0], product.categoryId].map((id) => nameOf.get(id ?? '') ?? '').join(' ');
      const scores = words.map((word) => score(product, path, word));
      return { product, points: scores.includes(0) ? 0 : scores.reduce((sum, each) => sum + each, 0) };
    })
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.product.sort - b.product.sort)
    .map(({ product }) => product);
}

/** Names to offer while the customer types. */
export function suggestions(text: string, products: readonly ShopProductDocument[], most: number): string[] {
  const word = text.trim().toLowerCase();
  if (word === '') return [];
  const names = products.filter((product) => product.name.toLowerCase().includes(word)).map((product) => product.name);
  return [...new Set(names)].slice(0, most);
}
