import { shareOfUnits } from './apportion.ts';
import { add, fen, subtract, ZERO, type Fen } from './money.ts';

/** Why a customer wants his money back. `fault`: the shop's or the carrier's, so that the freight is not his to bear. `seen`: he must have the goods to say so. */
export const AFTER_SALE_REASONS = {
  spoiled: { label: '坏果、变质', fault: true, seen: true },
  damaged: { label: '运输破损', fault: true, seen: true },
  wrong_goods: { label: '发错、漏发', fault: true, seen: true },
  short_weight: { label: '缺斤少两', fault: true, seen: true },
  not_as_described: { label: '与描述不符', fault: true, seen: true },
  late: { label: '未按约定时间发货', fault: true, seen: false },
  unwanted: { label: '不想要了', fault: false, seen: false },
  other: { label: '其他原因', fault: false, seen: false },
} as const satisfies Record<string, { label: string; fault: boolean; seen: boolean }>;

export type AfterSaleReason = keyof typeof AFTER_SALE_REASONS;

/** What has gone back of one line so far. Kept in the order's line, so that whoever ships, cancels or refunds next sees it. */
export interface LineRefund {
  /** Pieces that are settled, whatever was paid for them. */
  readonly pieces: number;
  /** Fen, freight not included. */
  readonly amount: number;
  readonly points: number;
  /** Pieces of these that were never shipped: nobody holds stock for them any more. */
  readonly unshipped: number;
  /** Pieces of these whose freight the customer need not bear: unshipped ones, and those refunded through the shop's fault. */
  readonly excused: number;
}

export const NOTHING_BACK: LineRefund = { pieces: 0, amount: 0, points: 0, unshipped: 0, excused: 0 };

export interface RefundableLine {
  readonly skuId: string;
  readonly quantity: number;
  readonly payable: number;
  readonly discount: number;
  /** Fen of the discount that points paid for; without it all of the discount is taken for points. */
  readonly pointsDiscount?: number;
  readonly afterSale?: LineRefund;
  /** Pieces that have left in parcels. */
  readonly shipped?: number;
  /** What went back already because it was lighter than sold: its pieces are worth less by it. */
  readonly weighed?: { readonly refund: number };
}

export interface RefundableOrder {
  readonly items: readonly RefundableLine[];
  readonly freightAmount: number;
  readonly pointsUsed: number;
  readonly paymentAmount: number;
  readonly refundedAmount: number;
}

export interface RefundRequest {
  readonly skuId: string;
  readonly pieces: number;
  /** Whether these pieces have left the warehouse. */
  readonly shipped: boolean;
  readonly fault: boolean;
  /** Fen; less than the pieces are worth, where staff and customer agree on a compensation. Only for shipped pieces. */
  readonly amount?: number;
}

export interface RefundShare {
  readonly goods: Fen;
  readonly freight: Fen;
  /** goods + freight. */
  readonly amount: Fen;
  /** Points that were spent on these pieces. */
  readonly points: number;
  /** True when with this one everything that was paid has gone back. */
  readonly whole: boolean;
  /** The line afterwards. */
  readonly after: LineRefund;
}

/** Pieces of a line that may still be refunded. */
export function refundablePieces(line: RefundableLine): number {
  return line.quantity - (line.afterSale?.pieces ?? 0);
}

/** Pieces of a line that are still to be shipped, or that hold stock until then. */
export function piecesToShip(line: Pick<RefundableLine, 'quantity' | 'afterSale' | 'shipped'>): number {
  return line.quantity - (line.afterSale?.unshipped ?? 0) - (line.shipped ?? 0);
}

type ShippedLine = Pick<RefundableLine, 'quantity' | 'afterSale' | 'shipped'>;

/** Pieces of a line that have left the house. Orders from before parcels were counted by line have all of it gone once they are shipped. */
export function piecesShipped(status: string, line: ShippedLine): number {
  return status === 'paid' ? (line.shipped ?? 0) : line.quantity - (line.afterSale?.unshipped ?? 0);
}

/** How many pieces of a line may go back as goods that the customer has (`shipped`), and how many that the shop still has. */
export function claimable(status: string, line: ShippedLine): { readonly shipped: number; readonly unshipped: number } {
  const { pieces, unshipped } = line.afterSale ?? NOTHING_BACK;
  return { shipped: piecesShipped(status, line) - (pieces - unshipped), unshipped: status === 'paid' ? piecesToShip(line) : 0 };
}

