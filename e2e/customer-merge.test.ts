import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../cloudfunctions/_platform/checkpoint.ts';
import { audit } from './support/audit.ts';
import { adminDatabase } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { atLine, Death, dies } from './support/rival.ts';
import { HOME, newRequest } from './support/shop.ts';
import { staff as boss } from './support/shop-here.ts';

/** The services run here, in this process, so that a test can put a death or a rival at an exact line. */
let emulator: Emulator;
let services: {
  interfere: typeof import('../cloudfunctions/_platform/checkpoint.ts').interfere;
  saveCustomer: typeof import('../cloudfunctions/_services/customers/customers.ts').saveCustomer;
  saveCustomerAddress: typeof import('../cloudfunctions/_services/customers/belongings.ts').saveCustomerAddress;
  setCustomerPrices: typeof import('../cloudfunctions/_services/customers/belongings.ts').setCustomerPrices;
  mergeCustomers: typeof import('../cloudfunctions/_services/customers/merge.ts').mergeCustomers;
  undoMerge: typeof import('../cloudfunctions/_services/customers/merge.ts').undoMerge;
  sweepMerges: typeof import('../cloudfunctions/_services/customers/merge-moving.ts').sweepMerges;
  receive: typeof import('../cloudfunctions/_services/customers/statement.ts').receive;
  addPrepaid: typeof import('../cloudfunctions/_services/prepaid/prepaid.ts').addPrepaid;
  deductPrepaid: typeof import('../cloudfunctions/_services/prepaid/prepaid.ts').deductPrepaid;
  saveDraft: typeof import('../cloudfunctions/_services/internal/drafts.ts').saveDraft;
  confirmDraft: typeof import('../cloudfunctions/_services/internal/confirm.ts').confirmDraft;
  cancelInternal: typeof import('../cloudfunctions/_services/internal/drafts.ts').cancelInternal;
  payAtCounter: typeof import('../cloudfunctions/_services/internal/pay.ts').payAtCounter;
  changePrice: typeof import('../cloudfunctions/_services/orders/change.ts').changePrice;
  sweepTasks: typeof import('../cloudfunctions/_services/orders/sweep.ts').sweepTasks;
  sweepMarkers: typeof import('../cloudfunctions/_services/orders/sweep.ts').sweepMarkers;
};
let skus: string[];

beforeAll(async () => {
  emulator = await startEmulator();
  const db = adminDatabase(emulator);
  const { data } = await db.collection('products').where({}).limit(1000).get();
  skus = (data as { _id: string; quantity: number }[]).filter((one) => one.quantity > 100).map((one) => one._id);
  const loaded = await Promise.all([
    import('../cloudfunctions/_platform/checkpoint.ts'),
    import('../cloudfunctions/_services/customers/customers.ts'),
    import('../cloudfunctions/_services/customers/belongings.ts'),
    import('../cloudfunctions/_services/customers/merge.ts'),
    import('../cloudfunctions/_services/customers/merge-moving.ts'),
    import('../cloudfunctions/_services/customers/statement.ts'),
    import('../cloudfunctions/_services/prepaid/prepaid.ts'),
    import('../cloudfunctions/_services/internal/drafts.ts'),
    import('../cloudfunctions/_services/internal/confirm.ts'),
    import('../cloudfunctions/_services/internal/pay.ts'),
    import('../cloudfunctions/_services/orders/change.ts'),
    import('../cloudfunctions/_services/orders/sweep.ts'),
  ]);
  services = Object.assign({}, ...loaded) as typeof services;
});

afterEach(async () => {
  services.interfere(null);
  const later = new Date(Date.now() + 10 * 60_000);
  await services.sweepTasks(later);
  await services.sweepMarkers(later);
  await services.sweepMerges(later);
  expect(await audit(emulator)).toEqual([]);
});

afterAll(async () => {
  await emulator.stop();
});

const at = (line: Checkpoint, act: () => Promise<unknown>): void => atLine(services.interfere, line, act);

async function rows(collection: string, where: object): Promise<Record<string, unknown>[]> {
  return (await adminDatabase(emulator).collection(collection).where(where).limit(1000).get()).data as Record<string, unknown>[];
}

