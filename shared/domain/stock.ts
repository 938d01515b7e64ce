/**
 * What can happen to the stock of a stock-keeping unit. `available = quantity − reserved` and both stay ≥ 0: every kind
 * says by how much it moves the two, and the inventory service turns that into one conditional write.
 */
export type MovementKind = 'in' | 'out' | 'reserve' | 'release' | 'ship' | 'return' | 'adjust';

/** More pieces of one kind at once is a slip of the hand. */
export const MOST_PIECES = 9999;

export interface StockDelta {
  readonly quantity: number;
  readonly reserved: number;
}

/** Pieces are whole and positive, except for `adjust`, whose sign says the direction. */
export function stockDelta(kind: MovementKind, pieces: number): StockDelta {
  if (!Number.isSafeInteger(pieces) || (kind !== 'adjust' && pieces <= 0))
    throw new RangeError('a stock movement needs a whole number of pieces');
  return deltaOf(kind, pieces);
}

/** The same without the check, for an audit that must read rows that should never have been written. */
export function deltaOf(kind: MovementKind, pieces: number): StockDelta {
  switch (kind) {
    case 'in':
    case 'return':
    case 'adjust':
      return { quantity: pieces, reserved: 0 };
    case 'out':
      return { quantity: -pieces, reserved: 0 };
    case 'reserve':
      return { quantity: 0, reserved: pieces };
    case 'release':
      return { quantity: 0, reserved: -pieces };
    case 'ship':
      return { quantity: -pieces, reserved: -pieces };
  }
}

export const MOVEMENT_LABELS: Readonly<Record<MovementKind, string>> = {
  in: '入库',
  out: '出库',
  reserve: '下单占用',
  release: '取消释放',
  ship: '发货出库',
  return: '退货入库',
  adjust: '盘点调整',
};

export function available(stock: { readonly quantity: number; readonly reserved?: number }): number {
  return Math.max(0, stock.quantity - (stock.reserved ?? 0));
}

export type StockLevel = 'out' | 'low' | 'enough';

export function stockLevel(stock: { readonly quantity: number; readonly reserved?: number; readonly lowStock?: number }): StockLevel {
  const left = available(stock);
  if (left === 0) return 'out';
  return left <= (stock.lowStock ?? 0) ? 'low' : 'enough';
}
