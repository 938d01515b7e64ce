import type { FlashMark, FlashPurchaseDocument, FlashSaleDocument } from '@shop/shared/database/documents.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { tables } from '../../_platform/tables.ts';

/**
 * The only module that writes a flash sale's `sold` and a purchase's `bought`.
 *
 * Taking is three writes: **quota** — one conditional write on the sale (`sold + n <= quota`, in its window, at the price that was told) that leaves a mark;
 * **hold** — one conditional write on the buyer's purchase (`bought + n <= perUser`), which is the proof; **settle** — the mark goes. Giving back is the same way round.
 * A take has happened if its mark or its hold is there, so what a dead process leaves is a question with one answer. The sale is a hot document: it meets conditional
 * writes only, no transaction.
 *
 * Whoever takes or gives back for an order must be its only worker at that time, as with stock movements.
 */
export interface FlashTake {
  readonly orderId: string;
  readonly openid: string;
  readonly saleId: string;
  readonly pieces: number;
}

/** A person's purchase of one sale. */
export function purchaseId(saleId: string, openid: string): string {
  return stableId('flash', saleId, openid);
}

const backKey = (orderId: string): string => `${orderId}.back`;

function mark(take: FlashTake, key: string, now: Date): FlashMark {
  return { key, orderId: take.orderId, purchaseId: purchaseId(take.saleId, take.openid), pieces: take.pieces, at: now };
}

/**
 * Takes pieces of the quota and of the person's share at `price` (fen). `quota` when the sale refused (sold out, not running, changed), `limit` when his share did; then
 * nothing is taken.
 */
export async function takeFlash(take: FlashTake, price: number): Promise<'taken' | 'quota' | 'limit'> {
  const { orderId, saleId, pieces } = take;
  const now = new Date();
  const sale = await tables.flashSales.updateAndRead(
    {
      _id: saleId,
      status: 'on',
      price,
      startsAt: command.lte(now),
      endsAt: command.gt(now),
      'marks.key': command.neq(orderId),
      $expr: { $lte: [{ $add: ['$sold', pieces] }, '$quota'] },
    },
    { sold: command.inc(pieces), marks: command.push([mark(take, orderId, now)]), updateTime: now },
  );
  if (sale === null) return 'quota';
  await checkpoint('flash.counted');
  if (await hold(take, sale, now)) return 'taken';
  await dropUnproven(take);
  return 'limit';
}

async function hold({ orderId, openid, saleId, pieces }: FlashTake, sale: FlashSaleDocument, now: Date): Promise<boolean> {
  const _id = purchaseId(saleId, openid);
  const one = { orderId, pieces };
  const more = (): Promise<boolean> =>
    tables.flashPurchases.updateOne(
      { _id, 'holds.orderId': command.neq(orderId), bought: command.lte(sale.perUser - pieces) },
      { bought: command.inc(pieces), holds: command.push([one]), updateTime: now },
    );
  if (pieces > sale.perUser) return false;
  if (await more()) return true;
  await checkpoint('flash.first');
  const fresh: FlashPurchaseDocument = { _id, _openid: openid, saleId, bought: pieces, holds: [one], createTime: now, updateTime: now };
  // Somebody else's first purchase of the same person came between: then his share is asked once more.
  return (await tables.flashPurchases.insertOnce(fresh)) || more();
}

/** A count without a hold goes back in one write: no mark, nothing to give. */
async function dropUnproven({ orderId, saleId, pieces }: FlashTake): Promise<void> {
  await tables.flashSales.updateOne(
    { _id: saleId, 'marks.key': orderId },
    { sold: command.inc(-pieces), marks: command.pull({ key: orderId }), updateTime: new Date() },
  );
}

/** Takes out marks: of a take whose hold is written, of a giving back whose hold is gone. */
async function unmark(saleId: string, key: string): Promise<void> {
  await tables.flashSales.updateOne({ _id: saleId, 'marks.key': key }, { marks: command.pull({ key }) });
}

/** Ends a take that is held. */
export async function settleFlash({ saleId, orderId }: FlashTake): Promise<void> {
  await unmark(saleId, orderId);
}

/** Gives back what an order took, or nothing if it took nothing; may be repeated, and taken up where it was left. */
export async function giveFlashBack(take: FlashTake): Promise<void> {
  const { orderId, openid, saleId } = take;
  const _id = purchaseId(saleId, openid);
  const held = (await tables.flashPurchases.get(_id))?.holds.find((one) => one.orderId === orderId);
  if (held === undefined) {
    await dropUnproven(take);
    await unmark(saleId, backKey(orderId));
    return;
  }
  const now = new Date();
  const { pieces } = held;
  // The hold proves the take; once it is gone, a mark of the take would look like one without a hold.
  await unmark(saleId, orderId);
  await tables.flashSales.updateOne(
    { _id: saleId, 'marks.key': command.neq(backKey(orderId)) },
    { sold: command.inc(-pieces), marks: command.push([mark({ ...take, pieces }, backKey(orderId), now)]), updateTime: now },
  );
  await checkpoint('flash.returned');
  await tables.flashPurchases.updateOne(
    { _id, 'holds.orderId': orderId },
    { bought: command.inc(-pieces), holds: command.pull({ orderId }), updateTime: now },
  );
  await unmark(saleId, backKey(orderId));
}

/**
 * Settles the marks of one sale that are older than `before`. A take whose order is still being placed, and a giving back that is not finished, belong to the order's own
 * task and are left to it. Answers how many marks went.
 */
export async function finishFlashMarks(sale: FlashSaleDocument, before: Date): Promise<number> {
  let finished = 0;
  for (const late of sale.marks.filter((one) => one.at <= before)) {
    const held = (await tables.flashPurchases.get(late.purchaseId))?.holds.some((one) => one.orderId === late.orderId) ?? false;
    const isTake = late.key === late.orderId;
    if (isTake === held) {
      await unmark(sale._id, late.key);
      finished += 1;
    }
  }
  return finished;
}
