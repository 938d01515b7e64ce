import type { StockDocument, StockRecordDocument } from '@shop/shared/database/documents.ts';
import { call, containing, find } from '../utils/cloud.ts';

/** So many stock-keeping units are watched at once; a shop with more finds the others by searching. */
export const STOCK_WINDOW = 500;

/** As many rows as one call of the ledger answers. */
export const RECORDS_PAGE = 50;

/** Finds stock-keeping units anywhere in the shop: by code or bar code, else by a piece of the name. */
export async function searchStocks(query: string): Promise<StockDocument[]> {
  const [byCode, byBarcode] = await Promise.all([
    find<StockDocument>('products', { where: { productId: query.toUpperCase() } }),
    find<StockDocument>('products', { where: { barcode: query } }),
  ]);
  if (byCode.length + byBarcode.length > 0) return [...byCode, ...byBarcode];
  return find<StockDocument>('products', { where: { productName: containing(query) }, orderBy: [['productId', 'asc']] });
}

function instant(value: unknown): Date {
  if (typeof value === 'object' && value !== null && '$date' in value) return new Date(value.$date as number | string);
  return new Date(value as number | string);
}

/** A page of the stock ledger, newest first, of one stock-keeping unit or of all. */
export async function stockRecords(skuId: string, before?: Date): Promise<StockRecordDocument[]> {
  const { records = [] } = await call('stock', {
    action: 'records',
    ...(skuId === '' ? {} : { skuId }),
    ...(before === undefined ? {} : { before: before.getTime() }),
  });
  // Answers of functions are JSON: an instant comes as text.
  return (records as unknown as StockRecordDocument[]).map((record) => ({ ...record, createTime: instant(record.createTime) }));
}
