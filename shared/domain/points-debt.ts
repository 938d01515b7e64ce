/**
 * What of points that come is kept back for points owed. Owed are points that should have gone with goods given back and were spent already. Only what an order brings (`earn`)
 * or gives back (`return`) settles: else whoever spends points in an order and cancels it after the refund would keep both. Gifts and corrections of staff are his whole.
 */
export function settledPoints(type: string, points: number, owed: number): number {
  return type === 'earn' || type === 'return' ? Math.max(0, Math.min(owed, points)) : 0;
}
