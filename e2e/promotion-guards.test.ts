import type { FlashPurchaseDocument, FlashSaleDocument, GroupTeamDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { Death, dies } from './support/rival.ts';
import { customer, newRequest } from './support/shop.ts';
import { caller, openShop, staff, type ShopHere } from './support/shop-here.ts';

/** The services run here, in this process, so that a test can put a death or a rival at an exact line (see guards.test.ts). */
let shop: ShopHere;
let db: ShopHere['db'];
let services: ShopHere['services'] & Awaited<ReturnType<typeof load>>;
let goods: { productId: string; skuId: string };
const addresses = new Map<string, string>();

const HOUR = 3_600_000;
const ANNA = 'o-demo-customer-01';
const BERT = 'o-demo-customer-02';
const CLEO = 'o-demo-customer-03';
let saleId: string;
let groupBuyId: string;

async function load() {
  const [byBalance, manage, teams] = await Promise.all([
    import('../cloudfunctions/_services/payments/by-balance.ts'),
    import('../cloudfunctions/_services/promotions/manage.ts'),
    import('../cloudfunctions/_services/promotions/teams.ts'),
  ]);
  return { ...byBalance, ...manage, ...teams };
}

beforeAll(async () => {
  shop = await openShop();
  ({ db } = shop);
  services = { ...shop.services, ...(await load()) };
  const [stocked] = shop.units;
  if (stocked === undefined) throw new Error('the demo shop lacks goods for this test');
  goods = { productId: stocked.shopProductId, skuId: stocked._id };
  for (const openid of [ANNA, BERT, CLEO]) {
    addresses.set(openid, (await customer(shop.emulator, openid)).addressId);
    await db
      .collection('member_user')
      .where({ _id: openid })
      .update({ balance: db.command.inc(1_000_000) });
    const row = { _id: newRequest(), _openid: openid, userId: openid, type: 'adjust', amount: 1_000_000, balanceAfter: 0, orderId: null };
    await db.collection('balanceLogs').add({ ...row, reason: 'test', operator: 'test', createTime: new Date() });
  }
});

beforeEach(async () => {
  const window = { startsAt: Date.now() - 1000, endsAt: Date.now() + HOUR };
  const common = { requestId: newRequest(), title: '活动', ...goods, price: 100, ...window };
  const sale = await services.saveFlash({ action: 'saveFlash', ...common, quota: 5, perUser: 2 }, staff);
  const offer = await services.saveGroup({ action: 'saveGroup', ...common, size: 2, hours: 1, perOrder: 1 }, staff);
  saleId = (sale.ok && sale.data.flashSales?.[0]?._id) || '';
  groupBuyId = (offer.ok && offer.data.groupBuys?.[0]?._id) || '';
});

/** What the timer does, minutes later: twice, because it may fire twice. */
async function timer(after = 10 * 60_000): Promise<void> {
  const due = new Date(Date.now() + after);
  for (let turn = 0; turn < 2; turn += 1) {
    await services.sweepTasks(due);
    await services.sweepMarkers(due);
    await services.sweepDebits(due);
    await services.countLatePayments(due);
    await services.decideTeams(due);
    await services.settleTeams(due);
    await services.sweepFlashMarks(due);
  }
}

afterEach(async () => {
  services.interfere(null);
  await timer();
  await shop.settled();
});

afterAll(async () => {
  await shop.emulator.stop();
});

const flash = (openid = ANNA, requestId = newRequest(), quantity = 1): ReturnType<typeof services.submitOrder> =>
  services.submitOrder(
    { requestId, items: [{ ...goods, quantity, flashSaleId: saleId }], addressId: addresses.get(openid) ?? '' },
    caller(openid),
  );

const member = (openid: string, part: { groupBuyId: string } | { teamId: string }, requestId = newRequest()): ReturnType<typeof flash> =>
  services.submitOrder({ requestId, items: [{ ...goods, quantity: 1 }], addressId: addresses.get(openid) ?? '', ...part }, caller(openid));

async function placed(result: ReturnType<typeof flash>): Promise<string> {
  const answer = await result;
  if (!answer.ok || answer.data.orderId === null) throw new Error(`not placed: ${answer.ok ? '' : answer.reason}`);
  return answer.data.orderId;
}

async function one<Doc>(collection: string, where: object): Promise<Doc | undefined> {
  return ((await db.collection(collection).where(where).get()).data as Doc[])[0];
}

const sale = async (): Promise<FlashSaleDocument | undefined> => one('flashSales', { _id: saleId });
const order = async (id: string): Promise<OrderDocument | undefined> => one('orders', { _id: id });
const teamOf = async (orderId: string): Promise<GroupTeamDocument | undefined> =>
  one('groupTeams', { _id: (await order(orderId))?.group?.teamId });

describe('a flash order whose function dies', () => {
  it.each<Checkpoint>(['order.written', 'flash.counted', 'stock.applied', 'order.reserved'])(
    'at %s leaves nothing in the sale or with the buyer; the same request works afterwards',
    async (line) => {
      const requestId = newRequest();
      shop.at(line, dies);
      await expect(flash(ANNA, requestId, 2)).rejects.toThrow(Death);
      services.interfere(null);
      await timer();
      expect(await sale()).toMatchObject({ sold: 0, marks: [] });
      expect(await flash(ANNA, requestId, 2)).toMatchObject({ ok: true });
      expect(await sale()).toMatchObject({ sold: 2, marks: [] });
    },
  );

  it('at order.placed has bought; the timer takes out its mark and no piece', async () => {
    shop.at('order.placed', dies);
    await expect(flash()).rejects.toThrow(Death);
    services.interfere(null);
    expect((await sale())?.marks).toHaveLength(1);
    await timer();
    expect(await sale()).toMatchObject({ sold: 1, marks: [] });
  });

  it('at order.placed and is then cancelled gives back one time, though its mark was still there', async () => {
    const requestId = newRequest();
    shop.at('order.placed', dies);
    await expect(flash(ANNA, requestId)).rejects.toThrow(Death);
    services.interfere(null);
    const id = await placed(flash(ANNA, requestId));
    shop.at('flash.returned', dies);
    await expect(services.cancelOrder(id, undefined, caller(ANNA))).rejects.toThrow(Death);
    services.interfere(null);
    await timer();
    expect(await sale()).toMatchObject({ sold: 0, marks: [] });
  });

  it.each<Checkpoint>(['order.cancelled', 'flash.returned'])('at %s gives back exactly once', async (line) => {
    const id = await placed(flash(ANNA, newRequest(), 2));
    const other = await placed(flash(BERT, newRequest(), 2));
    shop.at(line, dies);
    await expect(services.cancelOrder(id, undefined, caller(ANNA))).rejects.toThrow(Death);
    services.interfere(null);
    await timer();
    await timer();
    expect(await sale()).toMatchObject({ sold: 2, marks: [] });
    await services.cancelOrder(other, undefined, caller(BERT));
    expect(await one<FlashPurchaseDocument>('flashPurchases', { saleId, _openid: ANNA })).toMatchObject({ bought: 0, holds: [] });
  });
});

describe('somebody else at the exact line of a flash sale', () => {
  it('who takes the last pieces after the gate let this one through: refused, nothing left behind', async () => {
    shop.at('order.written', () => db.collection('flashSales').where({ _id: saleId }).update({ quota: 0 }));
    expect(await flash()).toMatchObject({ ok: false, reason: 'FLASH_SOLD_OUT' });
    expect(await sale()).toMatchObject({ sold: 0, marks: [] });
  });

  it('who is the same person in another tab: his share holds', async () => {
    shop.at('order.written', async () => expect(await flash(ANNA, newRequest(), 2)).toMatchObject({ ok: true }));
    expect(await flash(ANNA, newRequest(), 1)).toMatchObject({ ok: false, reason: 'FLASH_LIMIT' });
    expect(await sale()).toMatchObject({ sold: 2, marks: [] });
  });

  it('who makes the first purchase of the same person between asking and writing: both are held', async () => {
    shop.at('flash.first', async () => expect(await flash(ANNA)).toMatchObject({ ok: true }));
    expect(await flash(ANNA)).toMatchObject({ ok: true });
    expect(await one<FlashPurchaseDocument>('flashPurchases', { saleId })).toMatchObject({ bought: 2 });
  });

  it('who stops the sale: it is over for this one too', async () => {
    shop.at('order.written', () => services.stopFlash(saleId, staff));
    expect(await flash()).toMatchObject({ ok: false, reason: 'FLASH_ENDED' });
  });

  it('who changes its price: nobody buys at another one than he was told', async () => {
    shop.at('order.written', () => db.collection('flashSales').where({ _id: saleId }).update({ price: 120 }));
    expect(await flash()).toMatchObject({ ok: false, reason: 'PROMOTION_CHANGED' });
  });

  it('who takes the ordinary stock: quota and share go back', async () => {
    shop.at('flash.counted', () =>
      db
        .collection('products')
        .where({ _id: goods.skuId })
        .update({ quantity: db.command.inc(-1_000_000) }),
    );
    expect(await flash()).toMatchObject({ ok: false, reason: 'STOCK_INSUFFICIENT' });
    await db
      .collection('products')
      .where({ _id: goods.skuId })
      .update({ quantity: db.command.inc(1_000_000) });
    expect(await sale()).toMatchObject({ sold: 0, marks: [] });
  });
});

describe('a group order whose function dies', () => {
  it.each<Checkpoint>(['order.written', 'team.seated', 'order.reserved'])('at %s leaves no seat and no team', async (line) => {
    const requestId = newRequest();
    shop.at(line, dies);
    await expect(member(ANNA, { groupBuyId }, requestId)).rejects.toThrow(Death);
    services.interfere(null);
    await timer();
    expect(await one('groupTeams', { groupBuyId })).toBeUndefined();
    const id = await placed(member(ANNA, { groupBuyId }, requestId));
    expect(await teamOf(id)).toMatchObject({ status: 'forming', seatCount: 1 });
  });

  it('at team.seated of one who joins frees the seat, and the team goes on', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const teamId = (await teamOf(leader))?._id ?? '';
    shop.at('team.seated', dies);
    await expect(member(BERT, { teamId })).rejects.toThrow(Death);
    services.interfere(null);
    expect(await teamOf(leader)).toMatchObject({ seatCount: 2 });
    await timer();
    expect(await teamOf(leader)).toMatchObject({ status: 'forming', seatCount: 1 });
  });

  it('at team.left has left, and the timer ends the empty team', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    shop.at('team.left', dies);
    await expect(services.cancelOrder(leader, undefined, caller(ANNA))).rejects.toThrow(Death);
    services.interfere(null);
    await timer();
    expect(await teamOf(leader)).toMatchObject({ status: 'failed', endReason: 'empty' });
  });

  it.each<Checkpoint>(['team.paid', 'team.decided'])('at %s of the last payment: the timer lets the team succeed', async (line) => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const second = await placed(member(BERT, { teamId: (await teamOf(leader))?._id ?? '' }));
    expect(await services.pay(leader, 'balance', caller(ANNA))).toMatchObject({ ok: true });
    shop.at(line, dies);
    await expect(services.pay(second, 'balance', caller(BERT))).rejects.toThrow(Death);
    services.interfere(null);
    await timer();
    expect(await teamOf(leader)).toMatchObject({ status: 'succeeded', settling: false, paidCount: 2 });
    for (const id of [leader, second]) expect((await order(id))?.group).toMatchObject({ state: 'succeeded', counted: true });
  });
});

