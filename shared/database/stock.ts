import type { StockReason } from '../domain/stock-reasons.ts';
import type { MovementKind } from '../domain/stock.ts';
import type { BatchAllocation } from './inventory.ts';

/** A movement that is applied to the stock but not yet proven in the ledger: what makes a killed function repairable. */
export interface PendingMove {
  key: string;
  kind: MovementKind;
  pieces: number;
  orderId: string | null;
  at: Date;
  /** Why, and by whom, where the order does not say it. */
  reason?: string;
  reasonKind?: StockReason;
  operator?: string;
}

/** The stock-keeping unit: the only place stock lives. Written by the inventory service alone. What it cost is in `productCosts`, because customers watch this one. */
export interface StockDocument {
  _id: string;
  /** The merchant's own code, unique. */
  productId: string;
  productName: string;
  shopProductId: string;
  type: string;
  brand: string;
  specs: string;
  unit: string;
  barcode: string;
  image: string;
  quantity: number;
  reserved: number;
  lowStock: number;
  /** It has run low and is not enough again: what the low-stock list goes by. */
  lowAlerted?: boolean;
  /** Where its low-stock notice stands: to be written, written, to be resolved. */
  lowNotice?: 'none' | 'due' | 'told' | 'clearing';
  /** How often it has run low: numbers its notices. */
  lowCount?: number;
  /** It has batches: what leaves is taken from them, first expired first. */
  batched?: boolean;
  /** Weighed at packing; what is lighter than sold goes back. */
  soldByWeight?: boolean;
  /** What one 箱 of it weighs. */
  boxGrams?: number;
  /** The open stocktake that counts it. */
  countingIn?: string;
  /** Fen. */
  price: number;
  moves: PendingMove[];
  createTime: Date;
  updateTime: Date;
}

export interface ProductCostDocument {
  _id: string;
  /** Fen. */
  cost: number;
  updateTime: Date;
}

/** One row of the stock ledger. `_id` is the movement's idempotency key. */
export interface StockRecordDocument {
  _id: string;
  productId: string;
  productName: string;
  type: MovementKind;
  /** Pieces moved, as a positive number (signed for `adjust`). */
  quantity: number;
  reason: string;
  /** Of a movement by hand or by a stocktake. */
  reasonKind?: StockReason;
  /** The batches it took from; what is missing came from goods without a batch. */
  batches?: BatchAllocation[];
  /** The other stock-keeping unit of a transfer. */
  counterpart?: string;
  orderId: string | null;
  operator: string;
  quantityAfter: number;
  reservedAfter: number;
  createTime: Date;
}
