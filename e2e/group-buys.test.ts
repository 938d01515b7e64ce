import type { GroupTeamDocument } from '@shop/shared/database/documents.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { adminDatabase, all, callAsSystem } from './support/database.ts';
import { HOUR, openPromotionShop, type Buyer, type PromotionShop } from './support/promotion-shop.ts';
import { actAs, customer, newRequest } from './support/shop.ts';

/** Group buys, and what the nightly audit says of both kinds of promotion. */
let shop: PromotionShop;

beforeAll(async () => {
  shop = await openPromotionShop();
});

afterAll(async () => {
  expect(await audit(shop.emulator)).toEqual([]);
  await shop.emulator.stop();
});

const PARCELS = [{ company: 'shunfeng', number: 'SF1234567890' }];

describe('a group buy', () => {
  it('succeeds with its last payment; until then its orders are not shipped', async () => {
    const groupBuyId = await shop.group(0);
    const members = await Promise.all(['o-team-1', 'o-team-2', 'o-team-3', 'o-team-4'].map((openid) => shop.rich(openid)));
    const [leader, second, third, late] = members as [Buyer, Buyer, Buyer, Buyer];
    const opened = await leader.must('submitOrder', shop.groupOrder(leader, 0, { groupBuyId }));
    expect(opened.totalAmount).toBe(150);
    const teamId = (await shop.order(opened.orderId)).group?.teamId ?? '';
    expect((await leader.must('promotion', { action: 'teams', groupBuyId })).teams).toEqual([]);
    await leader.must('wxPay', { orderId: opened.orderId ?? '', method: 'balance' });
    expect((await second.must('promotion', { action: 'teams', groupBuyId })).teams).toMatchObject([{ _id: teamId, missing: 2 }]);

    expect(await shop.manager.call('shipOrder', { orderId: opened.orderId ?? '', parcels: PARCELS })).toMatchObject({
      status: 409,
      reason: 'GROUP_FORMING',
    });
    const claim = {
      action: 'apply',
      requestId: newRequest(),
      orderId: opened.orderId,
      skuId: shop.goods[0]?.skuId,
      quantity: 1,
      type: 'refund_only',
    };
    expect(await leader.send('afterSale', { ...claim, reason: 'unwanted' })).toMatchObject({ status: 409, reason: 'GROUP_FORMING' });
    expect(await leader.call('submitOrder', shop.groupOrder(leader, 0, { teamId }))).toMatchObject({ status: 409, reason: 'TEAM_JOINED' });
    const orders = [
      await second.must('submitOrder', shop.groupOrder(second, 0, { teamId })),
      await third.must('submitOrder', shop.groupOrder(third, 0, { teamId })),
    ];
    expect(await late.call('submitOrder', shop.groupOrder(late, 0, { teamId }))).toMatchObject({ status: 409, reason: 'TEAM_FULL' });
    await second.must('wxPay', { orderId: orders[0]?.orderId ?? '', method: 'balance' });
    expect((await shop.team(teamId)).status).toBe('forming');
    await third.must('wxPay', { orderId: orders[1]?.orderId ?? '', method: 'balance' });
    expect(await shop.team(teamId)).toMatchObject({ status: 'succeeded', paidCount: 3, missing: 0, settling: false });
    expect((await shop.order(opened.orderId)).group).toMatchObject({ state: 'succeeded', counted: true });
    const view = await late.must('promotion', { action: 'team', teamId });
    expect(view.teams?.[0]?.seats.map((seat) => [seat.leader, seat.me, seat.paid])).toEqual([
      [true, false, true],
      [false, false, true],
      [false, false, true],
    ]);
    expect(JSON.stringify(view)).not.toContain('o-team');
    for (const { orderId } of [opened, ...orders]) {
      expect((await shop.manager.must('shipOrder', { orderId: orderId ?? '', parcels: PARCELS })).order.status).toBe('shipped');
    }
    // After success a seat stays written, whatever becomes of its order.
    expect(await late.call('submitOrder', shop.groupOrder(late, 0, { teamId }))).toMatchObject({ status: 409, reason: 'TEAM_OVER' });
  });

  it('gives thirty people who want the last two seats exactly two', async () => {
    const groupBuyId = await shop.group(1);
    const leader = await shop.rich('o-seat-leader');
    const opened = await leader.must('submitOrder', shop.groupOrder(leader, 1, { groupBuyId }));
    const teamId = (await shop.order(opened.orderId)).group?.teamId ?? '';
    const people = await Promise.all(Array.from({ length: 30 }, (_, index) => customer(shop.emulator, `o-seat-${index}`)));
    const answers = await Promise.all(people.map((one) => one.call('submitOrder', shop.groupOrder(one, 1, { teamId }))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(2);
    expect(answers.filter((answer) => answer.reason === 'TEAM_FULL')).toHaveLength(28);
    // One leaves unpaid: his seat is free for another.
    const gone = answers.findIndex((answer) => answer.status === 200);
    await people[gone]?.must('order', { action: 'cancel', orderId: answers[gone]?.data?.orderId ?? '' });
    const other = answers.findIndex((answer) => answer.status !== 200);
    expect((await shop.team(teamId)).seatCount).toBe(2);
    const next = people[other] ?? leader;
    expect((await next.call('submitOrder', shop.groupOrder(next, 1, { teamId }))).status).toBe(200);
    await leader.must('order', { action: 'cancel', orderId: opened.orderId ?? '' });
    expect(await shop.team(teamId)).toMatchObject({ status: 'forming', seatCount: 2 });
    expect((await people[0]?.must('promotion', { action: 'team', teamId }))?.teams?.[0]?.seats).toHaveLength(2);
  });

  it('that is not complete in time gives every member everything back, once', async () => {
    const groupBuyId = await shop.group(2, { hours: 2 });
    const [leader, second] = (await Promise.all(['o-late-1', 'o-late-2'].map((openid) => shop.rich(openid)))) as [Buyer, Buyer];
    const opened = await leader.must('submitOrder', shop.groupOrder(leader, 2, { groupBuyId }));
    const teamId = (await shop.order(opened.orderId)).group?.teamId ?? '';
    await leader.must('wxPay', { orderId: opened.orderId ?? '', method: 'balance' });
    await shop.advance(HOUR + 1000 * 60 * 45);
    const joined = await second.must('submitOrder', shop.groupOrder(second, 2, { teamId }));
    expect(joined.expireTime).toBe((await shop.team(teamId)).deadline.getTime());
    await shop.advance(16 * 60_000);
    await shop.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await shop.team(teamId)).toMatchObject({ status: 'failed', settling: false });
    expect((await shop.order(opened.orderId)).status).toBe('refunded');
    expect((await shop.order(joined.orderId)).status).toBe('cancelled');
    const again = await actAs(shop.emulator, leader.openid);
    expect((await again.must('login', {})).user.balance).toBe(100_000);
    expect(await again.call('submitOrder', shop.groupOrder({ ...again, addressId: leader.addressId }, 2, { teamId }))).toMatchObject({
      status: 409,
      reason: 'TEAM_OVER',
    });
  });

  it('counts payments by WeChat, and lets the last one who leaves end the team', async () => {
    const groupBuyId = await shop.group(3, { size: 2 });
    const [leader, second] = (await Promise.all(['o-wx-1', 'o-wx-2'].map((openid) => shop.rich(openid)))) as [Buyer, Buyer];
    const opened = await leader.must('submitOrder', shop.groupOrder(leader, 3, { groupBuyId }));
    const teamId = (await shop.order(opened.orderId)).group?.teamId ?? '';
    await leader.must('wxPay', { orderId: opened.orderId ?? '', method: 'balance' });
    const joined = await second.must('submitOrder', shop.groupOrder(second, 3, { teamId }));
    const opening = await second.must('wxPay', { orderId: joined.orderId ?? '', method: 'wechat' });
    if (opening.paid) throw new Error('paid without paying');
    await shop.emulator.post('/__sandbox/wechatpay/pay', { prepayId: opening.payment.package.replace('prepay_id=', ''), behave: 'once' });
    expect(await shop.team(teamId)).toMatchObject({ status: 'succeeded' });
    // Succeeded and not shipped: it can still be cancelled like any paid order, and the team stays what it is.
    await leader.must('order', { action: 'cancel', orderId: opened.orderId ?? '' });
    expect(await shop.team(teamId)).toMatchObject({ status: 'succeeded', seatCount: 2 });

    const alone = await leader.must('submitOrder', shop.groupOrder(leader, 3, { groupBuyId }));
    const own = (await shop.order(alone.orderId)).group?.teamId ?? '';
    await leader.must('wxPay', { orderId: alone.orderId ?? '', method: 'balance' });
    await leader.must('order', { action: 'cancel', orderId: alone.orderId ?? '' });
    expect(await shop.team(own)).toMatchObject({ status: 'failed', endReason: 'empty', seatCount: 0, paidCount: 0, missing: 2 });
  });

  it('refuses what is no part of it', async () => {
    const groupBuyId = await shop.group(0);
    expect(await shop.buyer.call('submitOrder', shop.groupOrder(shop.buyer, 1, { groupBuyId }))).toMatchObject({
      status: 404,
      reason: 'GROUP_NOT_FOUND',
    });
    expect(await shop.buyer.call('submitOrder', shop.groupOrder(shop.buyer, 0, { teamId: 'none' }))).toMatchObject({
      status: 404,
      reason: 'TEAM_NOT_FOUND',
    });
    const wish = shop.groupOrder(shop.buyer, 0, { groupBuyId });
    const { saleId } = await shop.flash(0);
    const [line] = wish.items ?? [];
    for (const wrong of [
      { ...wish, teamId: 'none' },
      { ...wish, items: undefined, fromCart: true },
      { ...wish, items: [line, line] },
      { ...wish, items: [{ ...line, flashSaleId: saleId }] },
    ])
      expect(await shop.buyer.send('submitOrder', wrong)).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await shop.buyer.send('submitOrder', { ...wish, items: [{ ...line, quantity: 3 }] })).toMatchObject({
      status: 422,
      reason: 'QUANTITY_LIMIT',
    });
    await shop.manager.must('promotion', { action: 'stopGroup', groupBuyId });
    expect(await shop.buyer.call('submitOrder', shop.groupOrder(shop.buyer, 0, { groupBuyId }))).toMatchObject({
      status: 409,
      reason: 'GROUP_ENDED',
    });
    expect(await shop.buyer.call('promotion', { action: 'stopGroup', groupBuyId })).toMatchObject({ status: 403 });
  });
});

