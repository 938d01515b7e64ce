import { describe, expect, it } from 'vitest';
import { id as contractId, phone } from '../contracts/contract.ts';
import { flashPhase } from '../domain/flash-sale.ts';
import { quoteFreight, type FreightQuote } from '../domain/freight.ts';
import { fen } from '../domain/money.ts';
import { BUILT_IN_ROLES } from '../domain/permissions.ts';
import { stockDelta, stockLevel } from '../domain/stock.ts';
import { ean13, ean13CheckDigit } from './barcode.ts';
import { DEMO_ADMINS, DEMO_STAFF, demoShop } from './index.ts';

const NOW = new Date('2026-11-20T04:00:00.000Z');
const shop = demoShop(NOW);

function unique(values: readonly string[]): void {
  expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
}

describe('the demo shop', () => {
  it('is the same for the same moment, and fresh objects each time', () => {
    const again = demoShop(NOW);
    expect(again).toEqual(shop);
    expect(again.products[0]).not.toBe(shop.products[0]);
  });

  it('has the breadth of a real shop', () => {
    const level = (wanted: number) => shop.categories.filter((category) => category.level === wanted).length;
    expect([level(1) >= 6, level(2) >= 16, level(3) >= 36]).toEqual([true, true, true]);
    expect(shop.shopProducts.length).toBeGreaterThanOrEqual(72);
    for (const zone of ['isHot', 'isNew', 'isDiscount'] as const) {
      expect(shop.shopProducts.filter((product) => product[zone]).length).toBeGreaterThanOrEqual(10);
    }
    const levels = shop.products.map(stockLevel);
    expect(levels.filter((each) => each === 'out').length).toBeGreaterThanOrEqual(2);
    expect(levels.filter((each) => each === 'low').length).toBeGreaterThanOrEqual(5);
  });

  it('gives every document an id of its own that the contracts accept', () => {
    // Rows of a book are named by what they tell, with dots in between; nobody calls them by name.
    const books = ['stockRecords', 'orderFlows', 'logistics', 'balanceLogs', 'pointsLogs'];
    for (const [name, documents] of Object.entries(shop)) {
      if (!Array.isArray(documents)) continue;
      const ids = documents.map((document: { _id: string }) => document._id);
      unique(ids);
      if (books.includes(name)) continue;
      for (const each of ids) expect(contractId.safeParse(each).success, each).toBe(true);
    }
    unique(shop.products.map((stock) => stock.productId));
    unique(shop.products.map((stock) => stock.barcode));
    unique(shop.shopProducts.map((product) => String(product.sort)));
    unique(shop.shopProducts.map((product) => String(product.sales)));
    unique(shop.staff.map((person) => person.loginKey));
    unique(shop.shopProducts.map((product) => product.name));
  });

  it('refers only to what is there', () => {
    const categories = new Map(shop.categories.map((category) => [category._id, category]));
    const brands = new Set(shop.brands.map((brand) => brand._id));
    const stock = new Map(shop.products.map((unit) => [unit._id, unit]));
    for (const category of shop.categories) {
      const parent = category.parentId === null ? undefined : categories.get(category.parentId);
      expect(category.level).toBe((parent?.level ?? 0) + 1);
    }
    for (const product of shop.shopProducts) {
      expect(product.categoryPath.map((each) => categories.get(each)?.level)).toEqual([1, 2, 3]);
      expect(product.categoryPath.at(-1)).toBe(product.categoryId);
      expect(brands.has(product.brandId), product.brandId).toBe(true);
      expect(shop.freightTemplates.some((template) => template._id === product.freightTemplateId)).toBe(true);
      for (const sku of product.skus) {
        expect(stock.get(sku.skuId)).toMatchObject({ shopProductId: product._id, price: sku.price, specs: sku.name });
      }
    }
    expect(shop.products.length).toBe(shop.shopProducts.reduce((sum, product) => sum + product.skus.length, 0));
    expect(shop.productCosts.map((cost) => cost._id)).toEqual(shop.products.map((unit) => unit._id));
    for (const leaf of shop.categories.filter((category) => category.level === 3)) {
      expect(
        shop.shopProducts.some((product) => product.categoryId === leaf._id),
        leaf.name,
      ).toBe(true);
    }
    for (const banner of shop.banners) {
      const known = {
        product: shop.shopProducts.map((each) => each._id),
        category: [...categories.keys()],
        list: ['hot', 'new', 'discount'],
      };
      expect(banner.linkType in known ? known[banner.linkType as keyof typeof known] : []).toContain(banner.link);
    }
    const members = new Set(shop.members.map((member) => member._id));
    for (const each of [...shop.addresses, ...shop.balanceLogs, ...shop.pointsLogs]) expect(members.has(each.userId)).toBe(true);
  });

  it('has a ledger that adds up to every quantity', () => {
    for (const unit of shop.products) {
      const rows = shop.stockRecords.filter((row) => row.productId === unit._id).sort((one, other) => +one.createTime - +other.createTime);
      let quantity = 0;
      for (const row of rows) {
        quantity += stockDelta(row.type, row.quantity).quantity;
        expect(row.quantityAfter).toBe(quantity);
        expect(+row.createTime).toBeLessThan(+NOW);
      }
      expect(rows.length).toBeGreaterThan(0);
      expect(quantity).toBe(unit.quantity);
      expect(unit.moves).toEqual([]);
    }
  });

  it('has purses that add up, and one default address for whoever has any', () => {
    for (const member of shop.members) {
      const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
      expect(sum(shop.balanceLogs.filter((row) => row.userId === member._id).map((row) => row.amount))).toBe(member.balance);
      expect(sum(shop.pointsLogs.filter((row) => row.userId === member._id).map((row) => row.points))).toBe(member.points);
      const places = shop.addresses.filter((address) => address._openid === member._id);
      if (places.length > 0) expect(places.filter((address) => address.isDefault).length).toBe(1);
      expect(phone.safeParse(member.phone).success, member.phone).toBe(true);
    }
  });

  it('asks sane prices', () => {
    for (const product of shop.shopProducts) {
      const prices = product.skus.map((sku) => sku.price);
      expect([product.minPrice, product.maxPrice]).toEqual([Math.min(...prices), Math.max(...prices)]);
      expect(product.discountRate > 0 && product.discountRate < 60).toBe(product.isDiscount);
      for (const sku of product.skus) {
        expect(Number.isSafeInteger(sku.price) && sku.price >= 100 && sku.price <= 200_000, sku.skuId).toBe(true);
        if (sku.originalPrice !== undefined) expect(sku.originalPrice).toBeGreaterThan(sku.price);
        if (product.isDiscount) expect(sku.originalPrice, sku.skuId).toBeDefined();
        expect(sku.weightGrams).toBeGreaterThan(50);
      }
    }
    for (const cost of shop.productCosts) {
      const unit = shop.products.find((each) => each._id === cost._id);
      expect(cost.cost > 0 && cost.cost < (unit?.price ?? 0) * 0.75, cost._id).toBe(true);
    }
  });

  it('sells for less for a while what it has, now and later', () => {
    const { flashSales, groupBuys } = shop;
    const phases = flashSales.map((sale) => flashPhase(sale, NOW));
    expect(new Set(phases)).toEqual(new Set(['running', 'upcoming']));
    for (const { skuId, price, listPrice } of [...flashSales, ...groupBuys]) {
      expect(price > 0 && price < listPrice, skuId).toBe(true);
      expect(listPrice).toBe(shop.products.find((unit) => unit._id === skuId)?.price);
    }
    for (const { skuId, quota } of flashSales)
      expect(quota, skuId).toBeLessThanOrEqual(shop.products.find((unit) => unit._id === skuId)?.quantity ?? 0);
    for (const { startsAt, endsAt } of groupBuys) expect(NOW > startsAt && NOW < endsAt).toBe(true);
  });

  it('prints barcodes a scanner takes', () => {
    expect(ean13CheckDigit('690123456789')).toBe(2);
    expect(() => ean13('1', 1)).toThrow(RangeError);
    for (const unit of shop.products) {
      expect(unit.barcode).toMatch(/^69\d{11}$/);
      expect(ean13CheckDigit(unit.barcode.slice(0, 12))).toBe(Number(unit.barcode[12]));
    }
  });

  it('ships to Hangzhou free from 59 yuan, to Xinjiang for more, and not beyond customs', () => {
    const [template] = shop.freightTemplates;
    if (template === undefined) throw new Error('no freight template');
    const send = (province: string, grams: number, goods: number): FreightQuote =>
      quoteFreight(template, province, { grams, pieces: 1, goods: fen(goods) });
    expect(send('浙江省', 2800, 5900)).toEqual({ served: true, fee: 0 });
    expect(send('浙江省', 4500, 5899)).toEqual({ served: true, fee: 1100 });
    expect(send('新疆维吾尔自治区', 2800, 5900)).toEqual({ served: true, fee: 1800 });
    expect(send('香港特别行政区', 2800, 5900).served).toBe(false);
  });

  it('lets staff and administrators in, each with the rights of a role', () => {
    expect(shop.staff.map((person) => person._id)).toEqual([...DEMO_STAFF, ...DEMO_ADMINS].map((person) => person._id));
    expect(shop.staff.some((person) => person.passwordHash !== undefined)).toBe(false);
    for (const access of shop.staffAccess) {
      const role = BUILT_IN_ROLES.find((each) => each.name === access.role);
      expect(access.permissions).toEqual(role?.permissions);
      expect(access.permissions.length).toBeGreaterThan(0);
    }
    expect(shop.staffAccess.find((access) => access._id === 'o-demo-staff-01')).toMatchObject({ stock: true, members: false });
  });
});
