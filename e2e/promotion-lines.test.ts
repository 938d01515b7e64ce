import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FlashSaleDocument, GroupTeamDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { rival } from './support/rival.ts';
import { newRequest } from './support/shop.ts';
import { later, me, openShop, staff, type ShopHere } from './support/shop-here.ts';

/** What each write of a flash sale or a team asks for itself, whatever was looked at before it. */
const HOUR = 3_600_000;
const ANNA = { openid: me.openid ?? '', nickName: '', avatarUrl: '' };
const BERT = { openid: 'o-demo-customer-02', nickName: '', avatarUrl: '' };

let shop: ShopHere;
let tables: ShopHere['services']['tables'];
let promotions: Awaited<ReturnType<typeof load>>;
let unit: StockDocument;

async function load() {
  const [quota, teams, manage] = await Promise.all([
    import('../cloudfunctions/_services/promotions/flash-quota.ts'),
    import('../cloudfunctions/_services/promotions/teams.ts'),
    import('../cloudfunctions/_services/promotions/manage.ts'),
  ]);
  return { ...quota, ...teams, ...manage };
}

beforeAll(async () => {
  shop = await openShop();
  ({ tables } = shop.services);
  promotions = await load();
  // Of a product that is sold in several units.
  const first = shop.units.find((one) => shop.units.some((other) => other.shopProductId === one.shopProductId && other._id !== one._id));
  if (first === undefined) throw new Error('the demo shop lacks goods for this test');
  unit = first;
});

afterEach(() => shop.settled());

afterAll(async () => {
  await shop.emulator.stop();
});

const terms = (
  price = 100,
): { requestId: string; title: string; productId: string; skuId: string; price: number; startsAt: number; endsAt: number } => ({
  requestId: newRequest(),
  title: '活动',
  productId: unit.shopProductId,
  skuId: unit._id,
  price,
  startsAt: Date.now() - 1000,
  endsAt: Date.now() + HOUR,
});

describe('a flash sale', () => {
  async function sale(): Promise<FlashSaleDocument> {
    const saved = await promotions.saveFlash({ action: 'saveFlash', ...terms(), quota: 5, perUser: 2 }, staff);
    const found = saved.ok ? await tables.flashSales.get(saved.data.flashSales?.[0]?._id ?? '') : null;
    if (found === null) throw new Error('no sale');
    return found;
  }
  const take = ({ _id: saleId }: FlashSaleDocument, orderId = newRequest()): Parameters<typeof promotions.takeFlash>[0] => ({
    orderId,
    openid: ANNA.openid,
    saleId,
    pieces: 1,
  });
  const counted = async ({ _id: saleId }: FlashSaleDocument): Promise<[number | undefined, number]> => [
    (await tables.flashSales.get(saleId))?.sold,
    (await tables.flashPurchases.findOne({ saleId }))?.bought ?? 0,
  ];

  it.each([
    ['has not begun', { startsAt: new Date(Date.now() + HOUR) }],
    ['is over', { endsAt: new Date(Date.now() - 1) }],
  ])('that %s since it was looked at sells nothing', async (_title, change) => {
    const seen = await sale();
    await tables.flashSales.updateOne({ _id: seen._id }, change);
    expect(await promotions.takeFlash(take(seen), seen.price)).toBe('quota');
    expect(await counted(seen)).toEqual([0, 0]);
  });

  it('gives an order its share once, and takes it back once, though two do it at once', async () => {
    const seen = await sale();
    const mine = take(seen);
    expect(await promotions.takeFlash(mine, seen.price)).toBe('taken');
    await promotions.settleFlash(mine);
    expect(await promotions.takeFlash(mine, seen.price)).toBe('limit');
    expect(await counted(seen)).toEqual([1, 1]);
    const others = take(seen);
    expect(await promotions.takeFlash(others, seen.price)).toBe('taken');
    await promotions.settleFlash(others);
    rival(tables.flashPurchases, 'updateOne', () => promotions.giveFlashBack(mine));
    await promotions.giveFlashBack(mine);
    expect(await counted(seen)).toEqual([1, 1]);
    await promotions.giveFlashBack(others);
    expect(await counted(seen)).toEqual([0, 0]);
  });

  it('keeps its price while somebody’s pieces are on their way back', async () => {
    const seen = await sale();
    const mine = take(seen);
    await promotions.takeFlash(mine, seen.price);
    await promotions.settleFlash(mine);
    shop.at('flash.returned', async () => {
      const change = { action: 'saveFlash', ...terms(90), saleId: seen._id, quota: 5, perUser: 2 } as const;
      expect(await promotions.saveFlash(change, staff)).toMatchObject({ ok: false, reason: 'PROMOTION_IN_USE' });
    });
    await promotions.giveFlashBack(mine);
    expect((await tables.flashSales.get(seen._id))?.price).toBe(seen.price);
  });
});

