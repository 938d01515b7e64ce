import { beijingYear, yearStart } from '@shop/shared/domain/points-expiry.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { audit } from '../support/audit.ts';
import { CUSTOMERS, endTrouble, happen, tendAll } from './acts/index.ts';
import { brought, endsNow } from './ends.ts';
import { unseenHarms } from './spoil.ts';
import type { Stage, World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface DayReport {
  readonly seed: number;
  readonly faults: readonly string[];
  readonly orders: number;
  readonly tally: ReadonlyMap<string, number>;
  readonly diary: readonly string[];
  /** What is left of a day that was kept; null otherwise. */
  readonly data: string | null;
}

/** One day in so many ends with harm done to its books, which the audit must name. */
const SPOILED = 5;

/** One day of the shop from its seed: things happen, then the timers have their peace, then everything must add up. `keep` says whether a day with faults leaves its data. */
export async function liveDay(stage: Stage, seed: number, acts = 60, keep = false): Promise<DayReport> {
  const world = await stage.open(seed);
  let kept = false;
  let data = '';
  try {
    const begun = Date.now();
    const before = await countOrders(world);
    if (world.yearEnds) await lastOfDecember(world);
    const morning = await endsNow(world.shop);
    await openMorning(world);
    const cut = world.luck.below(8) === 0 ? world.luck.below(acts) : -1;
    for (let act = 0; act < acts; act += 1) {
      if (act === cut) await world.powerCut();
      await happen(world);
    }
    const left = await quiet(world, begun);
    const now = new Date();
    const faults = [
      ...world.faults,
      ...new Set(left.map((what) => `stuck: ${what}`)),
      ...(await audit(world.emulator, now)),
      ...(await billFaults(world, begun, now)),
    ];
    for (const [what, times] of brought(morning, await endsNow(world.shop))) world.tally.set(`end ${what}`, times);
    const orders = (await countOrders(world)) - before;
    if (faults.length === 0 && seed % SPOILED === 0) faults.push(...(await unseenHarms(world)));
    kept = keep && faults.length > 0;
    data = await world.end(kept);
    return { seed, faults, orders, tally: world.tally, diary: world.diary, data: kept ? data : null };
  } catch (error) {
    await world.end(keep);
    const fault = `the simulation failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { seed, faults: [...world.faults, fault], orders: 0, tally: world.tally, diary: world.diary, data: keep ? data : null };
  }
}

function countOrders({ shop: { tables, command } }: World): Promise<number> {
  return tables.orders.count({ _id: command.gt('') });
}

/** Points expire, and the year turns soon in which those of the demo shop do. */
async function lastOfDecember(world: World): Promise<void> {
  await world.shop.tables.configs.updateOne({ _id: 'shop' }, { 'points.expire': 'nextYear' });
  const turn = beijingYear(Date.now()) + 2;
  for (const year of [turn - 1, turn]) await world.advance(yearStart(year).getTime() - 20 * MINUTE - Date.now());
}

/** What there is to sell that is not there every day, and what customers have in their purses. */
async function openMorning(world: World): Promise<void> {
  const { units, luck } = world;
  const plenty = units.filter((unit) => unit.quantity > 40 && unit.price > 500);
  const [flash, group] = [luck.of(plenty), luck.of(plenty)];
  const now = Date.now();
  const window = { startsAt: now - HOUR, endsAt: now + 5 * 24 * HOUR };
  const planned = { title: '今日特价', requestId: `sim-morning-${luck.below(1e9)}`, ...window };
  const goods = (unit: typeof flash): object => ({ productId: unit.shopProductId, skuId: unit._id, price: Math.ceil(unit.price / 2) });
  await world.call('promotion', { action: 'saveFlash', ...planned, ...goods(flash), quota: luck.between(3, 12), perUser: 2 }, null);
  const team = { size: luck.between(2, 3), hours: luck.of([1, 24]), perOrder: 2 };
  await world.call('promotion', { action: 'saveGroup', ...planned, ...goods(group), ...team }, null);
  for (const name of ['春风小馆', '实验小学食堂', '老张水果店']) {
    const requestId = `sim-customer-${luck.below(1e9)}`;
    const customer = { name, creditLimit: luck.of([0, 50_000, 500_000]), ...(name === '老张水果店' ? { memberId: CUSTOMERS[8] } : {}) };
    await world.call('customer', { action: 'save', requestId, customer }, null);
  }
  for (const unit of [luck.of(units), luck.of(plenty), ...units.slice(0, 3)])
    await world.call('stock', { action: 'configure', skuId: unit._id, soldByWeight: true, boxGrams: luck.of([500, 2500]) }, null);
  const coupon = {
    title: '开门券',
    ...luck.of([
      { kind: 'cash', amount: 300 },
      { kind: 'percent', percentOff: 10 },
    ]),
    total: 40,
    perUser: 2,
    claimable: true,
  };
  const until = { validity: { kind: 'relative', days: 7 } };
  const saved = await world.call('coupon', { action: 'save', requestId: planned.requestId, coupon: { ...coupon, ...until } }, null);
  const couponId = (saved?.data?.['coupon'] as { _id?: string } | undefined)?._id ?? 'none';
  await world.call('coupon', { action: 'issue', requestId: planned.requestId, couponId, openids: CUSTOMERS }, null);
  for (const userId of CUSTOMERS) {
    const requestId = `sim-purse-${userId}-${luck.below(1e9)}`;
    await world.call('recharge', { action: 'adjust', requestId, userId, amount: luck.of([500, 8000, 60_000]), reason: '开业' }, null);
  }
}

/** Longer and longer pauses: leases, markers, unpaid orders, teams' deadlines, refunds' growing patience. */
const PAUSES = [
  3 * MINUTE,
  3 * MINUTE,
  12 * MINUTE,
  31 * MINUTE,
  3 * MINUTE,
  HOUR,
  3 * MINUTE,
  7 * HOUR,
  3 * MINUTE,
  25 * HOUR,
  3 * MINUTE,
  7 * HOUR,
  3 * MINUTE,
  3 * MINUTE,
];

/** Lets the timers work until nothing is left to do. Answers what is still not done. */
async function quiet(world: World, begun: number): Promise<string[]> {
  world.diary.push('— quiet —');
  world.peace();
  await endTrouble(world);
  let left: string[] = [];
  for (const pause of PAUSES) {
    await tendAll(world);
    await world.advance(pause);
    await world.call('orderTimer', {}, null);
    left = await unfinished(world);
    if (left.length > 0 || pause !== 3 * MINUTE) continue;
    left = await moneyFaults(world, begun);
    if (left.length === 0) return [];
  }
  return [...left, ...(await moneyFaults(world, begun))];
}

async function unfinished({ shop: { tables, command } }: World): Promise<string[]> {
  const any = { limit: 50 };
  const now = new Date();
  const [placing, tasks, unpaid, refunds, cases, marked, teams, flash, claims, tallies, counts, merges] = await Promise.all([
    tables.orders.find({ status: 'placing' }, any),
    tables.orders.find({ 'task.dueAt': command.gt(new Date(0)) }, any),
    tables.orders.find({ status: 'pending_payment', expireTime: command.lte(now) }, any),
    tables.refunds.find({ status: command.in(['pending', 'processing', 'manual']) }, any),
    tables.afterSales.find({ 'task.dueAt': command.gt(new Date(0)) }, any),
    tables.stock.find({ 'moves.at': command.gt(new Date(0)) }, any),
    tables.groupTeams.find({ settling: true, deadline: command.gt(new Date(0)) }, any),
    tables.flashSales.find({ 'marks.at': command.gt(new Date(0)) }, any),
    tables.userCoupons.find({ 'claim.dueAt': command.gt(new Date(0)) }, any),
    tables.userCoupons.find({ 'tallies.at': command.gt(new Date(0)) }, any),
    tables.stocktakes.find({ status: command.in(['opening', 'booking']) }, any),
    tables.customerMerges.find({ status: command.in(['moving', 'undoing']) }, any),
  ]);
  const told = (what: string, docs: readonly { _id: string; status?: string }[]): string[] =>
    docs.map(({ _id, status }) => `${what} ${_id} ${status ?? ''}`);
  // What was paid in cash waits for a person, and is told so.
  const sent = refunds.filter(({ channel }) => channel !== 'offline');
  return [
    ...told('placing order', placing),
    ...told('stock work of order', tasks),
    ...told('unpaid order', unpaid),
    ...told('refund', sent),
    ...told('stock work of case', cases),
    ...told('movement of', marked),
    ...told('team', teams),
    ...told('flash sale', flash),
    ...told('coupon claim', claims),
    ...told('coupon tally', tallies),
    // What the stock refuses of a count waits for a person.
    ...told(
      'stocktake',
      counts.filter(({ refusedLines = 0 }) => refusedLines === 0),
    ),
    ...told('merge', merges),
  ];
}

/** A trouble that was ordered and never met is met here. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** What WeChat says of every payment and refund against what our books say: no money is kept unbooked, none is believed that never came. */
async function moneyFaults({ shop: { tables, command, weChatPay } }: World, begun: number): Promise<string[]> {
  const faults: string[] = [];
  const start = new Date(begun);
  // What is older is the demo shop's history, which WeChat never saw.
  const payments = await tables.payments.find({ method: 'wechat', createTime: command.gte(start) }, { limit: 1000 });
  for (const payment of payments) {
    const state = await patiently(() => weChatPay.query(payment._id));
    const ours = payment.status !== 'created' && payment.status !== 'closed';
    if ((state.state === 'paid') !== ours)
      faults.push(`money: WeChat says ${payment._id} is ${state.state}, our books say ${payment.status}`);
  }
  for (const refund of await tables.refunds.find({ status: 'success', createTime: command.gt(start) }, { limit: 1000 })) {
    if (!payments.some(({ _id }) => _id === refund.paymentId)) continue;
    const state = await patiently(() => weChatPay.queryRefund(refund._id));
    if (refund.byHand !== undefined) {
      if (state === 'success') faults.push(`money: refund ${refund._id} was paid by hand and by WeChat`);
      continue;
    }
    if (state !== 'success') faults.push(`money: WeChat says refund ${refund._id} is ${state}, our books say success`);
  }
  return faults;
}

/** Whatever WeChat's bills of these days tell must be in our books, to the fen; and nothing of ours may be missing there. */
async function billFaults(world: World, begun: number, now: Date): Promise<string[]> {
  const faults: string[] = [];
  const today = beijingDay(now.getTime());
  for (const day of new Set(
    daysOfPayments(
      await world.shop.tables.payments.find({ method: 'wechat', createTime: world.shop.command.gte(new Date(begun)) }, { limit: 1000 }),
    ),
  )) {
    if (day >= today) continue;
    const answer = await world.call('reconcile', { action: 'run', day }, null);
    if (answer?.reason === 'BILL_NOT_READY' || answer?.reason === 'BILL_GONE') continue;
    const doc = await world.shop.tables.reconciliations.get(day);
    if (answer?.status !== 200 || doc === null) faults.push(`bill of ${day}: ${answer?.reason ?? 'nothing'}`);
    // What is ours alone on the day it began is the demo shop's history, which WeChat never saw.
    const ours = doc === null || day === beijingDay(begun) ? [] : doc.oursOnly;
    for (const { kind, number, ours: own, theirs } of doc === null ? [] : [...doc.theirsOnly, ...doc.amountDiffers, ...ours])
      faults.push(`bill of ${day}: ${kind} ${number}: ${own ?? '–'} in our books, ${theirs ?? '–'} in the bill`);
  }
  return faults;
}

function daysOfPayments(payments: readonly { readonly createTime: Date }[]): string[] {
  return payments.flatMap(({ createTime }) => [0, 1].map((later) => beijingDay(createTime.getTime() + later * 24 * HOUR))).sort();
}
