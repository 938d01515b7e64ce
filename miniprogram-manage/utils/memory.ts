/** Small things that this phone remembers. */
const CARRIER = 'last-carrier';
const PICKED = 'picked';
const MOST_ORDERS = 50;

export function lastCarrier(): string {
  const kept: unknown = wx.getStorageSync<unknown>(CARRIER);
  return typeof kept === 'string' ? kept : '';
}

export function rememberCarrier(code: string): void {
  wx.setStorageSync(CARRIER, code);
}

type Picks = readonly (readonly [orderId: string, skuIds: readonly string[]])[];

function picks(): Picks {
  const kept: unknown = wx.getStorageSync<unknown>(PICKED);
  return Array.isArray(kept) ? (kept as Picks) : [];
}

/** The lines of an order that were ticked while picking. */
export function pickedOf(orderId: string): readonly string[] {
  return picks().find(([id]) => id === orderId)?.[1] ?? [];
}

/** Keeps the ticks of the latest orders. */
export function rememberPicked(orderId: string, skuIds: readonly string[]): void {
  wx.setStorageSync(PICKED, [[orderId, skuIds], ...picks().filter(([id]) => id !== orderId)].slice(0, MOST_ORDERS));
}
