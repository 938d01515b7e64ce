import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  OrderDocument,
  OrderFlowDocument,
  PaymentDocument,
  RefundDocument,
  StockDocument,
  StockRecordDocument,
} from '@shop/shared/database/documents.ts';
import { interfere } from '../cloudfunctions/_platform/checkpoint.ts';
import { adminDatabase, all, callAsSystem, type Database } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { actAs } from './support/shop.ts';

/** The `audit` function on the demo shop, whose thirty days of books agree until an administrator's script spoils them. */
let emulator: Emulator;
let db: Database;
let orders: OrderDocument[];

const LONG_AGO = new Date(Date.now() - 3 * 24 * 60 * 60_000);
const ME = 'o-demo-customer-06';

beforeAll(async () => {
  emulator = await startEmulator();
  db = adminDatabase(emulator);
  orders = await all<OrderDocument>(db, 'orders');
});

afterAll(async () => {
  await emulator.stop();
});

interface Run {
  readonly id: string;
  readonly status: string;
  readonly found: number;
  readonly counts: Record<string, number>;
  readonly violations: { readonly check: string; readonly subject: string }[];
}

/** Calls until it is done, as its contract says. */
async function audited(): Promise<Run> {
  for (;;) {
    const { run } = await callAsSystem(emulator, 'audit', { action: 'run' });
    if (run?.status === 'done') return run;
  }
}

async function named(): Promise<string[]> {
  const { violations, found } = await audited();
  expect(found).toBe(violations.length);
  return violations.map(({ check, subject }) => `${check} ${subject}`).sort();
}

function one(wanted: (order: OrderDocument) => boolean): OrderDocument {
  const found = orders.find(wanted);
  if (found === undefined) throw new Error('the demo shop has no such order');
  return found;
}

async function row<Doc>(collection: string, where: object): Promise<Doc> {
  const { data } = await db.collection(collection).where(where).limit(1).get();
  if (data[0] === undefined) throw new Error(`no such document in ${collection}`);
  return data[0] as Doc;
}

interface Harm {
  readonly names: readonly string[];
  readonly undo: () => Promise<unknown>;
}

/** Changes fields of one document; undone by writing the old ones back. */
async function change(collection: string, _id: string, fields: Record<string, unknown>, ...names: string[]): Promise<Harm> {
  const before = await row<Record<string, unknown>>(collection, { _id });
  const write = (values: Record<string, unknown>): Promise<unknown> =>
    db
      .collection(collection)
      .where({ _id })
      .update(
        Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, value === undefined ? db.command.remove() : db.command.set(value)]),
        ),
      );
  await write(fields);
  return { names, undo: () => write(Object.fromEntries(Object.keys(fields).map((name) => [name, before[name]]))) };
}

async function lose(collection: string, _id: string, ...names: string[]): Promise<Harm> {
  const doc = await row<object>(collection, { _id });
  await db.collection(collection).where({ _id }).remove();
  return { names, undo: () => db.collection(collection).add(doc) };
}

async function invent(collection: string, doc: { _id: string }, ...names: string[]): Promise<Harm> {
  await db.collection(collection).add(doc);
  return { names, undo: () => db.collection(collection).where({ _id: doc._id }).remove() };
}

/** Every harm is done to another order. */
const harmed = new Set<string>();

function next(wanted: (order: OrderDocument) => boolean): OrderDocument {
  const order = one((candidate) => !harmed.has(candidate._id) && candidate.userId !== ME && wanted(candidate));
  harmed.add(order._id);
  return order;
}

const completed = (): OrderDocument => next(({ status, paymentMethod }) => status === 'completed' && paymentMethod === 'balance');
const waiting = (): OrderDocument => next(({ status, updateTime }) => status === 'paid' && updateTime.getTime() < Date.now() - 30 * 60_000);

async function refund(at: number): Promise<RefundDocument> {
  const found = (await all<RefundDocument>(db, 'refunds'))[at];
  if (found === undefined) throw new Error('the demo shop has too few refunds');
  return found;
}

/** Of goods that hold nothing. */
async function unit(at: number): Promise<StockDocument> {
  const { data } = await db.collection('products').where({ reserved: 0 }).orderBy('_id', 'asc').limit(10).get();
  return data[at] as StockDocument;
}