async function newCustomer(name: string, creditLimit = 10_000_00): Promise<string> {
  const made = await services.saveCustomer({ action: 'save', requestId: newRequest(), customer: { name, creditLimit } }, boss);
  if (!made.ok) throw new Error(made.reason);
  return made.data.customer._id;
}

async function draft(customerId: string): Promise<string> {
  const items = [{ skuId: skus[0] ?? '', quantity: 1000 }];
  const saved = await services.saveDraft({ action: 'save', requestId: newRequest(), customerId, items }, boss);
  if (!saved.ok) throw new Error(saved.reason);
  return saved.data.order._id;
}

/** A customer with an order, an address, a price, a debt and prepaid goods. */
async function rich(name: string): Promise<{ id: string; orderId: string }> {
  const id = await newCustomer(name);
  const orderId = await draft(id);
  await services.confirmDraft(orderId, boss);
  await services.payAtCounter(orderId, 'credit', boss);
  await services.saveCustomerAddress({ action: 'saveAddress', requestId: newRequest(), customerId: id, address: HOME }, boss);
  await services.setCustomerPrices({ action: 'setPrices', customerId: id, prices: [{ skuId: skus[1] ?? '', price: 777 }] }, boss);
  await services.addPrepaid({ requestId: newRequest(), customerId: id, productId: skus[2] ?? '', quantity: 5000 }, boss);
  return { id, orderId };
}

async function holdings(customerId: string): Promise<Record<string, unknown>> {
  const [customer] = await rows('customers', { _id: customerId });
  const [orders, addresses, prices, prepaid] = await Promise.all([
    rows('orders', { customerId }),
    rows('customerAddresses', { customerId }),
    rows('customerPrices', { customerId }),
    rows('prepaidRecords', { customerId }),
  ]);
  return {
    status: customer?.['status'],
    owes: Number(customer?.['owed']) > 0,
    orders: orders.length,
    addresses: addresses.length,
    prices: prices.length,
    prepaid: prepaid.reduce((sum, record) => sum + Number(record['quantity']), 0),
  };
}

const FULL = { status: 'active', owes: true, orders: 1, addresses: 1, prices: 1, prepaid: 5000 };
const EMPTY = { status: 'active', owes: false, orders: 0, addresses: 0, prices: 0, prepaid: 0 };

