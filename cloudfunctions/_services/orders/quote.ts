import type {
  CartDocument,
  MemberDocument,
  OrderItem,
  ShopProductDocument,
  ShopSku,
  StockDocument,
} from '@shop/shared/database/documents.ts';
import { levelOf } from '@shop/shared/domain/levels.ts';
import { fen, ZERO } from '@shop/shared/domain/money.ts';
import { couponFaultText, type CouponTerms } from '@shop/shared/domain/pricing/coupon.ts';
import { priceOrder, spendablePoints, type Price, type PricingInput, type PricingLine } from '@shop/shared/domain/pricing.ts';
import { available } from '@shop/shared/domain/stock.ts';
import { freightRules, shopConfig } from '../../_platform/config.ts';
import { command } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';

/** What a customer asks for: ids and whole pieces, nothing else. */
export interface WantedLine {
  readonly productId: string;
  readonly skuId?: string | undefined;
  readonly quantity: number;
  readonly flashSaleId?: string | undefined;
}

export interface QuotedLine {
  readonly product: ShopProductDocument;
  readonly sku: ShopSku;
  readonly stock: StockDocument;
  readonly quantity: number;
  /** The flash sale it is wanted from. */
  readonly flashSaleId?: string | undefined;
  /** Fen per piece, agreed with this customer alone. */
  readonly customerPrice?: number | undefined;
  /** Fen, of the flash sale or group buy. */
  readonly activityPrice?: number | undefined;
}

export interface Quote {
  readonly price: Price;
  readonly items: OrderItem[];
  /** The most points this order could take from this member. */
  readonly pointsUsable: number;
  /** What was priced, without a coupon: to try his coupons on. */
  readonly basket: PricingInput;
}

const CART_LINES = 50;

/** The ticked lines of a customer's cart. */
export async function cartLines(openid: string): Promise<WantedLine[]> {
  const rows: CartDocument[] = await tables.cart.find({ _openid: openid }, { orderBy: [['createTime', 'desc']], limit: 200 });
  return rows.filter((row) => row.selected).slice(0, CART_LINES);
}

/**
 * Finds the goods of the wanted lines in two parallel reads and puts lines of the same SKU together.
 * Refuses PRODUCT_NOT_FOUND (unknown, off the shelf), SKU_NOT_FOUND (of another product, or none named where there are several) and QUANTITY_LIMIT.
 * A SKU is bought in a flash sale or outside it, not both ways in one order: INPUT_INVALID.
 */
export async function findLines(wanted: readonly WantedLine[], maxPieces: number): Promise<Result<QuotedLine[]>> {
  const productIds = [...new Set(wanted.map((line) => line.productId))];
  const [products, stocks] = await Promise.all([
    tables.shopProducts.getMany(productIds),
    tables.stock.find({ shopProductId: command.in(productIds) }, { limit: 1000 }),
  ]);
  const productOf = new Map(products.map((product) => [product._id, product]));
  const stockOf = new Map(stocks.map((stock) => [stock._id, stock]));

  const lines = new Map<string, QuotedLine>();
  for (const line of wanted) {
    const product = productOf.get(line.productId);
    if (product?.status !== 'on') return refuse('PRODUCT_NOT_FOUND');
    const only = product.skus.length === 1 ? product.skus[0] : undefined;
    const sku = line.skuId === undefined ? only : product.skus.find((candidate) => candidate.skuId === line.skuId);
    const stock = sku && stockOf.get(sku.skuId);
    if (!sku || !stock) return refuse('SKU_NOT_FOUND');
    const same = lines.get(sku.skuId);
    if (same !== undefined && same.flashSaleId !== line.flashSaleId) return refuse('INPUT_INVALID', '同一商品的秒杀价与普通价请分开下单');
    const quantity = line.quantity + (same?.quantity ?? 0);
    if (quantity > maxPieces) return refuse('QUANTITY_LIMIT', `「${product.name}」单次最多购买 ${maxPieces} 件`);
    lines.set(sku.skuId, { product, sku, stock, quantity, flashSaleId: line.flashSaleId });
  }
  return done([...lines.values()]);
}

