import { DEMO_ADMINS, DEMO_STAFF, demoShop } from '@shop/shared/demo/index.ts';
import type { StaffDocument } from '@shop/shared/database/documents.ts';
import { isProduction } from '../../_platform/config.ts';
import type { Table } from '../../_platform/database.ts';
import { hashPassword } from '../../_platform/password.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { accessOf, identityOf } from '../staff/access.ts';

const AT_ONCE = 100;

/** Adds what is not there yet; what is stays as it is, so that calling it again, or after half of it, only fills the gaps. */
async function fill<Doc extends { _id: string }>(table: Table<Doc>, docs: readonly Doc[]): Promise<number> {
  let added = 0;
  for (let from = 0; from < docs.length; from += AT_ONCE) {
    const part = docs.slice(from, from + AT_ONCE);
    const known = new Set((await table.getMany(part.map((doc) => doc._id))).map((doc) => doc._id));
    const missing = part.filter((doc) => !known.has(doc._id));
    if (missing.length > 0) await table.insert(missing);
    added += missing.length;
  }
  return added;
}

export interface DemoFigures {
  products: number;
  skus: number;
  categories: number;
  members: number;
  staff: number;
}

/** Fills a shop with the demo goods, customers, staff and admins. Refuses PRODUCTION_PROTECTED in the live environment: its accounts have published passwords. */
export async function fillDemoShop(): Promise<Result<DemoFigures>> {
  if (isProduction()) return refuse('PRODUCTION_PROTECTED');
  const now = new Date();
  const shop = demoShop(now);
  const staff = await staffOf(now);
  await fill(tables.categories, shop.categories);
  await fill(tables.brands, shop.brands);
  await fill(tables.banners, shop.banners);
  await fill(tables.freightTemplates, shop.freightTemplates);
  await fill(tables.configs, [shop.config]);
  await fill(tables.stock, shop.products);
  await fill(tables.productCosts, shop.productCosts);
  await fill(tables.stockRecords, shop.stockRecords);
  await fill(tables.shopProducts, shop.shopProducts);
  await fill(tables.members, shop.members);
  await fill(tables.addresses, shop.addresses);
  await fill(tables.balanceLogs, shop.balanceLogs);
  await fill(tables.pointsLogs, shop.pointsLogs);
  await fill(tables.staff, staff);
  await fill(
    tables.staffAccess,
    staff.map((person) => accessOf(person, identityOf(person), now)),
  );
  return done({
    products: shop.shopProducts.length,
    skus: shop.products.length,
    categories: shop.categories.length,
    members: shop.members.length,
    staff: staff.length,
  });
}

async function staffOf(now: Date): Promise<StaffDocument[]> {
  const common = { status: 'active', failedLogins: 0, lockedUntil: null, createTime: now, lastLoginTime: null } as const;
  const people = DEMO_STAFF.map(({ _id, openid, name, role }): StaffDocument => ({
    _id,
    loginKey: `openid:${openid}`,
    name,
    role,
    ...common,
  }));
  const admins = DEMO_ADMINS.map(async ({ _id, username, name, role, password }): Promise<StaffDocument> => ({
    _id,
    loginKey: `user:${username}`,
    username,
    name,
    role,
    passwordHash: await hashPassword(password),
    ...common,
  }));
  return [...people, ...(await Promise.all(admins))];
}
