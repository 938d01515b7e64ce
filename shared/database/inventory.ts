import type { BatchShare } from '../domain/batches.ts';
import type { StocktakeStatus } from '../domain/stocktake.ts';

/** Goods of one stock-keeping unit that came in together. What is left of all batches of a unit is never more than its quantity. */
export interface StockBatchDocument {
  _id: string;
  skuId: string;
  batchNo: string;
  /** Null where nobody said. */
  producedAt: Date | null;
  expiresAt: Date | null;
  /** Pieces that came in, and pieces left. */
  received: number;
  left: number;
  /** True while there is something left: what lists and the expiry alert go by. */
  open: boolean;
  createTime: Date;
  updateTime: Date;
}

/** Which batches a movement took from, as the ledger row keeps it. */
export interface BatchAllocation extends BatchShare {
  batchNo: string;
}

/** Something that staff should know now; watched by the staff mini-program and the console. */
export interface NoticeDocument {
  _id: string;
  kind: 'low_stock';
  title: string;
  text: string;
  /** What it is about: the stock-keeping unit. */
  target: string;
  resolved: boolean;
  resolvedTime: Date | null;
  createTime: Date;
}

/** A count of chosen goods. Its lines are `stocktakeLines`. */
export interface StocktakeDocument {
  _id: string;
  title: string;
  status: StocktakeStatus;
  skuIds: string[];
  openedBy: string;
  submittedBy: string | null;
  approvedBy: string | null;
  remark: string;
  /** Lines of the booking that the stock refused (reserved for orders): try again when those are shipped or cancelled. */
  refusedLines: number;
  createTime: Date;
  submitTime: Date | null;
  approveTime: Date | null;
  endTime: Date | null;
  updateTime: Date;
}

/** `_id` = `<stocktake>.<sku>`, which is also the key of the movement that books its difference. Pieces. */
export interface StocktakeLineDocument {
  _id: string;
  stocktakeId: string;
  skuId: string;
  productName: string;
  specs: string;
  unit: string;
  barcode: string;
  /** In the books when the stocktake was opened. */
  snapshot: number;
  /** In the books at the moment of counting. */
  bookAtCount: number | null;
  counted: number | null;
  difference: number | null;
  /** Grows with every count: whoever counts names the one he saw. */
  version: number;
  countedBy: string | null;
  countedTime: Date | null;
  /** Counts are taken. */
  open: boolean;
  result: 'none' | 'booked' | 'refused';
}
