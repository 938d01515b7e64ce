import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { promotion } from '@shop/shared/contracts/promotions.ts';
import type { FlashSaleDocument, GroupTeamDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './support/audit.ts';
import { adminDatabase, all, callAsSystem } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './support/shop.ts';

type Buyer = User & { addressId: string };
type Input = InputOf<typeof promotion>;

const HOUR = 3_600_000;
const PARCELS = [{ company: 'shunfeng', number: 'SF1234567890' }];

let emulator: Emulator;
let manager: User;
let buyer: Buyer;
/** Goods with stock enough, none of them in a discount zone. */
let goods: { productId: string; skuId: string; price: number }[];

beforeAll(async () => {
  emulator = await startEmulator();
  const db = adminDatabase(emulator);
  const stocked = new Set(
    (await all<{ _id: string; quantity: number }>(db, 'products')).filter((one) => one.quantity > 60).map((one) => one._id),
  );
  const products = await all<{ _id: string; status: string; isDiscount: boolean; skus: { skuId: string; price: number }[] }>(
    db,
    'shopProducts',
  );
  goods = products
    .filter((product) => product.status === 'on' && !product.isDiscount)
    .flatMap((product) => product.skus.map((sku) => ({ productId: product._id, ...sku })))
    .filter((sku) => stocked.has(sku.skuId) && sku.price > 200)
    .map(({ productId, skuId, price }) => ({ productId, skuId, price }));
  if (goods.length < 4) throw new Error('the demo shop lacks goods for this test');
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  buyer = await customer(emulator, 'o-demo-customer-01');
});

afterAll(async () => {
  expect(await audit(emulator)).toEqual([]);
  await emulator.stop();
});

async function now(): Promise<number> {
  return (await manager.must('promotion', { action: 'flashSales' })).now;
}

async function advance(ms: number): Promise<void> {
  await emulator.post('/__emulator/clock', { advanceMs: ms });
  await emulator.post('/__emulator/timer', { function: 'orderTimer' });
  await renew();
}

/** Sessions end with time. */
async function renew(): Promise<void> {
  manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  buyer = { ...(await actAs(emulator, buyer.openid)), addressId: buyer.addressId };
}

async function flash(
  index: number,
  terms: Partial<Extract<Input, { action: 'saveFlash' }>> = {},
): Promise<{ saleId: string; price: number }> {
  const { productId, skuId } = goods[index] ?? { productId: '', skuId: '' };
  const at = await now();
  const saved = await manager.must('promotion', {
    action: 'saveFlash',
    requestId: newRequest(),
    title: '整点秒杀',
    productId,
    skuId,
    price: 100,
    quota: 20,
    perUser: 2,
    startsAt: at - 1000,
    endsAt: at + HOUR,
    ...terms,
  });
  return { saleId: saved.flashSales?.[0]?._id ?? '', price: 100 };
}

async function group(index: number, terms: Partial<Extract<Input, { action: 'saveGroup' }>> = {}): Promise<string> {
  const { productId, skuId } = goods[index] ?? { productId: '', skuId: '' };
  const at = await now();
  const saved = await manager.must('promotion', {
    action: 'saveGroup',
    requestId: newRequest(),
    title: '三人团',
    productId,
    skuId,
    price: 150,
    size: 3,
    hours: 24,
    perOrder: 2,
    startsAt: at - 1000,
    endsAt: at + 10 * 24 * HOUR,
    ...terms,
  });
  return saved.groupBuys?.[0]?._id ?? '';
}

function flashOrder(
  one: Buyer,
  index: number,
  saleId: string,
  quantity = 1,
): InputOf<typeof import('@shop/shared/contracts/orders.ts').submitOrder> {
  const { productId, skuId } = goods[index] ?? { productId: '', skuId: '' };
  return { requestId: newRequest(), items: [{ productId, skuId, quantity, flashSaleId: saleId }], addressId: one.addressId };
}

function groupOrder(one: Buyer, index: number, part: { groupBuyId: string } | { teamId: string }): ReturnType<typeof flashOrder> {
  const { productId, skuId } = goods[index] ?? { productId: '', skuId: '' };
  return { requestId: newRequest(), items: [{ productId, skuId, quantity: 1 }], addressId: one.addressId, ...part };
}

async function sale(saleId: string): Promise<FlashSaleDocument> {
  const found = (await all<FlashSaleDocument>(adminDatabase(emulator), 'flashSales')).find((one) => one._id === saleId);
  if (found === undefined) throw new Error('no such sale');
  return found;
}

async function order(orderId: string | null): Promise<OrderDocument> {
  const { data } = await adminDatabase(emulator).collection('orders').where({ _id: orderId }).get();
  const [found] = data as OrderDocument[];
  if (found === undefined) throw new Error('no such order');
  return found;
}

async function team(teamId: string): Promise<GroupTeamDocument> {
  const { data } = await adminDatabase(emulator).collection('groupTeams').where({ _id: teamId }).get();
  const [found] = data as GroupTeamDocument[];
  if (found === undefined) throw new Error('no such team');
  return found;
}

async function rich(openid: string): Promise<Buyer> {
  const one = await customer(emulator, openid);
  const db = adminDatabase(emulator);
  await db.collection('member_user').where({ _id: openid }).update({ balance: 100_000 });
  const row = { _id: newRequest(), _openid: openid, userId: openid, type: 'adjust', amount: 100_000, balanceAfter: 100_000 };
  await db.collection('balanceLogs').add({ ...row, orderId: null, reason: 'test', operator: 'test', createTime: new Date() });
  return one;
}

describe('a flash sale', () => {
  it('sells at its price from its quota and the ordinary stock, and takes both back with the order', async () => {
    const { saleId, price } = await flash(0);
    const preview = await buyer.must('submitOrder', { ...flashOrder(buyer, 0, saleId, 2), preview: true });
    expect(preview).toMatchObject({ orderId: null, totalAmount: 2 * price });
    expect((await sale(saleId)).sold).toBe(0);

    const placed = await buyer.must('submitOrder', flashOrder(buyer, 0, saleId, 2));
    expect(placed).toMatchObject({ totalAmount: 2 * price, status: 'pending_payment' });
    expect(await sale(saleId)).toMatchObject({ sold: 2, marks: [] });
    expect((await buyer.must('promotion', { action: 'flashSale', saleId })).bought).toBe(2);
    expect(await buyer.call('submitOrder', flashOrder(buyer, 0, saleId))).toMatchObject({ status: 409, reason: 'FLASH_LIMIT' });

    await buyer.must('order', { action: 'cancel', orderId: placed.orderId ?? '' });
    expect(await sale(saleId)).toMatchObject({ sold: 0, marks: [] });
    const again = await buyer.must('submitOrder', flashOrder(buyer, 0, saleId, 1));
    await buyer.must('wxPay', { orderId: again.orderId ?? '', method: 'balance' });
    expect((await buyer.must('order', { action: 'cancel', orderId: again.orderId ?? '' })).order.status).toBe('refunded');
    expect((await sale(saleId)).sold).toBe(0);

    const unpaid = await buyer.must('submitOrder', flashOrder(buyer, 0, saleId, 1));
    await advance(31 * 60_000);
    expect((await order(unpaid.orderId)).status).toBe('cancelled');
    expect((await sale(saleId)).sold).toBe(0);
  });

  it('gives three hundred buyers of twenty exactly twenty, and the others a reason', async () => {
    const { saleId } = await flash(1, { quota: 20, perUser: 1 });
    const buyers = await Promise.all(Array.from({ length: 300 }, (_, index) => customer(emulator, `o-flash-${index}`)));
    const inputs = buyers.map((one) => flashOrder(one, 1, saleId));
    const answers = await Promise.all(buyers.map((one, index) => one.call('submitOrder', inputs[index] ?? flashOrder(one, 1, saleId))));
    const won = answers.flatMap((answer, index) => (answer.status === 200 ? [index] : []));
    expect(won).toHaveLength(20);
    expect(answers.filter((answer) => answer.reason === 'FLASH_SOLD_OUT')).toHaveLength(280);
    expect(await sale(saleId)).toMatchObject({ sold: 20, marks: [] });
    const { total } = await adminDatabase(emulator).collection('orders').where({ 'items.flashSaleId': saleId }).count();
    expect(total).toBe(20);
    // A second tap of somebody who got one is his order, though the sale is over by now.
    const winner = won[0] ?? 0;
    const repeated = await buyers[winner]?.must('submitOrder', inputs[winner] ?? flashOrder(buyer, 1, saleId));
    expect(repeated?.orderId).toBe(answers[winner]?.data?.orderId);
  });

  it('keeps a person to his share, however many taps he has', async () => {
    const { saleId } = await flash(2, { quota: 50, perUser: 3 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => buyer.call('submitOrder', flashOrder(buyer, 2, saleId))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    expect(answers.filter((answer) => answer.reason === 'FLASH_LIMIT')).toHaveLength(17);
    expect(await sale(saleId)).toMatchObject({ sold: 3, marks: [] });
  });

  it('is ordered through a function of its own as well, which takes nothing else', async () => {
    const { saleId } = await flash(0);
    const wish = flashOrder(buyer, 0, saleId);
    const placed = await buyer.must('flashOrder', wish);
    expect(placed).toMatchObject({ status: 'pending_payment', totalAmount: 100 });
    // Whichever function hears the same request again knows the order.
    expect((await buyer.must('submitOrder', wish)).orderId).toBe(placed.orderId);
    expect(await sale(saleId)).toMatchObject({ sold: 1, marks: [] });
    const plain = wish.items?.map(({ productId, skuId, quantity }) => ({ productId, skuId, quantity }));
    expect(await buyer.send('flashOrder', { ...wish, items: plain })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
  });

  it('opens and closes to the moment, and stops when staff say so', async () => {
    const at = await now();
    const { saleId } = await flash(0, { startsAt: at + HOUR, endsAt: at + 2 * HOUR });
    const attempt = async (): Promise<string | undefined> => (await buyer.call('submitOrder', flashOrder(buyer, 0, saleId))).reason;
    expect(await attempt()).toBe('FLASH_NOT_STARTED');
    await advance(HOUR + 1000);
    expect(await attempt()).toBeUndefined();
    await manager.must('promotion', { action: 'stopFlash', saleId });
    expect(['FLASH_ENDED', 'PROMOTION_CHANGED']).toContain(await attempt());
    const list = await buyer.must('promotion', { action: 'flashSales' });
    expect(list.flashSales?.some((one) => one._id === saleId)).toBe(false);
  });

  it('is sold at no other price than the one that was told, and only with its own goods', async () => {
    const { saleId } = await flash(0);
    expect(await buyer.call('submitOrder', flashOrder(buyer, 3, saleId))).toMatchObject({ status: 404, reason: 'FLASH_NOT_FOUND' });
    expect(await buyer.call('submitOrder', flashOrder(buyer, 0, 'no-such-sale'))).toMatchObject({ status: 404, reason: 'FLASH_NOT_FOUND' });
    const { productId, skuId, price } = goods[0] ?? { productId: '', skuId: '', price: 0 };
    const mixed = [
      { productId, skuId, quantity: 1, flashSaleId: saleId },
      { productId, skuId, quantity: 1 },
    ];
    expect(await buyer.call('submitOrder', { requestId: newRequest(), items: mixed, addressId: buyer.addressId })).toMatchObject({
      status: 400,
      reason: 'INPUT_INVALID',
    });
    const second = goods[3] ?? { productId: '', skuId: '', price: 0 };
    const together = await buyer.must('submitOrder', {
      requestId: newRequest(),
      items: [
        { productId, skuId, quantity: 1, flashSaleId: saleId },
        { productId: second.productId, skuId: second.skuId, quantity: 1 },
      ],
      addressId: buyer.addressId,
    });
    expect(together.totalAmount).toBe(100 + second.price);
    expect(price).toBeGreaterThan(100);
  });
});

describe('what staff may change', () => {
  it('is theirs alone, and leaves those who bought what they were promised', async () => {
    const { productId, skuId, price } = goods[0] ?? { productId: '', skuId: '', price: 0 };
    const at = await now();
    const save = {
      action: 'saveFlash',
      requestId: newRequest(),
      title: '周末秒杀',
      productId,
      skuId,
      price: 100,
      quota: 5,
      perUser: 2,
      startsAt: at - 1000,
      endsAt: at + HOUR,
    } as const;
    expect(await buyer.call('promotion', save)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    const warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
    expect(await warehouse.call('promotion', save)).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    expect(await manager.call('promotion', { ...save, price })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await manager.call('promotion', { ...save, endsAt: at - 2000 })).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await manager.call('promotion', { ...save, skuId: goods[3]?.skuId ?? '' })).toMatchObject({ status: 404 });

    const twice = await Promise.all([manager.must('promotion', save), manager.must('promotion', save)]);
    const saleId = twice[0].flashSales?.[0]?._id ?? '';
    expect(twice[1].flashSales?.[0]?._id).toBe(saleId);
    expect((await manager.must('promotion', { ...save, saleId, price: 90 })).flashSales?.[0]?.price).toBe(90);
    const bought = await buyer.must('submitOrder', flashOrder(buyer, 0, saleId, 2));
    expect(bought.totalAmount).toBeGreaterThanOrEqual(180);
    for (const change of [{ price: 80 }, { price: 90, perUser: 1 }, { price: 90, quota: 1 }])
      expect(await manager.call('promotion', { ...save, saleId, ...change })).toMatchObject({ status: 409, reason: 'PROMOTION_IN_USE' });
    expect((await manager.must('promotion', { ...save, saleId, price: 90, quota: 9, perUser: 3 })).flashSales?.[0]).toMatchObject({
      quota: 9,
    });
    expect(await manager.call('promotion', { ...save, saleId: 'none' })).toMatchObject({ status: 404, reason: 'FLASH_NOT_FOUND' });
    const { total } = await adminDatabase(emulator).collection('operationLogs').where({ target: saleId }).count();
    expect(total).toBe(3);
  });
});

describe('a group buy', () => {
  it('succeeds with its last payment; until then its orders are not shipped', async () => {
    const groupBuyId = await group(0);
    const members = await Promise.all(['o-team-1', 'o-team-2', 'o-team-3', 'o-team-4'].map(rich));
    const [leader, second, third, late] = members as [Buyer, Buyer, Buyer, Buyer];
    const opened = await leader.must('submitOrder', groupOrder(leader, 0, { groupBuyId }));
    expect(opened.totalAmount).toBe(150);
    const teamId = (await order(opened.orderId)).group?.teamId ?? '';
    expect((await leader.must('promotion', { action: 'teams', groupBuyId })).teams).toEqual([]);
    await leader.must('wxPay', { orderId: opened.orderId ?? '', method: 'balance' });
    expect((await second.must('promotion', { action: 'teams', groupBuyId })).teams).toMatchObject([{ _id: teamId, missing: 2 }]);

    expect(await manager.call('shipOrder', { orderId: opened.orderId ?? '', parcels: PARCELS })).toMatchObject({
      status: 409,
      reason: 'GROUP_FORMING',
    });
    const claim = {
      action: 'apply',
      requestId: newRequest(),
      orderId: opened.orderId,
      skuId: goods[0]?.skuId,
      quantity: 1,
      type: 'refund_only',
    };
    expect(await leader.send('afterSale', { ...claim, reason: 'unwanted' })).toMatchObject({ status: 409, reason: 'GROUP_FORMING' });
    expect(await leader.call('submitOrder', groupOrder(leader, 0, { teamId }))).toMatchObject({ status: 409, reason: 'TEAM_JOINED' });
    const orders = [
      await second.must('submitOrder', groupOrder(second, 0, { teamId })),
      await third.must('submitOrder', groupOrder(third, 0, { teamId })),
    ];
    expect(await late.call('submitOrder', groupOrder(late, 0, { teamId }))).toMatchObject({ status: 409, reason: 'TEAM_FULL' });
    await second.must('wxPay', { orderId: orders[0]?.orderId ?? '', method: 'balance' });
    expect((await team(teamId)).status).toBe('forming');
    await third.must('wxPay', { orderId: orders[1]?.orderId ?? '', method: 'balance' });
    expect(await team(teamId)).toMatchObject({ status: 'succeeded', paidCount: 3, missing: 0, settling: false });
    expect((await order(opened.orderId)).group).toMatchObject({ state: 'succeeded', counted: true });
    const view = await late.must('promotion', { action: 'team', teamId });
    expect(view.teams?.[0]?.seats.map((seat) => [seat.leader, seat.me, seat.paid])).toEqual([
      [true, false, true],
      [false, false, true],
      [false, false, true],
    ]);
    expect(JSON.stringify(view)).not.toContain('o-team');
    for (const { orderId } of [opened, ...orders]) {
      expect((await manager.must('shipOrder', { orderId: orderId ?? '', parcels: PARCELS })).order.status).toBe('shipped');
    }
    // After success a seat stays written, whatever becomes of its order.
    expect(await late.call('submitOrder', groupOrder(late, 0, { teamId }))).toMatchObject({ status: 409, reason: 'TEAM_OVER' });
  });

  it('gives thirty people who want the last two seats exactly two', async () => {
    const groupBuyId = await group(1);
    const leader = await rich('o-seat-leader');
    const opened = await leader.must('submitOrder', groupOrder(leader, 1, { groupBuyId }));
    const teamId = (await order(opened.orderId)).group?.teamId ?? '';
    const people = await Promise.all(Array.from({ length: 30 }, (_, index) => customer(emulator, `o-seat-${index}`)));
    const answers = await Promise.all(people.map((one) => one.call('submitOrder', groupOrder(one, 1, { teamId }))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(2);
    expect(answers.filter((answer) => answer.reason === 'TEAM_FULL')).toHaveLength(28);
    // One leaves unpaid: his seat is free for another.
    const gone = answers.findIndex((answer) => answer.status === 200);
    await people[gone]?.must('order', { action: 'cancel', orderId: answers[gone]?.data?.orderId ?? '' });
    const other = answers.findIndex((answer) => answer.status !== 200);
    expect((await team(teamId)).seatCount).toBe(2);
    const next = people[other] ?? leader;
    expect((await next.call('submitOrder', groupOrder(next, 1, { teamId }))).status).toBe(200);
    await leader.must('order', { action: 'cancel', orderId: opened.orderId ?? '' });
    expect(await team(teamId)).toMatchObject({ status: 'forming', seatCount: 2 });
    expect((await people[0]?.must('promotion', { action: 'team', teamId }))?.teams?.[0]?.seats).toHaveLength(2);
  });

  it('that is not complete in time gives every member everything back, once', async () => {
    const groupBuyId = await group(2, { hours: 2 });
    const [leader, second] = (await Promise.all(['o-late-1', 'o-late-2'].map(rich))) as [Buyer, Buyer];
    const opened = await leader.must('submitOrder', groupOrder(leader, 2, { groupBuyId }));
    const teamId = (await order(opened.orderId)).group?.teamId ?? '';
    await leader.must('wxPay', { orderId: opened.orderId ?? '', method: 'balance' });
    await advance(HOUR + 1000 * 60 * 45);
    const joined = await second.must('submitOrder', groupOrder(second, 2, { teamId }));
    expect(joined.expireTime).toBe((await team(teamId)).deadline.getTime());
    await advance(16 * 60_000);
    await emulator.post('/__emulator/timer', { function: 'orderTimer' });
    expect(await team(teamId)).toMatchObject({ status: 'failed', settling: false });
    expect((await order(opened.orderId)).status).toBe('refunded');
    expect((await order(joined.orderId)).status).toBe('cancelled');
    const again = await actAs(emulator, leader.openid);
    expect((await again.must('login', {})).user.balance).toBe(100_000);
    expect(await again.call('submitOrder', groupOrder({ ...again, addressId: leader.addressId }, 2, { teamId }))).toMatchObject({
      status: 409,
      reason: 'TEAM_OVER',
    });
  });

  it('counts payments by WeChat, and lets the last one who leaves end the team', async () => {
    const groupBuyId = await group(3, { size: 2 });
    const [leader, second] = (await Promise.all(['o-wx-1', 'o-wx-2'].map(rich))) as [Buyer, Buyer];
    const opened = await leader.must('submitOrder', groupOrder(leader, 3, { groupBuyId }));
    const teamId = (await order(opened.orderId)).group?.teamId ?? '';
    await leader.must('wxPay', { orderId: opened.orderId ?? '', method: 'balance' });
    const joined = await second.must('submitOrder', groupOrder(second, 3, { teamId }));
    const opening = await second.must('wxPay', { orderId: joined.orderId ?? '', method: 'wechat' });
    if (opening.paid) throw new Error('paid without paying');
    await emulator.post('/__sandbox/wechatpay/pay', { prepayId: opening.payment.package.replace('prepay_id=', ''), behave: 'once' });
    expect(await team(teamId)).toMatchObject({ status: 'succeeded' });
    // Succeeded and not shipped: it can still be cancelled like any paid order, and the team stays what it is.
    await leader.must('order', { action: 'cancel', orderId: opened.orderId ?? '' });
    expect(await team(teamId)).toMatchObject({ status: 'succeeded', seatCount: 2 });

    const alone = await leader.must('submitOrder', groupOrder(leader, 3, { groupBuyId }));
    const own = (await order(alone.orderId)).group?.teamId ?? '';
    await leader.must('wxPay', { orderId: alone.orderId ?? '', method: 'balance' });
    await leader.must('order', { action: 'cancel', orderId: alone.orderId ?? '' });
    expect(await team(own)).toMatchObject({ status: 'failed', endReason: 'empty', seatCount: 0, paidCount: 0, missing: 2 });
  });

  it('refuses what is no part of it', async () => {
    const groupBuyId = await group(0);
    expect(await buyer.call('submitOrder', groupOrder(buyer, 1, { groupBuyId }))).toMatchObject({ status: 404, reason: 'GROUP_NOT_FOUND' });
    expect(await buyer.call('submitOrder', groupOrder(buyer, 0, { teamId: 'none' }))).toMatchObject({
      status: 404,
      reason: 'TEAM_NOT_FOUND',
    });
    const wish = groupOrder(buyer, 0, { groupBuyId });
    const { saleId } = await flash(0);
    const [line] = wish.items ?? [];
    for (const wrong of [
      { ...wish, teamId: 'none' },
      { ...wish, items: undefined, fromCart: true },
      { ...wish, items: [line, line] },
      { ...wish, items: [{ ...line, flashSaleId: saleId }] },
    ])
      expect(await buyer.send('submitOrder', wrong)).toMatchObject({ status: 400, reason: 'INPUT_INVALID' });
    expect(await buyer.send('submitOrder', { ...wish, items: [{ ...line, quantity: 3 }] })).toMatchObject({
      status: 422,
      reason: 'QUANTITY_LIMIT',
    });
    await manager.must('promotion', { action: 'stopGroup', groupBuyId });
    expect(await buyer.call('submitOrder', groupOrder(buyer, 0, { groupBuyId }))).toMatchObject({ status: 409, reason: 'GROUP_ENDED' });
    expect(await buyer.call('promotion', { action: 'stopGroup', groupBuyId })).toMatchObject({ status: 403 });
  });
});

describe('the nightly audit', () => {
  async function found(): Promise<{ names: string[]; counts: Record<string, number> }> {
    for (;;) {
      const { run } = await callAsSystem(emulator, 'audit', { action: 'run' });
      if (run?.status === 'done') return { names: run.violations.map(({ check, subject }) => `${check} ${subject}`), counts: run.counts };
    }
  }

  it('agrees with all that was bought here, and names a piece that nobody bought and a seat that nobody has', async () => {
    const { saleId } = await flash(3);
    const bought = await buyer.must('submitOrder', flashOrder(buyer, 3, saleId));
    await buyer.must('wxPay', { orderId: bought.orderId ?? '', method: 'balance' });
    await advance(HOUR);
    const db = adminDatabase(emulator);
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
    await advance(60_000);
    expect((await found()).names.sort()).toEqual([`flash.sold ${saleId}`, `team.seats ${full?._id ?? ''}`]);
    await harm(-1);
  });
});
