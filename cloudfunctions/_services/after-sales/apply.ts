import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { afterSale } from '@shop/shared/contracts/after-sales.ts';
import type { AfterSaleDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import {
  AFTER_SALE_REASONS,
  claimable,
  claimsShipped,
  refundablePieces,
  refundShare,
  withinAfterSale,
  type RefundShare,
} from '@shop/shared/domain/refunds.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, DuplicateKey, transact } from '../../_platform/database.ts';
import { fileAddresses } from '../../_platform/files.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { unfitPictures } from '../members/pictures.ts';
import type { Who } from '../orders/cancel.ts';
import { caseStep, caseView, type CaseAnswer } from './case.ts';

type Input = InputOf<typeof afterSale>;
type ApplyInput = Extract<Input, { action: 'apply' }>;
export type Claim = Pick<ApplyInput, 'orderId' | 'skuId' | 'quantity' | 'type' | 'reason'>;

/** A claim with what was said of it. `openedBy`: staff who wrote it down. */
export interface Wish extends Claim {
  readonly description?: string | undefined;
  readonly photos?: readonly string[] | undefined;
  readonly openedBy?: string;
}

/** Which orders may be claimed on: those of one customer (`openid`; null of nobody) or any, and how many days after completion. */
export interface Reach {
  readonly openid?: string | null;
  readonly days: number;
}

export interface RefundQuote {
  readonly amount: number;
  readonly goods: number;
  readonly freight: number;
  readonly points: number;
}

/** Days after completion, where the shop has not said otherwise (七天无理由). */
const USUAL_DAYS = 7;
/** WeChat makes at most 50 refunds of one payment; a few are kept for retries and the order's own end. */
const MOST_CASES = 40;

/** What a claim would bring back. Refuses as {@link apply} does. */
export async function quoteRefund(claim: Claim, caller: Caller): Promise<Result<{ quote: RefundQuote }>> {
  return quoteClaim(claim, { openid: caller.openid, days: await windowDays() });
}

/** What a claim would bring back, for whoever asks. Refuses as {@link openCase} does. */
export async function quoteClaim(claim: Claim, reach: Reach): Promise<Result<{ quote: RefundQuote }>> {
  const judged = judge(await tables.orders.get(claim.orderId), claim, reach, new Date());
  if (!judged.ok) return judged;
  const { amount, goods, freight, points } = judged.data.share;
  return done({ quote: { amount, goods, freight, points } });
}

/** Where staff can look at a case's photos for an hour: customers' files are not theirs to read. Refuses AFTER_SALE_NOT_FOUND. */
export async function casePhotos(afterSaleId: string): Promise<Result<{ photos: (string | null)[] }>> {
  const found = await tables.afterSales.get(afterSaleId);
  return found === null ? refuse('AFTER_SALE_NOT_FOUND') : done({ photos: await fileAddresses(found.photos) });
}

async function windowDays(): Promise<number> {
  return (await shopConfig()).afterSaleDays ?? USUAL_DAYS;
}

/**
 * A customer asks for money back for some pieces of a line of his order. The same `requestId` answers the same case.
 * Refuses as {@link openCase} does, and PICTURE_REFUSED.
 */
export async function apply(input: ApplyInput, caller: Caller): Promise<CaseAnswer> {
  if (caller.openid === null) return refuse('NOT_SIGNED_IN');
  const id = stableId('afterSale', caller.openid, input.requestId);
  const [days, unfit] = await Promise.all([windowDays(), unfitPictures(input.photos ?? [], caller.openid)]);
  if (unfit !== null) return unfit;
  return openCase(id, input, { openid: caller.openid, days });
}

/**
 * Opens a case. Case and order change together, so that a line has one open case at most and an order with one is not shipped.
 *
 * Refuses ORDER_NOT_FOUND, AFTER_SALE_CLOSED (not paid, or too late), INPUT_INVALID (nothing to send back yet), AFTER_SALE_OPEN, AFTER_SALE_QUANTITY,
 * AFTER_SALE_NOTHING, GROUP_FORMING.
 */
export async function openCase(id: string, wish: Wish, reach: Reach): Promise<CaseAnswer> {
  try {
    return await transact<CaseAnswer>(async (transaction) => {
      const known = await transaction.get(tables.afterSales, id);
      if (known !== null) return { commit: false, result: done({ afterSale: caseView(known) }) };
      const order = await transaction.get(tables.orders, wish.orderId);
      const now = new Date();
      const judged = judge(order, wish, reach, now);
      if (!judged.ok) return { commit: false, result: judged };
      await checkpoint('afterSale.read');
      const fresh = newCase(id, wish, judged.data, now);
      await transaction.insert(tables.afterSales, fresh);
      await transaction.update(tables.orders, wish.orderId, {
        openCases: command.set([...(judged.data.order.openCases ?? []), { caseId: id, skuId: wish.skuId }]),
        caseCount: fresh.number,
        updateTime: now,
      });
      return { commit: true, result: done({ afterSale: caseView(fresh) }) };
    });
  } catch (error) {
    // The same request at the same moment.
    const known = error instanceof DuplicateKey ? await tables.afterSales.get(id) : null;
    if (known === null) throw error;
    return done({ afterSale: caseView(known) });
  }
}

interface Judged {
  readonly order: OrderDocument;
  readonly share: RefundShare;
}

function judge(order: OrderDocument | null, claim: Claim, { openid, days }: Reach, now: Date): Result<Judged> {
  if (order === null || !order.placed || (openid !== undefined && order._openid !== openid)) return refuse('ORDER_NOT_FOUND');
  if (!withinAfterSale(order, now, days))
    return refuse('AFTER_SALE_CLOSED', order.status === 'completed' ? undefined : '订单当前状态不能申请售后');
  // Its team may yet fail, and then everything goes back by itself.
  if (order.status === 'paid' && order.group?.state === 'forming')
    return refuse('GROUP_FORMING', '拼团还没成功，不需要的话可以直接取消订单');
  const line = order.items.find((item) => item.skuId === claim.skuId);
  if (line === undefined) return refuse('SKU_NOT_FOUND', '订单里没有这件商品');
  const sent = claimsShipped(order.status, line, claim);
  if (!sent && claim.type === 'return_goods') return refuse('INPUT_INVALID', '商品还没有发出，请选择仅退款');
  if ((order.openCases ?? []).some(({ skuId }) => skuId === claim.skuId)) return refuse('AFTER_SALE_OPEN', '这件商品已有售后申请在处理');
  if ((order.caseCount ?? 0) >= MOST_CASES) return refuse('AFTER_SALE_CLOSED', '这笔订单的售后次数已达上限，请联系客服');
  if (refundablePieces(line) === 0) return refuse('AFTER_SALE_QUANTITY', '这件商品已全部退款');
  const left = claimable(order.status, line);
  const most = sent ? left.shipped : left.unshipped;
  if (claim.quantity > most) return refuse('AFTER_SALE_QUANTITY', mostText(most, left));
  const share = shareOf(order, claim);
  if (share === null) return refuse('AFTER_SALE_QUANTITY');
  return share.amount === 0 && share.points === 0 ? refuse('AFTER_SALE_NOTHING') : done({ order, share });
}

function mostText(most: number, { shipped, unshipped }: ReturnType<typeof claimable>): string {
  if (shipped === 0 || unshipped === 0) return `最多还可申请 ${most} 件`;
  return `已发出的 ${shipped} 件和未发的 ${unshipped} 件请分开申请，这次最多 ${most} 件`;
}

/** The share of a claim as the order stands. `amount`: what staff agreed to, where it is less. */
export function shareOf(
  order: OrderDocument,
  claim: Pick<AfterSaleDocument, 'skuId' | 'quantity' | 'type' | 'reason'>,
  amount?: number,
): RefundShare | null {
  const line = order.items.find((item) => item.skuId === claim.skuId);
  if (line === undefined) return null;
  const shipped = claimsShipped(order.status, line, claim);
  const left = claimable(order.status, line);
  if (claim.quantity > (shipped ? left.shipped : left.unshipped)) return null;
  return refundShare(order, {
    skuId: claim.skuId,
    pieces: claim.quantity,
    shipped,
    fault: AFTER_SALE_REASONS[claim.reason].fault,
    ...(amount === undefined ? {} : { amount }),
  });
}

function newCase(id: string, wish: Wish, { order, share }: Judged, now: Date): AfterSaleDocument {
  const line = order.items.find((item) => item.skuId === wish.skuId);
  const { openedBy } = wish;
  const who: Who = openedBy === undefined ? { identity: order._openid, actor: 'customer' } : { identity: openedBy, actor: 'staff' };
  return {
    _id: id,
    _openid: order._openid,
    userId: order.userId,
    orderId: order._id,
    orderNo: order.orderNo,
    number: (order.caseCount ?? 0) + 1,
    productId: line?.productId ?? '',
    skuId: wish.skuId,
    name: line?.name ?? '',
    image: line?.image ?? '',
    specs: line?.specs ?? '',
    quantity: wish.quantity,
    type: wish.type,
    reason: wish.reason,
    description: wish.description ?? '',
    photos: [...(wish.photos ?? [])],
    status: 'applied',
    ...(openedBy === undefined ? {} : { openedBy }),
    amount: share.amount,
    freight: share.freight,
    points: share.points,
    history: [caseStep('apply', 'applied', who, AFTER_SALE_REASONS[wish.reason].label, now)],
    createTime: now,
    updateTime: now,
  };
}
