import { describe, expect, it } from 'vitest';
import { promotionFaults, type AuditedPurchase, type AuditedSale, type AuditedTeam, type PromotedOrder } from './promotions.ts';

const AT = new Date('2026-11-20T08:00:00Z');
const moment = { now: AT, quiet: true };

const sale: AuditedSale = { _id: 's', quota: 5, sold: 2, perUser: 2, marks: [], updateTime: AT };
const purchase: AuditedPurchase = {
  _id: 'p',
  _openid: 'anna',
  saleId: 's',
  bought: 2,
  holds: [{ orderId: 'f', pieces: 2 }],
  updateTime: AT,
};
const flashOrder: PromotedOrder = { _id: 'f', _openid: 'anna', status: 'paid', items: [{ quantity: 2, flashSaleId: 's' }], updateTime: AT };
const team: AuditedTeam = {
  _id: 't',
  size: 2,
  seats: [
    { orderId: 'g', who: 'a', paid: true },
    { orderId: 'h', who: 'b', paid: false },
  ],
  seatCount: 2,
  paidCount: 1,
  missing: 1,
  status: 'forming',
  settling: false,
  deadline: AT,
  updateTime: AT,
};
const group = { teamId: 't', state: 'forming', counted: true } as const;
const paidMember: PromotedOrder = { _id: 'g', _openid: 'anna', status: 'paid', items: [{ quantity: 1 }], group, updateTime: AT };
const otherMember: PromotedOrder = {
  ...paidMember,
  _id: 'h',
  _openid: 'bert',
  status: 'pending_payment',
  group: { ...group, counted: false },
};

interface Corruption {
  readonly sale?: Partial<AuditedSale>;
  readonly purchase?: Partial<AuditedPurchase>;
  readonly flashOrder?: Partial<PromotedOrder>;
  readonly team?: Partial<AuditedTeam>;
  readonly member?: Partial<PromotedOrder>;
}

function found(corruption: Corruption): string[] {
  const books = {
    sales: [{ ...sale, ...corruption.sale }],
    purchases: [{ ...purchase, ...corruption.purchase }],
    teams: [{ ...team, ...corruption.team }],
    orders: [{ ...flashOrder, ...corruption.flashOrder }, { ...paidMember, ...corruption.member }, otherMember],
  };
  return promotionFaults(books, moment).map(({ check, subject }) => `${check} ${subject}`);
}

describe('the audit of flash sales and group buys', () => {
  it('finds nothing where everything is right', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Corruption, string[]]>([
    ['a piece that nobody bought', { sale: { sold: 3 } }, ['flash.sold s']],
    ['more than its quota', { sale: { quota: 1 } }, ['flash.quota s']],
    ['more than his share', { sale: { perUser: 1 } }, ['flash.limit p']],
    ['a mark that nobody settled', { sale: { marks: [{ at: AT }] } }, ['flash.marks s']],
    ['a purchase that does not add up', { purchase: { bought: 1 } }, ['flash.sold s', 'flash.bought p']],
    ['a hold of an order that was cancelled', { flashOrder: { status: 'cancelled', cancelTime: AT } }, ['flash.hold p']],
    ['a hold of other pieces than were ordered', { flashOrder: { items: [{ quantity: 1, flashSaleId: 's' }] } }, ['flash.hold p']],
    ["a hold of somebody else's order", { flashOrder: { _openid: 'bert' } }, ['flash.hold p']],
    ['an order that no sale counts', { purchase: { holds: [], bought: 0 }, sale: { sold: 0 } }, ['flash.order f']],
    ['seats counted wrongly', { team: { seatCount: 1 } }, ['team.seats t']],
    ['payments counted wrongly', { team: { paidCount: 2, missing: 0 } }, ['team.seats t']],
    ['success without all', { team: { status: 'succeeded' } }, ['team.success t', 'team.order g']],
    ['an order left in a failed team', { team: { status: 'failed' } }, ['team.order g', 'team.order h']],
    ['a paid order that is not counted', { member: { group: { ...group, counted: false } } }, ['team.order g']],
    ['a seat of an order that was given back', { member: { status: 'refunded', cancelTime: AT } }, ['team.order g']],
    ['an order that went out before its team was complete', { member: { status: 'shipped' } }, ['team.order g']],
    ['a decided team whose orders were never told', { team: { settling: true } }, ['team.settling t']],
  ])('names %s', (_what, corruption, expected) => {
    expect(found(corruption)).toEqual(expected);
  });

  it('keeps the quota of an order that was refunded through after-sales, and waits for what is still moving', () => {
    expect(found({ flashOrder: { status: 'refunded' } })).toEqual([]);
    const books = { sales: [{ ...sale, sold: 3 }], purchases: [purchase], teams: [], orders: [flashOrder] };
    expect(promotionFaults(books, { now: AT, quiet: false })).toEqual([]);
  });
});
