import { expect } from 'vitest';
import type { afterSale } from '@shop/shared/contracts/after-sales.ts';
import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { AfterSaleDocument, OrderDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase, documentOf } from './database.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './shop.ts';

export type ApplyInput = Extract<InputOf<typeof afterSale>, { action: 'apply' }>;

interface Start {
  readonly emulator: Emulator;
  readonly goods: { productId: string; skuId: string }[];
  readonly buyer: User & { addressId: string };
  readonly manager: User;
  readonly warehouse: User;
}

/** The demo shop with a buyer who has money, and those who decide about his cases. */
export class AfterSalesShop {
  readonly emulator: Emulator;
  readonly goods: Start['goods'];
  buyer: Start['buyer'];
  manager: User;
  warehouse: User;
  #parcel = 0;

  constructor(start: Start) {
    this.emulator = start.emulator;
    this.goods = start.goods;
    this.buyer = start.buyer;
    this.manager = start.manager;
    this.warehouse = start.warehouse;
  }

  /** Sessions end with the clock's jumps. */
  async signIn(): Promise<void> {
    Object.assign(this, await people(this.emulator));
  }

  one<Doc>(collection: string, id: string): Promise<Doc> {
    return documentOf<Doc>(adminDatabase(this.emulator), collection, id);
  }

  orderOf(id: string): Promise<OrderDocument> {
    return this.one('orders', id);
  }

  sku(index: number): string {
    return this.goods[index]?.skuId ?? '';
  }

  async stock(index: number): Promise<{ quantity: number; reserved: number }> {
    const { quantity, reserved } = await this.one<StockDocument>('products', this.sku(index));
    return { quantity, reserved };
  }

  async purse(): Promise<{ balance: number; points: number }> {
    const { balance, points } = (await this.buyer.must('login', {})).user;
    return { balance, points };
  }

  /** An order of 3 and 2 pieces, paid. */
  async paid(method: 'balance' | 'wechat', usePoints = 0): Promise<OrderDocument> {
    const items = this.goods.map((line, index) => ({ ...line, quantity: 3 - index }));
    const placed = await this.buyer.must('submitOrder', { requestId: newRequest(), items, addressId: this.buyer.addressId, usePoints });
    const orderId = placed.orderId ?? '';
    const answer = await this.buyer.must('wxPay', { orderId, method });
    if (!answer.paid) await this.emulator.post('/__sandbox/wechatpay/pay', { prepayId: answer.payment.package.slice('prepay_id='.length) });
    const order = await this.orderOf(orderId);
    expect(order.status).toBe('paid');
    return order;
  }

  async ship(order: OrderDocument): Promise<void> {
    this.#parcel += 1;
    await this.warehouse.must('shipOrder', {
      orderId: order._id,
      parcels: [{ company: 'jd', number: `JDAS${String(this.#parcel).padStart(8, '0')}` }],
    });
  }

  claim(order: OrderDocument, index: number, quantity: number, changes: Partial<ApplyInput> = {}): ApplyInput {
    return {
      action: 'apply',
      requestId: newRequest(),
      orderId: order._id,
      skuId: this.sku(index),
      quantity,
      type: 'refund_only',
      reason: 'spoiled',
      ...changes,
    };
  }

  async applied(order: OrderDocument, index: number, quantity: number, changes: Partial<ApplyInput> = {}): Promise<string> {
    const answer = await this.buyer.must('afterSale', this.claim(order, index, quantity, changes));
    expect(answer.afterSale?.status).toBe('applied');
    return answer.afterSale?._id ?? '';
  }

  async approved(order: OrderDocument, index: number, quantity: number, changes: Partial<ApplyInput> = {}): Promise<AfterSaleDocument> {
    const afterSaleId = await this.applied(order, index, quantity, changes);
    await this.manager.must('afterSale', { action: 'approve', afterSaleId });
    return this.one('afterSales', afterSaleId);
  }

  /** Lets time pass for refunds: sent, accepted, told by notice. */
  async minutes(count: number): Promise<void> {
    for (let passed = 0; passed < count; passed += 2) {
      await this.emulator.post('/__emulator/clock', { advanceMs: 2 * 60_000 });
      await this.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    }
  }
}

async function people(emulator: Emulator): Promise<Pick<Start, 'buyer' | 'manager' | 'warehouse'>> {
  const buyer = await customer(emulator, 'o-demo-customer-01');
  const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  const warehouse = await actAs(emulator, 'o-demo-staff-01', MANAGE);
  await manager.must('staffSession', {});
  await warehouse.must('staffSession', {});
  return { buyer, manager, warehouse };
}

export async function openAfterSalesShop(): Promise<AfterSalesShop> {
  const emulator = await startEmulator();
  const { data } = await adminDatabase(emulator).collection('products').where({}).limit(1000).get();
  const goods = (data as StockDocument[])
    .filter((one) => one.quantity - one.reserved > 60 && one.price > 300 && one.price < 5000)
    .slice(0, 2)
    .map((one) => ({ productId: one.shopProductId, skuId: one._id }));
  expect(goods).toHaveLength(2);
  const shop = new AfterSalesShop({ emulator, goods, ...(await people(emulator)) });
  const { user } = await shop.buyer.must('login', {});
  await shop.manager.must('recharge', { action: 'adjust', requestId: newRequest(), userId: user._id, amount: 5_000_000, reason: '测试' });
  return shop;
}
