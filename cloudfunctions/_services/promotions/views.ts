import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { promotion } from '@shop/shared/contracts/promotions.ts';
import type { FlashSaleDocument, GroupBuyDocument, GroupTeamDocument } from '@shop/shared/database/documents.ts';
import { flashPhase } from '@shop/shared/domain/flash-sale.ts';
import { teamOutcome } from '@shop/shared/domain/group-buy.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { purchaseId } from './flash-quota.ts';
import { recentSale } from './gate.ts';
import { seatOwner } from './teams.ts';

export type PromotionAnswer = OutputOf<typeof promotion>;
type FlashView = NonNullable<PromotionAnswer['flashSales']>[number];
type GroupView = NonNullable<PromotionAnswer['groupBuys']>[number];
type TeamView = NonNullable<PromotionAnswer['teams']>[number];

const PAGE = 50;

export function flashView(sale: FlashSaleDocument, now: Date): FlashView {
  const { marks: _marks, createTime: _created, updateTime: _updated, status: _status, startsAt, endsAt, ...shown } = sale;
  return { ...shown, startsAt: startsAt.getTime(), endsAt: endsAt.getTime(), phase: flashPhase(sale, now) };
}

export function groupView(offer: GroupBuyDocument, now: Date): GroupView {
  const { createTime: _created, updateTime: _updated, status, startsAt, endsAt, ...shown } = offer;
  return { ...shown, startsAt: startsAt.getTime(), endsAt: endsAt.getTime(), open: status === 'on' && startsAt <= now && now < endsAt };
}

/** A team as anybody may see it who has its link. */
function teamView(team: GroupTeamDocument, openid: string | null, now: Date): TeamView {
  const me = openid === null ? '' : seatOwner(team._id, openid);
  return {
    _id: team._id,
    groupBuyId: team.groupBuyId,
    size: team.size,
    missing: team.missing,
    deadline: team.deadline.getTime(),
    status: teamOutcome(team, now),
    seats: team.seats.map(({ who, name, avatarUrl, paid }) => ({ name, avatarUrl, paid, leader: who === team.leader, me: who === me })),
  };
}

/** The sales that run or are announced, of one product or of all; those that end first come first. */
export async function flashSales(productId: string | undefined): Promise<Result<PromotionAnswer>> {
  const now = new Date();
  const running = { status: 'on', endsAt: command.gt(now), ...(productId === undefined ? {} : { productId }) };
  const sales = await tables.flashSales.find(running, { orderBy: [['endsAt', 'asc']], limit: PAGE });
  return done({ now: now.getTime(), flashSales: sales.map((sale) => flashView(sale, now)) });
}

/** One sale, as it was within the last second, and what the caller has of it. Refuses FLASH_NOT_FOUND. */
export async function flashSale(saleId: string, { openid }: Caller): Promise<Result<PromotionAnswer>> {
  const [sale, purchase] = await Promise.all([
    recentSale(saleId),
    openid === null ? null : tables.flashPurchases.get(purchaseId(saleId, openid)),
  ]);
  if (sale === null) return refuse('FLASH_NOT_FOUND');
  const now = new Date();
  return done({ now: now.getTime(), flashSales: [flashView(sale, now)], bought: purchase?.bought ?? 0 });
}

export async function groupBuys(productId: string | undefined): Promise<Result<PromotionAnswer>> {
  const now = new Date();
  const running = { status: 'on', endsAt: command.gt(now), ...(productId === undefined ? {} : { productId }) };
  const offers = await tables.groupBuys.find(running, { orderBy: [['endsAt', 'asc']], limit: PAGE });
  return done({ now: now.getTime(), groupBuys: offers.map((offer) => groupView(offer, now)) });
}

/** Teams that somebody has paid for and that have a free seat: those that end first come first. Refuses GROUP_NOT_FOUND. */
export async function joinableTeams(groupBuyId: string, { openid }: Caller): Promise<Result<PromotionAnswer>> {
  const now = new Date();
  const [offer, forming] = await Promise.all([
    tables.groupBuys.get(groupBuyId),
    tables.groupTeams.find({ groupBuyId, status: 'forming', deadline: command.gt(now) }, { orderBy: [['deadline', 'asc']], limit: PAGE }),
  ]);
  if (offer === null) return refuse('GROUP_NOT_FOUND');
  const joinable = forming.filter((team) => team.paidCount > 0 && team.seatCount < team.size);
  return done({
    now: now.getTime(),
    groupBuys: [groupView(offer, now)],
    teams: joinable.map((team) => teamView(team, openid, now)),
  });
}

/** One team with its offer: what a shared link opens. Refuses TEAM_NOT_FOUND. */
export async function oneTeam(teamId: string, { openid }: Caller): Promise<Result<PromotionAnswer>> {
  const team = await tables.groupTeams.get(teamId);
  const offer = team && (await tables.groupBuys.get(team.groupBuyId));
  if (team === null || offer === null) return refuse('TEAM_NOT_FOUND');
  const now = new Date();
  return done({ now: now.getTime(), groupBuys: [groupView(offer, now)], teams: [teamView(team, openid, now)] });
}
