import { describe, expect, it } from 'vitest';
import { auditBooks, type Books } from '../audit.ts';
import { lostOrderFaults, orderFaults, type AuditedFlow, type AuditedOrder, type OrderPapers } from './orders.ts';
import type { AuditedPayment } from './payments.ts';
import type { AuditedStockRow, AuditedUnit } from './stock.ts';

const AT = new Date('2026-11-20T08:00:00Z');
const EARLY = new Date('2026-11-18T08:00:00Z');
const quiet = { now: AT, quiet: true };
const busy = { now: AT, quiet: false };

const item = { skuId: 'k', quantity: 3, amount: 1000, discount: 100, payable: 900 };
const order: AuditedOrder = {
  _id: 'o',
  orderNo: '1',
  status: 'paid',
  placed: true,
  items: [item],
  freightAmount: 100,
  pointsUsed: 50,
  paymentAmount: 1000,
  refundedAmount: 0,
  paymentMethod: 'wechat',
  paymentId: '1W',
  parcels: [],
  expireTime: EARLY,
  updateTime: EARLY,
};
const payment: AuditedPayment = { _id: '1W', orderId: 'o', method: 'wechat', amount: 1000, status: 'success', updateTime: EARLY };
const placing: AuditedFlow = { event: 'place', fromStatus: 'placing', toStatus: 'pending_payment', operatorType: 'customer' };
const paying: AuditedFlow = { event: 'pay', fromStatus: 'pending_payment', toStatus: 'paid', operatorType: 'customer' };
const shipping: AuditedFlow = { event: 'ship', fromStatus: 'paid', toStatus: 'shipped', operatorType: 'staff' };
const reserved: AuditedStockRow = { _id: 'r', productId: 'k', type: 'reserve', quantity: 3, orderId: 'o' };
const spent = { type: 'spend', points: -50 };
const papers: OrderPapers = { payments: [payment], flows: [placing, paying], stockRows: [reserved], balanceRows: [], pointsRows: [spent] };

const found = (changes: Partial<AuditedOrder>, told: Partial<OrderPapers> = {}, moment = quiet): string[] =>
  orderFaults({ ...order, ...changes }, { ...papers, ...told }, moment).map(({ check }) => check);

/** Two of three pieces have left, in a parcel that says so. */
const part: Partial<AuditedOrder> = {
  items: [{ ...item, shipped: 2 }],
  parcels: [{ items: [{ skuId: 'k', quantity: 2 }] }],
  deliveryTime: EARLY,
};
const left = (quantity: number): AuditedStockRow => ({ _id: `s${quantity}`, productId: 'k', type: 'ship', quantity, orderId: 'o' });

