import { expect } from 'vitest';
import { fen } from '@shop/shared/domain/money.ts';
import type { OrderDocument, StockDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../cloudfunctions/_platform/caller.ts';
import type { Checkpoint } from '../../cloudfunctions/_platform/checkpoint.ts';
import { audit } from './audit.ts';
import { adminDatabase, type Database } from './database.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { atLine, clearRivals } from './rival.ts';
import { customer, newRequest } from './shop.ts';

async function load() {
  const [
    { interfere },
    { transact },
    { tables },
    place,
    fulfil,
    own,
    change,
    sweep,
    pay,
    refunds,
    settle,
    applying,
    handle,
    caseStock,
    coupons,
    promotions,
  ] = await Promise.all([
    import('../../cloudfunctions/_platform/checkpoint.ts'),
    import('../../cloudfunctions/_platform/database.ts'),
    import('../../cloudfunctions/_platform/tables.ts'),
    import('../../cloudfunctions/_services/orders/place.ts'),
    import('../../cloudfunctions/_services/orders/fulfil.ts'),
    import('../../cloudfunctions/_services/orders/customer.ts'),
    import('../../cloudfunctions/_services/orders/change.ts'),
    import('../../cloudfunctions/_services/orders/sweep.ts'),
    import('../../cloudfunctions/_services/payments/pay.ts'),
    import('../../cloudfunctions/_services/payments/refunds.ts'),
    import('../../cloudfunctions/_services/payments/settle.ts'),
    import('../../cloudfunctions/_services/after-sales/apply.ts'),
    import('../../cloudfunctions/_services/after-sales/handle.ts'),
    import('../../cloudfunctions/_services/after-sales/stock.ts'),
    import('../../cloudfunctions/_services/coupons/sweep.ts'),
    import('../../cloudfunctions/_services/promotions/sweep.ts'),
  ]);
  return {
    interfere,
    transact,
    tables,
    ...place,
    ...fulfil,
    ...own,
    ...change,
    ...sweep,
    ...pay,
    ...refunds,
    ...settle,
    ...handle,
    ...caseStock,
    ...coupons,
    ...promotions,
    ask: applying.apply,
  };
}

export const OPENID = 'o-demo-customer-01';
export const caller = (openid: string): Caller => ({ kind: 'member', identity: openid, openid, unionid: null, ip: '' });
export const me = caller(OPENID);
export const staff = caller('o-demo-staff-03');
export const keeper = caller('o-demo-staff-01');
export const later = (minutes = 10): Date => new Date(Date.now() + minutes * 60_000);

/** The demo shop behind an emulator, with its services in the test's own process and a customer who has money. */
export interface ShopHere {
  readonly emulator: Emulator;
  readonly db: Database;
  readonly services: Awaited<ReturnType<typeof load>>;
  /** Goods that nobody has reserved, with plenty of pieces. */
  readonly units: StockDocument[];
  readonly addressId: string;
  /** A new order of so many pieces of the unit. */
  place(unit: StockDocument, quantity?: number, requestId?: string): Promise<OrderDocument>;
  /** An order that waits for its payment is paid, the way that is said. */
  payFor(orderId: string, method?: 'balance' | 'wechat'): Promise<OrderDocument>;
  paid(unit: StockDocument, method?: 'balance' | 'wechat', quantity?: number): Promise<OrderDocument>;
  order(id: string): Promise<OrderDocument>;
  /** Runs `act` once, when a service reaches the line. */
  at(line: Checkpoint, act: () => Promise<unknown>): void;
  /** Takes out who is left over, lets the timers finish, and asks the books. */
  settled(): Promise<void>;
}

/** The services in this process ask the emulator's WeChat Pay, as the functions do. */
function payThrough({ origin }: Emulator): void {
  Object.assign(process.env, {
    WECHATPAY_APPID: 'wx5a1c0de000000001',
    WECHATPAY_MCHID: '1900000109',
    WECHATPAY_KEY: '8934e7d15453e97507ef794cf7b0519d',
    WECHATPAY_NOTIFY_URL: `${origin}/payCallback`,
    WECHATPAY_API_BASE: `${origin}/sandbox/wechatpay`,
  });
}

/** Money for {@link me}, with the row that proves it. */
export async function enrich(): Promise<void> {
  const { adjustBalance } = await import('../../cloudfunctions/_services/finance/recharge.ts');
  const gift = { action: 'adjust', requestId: newRequest(), userId: OPENID, amount: 5_000_000, reason: '测试' } as const;
  expect(await adjustBalance(gift, staff)).toMatchObject({ ok: true });
}

export async function openShop(args: readonly string[] = []): Promise<ShopHere> {
  const emulator = await startEmulator({ args });
  payThrough(emulator);
  const db = adminDatabase(emulator);
  const { data } = await db.collection('products').where({}).limit(1000).get();
  const units = (data as StockDocument[]).filter(
    (one) => one.quantity > 60 && one.reserved === 0 && one.price > 300 && one.price < 5000 && one.batched !== true,
  );
  const { addressId } = await customer(emulator, OPENID);
  const services = await load();
  await enrich();

  const order = async (id: string): Promise<OrderDocument> => {
    const found = await services.tables.orders.get(id);
    if (found === null) throw new Error(`no order ${id}`);
    return found;
  };
  const place: ShopHere['place'] = async (unit, quantity = 2, requestId = newRequest()) => {
    const items = [{ productId: unit.shopProductId, skuId: unit._id, quantity }];
    const answer = await services.submitOrder({ requestId, items, addressId }, me);
    if (!answer.ok) throw new Error(answer.reason);
    return order(answer.data.orderId ?? '');
  };
  const payFor: ShopHere['payFor'] = async (orderId, method = 'balance') => {
    const answer = await services.pay(orderId, method, me);
    if (answer.ok && !answer.data.paid)
      await emulator.post('/__sandbox/wechatpay/pay', { prepayId: answer.data.payment.package.slice('prepay_id='.length) });
    const now = await order(orderId);
    expect(now.status).toBe('paid');
    return now;
  };
  return {
    emulator,
    db,
    services,
    units,
    addressId,
    order,
    place,
    payFor,
    paid: async (unit, method, quantity) => payFor((await place(unit, quantity))._id, method),
    at: (line, act) => {
      atLine(services.interfere, line, act);
    },
    settled: async () => {
      services.interfere(null);
      clearRivals();
      await services.sweepTasks(later(30));
      await services.sweepCaseTasks(later(30));
      await services.sweepCoupons(later(30));
      await services.sweepMarkers(later(30));
      expect(await audit(emulator)).toEqual([]);
    },
  };
}

/** A template of one yuan off anything. */
export async function couponToClaim(manager: Caller, { total = 5, perUser = 1 } = {}): Promise<string> {
  const { saveTemplate } = await import('../../cloudfunctions/_services/coupons/templates.ts');
  const coupon = {
    title: '无门槛减 1',
    description: '',
    kind: 'cash' as const,
    threshold: 0,
    amount: fen(100),
    percentOff: 0,
    maxDiscount: null,
    scope: { kind: 'all' as const, ids: [] },
    validity: { kind: 'relative' as const, days: 7 },
    total,
    perUser,
    claimable: true,
  };
  const saved = await saveTemplate({ action: 'save', requestId: newRequest(), coupon }, manager);
  if (!saved.ok) throw new Error(saved.message);
  return saved.data.coupon._id;
}