/** Every kind of harm, what it does to the books, and what the audit must call it. */
const HARMS: readonly (readonly [what: string, harm: () => Promise<Harm>])[] = [
  [
    'a piece of stock from nowhere',
    async () => {
      const { _id, quantity } = await unit(0);
      return change('products', _id, { quantity: quantity + 1 }, `stock.ledger ${_id}`);
    },
  ],
  [
    'more reserved than there is',
    async () => {
      const { _id, quantity } = await unit(1);
      return change('products', _id, { reserved: quantity + 1 }, `stock.ledger ${_id}`, `stock.range ${_id}`);
    },
  ],
  [
    'a movement that nobody settled',
    async () => {
      const record = await row<StockRecordDocument>('records', { type: 'ship' });
      const { _id: key, quantity: pieces, orderId, productId } = record;
      const moves = [{ key, kind: 'ship', pieces, orderId, at: LONG_AGO }];
      return change('products', productId, { moves }, `stock.marker ${productId}`);
    },
  ],
  [
    'a lost row of the stock ledger',
    async () => {
      const { _id, productId, orderId } = await row<StockRecordDocument>('records', { orderId: completed()._id, type: 'ship' });
      return lose('records', _id, `order.stock ${orderId}`, `stock.ledger ${productId}`);
    },
  ],
  [
    'an order that is gone',
    () => {
      const { _id } = next(({ status, paymentId }) => status === 'cancelled' && paymentId === undefined);
      return lose('orders', _id, `order.lost ${_id}`);
    },
  ],
  [
    'money back on an order that nobody paid',
    () => {
      const { _id } = next(({ status, paymentId }) => status === 'cancelled' && paymentId === undefined);
      return change('orders', _id, { refundedAmount: 1 }, `order.payment ${_id}`);
    },
  ],
  [
    'a row for an order that is not there',
    async () => {
      const record = await row<StockRecordDocument>('records', { orderId: completed()._id, type: 'reserve' });
      const stock = await row<{ reserved: number }>('products', { _id: record.productId });
      const first = await invent(
        'records',
        { ...record, ...{ _id: 'nowhere.1', orderId: 'nowhere', quantity: 1 } },
        'stock.orphan nowhere',
      );
      const second = await change('products', record.productId, { reserved: stock.reserved + 1 });
      return { names: first.names, undo: () => Promise.all([first.undo(), second.undo()]) };
    },
  ],
  ['a fen on a balance', () => change('member_user', ME, { balance: 12_601 }, `purse.balance ${ME}`)],
  ['points from nowhere', () => change('member_user', ME, { points: 891 }, `purse.points ${ME}`)],
  [
    'a lost row of a balance',
    () => {
      const { _id, userId } = completed();
      return lose('balanceLogs', `${_id}.pay`, `order.balance ${_id}`, `purse.balance ${userId}`);
    },
  ],
  [
    'a lost row of points',
    () => {
      const { _id, userId } = next(({ pointsUsed, status }) => pointsUsed > 0 && status === 'completed');
      return lose('member_points_log', `${_id}.spend`, `order.points ${_id}`, `purse.points ${userId}`);
    },
  ],
  [
    'a lost payment',
    () => {
      const { _id, paymentId } = completed();
      return lose('payments', paymentId ?? '', `order.payment ${_id}`);
    },
  ],
  [
    'a payment of another amount',
    () => {
      const { _id, paymentId, paymentAmount } = completed();
      return change('payments', paymentId ?? '', { amount: paymentAmount + 1 }, `order.payment ${_id}`);
    },
  ],
  [
    'an order paid twice',
    async () => {
      const payment = await row<PaymentDocument>('payments', { _id: completed().paymentId });
      return invent('payments', { ...payment, _id: 'twice' }, `order.payment ${payment.orderId}`);
    },
  ],
  [
    'a payment for no order',
    async () => {
      const payment = await row<PaymentDocument>('payments', { _id: completed().paymentId });
      return invent('payments', { ...payment, ...{ _id: 'lonely', orderId: 'elsewhere' } }, 'payment.orphan lonely');
    },
  ],
  [
    'money kept for a cancelled order',
    async () => {
      const payment = await row<PaymentDocument>('payments', { _id: completed().paymentId });
      const { _id } = next(({ status }) => status === 'cancelled');
      return invent('payments', { ...payment, ...{ _id: 'kept', orderId: _id } }, `order.payment ${_id}`);
    },
  ],
  [
    'a refund of another amount',
    async () => {
      const { _id, paymentId, amount } = await refund(0);
      return change('refunds', _id, { amount: amount - 1 }, `payment.refunds ${paymentId}`, `payment.settled ${paymentId}`);
    },
  ],
  [
    'a refund of no payment',
    async () => {
      const lost = { _id: 'nothing', paymentId: 'elsewhere', orderId: 'elsewhere' };
      return invent('refunds', { ...(await refund(0)), ...lost }, 'refund.orphan nothing');
    },
  ],
  [
    'a refund that nobody sends',
    async () => {
      const { _id, paymentId } = await refund(1);
      return change('refunds', _id, { status: 'pending', nextAttempt: LONG_AGO }, `payment.settled ${paymentId}`, `refund.stuck ${_id}`);
    },
  ],
  [
    'more given back than was paid',
    async () => {
      const { _id, orderId, amount } = await row<PaymentDocument>('payments', { _id: completed().paymentId });
      return change('payments', _id, { refundedAmount: amount + 1 }, `order.payment ${orderId}`, `payment.refunded ${_id}`);
    },
  ],
  [
    'a state that nobody wrote down',
    async () => {
      const { _id, orderId } = await row<OrderFlowDocument>('orderStatusFlows', { orderId: completed()._id, toStatus: 'shipped' });
      return lose('orderStatusFlows', _id, `order.flow ${orderId}`);
    },
  ],
  [
    'a customer who ships',
    async () => {
      const { _id, orderId } = await row<OrderFlowDocument>('orderStatusFlows', { orderId: completed()._id, event: 'ship' });
      return change('orderStatusFlows', _id, { operatorType: 'customer' }, `order.flow ${orderId}`);
    },
  ],
  [
    'an order set back by hand',
    () => {
      const { _id } = completed();
      return change('orders', _id, { status: 'shipped' }, `order.flow ${_id}`);
    },
  ],
  [
    'a line that does not add up',
    () => {
      const { _id, items } = completed();
      const [first, ...others] = items;
      return change('orders', _id, { items: [{ ...first, discount: (first?.discount ?? 0) + 1 }, ...others] }, `order.lines ${_id}`);
    },
  ],
  [
    'a cheaper order than was paid',
    () => {
      const { _id, paymentAmount } = completed();
      return change(
        'orders',
        _id,
        { paymentAmount: paymentAmount - 1 },
        `order.balance ${_id}`,
        `order.lines ${_id}`,
        `order.payment ${_id}`,
      );
    },
  ],
  [
    'an order that was never finished placing',
    () => {
      const { _id } = waiting();
      return change('orders', _id, { status: 'placing', task: { kind: 'reserve', attempt: 'x', dueAt: LONG_AGO } }, `order.stuck ${_id}`);
    },
  ],
  [
    'stock work that nobody takes up',
    () => {
      const { _id } = waiting();
      return change('orders', _id, { task: { kind: 'ship', attempt: 'x', dueAt: LONG_AGO } }, `order.stuck ${_id}`);
    },
  ],
  [
    'an unpaid order that nobody cancels',
    () => {
      const { _id } = next(({ status }) => status === 'pending_payment');
      return change('orders', _id, { expireTime: LONG_AGO }, `order.stuck ${_id}`);
    },
  ],
  [
    'goods that a customer has paid for twice over',
    () => {
      const record = {
        customerId: 'c',
        customerName: '',
        productId: 'p',
        productName: '',
        unit: '斤',
        createTime: LONG_AGO,
        updateTime: LONG_AGO,
      };
      return invent('prepaidRecords', { _id: 'prepaid', ...record, ...{ quantity: 500 } }, 'purse.prepaid prepaid');
    },
  ],
  [
    'a debt that no statement tells of',
    () => {
      const customer = { name: '测试', type: '', remark: '', keywords: [], creditLimit: 0, status: 'active', createTime: LONG_AGO };
      return invent('customers', { _id: 'debtor', ...customer, ...{ owed: 100, updateTime: LONG_AGO } }, 'purse.owed debtor');
    },
  ],
  [
    'a coupon that nobody gave out',
    async () => {
      const { _id, claimed } = await row<{ _id: string; claimed: number }>('coupons', { status: 'on' });
      return change('coupons', _id, { claimed: claimed + 1 }, `coupon.counters ${_id}`);
    },
  ],
  [
    'a refund case of no order',
    () => {
      const claim = { skuId: 'k', quantity: 1, amount: 0, freight: 0, points: 0, orderId: 'elsewhere', updateTime: LONG_AGO };
      return invent('afterSales', { _id: 'astray', ...claim, ...{ status: 'withdrawn' } }, 'case.orphan astray');
    },
  ],
  [
    'a recharge that is not in the balance',
    () => {
      const payment = {
        orderId: '',
        method: 'wechat',
        kind: 'recharge',
        amount: 100,
        recharge: { pay: 100, get: 110 },
        updateTime: LONG_AGO,
      };
      return invent('payments', { _id: 'recharged', ...payment, ...{ status: 'success' } }, 'recharge recharged');
    },
  ],
];

