import type { FlashSaleDocument, GroupBuyDocument } from '../database/documents.ts';
import type { Catalogue } from './catalogue.ts';

const HOUR_MS = 3_600_000;

/** Price in fen; hours from the full hour that the shop is filled in. */
interface Sale {
  readonly skuId: string;
  readonly title: string;
  readonly price: number;
  readonly quota: number;
  readonly perUser: number;
  readonly from: number;
  readonly until: number;
}

const SALES: readonly Sale[] = [
  { skuId: 'k-provence-tomato-3jin', title: '今晚吃点好的', price: 1580, quota: 60, perUser: 2, from: -1, until: 12 },
  { skuId: 'k-shiping-tofu-1', title: '尝鲜秒杀', price: 990, quota: 40, perUser: 2, from: -2, until: 3 * 24 },
  { skuId: 'k-zhongjiang-noodles-3', title: '囤粮节', price: 1680, quota: 80, perUser: 3, from: -24, until: 7 * 24 },
  { skuId: 'k-blood-orange-5jin', title: '鲜果早市', price: 1990, quota: 100, perUser: 2, from: 6, until: 30 },
  { skuId: 'k-gutian-tremella-150', title: '周末秒杀', price: 1390, quota: 50, perUser: 1, from: 30, until: 7 * 24 },
];

interface Group {
  readonly skuId: string;
  readonly title: string;
  readonly price: number;
  readonly size: number;
}

const GROUPS: readonly Group[] = [
  { skuId: 'k-wuchang-rice-5000', title: '三人拼好米', price: 6680, size: 3 },
  { skuId: 'k-yunnan-blueberry-4', title: '两人同行，蓝莓更甜', price: 3680, size: 2 },
];

/** What the demo shop sells for less for a while: sales that run, sales that are announced, and group buys. Nobody has bought yet. */
export function promotions({ shopProducts }: Catalogue, now: Date): { flashSales: FlashSaleDocument[]; groupBuys: GroupBuyDocument[] } {
  const hour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const after = (hours: number): Date => new Date(hour + hours * HOUR_MS);
  const goodsOf = (skuId: string): Pick<FlashSaleDocument, 'productId' | 'skuId' | 'productName' | 'specs' | 'image' | 'listPrice'> => {
    const product = shopProducts.find(({ skus }) => skus.some((sku) => sku.skuId === skuId));
    const sku = product?.skus.find((one) => one.skuId === skuId);
    if (product === undefined || sku === undefined) throw new Error(`the demo shop does not sell ${skuId}`);
    return {
      productId: product._id,
      skuId,
      productName: product.name,
      specs: sku.name,
      image: product.images[0] ?? '',
      listPrice: sku.price,
    };
  };
  const created = { createTime: after(-48), updateTime: after(-48) };
  return {
    flashSales: SALES.map(({ skuId, from, until, ...terms }) => ({
      _id: `flash-${skuId.slice(2)}`,
      ...terms,
      ...goodsOf(skuId),
      startsAt: after(from),
      endsAt: after(until),
      status: 'on',
      sold: 0,
      marks: [],
      ...created,
    })),
    groupBuys: GROUPS.map(({ skuId, ...terms }) => ({
      _id: `group-${skuId.slice(2)}`,
      ...terms,
      ...goodsOf(skuId),
      hours: 24,
      perOrder: 2,
      startsAt: after(-48),
      endsAt: after(30 * 24),
      status: 'on',
      opened: 0,
      ...created,
    })),
  };
}
