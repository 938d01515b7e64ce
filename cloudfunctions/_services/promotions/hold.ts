import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { flashFault } from '@shop/shared/domain/flash-sale.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { giveFlashBack, settleFlash, takeFlash, type FlashTake } from './flash-quota.ts';
import { readSale } from './gate.ts';
import { joinTeam, leaveTeam, openTeam, type Opening, type Person } from './teams.ts';

/** What an order does to the activities it takes part in, beside its stock: take, settle, give back. An ordinary order passes through without a question asked. */
type Ordered = Pick<OrderDocument, '_id' | '_openid' | 'items' | 'group' | 'placed'>;

function takesOf(order: Ordered): FlashTake[] {
  return order.items.flatMap(({ flashSaleId, quantity }) =>
    flashSaleId === undefined ? [] : [{ orderId: order._id, openid: order._openid, saleId: flashSaleId, pieces: quantity }],
  );
}

/**
 * Takes quota and seat of an order whose intent is written, before any stock. A refusal leaves nothing taken.
 * `prices` are fen by sale, as the customer was told.
 */
export async function holdPromotions(
  order: Ordered,
  prices: ReadonlyMap<string, number>,
  opening: Opening | null,
  person: Person,
): Promise<Result<null>> {
  const takes = takesOf(order);
  for (const [index, take] of takes.entries()) {
    const price = prices.get(take.saleId) ?? 0;
    const taken = await takeFlash(take, price);
    if (taken === 'taken') continue;
    for (const earlier of takes.slice(0, index)) await giveFlashBack(earlier);
    return taken === 'limit' ? refuse('FLASH_LIMIT') : whyNot(take, price);
  }
  if (order.group === undefined) return done(null);
  if (opening !== null) return (await openTeam(order._id, opening, person)) ? done(null) : refuse('PROMOTION_CHANGED');
  const fault = await joinTeam(order._id, order.group.teamId, person);
  return fault === null ? done(null) : refuse(fault);
}

/** The sale has just said no: what it is now is also what the gate goes by for the next second. */
async function whyNot({ saleId, pieces }: FlashTake, price: number): Promise<Result<null>> {
  const sale = await readSale(saleId);
  if (sale === null) return refuse('FLASH_NOT_FOUND');
  if (sale.price !== price) return refuse('PROMOTION_CHANGED');
  return refuse(flashFault(sale, 0, pieces, new Date()) ?? 'FLASH_SOLD_OUT');
}

/** The order is placed: what it took is proven. */
export async function settlePromotions(order: Ordered): Promise<void> {
  for (const take of takesOf(order)) await settleFlash(take);
}

/** The order is over before it was shipped, or never came to be. May be repeated, and does nothing where nothing was taken. */
export async function givePromotionsBack(order: Ordered): Promise<void> {
  for (const take of takesOf(order)) await giveFlashBack(take);
  await leaveTeam(order);
}

/** Why staff may not ship this order yet or any more; null for every order outside a group buy, and for those whose team is complete. */
export async function heldByTeam({ group }: Pick<OrderDocument, 'group'>): Promise<'GROUP_FORMING' | 'ORDER_STATE' | null> {
  if (group === undefined || group.state === 'succeeded') return null;
  const team = await tables.groupTeams.get(group.teamId);
  if (team?.status === 'succeeded') return null;
  return team?.status === 'forming' ? 'GROUP_FORMING' : 'ORDER_STATE';
}
