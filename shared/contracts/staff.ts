import * as z from 'zod';
import { freightActions, freightTemplateView } from './freight.ts';
import { contract, fenPrice, id } from './contract.ts';

/** Over the HTTP access route: the only call of the console that needs no session. */
export const adminLogin = contract(
  'adminLogin',
  z.strictObject({ username: z.string().trim().min(2).max(32), password: z.string().min(6).max(72), remember: z.boolean().optional() }),
  z.object({
    ticket: z.string(),
    user: z.object({ id: z.string(), name: z.string(), role: z.string(), permissions: z.array(z.string()) }),
  }),
);

/** Who the signed-in staff member or admin is, and what he may do. */
export const staffSession = contract(
  'staffSession',
  z.strictObject({}),
  z.object({ id: z.string(), name: z.string(), role: z.string(), roleLabel: z.string(), permissions: z.array(z.string()) }),
);

/** Prices, shelf state and freight of the shop’s products. Money in fen, weights in grams. */
export const product = contract(
  'product',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('setStatus'), productIds: z.array(id).min(1).max(100), status: z.enum(['on', 'off']) }),
    z.strictObject({
      action: z.literal('setPrices'),
      productId: id,
      prices: z
        .array(z.strictObject({ skuId: id, price: fenPrice }))
        .min(1)
        .max(50),
    }),
    ...freightActions,
  ]),
  z.object({ changed: z.number(), template: freightTemplateView.optional() }),
);

export const initDatabase = contract('initDatabase', z.strictObject({}), z.object({ created: z.array(z.string()), existing: z.number() }));

/** `demo` fills an empty shop with the demo goods, customers, staff and admins; it refuses a production environment. */
export const initShopProducts = contract(
  'initShopProducts',
  z.strictObject({ action: z.literal('demo') }),
  z.object({ products: z.number(), skus: z.number(), categories: z.number(), members: z.number(), staff: z.number() }),
);
