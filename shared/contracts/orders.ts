import * as z from 'zod';
import { contract, id, pieces, remark, requestId, shortText, text } from './contract.ts';
import { couponChoice } from './coupons.ts';

/** `flashSaleId`: at the sale's price, from the sale's quota. */
const orderLine = z.strictObject({ productId: id, skuId: id.optional(), quantity: pieces, flashSaleId: id.optional() });

/** A group buy's order has one ordinary line and names either the offer or the team. */
function isSound(input: {
  groupBuyId?: string | undefined;
  teamId?: string | undefined;
  items?: readonly { flashSaleId?: string | undefined }[] | undefined;
}): boolean {
  if (input.groupBuyId === undefined && input.teamId === undefined) return true;
  if (input.groupBuyId !== undefined && input.teamId !== undefined) return false;
  return input.items?.length === 1 && input.items[0]?.flashSaleId === undefined;
}

/** Either lines or the ticked lines of the cart, never both. A price is not part of the input: an unknown key is refused. */
const submission = z
  .strictObject({
    requestId,
    items: z.array(orderLine).min(1).max(50).optional(),
    fromCart: z.literal(true).optional(),
    addressId: id.optional(),
    userCouponId: id.optional(),
    usePoints: z.number().int().min(0).max(100_000_000).optional(),
    remark: remark.optional(),
    /** One line: opens a team of this group buy. */
    groupBuyId: id.optional(),
    /** One line: joins this team. */
    teamId: id.optional(),
    preview: z.boolean().optional(),
  })
  .refine(isSound, { message: 'groupBuyId or teamId' })
  .refine((input) => (input.items === undefined) !== (input.fromCart === undefined), { message: 'items or fromCart' })
  .refine((input) => input.preview === true || input.addressId !== undefined, { message: 'addressId' });

const submittedOrder = z.object({
  orderId: z.string().nullable(),
  orderNo: z.string().nullable(),
  status: z.string().nullable(),
  totalAmount: z.number(),
  discountAmount: z.number(),
  freightAmount: z.number(),
  /** Taken off the freight by a coupon; `freightAmount` is what is left of it. */
  freightDiscount: z.number(),
  userCouponId: z.string().nullable(),
  /** Of a preview: what each of his coupons would do, best first. */
  coupons: z.array(couponChoice),
  pointsUsed: z.number(),
  pointsAmount: z.number(),
  pointsUsable: z.number(),
  paymentAmount: z.number(),
  expireTime: z.number().nullable(),
  items: z.array(
    z.object({
      productId: z.string(),
      skuId: z.string(),
      name: z.string(),
      image: z.string(),
      specs: z.string(),
      unit: z.string(),
      unitPrice: z.number(),
      quantity: z.number(),
      amount: z.number(),
      discount: z.number(),
      levelDiscount: z.number().optional(),
      couponDiscount: z.number().optional(),
      pointsDiscount: z.number().optional(),
      payable: z.number(),
    }),
  ),
  explain: z.array(z.object({ rule: z.string(), label: z.string(), amount: z.number() })),
});

export const submitOrder = contract('submitOrder', submission, submittedOrder);

/** The same for orders of flash sales: a function of their own, so that a rush waits in its own queue and nobody else's. */
export const flashOrder = contract(
  'flashOrder',
  submission.refine((input) => input.items?.some((line) => line.flashSaleId !== undefined) === true, { message: 'flashSaleId' }),
  submittedOrder,
);

export const generateOrderId = contract('generateOrderId', z.strictObject({}), z.object({ orderNo: z.string() }));

const orderView = z.looseObject({ _id: z.string(), orderNo: z.string(), status: z.string() });

/** What customers (cancel, confirm, remove) and staff (staffCancel, remark) do with an order. */
export const order = contract(
  'order',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('get'), orderId: id }),
    z.strictObject({ action: z.literal('cancel'), orderId: id, reason: text().max(100).optional() }),
    z.strictObject({ action: z.literal('confirm'), orderId: id }),
    z.strictObject({ action: z.literal('remove'), orderId: id }),
    z.strictObject({ action: z.literal('buyAgain'), orderId: id }),
    z.strictObject({ action: z.literal('staffCancel'), orderId: id, reason: shortText(100) }),
    z.strictObject({ action: z.literal('staffRemark'), orderId: id, remark }),
  ]),
  z.object({ order: orderView }),
);

const parcel = z.strictObject({
  company: z.string().regex(/^[a-z0-9]{2,30}$/),
  number: z.string().regex(/^[A-Za-z0-9-]{6,32}$/),
  items: z
    .array(z.strictObject({ skuId: id, quantity: pieces }))
    .min(1)
    .max(50)
    .optional(),
});

/** Ships, or before that weighs (`pack`) what is sold by weight: what is lighter than sold goes back. */
export const shipOrder = contract(
  'shipOrder',
  z.union([
    z.strictObject({ orderId: id, parcels: z.array(parcel).min(1).max(15) }),
    z.strictObject({
      action: z.literal('pack'),
      orderId: id,
      weights: z
        .array(z.strictObject({ skuId: id, grams: z.number().int().min(1).max(10_000_000) }))
        .min(1)
        .max(50),
    }),
  ]),
  z.object({ order: orderView }),
);

export const wxPay = contract(
  'wxPay',
  z.strictObject({ orderId: id, method: z.enum(['wechat', 'balance']) }),
  z.union([
    z.object({ paid: z.literal(true) }),
    z.object({
      paid: z.literal(false),
      payment: z.object({ timeStamp: z.string(), nonceStr: z.string(), package: z.string(), signType: z.string(), paySign: z.string() }),
    }),
  ]),
);
