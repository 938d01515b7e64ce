import type { MemberDocument, ShopProductDocument, ShopSku, StockDocument } from '../../database/documents.ts';
import { DAY_MS } from '../../domain/time.ts';
import { chance, type Chance } from './chance.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEIJING_OFFSET = 8 * HOUR;
const PAY_MINUTES = 30;
const AUTO_RECEIVE_DAYS = 10;

export interface PlannedLine {
  readonly product: ShopProductDocument;
  readonly sku: ShopSku;
  readonly quantity: number;
}

/** One past order: who bought what, and when each thing happened to it. What is missing has not happened. */
export interface Plan {
  readonly number: number;
  readonly member: MemberDocument;
  readonly lines: readonly PlannedLine[];
  readonly points: number;
  readonly method: 'wechat' | 'balance';
  readonly placed: number;
  readonly paid?: number;
  readonly shipped?: number;
  readonly received?: { readonly at: number; readonly by: 'customer' | 'system' };
  readonly ended?: { readonly at: number; readonly how: 'cancel' | 'expire' | 'refund' };
}

export interface Shop {
  readonly members: readonly MemberDocument[];
  readonly shopProducts: readonly ShopProductDocument[];
  readonly products: readonly StockDocument[];
}

/** Orders a day, from yesterday back. */
const PER_DAY = [8, 7, 6, 5, 7, 6, 5, 4, 6, 7, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 4, 4, 5, 6, 5, 4, 4, 3, 4];
/** Paid and not shipped, so many minutes old. */
const WAITING = [33, 74, 148, 262, 405, 611, 798, 1032];
/** Not paid yet. */
const PENDING = [4, 12];
/** WeChat Pay's stand-in does not know these payments: what may still be given back was paid from the balance. */
const BALANCE_DAYS = 12;
/** He is for trying the shop as somebody new. */
const NEWCOMER = 'o-demo-customer-03';
/** She is who the visitor is at first: what is open is to be his own doing. */
const VISITOR = 'o-demo-customer-01';

/** About 160 orders of the last thirty days. The same `now`, the same orders. */
export function planHistory(shop: Shop, now: Date): Plan[] {
  const at = now.getTime();
  const today = Math.floor((at + BEIJING_OFFSET) / DAY_MS) * DAY_MS - BEIJING_OFFSET;
  let number = 0;
  const plans: Plan[] = [];
  for (const [back, count] of PER_DAY.entries()) {
    for (let slot = 0; slot < count; slot += 1) {
      number += 1;
      const luck = chance(number);
      const into = ((slot + luck.between(5, 95) / 100) / count) * 15 * HOUR;
      plans.push(past(shop, luck, number, today - (back + 1) * DAY_MS + 8 * HOUR + Math.floor(into / 1000) * 1000, at));
    }
  }
  for (const minutes of WAITING) {
    number += 1;
    const luck = chance(number);
    const placed = at - minutes * MINUTE - luck.between(1, 50) * 1000;
    plans.push({ ...basket(shop, luck, number, placed, true), method: 'balance', paid: placed + luck.between(14, 240) * 1000 });
  }
  for (const minutes of PENDING) {
    number += 1;
    plans.push({ ...basket(shop, chance(number), number, at - minutes * MINUTE, true), method: 'balance' });
  }
  return plans.sort((one, other) => one.placed - other.placed);
}

function past(shop: Shop, luck: Chance, number: number, placed: number, now: number): Plan {
  const bought = basket(shop, luck, number, placed, false);
  const settled = now - placed > 1.5 * DAY_MS;
  const method = now - placed > BALANCE_DAYS * DAY_MS && luck.below(5) > 0 ? 'wechat' : 'balance';
  const plan = { ...bought, method } as const;
  // What comes to nothing takes no points and no balance, so that every purse only falls.
  if (settled && number % 17 === 5) {
    const at = placed + luck.between(3, 25) * MINUTE;
    return number % 2 === 0
      ? { ...plan, points: 0, ended: { at, how: 'cancel' } }
      : { ...plan, points: 0, ended: { at: placed + PAY_MINUTES * MINUTE + 20_000, how: 'expire' } };
  }
  const paid = placed + luck.between(12, 400) * 1000;
  if (settled && number % 50 === 23) {
    return { ...plan, points: 0, method: 'wechat', paid, ended: { at: paid + luck.between(20, 90) * MINUTE, how: 'refund' } };
  }
  const meant = paid + luck.between(3, 18) * HOUR + luck.between(0, 3599) * 1000;
  const shipped = Math.min(meant, now - (20 + (number % 8) * 13) * MINUTE);
  if (shipped < paid + 10 * MINUTE) return { ...plan, paid };
  const byItself = number % 11 === 7;
  const received = shipped + (byItself ? AUTO_RECEIVE_DAYS * DAY_MS + 25_000 : luck.between(40, 84) * HOUR + luck.between(0, 3599) * 1000);
  if (received >= now) return { ...plan, paid, shipped };
  return { ...plan, paid, shipped, received: { at: received, by: byItself ? 'system' : 'customer' } };
}

function basket(shop: Shop, luck: Chance, number: number, placed: number, open: boolean): Omit<Plan, 'method'> {
  const customers = shop.members.filter(
    ({ _id, createTime }) => _id !== NEWCOMER && !(open && _id === VISITOR) && createTime.getTime() < placed,
  );
  const member = luck.of(customers.flatMap((one) => Array.from({ length: 1 + Math.floor(one.growth / 500) }, () => one)));
  const stock = new Map(shop.products.map((unit) => [unit._id, unit.quantity]));
  const least = open ? 60 : 5;
  const sold = shop.shopProducts.filter(({ createTime, status }) => status === 'on' && createTime.getTime() < placed);
  const wanted = sold.flatMap((product) => (product.isHot ? [product, product, product] : [product]));
  const lines = new Map<string, PlannedLine>();
  const count = luck.of([1, 1, 2, 2, 2, 3, 3, 4]);
  while (lines.size < count) {
    const product = luck.of(wanted);
    const skus = product.skus.filter((sku) => (stock.get(sku.skuId) ?? 0) >= least && sku.price <= 15_000);
    if (skus.length === 0) continue;
    lines.set(product._id, { product, sku: luck.of(skus), quantity: luck.of([1, 1, 1, 2, 2, 3]) });
  }
  return { number, member, lines: [...lines.values()], points: number % 9 === 4 ? luck.between(1, 5) * 100 : 0, placed };
}
