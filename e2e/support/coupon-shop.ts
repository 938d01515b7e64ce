import type { Contracts, InputOf } from '@shop/shared/contracts/index.ts';
import type { CouponDocument, OrderDocument, UserCouponDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase, documentOf } from './database.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { actAs, customer, MANAGE, newRequest, type User } from './shop.ts';

export type Template = Extract<InputOf<Contracts['coupon']>, { action: 'save' }>['coupon'];

export const BUYER = 'o-demo-customer-02';

interface Start {
  readonly emulator: Emulator;
  readonly buyer: User & { addressId: string };
  readonly manager: User;
  readonly sales: User;
  readonly goods: { productId: string; skuId: string; price: number; category: string };
  readonly other: { productId: string; skuId: string };
}

/** The demo shop with a buyer, those who make coupons, and goods that are worth them. */
export class CouponShop {
  readonly emulator: Emulator;
  /** One piece of it is worth coupons of a few yuan. */
  readonly goods: Start['goods'];
  readonly other: Start['other'];
  /** Sessions end with the clock's jumps: then they sign in again. */
  buyer: Start['buyer'];
  manager: User;
  sales: User;

  constructor(start: Start) {
    this.emulator = start.emulator;
    this.buyer = start.buyer;
    this.manager = start.manager;
    this.sales = start.sales;
    this.goods = start.goods;
    this.other = start.other;
  }

  /** Lets the sweepers see what is left, some minutes on. */
  async later(advanceMs: number): Promise<void> {
    await this.emulator.post('/__emulator/clock', { advanceMs });
    await this.emulator.post('/__emulator/timer', { function: 'orderTimer' });
  }

  /** As an end reads the database, under the security rules. */
  async reads(user: User, collection: string, where: object): Promise<Response> {
    const path = `/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents`;
    const query = `offset=0&limit=10&query=${encodeURIComponent(JSON.stringify(where))}`;
    return fetch(`${this.emulator.origin}${path}?${query}`, { headers: { authorization: `Bearer ${user.token}` } });
  }

  plain(changes: Partial<Template> = {}): Template {
    return {
      title: '满 10 减 3',
      kind: 'reduction',
      threshold: 1000,
      amount: 300,
      validity: { kind: 'relative', days: 30 },
      total: 100,
      claimable: true,
      ...changes,
    };
  }

  async template(changes: Partial<Template> = {}): Promise<string> {
    const { coupon } = await this.manager.must('coupon', { action: 'save', requestId: newRequest(), coupon: this.plain(changes) });
    return coupon?._id ?? '';
  }

  async claimed(changes: Partial<Template> = {}, who: User = this.buyer): Promise<string> {
    const couponId = await this.template(changes);
    const { coupon } = await who.must('coupon', { action: 'claim', couponId, requestId: newRequest() });
    return coupon?._id ?? '';
  }

  read<Doc>(collection: string, id: string): Promise<Doc> {
    return documentOf<Doc>(adminDatabase(this.emulator), collection, id);
  }

  templateOf(id: string): Promise<CouponDocument> {
    return this.read('coupons', id);
  }

  held(id: string): Promise<UserCouponDocument> {
    return this.read('userCoupons', id);
  }

  order(id: string | null): Promise<OrderDocument> {
    return this.read('orders', id ?? '');
  }

  line(quantity = 1): { productId: string; skuId: string; quantity: number } {
    return {
      productId: this.goods.productId,
      skuId: this.goods.skuId,
      quantity,
    };
  }

  submit(userCouponId: string, extra: object = {}): ReturnType<User['send']> {
    return this.buyer.send('submitOrder', {
      requestId: newRequest(),
      items: [this.line()],
      addressId: this.buyer.addressId,
      userCouponId,
      ...extra,
    });
  }

  async placed(userCouponId: string): Promise<string> {
    return (
      (
        await this.buyer.must('submitOrder', {
          requestId: newRequest(),
          items: [this.line()],
          addressId: this.buyer.addressId,
          userCouponId,
        })
      ).orderId ?? ''
    );
  }
}

export async function openCouponShop(): Promise<CouponShop> {
  const emulator = await startEmulator({ args: ['--strict'] });
  const db = adminDatabase(emulator);
  const products = (await db.collection('shopProducts').where({ status: 'on' }).limit(1000).get()).data as {
    _id: string;
    isDiscount: boolean;
    categoryPath: string[];
    skus: { skuId: string; price: number }[];
  }[];
  const stock = (await db.collection('products').where({}).limit(1000).get()).data as { _id: string; quantity: number; reserved: number }[];
  const rich = new Set(stock.filter((one) => one.quantity - one.reserved > 60).map((one) => one._id));
  const plain = products.filter(
    (one) => !one.isDiscount && one.skus.every((sku) => rich.has(sku.skuId) && sku.price > 1500 && sku.price < 9000),
  );
  const [first] = plain;
  const second = plain.find((one) => one.categoryPath[0] !== first?.categoryPath[0]);
  if (!first?.skus[0] || !second?.skus[0]) throw new Error('the demo shop lacks goods for this test');
  const goods = { productId: first._id, skuId: first.skus[0].skuId, price: first.skus[0].price, category: first.categoryPath[0] ?? '' };
  const other = { productId: second._id, skuId: second.skus[0].skuId };
  const buyer = await customer(emulator, BUYER);
  const manager = await actAs(emulator, 'o-demo-staff-03', MANAGE);
  const sales = await actAs(emulator, 'o-demo-staff-02', MANAGE);
  return new CouponShop({ emulator, buyer, manager, sales, goods, other });
}