describe('an order’s papers', () => {
  it('that agree are not complained about', () => {
    expect(found({})).toEqual([]);
    expect(
      found({ status: 'draft', paymentId: '', placed: false, pointsUsed: 0 }, { payments: [], flows: [], stockRows: [], pointsRows: [] }),
    ).toEqual([]);
    expect(found(part, { stockRows: [reserved, left(2)] })).toEqual([]);
    expect(found({ paymentMethod: 'cash', paymentId: '' }, { payments: [] })).toEqual([]);
    const balance = { ...payment, method: 'balance' };
    expect(found({ paymentMethod: 'balance' }, { payments: [balance], balanceRows: [{ type: 'pay', amount: -1000 }] })).toEqual([]);
  });

  it.each<[string, Partial<AuditedOrder>, Partial<OrderPapers>, string]>([
    ['lines that are not the sum', { paymentAmount: 1001 }, {}, 'order.lines'],
    ['a line that is not its price less its discount', { items: [{ ...item, amount: 1001 }] }, {}, 'order.lines'],
    ['more back than was paid', { refundedAmount: 1001 }, {}, 'order.refunded'],
    ['less than nothing back', { refundedAmount: -1 }, {}, 'order.refunded'],
    ['an order that stays being placed', { status: 'placing' }, {}, 'order.stuck'],
    ['stock work that nobody does', { task: { kind: 'ship', dueAt: EARLY } }, {}, 'order.stuck'],
    ['an unpaid order long after its time', { status: 'pending_payment' }, {}, 'order.stuck'],
    ['a second payment that was kept', {}, { payments: [payment, { ...payment, _id: '2W' }] }, 'order.payment'],
    ['a cancelled order whose payment was kept', { status: 'cancelled' }, {}, 'order.payment'],
    ['a cancelled order that gave money back', { status: 'cancelled', refundedAmount: 5 }, {}, 'order.payment'],
    ['a paid order whose payment is open', {}, { payments: [{ ...payment, status: 'created' }] }, 'order.payment'],
    ['a payment of another amount', {}, { payments: [{ ...payment, amount: 999 }] }, 'order.payment'],
    ['money back that the payment does not know', { refundedAmount: 10 }, {}, 'order.payment'],
    ['a paid order without a payment', {}, { payments: [] }, 'order.payment'],
    ['a refunded order that kept some', { status: 'refunded', refundedAmount: 10 }, {}, 'order.payment'],
    ['a balance that was never booked', { paymentMethod: 'balance' }, {}, 'order.balance'],
    ['no beginning', {}, { flows: [paying] }, 'order.flow'],
    ['no flow to where it is', { status: 'shipped' }, {}, 'order.flow'],
    ['a step that nobody may take', {}, { flows: [placing, { ...paying, toStatus: 'shipped' }] }, 'order.flow'],
    ['a step besides', {}, { flows: [placing, paying, shipping, { ...shipping }] }, 'order.flow'],
    ['points that were not spent', {}, { pointsRows: [] }, 'order.points'],
    ['points back for nothing', {}, { pointsRows: [spent, { type: 'return', points: 5 }] }, 'order.points'],
    [
      'less in parcels than has left',
      { ...part, parcels: [{ items: [{ skuId: 'k', quantity: 1 }] }] },
      { stockRows: [reserved, left(2)] },
      'order.parcels',
    ],
    [
      'more in parcels than has left',
      { ...part, parcels: [{ items: [{ skuId: 'k', quantity: 3 }] }, {}] },
      { stockRows: [reserved, left(2)] },
      'order.parcels',
    ],
    ['less than nothing that has left', { ...part, items: [{ ...item, shipped: -1 }] }, {}, 'order.parcels'],
    ['a shipped order with goods still here', { ...part, status: 'shipped' }, { flows: [placing, paying, shipping] }, 'order.parcels'],
    ['an order still to be shipped of which all has left', { ...part, items: [{ ...item, shipped: 3 }] }, {}, 'order.parcels'],
    ['stock that is not held', {}, { stockRows: [] }, 'order.stock'],
    ['stock of goods that it does not have', {}, { stockRows: [reserved, { ...reserved, _id: 'x', productId: 'other' }] }, 'order.stock'],
  ])('name %s', (_what, changes, told, wanted) => {
    expect(found(changes, told)).toContain(wanted);
  });

  it('leave alone what is being done at this moment', () => {
    expect(found({ status: 'placing', task: { kind: 'reserve', dueAt: AT } }, {}, busy)).toEqual([]);
    expect(found({ status: 'cancelled', updateTime: AT }, {}, busy)).toEqual([]);
    expect(found({ status: 'placing', task: null }, {}, busy)).toEqual(['order.stuck']);
  });

  it('of an order that is lost are told, of one that never was are not', () => {
    expect(lostOrderFaults('o', [placing])).toMatchObject([{ check: 'order.lost', subject: 'o' }]);
    expect(lostOrderFaults('o', [])).toEqual([]);
  });
});

