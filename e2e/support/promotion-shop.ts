import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { submitOrder } from '@shop/shared/contracts/orders.ts';
import type { promotion } from '@shop/shared/contracts/promotions.ts';
import type { FlashSaleDocument, GroupTeamDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase, all, documentOf } from './database.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './shop.ts';

export type Buyer = User & { addressId: string };
type Input = InputOf<typeof promotion>;

export const HOUR = 3_600_000;

interface Start {
  readonly emulator: Emulator;
  readonly manager: User;
  readonly buyer: Buyer;
  readonly goods: readonly { productId: string; skuId: string; price: number }[];
}

/** The demo shop with who makes flash sales and group buys, and who buys in them. */
export class PromotionShop {
  readonly emulator: Emulator;
  /** Goods with stock enough, none of them in a discount zone. */
  readonly goods: Start['goods'];
  manager: User;
  buyer: Buyer;

  constructor(start: Start) {
    this.emulator = start.emulator;
    this.goods = start.goods;
    this.manager = start.manager;
    this.buyer = start.buyer;
  }

  async now(): Promise<number> {
    return (await this.manager.must('promotion', { action: 'flashSales' })).now;
  }

  async advance(ms: number): Promise<void> {
    await this.emulator.post('/__emulator/clock', { advanceMs: ms });
    await this.emulator.post('/__emulator/timer', { function: 'orderTimer' });
    await this.renew();
  }

  /** Sessions end with time. */
  async renew(): Promise<void> {
    this.manager = await actAs(this.emulator, 'o-demo-staff-03', MANAGE);
    this.buyer = { ...(await actAs(this.emulator, this.buyer.openid)), addressId: this.buyer.addressId };
  }

  async flash(index: number, terms: Partial<Extract<Input, { action: 'saveFlash' }>> = {}): Promise<{ saleId: string; price: number }> {
    const { productId, skuId } = this.goods[index] ?? { productId: '', skuId: '' };
    const at = await this.now();
    const saved = await this.manager.must('promotion', {
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

  async group(index: number, terms: Partial<Extract<Input, { action: 'saveGroup' }>> = {}): Promise<string> {
    const { productId, skuId } = this.goods[index] ?? { productId: '', skuId: '' };
    const at = await this.now();
    const saved = await this.manager.must('promotion', {
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

  flashOrder(one: Buyer, index: number, saleId: string, quantity = 1): InputOf<typeof submitOrder> {
    const { productId, skuId } = this.goods[index] ?? { productId: '', skuId: '' };
    return { requestId: newRequest(), items: [{ productId, skuId, quantity, flashSaleId: saleId }], addressId: one.addressId };
  }

  groupOrder(one: Buyer, index: number, part: { groupBuyId: string } | { teamId: string }): InputOf<typeof submitOrder> {
    const { productId, skuId } = this.goods[index] ?? { productId: '', skuId: '' };
    return { requestId: newRequest(), items: [{ productId, skuId, quantity: 1 }], addressId: one.addressId, ...part };
  }

  async sale(saleId: string): Promise<FlashSaleDocument> {
    const found = (await all<FlashSaleDocument>(adminDatabase(this.emulator), 'flashSales')).find((one) => one._id === saleId);
    if (found === undefined) throw new Error('no such sale');
    return found;
  }

  order(orderId: string | null): Promise<OrderDocument> {
    return documentOf<OrderDocument>(adminDatabase(this.emulator), 'orders', orderId ?? '');
  }

  team(teamId: string): Promise<GroupTeamDocument> {
    return documentOf<GroupTeamDocument>(adminDatabase(this.emulator), 'groupTeams', teamId);
  }

  async rich(openid: string): Promise<Buyer> {
    const one = await customer(this.emulator, openid);
    const db = adminDatabase(this.emulator);
    await db.collection('member_user').where({ _id: openid }).update({ balance: 100_000 });
    const row = { _id: newRequest(), _openid: openid, userId: openid, type: 'adjust', amount: 100_000, balanceAfter: 100_000 };
    await db.collection('balanceLogs').add({ ...row, orderId: null, reason: 'test', operator: 'test', createTime: new Date() });
    return one;
  }
}

export async function openPromotionShop(): Promise<PromotionShop> {
  const emulator = await startEmulator();
  const db = adminDatabase(emulator);
  const stocked = new Set(
    (await all<{ _id: string; quantity: number }>(db, 'products')).filter((one) => one.quantity > 60).map((one) => one._id),
  );
  const products = await all<{ _id: string; status: string; isDiscount: boolean; skus: { skuId: string; price: number }[] }>(
    db,
    'shopProducts',
  );
  const goods = products
    .filter((product) => product.status === 'on' && !product.isDiscount)
    .flatMap((product) => product.skus.map((sku) => ({ productId: product._id, ...sku })))
    .filter((sku) => stocked.has(sku.skuId) && sku.price > 200)
    .map(({ productId, skuId, price }) => ({ productId, skuId, price }));
  if (goods.length < 4) throw new Error('the demo shop lacks goods for this test');
  const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  const buyer = await customer(emulator, 'o-demo-customer-01');
  return new PromotionShop({ emulator, manager, buyer, goods });
}