describe('staff who change', () => {
  const elsewhere = (): { productId: string; skuId: string } => {
    const other = shop.units.find((one) => one.shopProductId === unit.shopProductId && one._id !== unit._id);
    return { productId: unit.shopProductId, skuId: other?._id ?? '' };
  };

  it.each([
    ['its price', () => ({ price: 90 })],
    ['a person’s share', () => ({ perUser: 1 })],
    ['its quota below what is sold', () => ({ quota: 2 })],
    ['its goods', elsewhere],
  ])('a flash sale that somebody bought from leave it as it is: %s', async (_title, change) => {
    const common = { action: 'saveFlash', ...terms(), quota: 5, perUser: 3 } as const;
    const made = await promotions.saveFlash(common, staff);
    const saleId = (made.ok && made.data.flashSales?.[0]?._id) || '';
    const mine = { orderId: newRequest(), openid: ANNA.openid, saleId, pieces: 3 };
    expect(await promotions.takeFlash(mine, common.price)).toBe('taken');
    const seen = await tables.flashSales.get(saleId);
    expect(await promotions.saveFlash({ ...common, saleId, ...change() }, staff)).toMatchObject({ ok: false, reason: 'PROMOTION_IN_USE' });
    expect(await tables.flashSales.get(saleId)).toEqual(seen);
    await promotions.giveFlashBack(mine);
  });

  it.each([
    ['its price', () => ({ price: 90 })],
    ['its size', () => ({ size: 3 })],
    ['its goods', elsewhere],
  ])('a group buy that somebody has a team of leave it as it is: %s', async (_title, change) => {
    const common = { action: 'saveGroup', ...terms(), size: 2, hours: 1, perOrder: 1 } as const;
    const made = await promotions.saveGroup(common, staff);
    const groupBuyId = (made.ok && made.data.groupBuys?.[0]?._id) || '';
    await tables.groupBuys.updateOne({ _id: groupBuyId }, { opened: 1 });
    const seen = await tables.groupBuys.get(groupBuyId);
    expect(await promotions.saveGroup({ ...common, groupBuyId, ...change() }, staff)).toMatchObject({ reason: 'PROMOTION_IN_USE' });
    expect(await tables.groupBuys.get(groupBuyId)).toEqual(seen);
  });
});