/** STOCK_INSUFFICIENT as the stock stands now: spares a hopeless order its writes. The reservation decides for good. */
export function shortage(lines: readonly QuotedLine[]): Result<null> {
  const short = lines.find((line) => available(line.stock) < line.quantity);
  if (short === undefined) return done(null);
  const left = available(short.stock);
  const what = `「${short.product.name} ${short.sku.name}」`;
  return refuse('STOCK_INSUFFICIENT', left === 0 ? `${what}已售罄，看看别的吧` : `${what}仅剩 ${left} 件，请减少数量`);
}

/** Runs the price chain for lines that were found, with the terms of one coupon that is his to use. Refuses AREA_NOT_SERVED, COUPON_UNAVAILABLE. */
export async function quote(
  lines: readonly QuotedLine[],
  member: MemberDocument | null,
  province: string,
  pointsWanted: number,
  coupon: CouponTerms | null = null,
): Promise<Result<Quote>> {
  const [config, freight] = await Promise.all([shopConfig(), freightRules()]);
  const pointsAvailable = member?.points ?? 0;
  const basket: PricingInput = {
    lines: lines.map((line) => ({ ...pricingLine(line), freightTemplate: freight.own(line.product.freightTemplateId) })),
    province,
    freight: freight.usual,
    levelPercentOff: member === null ? 0 : levelOf(member.growth ?? 0, config.levels).percentOff,
    pointsWanted,
    pointsAvailable,
    pointsRule: config.points,
  };
  const outcome = priceOrder({ ...basket, coupon });
  if (!outcome.ok && outcome.couponFault !== undefined)
    return refuse('COUPON_UNAVAILABLE', `优惠券不可用：${couponFaultText(outcome.couponFault, coupon?.kind ?? 'reduction')}`);
  if (!outcome.ok) return notServed(outcome.unservedProvince, lines, outcome.unservedLines);
  const { price } = outcome;
  return done({
    price,
    items: lines.map((line, index) => snapshot(line, price.lines[index])),
    pointsUsable: spendablePoints(price.pointsBase, pointsAvailable, pointsAvailable, config.points),
    basket,
  });
}

/** Names the goods where others of the order could go there. */
function notServed(province: string, lines: readonly QuotedLine[], unserved: readonly number[]): Result<never> {
  const [first] = unserved;
  const product = first === undefined ? undefined : lines[first]?.product;
  if (product === undefined || unserved.length === lines.length)
    return refuse('AREA_NOT_SERVED', `${province}暂不支持配送，请更换收货地址`);
  return refuse('AREA_NOT_SERVED', `「${product.name}」暂不支持配送到${province}，请更换收货地址或移除该商品`);
}

function pricingLine({ product, sku, quantity, customerPrice, activityPrice }: QuotedLine): PricingLine {
  return {
    productId: product._id,
    skuId: sku.skuId,
    quantity,
    skuPrice: fen(sku.price),
    zoneDiscountPercent: product.isDiscount ? product.discountRate : 0,
    ...(customerPrice === undefined ? {} : { customerPrice: fen(customerPrice) }),
    ...(activityPrice === undefined ? {} : { activityPrice: fen(activityPrice) }),
    weightGrams: sku.weightGrams,
    categoryPath: product.categoryPath,
  };
}

/** The line as it is sold, kept in the order whatever becomes of the product. */
function snapshot({ product, sku, stock, quantity, flashSaleId }: QuotedLine, priced: Price['lines'][number] | undefined): OrderItem {
  return {
    productId: product._id,
    skuId: sku.skuId,
    name: product.name,
    image: product.images[0] ?? '',
    specs: sku.name,
    unit: product.unit,
    unitPrice: priced?.unitPrice ?? ZERO,
    quantity,
    amount: priced?.amount ?? ZERO,
    discount: priced?.discount ?? ZERO,
    levelDiscount: priced?.levelDiscount ?? ZERO,
    couponDiscount: priced?.couponDiscount ?? ZERO,
    pointsDiscount: priced?.pointsDiscount ?? ZERO,
    payable: priced?.payable ?? ZERO,
    ...(flashSaleId === undefined ? {} : { flashSaleId }),
    ...(stock.soldByWeight === true && sku.weightGrams > 0 ? { nominalGrams: sku.weightGrams * quantity } : {}),
  };
}
