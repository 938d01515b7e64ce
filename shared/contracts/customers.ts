import * as z from 'zod';
import { contract, fenAmount, fenPrice, id, phone, remark, requestId, shortText, text } from './contract.ts';

const view = z.looseObject({ _id: z.string() });

const customerFields = {
  name: shortText(50),
  phone: phone.optional(),
  type: text().max(20).optional(),
  remark: remark.optional(),
  creditLimit: fenAmount.optional(),
  /** openid of the mall's member he also is; empty takes the link away. */
  memberId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,64}$/)
    .optional(),
};

/** Where goods for a customer of the staff's go. */
export const shippingAddress = z.strictObject({
  name: shortText(20),
  phone,
  province: shortText(20),
  city: shortText(20),
  district: text().max(20),
  detail: shortText(100),
});

/** Before this instant (ms): how lists page on. */
const before = z.number().int().positive().optional();

/** Customers whom staff serve: their data, addresses, own prices (fen per unit), statement, and two made one. */
export const customer = contract(
  'customer',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('list'), keyword: text().max(50).optional(), before }),
    z.strictObject({ action: z.literal('get'), customerId: id }),
    z.strictObject({ action: z.literal('save'), requestId, customer: z.strictObject({ _id: id.optional(), ...customerFields }) }),
    z.strictObject({
      action: z.literal('saveAddress'),
      requestId,
      customerId: id,
      address: shippingAddress.extend({ _id: id.optional(), isDefault: z.boolean().optional() }),
    }),
    z.strictObject({ action: z.literal('removeAddress'), customerId: id, addressId: id }),
    z.strictObject({
      action: z.literal('setPrices'),
      customerId: id,
      prices: z
        .array(z.strictObject({ skuId: id, unit: shortText(8).optional(), price: fenPrice.nullable() }))
        .min(1)
        .max(100),
    }),
    z.strictObject({ action: z.literal('statement'), customerId: id, before }),
    z.strictObject({
      action: z.literal('receive'),
      requestId,
      customerId: id,
      amount: fenPrice,
      method: z.enum(['cash', 'transfer', 'wechat']),
      remark: remark.optional(),
    }),
    z.strictObject({ action: z.literal('merge'), requestId, sourceId: id, targetId: id }),
    z.strictObject({ action: z.literal('undoMerge'), mergeId: id }),
    z.strictObject({ action: z.literal('merges'), before }),
  ]),
  z.object({
    customer: view.optional(),
    list: z.array(view).optional(),
    addresses: z.array(view).optional(),
    prices: z.array(view).optional(),
    rows: z.array(view).optional(),
    owed: z.number().optional(),
    merge: view.optional(),
  }),
);
