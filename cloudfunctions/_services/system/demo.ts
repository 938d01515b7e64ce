import { DEMO_ADMINS, DEMO_STAFF, demoShop } from '@shop/shared/demo/index.ts';
import type { StaffDocument } from '@shop/shared/database/documents.ts';
import { isProduction } from '../../_platform/config.ts';
import { command, DuplicateKey, type Table } from '../../_platform/database.ts';
import { hashPassword } from '../../_platform/password.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { followLevel, levelMoved } from '../inventory/levels.ts';
import { accessOf, identityOf } from '../staff/access.ts';

const AT_ONCE = 100;

/** Adds what is not there yet; what is stays as it is, so that calling it again, or after half of it, only fills the gaps. */
async function fill<Doc extends { _id: string }>(table: Table<Doc>, docs: readonly Doc[]): Promise<void> {
  for (let from = 0; from < docs.length; from += AT_ONCE) {
    const part = docs.slice(from, from + AT_ONCE);
    // Nearly always nothing of it is there.
    if (await insertedTogether(table, part)) continue;
    const known = new Set((await table.getMany(part.map((doc) => doc._id))).map((doc) => doc._id));
    const missing = part.filter((doc) => !known.has(doc._id));
    if (missing.length > 0) await table.insert(missing);
  }
}

async function insertedTogether<Doc extends { _id: string }>(table: Table<Doc>, docs: readonly Doc[]): Promise<boolean> {
  try {
    await table.insert(docs);
    return true;
  } catch (error) {
    if (error instanceof DuplicateKey) return false;
    throw error;
  }
}

export interface DemoFigures {
  products: number;
  skus: number;
  categories: number;
  members: number;
  staff: number;
}

const BEGUN = 'demo-begun';
const BEGUN_WITHOUT_PAST = 'demo-begun-without-past';

/**
 * The moment that the demo shop was first filled at, so that filling it again means the same documents. A shop that already has goods or orders gets no past:
 * its ledgers tell another one.
 */
async function beginning(): Promise<{ now: Date; past: boolean }> {
  const any = { _id: command.gt('') };
  const [begun, plain, order, unit] = await Promise.all([
    tables.counters.get(BEGUN),
    tables.counters.get(BEGUN_WITHOUT_PAST),
    tables.orders.findOne(any),
    tables.stock.findOne(any),
  ]);
  const known = begun ?? plain;
  if (known !== null) return { now: new Date(known.value), past: begun !== null };
  const now = new Date();
  const past = order === null && unit === null;
  await tables.counters.insertOnce({ _id: past ? BEGUN : BEGUN_WITHOUT_PAST, value: now.getTime() });
  return { now, past };
}

/** Fills a shop with the demo goods, customers, staff and admins. Refuses PRODUCTION_PROTECTED in the live environment: its accounts have published passwords. */
export async function fillDemoShop(): Promise<Result<DemoFigures>> {
  if (isProduction()) return refuse('PRODUCTION_PROTECTED');
  const { now, past } = await beginning();
  const shop = demoShop(now, past);
  const staff = await staffOf(now);
  const access = staff.map((person) => accessOf(person, identityOf(person), now));
  await Promise.all([
    fill(tables.categories, shop.categories),
    fill(tables.coupons, shop.coupons),
    fill(tables.flashSales, shop.flashSales),
    fill(tables.groupBuys, shop.groupBuys),
    fill(tables.brands, shop.brands),
    fill(tables.banners, shop.banners),
    fill(tables.freightTemplates, shop.freightTemplates),
    fill(tables.configs, [shop.config]),
    fill(tables.stock, shop.products),
    fill(tables.productCosts, shop.productCosts),
    fill(tables.stockRecords, shop.stockRecords),
    fill(tables.shopProducts, shop.shopProducts),
    fill(tables.members, shop.members),
    fill(tables.addresses, shop.addresses),
    fill(tables.balanceLogs, shop.balanceLogs),
    fill(tables.pointsLogs, shop.pointsLogs),
    fill(tables.staff, staff),
    fill(tables.staffAccess, access),
    fill(tables.orders, shop.orders),
    fill(tables.orderFlows, shop.orderFlows),
    fill(tables.payments, shop.payments),
    fill(tables.refunds, shop.refunds),
    fill(tables.logistics, shop.logistics),
    fill(tables.dailyStats, shop.dailyStats),
    fill(tables.counters, shop.counters),
    fill(tables.operationLogs, shop.operationLogs),
  ]);
  // What begins low is told like what falls low later.
  await Promise.all(shop.products.filter(levelMoved).map((unit) => followLevel(unit._id)));
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
