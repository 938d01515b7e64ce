import {
  flashOrderFaults,
  flashPurchaseFaults,
  flashSaleFaults,
  groupOrderFaults,
  teamFaults,
} from '@shop/shared/domain/audit/promotions.ts';
import { command, type Table } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { pagesOf, type Book } from '../audit/book.ts';
import { purchaseId } from './flash-quota.ts';

const MOST = 1000;

async function byId<Doc extends { _id: string }>(table: Table<Doc>, ids: readonly string[]): Promise<Map<string, Doc>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, Doc>();
  for (let from = 0; from < wanted.length; from += MOST)
    for (const doc of await table.getMany(wanted.slice(from, from + MOST))) found.set(doc._id, doc);
  return found;
}

const sales: Book = {
  name: 'flashSales',
  page: pagesOf(tables.flashSales, 50),
  look: async (ids, moment) => {
    const [page, sums] = await Promise.all([
      tables.flashSales.getMany(ids),
      tables.flashPurchases.sums({ saleId: command.in([...ids]) }, ['saleId'], 'bought'),
    ]);
    const boughtOf = new Map(sums.map(({ by, sum }) => [by['saleId'] ?? '', sum]));
    return page.flatMap((sale) => flashSaleFaults(sale, boughtOf.get(sale._id) ?? 0, moment));
  },
};

const purchases: Book = {
  name: 'flashPurchases',
  page: pagesOf(tables.flashPurchases, 100),
  look: async (ids, moment) => {
    const page = await tables.flashPurchases.getMany(ids);
    const [saleOf, orderOf] = await Promise.all([
      byId(
        tables.flashSales,
        page.map(({ saleId }) => saleId),
      ),
      byId(
        tables.orders,
        page.flatMap(({ holds }) => holds.map(({ orderId }) => orderId)),
      ),
    ]);
    return page.flatMap((purchase) => flashPurchaseFaults(purchase, saleOf.get(purchase.saleId), (id) => orderOf.get(id), moment));
  },
};

const teams: Book = {
  name: 'groupTeams',
  page: pagesOf(tables.groupTeams, 40),
  look: async (ids, moment) => {
    const page = await tables.groupTeams.getMany(ids);
    const there = await byId(
      tables.orders,
      page.flatMap(({ seats }) => seats.map(({ orderId }) => orderId)),
    );
    return page.flatMap((team) => teamFaults(team, (id) => there.has(id), moment));
  },
};

/** The orders once more, from their side: pages without a flash sale or group buy cost one read. */
const members: Book = {
  name: 'promotionOrders',
  page: pagesOf(tables.orders, 200),
  look: async (ids, moment) => {
    const page = (await tables.orders.getMany(ids)).filter(
      (order) => order.group !== undefined || order.items.some((item) => item.flashSaleId),
    );
    const wanted = page.flatMap((order) =>
      order.items.flatMap(({ flashSaleId }) => (flashSaleId ? [purchaseId(flashSaleId, order._openid)] : [])),
    );
    const [purchaseOf, teamOf] = await Promise.all([
      byId(tables.flashPurchases, wanted),
      byId(
        tables.groupTeams,
        page.flatMap(({ group }) => (group === undefined ? [] : [group.teamId])),
      ),
    ]);
    return page.flatMap((order) => [
      ...flashOrderFaults(
        order,
        (saleId, orderId) => purchaseOf.get(purchaseId(saleId, order._openid))?.holds.some((one) => one.orderId === orderId) ?? false,
        moment,
      ),
      ...groupOrderFaults(order, teamOf.get(order.group?.teamId ?? ''), moment),
    ]);
  },
};

/** What the nightly audit looks at of flash sales and group buys. */
export const PROMOTION_BOOKS: readonly Book[] = [sales, purchases, teams, members];
