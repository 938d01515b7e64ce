import type { StockDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { followLevel, lookAgain, UNTOLD } from './levels.ts';
import { stockView, type StockInput, type StockView } from './manual.ts';

type UnitView = Omit<StockDocument, 'moves' | 'lowNotice' | 'lowCount'>;

/** What a scanned barcode means. A code may stand for several units (the same box in two shop products). Refuses BARCODE_UNKNOWN. */
export async function findByBarcode(barcode: string): Promise<Result<{ found: UnitView[] }>> {
  const units = await tables.stock.find({ barcode }, { limit: 20 });
  if (units.length === 0) return refuse('BARCODE_UNKNOWN');
  return done({ found: units.map(({ moves: _moves, lowNotice: _notice, lowCount: _count, ...unit }) => unit) });
}

/** Sets what the warehouse decides about a unit: its warning line, barcode, sale by weight, the weight of a box. Refuses STOCK_NOT_FOUND, INPUT_INVALID (nothing named). */
export async function configureUnit(input: StockInput<'configure'>, caller: Caller): Promise<Result<{ stock: StockView }>> {
  const before = await tables.stock.get(input.skuId);
  if (before === null) return refuse('STOCK_NOT_FOUND');
  const change = {
    ...(input.lowStock === undefined ? {} : { lowStock: input.lowStock }),
    ...(input.barcode === undefined ? {} : { barcode: input.barcode }),
    ...(input.soldByWeight === undefined ? {} : { soldByWeight: input.soldByWeight }),
    ...(input.boxGrams === undefined ? {} : { boxGrams: input.boxGrams }),
  };
  const fields = Object.keys(change) as (keyof typeof change)[];
  if (fields.length === 0) return refuse('INPUT_INVALID', '没有要修改的内容');
  const written = { ...change, updateTime: new Date() };
  const moved =
    input.lowStock !== undefined && (await tables.stock.updateOne({ _id: before._id, ...UNTOLD }, { ...written, ...lookAgain({}) }));
  if (!moved) await tables.stock.updateOne({ _id: before._id }, written);
  const old = Object.fromEntries(fields.map((field) => [field, before[field] ?? null]));
  await Promise.all([followLevel(before._id), recordOperation(caller, 'stock.configure', before._id, old, change)]);
  return done({ stock: stockView(before) });
}
