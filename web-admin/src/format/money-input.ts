import { formatYuan, parseYuan, type Fen } from '@shop/shared/domain/money.ts';

/** What a person typed into a price field: an amount of at least one fen, or what is wrong with it in words. */
export type PriceInput = { readonly ok: true; readonly price: Fen } | { readonly ok: false; readonly problem: string };

/** Highest price of a SKU, 1 000 000 yuan, as the function takes it. */
const MAX_PRICE = 100_000_000;

/** Forgives a currency sign, thousands separators and full-width digits, as they come out of a spreadsheet; nothing else. */
export function readPrice(text: string): PriceInput {
  const plain = text
    .normalize('NFKC')
    .replace(/^\s*[¥￥]/, '')
    .trim();
  if (plain === '') return { ok: false, problem: '请输入价格' };
  const joined = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replaceAll(',', '') : plain;
  const price = parseYuan(joined);
  if (price === null) return { ok: false, problem: '价格最多两位小数，如 19.90' };
  if (price < 1) return { ok: false, problem: '价格至少 0.01 元' };
  if (price > MAX_PRICE) return { ok: false, problem: '价格不能超过 100 万元' };
  return { ok: true, price };
}

/** `1234567` → `12,345.67`, for figures on cards; {@link formatYuan} where it is typed or copied. */
export function groupedYuan(amount: number): string {
  const [whole = '0', decimals = '00'] = formatYuan(amount).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** `8900` → `¥89.00`; a minus sign, not a hyphen, before what is taken off. */
export function yuan(amount: number): string {
  return amount < 0 ? `−¥${formatYuan(-amount)}` : `¥${formatYuan(amount)}`;
}

/** Pieces as typed: a whole number from 1 to 9999; null otherwise. */
export function readPieces(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  if (!/^\d{1,4}$/.test(plain)) return null;
  const pieces = Number(plain);
  return pieces >= 1 ? pieces : null;
}
