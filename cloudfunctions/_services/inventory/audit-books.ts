import {
  batchFaults,
  heldInBatchesFaults,
  holdFaults,
  lineFaults,
  noticeFaults,
  sharesOf,
  stocktakeFaults,
  weightFaults,
} from '@shop/shared/domain/audit/inventory.ts';
import { grouped, sumOf } from '@shop/shared/domain/audit/violation.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { allOf, pagesOf, type Book } from '../audit/book.ts';

/** Batches by their unit, so that each row of its ledger is read once; most units have none. */
const batches: Book = {
  name: 'batchedUnits',
  page: pagesOf(tables.stock, 20),
  look: async (ids, moment) => {
    const units = (await tables.stock.getMany(ids)).filter((unit) => unit.batched === true);
    const skuIds = units.map(({ _id }) => _id);
    const [list, rows] = await Promise.all([
      allOf(tables.stockBatches, 'skuId', skuIds),
      allOf(tables.stockRecords, 'productId', skuIds, { 'batches.0': command.exists(true) }),
    ]);
    const batchesOf = grouped(list, ({ skuId }) => skuId);
    const moved = grouped(rows.flatMap(sharesOf), ([batchId]) => batchId);
    return [
      ...units.flatMap((unit) =>
        heldInBatchesFaults(
          unit,
          sumOf(batchesOf.get(unit._id) ?? [], ({ left }) => left),
          moment,
        ),
      ),
      ...list.flatMap((batch) =>
        batchFaults(
          batch,
          sumOf(moved.get(batch._id) ?? [], ([, by]) => by),
          moment,
        ),
      ),
    ];
  },
};

const notices: Book = {
  name: 'countedUnits',
  page: pagesOf(tables.stock, 100),
  look: async (ids, moment) => {
    const units = await tables.stock.getMany(ids);
    const [open, stocktakes] = await Promise.all([
      allOf(tables.notices, 'target', ids, { kind: 'low_stock', resolved: false }),
      tables.stocktakes.getMany([...new Set(units.flatMap(({ countingIn }) => countingIn ?? []))]),
    ]);
    const openOf = grouped(open, ({ target }) => target);
    const stocktakeOf = new Map(stocktakes.map((stocktake) => [stocktake._id, stocktake]));
    return units.flatMap((unit) => [
      ...noticeFaults(unit, openOf.get(unit._id)?.length ?? 0, moment),
      ...holdFaults(unit, stocktakeOf.get(unit.countingIn ?? ''), moment),
    ]);
  },
};

const stocktakes: Book = {
  name: 'stocktakes',
  page: pagesOf(tables.stocktakes, 200),
  look: async (ids, moment) => (await tables.stocktakes.getMany(ids)).flatMap((stocktake) => stocktakeFaults(stocktake, moment)),
};

const lines: Book = {
  name: 'stocktakeLines',
  page: pagesOf(tables.stocktakeLines, 200),
  look: async (ids, moment) => {
    const page = await tables.stocktakeLines.getMany(ids);
    const [rows, owners] = await Promise.all([
      tables.stockRecords.getMany(ids),
      tables.stocktakes.getMany([...new Set(page.map(({ stocktakeId }) => stocktakeId))]),
    ]);
    const booked = new Map(rows.map((row) => [row._id, row.quantity]));
    const stocktakeOf = new Map(owners.map((stocktake) => [stocktake._id, stocktake]));
    return page.flatMap((line) => lineFaults(line, stocktakeOf.get(line.stocktakeId), booked.get(line._id) ?? 0, moment));
  },
};

/** The orders once more: what goods that were weighed gave back. */
const weighed: Book = {
  name: 'weighedOrders',
  page: pagesOf(tables.orders, 200),
  look: async (ids) => (await tables.orders.getMany(ids)).flatMap(weightFaults),
};

/** What the nightly audit looks at of batches, low-stock notices, stocktakes and goods sold by weight. */
export const INVENTORY_BOOKS: readonly Book[] = [batches, notices, stocktakes, lines, weighed];