describe('all books together', () => {
  const unit: AuditedUnit = { _id: 'k', quantity: 10, reserved: 3, moves: [] };
  const opening: AuditedStockRow = { _id: 'in', productId: 'k', type: 'in', quantity: 10, orderId: null };
  const member = { _id: 'anna', balance: 500, points: 50, growth: 7 };
  const debit = { attempt: 'try', orderId: 'o2', amount: 100, at: AT };
  const books: Books = {
    units: [unit],
    stockRows: [opening, reserved],
    orders: [order],
    flows: [placing, paying].map((flow) => ({ ...flow, orderId: 'o' })),
    payments: [payment],
    refunds: [],
    members: [member],
    balanceRows: [{ _id: 'r', userId: 'anna', type: 'recharge', amount: 500, orderId: null }],
    pointsRows: [
      { userId: 'anna', type: 'earn', points: 100, growth: 7, orderId: null },
      { userId: 'anna', type: 'spend', points: -50, orderId: 'o' },
    ],
    prepaid: [{ _id: 'p', quantity: 1500 }],
    prepaidRows: [
      { recordId: 'p', by: 2000 },
      { recordId: 'p', by: -500 },
    ],
    accounts: [{ _id: 'c', owed: -100 }],
    accountRows: [{ customerId: 'c', amount: -100 }],
  };
  const marker = { key: 'm', kind: 'in', pieces: 4, orderId: 'o', at: EARLY } as const;
  const refund = { _id: '1WR', paymentId: '1W', orderId: 'o', amount: 100, status: 'success', nextAttempt: EARLY };
  const named = (changes: Partial<Books>, moment = quiet): string[] =>
    auditBooks({ ...books, ...changes }, moment).map(({ check, subject }) => `${check} ${subject}`);

  it('agree', () => {
    expect(named({})).toEqual([]);
  });

  it.each<[string, Partial<Books>, string]>([
    ['a unit that is not its ledger', { units: [{ ...unit, quantity: 9 }] }, 'stock.ledger k'],
    ['more reserved than there is', { units: [{ ...unit, quantity: 2 }] }, 'stock.range k'],
    ['a marker that is left', { units: [{ ...unit, quantity: 14, moves: [marker] }] }, 'stock.marker k'],
    ['a reservation for nobody', { units: [{ ...unit, reserved: 4 }] }, 'stock.reserved k'],
    [
      'rows of an order that is not there',
      { stockRows: [opening, reserved, { ...reserved, _id: 'x', orderId: 'gone' }] },
      'stock.orphan gone',
    ],
    ['flows of an order that is not there', { flows: [...books.flows, { ...placing, orderId: 'gone' }] }, 'order.lost gone'],
    ['a number that two orders share', { orders: [order, { ...order, _id: 'twin' }] }, 'order.number 1'],
    ['a payment of no order', { payments: [payment, { ...payment, _id: 'x', orderId: 'gone' }] }, 'payment.orphan x'],
    ['a payment that gave back too much', { payments: [{ ...payment, refundedAmount: 1001 }] }, 'payment.refunded 1W'],
    ['a promise without a refund', { payments: [{ ...payment, refundedAmount: 100 }] }, 'payment.refunds 1W'],
    ['a refund that nobody promised', { refunds: [refund] }, 'payment.refunds 1W'],
    ['a refund of no payment', { refunds: [{ ...refund, paymentId: 'gone' }] }, 'refund.orphan 1WR'],
    ['a refund that is forgotten', { refunds: [{ ...refund, status: 'pending' }] }, 'refund.stuck 1WR'],
    ['a balance that is not its rows', { members: [{ ...member, balance: 501 }] }, 'purse.balance anna'],
    [
      'money that left a balance and never came to its order',
      { members: [{ ...member, balance: 400, debits: [debit] }] },
      'purse.debit anna',
    ],
    ['points that are not their rows', { members: [{ ...member, points: 51 }] }, 'purse.points anna'],
    ['growth that is not its rows', { members: [{ ...member, growth: 8 }] }, 'member.growth anna'],
    [
      'a balance below zero',
      { members: [{ ...member, balance: -1 }], balanceRows: [{ _id: 'p', userId: 'anna', type: 'pay', amount: -1, orderId: null }] },
      'purse.balance anna',
    ],
    ['prepaid goods that are not their rows', { prepaid: [{ _id: 'p', quantity: 1501 }] }, 'purse.prepaid p'],
    ['a debt that is not its rows', { accounts: [{ _id: 'c', owed: 0 }] }, 'purse.owed c'],
  ])('name %s', (_what, changes, wanted) => {
    expect(named(changes)).toContain(wanted);
  });

  it('wait for what is on its way', () => {
    const young = { ...marker, at: AT };
    expect(named({ units: [{ ...unit, quantity: 14, moves: [young] }] }, busy)).toEqual([]);
    const payer = { ...member, balance: 400, debits: [debit] };
    expect(named({ members: [payer] }, busy)).toEqual([]);
    const row = { _id: 'o2.pay.try', userId: 'anna', type: 'pay', amount: -100, orderId: null };
    const recharged = { _id: 'r', userId: 'anna', type: 'recharge', amount: 500, orderId: null };
    expect(named({ members: [payer], balanceRows: [recharged, row] }, busy)).toEqual([]);
    expect(named({ members: [{ ...payer, balance: 500 }] }, busy)).toEqual(['purse.balance anna']);
    const settled = { ...opening, _id: 'm', quantity: 4 };
    expect(named({ units: [{ ...unit, quantity: 14, moves: [young] }], stockRows: [opening, reserved, settled] }, busy)).toEqual([]);
  });
});