describe('the nightly audit', () => {
  async function found(): Promise<{ names: string[]; counts: Record<string, number> }> {
    for (;;) {
      const { run } = await callAsSystem(shop.emulator, 'audit', { action: 'run' });
      if (run?.status === 'done') return { names: run.violations.map(({ check, subject }) => `${check} ${subject}`), counts: run.counts };
    }
  }

  it('agrees with all that was bought here, and names a piece that nobody bought and a seat that nobody has', async () => {
    const { saleId } = await shop.flash(3);
    const bought = await shop.buyer.must('submitOrder', shop.flashOrder(shop.buyer, 3, saleId));
    await shop.buyer.must('wxPay', { orderId: bought.orderId ?? '', method: 'balance' });
    await shop.advance(HOUR);
    const db = adminDatabase(shop.emulator);
    const { names, counts } = await found();
    expect(names).toEqual([]);
    for (const book of ['flashSales', 'flashPurchases', 'groupTeams', 'promotionOrders']) expect(counts[book]).toBeGreaterThan(0);

    const full = (await all<GroupTeamDocument>(db, 'groupTeams')).find((one) => one.status === 'succeeded');
    const harm = async (by: number): Promise<void> => {
      await db
        .collection('flashSales')
        .where({ _id: saleId })
        .update({ sold: db.command.inc(by) });
      await db
        .collection('groupTeams')
        .where({ _id: full?._id })
        .update({ seatCount: db.command.inc(by) });
    };
    await harm(1);
    await shop.advance(60_000);
    expect((await found()).names.sort()).toEqual([`flash.sold ${saleId}`, `team.seats ${full?._id ?? ''}`]);
    await harm(-1);
  });
});
