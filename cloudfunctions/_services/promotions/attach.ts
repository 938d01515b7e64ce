import type { OrderGroup } from '@shop/shared/database/documents.ts';
import { flashFault } from '@shop/shared/domain/flash-sale.ts';
import { joinFault, teamDeadline } from '@shop/shared/domain/group-buy.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import type { QuotedLine } from '../orders/quote.ts';
import { purchaseId } from './flash-quota.ts';
import { recentSale } from './gate.ts';
import { seatOwner, teamIdOf, type Opening } from './teams.ts';

export interface GroupWish {
  readonly groupBuyId?: string | undefined;
  readonly teamId?: string | undefined;
}

/** What an order takes part in, besides being bought. */
export interface GroupPart {
  readonly group: OrderGroup;
  /** Nobody pays after it. */
  readonly deadline: Date;
  /** Set when the order opens the team. */
  readonly opening: Opening | null;
}

export interface Attached {
  readonly lines: readonly QuotedLine[];
  readonly part: GroupPart | null;
}

/**
 * Gives the lines the prices of the activities they take part in, after looking at everything that can be said before anything is written. The writes that take quota and
 * seats ask it all again.
 *
 * Refuses FLASH_NOT_FOUND (also: another product's), FLASH_NOT_STARTED, FLASH_ENDED, FLASH_SOLD_OUT, FLASH_LIMIT, GROUP_NOT_FOUND, GROUP_NOT_STARTED, GROUP_ENDED,
 * TEAM_NOT_FOUND, TEAM_OVER, TEAM_FULL, TEAM_JOINED, QUANTITY_LIMIT.
 */
export async function attachPromotions(
  lines: readonly QuotedLine[],
  wish: GroupWish,
  orderId: string,
  openid: string,
): Promise<Result<Attached>> {
  if (wish.groupBuyId !== undefined || wish.teamId !== undefined) return attachGroup(lines, wish, orderId, openid);
  if (lines.every((line) => line.flashSaleId === undefined)) return done({ lines, part: null });
  const priced: QuotedLine[] = [];
  for (const line of lines) {
    const result = await attachFlash(line, openid);
    if (!result.ok) return result;
    priced.push(result.data);
  }
  return done({ lines: priced, part: null });
}

async function attachFlash(line: QuotedLine, openid: string): Promise<Result<QuotedLine>> {
  const { flashSaleId, sku, quantity } = line;
  if (flashSaleId === undefined) return done(line);
  const [sale, purchase] = await Promise.all([recentSale(flashSaleId), tables.flashPurchases.get(purchaseId(flashSaleId, openid))]);
  if (sale === null || sale.skuId !== sku.skuId) return refuse('FLASH_NOT_FOUND');
  const fault = flashFault(sale, purchase?.bought ?? 0, quantity, new Date());
  if (fault === 'FLASH_LIMIT') return refuse(fault, `「${sale.title}」每人限购 ${sale.perUser} 件`);
  return fault === null ? done({ ...line, activityPrice: sale.price }) : refuse(fault);
}

async function attachGroup(
  lines: readonly QuotedLine[],
  { groupBuyId, teamId }: GroupWish,
  orderId: string,
  openid: string,
): Promise<Result<Attached>> {
  const team = teamId === undefined ? null : await tables.groupTeams.get(teamId);
  if (teamId !== undefined && team === null) return refuse('TEAM_NOT_FOUND');
  const offer = await tables.groupBuys.get(team?.groupBuyId ?? groupBuyId ?? '');
  const [line] = lines;
  if (offer === null || line === undefined || lines.length > 1 || offer.skuId !== line.sku.skuId) return refuse('GROUP_NOT_FOUND');
  if (line.quantity > offer.perOrder) return refuse('QUANTITY_LIMIT', `拼团每单最多购买 ${offer.perOrder} 件`);
  const priced = [{ ...line, activityPrice: offer.price }];
  const now = new Date();

  if (team !== null) {
    // Its own seat is no reason against an order: the same request again.
    const others = { ...team, seats: team.seats.filter((seat) => seat.orderId !== orderId) };
    const fault = joinFault(others, seatOwner(team._id, openid), now);
    if (fault !== null) return refuse(fault);
    const group: OrderGroup = { groupBuyId: offer._id, teamId: team._id, state: 'forming', counted: false };
    return done({ lines: priced, part: { group, deadline: team.deadline, opening: null } });
  }
  if (offer.status !== 'on' || now >= offer.endsAt) return refuse('GROUP_ENDED');
  if (now < offer.startsAt) return refuse('GROUP_NOT_STARTED');
  const deadline = teamDeadline(now, offer.hours);
  const opening: Opening = { groupBuyId: offer._id, productId: offer.productId, price: offer.price, size: offer.size, deadline };
  const group: OrderGroup = { groupBuyId: offer._id, teamId: teamIdOf(orderId), state: 'forming', counted: false };
  return done({ lines: priced, part: { group, deadline, opening } });
}