describe('a group buy', () => {
  async function offer(): Promise<{ groupBuyId: string; productId: string; price: number; size: number; deadline: Date }> {
    const saved = await promotions.saveGroup({ action: 'saveGroup', ...terms(), size: 2, hours: 1, perOrder: 1 }, staff);
    const groupBuyId = (saved.ok && saved.data.groupBuys?.[0]?._id) || '';
    return { groupBuyId, productId: unit.shopProductId, price: 100, size: 2, deadline: later(60) };
  }
  const teamOf = (orderId: string): Promise<GroupTeamDocument | null> => tables.groupTeams.get(promotions.teamIdOf(orderId));
  const group = (
    orderId: string,
  ): { _id: string; placed: boolean; group: { groupBuyId: string; teamId: string; state: 'forming'; counted: boolean } } => ({
    _id: orderId,
    placed: true,
    group: { groupBuyId: '', teamId: promotions.teamIdOf(orderId), state: 'forming', counted: false },
  });
  /** A team of one, without an order behind it: it goes again at the end of a test. */
  async function team(size = 2): Promise<string> {
    const opening = await offer();
    const orderId = newRequest();
    expect(await promotions.openTeam(orderId, opening, ANNA)).toBe(true);
    if (size !== 2) await tables.groupTeams.updateOne({ _id: promotions.teamIdOf(orderId) }, { size });
    return orderId;
  }
  afterEach(async () => {
    await tables.groupTeams.remove({ productId: unit.shopProductId });
  });

  it.each([
    ['its price', { price: 90 }],
    ['its size', { size: 3 }],
    ['that it is on', { status: 'stopped' }],
    ['that it has begun', { startsAt: new Date(Date.now() + HOUR) }],
    ['its end', { endsAt: new Date(Date.now() - 1) }],
  ])('opens no team when staff change %s after it was looked at', async (_title, change) => {
    const opening = await offer();
    await tables.groupBuys.updateOne({ _id: opening.groupBuyId }, change);
    const orderId = newRequest();
    expect(await promotions.openTeam(orderId, opening, ANNA)).toBe(false);
    expect(await teamOf(orderId)).toBeNull();
  });

  it.each([
    ['that failed', { status: 'failed' }],
    ['whose deadline is over', { deadline: new Date(Date.now() - 1) }],
  ])('takes nobody into a team %s', async (_title, change) => {
    const orderId = await team();
    await tables.groupTeams.updateOne({ _id: promotions.teamIdOf(orderId) }, change);
    expect(await promotions.joinTeam(newRequest(), promotions.teamIdOf(orderId), BERT)).toBe('TEAM_OVER');
    expect(await teamOf(orderId)).toMatchObject({ seatCount: 1, seats: [{ orderId }] });
  });

  it('lets nobody leave twice, nor out of a team that is decided; the others stay', async () => {
    const orderId = await team();
    const teamId = promotions.teamIdOf(orderId);
    const other = newRequest();
    expect(await promotions.joinTeam(other, teamId, BERT)).toBeNull();
    const leaving = { ...group(other), group: group(orderId).group };
    rival(tables.groupTeams, 'updateOne', () => promotions.leaveTeam(leaving));
    await promotions.leaveTeam(leaving);
    expect(await teamOf(orderId)).toMatchObject({ status: 'forming', seatCount: 1, seats: [{ orderId }] });
    await tables.groupTeams.updateOne({ _id: teamId }, { status: 'succeeded' });
    await promotions.leaveTeam(group(orderId));
    expect(await teamOf(orderId)).toMatchObject({ status: 'succeeded', seatCount: 1, seats: [{ orderId }] });
  });

  it('ends a team with the last who leaves, not with the last but one', async () => {
    const orderId = await team();
    const other = newRequest();
    const leaving = { ...group(other), group: group(orderId).group };
    await promotions.joinTeam(other, promotions.teamIdOf(orderId), BERT);
    await promotions.leaveTeam(leaving);
    expect(await teamOf(orderId)).toMatchObject({ status: 'forming' });
    await promotions.leaveTeam(group(orderId));
    expect(await teamOf(orderId)).toMatchObject({ status: 'failed', seatCount: 0 });
  });

  it('succeeds with its last payment alone, and fails after its deadline alone, once', async () => {
    const orderId = await team(1);
    const teamId = promotions.teamIdOf(orderId);
    expect(await promotions.succeed(teamId)).toBe(false);
    expect(await promotions.fail(teamId, new Date())).toBe(false);
    await tables.groupTeams.updateOne({ _id: teamId }, { missing: 0 });
    expect(await promotions.fail(teamId, later(120))).toBe(false);
    expect(await promotions.succeed(teamId)).toBe(true);
    expect(await promotions.succeed(teamId)).toBe(false);
    await tables.groupTeams.updateOne({ _id: teamId }, { missing: 1 });
    expect(await promotions.fail(teamId, later(120))).toBe(false);
    await tables.groupTeams.updateOne({ _id: teamId }, { status: 'forming' });
    expect(await promotions.fail(teamId, later(120))).toBe(true);
    expect(await promotions.countPaid(group(orderId))).toBe('lost');
    expect(await teamOf(orderId)).toMatchObject({ status: 'failed', paidCount: 0 });
  });
});