describe('the audit', () => {
  it('finds no fault with the demo shop, and has looked at all of it', async () => {
    const { found, violations, counts } = await audited();
    expect([found, violations]).toEqual([0, []]);
    for (const book of ['products', 'orders', 'payments', 'refunds', 'records', 'member_user'])
      expect([book, counts[book]]).toEqual([book, (await all(db, book)).length]);
  });

  it('names every harm that is done to them, and nothing else', async () => {
    // The shop's own timer mends some of it: right after its minute there is time.
    const { now } = await emulator.get<{ now: number }>('/__emulator/clock');
    await emulator.post('/__emulator/clock', { advanceMs: 61_000 - (Math.floor(now) % 60_000) });
    const done: Harm[] = [];
    for (const [, harm] of HARMS) done.push(await harm());
    const names = done.flatMap((harm) => harm.names).sort();
    expect(new Set(names).size).toBe(names.length);
    expect(await named()).toEqual(names);
    for (const harm of done.reverse()) await harm.undo();
    expect(await named()).toEqual([]);
  });

  it('is made once a day by its timer, and only by those who may', async () => {
    await emulator.post('/__emulator/timer', { function: 'audit' });
    await emulator.post('/__emulator/timer', { function: 'audit' });
    const runs = await all<{ _id: string; status: string }>(db, 'auditRuns');
    expect(runs.filter(({ _id }) => /^audit-\d{8}$/.test(_id)).map(({ status }) => status)).toEqual(['done']);
    const manager = await actAs(emulator, 'o-demo-staff-03');
    expect(await manager.call('audit', { action: 'latest' })).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    expect(await manager.send('audit', { action: 'run', quiet: true })).toMatchObject({ status: 400 });
    expect((await callAsSystem(emulator, 'audit', { action: 'latest' })).run).toMatchObject({ status: 'done', found: 0 });
  });
});

describe('an audit that dies half-way', () => {
  it('leaves the rest to the next call, which looks at nothing twice', async () => {
    const { auditNow } = await import('../cloudfunctions/_services/audit/run.ts');
    let pages = 0;
    interfere(async (line) => {
      if (line === 'audit.looked' && (pages += 1) === 3) throw new Error('killed');
    });
    await expect(auditNow()).rejects.toThrow('killed');
    interfere(null);
    // Until the dead call's time is over nobody else goes on.
    const { run } = await callAsSystem(emulator, 'audit', { action: 'run' });
    expect(run).toMatchObject({ status: 'running', found: 0 });
    await db.collection('auditRuns').where({ _id: run?.id }).update({ leaseUntil: LONG_AGO });
    const { id, counts } = await audited();
    expect(id).toBe(run?.id);
    for (const book of ['products', 'orders', 'records']) expect([book, counts[book]]).toEqual([book, (await all(db, book)).length]);
  });
});
