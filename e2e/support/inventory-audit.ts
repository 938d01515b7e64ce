import type {
  NoticeDocument,
  PrepaidRecordDocument,
  PrepaidUpdateDocument,
  PrestoreRecordDocument,
  StockBatchDocument,
  StockDocument,
  StockRecordDocument,
  StocktakeDocument,
  StocktakeLineDocument,
} from '@shop/shared/database/documents.ts';
import { stockLevel } from '@shop/shared/domain/stock.ts';
import { all, type Database } from './database.ts';

/** What must hold between stock, batches, stocktakes, low-stock notices and prepaid goods. Answers each violation in a sentence. */
export async function inventoryFaults(db: Database, stocks: StockDocument[], records: StockRecordDocument[]): Promise<string[]> {
  const [batches, stocktakes, lines, notices, prepaid, added, taken] = await Promise.all([
    all<StockBatchDocument>(db, 'stockBatches'),
    all<StocktakeDocument>(db, 'stocktakes'),
    all<StocktakeLineDocument>(db, 'stocktakeLines'),
    all<NoticeDocument>(db, 'notices'),
    all<PrepaidRecordDocument>(db, 'prepaidRecords'),
    all<PrestoreRecordDocument>(db, 'prestoreRecords'),
    all<PrepaidUpdateDocument>(db, 'updatePrepaidProduct'),
  ]);
  return [
    ...batchFaults(stocks, batches, records),
    ...stocktakeFaults(stocks, stocktakes, lines, records),
    ...noticeFaults(
      stocks,
      notices.filter((notice) => notice.kind === 'low_stock'),
    ),
    ...prepaidFaults(prepaid, added, taken),
  ];
}

function sumBy<Row>(rows: readonly Row[], key: (row: Row) => string, value: (row: Row) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + value(row));
  return sums;
}

function batchFaults(stocks: StockDocument[], batches: StockBatchDocument[], records: StockRecordDocument[]): string[] {
  const faults: string[] = [];
  const held = sumBy(
    batches,
    ({ skuId }) => skuId,
    ({ left }) => left,
  );
  for (const { _id, quantity } of stocks) {
    if ((held.get(_id) ?? 0) > quantity) faults.push(`stock ${_id}: its batches hold ${held.get(_id)} of ${quantity}`);
  }
  const moved = sumBy(
    records.flatMap((record) => (record.batches ?? []).map((share) => ({ ...share, in: record.type === 'in' }))),
    ({ id }) => id,
    (share) => (share.in ? share.pieces : -share.pieces),
  );
  for (const { _id, left, open, received } of batches) {
    if (left !== (moved.get(_id) ?? 0)) faults.push(`batch ${_id}: ${left} left but its ledger says ${moved.get(_id) ?? 0}`);
    if (left < 0 || left > received || open !== left > 0) faults.push(`batch ${_id}: ${left} of ${received} left, open ${open}`);
  }
  return faults;
}

function stocktakeFaults(
  stocks: StockDocument[],
  stocktakes: StocktakeDocument[],
  lines: StocktakeLineDocument[],
  records: StockRecordDocument[],
): string[] {
  const faults: string[] = [];
  const statusOf = new Map(stocktakes.map(({ _id, status }) => [_id, status]));
  const booked = new Map(records.filter((record) => record.reasonKind === 'count').map(({ _id, quantity }) => [_id, quantity]));
  for (const { _id, countingIn } of stocks) {
    const status = countingIn === undefined ? 'counting' : statusOf.get(countingIn);
    if (status === undefined || status === 'booked' || status === 'cancelled')
      faults.push(`stock ${_id} is held by a stocktake that is over`);
  }
  for (const { _id, stocktakeId, difference } of lines) {
    const status = statusOf.get(stocktakeId);
    const wanted = status === 'booked' ? (difference ?? 0) : 0;
    if (status !== 'booking' && (booked.get(_id) ?? 0) !== wanted)
      faults.push(`stocktake line ${_id}: ${booked.get(_id) ?? 0} booked instead of ${wanted}`);
    booked.delete(_id);
  }
  for (const key of booked.keys()) faults.push(`stock record ${key} was booked by no stocktake`);
  for (const { _id, status } of stocktakes) if (status === 'opening') faults.push(`stocktake ${_id} is stuck while being opened`);
  return faults;
}

function noticeFaults(stocks: StockDocument[], notices: NoticeDocument[]): string[] {
  const faults: string[] = [];
  const open = sumBy(
    notices.filter((notice) => !notice.resolved),
    ({ target }) => target,
    () => 1,
  );
  for (const stock of stocks) {
    const told = stock.lowNotice === 'told';
    if (stock.lowNotice === 'due' || stock.lowNotice === 'clearing') faults.push(`stock ${stock._id}: its notice is unfinished`);
    if ((open.get(stock._id) ?? 0) !== (told ? 1 : 0)) faults.push(`stock ${stock._id}: ${open.get(stock._id) ?? 0} open notices`);
    if (told && stockLevel(stock) === 'enough') faults.push(`stock ${stock._id}: a notice though there is enough`);
    if ((stock.lowAlerted ?? false) !== told) faults.push(`stock ${stock._id}: not listed as it was told`);
  }
  return faults;
}

function prepaidFaults(records: PrepaidRecordDocument[], added: PrestoreRecordDocument[], taken: PrepaidUpdateDocument[]): string[] {
  const sums = sumBy(
    [...added, ...taken.map((row) => ({ ...row, quantity: -row.quantity }))],
    ({ recordId }) => recordId,
    ({ quantity }) => quantity,
  );
  const faults = records
    .filter(({ _id, quantity }) => quantity < 0 || quantity !== (sums.get(_id) ?? 0))
    .map(({ _id, quantity }) => `prepaid ${_id}: ${quantity} but its ledger says ${sums.get(_id) ?? 0}`);
  for (const { _id } of records) sums.delete(_id);
  for (const key of sums.keys()) faults.push(`prepaid ${key} has rows but no record`);
  return faults;
}
