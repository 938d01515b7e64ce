/**
 * Named lines in a service where a test can let something else happen: another buyer, a second notice, the death of the process. In a deployed
 * function nothing is ever set and a checkpoint is one comparison.
 */
export type Checkpoint =
  | 'order.written'
  | 'order.reserved'
  | 'order.placed'
  | 'order.looked'
  | 'balance.debited'
  | 'balance.paid'
  | 'debit.looked'
  | 'payment.prepared'
  | 'payment.closing'
  | 'notice.verified'
  | 'notice.recorded'
  | 'order.cancelled'
  | 'flash.counted'
  | 'flash.first'
  | 'flash.returned'
  | 'team.seated'
  | 'team.left'
  | 'team.paid'
  | 'team.decided'
  | 'order.shipping'
  | 'order.shipped'
  | 'audit.looked'
  | 'order.weighed'
  | 'order.paid'
  | 'coupon.written'
  | 'coupon.counted'
  | 'coupon.given'
  | 'coupon.read'
  | 'coupon.counting'
  | 'coupon.tallied'
  | 'points.read'
  | 'afterSale.read'
  | 'refund.read'
  | 'refund.booked'
  | 'refund.accepted'
  | 'refund.answered'
  | 'stock.applied'
  | 'stock.level'
  | 'stock.low'
  | 'stocktake.locked'
  | 'stocktake.flipped'
  | 'stocktake.line'
  | 'merge.decided'
  | 'merge.lease'
  | 'merge.orders'
  | 'internal.held'
  | 'internal.reserved'
  | 'change.read'
  | 'prepaid.read';

type Interference = (at: Checkpoint) => Promise<void>;

let interference: Interference | null = null;

/** For tests only. Null takes it out again. */
export function interfere(work: Interference | null): void {
  interference = work;
}

export async function checkpoint(at: Checkpoint): Promise<void> {
  if (interference !== null) await interference(at);
}