describe('two customers made one', () => {
  it('bring everything together, and back again', async () => {
    const [source, target] = [await rich('甲店'), await newCustomer('乙店')];
    const request = { requestId: newRequest(), sourceId: source.id, targetId: target };
    const taps = await Promise.all(Array.from({ length: 3 }, () => services.mergeCustomers(request, boss)));
    expect(taps.filter((tap) => tap.ok).length).toBe(3);
    const merged = await services.mergeCustomers(request, boss);
    if (!merged.ok) throw new Error(merged.reason);
    expect(merged.data.merge).toMatchObject({ status: 'done', sourceName: '甲店', targetName: '乙店' });
    expect(await holdings(target)).toEqual(FULL);
    expect(await rows('orders', { _id: source.orderId })).toMatchObject([{ customerId: target, customerName: '乙店' }]);
    expect(await services.mergeCustomers({ ...request, requestId: newRequest() }, boss)).toMatchObject({ reason: 'CUSTOMER_MERGED' });
    const late = {
      action: 'save' as const,
      requestId: newRequest(),
      customerId: source.id,
      items: [{ skuId: skus[0] ?? '', quantity: 1000 }],
    };
    expect(await services.saveDraft(late, boss)).toMatchObject({ reason: 'CUSTOMER_MERGED' });

    expect(await services.undoMerge(merged.data.merge._id, boss)).toMatchObject({ ok: true, data: { merge: { status: 'undone' } } });
    expect(await services.undoMerge(merged.data.merge._id, boss)).toMatchObject({ ok: true, data: { merge: { status: 'undone' } } });
    expect(await holdings(source.id)).toEqual(FULL);
    expect(await holdings(target)).toEqual(EMPTY);
  });

  it('a chain is taken back from its end, and not when the goods are gone', async () => {
    const [a, b, c] = [await rich('一店'), await newCustomer('二店'), await newCustomer('三店')];
    const first = await services.mergeCustomers({ requestId: newRequest(), sourceId: a.id, targetId: b }, boss);
    const second = await services.mergeCustomers({ requestId: newRequest(), sourceId: b, targetId: c }, boss);
    if (!first.ok || !second.ok) throw new Error('not merged');
    expect(await holdings(c)).toEqual(FULL);
    expect(await services.undoMerge(first.data.merge._id, boss)).toMatchObject({ reason: 'MERGE_STATE' });
    expect(await services.undoMerge(second.data.merge._id, boss)).toMatchObject({ ok: true });
    expect(await holdings(b)).toEqual(FULL);
    await services.deductPrepaid({ requestId: newRequest(), customerId: b, productId: skus[2] ?? '', quantity: 1 }, boss);
    expect(await services.undoMerge(first.data.merge._id, boss)).toMatchObject({ reason: 'MERGE_PREPAID_USED' });
    await services.addPrepaid({ requestId: newRequest(), customerId: b, productId: skus[2] ?? '', quantity: 1 }, boss);
    expect(await services.undoMerge(first.data.merge._id, boss)).toMatchObject({ ok: true });
    expect(await holdings(a.id)).toEqual(FULL);
    expect(await holdings(b)).toEqual(EMPTY);
  });

  it('refuses nonsense', async () => {
    const id = await newCustomer('独店');
    const request = { requestId: newRequest(), sourceId: id, targetId: id };
    expect(await services.mergeCustomers(request, boss)).toMatchObject({ reason: 'CUSTOMER_SAME' });
    expect(await services.mergeCustomers({ ...request, targetId: 'nobody' }, boss)).toMatchObject({ reason: 'CUSTOMER_NOT_FOUND' });
    expect(await services.undoMerge('nothing', boss)).toMatchObject({ reason: 'MERGE_NOT_FOUND' });
  });

  it.each<Checkpoint>(['merge.decided', 'merge.orders'])('is finished by the timer when it dies at %s', async (line) => {
    const [source, target] = [await rich('死店'), await newCustomer('活店')];
    at(line, dies);
    const request = { requestId: newRequest(), sourceId: source.id, targetId: target };
    await expect(services.mergeCustomers(request, boss)).rejects.toThrow(Death);
    services.interfere(null);
    expect(await services.sweepMerges(new Date())).toBe(0);
    expect(await services.sweepMerges(new Date(Date.now() + 100_000))).toBe(1);
    expect(await holdings(target)).toEqual(FULL);
    expect(await services.mergeCustomers(request, boss)).toMatchObject({ ok: true, data: { merge: { status: 'done' } } });
  });

  it('is not taken back, nor taken up by another, while somebody is at it', async () => {
    const [source, target] = [await rich('慢店'), await newCustomer('快店')];
    const request = { requestId: newRequest(), sourceId: source.id, targetId: target };
    at('merge.decided', async () => {
      expect(await services.mergeCustomers(request, boss)).toMatchObject({ ok: false, reason: 'MERGE_STATE' });
      expect(await services.sweepMerges(new Date())).toBe(0);
      const [merge] = await rows('customerMergeHistory', { sourceCustomerId: source.id });
      expect(await services.undoMerge(String(merge?.['_id']), boss)).toMatchObject({ ok: false, reason: 'MERGE_STATE' });
    });
    expect(await services.mergeCustomers(request, boss)).toMatchObject({ ok: true, data: { merge: { status: 'done' } } });
    expect(await holdings(target)).toEqual(FULL);
  });

  it('is finished by one of two timers', async () => {
    const [source, target] = [await rich('停店'), await newCustomer('接店')];
    at('merge.decided', dies);
    await expect(services.mergeCustomers({ requestId: newRequest(), sourceId: source.id, targetId: target }, boss)).rejects.toThrow(Death);
    const later = Date.now() + 100_000;
    let rival = -1;
    at('merge.lease', async () => {
      rival = await services.sweepMerges(new Date(later + 1));
    });
    expect([await services.sweepMerges(new Date(later)), rival]).toEqual([0, 1]);
    expect(await holdings(target)).toEqual(FULL);
  });

  it('either way at the same moment: one of them holds', async () => {
    const [a, b] = [await newCustomer('左店'), await newCustomer('右店')];
    const answers = await Promise.all([
      services.mergeCustomers({ requestId: newRequest(), sourceId: a, targetId: b }, boss),
      services.mergeCustomers({ requestId: newRequest(), sourceId: b, targetId: a }, boss),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ reason: 'CUSTOMER_MERGED' });
  });
});

