import type { FlashSaleDocument } from '@shop/shared/database/documents.ts';
import type { World } from '../world.ts';
import { CUSTOMERS, HOUR, MANAGER, newRequest, oneOf, tap, type Act } from './common.ts';

/** Coupons of all four kinds are made, handed out, stopped and resumed; offers end early; goods change price and go off the shelf for a while. */
export const marketing: Act = async (world) => {
  const { luck, shop, units } = world;
  const [coupons, sales, groups] = await Promise.all([
    shop.tables.coupons.find({ _id: shop.command.gt('') }, { limit: 50 }),
    shop.tables.flashSales.find({ status: 'on' }, { limit: 20 }),
    shop.tables.groupBuys.find({ status: 'on' }, { limit: 20 }),
  ]);
  const coupon = oneOf(world, coupons);
  const requestId = newRequest(world);
  const unit = luck.of(units);
  const draw = luck.below(10);
  if (draw < 3 || coupon === null) {
    await tap(world, 'coupon', { action: 'save', requestId, coupon: terms(world) }, MANAGER);
  } else if (draw < 6) {
    const openids = [...new Set([luck.of(CUSTOMERS), luck.of(CUSTOMERS), luck.of(CUSTOMERS)])];
    await tap(
      world,
      'coupon',
      { action: 'issue', requestId, couponId: coupon._id, ...(draw < 5 ? { openids } : { level: luck.below(3) }) },
      MANAGER,
    );
  } else if (draw < 7) await tap(world, 'coupon', { action: luck.of(['stop', 'resume', 'resume']), couponId: coupon._id }, MANAGER);
  else if (draw < 8) {
    const [sale, group] = [oneOf(world, sales), oneOf(world, groups)];
    const kind = luck.below(4);
    if (kind === 0) await moreOf(world, sale);
    else if (sale !== null && kind === 1) await tap(world, 'promotion', { action: 'stopFlash', saleId: sale._id }, MANAGER);
    else if (group !== null) await tap(world, 'promotion', { action: 'stopGroup', groupBuyId: group._id }, MANAGER);
  } else if (draw < 9) {
    const price = Math.max(1, Math.floor((unit.price * luck.between(80, 120)) / 100));
    await tap(world, 'product', { action: 'setPrices', productId: unit.shopProductId, prices: [{ skuId: unit._id, price }] }, MANAGER);
  } else if (luck.below(6) === 0) await tap(world, 'deleteProduct', { productId: unit.shopProductId }, MANAGER);
  else
    await tap(world, 'product', { action: 'setStatus', productIds: [unit.shopProductId], status: luck.of(['off', 'on', 'on']) }, MANAGER);
};

/** A flash sale that goes well gets more pieces, or another one begins. */
async function moreOf(world: World, sale: FlashSaleDocument | null): Promise<void> {
  const { luck, units } = world;
  const unit = luck.of(units.filter((one) => one.price > 500));
  const now = Date.now();
  const fresh = { productId: unit.shopProductId, skuId: unit._id, price: Math.ceil(unit.price / 2), quota: luck.between(2, 6), perUser: 2 };
  const terms =
    sale === null || luck.below(2) === 0
      ? { ...fresh, startsAt: now, endsAt: now + luck.of([1, 30]) * HOUR }
      : {
          saleId: sale._id,
          ...kept(sale),
          quota: sale.quota + luck.between(1, 5),
          startsAt: sale.startsAt.getTime(),
          endsAt: sale.endsAt.getTime(),
        };
  await tap(world, 'promotion', { action: 'saveFlash', requestId: newRequest(world), title: '加场', ...terms }, MANAGER);
}

function kept({ productId, skuId, price, perUser }: FlashSaleDocument): object {
  return { productId, skuId, price, perUser };
}

function terms({ luck }: World): object {
  const now = Date.now();
  const kind = luck.of<object>([
    { kind: 'reduction', threshold: luck.of([0, 3000]), amount: luck.of([300, 1000]) },
    { kind: 'percent', percentOff: luck.of([5, 30]), ...(luck.below(2) === 0 ? { maxDiscount: 500 } : {}) },
    { kind: 'freight' },
    { kind: 'cash', amount: luck.of([100, 800]) },
  ]);
  const validity = luck.of<object>([
    { kind: 'relative', days: luck.of([1, 7]) },
    { kind: 'fixed', from: now - HOUR, until: now + luck.of([2, 30, 300]) * HOUR },
  ]);
  return { title: '日常券', ...kind, validity, total: luck.of([2, 50]), perUser: luck.of([1, 2]), claimable: luck.below(3) > 0 };
}

/** Members: points by hand, a purse put right, somebody may not order for a while. */
export const members: Act = async (world) => {
  const { luck, shop } = world;
  const userId = luck.of(CUSTOMERS);
  const draw = luck.below(5);
  if (draw === 4) await settings(world);
  else if (draw < 2) {
    const points = luck.between(10, 400);
    const [type, sign] = luck.of([['earn', 1] as const, ['spend', -1] as const, ['adjust', -1] as const, ['return', 1] as const]);
    await tap(world, 'addPoints', { userId, points: sign * points, type, reason: '活动', requestId: newRequest(world) }, MANAGER);
  } else if (draw < 3) {
    const amount = luck.of([-2000, -100, 300, 5000]);
    await tap(world, 'recharge', { action: 'adjust', requestId: newRequest(world), userId, amount, reason: '更正' }, MANAGER);
  } else {
    // What the console writes through its rules.
    const status = luck.of(['blocked', 'active', 'active'] as const);
    await shop.tables.members.updateAll({ _openid: userId }, { status });
    world.diary.push(`member ${userId} is ${status}`);
  }
};

/** What the console writes of the shop's settings; a warm process knows it half a minute later. */
async function settings({ luck, shop, diary }: World): Promise<void> {
  const change = luck.of<Record<string, unknown>>([
    { payMinutes: luck.of([15, 30, 60]) },
    { autoReceiveDays: luck.of([3, 10]) },
    { afterSaleDays: luck.of([7, 15]) },
    { 'points.maxPercent': luck.of([20, 50]) },
  ]);
  await shop.tables.configs.updateOne({ _id: 'shop' }, change);
  diary.push(`settings ${JSON.stringify(change)}`);
}