describe('somebody else at the exact line of a group buy', () => {
  it('who takes the last seat: he has it', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const teamId = (await teamOf(leader))?._id ?? '';
    shop.at('order.written', async () => expect(await member(CLEO, { teamId })).toMatchObject({ ok: true }));
    expect(await member(BERT, { teamId })).toMatchObject({ ok: false, reason: 'TEAM_FULL' });
    expect(await teamOf(leader)).toMatchObject({ seatCount: 2 });
  });

  it('who is the same person in another tab: he sits once, though there is room', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const teamId = (await teamOf(leader))?._id ?? '';
    await db.collection('groupTeams').where({ _id: teamId }).update({ size: 3, missing: 3 });
    shop.at('order.written', async () => expect(await member(BERT, { teamId })).toMatchObject({ ok: true }));
    expect(await member(BERT, { teamId })).toMatchObject({ ok: false, reason: 'TEAM_JOINED' });
    expect(await teamOf(leader)).toMatchObject({ seatCount: 2 });
  });

  it('the timer, which counts the same payment: a seat is counted once', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    shop.at('team.paid', () => services.countLatePayments(new Date()));
    expect(await services.pay(leader, 'balance', caller(ANNA))).toMatchObject({ ok: true });
    expect(await teamOf(leader)).toMatchObject({ status: 'forming', paidCount: 1, missing: 1 });
  });

  it('the timer at the deadline, when the last payment is counted and nobody has said so yet: the team has not failed', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const second = await placed(member(BERT, { teamId: (await teamOf(leader))?._id ?? '' }));
    await services.pay(leader, 'balance', caller(ANNA));
    let failed: boolean | undefined;
    shop.at('team.paid', async () => {
      failed = await services.fail((await teamOf(leader))?._id ?? '', new Date(Date.now() + 2 * HOUR));
    });
    await services.pay(second, 'balance', caller(BERT));
    expect(failed).toBe(false);
    expect(await teamOf(leader)).toMatchObject({ status: 'succeeded' });
  });

  it('the timer, which fails the team while its last member pays: either all are in or all get their money back', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const second = await placed(member(BERT, { teamId: (await teamOf(leader))?._id ?? '' }));
    await services.pay(leader, 'balance', caller(ANNA));
    // Between the money and the count. The order is paid, its team has failed.
    const deadline = new Date(Date.now() + 2 * HOUR);
    let decided = false;
    services.interfere(async (reached) => {
      if (reached !== 'balance.paid' || decided) return;
      decided = true;
      await services.decideTeams(deadline);
    });
    await services.pay(second, 'balance', caller(BERT));
    services.interfere(null);
    expect(await teamOf(leader)).toMatchObject({ status: 'failed' });
    expect(await services.ship({ orderId: leader, parcels: [{ company: 'jd', number: 'JD1234567' }] }, staff)).toMatchObject({ ok: false });
    await timer();
    for (const id of [leader, second]) expect(await order(id)).toMatchObject({ status: 'refunded', group: { state: 'failed' } });
    expect(await teamOf(leader)).toMatchObject({ paidCount: 1, missing: 1 });
    const { total } = await db.collection('balanceLogs').where({ orderId: leader, type: 'refund' }).count();
    expect(total).toBe(1);
  });

  it('the timer twice at once, over a failed team: every member is refunded once', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    await services.pay(leader, 'balance', caller(ANNA));
    const deadline = new Date(Date.now() + 2 * HOUR);
    await Promise.all([services.decideTeams(deadline), services.decideTeams(deadline)]);
    await Promise.all([services.settleTeams(deadline), services.settleTeams(deadline)]);
    const { total } = await db.collection('balanceLogs').where({ orderId: leader, type: 'refund' }).count();
    expect(total).toBe(1);
    expect(await order(leader)).toMatchObject({ status: 'refunded' });
  });

  it('a member who cancels his paid order the moment the last one pays: he is out, or the team has succeeded with him', async () => {
    const leader = await placed(member(ANNA, { groupBuyId }));
    const second = await placed(member(BERT, { teamId: (await teamOf(leader))?._id ?? '' }));
    await services.pay(leader, 'balance', caller(ANNA));
    shop.at('team.paid', () => services.cancelOrder(leader, undefined, caller(ANNA)));
    await services.pay(second, 'balance', caller(BERT));
    services.interfere(null);
    await timer();
    expect(await teamOf(second)).toMatchObject({ status: 'forming', seatCount: 1, paidCount: 1 });
    expect(await order(leader)).toMatchObject({ status: 'refunded' });
  });
});