/**
 * Whether a claim is about goods that were sent. Of a line that went out in part, sending back and whatever only goods can show that somebody has in his hands mean
 * the pieces that were sent; who does not want them any more, or waits for them too long, means the rest.
 */
export function claimsShipped(
  status: string,
  line: ShippedLine,
  claim: { readonly type: string; readonly reason: AfterSaleReason },
): boolean {
  const left = claimable(status, line);
  if (left.unshipped === 0) return status !== 'paid' || piecesShipped(status, line) > 0;
  if (left.shipped === 0) return false;
  return claim.type === 'return_goods' || AFTER_SALE_REASONS[claim.reason].seen;
}

/** The points that each line was paid with; they add up to what the order spent. */
export function pointsOfLines(order: Pick<RefundableOrder, 'items' | 'pointsUsed'>): number[] {
  const weights = order.items.map((line) => line.pointsDiscount ?? line.discount);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  return weights.map((weight) => {
    if (total === 0) return 0;
    const before = splitUpTo(order.pointsUsed, passed, total);
    passed += weight;
    return splitUpTo(order.pointsUsed, passed, total) - before;
  });
}

function splitUpTo(amount: number, part: number, whole: number): number {
  return Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}

/**
 * What goes back for some pieces of a line: the share of what they were sold for, the points spent on them, and the freight with the last piece of an order
 * that was not shipped or came back through no fault of the customer's (platform practice for 运费). Piece by piece or all at once, it adds up to the fen.
 * Null when the line has fewer pieces left, or the named amount is not between one fen and their share.
 */
export function refundShare(order: RefundableOrder, request: RefundRequest): RefundShare | null {
  const index = order.items.findIndex((line) => line.skuId === request.skuId);
  const line = order.items[index];
  if (line === undefined || !Number.isSafeInteger(request.pieces) || request.pieces < 1 || request.pieces > refundablePieces(line))
    return null;

  const before = line.afterSale ?? NOTHING_BACK;
  const to = before.pieces + request.pieces;
  const excused = before.excused + (!request.shipped || request.fault ? request.pieces : 0);
  const freight = order.items.every((other, at) => (at === index ? excused : (other.afterSale?.excused ?? 0)) === other.quantity)
    ? fen(order.freightAmount)
    : ZERO;
  const full = shareOfUnits(worthOf(line), line.quantity, before.pieces, to);
  const fullPoints = shareOfUnits(fen(pointsOfLines(order)[index] ?? 0), line.quantity, before.pieces, to);

  const agreed = agreedAmount(request, add(full, freight));
  if (agreed === null) return null;
  const less = agreed < full + freight;
  const goods = less ? fen(Math.min(agreed, full)) : full;
  const points = less ? splitUpTo(fullPoints, agreed, full + freight) : fullPoints;
  const after: LineRefund = {
    pieces: to,
    amount: before.amount + goods,
    points: before.points + points,
    unshipped: before.unshipped + (request.shipped ? 0 : request.pieces),
    excused,
  };
  const allBack = order.items.every((other, at) => (at === index ? to : (other.afterSale?.pieces ?? 0)) === other.quantity);
  return {
    goods,
    freight: subtract(agreed, goods),
    amount: agreed,
    points,
    whole: allBack && order.refundedAmount + agreed === order.paymentAmount,
    after,
  };
}

/** What a line's goods were sold for in the end. */
function worthOf({ payable, weighed }: RefundableLine): Fen {
  return fen(payable - (weighed?.refund ?? 0));
}

function agreedAmount({ amount, shipped }: RefundRequest, full: Fen): Fen | null {
  if (amount === undefined || amount === full) return full;
  return shipped && Number.isSafeInteger(amount) && amount >= 1 && amount < full ? fen(amount) : null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether a customer may ask now: from payment until `days` after the order was completed. */
export function withinAfterSale(order: { readonly status: string; readonly receiveTime?: Date }, now: Date, days: number): boolean {
  if (order.status === 'paid' || order.status === 'shipped') return true;
  return order.status === 'completed' && order.receiveTime !== undefined && now.getTime() <= order.receiveTime.getTime() + days * DAY_MS;
}

/** Fen of a payment that went back or are promised to. Payments that were to be given back whole at once say so by their state alone. */
export function promisedBack(payment: { readonly amount: number; readonly status: string; readonly refundedAmount?: number }): number {
  if (payment.refundedAmount !== undefined) return payment.refundedAmount;
  return payment.status === 'refund_due' || payment.status === 'refunded' ? payment.amount : 0;
}