describe('an order of the staff’s', () => {
  it.each<Checkpoint>(['internal.held', 'internal.reserved'])(
    'whose confirmation dies at %s is a draft again, its stock free',
    async (line) => {
      const orderId = await draft(await newCustomer('半途'));
      at(line, dies);
      await expect(services.confirmDraft(orderId, boss)).rejects.toThrow(Death);
      services.interfere(null);
      expect(await services.confirmDraft(orderId, boss)).toMatchObject({ reason: 'ORDER_IN_PROGRESS' });
      expect(await services.cancelInternal(orderId, '不要了', boss)).toMatchObject({ reason: 'ORDER_STATE' });
      expect(await services.sweepTasks(new Date(Date.now() + 100_000))).toBe(1);
      expect(await rows('orders', { _id: orderId })).toMatchObject([{ status: 'draft' }]);
      expect(await services.confirmDraft(orderId, boss)).toMatchObject({ ok: true, data: { order: { status: 'confirmed' } } });
    },
  );

  it.each<Checkpoint>(['internal.held', 'internal.reserved'])('is confirmed by one of two, the other coming at %s', async (line) => {
    const orderId = await draft(await newCustomer('同时'));
    let rival: unknown;
    at(line, async () => {
      rival = await services.confirmDraft(orderId, boss);
    });
    expect(await services.confirmDraft(orderId, boss)).toMatchObject({ ok: true });
    expect(rival).toMatchObject({ ok: false, reason: 'ORDER_IN_PROGRESS' });
  });

  it('is put on the credit of whom its customer was merged into', async () => {
    const [source, target] = [await newCustomer('旧名'), await newCustomer('新名')];
    const orderId = await draft(source);
    await services.confirmDraft(orderId, boss);
    await services.mergeCustomers({ requestId: newRequest(), sourceId: source, targetId: target }, boss);
    expect(await services.payAtCounter(orderId, 'credit', boss)).toMatchObject({ ok: true });
    expect(await holdings(target)).toMatchObject({ owes: true });
  });

  it('whose customer’s last credit is taken at the same moment by another order stays unpaid', async () => {
    const id = await newCustomer('限额', 0);
    const orders = [await draft(id), await draft(id)];
    for (const orderId of orders) await services.confirmDraft(orderId, boss);
    const [order] = await rows('orders', { _id: orders[0] });
    const limit = Number(order?.['paymentAmount']);
    await services.saveCustomer({ action: 'save', requestId: newRequest(), customer: { _id: id, name: '限额', creditLimit: limit } }, boss);
    const answers = await Promise.all(orders.map((orderId) => services.payAtCounter(orderId, 'credit', boss)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ reason: 'CREDIT_INSUFFICIENT' });
  });

  it('that is paid while its price is changed keeps the price it was paid at', async () => {
    const orderId = await draft(await newCustomer('改价'));
    await services.confirmDraft(orderId, boss);
    let paid: unknown;
    at('change.read', async () => {
      paid = await services.payAtCounter(orderId, 'cash', boss);
    });
    const change = { action: 'changePrice' as const, requestId: newRequest(), orderId, goodsAmount: 1, reason: '抹零' };
    const changed = await services.changePrice(change, boss);
    expect(paid).toMatchObject({ ok: true });
    expect(changed.ok).toBe(false);
    const [order] = await rows('orders', { _id: orderId });
    const [payment] = await rows('payments', { orderId });
    expect(order).toMatchObject({ status: 'paid', paymentAmount: payment?.['amount'] });
  });
});
