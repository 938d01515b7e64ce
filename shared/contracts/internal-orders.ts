import * as z from 'zod';
import { contract, fenAmount, id, remark, requestId, shortText } from './contract.ts';
import { shippingAddress } from './customers.ts';

const orderView = z.looseObject({ _id: z.string(), orderNo: z.string(), status: z.string() });
const reason = shortText(100);

/** `quantity` in thousandths of `unit` (the stock's own when absent): 1.5 斤 is `{unit: '斤', quantity: 1500}`. Prices are the shop's or the customer's own, never the caller's. */
const internalLine = z.strictObject({
  skuId: id,
  unit: shortText(8).optional(),
  quantity: z.number().int().min(1).max(9_999_000),
});

/** Orders that staff write for a customer: draft → confirmed (its stock reserved) → paid at the counter, or billed to his WeChat. */
export const internalOrder = contract(
  'internalOrder',
  z.discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('save'),
      requestId,
      /** An edit of this draft, as it was seen at `revision`. */
      orderId: id.optional(),
      revision: z.number().int().min(1).optional(),
      customerId: id,
      items: z.array(internalLine).min(1).max(50),
      /** One of the customer's addresses, or any other; neither: he fetches it himself. */
      addressId: id.optional(),
      address: shippingAddress.optional(),
      freightAmount: fenAmount.optional(),
      remark: remark.optional(),
    }),
    z.strictObject({ action: z.literal('confirm'), orderId: id }),
    z.strictObject({ action: z.literal('pay'), orderId: id, method: z.enum(['credit', 'cash', 'prepaid']) }),
    z.strictObject({ action: z.literal('bill'), orderId: id }),
    z.strictObject({ action: z.literal('cancel'), orderId: id, reason }),
    z.strictObject({ action: z.literal('get'), orderId: id }),
    z.strictObject({
      action: z.literal('list'),
      customerId: id.optional(),
      status: z.enum(['draft', 'confirmed', 'pending_payment', 'paid', 'shipped', 'completed', 'cancelled', 'refunded']).optional(),
      before: z.number().int().positive().optional(),
    }),
  ]),
  z.object({ order: orderView.optional(), list: z.array(orderView).optional() }),
);

/** A change as it was written down: `before` and `after` are of its kind, `createTime` a date as JSON writes it. */
const historyView = z.looseObject({
  _id: z.string(),
  action: z.enum(['price', 'address', 'remark', 'lines']),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string(),
  operatorName: z.string(),
  createTime: z.unknown(),
});

/**
 * What staff change in an order before it is shipped. A price changes before payment, by lines or as one sum for all goods (apportioned); an address
 * with another freight is refused until staff say what becomes of the difference: `keep` the freight as it is, or `apply` the new one (before payment).
 */
export const orderChange = contract(
  'orderChange',
  z.discriminatedUnion('action', [
    z
      .strictObject({
        action: z.literal('changePrice'),
        requestId,
        orderId: id,
        lines: z
          .array(z.strictObject({ skuId: id, payable: fenAmount }))
          .min(1)
          .max(50)
          .optional(),
        goodsAmount: fenAmount.optional(),
        freightAmount: fenAmount.optional(),
        reason,
      })
      .refine((input) => input.lines === undefined || input.goodsAmount === undefined, { message: 'lines or goodsAmount' })
      .refine((input) => input.lines !== undefined || input.goodsAmount !== undefined || input.freightAmount !== undefined, {
        message: 'lines',
      }),
    z.strictObject({
      action: z.literal('changeAddress'),
      requestId,
      orderId: id,
      address: shippingAddress,
      freight: z.enum(['keep', 'apply']).optional(),
      reason: reason.optional(),
    }),
    z.strictObject({ action: z.literal('remark'), requestId, orderId: id, remark }),
    z.strictObject({ action: z.literal('histories'), orderId: id }),
  ]),
  z.object({ order: orderView.optional(), histories: z.array(historyView).optional() }),
);

const some = z.array(id).min(1).max(100);

/** The same act on up to a hundred orders, each by its own service with its own result. The same `requestId` goes on where a call stopped and repeats nothing. */
export const batchUpdateOrders = contract(
  'batchUpdateOrders',
  z.discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('ship'),
      requestId,
      orders: z
        .array(
          z.strictObject({ orderId: id, company: z.string().regex(/^[a-z0-9]{2,30}$/), number: z.string().regex(/^[A-Za-z0-9-]{6,32}$/) }),
        )
        .min(1)
        .max(100),
    }),
    z.strictObject({ action: z.literal('remark'), requestId, orderIds: some, remark }),
    z.strictObject({ action: z.literal('cancel'), requestId, orderIds: some, reason }),
    z.strictObject({ action: z.literal('confirm'), requestId, orderIds: some }),
  ]),
  z.object({
    results: z.array(z.object({ orderId: z.string(), ok: z.boolean(), reason: z.string().optional(), message: z.string().optional() })),
    /** Orders that this call had no time for: call again with the same `requestId`. */
    remaining: z.number(),
  }),
);
