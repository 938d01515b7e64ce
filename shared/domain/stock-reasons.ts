import type { MovementKind } from './stock.ts';

/**
 * Why stock moved by hand. All of them are rows of the one ledger: what a reason does to the numbers is its movement kind, the reason itself says what
 * the figures of losses, gifts and counts are made of. `transfer` turns goods of one stock-keeping unit into another's (a box opened into pieces).
 */
export const STOCK_REASONS = {
  in: { kind: 'in', label: '入库' },
  out: { kind: 'out', label: '出库' },
  adjust: { kind: 'adjust', label: '手工调整' },
  loss: { kind: 'out', label: '报损' },
  gift: { kind: 'out', label: '赠送' },
  transferOut: { kind: 'out', label: '转出' },
  transferIn: { kind: 'in', label: '转入' },
  count: { kind: 'adjust', label: '盘点' },
} as const satisfies Record<string, { kind: MovementKind; label: string }>;

export type StockReason = keyof typeof STOCK_REASONS;
